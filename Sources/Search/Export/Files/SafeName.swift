// Unicode normalization, of which the standard library has none in public.
private import Foundation

/// Names of files and folders that every file system takes and no program mistakes for anything else.
///
/// What remains of a text are letters, marks, digits and `@ . _ - +`; everything else, and with it separators, drive
/// letters, wildcards, controls, marks that turn text around and blanks, becomes `_`. Letters are in Unicode's composed
/// form (NFC), so that a name is the same on systems that compose and that decompose.
enum SafeName {
  /// Leaves room for folders above and endings below within Windows' 260 characters of a path.
  static let longest = 64

  private static let unnamed = "unnamed"

  /// A name of at most `limit` bytes.
  static func make(_ text: String, limit: Int = longest) -> String {
    var scalars = String.UnicodeScalarView()
    // Nothing beyond four times the limit can still be in the name; a hostile one isn't normalized for nothing.
    for scalar in String(text.unicodeScalars.prefix(limit * 4)).precomposedStringWithCanonicalMapping.unicodeScalars {
      let safe = isSafe(scalar) ? scalar : "_"
      if safe == "_", scalars.last == "_" { continue }
      scalars.append(safe)
    }
    var name = cut(String(scalars), to: limit)
    // A leading dot hides a file, a leading hyphen is an option; Windows drops trailing dots.
    name.trim { ".-_+".contains($0) }
    guard !name.isEmpty else { return unnamed }
    return isReserved(name) ? cut("_" + name, to: limit) : name
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.isASCIILetter || scalar.isASCIIDigit || "@._-+".unicodeScalars.contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .decimalNumber:
      return !scalar.properties.isDefaultIgnorableCodePoint
    default: return false
    }
  }

  private static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var name = ""
    var bytes = 0
    for character in text {
      bytes += character.utf8.count
      if bytes > limit { break }
      name.append(character)
    }
    return name
  }

  /// What Windows keeps for devices, whatever follows the first dot.
  private static func isReserved(_ name: String) -> Bool {
    let stem = name.prefix { $0 != "." }.uppercased()
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(stem) { return true }
    return stem.count == 4 && (stem.hasPrefix("COM") || stem.hasPrefix("LPT")) && stem.last?.isNumber == true
  }

  /// A file name's ending, in lower case, or `bin` where it has none worth keeping.
  static func ending(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "bin" }
    let ending = name[name.index(after: dot)...].lowercased()
    let isPlain = ending.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    return isPlain && (1...longestEnding).contains(ending.utf8.count) ? ending : "bin"
  }

  /// Longer ones are no ending but a sentence with a full stop.
  private static let longestEnding = 10
}

/// Gives names out once each, also on file systems for which `A` and `a` are the same.
struct UniqueNames {
  private var taken: Set<String> = []

  mutating func take(_ text: String) -> String {
    let name = SafeName.make(text)
    var candidate = name
    var number = 2
    while !taken.insert(Self.folded(candidate)).inserted {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }

  private static func folded(_ name: String) -> String { name.uppercased().lowercased() }
}

extension String {
  fileprivate mutating func trim(_ drops: (Character) -> Bool) {
    while let first, drops(first) { removeFirst() }
    while let last, drops(last) { removeLast() }
  }
}
