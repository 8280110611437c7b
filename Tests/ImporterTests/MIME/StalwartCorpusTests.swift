internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

/// Every message of another parser's own test data, with what that parser makes of it.
@Suite("messages that another parser has read", .enabled(if: SharedData.isHere, "\(SharedData.absent)"))
struct StalwartCorpusTests {
  private static let folder = "email-stalwart-mail-parser"

  /// Of 107 messages.
  ///
  /// Subjects, people and names of files differ where Latin-1 stands raw in a header, which they read as damaged and we
  /// read; texts and files where we take pictures and sounds for files wherever they are shown (they have them in the
  /// text as well), and where their data has damaged files (Python's `email` has our digests of most). Of the 23 messages
  /// that are malformed on purpose, 10 are cut into parts at other places; what stands outside the parts is searched.
  @Test("are read as often alike as was measured, field by field")
  func agreement() throws {
    var report = AgreementReport()
    for path in try SharedData.files(under: "\(Self.folder)/eml") where path.hasSuffix(".eml") {
      let name = String(path.dropFirst("\(Self.folder)/eml/".count).dropLast(4))
      let mail = try MailReader.read(try SharedData.bytes(path))
      let data = Data(try SharedData.bytes(path.replacing(".eml", with: ".json")))
      let expected = try StalwartMail(try #require(JSONSerialization.jsonObject(with: data) as? [String: Any]))
      report.compare(name, "message id", mail.messageID, expected.text("message_id"))
      report.compare(name, "date", mail.date.map { RFC3339.format($0) }, expected.date)
      report.compare(name, "subject", mail.subject, expected.text("subject") ?? "")
      for (field, people) in [("from", mail.from), ("to", mail.to), ("cc", mail.cc)] {
        report.compare(name, field, people.map(StalwartMail.person), expected.people(field))
      }
      report.compare(name, "parts", mail.parts.count, expected.parts.count)
      report.compare(
        name, "text", try mail.textBody.map { try StalwartMail.seen(mail.parts[$0]) }, expected.texts("text_body"))
      report.compare(
        name, "html", try mail.htmlBody.map { try StalwartMail.seen(mail.parts[$0]) }, expected.texts("html_body"))
      report.compare(name, "files", mail.attachments.map { StalwartMail.file(mail.parts[$0]) }, expected.files)
    }
    print(report.summary)
    report.check([
      "message id": 107, "date": 106, "subject": 102, "from": 107, "to": 101, "cc": 107, "parts": 96, "text": 81,
      "html": 82, "files": 81,
    ])
  }

  private func cases(_ name: String) throws -> [(header: [UInt8], expected: Any)] {
    let data = Data(try SharedData.bytes("\(Self.folder)/\(name).json"))
    let all = try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    return try all.map { (Array(try #require($0["header"] as? String).utf8), $0["expected"] as Any) }
  }

  /// Of 60.
  ///
  /// They make a comment a part of the name beside it; we keep a comment only where there is no name.
  @Test("addresses are read as often alike as was measured")
  func addresses() throws {
    var report = AgreementReport()
    for (index, (header, expected)) in try cases("address").enumerated() {
      report.compare(
        "\(index)", "addresses", MailAddress.list(header).map(StalwartMail.person), StalwartMail.people(expected))
    }
    print(report.summary)
    report.check(["addresses": 49])
  }

  /// Of 40.
  ///
  /// We read no month that is a number and no row of numbers, which would be guessed, and take an unknown zone for UTC
  /// (RFC 5322, 4.3); they read none where a comment has a line break without a blank.
  @Test("dates are read as often alike as was measured")
  func dates() throws {
    var report = AgreementReport()
    for (index, (header, expected)) in try cases("date").enumerated() {
      report.compare("\(index)", "date", MailDate.read(header).map { RFC3339.format($0) }, StalwartMail.date(expected))
    }
    print(report.summary)
    report.check(["date": 36])
  }

  /// Of 103.
  ///
  /// They tell languages (RFC 2231), keep blanks at a value's ends, and read a parameter behind a forgotten semicolon
  /// that is not the first; we give halves of a type as they stand, and read the message as plain text for them.
  @Test("types and their parameters are read as often alike as was measured")
  func types() throws {
    var report = AgreementReport()
    for (index, (header, expected)) in try cases("content_type").enumerated() {
      let field = ParameterizedField(reading: header)
      report.compare(
        "\(index)", "type",
        field.value + field.parameters.sorted { $0.key < $1.key }.map { "; \($0.key)=\($0.value)" }.joined(),
        StalwartMail.type(expected))
    }
    print(report.summary)
    report.check(["type": 76])
  }

  /// Of 30.
  ///
  /// Blanks between encoded words and text, of which senders and standards leave some doubt.
  @Test("lines of text are read as often alike as was measured")
  func texts() throws {
    var report = AgreementReport()
    for (index, (header, expected)) in try cases("unstructured").enumerated() {
      var reader = MailHeaderReader()
      for line in Array("Subject: ".utf8 + header).split(separator: 10) {
        let hasReturn = line.last == 13
        _ = try reader.take(hasReturn ? line.dropLast() : line, end: [10])
      }
      report.compare("\(index)", "text", reader.header.text("Subject"), expected as? String)
    }
    print(report.summary)
    report.check(["text": 23])
  }
}
