public import Archive
internal import GRDB

extension SearchEngine {
  /// A page of what a run found, by item number: what an export or a purge works through.
  ///
  /// Items purged since the run, and items the viewer may not see, are left out. Pages may be read in transactions of
  /// their own; what a run found never changes, so that nothing is given twice or missed:
  /// ```swift
  /// var last: Item.ID?
  /// repeat {
  ///   let page = try engine.items(of: pinned, after: last, limit: 500)
  ///   …
  ///   last = page.last
  /// } while last != nil
  /// ```
  /// - Parameters:
  ///   - last: where the page before ended (``RunPage/last``); nil: from the start.
  ///   - limit: how many of the run's items to look at, from 1; a page may hold fewer, even none, and not be the last.
  public func items(of run: PinnedItems, after last: Item.ID? = nil, limit: Int) throws -> RunPage {
    let sight = try sight(below: run.messages.limit)
    var page = RunPage()
    var number = last?.rawValue ?? 0
    for _ in 0..<max(limit, 1) {
      guard let next = run.items.next(after: number) else {
        page.last = nil
        return page
      }
      number = next
      page.last = Item.ID(next)
      guard let item = try Item.find(Item.ID(next), db) else { continue }
      if sight.allows(item.message.rawValue, in: item.mailbox.rawValue) { page.items.append(item) }
    }
    return page
  }
}

/// A page of a run's items.
public struct RunPage: Sendable {
  /// In the order of their numbers.
  public var items: [Item] = []
  /// Give it for the next page; nil: there is none.
  public var last: Item.ID?
}
