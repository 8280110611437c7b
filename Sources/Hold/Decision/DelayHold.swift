public import Archive

/// What stays held for a while after a hold or a policy was taken away, so that a mistake can be noticed.
///
/// It holds the whole mailbox, whatever the one before it covered.
public struct DelayHold: Hashable, Sendable {
  public var id: Identifier<DelayHold>
  public var mailbox: Identifier<Mailbox>
  /// The name of what was taken away.
  public var name: String
  public var placedAt: Moment
  public var until: Moment

  public init(
    id: Identifier<DelayHold>, mailbox: Identifier<Mailbox>, name: String, placedAt: Moment, until: Moment
  ) {
    (self.id, self.mailbox, self.name) = (id, mailbox, name)
    (self.placedAt, self.until) = (placedAt, until)
  }

  func isInForce(at moment: Moment) -> Bool { moment < until }
}

extension DelayHold {
  func considered(_ question: Question) -> Considered {
    guard mailbox == question.facts.mailbox else {
      return .silent(.delayHold, name, "delay hold on another mailbox")
    }
    let ended = "\"\(name)\" ended on \(question.day(placedAt))"
    if isInForce(at: question.at) {
      return .keeps(
        .delayHold, name, from: placedAt, until: until,
        "\(ended); everything in the mailbox stays held until \(question.day(until))")
    }
    return .silent(
      .delayHold, name, from: placedAt, until: until,
      "\(ended); the delay hold after it ended on \(question.day(until))")
  }
}
