internal import Archive
internal import Importer

/// What has been said so far of a connector that is being set up.
struct ConnectorDraft {
  /// A type of the catalog, or what somebody took for one.
  var typeID = ConnectorType.catalog[0].id
  var name: String?
  var acceptsTerms = false
  var site: String?
  var username: String?
  var password: Secret?
  /// Where the password came from; nil where it was typed.
  var passwordFile: String?
  var authorities: PinnedAuthorities?
  var caFile: String?
  var automaticMapping = true
  var mappingFile: String?
  var mapping: [UInt8]?
  var region = ConnectorDraft.standardRegion
  var sizeLimit = Connector.standardSizeLimit
  /// How the partner delivers; nil: what is at the site shows it.
  var delivery: DeliveryForm?

  static let standardRegion = "GB"

  /// What is to be created, once everything has been said.
  var creation: ConnectorCreation? {
    guard let name, let site, let username, let password else { return nil }
    return ConnectorCreation(
      name: name, type: typeID, site: site, username: username, password: password, authorities: authorities,
      acceptsTerms: acceptsTerms, mapping: mapping, automaticMapping: automaticMapping, region: region,
      sizeLimit: sizeLimit, delivery: delivery)
  }

  /// Trusts the authorities of a file, and no others.
  mutating func pin(_ file: String) throws {
    authorities = try PinnedAuthorities(pem: InputFile.read(file, limit: PinnedAuthorities.largest))
    caFile = file
  }

  /// The command that does the same again, for a script or a second machine.
  ///
  /// A password that was typed stands in no command: its place is a file's.
  var command: String {
    var words = ["holdfast", "connector", "create", name ?? "NAME", "--type", typeID, "--site", site ?? "URL"]
    words += ["--username", username ?? "USER", "--password-file", passwordFile ?? "FILE"]
    if let caFile { words += ["--ca-file", caFile] }
    if acceptsTerms { words.append("--accept-terms") }
    if let mappingFile { words += ["--mapping", mappingFile] }
    if !automaticMapping { words.append("--no-automatic-mapping") }
    if region != Self.standardRegion { words += ["--region", region] }
    if sizeLimit != Connector.standardSizeLimit { words += ["--size-limit", String(sizeLimit)] }
    if let delivery { words += ["--delivery", delivery.rawValue] }
    return words.map(Self.quoted).joined(separator: " ")
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./:=@%+,".utf8.contains(byte)
      }
    }
    return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
