extension TextScan {
  /// Reads a stretch of text written without spaces, cuts it into words, and returns where it ends.
  mutating func unspaced(from start: Int) -> Int {
    let run = analyzer.run
    run.truncate(to: 0)
    var position = start
    var lastClass: UInt8 = 0
    // Where the last cluster begins, in the text and in the run.
    var clusterStart = start
    var clusterCount = 0

    scan: while position < text.count, code == 0 {
      let (traits, width) = traits(at: position)
      switch traits.kind {
      case .ignorable, .diacritic, .conditionalMark:
        position += width
        continue scan
      case .unspaced, .mark: break
      default: break scan
      }
      if !run.hasRoom {
        cut(run, goesOn: true)
        clusterStart = position
        clusterCount = run.count
      }
      if traits.composesBack || (traits.leadingClass != 0 && traits.leadingClass < lastClass) {
        let (cluster, end) = fold(clusterFrom: clusterStart)
        run.truncate(to: clusterCount)
        for unit in cluster { run.append(unit, start: clusterStart, end: end) }
        position = end
        clusterStart = end
        clusterCount = run.count
        lastClass = 0
        continue scan
      }
      if traits.startsCluster {
        clusterStart = position
        clusterCount = run.count
      }
      let from = term.assumingMemoryBound(to: UInt8.self)
      let folded = UnsafeBufferPointer(start: from, count: append(traits, at: 0))
      var offset = 0
      while offset < folded.count {
        let (scalar, length) = folded.scalar(at: offset)
        guard let scalar, let character = Unicode.Scalar(scalar) else { break }
        for unit in UTF16.encode(character) ?? .init() {
          run.append(unit, start: position, end: position + width)
        }
        offset += length
      }
      lastClass = traits.trailingClass
      position += width
    }
    if code == 0 { cut(run, goesOn: false) }
    return position
  }

  /// Hands on the words of a run, and leaves in it what has to wait for the text to go on.
  private mutating func cut(_ run: UnspacedRun, goesOn: Bool) {
    SoutheastAsianSpelling.unify(run)
    let covered = analyzer.cutter.cut(run, goesOn: goesOn) { word in
      emit(word, of: run)
      return code == 0
    }
    if let covered { run.removeFirst(covered) } else { code = Analyzer.failure }
  }

  /// Hands on one word, in pieces if it is over the limit.
  private mutating func emit(_ word: Range<Int>, of run: UnspacedRun) {
    var length = 0
    var start = word.lowerBound
    var index = start
    while index < word.upperBound {
      let isPair =
        run.units[index] & 0xFC00 == 0xD800 && index + 1 < word.upperBound
      let scalar =
        isPair
        ? 0x10000 + (UInt32(run.units[index] & 0x3FF) << 10) + UInt32(run.units[index + 1] & 0x3FF)
        : UInt32(run.units[index])
      if length + 4 > Analyzer.maximumTermBytes {
        emitTerm(length: length, start: run.starts[start], end: run.ends[index - 1])
        guard code == 0 else { return }
        length = 0
        start = index
      }
      length += appendUTF8(scalar, at: length)
      index += isPair ? 2 : 1
    }
    if length > 0 { emitTerm(length: length, start: run.starts[start], end: run.ends[index - 1]) }
  }

  private func appendUTF8(_ scalar: UInt32, at offset: Int) -> Int {
    let bytes: (UInt32, Int) =
      switch scalar {
      case ..<0x80: (scalar, 1)
      case ..<0x800: (0x80C0 | scalar >> 6 | (scalar & 0x3F) << 8, 2)
      case ..<0x10000:
        (0x8080E0 | scalar >> 12 | (scalar >> 6 & 0x3F) << 8 | (scalar & 0x3F) << 16, 3)
      default:
        (
          0x8080_80F0 | scalar >> 18 | (scalar >> 12 & 0x3F) << 8 | (scalar >> 6 & 0x3F) << 16
            | (scalar & 0x3F) << 24, 4
        )
      }
    term.storeBytes(of: bytes.0.littleEndian, toByteOffset: offset, as: UInt32.self)
    return bytes.1
  }
}
