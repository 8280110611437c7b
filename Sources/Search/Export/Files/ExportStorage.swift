internal import Archive
internal import Foundation
internal import GRDB
internal import Glibc

/// What an export says when the place it writes to fails: nothing of the archive is harmed, and it can go on.
enum ExportStorage {
  static let code = "export.storage"

  /// What the operating system said of a file, and how to go on.
  static func failure(_ verb: String, _ path: String, _ number: Int32 = errno) -> StorageError {
    let reason = String(cString: strerror(number))
    return StorageError("could not \(verb) \(path): \(reason); \(advice(for: number))", code: code)
  }

  /// What SQLite said of the journal, which lies where the export does.
  static func failure(_ error: DatabaseError, _ path: String) -> StorageError {
    let number =
      switch error.resultCode {
      case .SQLITE_FULL: ENOSPC
      case .SQLITE_READONLY: EROFS
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: EACCES
      default: EIO
      }
    let reason = String(cString: strerror(number))
    return StorageError(
      "could not write \(path): \(reason) (\(error.message ?? "no details")); \(advice(for: number))", code: code)
  }

  private static func advice(for number: Int32) -> String {
    let goOn = "then run the same command again with --resume"
    switch number {
    case ENOSPC, EDQUOT: return "free some space there, \(goOn)"
    case EACCES, EPERM, EROFS: return "make the folder writable or name another, \(goOn)"
    default: return "check the disk, \(goOn)"
    }
  }
}
