internal import Archive
internal import ArgumentParser
internal import Importer

struct ConnectorKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Private keys that open what partners encrypt.",
    discussion: """
      A partner may encrypt each message with a key of its own, and that with your RSA key. Until your private key is
      here such messages wait in quarantine; add it, then run 'holdfast quarantine replay'.
      """,
    subcommands: [ConnectorKeyAdd.self, ConnectorKeyList.self])
}

struct ConnectorKeyAdd: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a private key.",
    discussion: """
      The file is PEM (PKCS#1 or PKCS#8) without a passphrase, and readable by you alone (chmod 600). The archive keeps
      it sealed with its own vault's key and never shows it again; take the file away afterwards, to where your other
      keys are.

        holdfast connector key add 2024-01 --file o2-private.pem
        holdfast quarantine replay
      """)

  @Argument(help: "The key's id, as the partner writes it in ENC-KEY-ID.")
  var id: String
  @Option(help: ArgumentHelp("The private key.", valueName: "file"))
  var file: String
  @Option(help: "How message keys are wrapped, where a message doesn't say: \(KeyWrap.names).")
  var wrap = KeyWrap.oaepSHA256
  @Option(help: "How messages are encrypted, where one doesn't say: \(ContentCipher.names).")
  var cipher = ContentCipher.gcm
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let pem = try InputFile.read(file, limit: DecryptionKeyRecord.largestFile, isPrivate: true)
    let key = try DecryptionKeyRecord.add(
      id, pem: pem, wrap: wrap, cipher: cipher, to: context.archive, by: context.session)
    try context.output.print(
      DecryptionKeyView(key),
      text: "key '\(id)' is added (\(key.bits) bits, fingerprint \(key.fingerprint)); run 'holdfast quarantine replay'")
  }
}

struct ConnectorKeyList: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the private keys, by what may be known of them.")

  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable { var keys: [DecryptionKeyView] }

  func run(in context: Context) async throws {
    let keys = try context.archive.consult(.decryptionKeysListed, by: context.session) {
      try DecryptionKeyRecord.all($0)
    }
    let rows = keys.map { [$0.id, "\($0.bits)", $0.wrap.rawValue, $0.cipher.rawValue, $0.fingerprint.hex] }
    try context.output.print(
      Result(keys: keys.map(DecryptionKeyView.init)),
      text: keys.isEmpty ? "no keys" : Table.text(["ID", "BITS", "WRAP", "CIPHER", "FINGERPRINT"], rows))
  }
}

/// A decryption key as the command shows it.
///
/// Of the private half there is nothing.
struct DecryptionKeyView: Encodable {
  var id: String
  var bits: Int
  var wrap: String
  var cipher: String
  var fingerprint: String
  var added: String

  init(_ key: DecryptionKeyRecord) {
    (id, bits, wrap, cipher) = (key.id, key.bits, key.wrap.rawValue, key.cipher.rawValue)
    (fingerprint, added) = (key.fingerprint.hex, key.added.description)
  }
}

extension KeyWrap {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension ContentCipher {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension DeliveryForm {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
