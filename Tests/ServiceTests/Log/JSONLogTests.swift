internal import ArchiveTesting
internal import Foundation
internal import Logging
internal import Synchronization
internal import Testing

@testable internal import Service

@Suite("The service's log")
struct JSONLogTests {
  private static func lines(journal: Bool = false, _ body: (Logger) -> Void) -> [String] {
    let lines = Mutex<[String]>([])
    body(
      Logger(label: "test") { _ in
        JSONLog(level: .info, isJournal: journal) { line in
          lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
      })
    return lines.withLock { $0 }
  }

  @Test("an event is a line of JSON, with numbers as numbers and line ends inside escaped")
  func form() throws {
    let lines = Self.lines { logger in
      logger.notice("job.ended", metadata: ["job": "import", "items": .stringConvertible(Int64(12)), "why": "a\nb\"c"])
      logger.debug("not shown")
    }
    let line = try #require(lines.first)
    #expect(lines.count == 1 && line.hasSuffix("\n") && line.count { $0 == "\n" } == 1)
    let event = try JSONValue(line.utf8)
    #expect(event.names == ["event", "items", "job", "level", "time", "why"])
    #expect((event["event"].text, event["level"].text, event["items"].int) == ("job.ended", "notice", 12))
    #expect(event["why"].text == "a\nb\"c")
  }

  @Test("in the journal a line begins with its priority, and no value is longer than the limit")
  func journal() {
    let lines = Self.lines(journal: true) { logger in
      logger.error("e", metadata: ["text": "\(String(repeating: "z", count: 5_000))"])
      logger.info("i")
    }
    #expect(lines[0].hasPrefix("<3>{") && lines[1].hasPrefix("<6>{"))
    #expect(lines[0].count { $0 == "z" } == JSONLog.longestValue)
  }
}
