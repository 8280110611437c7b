internal import Archive
internal import ArgumentParser
internal import Foundation
internal import GRDB
internal import Glibc
internal import Hold
internal import Importer
internal import Search

/// The contract's exit codes.
enum ExitStatus {
  /// A deletion was blocked by a hold or a retention rule.
  static let blocked = ExitCode(3)
  /// Done, but something needs attention.
  static let attention = ExitCode(4)
  static let usage = ExitCode(64)
  static let badInput = ExitCode(65)
  static let unavailable = ExitCode(69)
  static let storage = ExitCode(74)
  static let noRole = ExitCode(77)
}

/// An error as it leaves the program: its exit code, its stable code for scripts, and its message.
struct Failure {
  var exit: ExitCode
  var code: String
  var message: String
  var position: Position?
  /// What a person sees instead of the message, where there is more to show.
  var text: String?

  struct Position: Encodable {
    var offset: Int
    var length: Int
  }

  init(exit: ExitCode, code: String, message: String, position: Position? = nil, text: String? = nil) {
    (self.exit, self.code, self.message, self.position, self.text) = (exit, code, message, position, text)
  }

  /// Prints the error and ends the program.
  static func exit(with error: any Error, asJSON json: Bool) -> Never {
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    if let failure = Failure(of: error) {
      if json {
        FileHandle.standardError.write(Data((try? Output.encode(ErrorDocument(failure))) ?? []) + Data([10]))
      } else {
        FileHandle.standardError.write(Data("\(failure.text ?? "error: \(failure.message)")\n".utf8))
      }
      Glibc.exit(failure.exit.rawValue)
    }
    // What is left is the parser's: wrong usage, or help and version, which are no errors.
    if json, Holdfast.exitCode(for: error) == .validationFailure {
      let failure = Failure(exit: ExitStatus.usage, code: "usage", message: Holdfast.message(for: error))
      FileHandle.standardError.write(Data((try? Output.encode(ErrorDocument(failure))) ?? []) + Data([10]))
      Glibc.exit(ExitStatus.usage.rawValue)
    }
    Holdfast.exit(withError: error)
  }

  init?(of error: any Error) {
    switch error {
    case let error as InputError: self.init(exit: ExitStatus.badInput, code: error.code, message: error.description)
    case let error as AccessError: self.init(error)
    case let error as StorageError: self.init(exit: ExitStatus.storage, code: error.code, message: error.description)
    case let error as SourceError: self.init(error)
    case let error as MailUnavailable:
      self.init(exit: ExitStatus.unavailable, code: "mail.\(error.kind.rawValue)", message: error.description)
    case let error as DirectoryUnavailable:
      self.init(exit: ExitStatus.unavailable, code: "directory.\(error.kind.rawValue)", message: error.description)
    case let error as LedgerDamage:
      self.init(exit: ExitStatus.badInput, code: LedgerDamage.code, message: error.description)
    case let error as ExportDamage:
      self.init(exit: ExitStatus.badInput, code: ExportDamage.code, message: error.description)
    case let error as BackupDamage:
      self.init(exit: ExitStatus.badInput, code: BackupDamage.code, message: error.description)
    case let error as MappingProblems:
      self.init(exit: ExitStatus.badInput, code: "mapping.invalid", message: error.description)
    case let error as SecretError:
      self.init(exit: ExitStatus.badInput, code: "password.file", message: error.description)
    case let error as UnsearchableText:
      self.init(exit: ExitStatus.badInput, code: "query.unsearchable", message: error.description)
    case let error as KQLError:
      // A query that was kept, and that this version reads otherwise than the one that kept it.
      self.init(exit: ExitStatus.badInput, code: KQLError.code, message: "the kept query can't be read: \(error)")
    case let error as TooManyWords:
      self.init(exit: ExitStatus.badInput, code: "query.too-wide", message: error.description)
    case let error as DatabaseError: self.init(error)
    case let error as QueryFailure:
      self.init(
        exit: ExitStatus.badInput, code: KQLError.code, message: error.error.first.message,
        position: Position(offset: error.error.first.position.offset, length: error.error.first.position.length),
        text: error.error.rendered(in: error.query))
    case let error as AdaptiveScopeError:
      let position = error.diagnostic.position
      self.init(
        exit: ExitStatus.badInput, code: AdaptiveScopeError.code, message: error.description,
        position: Position(offset: position.offset, length: position.length), text: error.rendered)
    case let error as CocoaError:
      self.init(exit: ExitStatus.storage, code: "storage.failed", message: error.localizedDescription)
    default:
      // The parser's own errors have their exit codes; anything else is something we did not foresee.
      guard Holdfast.exitCode(for: error) == .failure else { return nil }
      self.init(exit: ExitStatus.storage, code: "unexpected", message: "\(error)")
    }
  }

  private init(_ error: AccessError) {
    switch error {
    case .lacksRole, .notBound, .notInCase, .reviewsOnly, .notOwner, .ownRequest, .notReviewer:
      self.init(exit: ExitStatus.noRole, code: "access.denied", message: error.description)
    case .timeIsNotYours:
      self.init(exit: ExitStatus.usage, code: "access.time", message: error.description)
    case .clockWentBack:
      self.init(exit: ExitStatus.storage, code: "clock.backwards", message: error.description)
    }
  }

  private init(_ error: SourceError) {
    let exit =
      switch error.kind {
      case .badURL, .insecure: ExitStatus.usage
      case .malformed, .tooLarge: ExitStatus.badInput
      default: ExitStatus.unavailable
      }
    self.init(exit: exit, code: error.code, message: error.description)
  }

  private init(_ error: DatabaseError) {
    let text = error.message ?? error.description
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(
        exit: ExitStatus.storage, code: "storage.full",
        message: "the disk is full; the step under way was taken back, and what the ledger has from before it stays; "
          + "free some space and run the command again")
    case .SQLITE_BUSY:
      self.init(
        exit: ExitStatus.storage, code: "storage.busy",
        message: "another process has been writing to the archive for a minute; try again when it is done")
    case .SQLITE_CONSTRAINT where text.hasPrefix("holdfast: "):
      self.init(
        exit: ExitStatus.blocked, code: "storage.refused",
        message: "the archive refused this: \(text.dropFirst(10)); nothing was changed")
    default:
      self.init(
        exit: ExitStatus.storage, code: "storage.failed",
        message: "the archive's database failed: \(text); nothing of this was kept; run 'holdfast audit verify'")
    }
  }

  private struct ErrorDocument: Encodable {
    struct Body: Encodable {
      var code: String
      var message: String
      var position: Position?
    }
    var error: Body

    init(_ failure: Failure) {
      error = Body(code: failure.code, message: failure.message, position: failure.position)
    }
  }
}

/// A query that can't be run, with its text to draw the caret under.
struct QueryFailure: Error {
  var query: String
  var error: KQLError
}
