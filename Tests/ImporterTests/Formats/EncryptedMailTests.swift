internal import Archive
internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("the partner's encrypted messages") struct EncryptedMailTests {
  private static let part = "Content-Type: text/plain; charset=utf-8\n\nmeet at noon\n"
  private static let header = "From: a@b.example\nTo: c@d.example\nSubject: SMS\n"

  /// A message sealed as the partner does it, and the customer's key.
  private static func message(_ wrap: KeyWrap, _ cipher: ContentCipher, naming: Bool) throws -> (String, DecryptionKey)
  {
    let rsa = try _RSA.Encryption.PrivateKey(keySize: .bits2048)
    let aes = SymmetricKey(size: .bits256)
    let padding: _RSA.Encryption.Padding =
      switch wrap {
      case .oaepSHA1: .PKCS1_OAEP
      case .oaepSHA256: .PKCS1_OAEP_SHA256
      case .pkcs1: ._WEAK_AND_INSECURE_PKCS_V1_5
      }
    let wrapped = try rsa.publicKey.encrypt(aes.withUnsafeBytes { Data($0) }, padding: padding)
    let sealed: Data
    let clear = Data(part.utf8)
    switch cipher {
    case .gcm: sealed = try #require(AES.GCM.seal(clear, using: aes).combined)
    case .cbc:
      let iv = AES._CBC.IV()
      sealed = Data(Array(iv)) + (try AES._CBC.encrypt(clear, using: aes, iv: iv))
    }
    let names = ["oaep-sha1": "RSA-OAEP", "oaep-sha256": "RSA-OAEP-SHA256", "pkcs1": "RSA-PKCS1"]
    let algorithm =
      "X-TELEMESSAGE-ENC-ALGORITHM: \(names[wrap.rawValue] ?? "")/AES-256-\(cipher == .gcm ? "GCM" : "CBC")\n"
    let text =
      header + "X-TELEMESSAGE-ENC-KEY-ID: k1\nX-TELEMESSAGE-ENC-DATAKEY: \(wrapped.base64EncodedString())\n"
      + (naming ? algorithm : "") + "Content-Transfer-Encoding: base64\n\n"
      + sealed.base64EncodedString(options: .lineLength76Characters) + "\n"
    let key = try DecryptionKey(
      pem: Array(rsa.pemRepresentation.utf8), wrap: naming ? .oaepSHA1 : wrap, cipher: naming ? .gcm : cipher)
    return (text, key)
  }

  private static func open(_ text: String, _ key: DecryptionKey?) throws -> String {
    let bytes = Array(text.utf8)
    let header = try MailHeader(of: bytes)
    let mail = try #require(try EncryptedMail(header, partnerID: "p1"))
    return String(decoding: try mail.open(bytes, header, DecryptionKeys(key.map { ["k1": $0] } ?? [:])), as: UTF8.self)
  }

  @Test(
    "open with the customer's key, in each form, named by the message or said with the key",
    arguments: KeyWrap.allCases, ContentCipher.allCases)
  func forms(_ wrap: KeyWrap, _ cipher: ContentCipher) throws {
    for naming in [true, false] {
      let (text, key) = try Self.message(wrap, cipher, naming: naming)
      #expect(try Self.open(text, key) == Self.header + Self.part)
    }
  }

  @Test("wait where the key is not there, and say which")
  func unknown() throws {
    let (text, _) = try Self.message(.oaepSHA256, .gcm, naming: true)
    let problem = #expect(throws: ItemProblem.self) { try Self.open(text, nil) }
    #expect(problem?.code == .key)
    #expect(problem?.message.contains("the key 'k1', which is not here") ?? false)
  }

  @Test("that were altered do not open, and no more is said than that")
  func altered() throws {
    let (text, key) = try Self.message(.oaepSHA256, .gcm, naming: true)
    let (_, other) = try Self.message(.oaepSHA256, .gcm, naming: true)
    let broken = text.replacing("\n\n", with: "\n\nAAAA")
    let reasons = [try? Self.failure(broken, key), try? Self.failure(text, other)]
    #expect(reasons[0] == reasons[1])
    #expect(reasons[0]?.hasPrefix("it does not open with the key 'k1'") ?? false)
  }

  private static func failure(_ text: String, _ key: DecryptionKey) throws -> String {
    do { return try open(text, key) } catch let problem as ItemProblem { return problem.message }
  }
}
