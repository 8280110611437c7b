/// What standing side by side means.
extension KQLBinder {
  /// Joins neighbours with AND, but offers restrictions on one property as alternatives.
  ///
  /// `subject:a from:x subject:b` is `(subject:a OR subject:b) AND from:x`. The run of restrictions that
  /// this looks at ends at anything else: a word, a group, `-x`, `+x`, an explicit operator. Comparisons
  /// always narrow. Words of digits that may be one telephone number are also looked for as that. Among the conditions of a stored query, each in its own parentheses, the parentheses
  /// don't end the run.
  mutating func join(_ items: [KQLSyntax], in scope: Scope?, areConditions: Bool) -> Query {
    var joined: [Query] = []
    var run: [(property: KQLProperty, alternatives: [Query])] = []
    var earlier: Set<KQLProperty> = []

    func endRun() {
      earlier.formUnion(run.map(\.property))
      joined += run.map { Query.any(of: $0.alternatives) }
      run = []
    }
    var index = 0
    while index < items.count {
      let item = items[index]
      if let words = numberRun(items, from: index, in: scope) {
        endRun()
        joined += numbers(items[index..<index + words.count], words, in: scope)
        index += words.count
        continue
      }
      warnOfSplitNumber(items, at: index)
      index += 1
      guard scope == nil, let (name, op) = Self.positiveRestriction(item, unwrapping: areConditions),
        let property = KQLProperty.named(name.text)
      else {
        endRun()
        joined.append(bind(item, in: scope))
        continue
      }
      let bound = bind(item)
      if !op.offersAlternatives {
        joined.append(bound)
      } else if let place = run.firstIndex(where: { $0.property == property }) {
        run[place].alternatives.append(bound)
      } else {
        if earlier.contains(property) { warnOfApart(name) }
        run.append((property, [bound]))
      }
    }
    endRun()
    return .all(of: joined)
  }

  private static func positiveRestriction(
    _ item: KQLSyntax, unwrapping: Bool
  ) -> (KQLName, KQLOperator)? {
    switch item.kind {
    case .restriction(let name, let op, _), .restrictionGroup(let name, let op, _): (name, op)
    case .group(let inside) where unwrapping: positiveRestriction(inside, unwrapping: true)
    default: nil
    }
  }

  private mutating func warnOfApart(_ name: KQLName) {
    diagnostics.warn(
      .restrictionsApart,
      "'\(name.text)' is restricted again after something else, so both must hold; put them side by side, "
        + "or join them with OR, to accept either", at: name.position)
  }
}
