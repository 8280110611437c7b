internal import Archive
internal import Crypto
internal import Foundation

/// What acknowledges a notice: which enrolment, which version of the texts, and a MAC that only this archive can make.
///
/// It is the same whenever it is made, so that a copy of a letter holds the same code, and nothing of it need be kept.
struct NoticeCode: Hashable {
  var enrolment: Int64
  var version: Int

  /// The first byte, should the form ever change.
  private static let form: UInt8 = 1
  /// HMAC-SHA-256 cut to half (RFC 2104, 5): nobody guesses 128 bits.
  private static let macBytes = 16
  private static let enrolmentBytes = 5
  private static let versionBytes = 3
  private static let byteCount = 1 + enrolmentBytes + versionBytes + macBytes
  /// 25 bytes are 40 letters: eight groups of five, for who copies it by hand.
  private static let groupLength = 5
  /// A code with its dashes has 47 characters; blanks and a line end may come with it.
  static let longest = 100

  func text(_ keys: KeyRing) -> String {
    let payload = payload
    let letters = Array(Base32.encode(payload + Self.mac(of: payload, keys)))
    return stride(from: 0, to: letters.count, by: Self.groupLength).map {
      String(letters[$0..<min($0 + Self.groupLength, letters.count)])
    }.joined(separator: "-")
  }

  init(enrolment: Int64, version: Int) { (self.enrolment, self.version) = (enrolment, version) }

  /// Reads a code; nil where it is none of this archive's.
  init?(_ text: String, _ keys: KeyRing) {
    guard text.utf8.count <= Self.longest, let bytes = Base32.decode(text), bytes.count == Self.byteCount,
      bytes[0] == Self.form
    else { return nil }
    let payload = bytes.dropLast(Self.macBytes)
    // All of it is compared, whatever the first bytes are: how long it took tells nothing.
    let difference = zip(Self.mac(of: payload, keys), bytes.suffix(Self.macBytes)).reduce(0) { $0 | ($1.0 ^ $1.1) }
    guard difference == 0 else { return nil }
    enrolment = payload[1...Self.enrolmentBytes].reduce(0) { $0 << 8 | Int64($1) }
    version = payload[(Self.enrolmentBytes + 1)...].reduce(0) { $0 << 8 | Int($1) }
  }

  private var payload: [UInt8] {
    func big(_ value: Int64, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    return [Self.form] + big(enrolment, Self.enrolmentBytes) + big(Int64(version), Self.versionBytes)
  }

  private static func mac(of payload: some DataProtocol, _ keys: KeyRing) -> ArraySlice<UInt8> {
    Array(HMAC<SHA256>.authenticationCode(for: payload, using: key(keys))).prefix(macBytes)
  }

  /// A key for nothing else (RFC 5869), from the one that seals passwords.
  private static func key(_ keys: KeyRing) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: keys.vault, info: Data("holdfast notice codes 1".utf8), outputByteCount: 32)
  }
}
