public import Archive

/// A hold on a whole mailbox: on everything in it, or on each item for a time from its own date.
///
/// It stands from when it is on record until it is released. `placedAt` is told, never weighed: no clock set
/// back lets an item slip out before it.
public struct LitigationHold: Hashable, Sendable {
  public var id: Identifier<LitigationHold>
  public var mailbox: Identifier<Mailbox>
  public var placedAt: Moment
  public var releasedAt: Moment?
  /// Counted from each item's sent or received date; nil is without end.
  public var duration: Period?

  public init(
    id: Identifier<LitigationHold>, mailbox: Identifier<Mailbox>, placedAt: Moment,
    releasedAt: Moment? = nil, duration: Period? = nil
  ) {
    (self.id, self.mailbox, self.placedAt) = (id, mailbox, placedAt)
    (self.releasedAt, self.duration) = (releasedAt, duration)
  }

  /// A mailbox has one, so that it needs no name of its own.
  public static let name = "litigation hold"

  func isInForce(at moment: Moment) -> Bool { releasedAt.map { moment < $0 } ?? true }
}

extension LitigationHold {
  func considered(_ question: Question) -> Considered {
    let placed = "litigation hold placed on \(question.day(placedAt))"
    guard mailbox == question.facts.mailbox else { return silent("litigation hold on another mailbox") }
    if let releasedAt, !isInForce(at: question.at) {
      return silent(
        "\(placed) was released on \(question.day(releasedAt))", from: placedAt, until: releasedAt)
    }
    guard let duration else {
      return keeps("litigation hold without end, placed on \(question.day(placedAt))", from: placedAt)
    }
    guard let date = question.facts.date else {
      return keeps(
        "\(placed) keeps each item for \(duration); this one has no usable date to count from, so it stays",
        from: placedAt)
    }
    let end = question.end(of: duration, from: date)
    let counted = "\(placed) keeps each item for \(duration): this one from \(question.day(date))"
    if question.at < end {
      return keeps("\(counted), until \(question.day(end))", from: date, until: end)
    }
    return silent("\(counted), until \(question.day(end)), which has passed", from: date, until: end)
  }

  private func keeps(_ why: String, from: Moment, until: Moment? = nil) -> Considered {
    .keeps(.litigationHold, Self.name, from: from, until: until, why)
  }

  private func silent(_ why: String, from: Moment? = nil, until: Moment? = nil) -> Considered {
    .silent(.litigationHold, Self.name, from: from, until: until, why)
  }
}
