internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("mbox files") struct MboxReaderTests {
  private static func records(_ text: String, piece: Int = 7) throws -> (records: [ForeignRecord], notices: [String]) {
    try TestArchive.with { test in
      var rest = Array(text.utf8)[...]
      let reader = MboxReader(
        {
          guard !rest.isEmpty else { return nil }
          defer { rest = rest.dropFirst(piece) }
          return Array(rest.prefix(piece))
        }, ReadingContext(options: FormatOptions(), content: test.archive.content))
      var records: [ForeignRecord] = []
      while let record = try reader.next() { records.append(record) }
      return (records, reader.notices)
    }
  }

  private static func original(_ record: ForeignRecord) -> String {
    if case .held(let bytes) = record.original { String(decoding: bytes, as: UTF8.self) } else { "(a file)" }
  }

  private static func email(_ record: ForeignRecord) throws -> String {
    var bytes: [UInt8] = []
    try record.email?.form.write(content: { try record.contents.pieces(of: $0) }, to: { bytes += $0 })
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let from = "From a@b.example Thu Jan  4 10:00:00 2024\n"

  @Test("are cut at lines 'From ...' with a time, and one '>' is taken off what was quoted")
  func quoting() throws {
    let first = "Date: Thu, 4 Jan 2024 10:00:00 +0000\n\nFrom here on\n>From quoted\n>>From twice\n> From not\n"
    let second = "Subject: two\n\nbody\n"
    let (records, notices) = try Self.records(Self.from + first + "\n" + Self.from + second + "\n")
    #expect(records.map(Self.original) == [first, second])
    #expect(
      try records.map(Self.email) == [
        "Date: Thu, 4 Jan 2024 10:00:00 +0000\n\nFrom here on\nFrom quoted\n>From twice\n> From not\n", second,
      ])
    #expect(notices.isEmpty)
    #expect(try records[1].read.get().sent.moment.description == "2024-01-04T10:00:00Z", "the separator's date")
  }

  @Test("with lengths that lead to the next message hold bytes of the messages' own")
  func lengths() throws {
    let body = Self.from + ">From stays\n\nFrom me\n"
    let first = "Content-Length: \(body.utf8.count)\n\n\(body)"
    let wrong = "Content-Length: 999999\n\n>From goes\n"
    let (records, _) = try Self.records(Self.from + first + "\n" + Self.from + wrong + "\n" + Self.from + "A: b\n\nc\n")
    #expect(records.map(Self.original) == [first, wrong, "A: b\n\nc\n"])
    #expect(try Self.email(records[0]) == first)
    #expect(try Self.email(records[1]) == "Content-Length: 999999\n\nFrom goes\n")
  }

  @Test("that are none are said to be none")
  func none() {
    #expect(throws: FormatDamage("it is no mbox file: it has no line 'From ...'")) {
      try Self.records("hello\nFrom nobody\n")
    }
  }

  @Test("with an empty message have it set aside rather than dropped")
  func empty() throws {
    let (records, _) = try Self.records(Self.from + "\n" + Self.from + "Date: x\n\nhello\n")
    #expect(records.count == 2)
    #expect(throws: ItemProblem(.mail, "it is empty")) { try records[0].read.get() }
  }
}
