internal import ArchiveTesting
internal import Archive
internal import Foundation

@testable internal import Importer

/// Items with real and hostile text wherever an item can hold text, and the contents of their files.
enum HostileItems {
  typealias Case = (item: CarrierItem, contents: [[UInt8]])

  static func all() -> [Case] {
    var texts = own
    var plain: [String] = []
    if SharedData.isHere {
      let naughty = try? JSONDecoder().decode([String].self, from: Data(SharedData.bytes("blns/blns.json")))
      texts += naughty ?? []
      for file in (try? SharedData.files(under: "injection-payloads")) ?? [] where file.hasSuffix(".txt") {
        texts += ((try? SharedData.lines(file)) ?? []).prefix(200)
      }
      for path in ["sms-spam-collection/SMSSpamCollection", "wisesight-sentiment-thai/q.txt"] {
        plain += ((try? SharedData.lines(path)) ?? []).prefix(800)
      }
    }
    var random = SplitMix(seed: 42)
    return texts.enumerated().flatMap { everywhere($1, serial: $0) }
      + plain.enumerated().map { (Samples.sms($1), []) }
      + (0..<1_200).map { _ in fuzzed(&random) }
  }

  /// Texts that broke somebody's e-mail once.
  private static let own = [
    "", " ", "\r\n", "\n", "\r", "\n\n.\r\n", "a\r\n\r\nb", "\r\n--=_holdfast_", "x\r\nBcc: evil@x.example",
    "x\nSubject: y",
    "\u{0}", "\u{2028}", "\u{85}", "\u{7F}", "=?utf-8?B?SGk=?=", "=?utf-8?Q?a?= =?utf-8?Q?b?=", "\"", "\\",
    "\\\"", "a, b; c",
    "<a@b>", "(comment)", "From me", "=3D", "=\r\n", "a \t\r\n b", String(repeating: "w", count: 999), "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "\u{202E}olleh\u{202C}", "مرحبا", "שלום", "สวัสดี", "e\u{301}", "\u{FEFF}x", "\u{FFFE}", "tab\tin",
    "  lead", "trail  ",
    "a@b.example", "'; DROP", "%00%0d%0a", "utf-8''x", ";filename=x", "name*0*=x", "a/b", "con.txt",
    "\u{A0}x\u{A0}",
  ]

  /// The same text in every place at once, in a text and in a call with files.
  private static func everywhere(_ text: String, serial: Int) -> [Case] {
    let party = FeedParty(number: text, email: text, name: text)
    let address = FeedParty(number: "07700 900001", email: "ada@corp.example", name: text)
    let contents: [[UInt8]] = [Array(text.utf8), Array("\r\n--=_holdfast_\(text)".utf8)]
    var call = CarrierItem(
      partnerID: "\(serial)\(text)", kind: .call, direction: .inbound, sent: Samples.sent,
      durationSeconds: Int64(serial),
      answered: serial % 2 == 0, from: address, to: [party, FeedParty(number: text)], transcript: text)
    call.recording = Samples.file(contents[0], name: text, mediaType: text)
    call.attachments = [Samples.file(contents[1], name: text + text, mediaType: "image/png")]
    return [(Samples.sms(text, from: party, to: [address, FeedParty(name: text)]), []), (call, contents)]
  }

  private static let pieces = [
    "a", "hello", " ", "  ", "\t", "\r\n", "\n", "\r", "\u{0}", "\u{1B}", "é", "ส", "😀", "\u{301}",
    "\u{200D}", "\u{2028}", "=", "_",
    "=_", "?", "=?", "?=", "--", "\"", "\\", "<", ">", ",", ";", ":", "@", ".", "(", ")", "Bcc: x",
    String(repeating: "z", count: 70),
    String(repeating: "ม", count: 40), "מ", "م", "\u{FFFD}", "\u{10FFFF}", "+447700900123", "0", "62255",
  ]

  private static func fuzzed(_ random: inout SplitMix) -> Case {
    func text(_ most: UInt64) -> String {
      let count = Int(random.next() % most)
      return (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
    }
    func optional(_ most: UInt64) -> String? { random.next() % 3 == 0 ? nil : text(most) }
    func party() -> FeedParty { FeedParty(number: optional(4), email: optional(5), name: optional(8)) }
    let isCall = random.next() % 3 == 0
    var contents: [[UInt8]] = []
    var files: [FeedAttachment] = []
    for _ in 0..<(random.next() % 4) {
      let content = (0..<(random.next() % 400)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      contents.append(content)
      files.append(
        Samples.file(content, name: text(9), mediaType: random.next() % 2 == 0 ? "audio/amr" : text(3)))
    }
    let offset = Int(random.next() % 1_681) - 840
    let sent = Moment(seconds: 631_152_000 + Int64(random.next() % 3_400_000_000))
    let item = CarrierItem(
      partnerID: "f" + text(5), kind: isCall ? .call : .sms,
      direction: random.next() % 2 == 0 ? .inbound : .outbound,
      sent: ZonedMoment(sent, offsetMinutes: offset),
      durationSeconds: isCall ? Int64(random.next() % 9_999) : nil,
      answered: isCall ? random.next() % 2 == 0 : nil, from: party(),
      to: (0...(random.next() % 4)).map { _ in party() },
      body: isCall ? "" : text(60), transcript: isCall ? optional(60) : nil, attachments: files)
    return (item, contents)
  }
}
