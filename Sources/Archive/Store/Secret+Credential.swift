internal import Foundation
internal import Glibc

extension Secret {
  /// What the archive's credentials are called in a unit: `LoadCredential=holdfast:FOLDER` names each of the folder's
  /// files `holdfast_FILE` (systemd.exec(5)).
  private static let unitPrefix = "holdfast_"

  /// A secret that systemd gave this service, by the name of its file; nil where it gave none.
  ///
  /// Such a secret stands before one that is kept in the archive: whoever changes the file changes the password.
  /// - Throws: ``SecretError`` where the file is there and of no use.
  public static func credential(_ name: String) throws -> Secret? {
    try ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"].flatMap { try credential(name, in: $0) }
  }

  static func credential(_ name: String, in folder: String) throws -> Secret? {
    for file in ["\(folder)/\(unitPrefix)\(name)", "\(folder)/\(name)"] where access(file, F_OK) == 0 {
      return try Secret(file: file)
    }
    return nil
  }
}
