internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("the reader of e-mails") struct MailReaderTests {
  private static func read(_ text: String) throws -> Mail { try MailReader.read(Array(text.utf8)) }

  @Test("finds text where no mail program shows it: before, between and behind the parts")
  func outside() throws {
    let mail = try Self.read(
      """
      Content-Type: multipart/mixed; boundary=b

      hidden before
      --b

      shown
      --b--
      hidden behind
      """)
    #expect(mail.text == "shown\n\nhidden before\nhidden behind")
  }

  @Test("reads a forwarded message's text behind who wrote it, and keeps it as a file")
  func forwarded() throws {
    let mail = try Self.read(
      """
      Content-Type: multipart/mixed; boundary=b

      --b

      see below
      --b
      Content-Type: message/rfc822

      From: Ada <ada@corp.example>
      To: Ben <ben@corp.example>
      Subject: lunch

      at noon
      --b--
      """)
    #expect(
      mail.text == "see below\n\nFrom: Ada <ada@corp.example>\nTo: Ben <ben@corp.example>\nSubject: lunch\n\nat noon")
    #expect(mail.attachments.count == 1)
    let file = mail.parts[mail.attachments[0]]
    #expect(
      file.content?.digest
        == Digest(of: Array("From: Ada <ada@corp.example>\nTo: Ben <ben@corp.example>\nSubject: lunch\n\nat noon".utf8))
    )
  }

  @Test("names what a message exceeds", arguments: ["depth", "parts", "header", "fields"])
  func limits(_ what: String) throws {
    let (text, problem): (String, String) =
      switch what {
      case "depth":
        (
          (0..<40).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined(),
          "its parts are more than 32 inside each other"
        )
      case "parts":
        (
          "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 1_001),
          "it has more than 1000 parts"
        )
      case "header":
        ("Subject: " + String(repeating: "x", count: 300_000) + "\n\n", "its header has more than 262144 bytes")
      default: (String(repeating: "X: y\n", count: 2_001) + "\n", "its header has more than 2000 fields")
      }
    #expect(throws: MailProblem(problem)) { try Self.read(text) }
  }

  @Test("takes no more than a moment for what was made to take long")
  func slow() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let words = String(repeating: "=?utf-8?q?=41", count: 18_000)
    let commas = String(repeating: "\"<(", count: 80_000)
    let names = (0..<5_000).map { "; a*\($0)=b" }.joined()
    for header in ["Subject: \(words)", "To: \(commas)", "Content-Type: text/plain\(names)"] {
      let mail = try Self.read(header + "\n\nbody")
      _ = (mail.subject, mail.to, mail.text)
    }
    #expect(clock.now - start < .seconds(20))
  }

  @Test("reads words of HTML as a browser shows them")
  func html() {
    #expect(
      HTMLText.of(
        "<head><title>t</title><style>p{}</style></head><p>a &amp; b<br>c&nbsp;d</p><script>x</script>&#x20ac;5 &lt; 6")
        == "a & b\nc d\n€5 < 6")
    #expect(HTMLText.of("2 < 3 and <b>bold") == "2 < 3 and bold")
    #expect(HTMLText.of("<a href=\"x>y\">link</a>") == "link")
  }

  @Test("reads the number that a display name ends in, or an address begins with")
  func numbers() {
    func party(_ name: String?, _ address: String) -> [String?] {
      let party = FeedParty(MailAddress(name: name, address: address))
      return [party.name, party.number]
    }
    #expect(party("Ada Ames 447700900001", "ada@corp.example") == ["Ada Ames", "447700900001"])
    #expect(party("Ada Ames +44 7700 900001", "ada@corp.example") == ["Ada Ames", "+44 7700 900001"])
    #expect(party("+447700900001", "x@y.example") == [nil, "+447700900001"])
    #expect(party("Agent 007", "x@y.example") == ["Agent 007", nil])
    #expect(party(nil, "447700900001@gateway.example") == [nil, "447700900001"])
  }
}
