internal import Archive

extension Rules {
  /// What the item's label and all policies have to say.
  func retention(_ question: Question) -> [Considered] {
    let ordered = policies.sorted { $0.id < $1.id }
    let findings = labelFindings(question) + ordered.flatMap { Self.findings($0, question) }
    let requests = findings.compactMap { finding in
      if case .asks(let request) = finding { request } else { nil }
    }
    let winner = DeletionRequest.winner(among: requests)
    // What can't be told is said by itself: the label may be another one.
    let isCertain = !question.facts.labelling.isUncertain
    let keeping = isCertain ? label(of: question.facts)?.keeping(question, request: winner) : nil
    return (keeping.map { [$0] } ?? [])
      + findings.map { finding in
        switch finding {
        case .tells(let considered): considered
        case .asks(let request): request.considered(question, winner: winner)
        }
      }
  }

  /// What follows from somebody's having deleted the item; empty where nobody has or nothing does.
  func recovery(_ question: Question) -> [Considered] {
    guard let recoverableFor, let deleted = ItemFacts.believed(question.facts.softDeletedAt),
      // Recoverable Items are emptied of what people deleted, and nobody deletes a record.
      label(of: question.facts)?.isRecord != true
    else { return [] }
    let due = question.end(of: recoverableFor, from: deleted)
    let keep = question.at < due ? "keep" : "kept"
    let emptying = Considered(
      kind: .recoverableItems, name: "Recoverable Items", effect: .delete, applies: true, from: due,
      until: nil,
      why:
        "moved to Recoverable Items on \(question.day(deleted)), which \(keep) it until \(question.day(due))")
    guard isSingleItemRecovery, question.at < due else { return [emptying] }
    let keeping = Considered.keeps(
      .recoverableItems, "single-item recovery", from: deleted, until: due,
      "single-item recovery: nobody can destroy it before \(question.day(due))")
    return [keeping, emptying]
  }

  /// What one rule has to say; a wish to delete waits until the others are known.
  private enum Finding {
    case tells(Considered)
    case asks(DeletionRequest)
  }

  private func label(of facts: ItemFacts) -> RetentionLabel? {
    facts.label.flatMap { id in labels.first { $0.id == id } }
  }

  /// What the label has to say that does not depend on the other rules.
  private func labelFindings(_ question: Question) -> [Finding] {
    if question.facts.labelling.isUncertain { return [.tells(.uncertainLabel)] }
    guard let id = question.facts.label else { return [] }
    guard let label = label(of: question.facts) else { return [.tells(.unknownLabel(id))] }
    return label.deletion(question).map { [.asks($0)] } ?? []
  }

  private static func findings(_ policy: RetentionPolicy, _ question: Question) -> [Finding] {
    if let silence = policy.silence(question) { return [.tells(silence)] }
    return findings(policy.retention, question, .policy, policy.name, policy.rank)
  }

  private static func findings(
    _ retention: Retention, _ question: Question, _ kind: Considered.Kind, _ name: String,
    _ rank: DeletionRank
  ) -> [Finding] {
    [
      retention.keeping(question, kind, name).map { .tells($0) },
      retention.deletion(question, kind, name, rank).map { .asks($0) },
    ].compactMap { $0 }
  }
}

extension ItemFacts {
  /// Why an item without a usable date stays, or nil where it has one.
  func missingDate(_ question: Question) -> Considered? {
    guard date == nil else { return nil }
    let (name, written) = isOutgoing ? ("sent date", sent) : ("received date", received)
    let problem: String
    if let written {
      problem = "its \(name), \(question.day(written)), cannot be right"
    } else {
      problem = "its \(name) is missing"
    }
    return .keeps(.itemDate, name, "\(problem), and an item without a usable date is never deleted")
  }
}
