internal import Crypto

/// A SHA-256 digest (FIPS 180-4): 32 bytes, shown as 64 lower-case hex digits.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible, Codable {
  /// Four words rather than an array: no allocation for each of millions.
  let words: (UInt64, UInt64, UInt64, UInt64)

  public static let byteCount = 32

  /// The digest of some bytes.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = SHA256()
    let done: Void? = bytes.withContiguousStorageIfAvailable { hasher.update(bufferPointer: .init($0)) }
    if done == nil { hasher.update(data: Array(bytes)) }
    self.init(hasher.finalize())
  }

  init(_ digest: SHA256Digest) {
    words = digest.withUnsafeBytes { raw in
      (
        raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
      )
    }
  }

  /// The digest that these 32 bytes are, or nil where they aren't 32.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    let array = Array(bytes)
    words = array.withUnsafeBytes { raw in
      (
        raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
      )
    }
  }

  /// Reads 64 hex digits of either case.
  public init?(hex: some StringProtocol) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try Swift.withUnsafeBytes(of: words, body)
  }

  public var hex: String { Hex.encode(bytes) }
  public var description: String { hex }

  public static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }
  public static func < (a: Digest, b: Digest) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Digest(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 64 hex digits")
    }
    self = digest
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// A digest taken piece by piece, for what is too large to hold.
public struct RunningDigest: Sendable {
  private var hasher = SHA256()
  public private(set) var count: Int64 = 0

  public init() {}

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hasher.update(bufferPointer: bytes)
    count += Int64(bytes.count)
  }

  public mutating func update(_ bytes: some ContiguousBytesLike) {
    bytes.withRawBytes { update($0) }
  }

  public func finish() -> Digest { Digest(hasher.finalize()) }
}

/// What lends its bytes in one piece.
public protocol ContiguousBytesLike {
  func withRawBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R
}

extension [UInt8]: ContiguousBytesLike {
  public func withRawBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withUnsafeBytes(body)
  }
}

extension ArraySlice<UInt8>: ContiguousBytesLike {
  public func withRawBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withUnsafeBytes(body)
  }
}
