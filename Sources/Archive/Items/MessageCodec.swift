internal import CZstd

/// What is stored of a message: the partner's record as delivered, the e-mail made from it, and the envelope.
public struct StoredMessage: Sendable, Hashable {
  /// Empty where the partner delivered an e-mail: then the e-mail is the record, and is not stored twice.
  ///
  /// No record is empty by itself: an empty line tells of nothing.
  public var original: [UInt8]
  public var email: EmailForm
  public var envelope: Envelope

  public init(original: [UInt8], email: EmailForm, envelope: Envelope) {
    (self.original, self.email, self.envelope) = (original, email, envelope)
  }

  /// Whether the record has its digest, as far as the record is stored apart from the e-mail.
  ///
  /// The e-mail's own digest is checked by whoever puts it together.
  public func hasOriginal(_ digest: Digest, emailDigest: Digest) -> Bool {
    original.isEmpty ? digest == emailDigest : Digest(of: original) == digest
  }
}

/// Packs a message's three parts into one Zstandard frame (RFC 8878), and unpacks it.
///
/// The three say much the same thing, so one frame of all three, primed with a dictionary of what every text's
/// record and headers have in common, takes a third of their bytes: less to write, to sync and to read, for about
/// 3 µs an item. One codec serves one thread at a time.
public final class MessageCodec {
  /// The first byte of what is stored; a new dictionary or layout takes a new number, and old ones stay readable.
  private static let version: UInt8 = 1
  /// Level 1 saves another tenth of the bytes and costs nearly twice the time.
  private static let level: Int32 = -1
  /// A frame that claims to unpack to more is damage: the largest item takes a line, its e-mail and its envelope.
  private static let largestUnpacked = 256 << 20

  private let compressor: OpaquePointer
  private let decompressor: OpaquePointer
  private let packing: OpaquePointer
  private let unpacking: OpaquePointer
  private var plain: [UInt8] = []
  private var packed: [UInt8] = []
  /// A longer message's buffer is let go.
  private static let keptCapacity = 1 << 20

  public init() throws {
    let dictionary = StoredMessageDictionary.bytes
    guard let compressor = ZSTD_createCCtx(), let decompressor = ZSTD_createDCtx(),
      let packing = ZSTD_createCDict(dictionary, dictionary.count, Self.level),
      let unpacking = ZSTD_createDDict(dictionary, dictionary.count)
    else { throw StorageError("out of memory for the message codec") }
    (self.compressor, self.decompressor) = (compressor, decompressor)
    (self.packing, self.unpacking) = (packing, unpacking)
  }

  deinit {
    ZSTD_freeCCtx(compressor)
    ZSTD_freeDCtx(decompressor)
    ZSTD_freeCDict(packing)
    ZSTD_freeDDict(unpacking)
  }

  public func pack(_ message: StoredMessage) throws -> [UInt8] {
    // The buffer is kept from message to message.
    var writer = ByteWriter()
    swap(&writer.bytes, &plain)
    defer {
      writer.bytes.removeAll(keepingCapacity: writer.bytes.capacity <= Self.keptCapacity)
      swap(&writer.bytes, &plain)
    }
    writer.number(message.original.count)
    writer.bytes.append(contentsOf: message.original)
    message.email.write(to: &writer)
    message.envelope.write(to: &writer)
    let bound = ZSTD_compressBound(writer.bytes.count)
    if packed.count < bound { packed = [UInt8](repeating: 0, count: bound) }
    let size = ZSTD_compress_usingCDict(
      compressor, &packed, packed.count, writer.bytes, writer.bytes.count, packing)
    guard ZSTD_isError(size) == 0 else { throw StorageError("could not pack a message") }
    return [UInt8](unsafeUninitializedCapacity: size + 1) { stored, count in
      stored[0] = Self.version
      _ = UnsafeMutableBufferPointer(rebasing: stored[1...]).update(fromContentsOf: packed[0..<size])
      count = size + 1
    }
  }

  public func unpack(_ stored: [UInt8]) throws -> StoredMessage {
    try read(stored) { reader in
      let original = Array(try reader.slice(try reader.count()))
      let email = try EmailForm(from: &reader)
      return StoredMessage(original: original, email: email, envelope: try Envelope(from: &reader))
    }
  }

  /// The envelope alone, which is all that deciding and indexing need: two thirds of the cost of unpacking the whole.
  func envelope(_ stored: [UInt8]) throws -> Envelope {
    try read(stored) { reader in
      _ = try reader.slice(try reader.count())
      try EmailForm.skip(&reader)
      return try Envelope(from: &reader)
    }
  }

  /// The attachments alone: what the gate asks for of every message it looks at, most of which stay.
  func attachments(_ stored: [UInt8]) throws -> [Attachment] {
    try read(stored) { reader in
      _ = try reader.slice(try reader.count())
      try EmailForm.skip(&reader)
      return try Envelope.attachments(from: &reader)
    }
  }

  private func read<R>(_ stored: [UInt8], _ body: (inout ByteReader) throws -> R) throws -> R {
    guard stored.first == Self.version else {
      throw StorageError("a stored message has the form \(stored.first ?? 0), which this version can't read")
    }
    return try stored.withUnsafeBytes { raw in
      let frame = UnsafeRawBufferPointer(rebasing: raw.dropFirst())
      let size = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
      guard size <= UInt64(Self.largestUnpacked) else { throw Self.damaged }
      let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { target, count in
        let n = ZSTD_decompress_usingDDict(
          decompressor, target.baseAddress, target.count, frame.baseAddress, frame.count, unpacking)
        count = ZSTD_isError(n) == 0 ? n : 0
      }
      guard bytes.count == Int(size) else { throw Self.damaged }
      do {
        var reader = ByteReader(bytes[...])
        return try body(&reader)
      } catch is ByteReader.Damaged {
        throw Self.damaged
      }
    }
  }

  private static let damaged = StorageError(
    "a stored message can't be unpacked: it was altered on disk", code: "content.altered")
}
