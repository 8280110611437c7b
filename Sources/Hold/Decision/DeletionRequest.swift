internal import Archive

/// Whose word counts when several rules ask for deletion: the lowest first.
enum DeletionRank: Int, Comparable {
  case label, mailboxes, organization

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A rule's wish to delete the item, before it is known whose wish counts.
struct DeletionRequest {
  let kind: Considered.Kind
  let name: String
  let rank: DeletionRank
  let period: Period
  /// From the item's date, and when the period ends; nil where the item has no usable date.
  let due: (from: Moment, at: Moment)?

  /// The one that counts: a label before chosen mailboxes before everyone, then the soonest.
  static func winner(among requests: [DeletionRequest]) -> DeletionRequest? {
    var winner: DeletionRequest?
    for request in requests {
      guard let due = request.due else { continue }
      if let best = winner, let sooner = best.due, (best.rank, sooner.at) <= (request.rank, due.at) {
        continue
      }
      winner = request
    }
    return winner
  }

  func considered(_ question: Question, winner: DeletionRequest?) -> Considered {
    guard let due, let winner, let winning = winner.due else {
      return .silent(
        kind, name, effect: .delete,
        "asks for deletion after \(period), but the item has no usable date to count from")
    }
    let asks = "asks for deletion \(period) from \(question.day(due.from))"
    if rank == winner.rank, due.at == winning.at {
      let when = due.at <= question.at ? "since" : "on"
      return Considered(
        kind: kind, name: name, effect: .delete, applies: true, from: due.at, until: nil,
        why: "\(asks): \(when) \(question.day(due.at))")
    }
    let instead =
      if rank == winner.rank {
        "\"\(winner.name)\" asks for it sooner"
      } else if winner.rank == .label {
        "the item's label \"\(winner.name)\" decides before any policy"
      } else {
        "\"\(winner.name)\" is for chosen mailboxes and decides before a policy for everyone"
      }
    return .silent(
      kind, name, effect: .delete, from: due.at, "\(asks): on \(question.day(due.at)), but \(instead)")
  }
}
