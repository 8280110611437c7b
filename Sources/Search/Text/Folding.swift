internal import CICU

/// Makes spellings alike that a searcher takes for the same: NFKC case folding, without diacritics.
///
/// The rules are argued in docs/adr/0003-text-analysis.md. Works on whole clusters (a base and its
/// marks) of at most `maximumClusterLength` code points, in UTF-16 as libicu does; its buffers are
/// kept, so that folding allocates nothing.
final class Folding {
  /// Marks beyond this are folded by themselves: Unicode's stream-safe format (UAX #15, 13) allows
  /// 30, no language uses over 5, and a cluster must fit the buffers below.
  static let maximumClusterLength = 32

  /// The longest folded form in UTF-16 units: no code point becomes more than 18 (U+FDFA).
  static let maximumFoldedUnits = maximumClusterLength * 18

  /// Set when libicu failed, which it does only when memory or its data is missing.
  private(set) var hasFailed = false

  private var cluster: [UInt16] = []
  private var decomposed: [UInt16] = []
  private var folded = [UInt16](repeating: 0, count: maximumFoldedUnits)
  private var foldedCount = 0

  func resetFailure() { hasFailed = false }

  func beginCluster() { cluster.removeAll(keepingCapacity: true) }

  func add(_ scalar: Unicode.Scalar) {
    for unit in UTF16.encode(scalar) ?? .init() { cluster.append(unit) }
  }

  /// The folded form of the cluster begun last; it stands until the next call, and is empty if
  /// nothing is left.
  func foldCluster() -> ArraySlice<UInt16> {
    normalize(cluster, with: cicu_nfkd)
    decomposed.removeAll(keepingCapacity: true)
    var base: UInt16 = 0
    for unit in folded[..<foldedCount] {
      switch Diacritics.role(of: UInt32(unit)) {
      case .letter:
        base = unit
        decomposed.append(unit)
      case .diacritic: continue
      case .conditional where Diacritics.isLetter(base: base, mark: unit): decomposed.append(unit)
      case .conditional: continue
      }
    }
    normalize(decomposed, with: cicu_nfkc_casefold)
    if foldLettersAndDigits() { normalize(decomposed, with: cicu_nfkc_casefold) }
    return folded[..<foldedCount]
  }

  /// What Unicode keeps apart and writers don't; the result is in `decomposed`, true if it differs.
  private func foldLettersAndDigits() -> Bool {
    decomposed.removeAll(keepingCapacity: true)
    var changed = false
    var index = 0
    while index < foldedCount {
      let unit = folded[index]
      var scalar = UInt32(unit)
      var width = 1
      if unit & 0xFC00 == 0xD800, index + 1 < foldedCount {
        scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(folded[index + 1] & 0x3FF)
        width = 2
      }
      let digit = scalar > 0x7F ? cicu_digit_value(scalar) : -1
      if digit >= 0 {
        decomposed.append(UInt16(48 + digit))
        changed = true
      } else if let letters = Letters.alike[unit] {
        decomposed.append(contentsOf: letters)
        changed = true
      } else {
        decomposed.append(contentsOf: folded[index..<index + width])
      }
      index += width
    }
    return changed
  }

  private func normalize(
    _ input: [UInt16],
    with form: (UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?, Int32) -> Int32
  ) {
    foldedCount = 0
    guard !input.isEmpty else { return }
    let count = input.withUnsafeBufferPointer { source in
      folded.withUnsafeMutableBufferPointer { target in
        form(source.baseAddress, Int32(source.count), target.baseAddress, Int32(target.count))
      }
    }
    if count < 0 { hasFailed = true } else { foldedCount = Int(count) }
  }
}

/// Letters that writers use for one another though Unicode relates them in no way.
private enum Letters {
  static let alike: [UInt16: [UInt16]] = {
    var table: [UInt16: [UInt16]] = [:]
    for (letter, plain) in [
      // Letters with a stroke or a missing dot, which keyboards elsewhere don't have.
      ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("ħ", "h"), ("ŧ", "t"), ("ı", "i"),
      ("æ", "ae"), ("œ", "oe"), ("þ", "th"),
      // Arabic: alef wasla; yeh without dots and Persian yeh; Persian kaf; teh marbuta. Phones and
      // writers interchange them, which ones by country.
      ("\u{671}", "\u{627}"), ("\u{649}", "\u{64A}"), ("\u{6CC}", "\u{64A}"), ("\u{6A9}", "\u{643}"),
      ("\u{629}", "\u{647}"),
    ] {
      for unit in letter.utf16 { table[unit] = Array(plain.utf16) }
    }
    return table
  }()
}
