internal import Archive
internal import Hold

/// Which labels items carry and what they come to, as the model has it.
struct LabelModel {
  struct Label {
    var name: String
    var action: Retention.Action
    /// Nil: forever.
    var days: Int?
    var isFromLabelling = false
    var isRecord = false
    var isReviewed = false

    var retains: Bool { action != .delete }
  }

  /// A rule for what is about the merger.
  struct Rule {
    var label: Int
    var made: Moment
    /// The newest copy there was when it was closed.
    var closed: Int?
  }

  private struct Choice {
    /// Nil: taken off.
    var label: Int?
    var at: Moment
    /// Until when the label before it goes on holding.
    var heldUntil: Moment?
  }

  struct Carried: Equatable {
    var label: Int
    var at: Moment
    /// Nil: somebody chose it.
    var rule: Int?
  }

  /// Of what is gone: the latest dates, by person and label.
  private struct Gone {
    var sent: Moment
    var labelled: Moment
    var at: Moment
  }

  private struct Review {
    var of: Carried
    var approved: Moment?
    var putOffUntil: Moment?
  }

  enum How {
    case manual, query, review
  }

  enum Result: Equatable {
    case changed, unchanged, kept, blocked
  }

  var labels: [Label] = []
  var rules: [Rule] = []
  private var choices: [ArchiveModel.Copy: Choice] = [:]
  private var reviews: [ArchiveModel.Copy: Review] = [:]
  private var gone: [String: [Int: Gone]] = [:]
  private var goneHeld: [String: Moment] = [:]

  func carried(_ copy: ArchiveModel.Copy) -> Carried? {
    if let choice = choices[copy] { return choice.label.map { Carried(label: $0, at: choice.at) } }
    guard copy.isAboutMerger else { return nil }
    let giving = rules.indices.filter { rule in rules[rule].closed.map { copy.number <= $0 } ?? true }
    let index = giving.first { labels[rules[$0].label].isRecord } ?? giving.first
    return index.map { Carried(label: rules[$0].label, at: max(rules[$0].made, copy.filed), rule: $0) }
  }

  func isRecord(_ copy: ArchiveModel.Copy) -> Bool { carried(copy).map { labels[$0.label].isRecord } ?? false }

  private func end(_ carried: Carried, _ copy: ArchiveModel.Copy) -> Moment? {
    let label = labels[carried.label]
    return label.days.map { (label.isFromLabelling ? carried.at : copy.sent).adding(days: $0) }
  }

  private func review(_ copy: ArchiveModel.Copy, _ carried: Carried) -> Review? {
    reviews[copy].flatMap { $0.of == carried ? $0 : nil }
  }

  private func isApproved(_ copy: ArchiveModel.Copy, _ carried: Carried, since end: Moment) -> Bool {
    review(copy, carried)?.approved.map { $0 >= end } ?? false
  }

  func keeps(_ copy: ArchiveModel.Copy, at now: Moment) -> Bool {
    if let until = choices[copy]?.heldUntil, now < until { return true }
    guard let carried = carried(copy), labels[carried.label].retains else { return false }
    guard let end = end(carried, copy) else { return true }
    return now < end || (labels[carried.label].isReviewed && !isApproved(copy, carried, since: end))
  }

  func due(_ copy: ArchiveModel.Copy) -> Moment? {
    guard let carried = carried(copy), labels[carried.label].action != .retain else { return nil }
    return end(carried, copy)
  }

  /// Whether the copy's disposal waits for a reviewer.
  func isPending(_ copy: ArchiveModel.Copy, at now: Moment) -> Bool {
    guard let carried = carried(copy), labels[carried.label].isReviewed, let end = end(carried, copy), end <= now
    else { return false }
    let isPutOff = review(copy, carried)?.putOffUntil.map { now < $0 } ?? false
    return !isPutOff && !isApproved(copy, carried, since: end)
  }

  /// When labels let go, or did, of a mailbox's copies and of those that are gone; nil: one keeps some copy without end.
  func ends(of copies: [ArchiveModel.Copy], _ person: String) -> [Moment]? {
    var ends: [Moment] = goneHeld[person].map { [$0] } ?? []
    for (index, gone) in gone[person] ?? [:] {
      let label = labels[index]
      let end = label.days.map { (label.isFromLabelling ? gone.labelled : gone.sent).adding(days: $0) }
      if label.retains { ends.append(min(end ?? gone.at, gone.at)) }
    }
    for copy in copies {
      if let until = choices[copy]?.heldUntil { ends.append(until) }
      guard let carried = carried(copy), labels[carried.label].retains else { continue }
      let label = labels[carried.label]
      guard let end = end(carried, copy), !(label.isRecord && label.action == .retain),
        !label.isReviewed || isApproved(copy, carried, since: end)
      else { return nil }
      ends.append(end)
    }
    return ends
  }

  // MARK: - What people do

  /// Puts a label on a copy; nil takes its own off.
  mutating func choose(
    _ label: Int?, for copy: ArchiveModel.Copy, how: How, isReasoned: Bool, replaces: Bool = true, at now: Moment
  ) -> Result {
    let carried = carried(copy)
    let isChosen = carried.map { $0.rule == nil } ?? false
    if label == nil, carried == nil { return .unchanged }
    if let label, carried?.label == label, isChosen || how == .query { return .unchanged }
    if label != nil, isChosen, !replaces { return .kept }
    if let carried, labels[carried.label].isRecord, !isReasoned { return .blocked }
    var held = choices[copy]?.heldUntil
    if let carried, how != .review, carried.label != label, labels[carried.label].retains {
      held = max(held ?? now, now.adding(days: ArchiveModel.delay))
    }
    choices[copy] = Choice(label: label, at: now, heldUntil: held)
    return .changed
  }

  mutating func approve(_ copy: ArchiveModel.Copy, at now: Moment) {
    guard let carried = carried(copy) else { return }
    reviews[copy] = Review(of: carried, approved: now, putOffUntil: review(copy, carried)?.putOffUntil)
  }

  mutating func putOff(_ copy: ArchiveModel.Copy, until: Moment) {
    guard let carried = carried(copy) else { return }
    reviews[copy] = Review(of: carried, approved: nil, putOffUntil: until)
  }

  mutating func remove(_ copy: ArchiveModel.Copy, at now: Moment) {
    if let carried = carried(copy) {
      let known = gone[copy.person, default: [:]][carried.label] ?? Gone(sent: copy.sent, labelled: carried.at, at: now)
      gone[copy.person, default: [:]][carried.label] = Gone(
        sent: max(known.sent, copy.sent), labelled: max(known.labelled, carried.at), at: max(known.at, now))
    }
    if let until = choices[copy]?.heldUntil {
      goneHeld[copy.person] = max(goneHeld[copy.person] ?? until, until)
    }
    (choices[copy], reviews[copy]) = (nil, nil)
  }
}
