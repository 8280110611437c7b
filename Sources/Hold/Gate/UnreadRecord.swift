internal import Archive
internal import Foundation

/// A record of the quarantine as far as anyone can tell whom it concerns.
///
/// Nobody could read it as what it should have been, so its bytes are looked through for people: addresses, full names,
/// and the last digits of numbers however they are written. What can't be looked through may concern anyone.
struct UnreadRecord {
  /// Longer than any text with its participants; what is more would be looked through for each of thousands of people.
  static let longestLookedThrough = 1 << 20

  /// The shortest subscriber numbers: fewer digits would be found in any time or id, and with more a number could be
  /// missed that is written without its country.
  static let digitsCompared = 7

  /// In lower case, escapes of JSON resolved; nil: it is too long, or is no text.
  private let letters: Data?
  /// Every run of ``digitsCompared`` digits in it, as numbers.
  private let digits: Set<UInt32>

  /// `bytes`: nil where it is kept as a file, which only the longest are.
  init(_ bytes: [UInt8]?) {
    guard let bytes, bytes.count <= Self.longestLookedThrough, let text = String(validating: bytes, as: UTF8.self)
    else {
      (letters, digits) = (nil, [])
      return
    }
    let plain = Self.plain(text)
    letters = Data(plain.utf8)
    digits = Set(Self.windows(of: plain))
  }

  /// Whether it may concern the mailbox's owner.
  ///
  /// `numbers`: those that connectors' mappings and the directory have for the mailbox beside its own.
  func mayConcern(_ mailbox: Mailbox, numbers: [String]) -> Bool {
    guard let letters else { return true }
    if Self.contains(letters, Self.plain(mailbox.email)) { return true }
    // One word alone is found in other words.
    if mailbox.displayName.contains(" "), Self.contains(letters, Self.plain(mailbox.displayName)) { return true }
    return ([mailbox.mobileNumber].compactMap(\.self) + numbers).contains { number in
      Self.windows(of: number).last.map(digits.contains) ?? false
    }
  }

  /// Lower case, `\u0041` as the character it stands for, and nothing that can't be seen.
  private static func plain(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\\", rest.first == "u" {
        let hex = rest.dropFirst().prefix(4)
        if hex.count == 4, let code = UInt32(String(hex), radix: 16), let escaped = Unicode.Scalar(code) {
          plain.append(escaped)
          rest = rest.dropFirst(5)
          continue
        }
      }
      let unseen = scalar.value == 0 || scalar.properties.generalCategory == .format
      if !unseen { plain.append(scalar) }
    }
    return String(plain).lowercased()
  }

  /// The runs of digits, without what is written between them: signs and blanks, not letters.
  private static func windows(of text: String) -> [UInt32] {
    var windows: [UInt32] = []
    var (value, count) = (UInt32(0), 0)
    for scalar in text.unicodeScalars {
      if let digit = digit(scalar) {
        value = (value * 10 + digit) % 10_000_000
        count += 1
        if count >= digitsCompared { windows.append(value) }
      } else if scalar.properties.isAlphabetic {
        (value, count) = (0, 0)
      }
    }
    return windows
  }

  /// A decimal digit of any script.
  private static func digit(_ scalar: Unicode.Scalar) -> UInt32? {
    if scalar.isASCII { return ("0"..."9").contains(scalar) ? scalar.value - 48 : nil }
    guard scalar.properties.numericType == .decimal else { return nil }
    return scalar.properties.numericValue.map { UInt32($0) }
  }

  private static func contains(_ text: Data, _ part: String) -> Bool {
    !part.isEmpty && text.range(of: Data(part.utf8)) != nil
  }
}
