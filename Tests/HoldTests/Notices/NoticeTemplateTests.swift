internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Hold

@Suite("a notice's letter")
struct NoticeTemplateTests {
  private func filled(_ content: String, _ values: [NoticeTemplate.Place: String]) throws -> (String, String) {
    let letter = try NoticeTemplate(content, hasSubject: true, what: "letter")
    return (
      NoticeTemplate.filled(letter.subject) { values[$0] ?? "?" },
      NoticeTemplate.filled(letter.body) { values[$0] ?? "?" }
    )
  }

  @Test("has its places filled once, whatever the values hold, and its lines ended as mail has them")
  func filling() throws {
    for content in [
      "Subject: For {{custodian}}\n\n{{ case }}, {{code}}.\nBye {{custodian}}\n\n",
      "Subject:For {{custodian}}\r\n\r\n{{case}}, {{code}}.\r\nBye {{custodian}}",
    ] {
      let (subject, body) = try filled(
        content, [.custodian: "{{code}}\r\nBcc: x@y", .legalCase: "{{", .code: "C"])
      #expect(subject == "For {{code}}  Bcc: x@y")
      #expect(body == "{{, C.\r\nBye {{code}}  Bcc: x@y")
    }
  }

  @Test(
    "that is none says where and why",
    arguments: [
      ("", "the letter must begin with 'Subject: ...' and an empty line"),
      ("Hello\n\nthere", "the letter must begin with 'Subject: ...' and an empty line"),
      ("Subject: x\nthere", "the letter must begin with 'Subject: ...' and an empty line"),
      ("Subject:  \n\nx", "the letter line 1: the subject has 1 to 200 characters"),
      ("Subject: x\n\n \n", "the letter has no text"),
      (
        "Subject: {{code}}\n\nx", "the letter line 1: the code and the link stand in the body, which fewer programs log"
      ),
      ("Subject: x\n\na\n{{custodian", "the letter line 4: '{{' without '}}'"),
      ("Subject: x\n\na\u{0}", "the letter line 3 holds the control character U+0"),
      ("Subject: x\n\na\rb", "the letter line 3 holds the control character U+D"),
      (
        "Subject: x\n\n{{name}}",
        "the letter line 3: there is no {{name}}; known: {{custodian}} {{email}} {{case}} {{notice}} {{officer}} "
          + "{{organization}} {{date}} {{issued}} {{code}} {{link}}"
      ),
      (
        "Subject: x\n\n" + String(repeating: "{{case}}", count: 201),
        "the letter has more than 200 places to fill in"
      ),
      (
        "Subject: x\n\n" + String(repeating: "x", count: 65_536),
        "the letter is larger than 65536 bytes: is it the right file?"
      ),
    ])
  func wrong(content: String, message: String) {
    #expect(refusal { try NoticeTemplate(content, hasSubject: true, what: "letter") } == message)
  }

  @Test("that asks to be acknowledged holds the means, and the release none")
  func acknowledging() {
    func said(_ change: (inout NoticeTexts) -> Void, linkBase: String? = nil) -> String? {
      var texts = NoticeWorld.texts()
      change(&texts)
      return refusal { try texts.check(linkBase: linkBase) }
    }
    #expect(said { _ in } == nil)
    let bare = "Subject: x\n\nHello"
    #expect(
      said { $0.reminder = bare }
        == "the reminder letter has neither {{code}} nor {{link}}: nobody could acknowledge the notice")
    #expect(
      said {
        $0.reminder = bare
        $0.text = "Go to {{link}}"
      } == "the issuance letter uses {{link}}, and links have no address yet; "
        + "give it with 'holdfast notice mail set --link-base', or use {{code}}")
    #expect(
      said(
        {
          $0.reminder = bare
          $0.text = "Go to {{link}}"
        }, linkBase: "https://holds.corp.example/") == nil)
    #expect(
      said { $0.release = $0.issuance }
        == "the release letter holds {{code}} or {{link}}, and there is nothing to acknowledge in it")
    #expect(refusal { try NoticeTexts.read([0xFF], what: "text") } == "the text is not UTF-8 text: save it as UTF-8")
  }

  @Test("in any script, of any length, reaches Python's strictest reader as it was written")
  func anyScript() async throws {
    let bodies = [
      "Bitte löschen Sie nichts, {{custodian}}.", "กรุณาอย่าลบข้อความ {{custodian}}", "メッセージを削除しないでください",
      "لا تحذف أي رسالة", "😀 keep it", ".\n..\n.dot at the start\nFrom me", String(repeating: "x", count: 5_000),
      "trailing blanks   \nand tab\t\n\n\nend", "= equals =20 =_boundary", String(repeating: "ünï ", count: 500),
    ]
    try await NoticeWorld.with { world in
      var people = "Email,DisplayName,MobileNumber,Department\n"
      let names = ["Zoë \"Z\" O'Brien, Jr.", "อาดา ใจดี", "=?utf-8?Q?x?=", String(repeating: "長", count: 120)]
      for (index, name) in names.enumerated() {
        people += "p\(index)@corp.example,\"\(name.replacing("\"", with: "\"\""))\",,\n"
      }
      try world.archive.perform(.directoryImported, by: world.world.session()) {
        _ = try DirectoryImport.run(Array(people.utf8), $0)
      }
      try world.world.onCase("Matter") { legalCase, act in
        try Custodian.add(names.indices.map { "p\($0)@corp.example" }, to: legalCase, hold: false, act)
      }
      var messages: [[UInt8]] = []
      var expected: [(name: String, subject: String, body: String)] = []
      for (index, body) in bodies.enumerated() {
        var texts = NoticeWorld.texts()
        texts.issuance = "Subject: \(body.prefix(60).replacing("\n", with: " ")) {{custodian}}\n\n\(body)\n{{code}}"
        let name = "notice \(index)"
        try world.create(name, texts: texts)
        let person = index % names.count
        _ = try world.onNotice(.noticeIssued, name) {
          try $0.issue(to: .named(["p\(person)@corp.example"]), in: $1, keys: world.archive.keys, $2)
        }
        let one = try #require(try world.status().notices.first { $0.notice.name == name }?.custodians.last)
        let delivery = try #require(one.deliveries.last)
        messages.append(try world.archive.read { try NoticeRecord.message(delivery.id, for: HoldWorld.user, $0) })
        let code = NoticeCode(enrolment: one.enrolment.id.rawValue, version: 1).text(world.archive.keys)
        let filled = body.replacing("{{custodian}}", with: names[person]).replacing("\n", with: "\r\n")
        expected.append(
          (
            names[person],
            "\(body.prefix(60).replacing("\n", with: " ")) \(names[person])"
              .replacing("{{custodian}}", with: names[person]).replacing("\t", with: " "),
            "\(filled)\r\n\(code)\r\n"
          ))
        _ = try world.onNotice(.noticeReleased, name) {
          try $0.release(.named(["p\(person)@corp.example"]), in: $1, $2)
        }
      }
      try TestFolders.withTemporary { folder in
        let mails = try PythonMailReader.read(messages, in: folder)
        #expect(mails.count == bodies.count)
        for (mail, expected) in zip(mails, expected) {
          #expect(mail.body == expected.body)
          #expect(mail.headers["Subject"] == expected.subject)
          #expect(mail.headers["To"]?.hasSuffix("@corp.example>") == true)
          #expect(mail.headers["Auto-Submitted"] == "auto-generated")
          #expect(mail.headers["Date"] == "Sat, 01 Jun 2024 12:00:00 +0000")
          #expect(mail.headers["Bcc"] == nil)
        }
      }
    }
  }
}
