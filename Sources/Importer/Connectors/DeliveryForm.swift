internal import Archive
internal import Foundation

/// How a partner delivers a connector's days.
public enum DeliveryForm: String, Sendable, Codable, CaseIterable {
  /// Manifests and JSON Lines, over HTTPS or in a folder (docs/partner-feed.md).
  case feed
  /// A folder of daily ZIP files of e-mails (docs/formats/partner-zip.md).
  case zip

  /// What is delivered at an address: ZIP files where a folder holds some, and no day of a feed.
  ///
  /// - Throws: ``InputError`` where `asked` can't be had there.
  static func find(at address: SiteAddress, asked: DeliveryForm?) throws -> DeliveryForm {
    guard case .folder(let path) = address else {
      guard asked != .zip else {
        throw InputError(
          "ZIP files are delivered into a folder; give --site file:DIR", code: "connector.delivery")
      }
      return .feed
    }
    if let asked { return asked }
    // What can't be read is for the sign-in check to say.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let isFeed = names.contains { CivilDate($0) != nil }
    return !isFeed && names.contains { PartnerZIPName($0) != nil } ? .zip : .feed
  }
}
