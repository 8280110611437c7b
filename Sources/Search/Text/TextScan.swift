/// One pass over one text: finds words and hands them on.
///
/// Every step either advances in the text or ends the pass. What a step finds depends only on the
/// text from its own start on, so a word is the same wherever it stands.
struct TextScan<Sink: TokenSink> {
  let text: UnsafeBufferPointer<UInt8>
  let analyzer: Analyzer
  let table: CharacterTable
  let numbers: NumberRun
  let term: UnsafeMutableRawPointer
  let purpose: Analyzer.Purpose
  private(set) var sink: Sink
  /// Where the symbol stands whose meaning is the text of this pass.
  private var spelledOut: Range<Int>?
  /// Whether a word follows the text of this pass in the text it was taken from.
  private(set) var isFollowed = false
  /// 0 while the pass goes on; then what ended it.
  var code: Int32 = 0

  init(_ text: UnsafeBufferPointer<UInt8>, analyzer: Analyzer, purpose: Analyzer.Purpose, sink: Sink) {
    self.text = text
    self.analyzer = analyzer
    table = analyzer.table
    numbers = analyzer.numbers
    term = analyzer.term
    self.purpose = purpose
    self.sink = sink
  }

  mutating func scan(usesFastPath: Bool) {
    if purpose == .query, isNumberKey {
      emit(text, start: 0, end: text.count)
      return
    }
    let ascii = analyzer.ascii
    var position = 0
    while position < text.count, code == 0 {
      guard usesFastPath else {
        position = step(from: position)
        continue
      }
      let folded = ascii[Int(text[position])]
      if folded == 0 {
        position += 1
      } else if folded == 1 {
        position = step(from: position)
      } else {
        position = asciiWord(from: position)
      }
    }
  }

  /// Whether the text is a key that `Analyzer.numberKey` made.
  private var isNumberKey: Bool {
    text.count == NumberRun.keyDigits + 1 && text[0] == NumberRun.keyMark
      && text.dropFirst().allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  /// Reads a word that begins with an ASCII letter or digit, and returns where it ends.
  ///
  /// Only a word that an ASCII character or the text's end ends is read here: all that can follow it
  /// is known then, and it is what `step` would find.
  private mutating func asciiWord(from start: Int) -> Int {
    if text[start] <= UInt8(ascii: "9"), let end = numberRun(from: start) { return end }
    let ascii = analyzer.ascii
    let limit = min(text.count, start + Analyzer.maximumTermBytes)
    var position = start
    while position < limit, case let folded = ascii[Int(text[position])], folded > 1 {
      term.storeBytes(of: folded, toByteOffset: position - start, as: UInt8.self)
      position += 1
    }
    if position < text.count, text[position] >= 0x80 { return step(from: start) }
    emitTerm(length: position - start, start: start, end: position)
    return position
  }

  /// Reads whatever begins at a position, and returns where to go on.
  private mutating func step(from start: Int) -> Int {
    let (traits, length) = traits(at: start)
    switch traits.kind {
    case .unknown, .separator, .ignorable, .diacritic, .conditionalMark:
      return start + length
    case .digit:
      return numberRun(from: start) ?? word(from: start)
    case .letter, .mark:
      return word(from: start)
    case .unspaced:
      return unspaced(from: start)
    case .emoji:
      emitTerm(length: append(traits, at: 0), start: start, end: start + length)
      return start + length
    case .symbol:
      spellOut(traits, at: start..<start + length)
      return start + length
    case .regionalIndicator:
      return flag(from: start)
    }
  }

  /// Reads a symbol as what it stands for: ㏾ is 31 and 日.
  private mutating func spellOut(_ symbol: CharacterTraits, at range: Range<Int>) {
    let count = Int(symbol.foldLength)
    if count > 8 {
      let bytes = UnsafePointer<UInt8>(bitPattern: UInt(symbol.fold))
      spellOut(UnsafeBufferPointer(start: bytes, count: count), at: range)
    } else {
      withUnsafeBytes(of: symbol.fold.littleEndian) { bytes in
        spellOut(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self).prefix(count)), at: range)
      }
    }
  }

  private mutating func spellOut(_ folded: UnsafeBufferPointer<UInt8>, at range: Range<Int>) {
    // Folded text holds no symbols, so this goes no deeper.
    var inner = TextScan(folded, analyzer: analyzer, purpose: purpose, sink: sink)
    inner.spelledOut = range
    inner.isFollowed = isFollowed || (purpose != .document && hasWord(from: range.upperBound))
    inner.scan(usesFastPath: true)
    sink = inner.sink
    code = inner.code
  }

  private mutating func flag(from start: Int) -> Int {
    let (first, length) = traits(at: start)
    var count = append(first, at: 0)
    var end = start + length
    var position = end
    while position < text.count, case let (second, more) = traits(at: position) {
      position += more
      if second.kind == .ignorable { continue }
      if second.kind == .regionalIndicator {
        count += append(second, at: count)
        end = position
      }
      break
    }
    emitTerm(length: count, start: start, end: end)
    return end
  }

  /// The traits of the character at a position, and its length; a separator where none is valid.
  @inline(__always)
  func traits(at position: Int) -> (CharacterTraits, Int) {
    let (scalar, length) = text.scalar(at: position)
    guard let scalar else { return (.separator, length) }
    return (table.traits(of: scalar), length)
  }

  /// Writes a folded character into the term and returns its length; the caller has made sure it fits.
  @inline(__always)
  func append(_ traits: CharacterTraits, at offset: Int) -> Int {
    let length = Int(traits.foldLength)
    if length <= 8 {
      term.storeBytes(of: traits.fold.littleEndian, toByteOffset: offset, as: UInt64.self)
    } else if let bytes = UnsafeRawPointer(bitPattern: UInt(traits.fold)) {
      (term + offset).copyMemory(from: bytes, byteCount: length)
    }
    return length
  }

  @inline(__always)
  mutating func emitTerm(length: Int, start: Int, end: Int, isColocated: Bool = false) {
    let bytes = UnsafeBufferPointer(start: term.assumingMemoryBound(to: UInt8.self), count: length)
    emit(bytes, start: start, end: end, isColocated: isColocated)
  }

  @inline(__always)
  mutating func emit(
    _ bytes: UnsafeBufferPointer<UInt8>, start: Int, end: Int, isColocated: Bool = false
  ) {
    if let spelledOut {
      code = sink.take(
        bytes, start: spelledOut.lowerBound, end: spelledOut.upperBound, isColocated: isColocated)
    } else {
      code = sink.take(bytes, start: start, end: end, isColocated: isColocated)
    }
  }
}
