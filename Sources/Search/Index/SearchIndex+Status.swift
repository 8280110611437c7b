public import GRDB

extension SearchIndex {
  /// Whether the index is whole, and which version made it.
  public struct Status: Sendable {
    public enum State: String, Sendable, Codable {
      /// Every message is searchable.
      case complete
      /// A rebuild was begun and has not ended: some messages are waiting for it.
      case rebuilding
      /// Made by another version of the analyser: what a search finds in it is not all there is.
      case stale
    }

    public var state: State
    /// The version that made the index.
    public var madeBy: String
    /// The version that this program makes.
    public var version: String
    public var coverage: Coverage
  }

  /// Whether the index is whole in the state of the archive that is read.
  public static func status(_ db: Database) throws -> Status {
    let state: Status.State = try !isCurrent(db) ? .stale : rebuiltThrough(db) != nil ? .rebuilding : .complete
    return Status(
      state: state, madeBy: try madeBy(db) ?? "unknown", version: version,
      coverage: try coverage(db))
  }

  /// How much of the archive is searched, whoever searches.
  static func coverage(_ db: Database) throws -> Coverage {
    let indexed = try count("messages", db)
    let waiting = try isCurrent(db) ? count("waiting", db) : indexed
    return Coverage(messages: indexed, pending: waiting, partiallyIndexed: try count("partial", db))
  }
}
