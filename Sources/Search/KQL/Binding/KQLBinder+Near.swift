/// NEAR and ONEAR.
extension KQLBinder {
  /// Binds `a NEAR(2) b NEAR(3) c` as its neighbouring pairs, all required.
  mutating func near(_ operands: [KQLSyntax], _ links: [KQLNear]) -> Query {
    var sides: [[TextMatch]] = []
    for operand in operands {
      guard let matches = alternatives(operand) else { return .nothing }
      sides.append(matches)
    }
    var pairs: [Query] = []
    for (index, link) in links.enumerated() {
      let (left, right) = (sides[index], sides[index + 1])
      // Counted before they are made: groups on both sides multiply.
      guard count(operands[index + 1], as: 2 * left.count * right.count) else { return .nothing }
      var either: [Query] = []
      for first in left {
        for second in right {
          either.append(
            .near(NearMatch(first, second, distance: link.distance, isOrdered: link.isOrdered)))
        }
      }
      pairs.append(.any(of: either))
    }
    return .all(of: pairs)
  }

  /// The words and phrases that an operand of NEAR offers: one, or those of `(a OR b)`.
  private mutating func alternatives(_ node: KQLSyntax) -> [TextMatch]? {
    switch node.kind {
    case .text(let text): return match(text, in: .anyText).map { [$0] }
    case .group(let inside): return alternatives(inside)
    case .or(let items):
      var all: [TextMatch] = []
      for item in items {
        guard let matches = alternatives(item) else { return nil }
        all += matches
      }
      return all
    case .missing: return nil
    default:
      diagnostics.error(
        .nearOperand, "NEAR joins words and phrases, or (a OR b) of them; join this with AND",
        at: node.position)
      return nil
    }
  }
}
