internal import Archive
internal import Testing

@Suite("Hex digits")
struct HexTests {
  @Test(
    "the vectors of RFC 4648, section 10",
    arguments: [("", ""), ("f", "66"), ("fo", "666f"), ("foobar", "666f6f626172")])
  func vectors(_ text: String, _ hex: String) {
    #expect(Hex.encode(Array(text.utf8)) == hex)
    #expect(Hex.decode(hex) == Array(text.utf8))
  }

  @Test("every byte reads back, from either letter case")
  func everyByte() {
    let bytes = Array(UInt8.min...UInt8.max)
    #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
  }

  @Test("what isn't hex is refused", arguments: ["6", "6g", " 66", "66 ", "0x66", "６６"])
  func refused(_ text: String) { #expect(Hex.decode(text) == nil) }
}
