extension Query {
  /// What all members ask for together.
  public static func all(of members: [Query]) -> Query {
    var kept: [Query] = []
    for member in members {
      switch member {
      case .everything: continue
      case .nothing: return .nothing
      case .and(let inner): kept += inner
      default: kept.append(member)
      }
    }
    return kept.isEmpty ? .everything : kept.count == 1 ? kept[0] : .and(kept)
  }

  /// What any member asks for.
  public static func any(of members: [Query]) -> Query {
    var kept: [Query] = []
    for member in members {
      switch member {
      case .everything: return .everything
      case .nothing: continue
      case .or(let inner): kept += inner
      default: kept.append(member)
      }
    }
    return kept.isEmpty ? .nothing : kept.count == 1 ? kept[0] : .or(kept)
  }

  /// Everything else.
  public static func negation(of query: Query) -> Query {
    switch query {
    case .everything: .nothing
    case .nothing: .everything
    case .not(let inner): inner
    default: .not(query)
    }
  }

  /// How many levels of AND, OR and NOT stand inside one another.
  var depth: Int {
    switch self {
    case .and(let members), .or(let members): 1 + (members.map(\.depth).max() ?? 0)
    case .not(let inner): 1 + inner.depth
    case .everything, .nothing, .text, .near, .scalar: 0
    }
  }
}
