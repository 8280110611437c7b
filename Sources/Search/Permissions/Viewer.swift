public import Archive
internal import GRDB

/// For whom a search reads: whoever asks the engine must say.
public enum Viewer: Sendable, Hashable {
  /// A person's account: its permission filters decide what is found, counted and shown.
  case account(String)
  /// The archive's own decisions (does this hold's query match?), whose answers no person is shown.
  case program

  public init(_ session: Session) { self = .account(session.account) }
}

extension SearchEngine {
  /// Whether the viewer's permission filters let it see an item.
  public func sees(_ item: Item) throws -> Bool { try visible([item]).count == 1 }

  /// Whether no permission filter bears on the viewer.
  public func seesEverything() throws -> Bool { try sight(below: 0).isEverything }

  /// Those of some items that the viewer's permission filters let it see.
  public func visible(_ items: [Item]) throws -> [Item] {
    let sight = try sight(below: RowNumbers.message.next(db))
    return items.filter { sight.allows($0.message.rawValue, in: $0.mailbox.rawValue) }
  }

  /// The items of those numbers, or an error that says of a hidden item what it says of one that was never there.
  public func require(_ ids: [Item.ID]) throws -> [Item] {
    let items = try ids.map { try Item.require($0, db) }
    let seen = Set(try visible(items).map(\.id))
    if let hidden = ids.first(where: { !seen.contains($0) }) { throw Item.unknown(hidden) }
    return items
  }

  /// The item of that number, or the same error.
  public func require(_ id: Item.ID) throws -> Item {
    let item = try Item.require(id, db)
    guard try sees(item) else { throw Item.unknown(id) }
    return item
  }
}
