/// The bytes of one file, in pieces as they come, so that memory never grows with a file.
///
/// Read it once. Every error is a ``SourceError`` or a cancellation; the sequence ends normally only
/// when the source has said that the content is complete.
public struct ByteChunks: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  /// The length the source announced, where it did.
  public let announced: Int64?
  private let start: @Sendable () -> any ChunkReader

  init(announced: Int64?, start: @escaping @Sendable () -> any ChunkReader) {
    (self.announced, self.start) = (announced, start)
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: start()) }

  public struct AsyncIterator: AsyncIteratorProtocol {
    var reader: any ChunkReader

    /// The next piece, never empty, or nil at the end.
    public mutating func next() async throws -> [UInt8]? { try await reader.next() }
  }

  /// All of it at once, for what is known to be small; `tooLarge`, said of `address`, past `limit` bytes.
  public func collect(limit: Int64, at address: String) async throws -> [UInt8] {
    var all: [UInt8] = []
    if let announced, announced <= limit { all.reserveCapacity(Int(announced)) }
    for try await chunk in self {
      guard Int64(all.count) + Int64(chunk.count) <= limit else {
        throw SourceError(.tooLarge, "the answer has more than \(limit) bytes", at: address)
      }
      all += chunk
    }
    return all
  }
}

/// Gives a file's pieces one after another.
protocol ChunkReader {
  mutating func next() async throws -> [UInt8]?
}
