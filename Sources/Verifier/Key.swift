internal import Crypto
internal import FoundationEssentials

/// The ledger's public key (Ed25519, RFC 8032), and the texts it signs.
struct Key {
  let hex: String
  private let key: Curve25519.Signing.PublicKey

  /// Reads 64 hex digits.
  init?(hex text: String) {
    guard let bytes = Hex.decode(text), bytes.count == 32,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: Data(bytes))
    else { return nil }
    (hex, self.key) = (Hex.encode(bytes), key)
  }

  func signed(_ checkpoint: Forms.Checkpoint, root: Hash) -> Bool {
    signed("holdfast-ledger-v1\n\(checkpoint.size)\n\(Hex.encode(root))\n\(checkpoint.at)\n", checkpoint.signature)
  }

  func signed(_ seal: Forms.Seal, header: [UInt8], root: Hash) -> Bool {
    let header = Hex.encode(Hashes.of(header))
    return signed("holdfast-ledger-export-v1\n\(header)\n\(seal.entries)\n\(Hex.encode(root))\n", seal.signature)
  }

  private func signed(_ text: String, _ signature: String) -> Bool {
    guard let signature = Hex.decode(signature) else { return false }
    return key.isValidSignature(Data(signature), for: Data(text.utf8))
  }
}

enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The bytes, or nil where the text is not pairs of hex digits.
  static func decode(_ text: String) -> [UInt8]? {
    let values = text.utf8.map { digits.firstIndex(of: $0 >= 65 && $0 <= 70 ? $0 + 32 : $0) }
    guard values.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: values.count, by: 2) {
      guard let high = values[index], let low = values[index + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }

  /// A digest's 64 digits.
  static func hash(_ text: String) -> Hash? {
    guard let bytes = decode(text), bytes.count == Hashes.length else { return nil }
    return bytes
  }
}
