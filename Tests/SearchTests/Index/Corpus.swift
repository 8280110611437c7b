internal import Archive
internal import ArchiveTesting

@testable internal import Search

/// A file of a message; the testing library has an `Attachment` too.
typealias MessageFile = Attachment

/// Texts and calls made up in a dozen languages, with the punctuation, numbers and names of real ones.
struct Corpus {
  var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  static let words = [
    "the", "merger", "mergers", "invoice", "invoices", "end.Next", "see", "you", "tonight", "don't", "naïve", "Ärger",
    "straße", "07700", "+44 7700 900123", "07700 900123", "020 7946 0958", "12:30", "£45", "ok.see",
    "alice@corp.example",
    "ประชุม", "กาแฟร้อน", "พรุ่งนี้", "会议在明天", "コーヒー", "ありがとう", "договор", "σύμβαση", "اجتماع", "שלום", "अनुबंध",
    "ที่", "จ้าาา", "東京都", "京都", "買iPhone", "ต่าง ๆ", "ខ្ញុំទៅ", "မြန်မာ", "ປະເທດລາວ", "我", "ｶﾞｷﾞ", "3時",
    "👍", "😂😂", "e-mail", "c++", "O'Brien", "3.14", "next", "end", "café", "ICU", "ﬁnal",
  ]

  static let people = [
    Party(name: "Ann Ames", email: "ann@corp.example", number: "+447700900001"),
    Party(name: "Ben O'Brien", email: "ben.obrien@mail.corp.example", number: "+447700900002"),
    Party(name: "สมชาย ใจดี", email: nil, number: "+66812345678"),
    Party(name: nil, email: nil, number: "62255"), Party(name: nil, email: nil, number: "HSBC"),
    Party(name: "Zoë", email: "zoe@other.example", number: nil), Party(),
    Party(name: nil, email: nil, number: "+447700900123"),
  ]

  static let files = ["call.wav", "Vertrag_final.pdf", "photo 1.jpg", "会议.mp3"]
  static let types = ["audio/wav", "application/pdf", "image/jpeg", "audio/mpeg"]

  mutating func body(upTo most: Int = 9) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...most, using: &random) {
      text += Self.words.randomElement(using: &random) ?? ""
      text += [" ", " ", " ", ", ", ". ", "", "\n", " — "].randomElement(using: &random) ?? " "
    }
    return text
  }

  mutating func sample(mailboxes: Int) -> SearchWorld.Sample {
    // Few enough days that many texts share a second: the order among them must hold too.
    let second = 1_709_251_200 + Int64.random(in: 0...20, using: &random) * 86_400 / 2
    let isCall = random.chance(1, in: 5)
    let file = Int.random(in: 0..<Self.files.count, using: &random)
    let attachment = Attachment(
      name: Self.files[file], mediaType: Self.types[file], bytes: 10, digest: Digest(of: [UInt8(file)]))
    return SearchWorld.Sample(
      envelope: Envelope(
        kind: isCall ? .call : .sms, direction: random.chance(1, in: 2) ? .inbound : .outbound,
        sent: ZonedMoment(Moment(seconds: second)), from: Self.people.randomElement(using: &random) ?? Party(),
        to: Self.people.shuffled(using: &random).dropLast(Int.random(in: 5...7, using: &random)),
        subject: body(upTo: 3), body: body(), attachments: random.chance(1, in: 4) ? [attachment] : [],
        messageID: "<m@example>"),
      size: Int64.random(in: 1...1_000, using: &random),
      copies: Array((0..<mailboxes).shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))))
  }

  static func samples(_ count: Int, mailboxes: Int, seed: UInt64) -> [SearchWorld.Sample] {
    var corpus = Corpus(seed: seed)
    return corpus.samples(count, mailboxes: mailboxes)
  }

  mutating func samples(_ count: Int, mailboxes: Int) -> [SearchWorld.Sample] {
    (0..<count).map { _ in sample(mailboxes: mailboxes) }
  }
}
