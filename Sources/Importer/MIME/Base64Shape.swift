internal import Archive

/// Watches whether the lines of a base64 body all have one length and one kind of end, as a program writes them.
///
/// If so the content alone says what the lines were, and the message's bytes can be made of it again.
struct Base64Shape {
  private var columns = 0
  private var hasReturns = false
  private var start: Int64?
  private var end: Int64 = 0
  private var isOver = false
  private var isIrregular = false
  /// The last line's letters, whose unused bits must be zero.
  private var lastHasStrayBits = false

  mutating func take(_ line: ArraySlice<UInt8>, end lineEnd: ArraySlice<UInt8>, at offset: Int64) {
    guard !isIrregular else { return }
    if line.isEmpty {
      // An empty line after the last is the sender's; before the first it belongs to no line.
      if start != nil { isOver = true }
      return
    }
    let letters = line.prefix { Base64Decoder.isLetter($0) }.count
    let padding = line.count - letters
    guard !isOver, line.count % 4 == 0, padding <= 2, !lineEnd.isEmpty,
      line.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") })
    else {
      isIrregular = true
      return
    }
    if start == nil {
      (start, columns, hasReturns) = (offset, line.count, lineEnd.count == 2)
    }
    guard line.count <= columns, (lineEnd.count == 2) == hasReturns else {
      isIrregular = true
      return
    }
    if padding > 0 || line.count < columns { isOver = true }
    if padding > 0, let last = line.dropLast(padding).last {
      var decoder = Base64Decoder()
      var decoded: [UInt8] = []
      // As the last of four letters, it would put its unused bits into a byte of their own.
      decoder.decode([UInt8(ascii: "A"), UInt8(ascii: "A"), UInt8(ascii: "A"), last][...], to: &decoded)
      let value = decoded.last ?? 0
      lastHasStrayBits = padding == 1 ? value & 0b11 != 0 : value & 0b1111 != 0
    }
    end = offset + Int64(line.count + lineEnd.count)
  }

  /// Where the lines are and their form, or nil where they have none.
  var place: EncodedPlace? {
    guard let start, !isIrregular, !lastHasStrayBits, columns <= EmailForm.longestLine else { return nil }
    return EncodedPlace(range: start..<end, form: .base64(columns: columns, hasReturns: hasReturns))
  }
}
