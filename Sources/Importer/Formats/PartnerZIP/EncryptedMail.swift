internal import Archive

/// An encrypted EML of the partner's, as far as its header tells.
///
/// The partner's own form is private; what is accepted here is written down in docs/formats/partner-zip.md.
struct EncryptedMail: Sendable, Hashable {
  /// Which of the customer's keys opens it.
  var keyID: String
  /// The message's AES key, wrapped.
  var wrappedKey: [UInt8]
  /// What the message itself says of its algorithms; nil: as was said when the key was given.
  var wrap: KeyWrap?
  var cipher: ContentCipher?
  private var partnerID: String?

  /// RSA with 16,384 bits wraps to 2,048 bytes, and no larger key is in use.
  private static let longestWrapped = 2_048
  static let longestKeyID = 200

  /// The description in a header; nil where the message isn't encrypted.
  init?(_ header: MailHeader, partnerID: String?) throws(ItemProblem) {
    let (key, id) = (PartnerMail.text("ENC-DATAKEY", header), PartnerMail.text("ENC-KEY-ID", header))
    guard key != nil || id != nil else { return nil }
    self.partnerID = partnerID
    guard let key, let id, id.utf8.count <= Self.longestKeyID else {
      throw ItemProblem(
        .encryption, "it has only one of ENC-DATAKEY and ENC-KEY-ID, or a longer one", partnerID: partnerID)
    }
    keyID = id
    var decoder = Base64Decoder()
    wrappedKey = []
    decoder.decode(Array(key.utf8.prefix(Self.longestWrapped * 2))[...], to: &wrappedKey)
    guard !wrappedKey.isEmpty, wrappedKey.count <= Self.longestWrapped else {
      throw ItemProblem(.encryption, "its ENC-DATAKEY is no wrapped key in base64", partnerID: partnerID)
    }
    if let name = PartnerMail.text("ENC-ALGORITHM", header) {
      let parts = name.split(separator: "/").map { String($0).trimmingBlanks() }
      guard parts.count == 2, let wrap = KeyWrap(header: parts[0]), let cipher = ContentCipher(header: parts[1]) else {
        throw ItemProblem(
          .encryption, "its ENC-ALGORITHM '\(HeaderText.cut(name, characters: 60))' is not one that is known",
          partnerID: partnerID)
      }
      (self.wrap, self.cipher) = (wrap, cipher)
    }
  }

  /// The e-mail that was encrypted, in the clear.
  ///
  /// - Throws: ``ItemProblem`` where the key is not there, or does not open it.
  func open(_ bytes: [UInt8], _ header: MailHeader, _ keys: DecryptionKeys) throws(ItemProblem) -> [UInt8] {
    guard let key = keys.key(keyID) else {
      throw ItemProblem(
        .key,
        "it is encrypted for the key '\(HeaderText.cut(HeaderText.clean(keyID), characters: 60))', which is not here; "
          + "add it with 'holdfast connector key add', then replay the quarantine", partnerID: partnerID)
    }
    let body: Int
    do { body = try MailHeader.split(bytes).body } catch {
      throw ItemProblem(.mail, error.description, partnerID: partnerID)
    }
    var decoder = TransferDecoder(named: header.text("Content-Transfer-Encoding") ?? "base64")
    var sealed: [UInt8] = []
    decoder.decode(bytes[body...], to: &sealed)
    decoder.finish(to: &sealed)
    do {
      let dataKey = try key.unwrap(wrappedKey, wrap ?? key.wrap)
      return Self.email(bytes[..<body], try (cipher ?? key.cipher).open(sealed, with: dataKey))
    } catch {
      // No more is said: which step failed would help who tries keys.
      throw ItemProblem(
        .encryption,
        "it does not open with the key '\(HeaderText.cut(HeaderText.clean(keyID), characters: 60))': it was altered, "
          + "or is in another form than was said when the key was added", partnerID: partnerID)
    }
  }

  /// What was encrypted is a MIME part or a whole message (RFC 5322).
  ///
  /// Of a part the e-mail is the outer header, without the fields that describe the encryption and the encrypted body,
  /// and the part; a whole message, which has a sender of its own, is the e-mail alone.
  private static func email(_ outer: ArraySlice<UInt8>, _ clear: [UInt8]) -> [UInt8] {
    if let inner = try? MailHeader(of: clear), inner.bytes("From") != nil { return clear }
    var kept: [UInt8] = []
    var isKept = true
    for line in outer.split(separator: 10, omittingEmptySubsequences: false) {
      let text = line.last == 13 ? line.dropLast() : line
      if text.isEmpty { break }
      if let first = text.first, first != 32, first != 9 {
        let name = String(decoding: text.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
        isKept =
          !name.hasPrefix("content-") && !name.contains("enc-datakey") && !name.contains("enc-key-id")
          && !name.contains("enc-algorithm")
      }
      if isKept { kept += line + [10] }
    }
    // A part without a header of its own begins with the empty line that ends one.
    return kept + clear
  }
}
