/// What a word of the index must look like where a query leaves some of it open.
enum WordShape: Hashable {
  /// Any word at all; it stands only between others.
  case any
  /// `c*t`
  case wildcards(Wildcards)
  /// `colour~1`
  case fuzzy(FuzzyWord)

  /// Whether a term of the index is such a word.
  func accepts(_ term: UnsafeBufferPointer<UInt8>) -> Bool {
    // Terms with controls in them (a number's key, a pair of characters) are the index's own, and no words.
    guard !term.contains(where: { $0 < 0x20 }) else { return false }
    return switch self {
    case .any: true
    case .wildcards(let wildcards): wildcards.accepts(term)
    case .fuzzy(let word): word.accepts(term)
    }
  }

  func accepts(_ term: String) -> Bool {
    var term = term
    return term.withUTF8 { accepts($0) }
  }

  /// What every such word begins with.
  var beginning: String {
    guard case .wildcards(let wildcards) = self, !wildcards.startsOpen else { return "" }
    return wildcards.pieces.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// As it was typed, folded.
  var written: String {
    switch self {
    case .any: "*"
    case .wildcards(let wildcards): wildcards.written
    case .fuzzy(let word): word.written
    }
  }
}

/// Pieces of a word with anything or nothing between them.
///
/// Compared byte by byte: pieces are whole characters in UTF-8, which are found nowhere but at whole characters.
struct Wildcards: Hashable {
  var pieces: [[UInt8]]
  /// Whether anything may stand before the first piece, and behind the last.
  var startsOpen: Bool
  var endsOpen: Bool

  var written: String {
    (startsOpen ? "*" : "") + pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "*")
      + (endsOpen ? "*" : "")
  }

  func accepts(_ term: UnsafeBufferPointer<UInt8>) -> Bool {
    var middle = pieces[...]
    var (start, end) = (0, term.count)
    if !startsOpen, let first = middle.popFirst() {
      guard Self.stands(first, in: term, at: 0) else { return false }
      start = first.count
    }
    if !endsOpen, let last = middle.popLast() {
      guard last.count <= end - start, Self.stands(last, in: term, at: end - last.count) else { return false }
      end -= last.count
    } else if !endsOpen, start != end {
      return false
    }
    // The first place is as good as any later one: it leaves the most for what follows.
    for piece in middle {
      var place = start
      while place + piece.count <= end, !Self.stands(piece, in: term, at: place) { place += 1 }
      guard place + piece.count <= end else { return false }
      start = place + piece.count
    }
    return true
  }

  @inline(__always)
  private static func stands(_ piece: [UInt8], in term: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    guard place + piece.count <= term.count else { return false }
    for index in piece.indices where term[place + index] != piece[index] { return false }
    return true
  }
}

/// A word in which so many letters may be otherwise.
struct FuzzyWord: Hashable {
  var letters: [UInt32]
  var edits: Int

  init(_ term: String, edits: Int) { (letters, self.edits) = (term.unicodeScalars.map(\.value), edits) }

  var written: String {
    String(String.UnicodeScalarView(letters.compactMap(Unicode.Scalar.init))) + "~\(edits)"
  }

  func accepts(_ term: UnsafeBufferPointer<UInt8>) -> Bool {
    // A letter is one to four bytes, so most words are the wrong length at a glance.
    guard term.count >= letters.count - edits, term.count <= 4 * (letters.count + edits) else { return false }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: term.count) { scalars in
      var (count, position) = (0, 0)
      while position < term.count {
        let (scalar, length) = term.scalar(at: position)
        guard let scalar else { return false }
        scalars[count] = scalar
        count += 1
        position += length
      }
      let other = UnsafeBufferPointer(rebasing: scalars[..<count])
      return letters.withUnsafeBufferPointer { EditDistance.between($0, other, atMost: edits) } != nil
    }
  }
}
