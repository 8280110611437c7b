import ArchiveTesting
import Foundation

/// Makes a partner's ZIP files with Python's `zipfile`, and encrypts with openssl: other people's programs.
struct PartnerZIPs {
  /// Where the partner delivers.
  let folder: URL
  private let work: URL

  static let canMake =
    Certificates.openssl != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  init(in folder: URL) throws {
    self.folder = folder.appendingPathComponent("delivered")
    work = folder.appendingPathComponent("zip-work")
    for place in [self.folder, work] {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
  }

  /// A message from Ada to Ben and a stranger.
  static func message(_ id: String, _ text: String, type: String = "SMS", attachment: [UInt8]? = nil) -> [UInt8] {
    let header = """
      From: Ada Ames 447700900001 <ada.ames@corp.example>\r
      To: Ben Bold 447700900002 <ben.bold@corp.example>, 447700900501 <447700900501@o2.example>\r
      Date: Tue, 02 Jan 2024 08:15:03 +0000\r
      Subject: SMS\r
      X-TELEMESSAGE-ArchiveMessageID: \(id)\r
      X-TELEMESSAGE-MessageType: \(type)\r
      MIME-Version: 1.0\r

      """
    guard let attachment else {
      return Array((header + "Content-Type: text/plain; charset=utf-8\r\n\r\n\(text)\r\n").utf8)
    }
    let encoded = Data(attachment).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    return Array(
      (header
        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\(text)\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        + "Content-Disposition: attachment; filename=data.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n\(encoded)\r\n--b--\r\n")
        .utf8)
  }

  private func path(_ number: String) -> String {
    folder.appendingPathComponent("202401020000-TeleMessage_\(number)_20240103013000.zip").path
  }

  /// Delivers a ZIP of the day 2024-01-02, in place of one with that number.
  func deliver(_ number: String, _ messages: [[UInt8]], manifest: String? = nil) throws {
    let names = messages.indices.map { "m\($0).eml" }
    for (name, message) in zip(names, messages) { try Data(message).write(to: work.appendingPathComponent(name)) }
    let text = manifest ?? "Count: \(messages.count)\n" + names.map { $0 + "\n" }.joined()
    try Data(text.utf8).write(to: work.appendingPathComponent("manifest.mf"))
    try run("/usr/bin/python3", ["-c", Self.pack, path(number), work.path] + names + ["manifest.mf"])
  }

  func deliverHostile(_ number: String, _ kind: String) throws {
    try Data(Self.message("h", "harm")).write(to: work.appendingPathComponent("m0.eml"))
    try run("/usr/bin/python3", ["-c", Self.harm, path(number), work.path, kind])
  }

  private static let pack = """
    import sys, zipfile
    target, folder, *names = sys.argv[1:]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
        for name in names: z.write(folder + "/" + name, name)
    """

  private static let harm = #"""
    import sys, zipfile, warnings
    warnings.simplefilter("ignore")
    target, folder, kind = sys.argv[1:]
    message = open(folder + "/m0.eml", "rb").read()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
        if kind == "link":
            link = zipfile.ZipInfo("m0.eml"); link.create_system = 3; link.external_attr = 0o120777 << 16
            z.writestr(link, "/etc/passwd")
        elif kind == "path": z.writestr("../m0.eml", message)
        elif kind == "bomb":
            with z.open("m0.eml", "w", force_zip64=True) as f:
                for _ in range(1100): f.write(b"\0" * (1 << 20))
        else: z.writestr("m0.eml", message)
        if kind == "twice": z.writestr("m0.eml", message)
        z.writestr("x.mf", "Count: 1\nm0.eml\n")
    data = bytearray(open(target, "rb").read())
    if kind == "truncated": data = data[:len(data) // 2]
    if kind == "encrypted":
        data[6] |= 1
        data[data.index(b"PK\1\2") + 8] |= 1
    open(target, "wb").write(data)
    """#

  var privateKey: String { work.appendingPathComponent("private.pem").path }

  /// A message as the partner seals it: AES-256-CBC, its key wrapped for `k1`.
  func encrypted(_ id: String, _ text: String, wrap: String) throws -> [UInt8] {
    func at(_ name: String) -> String { work.appendingPathComponent(name).path }
    let openssl = Certificates.openssl ?? "openssl"
    try run(openssl, ["genrsa", "-out", privateKey, "2048"])
    try run(openssl, ["rsa", "-in", privateKey, "-pubout", "-out", at("public.pem")])
    let (key, iv) = (String(repeating: "1f", count: 32), String(repeating: "0a", count: 16))
    try Data(repeating: 0x1F, count: 32).write(to: URL(fileURLWithPath: at("aes")))
    let padding =
      wrap == "pkcs1"
      ? ["rsa_padding_mode:pkcs1"] : ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"]
    try run(
      openssl,
      ["pkeyutl", "-encrypt", "-pubin", "-inkey", at("public.pem"), "-in", at("aes"), "-out", at("wrapped")]
        + padding.flatMap { ["-pkeyopt", $0] })
    try Data("Content-Type: text/plain; charset=utf-8\n\n\(text)\n".utf8).write(to: URL(fileURLWithPath: at("clear")))
    try run(openssl, ["enc", "-aes-256-cbc", "-K", key, "-iv", iv, "-in", at("clear"), "-out", at("sealed")])
    let wrapped = try Data(contentsOf: URL(fileURLWithPath: at("wrapped")))
    let sealed = Data(repeating: 0x0A, count: 16) + (try Data(contentsOf: URL(fileURLWithPath: at("sealed"))))
    return Array(
      """
      From: Ada Ames <ada.ames@corp.example>
      To: Ben Bold <ben.bold@corp.example>
      Date: Tue, 02 Jan 2024 09:00:00 +0000
      X-TELEMESSAGE-ArchiveMessageID: \(id)
      X-TELEMESSAGE-MessageType: SMS
      X-TELEMESSAGE-ENC-KEY-ID: k1
      X-TELEMESSAGE-ENC-DATAKEY: \(wrapped.base64EncodedString())
      Content-Transfer-Encoding: base64

      \(sealed.base64EncodedString(options: .lineLength76Characters))

      """.utf8)
  }

  struct Failed: Error { let arguments: [String] }

  private func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
  }
}
