/// Writes an e-mail's header fields (RFC 5322, 2.2), the only place where they are put into lines.
///
/// Whatever text comes in, what goes out is ASCII in lines of at most 998 columns, 78 where it can be, and
/// holds no line end that isn't a field's end or a fold.
package struct HeaderWriter {
  package private(set) var bytes: [UInt8]

  /// The column where a line should end, and where it must (RFC 5322, 2.1.1).
  static let preferredColumns = 78
  static let mostColumns = 998

  package init(reserving capacity: Int) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// A field whose value is ours and plain: a token, a number, a date.
  package mutating func token(_ name: StaticString, _ value: (inout [UInt8]) -> Void) {
    bytes.append(name)
    bytes.append(": " as StaticString)
    value(&bytes)
    bytes.appendLineEnd()
  }

  /// A field of free text (RFC 5322, 3.6.5), which reads back exactly as ``HeaderText/clean(_:)`` leaves it.
  package mutating func text(_ name: StaticString, _ value: String) {
    let start = bytes.count
    bytes.append(name)
    bytes.append(": " as StaticString)
    var copy = value
    copy.withUTF8 { value in
      let column = bytes.count - start
      if HeaderText.isPlain(value), appendFolded(value, from: column) { return }
      EncodedWords.append(value, column: column, to: &bytes)
    }
    bytes.appendLineEnd()
  }

  /// A field of addresses (RFC 5322, 3.4), one a line.
  package mutating func addresses(_ name: StaticString, _ list: some Collection<MailboxForm>) {
    let start = bytes.count
    bytes.append(name)
    bytes.append(": " as StaticString)
    var column = bytes.count - start
    for (index, mailbox) in list.enumerated() {
      if index > 0 {
        bytes.append(",\r\n " as StaticString)
        column = 1
      }
      mailbox.append(to: &bytes, column: column)
    }
    bytes.appendLineEnd()
  }

  /// Ends the fields; what is appended after this is the body.
  package mutating func end() { bytes.appendLineEnd() }

  package mutating func body(_ append: (inout [UInt8]) -> Void) { append(&bytes) }

  /// Folds plain text before blanks, which unfolding leaves as they were.
  ///
  /// False, having written nothing, where a word is longer than a line may be.
  private mutating func appendFolded(_ value: UnsafeBufferPointer<UInt8>, from startColumn: Int) -> Bool {
    if startColumn + value.count <= Self.preferredColumns {
      bytes.append(contentsOf: value)
      return true
    }
    let mark = bytes.count
    var column = startColumn
    var index = 0
    while index < value.count {
      // One word with the blank before it.
      var end = index + 1
      while end < value.count, value[end] != UInt8(ascii: " ") { end += 1 }
      if column + end - index > Self.preferredColumns, value[index] == UInt8(ascii: " ") {
        bytes.appendLineEnd()
        column = 0
      }
      column += end - index
      guard column <= Self.mostColumns else {
        bytes.removeSubrange(mark...)
        return false
      }
      bytes.append(contentsOf: value[index..<end])
      index = end
    }
    return true
  }
}
