/// An e-mail as it is kept: its own bytes, with a reference where a recording or attachment goes.
///
/// The whole is put together only when someone reads it, piece by piece, so that no item's size is ever held in
/// memory, and a recording shared by two messages is stored once.
public struct EmailForm: Hashable, Sendable {
  public enum Segment: Hashable, Sendable {
    case bytes([UInt8])
    /// That content in base64, in lines of 76 characters each ended by CRLF (RFC 2045, 6.8).
    case base64(Digest, bytes: Int64)
    /// That content in base64 as another program wrote it: lines of so many columns, ended by CRLF or by LF alone.
    case base64Lines(Digest, bytes: Int64, columns: Int, hasReturns: Bool)
    /// That content as it is.
    case content(Digest, bytes: Int64)
  }

  public var segments: [Segment]

  public init(segments: [Segment]) { self.segments = segments }

  /// The size in bytes of the e-mail put together.
  public var size: Int64 {
    segments.reduce(0) { total, segment in
      switch segment {
      case .bytes(let bytes): total + Int64(bytes.count)
      case .base64(_, let bytes): total + Self.encodedSize(bytes)
      case .base64Lines(_, let bytes, let columns, let hasReturns):
        total + Self.encodedSize(bytes, columns: columns, lineEnd: hasReturns ? 2 : 1)
      case .content(_, let bytes): total + bytes
      }
    }
  }

  /// What base64 makes of so many bytes, line ends included.
  static func encodedSize(_ bytes: Int64, columns: Int = Base64.columns, lineEnd: Int64 = 2) -> Int64 {
    let characters = (bytes + 2) / 3 * 4
    return characters + (characters + Int64(columns) - 1) / Int64(columns) * lineEnd
  }

  /// Hands out the e-mail's exact bytes, piece by piece.
  ///
  /// `content`: opens the content of a digest.
  public func write(
    content: (Digest) throws -> ContentPieces, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for segment in segments {
      switch segment {
      case .bytes(let bytes): try bytes.withUnsafeBytes(sink)
      case .base64(let digest, _): try Self.encode(try content(digest), Base64Lines(), to: sink)
      case .base64Lines(let digest, _, let columns, let hasReturns):
        try Self.encode(try content(digest), Base64Lines(columns: columns, hasReturns: hasReturns), to: sink)
      case .content(let digest, _):
        let next = try content(digest)
        while let piece = try next() { try piece.withUnsafeBytes(sink) }
      }
    }
  }

  private static func encode(
    _ next: ContentPieces, _ encoder: Base64Lines, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var encoder = encoder
    while let piece = try next() {
      let encoded = piece.withUnsafeBytes { encoder.encode($0) }
      try encoded.withUnsafeBytes(sink)
    }
    let rest = encoder.finish()
    try rest.withUnsafeBytes(sink)
  }
}

/// Gives the next piece of some content at each call, and nil at its end.
public typealias ContentPieces = () throws -> [UInt8]?
