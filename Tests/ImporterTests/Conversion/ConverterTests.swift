internal import Archive
internal import Testing

@testable internal import Importer

@Suite("an item as an e-mail")
struct ConverterTests {
  @Test("a plain SMS reads as a person would write it down")
  func plainSMS() throws {
    let message = try Samples.convert(Samples.sms("Running late, 10 min"))
    #expect(
      try Samples.text(of: message.email) == """
        From: "Ada Abbott" <ada@corp.example>
        To: "+44 7700 900501" <+447700900501@number.holdfast.invalid>
        Subject: SMS from Ada Abbott to +44 7700 900501: Running late, 10 min
        Date: Tue, 02 Jan 2024 09:15:03 +0100
        Message-ID: <06644857bc0b69bcf2bab01dc779de4a7a9474ea@message.holdfast.invalid>
        MIME-Version: 1.0
        X-Holdfast-Network: o2
        X-Holdfast-Connector: London O2
        X-Holdfast-Partner-ID: o2-20240102-000001
        X-Holdfast-Type: sms
        X-Holdfast-Direction: outbound
        X-Holdfast-Sent: 2024-01-02T09:15:03+01:00
        X-Holdfast-From-Number: +447700900001
        X-Holdfast-To-Number: +447700900501
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 7bit

        Running late, 10 min
        """)
    #expect(
      message.envelope.from == Party(name: "Ada Abbott", email: "ada@corp.example", number: "+447700900001"))
    #expect(message.envelope.to == [Party(number: "+447700900501")])
    #expect(message.envelope.body == "Running late, 10 min")
    #expect(message.envelope.sent == Samples.sent)
  }

  @Test("a call tells who, when, how long and what was said, with its recording")
  func call() throws {
    var item = Samples.call()
    item.recording = Samples.file([1, 2, 3])
    let message = try Samples.convert(item)
    let text = try Samples.text(of: message.email, contents: [[1, 2, 3]])
    let boundary = "=_holdfast_" + message.envelope.messageID.dropFirst().prefix(40)
    let body = try #require(text.firstRange(of: "Content-Type:")).lowerBound
    #expect(
      text[body...] == """
        Content-Type: multipart/mixed;
         boundary="\(boundary)"

        --\(boundary)
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        From: +447700900501
        To: Ada Abbott, +447700900001, ada@corp.example
        Started: 2024-01-02T09:15:03+01:00
        Duration: 3 min 2 s
        Answered: yes
        Attached: call.wav

        Transcript:
        Hello?=0AYes.
        --\(boundary)
        Content-Type: audio/wav
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment;
         filename="call.wav"

        AQID
        --\(boundary)--

        """)
    #expect(message.envelope.subject == "Call from +44 7700 900501 to Ada Abbott, 3 min 2 s")
    #expect(message.envelope.body == "Hello?\nYes.")
    #expect(message.envelope.attachments.map(\.digest) == [Digest(of: [1, 2, 3])])
    #expect(text.contains("\nX-Holdfast-Duration-Seconds: 182\nX-Holdfast-Answered: yes\n"))
  }

  @Test("the directory's name and address win over the partner's")
  func directory() throws {
    let party = FeedParty(number: "07700 900001", email: "someone.else@corp.example", name: "A")
    let message = try Samples.converter().convert(Samples.sms("x", from: party)) {
      $0 == party ? ("Ada Abbott", "ada@corp.example") : nil
    }
    #expect(
      message.envelope.from == Party(name: "Ada Abbott", email: "ada@corp.example", number: "+447700900001"))
    #expect(try Samples.text(of: message.email).hasPrefix("From: \"Ada Abbott\" <ada@corp.example>\n"))
  }

  @Test("the same item gives the same bytes, a revision its own identity")
  func deterministic() throws {
    let first = try Samples.convert(Samples.sms("x"))
    #expect(try Samples.convert(Samples.sms("x")) == first)
    let second = try Samples.convert(Samples.sms("y"), revision: 2)
    #expect(second.envelope.messageID == first.envelope.messageID.replacing("@", with: ".r2@"))
  }

  @Test("no two of network and id share a Message-ID, whatever they hold")
  func identities() {
    let pairs = [
      ("o2", "1"), ("o", "21"), ("o2", "1.r2"), ("", "o21"), ("o2", "<1@x>\r\nBcc: y"), ("o2", ""),
    ]
    let texts = pairs.map { MessageID(network: $0.0, partnerID: $0.1, revision: 1).text(domain: "d.invalid") }
    #expect(Set(texts).count == pairs.count)
    #expect(texts.allSatisfy { $0.utf8.count == 52 && $0.hasSuffix("@d.invalid>") })
  }

  @Test(
    "senders of every kind get an address that reaches nobody",
    arguments: [
      ("62255", "62255"), ("HSBC", "HSBC"), ("O2 UK", "O2=20UK"), ("Café", "Caf=C3=A9"),
      ("a=b@c", "a=3Db=40c"),
      (String(repeating: "é", count: 20), "sha256=7f0c7ee1d4a0a3d8c6a3d1f0c7b1a7b1e2d3c4b5"),
    ])
  func addresses(number: String, localPart: String) throws {
    let made = EmailAddress.localPart(forNumber: number)
    #expect(
      localPart.hasPrefix("sha256=") ? made.hasPrefix("sha256=") && made.utf8.count == 47 : made == localPart)
    let address = "\(made)@\(Converter.numberDomain)"
    #expect(EmailAddress.isWritable(address))
    let message = try Samples.convert(Samples.sms("x", from: FeedParty(number: number)))
    #expect(try Samples.text(of: message.email).contains("<\(address)>"))
  }

  @Test("somebody with nothing but an unusable address keeps it in a field of its own")
  func unwritableEmail() throws {
    let chinese = FeedParty(email: "用户@例子.example")
    let message = try Samples.convert(
      Samples.sms("x", from: FeedParty(), to: [chinese, FeedParty(email: "no address")]))
    let text = try Samples.text(of: message.email)
    #expect(text.hasPrefix("From: \"withheld number\" <withheld@number.holdfast.invalid>\n"))
    #expect(
      text.contains("\nX-Holdfast-To-Email: =?utf-8?B?")
        && text.contains("\nX-Holdfast-To-Email: no address\n"))
    #expect(message.envelope.to.map(\.email) == ["用户@例子.example", nil])
  }

  @Test("a file that never came is named and not attached")
  func missing() throws {
    var item = Samples.sms("x")
    item.attachments = [Samples.file([1], name: "a.jpg"), Samples.file([2], name: "b.jpg")]
    let message = try Samples.converter().convert(item, missing: [Digest(of: [1])]) { _ in nil }
    let text = try Samples.text(of: message.email, contents: [[2]])
    #expect(text.contains("\nX-Holdfast-Missing-Attachment: \(Digest(of: [1]).hex)\n a.jpg\n"))
    #expect(message.envelope.attachments.map(\.name) == ["b.jpg"] && !text.contains("filename=\"a.jpg\""))
  }

  @Test("the promised size is the size written")
  func size() throws {
    for count in [0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 1000] {
      let content = [UInt8](repeating: 7, count: count)
      var item = Samples.call()
      item.recording = Samples.file(content)
      let email = try Samples.convert(item).email
      #expect(Int64(try Samples.bytes(of: email, contents: [content]).count) == email.size)
    }
  }

  @Test("the memory an e-mail takes doesn't grow with what is attached")
  func segments() throws {
    var item = Samples.call()
    let digest = Digest(of: [1])
    item.recording = FeedAttachment(name: "huge.wav", mediaType: "audio/wav", bytes: 1 << 45, sha256: digest)
    let email = try Samples.convert(item).email
    #expect(email.size > 1 << 45)
    #expect(email.segments.contains(.base64(digest, bytes: 1 << 45)))
    let held = email.segments.reduce(0) { if case .bytes(let bytes) = $1 { $0 + bytes.count } else { $0 } }
    #expect(held < 4096)
  }
}
