internal import Archive

extension MessageSet {
  /// The set in few bytes: runs of empty and of full words are counted, others written out.
  ///
  /// Ten hits among a million messages take about 100 bytes, every message of a million 5, and nothing more than 125 kB
  /// and a little. The form: `{ empty words · full words · words written · those words, little-endian }…`, counts as
  /// LEB128.
  var packed: [UInt8] {
    var writer = ByteWriter()
    var i = 0
    let end = (words.lastIndex { $0 != 0 } ?? -1) + 1
    func run(of word: UInt64) -> Int {
      let start = i
      while i < end, words[i] == word { i += 1 }
      return i - start
    }
    while i < end {
      writer.number(run(of: 0))
      writer.number(run(of: .max))
      let start = i
      while i < end, words[i] != 0, words[i] != .max { i += 1 }
      writer.number(i - start)
      for word in words[start..<i] {
        withUnsafeBytes(of: word.littleEndian) { writer.bytes.append(contentsOf: $0) }
      }
    }
    return writer.bytes
  }

  /// Reads a packed set.
  ///
  /// - Parameter limit: one past the largest number there can be: the archive's own numbers bound what damaged bytes can
  ///   make this allocate.
  /// - Throws: ``StorageError`` where the bytes are no such set.
  init(packed bytes: [UInt8], limit: Int64) throws {
    let damaged = StorageError("what a search job found can't be read; run the job again", code: "search-job.damaged")
    let room = Int((max(limit, 0) + 63) / 64)
    var words: [UInt64] = []
    var reader = ByteReader(bytes[...])
    func count() throws -> Int {
      guard let number = try? reader.number(), number <= UInt64(room - words.count) else { throw damaged }
      return Int(number)
    }
    while !reader.isAtEnd {
      let before = words.count
      words += [UInt64](repeating: 0, count: try count())
      words += [UInt64](repeating: .max, count: try count())
      let written = try count()
      guard let slice = try? reader.slice(written * 8) else { throw damaged }
      slice.withUnsafeBytes { raw in
        for i in 0..<written {
          words.append(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: i * 8, as: UInt64.self)))
        }
      }
      // Three zeros would say nothing, for ever.
      guard words.count > before else { throw damaged }
    }
    self.init(words: words, limit: limit)
  }
}
