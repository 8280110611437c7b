internal import Archive

/// The identity of an e-mail, the same for all copies of an item and whenever it is made again.
///
/// The partner's id is hashed rather than written, whatever it holds: one way for all, and none of its
/// characters can matter. The network comes first and NUL, which it can't hold, between them, so that no two
/// pairs give the same input.
struct MessageID {
  /// 160 of SHA-256's bits in hex, and `.r2` and so on for what the partner changed later.
  let localPart: [UInt8]

  private static let hashedBytes = 20

  init(network: String, partnerID: String, revision: Int) {
    var input: [UInt8] = []
    input.reserveCapacity(network.utf8.count + partnerID.utf8.count + 1)
    input.append(network)
    input.append(0)
    input.append(partnerID)
    var text: [UInt8] = []
    text.reserveCapacity(Self.hashedBytes * 2 + 8)
    Digest(of: input).withUnsafeBytes { digest in
      for byte in digest.prefix(Self.hashedBytes) { ASCII.appendHex(byte, uppercase: false, to: &text) }
    }
    if revision > 1 { text.append(".r\(revision)") }
    localPart = text
  }

  /// The whole identity with its brackets, as `<...@domain>`.
  func text(domain: String) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(localPart.count + domain.utf8.count + 3)
    text.append(UInt8(ascii: "<"))
    text.append(contentsOf: localPart)
    text.append(UInt8(ascii: "@"))
    text.append(domain)
    text.append(UInt8(ascii: ">"))
    return String(decoding: text, as: UTF8.self)
  }
}
