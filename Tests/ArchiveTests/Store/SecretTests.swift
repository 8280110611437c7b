import Foundation
import Archive
import Testing

@Suite struct SecretTests {
  @Test("a password doesn't show, however it is printed")
  func hidden() {
    struct Login { let name = "acme", password = Secret("hunter2") }
    let secret = Secret("hunter2")
    var dumped = ""
    dump(Login(), to: &dumped)
    for text in [
      "\(secret)", String(reflecting: secret), String(describing: secret), "\(Login())", "\([secret])",
      "\(Optional(secret) as Any)", dumped,
    ] {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("(hidden)"))
    }
    #expect(secret.reveal() == "hunter2")
  }

  private func file(_ bytes: [UInt8]) throws -> String {
    let path = NSTemporaryDirectory() + "secret-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(
    "a password file's line is the password, without its line break",
    arguments: [
      ("hunter2", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"),
      (" pass phrase ", " pass phrase "),
      ("pässwörd ๑\n", "pässwörd ๑"),
      (String(repeating: "a", count: 1024) + "\r\n", String(repeating: "a", count: 1024)),
    ])
  func read(content: String, password: String) throws {
    let path = try file(Array(content.utf8))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try Secret(file: path).reveal() == password)
  }

  @Test("a file that can't be a password file is refused, without showing what is in it")
  func refused() throws {
    let cases: [([UInt8], String)] = [
      ([], "is empty"), (Array("\n".utf8), "is empty"),
      (Array("one\ntwo\n".utf8), "must hold one line of text and nothing else"),
      (Array("a\n\n".utf8), "must hold one line of text and nothing else"),
      ([0xFF, 0xFE, 0x41], "must hold one line of text and nothing else"),
      (Array(repeating: 97, count: 1025), "has more than 1024 bytes: is it the right file?"),
      (Array(repeating: 97, count: 5_000_000), "has more than 1024 bytes: is it the right file?"),
    ]
    for (bytes, reason) in cases {
      let path = try file(bytes)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let error = #expect(throws: SecretError.self) { try Secret(file: path) }
      #expect(error?.description == "the password file \(path) \(reason)")
    }
    let error = #expect(throws: SecretError.self) { try Secret(file: "/nonexistent") }
    #expect(error?.description == "can't read the password file /nonexistent: No such file or directory")
  }
}
