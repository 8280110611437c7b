public import Archive
internal import FoundationEssentials

/// What the partner announces for one day: `manifest.json`.
public struct FeedManifest: Hashable, Sendable, Decodable {
  /// One of the day's files.
  public struct File: Hashable, Sendable, Decodable {
    /// Safe to put into a path or a URL: see ``FeedManifest/isSafeName(_:)``.
    public let name: String
    /// How many lines it has.
    public let items: Int64
    public let bytes: Int64
    public let sha256: Digest
  }

  public let schema: Int
  public let network: String
  public let date: String
  /// How many items the day has, in all files.
  public let items: Int64
  public let files: [File]

  /// Larger than a manifest of ``mostFiles`` files can be; bounds what is held before it is understood.
  public static let largestManifest = 4 << 20
  /// At 20,000 items a file that is 200 million items a day: more than any company's.
  public static let mostFiles = 10_000
  /// Names become URLs and file names; file systems stop at 255.
  static let longestName = 128
  /// Keeps sums of counts and sizes far from overflow: 10,000 files of half a petabyte are below 2^63.
  static let largestCount: Int64 = 1 << 49

  /// Reads and checks a manifest.
  ///
  /// - Throws: ``ManifestProblem``; then nothing of the day can be trusted, and the day stays incomplete.
  public static func read(
    _ bytes: [UInt8], network: String, date: CivilDate
  ) throws(ManifestProblem) -> FeedManifest {
    guard bytes.count <= largestManifest else {
      throw ManifestProblem("it is larger than \(largestManifest) bytes")
    }
    guard !bytes.contains(0), let manifest = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else {
      throw ManifestProblem(
        "it is not JSON with schema, network, date, items and files, each file with name, items, bytes and"
          + " sha256")
    }
    try manifest.check(network: network, date: date)
    return manifest
  }

  private func check(network: String, date: CivilDate) throws(ManifestProblem) {
    guard schema == 1 else { throw ManifestProblem("its schema is \(schema); this version reads schema 1") }
    guard self.network == network else { throw ManifestProblem("it is for another network, not \(network)") }
    guard CivilDate(self.date) == date else { throw ManifestProblem("it is for another day, not \(date)") }
    guard files.count <= Self.mostFiles else {
      throw ManifestProblem("it lists \(files.count) files; the most is \(Self.mostFiles)")
    }
    var names: Set<String> = []
    var sum: Int64 = 0
    for (index, file) in files.enumerated() {
      guard Self.isSafeName(file.name) else {
        throw ManifestProblem(
          "the name of file \(index + 1) is not safe: use letters, digits, dots, hyphens and underscores")
      }
      guard names.insert(file.name.lowercased()).inserted else {
        throw ManifestProblem("it lists \(file.name) twice")
      }
      guard (0...Self.largestCount).contains(file.items), (0...Self.largestCount).contains(file.bytes) else {
        throw ManifestProblem("the count or size of \(file.name) is impossible")
      }
      sum += file.items
    }
    guard sum == items else {
      throw ManifestProblem("it announces \(items) items, but its files have \(sum)")
    }
  }

  /// Whether a name stays inside the folder or URL it is put into, on every system.
  ///
  /// Only ASCII letters, digits, `.`, `-` and `_`; neither hidden nor an option; not the manifest itself.
  public static func isSafeName(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= longestName else { return false }
    return first != UInt8(ascii: ".") && first != UInt8(ascii: "-")
      && name.utf8.allSatisfy(isSafeByte) && !["manifest.json", "attachments"].contains(name.lowercased())
  }

  private static func isSafeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

/// Why a day's manifest can't be used.
public struct ManifestProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let reason: String
  init(_ reason: String) { self.reason = reason }
  public var description: String { "the manifest can't be used: \(reason)" }
}
