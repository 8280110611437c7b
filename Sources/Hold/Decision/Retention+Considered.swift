internal import Archive

extension Retention {
  /// What the keeping half says of an item, or nil where there is none.
  func keeping(_ question: Question, _ kind: Considered.Kind, _ name: String) -> Considered? {
    guard retains else { return nil }
    guard let period else {
      return .keeps(kind, name, from: question.facts.date, "kept without end")
    }
    guard let date = question.facts.date else {
      return .keeps(kind, name, "kept for \(period) from a date that is not known, so without end")
    }
    let end = question.end(of: period, from: date)
    let kept = "kept \(period) from \(question.day(date)), until \(question.day(end))"
    return question.at < end
      ? .keeps(kind, name, from: date, until: end, kept)
      : .silent(kind, name, from: date, until: end, "\(kept), which has passed")
  }

  /// What the deleting half asks of an item, or nil where there is none.
  func deletion(
    _ question: Question, _ kind: Considered.Kind, _ name: String, _ rank: DeletionRank
  ) -> DeletionRequest? {
    deletedAfter.map { period in
      let due = question.facts.date.map { (from: $0, at: question.end(of: period, from: $0)) }
      return DeletionRequest(kind: kind, name: name, rank: rank, period: period, due: due)
    }
  }
}
