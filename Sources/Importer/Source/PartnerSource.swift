public import Archive

/// Where a partner's days come from: its site, or a folder it delivers (docs/partner-feed.md).
///
/// Nothing here trusts what it is given: names are checked before they are asked for, every answer has a
/// limit, and what a file holds is for the caller to compare with the manifest.
public protocol PartnerSource: Sendable {
  /// The address without credentials, for messages.
  var address: String { get }

  /// The networks this sign-in may fetch: the check that address, user name and password are right.
  func networks() async throws -> [String]

  /// A day's manifest as delivered, or that the partner hasn't got the day ready.
  func manifest(day: CivilDate) async throws -> ManifestAnswer

  /// One of the day's files, by the name the manifest has, of which at most `limit` bytes are taken.
  ///
  /// A name that isn't a plain one (``SourceLimits/isFileName(_:)``) is refused. The limit is usually the size
  /// the manifest announces.
  func file(day: CivilDate, name: String, limit: Int64) async throws -> ByteChunks

  /// A recording or attachment of the day's items, by the SHA-256 of its content.
  func attachment(day: CivilDate, digest: Digest, limit: Int64) async throws -> ByteChunks

  /// Gives back connections. The source is of no use afterwards.
  func close() async
}

/// What a source says of a day.
public enum ManifestAnswer: Hashable, Sendable {
  /// The manifest's bytes.
  case ready([UInt8])
  /// Not there yet, which is not the same as a day without items.
  case notReady
}

/// How much of the partner's answers is taken.
public enum SourceLimits {
  /// For a handful of network names: an endless answer to the sign-in check must not fill memory.
  public static let networksBytes: Int64 = 64 * 1024
  /// A manifest has some 130 bytes a file of 20,000 items, so this is a day of more than a billion items.
  public static let manifestBytes: Int64 = 8 * 1024 * 1024
  /// For one file of any kind, where no manifest tells its size.
  ///
  /// Files are streamed, so it is disk and time that this bounds.
  public static let fileBytes: Int64 = 4 * 1024 * 1024 * 1024
  /// A file's name: the longest the partner makes, a daily ZIP's, has some 60 bytes.
  public static let nameBytes = 128

  /// Whether a manifest's file name may be asked for: letters, digits, `.`, `_` and `-`, no dot first.
  ///
  /// A manifest is the partner's word. A name that goes elsewhere (`../`, an absolute path, `a%2f`) could
  /// make us read, or ask for, what isn't in the day.
  public static func isFileName(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= nameBytes, !name.hasPrefix(".") else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }

  static func check(name: String, at address: String) throws {
    guard isFileName(name) else {
      throw SourceError(
        .badURL, "the manifest names a file \"\(shown(name))\", which is not a plain file name", at: address)
    }
  }

  /// A hostile name, short and without what could act on a terminal.
  private static func shown(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.prefix(60).map { $0.value < 32 || $0.value == 127 ? "\u{FFFD}" : $0 }))
  }
}

extension PartnerSource {
  public func file(day: CivilDate, name: String) async throws -> ByteChunks {
    try await file(day: day, name: name, limit: SourceLimits.fileBytes)
  }

  public func attachment(day: CivilDate, digest: Digest) async throws -> ByteChunks {
    try await attachment(day: day, digest: digest, limit: SourceLimits.fileBytes)
  }
}
