internal import Archive
internal import Foundation

/// A folder into which a partner puts its daily ZIP files.
struct ZIPDelivery: Sendable {
  let folder: String

  /// What there is of a day, as a manifest of the feed would say it; nil: nothing yet.
  ///
  /// The counts are those of the ZIP files' own manifests; a file that can't be read counts none, and is refused when
  /// it is its turn. What a file holds is read again, and compared, when it is imported.
  func manifest(of day: CivilDate, network: String) throws -> FeedManifest? {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw SourceError(.unreachable, "can't read the delivered folder: \(error.localizedDescription)", at: address)
    }
    let files = try names.sorted().filter { PartnerZIPName($0)?.day == day }.map { name in
      let file = try ForeignFile(path(of: name))
      let identity = try file.identity()
      return FeedManifest.File(
        name: name, items: (try? PartnerZIPReader.announced(by: file)) ?? 0, bytes: identity.bytes,
        sha256: identity.digest)
    }
    guard !files.isEmpty else { return nil }
    guard files.count <= FeedManifest.mostFiles else {
      throw InputError(
        "\(day): the folder holds \(files.count) ZIP files of it; the most is \(FeedManifest.mostFiles)",
        code: "manifest.invalid")
    }
    return FeedManifest(
      schema: 1, network: network, date: day.description, items: files.reduce(0) { $0 + $1.items }, files: files)
  }

  func path(of name: String) -> String { "\(folder)/\(name)" }

  private var address: String { "file:\(folder)" }
}

extension FeedManifest {
  /// What tells this from another delivery of the same day.
  var digest: Digest {
    Digest(of: Array(files.map { "\($0.name) \($0.bytes) \($0.sha256.hex)\n" }.joined().utf8))
  }
}
