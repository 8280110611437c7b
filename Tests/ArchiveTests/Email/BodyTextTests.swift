internal import ArchiveTesting
internal import Testing

@testable internal import Archive

@Suite("a text in an e-mail's body")
struct BodyTextTests {
  func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    BodyText(text).append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "the lightest encoding that brings a text back exactly is chosen",
    arguments: [
      ("Running late", BodyText.Encoding.sevenBit), ("", .sevenBit), ("a\r\nb\tc", .sevenBit),
      (String(repeating: "x", count: 998), .sevenBit), (String(repeating: "x", count: 999), .quotedPrintable),
      ("late, sorry about that\n", .quotedPrintable), ("a ", .quotedPrintable), ("a \r\nb", .quotedPrintable),
      ("see --=_x", .quotedPrintable), ("\0", .base64), ("caf\u{E9} at noon then", .quotedPrintable),
      ("สวัสดี", .base64),
    ])
  func choice(text: String, encoding: BodyText.Encoding) { #expect(BodyText(text).encoding == encoding) }

  @Test("quoted-printable marks all but line ends, in lines of 76 columns")
  func quotedPrintable() {
    #expect(
      encoded("one two three four\n five = \r\nsix seven e")
        == "one two three four=0A five =3D=20\r\nsix seven e")
    let long = encoded(String(repeating: "y", count: 999) + "=")
    #expect(long.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
    #expect(long.replacing("=\r\n", with: "") == String(repeating: "y", count: 999) + "=3D")
  }

  @Test("no encoded text can show a boundary")
  func boundaries() {
    var random = SplitMix(seed: 3)
    let pieces = ["=_", "--", "=", "_", "\r\n", "\n", "a", " ", "é", "สวัสดี", "=_holdfast_", "\0"]
    for _ in 0..<5_000 {
      let text = (0..<Int(random.next() % 20)).map { _ in pieces[Int(random.next() % 12)] }.joined()
      #expect(!encoded(text).contains("=_"), "\(text.debugDescription)")
    }
  }
}
