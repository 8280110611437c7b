internal import Archive
internal import Foundation
internal import GRDB
internal import Hold
internal import Importer

/// What stopped a job, as a code.
///
/// Only the code goes on record and into the log: an error's text may quote what a partner or a person wrote.
enum JobError {
  static func code(of error: any Error) -> String {
    switch error {
    case let error as SourceError: error.code
    case let error as InputError: error.code
    case let error as StorageError: error.code
    case let error as AccessError:
      if case .clockWentBack = error { "clock.backwards" } else { "access.denied" }
    case let error as DatabaseError:
      switch error.resultCode {
      case .SQLITE_FULL: "storage.full"
      case .SQLITE_BUSY: "storage.busy"
      default: "storage.failed"
      }
    case is MailUnavailable: "mail.unavailable"
    case is SecretError: "password.file"
    case is CancellationError: "stopped"
    case is CocoaError, is POSIXError: "storage.failed"
    default: "unexpected"
    }
  }
}
