public import GRDB
private import GRDBSQLite

/// A statement prepared once and run millions of times.
///
/// GRDB's own statements box every argument; on the delivery path that costs as much as SQLite's work. This one
/// binds plain values and lends byte buffers to SQLite for the length of one step.
public final class PreparedStatement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer

  public init(_ db: Database, _ sql: String) throws {
    guard let connection = db.sqliteConnection else { throw StorageError("the database is closed") }
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
      let prepared
    else { throw Self.failure(connection, sql) }
    (self.connection, statement) = (connection, prepared)
  }

  deinit { sqlite3_finalize(statement) }

  public func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(statement, index, value) }
  public func bindNull(_ index: Int32) { sqlite3_bind_null(statement, index) }

  /// Copies the text.
  public func bind(_ index: Int32, _ value: String) {
    var copy = value
    copy.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        // An empty string may lend no address, and SQLite would take none for NULL.
        guard let base = $0.baseAddress else {
          sqlite3_bind_text(statement, index, "", 0, Self.transient)
          return
        }
        sqlite3_bind_text(statement, index, base, Int32($0.count), Self.transient)
      }
    }
  }

  /// Copies the bytes.
  public func bind(_ index: Int32, blob: UnsafeRawBufferPointer) {
    if let base = blob.baseAddress {
      sqlite3_bind_blob(statement, index, base, Int32(blob.count), Self.transient)
    } else {
      sqlite3_bind_zeroblob(statement, index, 0)
    }
  }

  public func bind(_ index: Int32, _ digest: Digest) { digest.withUnsafeBytes { bind(index, blob: $0) } }
  public func bind(_ index: Int32, _ bytes: [UInt8]) { bytes.withUnsafeBytes { bind(index, blob: $0) } }

  /// Runs a statement that gives no rows.
  public func run() throws {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw Self.failure(connection, "") }
  }

  /// Runs a query and hands out its rows; `body` returns false to stop.
  public func rows(_ body: (borrowing Columns) throws -> Bool) throws {
    defer { sqlite3_reset(statement) }
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw Self.failure(connection, "") }
      if !(try body(Columns(statement: statement))) { return }
    }
  }

  /// The first column of the first row.
  public func int64() throws -> Int64? {
    var value: Int64?
    try rows { row in
      value = row.int64(0)
      return false
    }
    return value
  }

  /// One row, valid until the next step.
  public struct Columns: ~Copyable {
    fileprivate let statement: OpaquePointer

    public func int64(_ index: Int32) -> Int64 { sqlite3_column_int64(statement, index) }
    public func isNull(_ index: Int32) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    public func blob<R>(_ index: Int32, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
      let base = sqlite3_column_blob(statement, index)
      return try body(UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(statement, index))))
    }
  }

  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private static func failure(_ connection: OpaquePointer, _ sql: String) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
      message: String(cString: sqlite3_errmsg(connection)), sql: sql.isEmpty ? nil : sql)
  }
}
