internal import Archive
internal import Foundation
internal import Testing

@Suite("Digests")
struct DigestTests {
  @Test(
    "the examples of FIPS 180-4",
    arguments: [
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func vectors(_ text: String, _ hex: String) {
    #expect(Digest(of: Array(text.utf8)).hex == hex)
    #expect(Digest(of: text.utf8).description == hex)
    #expect(Digest(hex: hex.uppercased()) == Digest(of: Array(text.utf8)))
  }

  @Test("a digest taken piece by piece is that of the whole, however it is cut")
  func pieces() {
    let bytes = (0..<10_000).map { _ in UInt8.random(in: .min ... .max) }
    for _ in 0..<20 {
      var running = RunningDigest()
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(.random(in: 0...3000))
        running.update(piece)
        rest = rest.dropFirst(piece.count)
      }
      #expect(running.count == 10_000)
      #expect(running.finish() == Digest(of: bytes))
    }
  }

  @Test("only 32 bytes and only 64 digits are a digest")
  func lengths() {
    #expect(Digest(bytes: [UInt8](repeating: 1, count: 31)) == nil)
    #expect(Digest(bytes: [UInt8](repeating: 1, count: 33)) == nil)
    #expect(Digest(hex: String(repeating: "a", count: 63)) == nil)
    #expect(Digest(hex: String(repeating: "a", count: 66)) == nil)
  }

  @Test("digests order as their digits do, and travel through JSON")
  func orderAndJSON() throws {
    let digests = (0..<200).map { Digest(of: [UInt8(truncatingIfNeeded: $0)]) }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    #expect(try JSONDecoder().decode([Digest].self, from: JSONEncoder().encode(digests)) == digests)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Digest].self, from: Data(#"["ab"]"#.utf8)) }
  }
}
