internal import Archive

extension RetentionLabel {
  var kind: Considered.Kind { isRecord ? .record : .label }

  /// What the label's keeping half says, with the review after it; nil where it keeps nothing.
  ///
  /// `request`: whose wish to delete counts; where there is one, a record's lock ends with it.
  func keeping(_ question: Question, request: DeletionRequest?) -> Considered? {
    guard let start = periodStart(of: question.facts) else { return waitingForStart(question) }
    guard retention.retains else { return nil }
    guard let period = retention.period else {
      return .keeps(kind, name, from: start, "kept without end\(lockedSuffix)")
    }
    let end = question.end(of: period, from: start)
    let kept = "kept \(period) from \(question.day(start))\(startSuffix), until \(question.day(end))"
    if stages > 0, let review = review(question, end: end) {
      return .keeps(kind, name, from: start, "\(kept), \(review)")
    }
    guard isRecord else {
      return question.at < end
        ? .keeps(kind, name, from: start, until: end, kept)
        : .silent(kind, name, from: start, until: end, "\(kept), which has passed\(approvedSuffix)")
    }
    guard let due = request?.due?.at else {
      return .keeps(kind, name, from: start, "\(kept)\(lockedSuffix), until a rule asks for its deletion")
    }
    let unlocked = max(end, due)
    return question.at < unlocked
      ? .keeps(kind, name, from: start, until: unlocked, "\(kept)\(lockedSuffix)")
      : .silent(kind, name, from: start, until: unlocked, "\(kept), which has passed\(approvedSuffix)")
  }

  /// The deleting half's wish, or nil where there is none.
  func deletion(_ question: Question) -> DeletionRequest? {
    retention.deletedAfter.map { period in
      let due = periodStart(of: question.facts).map { (from: $0, at: question.end(of: period, from: $0)) }
      return DeletionRequest(kind: kind, name: name, rank: .label, period: period, due: due)
    }
  }

  /// What is said where nobody knows yet when the period starts: the item stays.
  private func waitingForStart(_ question: Question) -> Considered? {
    guard let period = retention.period else { return .keeps(kind, name, "kept without end\(lockedSuffix)") }
    switch start {
    case .created, .modified:
      guard retention.retains else { return nil }
      return .keeps(kind, name, "kept for \(period) from a date that is not known, so without end")
    case .labelled:
      return .keeps(kind, name, "its \(period) count from when it was labelled, which is not known, so it stays")
    case .event:
      return .keeps(kind, name, "its \(period) count from an event, and until there is one the item stays")
    }
  }

  /// Where a review stands that still keeps the item; nil once its disposal is approved.
  private func review(_ question: Question, end: Moment) -> String? {
    if question.at < end { return "and then until its disposal has been approved" }
    switch review(question.facts.labelling.review, since: end, at: question.at) {
    case .approved: return nil
    case .putOff(let until):
      return "which has passed; the review of its disposal was put off until \(question.day(until))"
    case .waiting(let stage):
      return "which has passed; its disposal waits for stage \(stage) of \(stages) of its review"
    }
  }

  private var startSuffix: String {
    switch start {
    case .created, .modified: ""
    case .labelled: ", when it was labelled"
    case .event: ", the date of the event it waited for"
    }
  }

  private var lockedSuffix: String { isRecord ? "; as a record it is deleted by nobody" : "" }
  private var approvedSuffix: String { stages > 0 ? "; its disposal was approved" : "" }
}
