import Archive
import ArchiveTesting
import Foundation
import GRDB
import PartnerSite
import Testing

/// What goes wrong on the way to the partner's site.
@Suite("A partner's site in trouble")
struct BadSiteTests {
  private static let first = "2024-01-01"
  private static let second = "2024-01-02"
  private static let firstDate = CivilDate(daysSince1970: 19_723)
  private static let secondDate = CivilDate(daysSince1970: 19_724)

  private static func fill(_ feed: HandmadeFeed) throws {
    try feed.write(first, [HandmadeFeed.line("a", "one"), HandmadeFeed.line("b", "two")])
    try feed.write(second, [HandmadeFeed.line("c", "three", on: second), HandmadeFeed.line("d", "four", on: second)])
  }

  private static let wholeDay = Counts.exactly(["offered": 2, "available": 2, "imported": 2])

  @Test("a refused sign-in is named, and nothing is taken for done")
  func signInRefused() async throws {
    try await HandmadeFeed.withSite(faults: [Fault(at: .manifest(Self.firstDate), .status(401))]) { feed, test in
      try Self.fill(feed)
      let run = try await test.runConnector(from: Self.first, to: Self.second)
      #expect(run.status == Exit.unavailable)
      #expect(run.error["code"].text == "site.sign-in")
      let message = try #require(run.error["message"].text)
      #expect(message.hasPrefix("the site refused the user name or the password (http://127.0.0.1:"))
      #expect(message.hasSuffix("/v1/networks/o2/days/2024-01-01)"))
      #expect(try test.copies().isEmpty)
      let next = try await test.runConnector(from: Self.first, to: Self.second)
      #expect(next.status == Exit.done)
      #expect(next.byDay == [Self.first: Self.wholeDay, Self.second: Self.wholeDay])
    }
  }

  @Test("a sign-in refused on the second day leaves the first day done and reported")
  func signInRefusedLater() async throws {
    try await HandmadeFeed.withSite(faults: [Fault(at: .manifest(Self.secondDate), .status(401))]) { feed, test in
      try Self.fill(feed)
      let run = try await test.runConnector(from: Self.first, to: Self.second)
      #expect(run.status == Exit.unavailable)
      #expect(run.error["code"].text == "site.sign-in")
      #expect(run.byDay == [Self.first: Self.wholeDay, Self.second: Counts.exactly([:])])
      #expect(run.json["days"].list.map { $0["complete"] } == [.flag(true), .flag(false)])
      #expect(try await test.completeThrough() == .text(Self.first))
      let next = try await test.runConnector(to: Self.second)
      #expect(next.byDay == [Self.second: Self.wholeDay])
    }
  }

  @Test("a day that is not ready is come back to, the other days go on, and the watermark waits for it")
  func dayNotReady() async throws {
    try await HandmadeFeed.withSite { feed, test in
      try Self.fill(feed)
      try FileManager.default.removeItem(at: feed.day(Self.second))
      try feed.write("2024-01-03", [HandmadeFeed.line("e", "five", on: "2024-01-03")])
      let run = try await test.runConnector(from: Self.first, to: "2024-01-03")
      #expect(run.status == Exit.unavailable)
      #expect(run.error["code"].text == "site.not-ready")
      let message = run.error["message"].text
      #expect(
        message?.hasPrefix("the partner has not got 2024-01-02 ready; run the connector again later (http://127.0.0.1:")
          == true)
      #expect(run.json["days"].list.map { $0["complete"] } == [.flag(true), .flag(false), .flag(true)])
      #expect(run.json["items"].int == 3)
      #expect(try await test.completeThrough() == .text(Self.first))

      let early = try await test.runConnector(to: "2024-01-03")
      #expect(early.status == Exit.unavailable)
      #expect(early.json["items"].int == 0)

      try feed.write(Self.second, [HandmadeFeed.line("late", "late", on: Self.second)])
      let late = try await test.runConnector(to: "2024-01-03")
      #expect(late.status == Exit.done)
      #expect(late.byDay == [Self.second: Counts.exactly(["offered": 1, "available": 1, "imported": 1])])
      #expect(try await test.completeThrough() == .text("2024-01-03"))
    }
  }

  @Test("a day without items is complete, which is not the same as a day that is not ready")
  func emptyDay() async throws {
    try await HandmadeFeed.withSite { feed, test in
      try feed.write(Self.first, [])
      let run = try await test.runConnector(from: Self.first, to: Self.first)
      #expect(run.status == Exit.done)
      #expect(run.byDay == [Self.first: Counts.exactly([:])])
      #expect(run.json["days"][0]["complete"].flag == true)
      #expect(try await test.completeThrough() == .text(Self.first))
    }
  }

  @Test("a connection cut in the middle is tried again")
  func cutOnce() async throws {
    let faults = [
      Fault(at: .manifest(Self.firstDate), .status(503)),
      Fault(at: .file(Self.firstDate, "items-0001.jsonl"), .cut(afterBytes: 100)),
      Fault(at: .file(Self.secondDate, "items-0001.jsonl"), .cut(afterBytes: 0)),
    ]
    try await HandmadeFeed.withSite(faults: faults) { feed, test in
      try Self.fill(feed)
      let run = try await test.runConnector(from: Self.first, to: Self.second)
      #expect(run.status == Exit.done, "\(run.errors)")
      #expect(run.byDay == [Self.first: Self.wholeDay, Self.second: Self.wholeDay])
    }
  }

  @Test("a connection that is cut every time ends the run with its progress kept")
  func cutForGood() async throws {
    // As many as a request is made in one run.
    let faults = [Fault(at: .file(Self.secondDate, "items-0001.jsonl"), .cut(afterBytes: 100), times: 5)]
    try await HandmadeFeed.withSite(faults: faults) { feed, test in
      try Self.fill(feed)
      let run = try await test.runConnector(from: Self.first, to: Self.second)
      #expect(run.status == Exit.unavailable)
      #expect(run.error["code"].text == "site.unavailable")
      #expect(
        run.error["message"].text?.hasPrefix("the connection broke off in the middle of the answer (http://") == true)
      #expect(run.byDay[Self.first] == Self.wholeDay)
      #expect(run.json["days"].list.map { $0["complete"] } == [.flag(true), .flag(false)])
      #expect(try await test.completeThrough() == .text(Self.first))
      let next = try await test.runConnector(to: Self.second)
      #expect(next.status == Exit.done)
      #expect(next.byDay == [Self.second: Self.wholeDay])
      #expect(try test.copies().count == 4)
    }
  }

  @Test("a site that nobody serves is named, with what to check")
  func nobodyThere() async throws {
    try await HandmadeFeed.with { _, test in
      let port = try #require(SilentPort())
      let site = "http://127.0.0.1:\(port.number)"
      try test.attack { try $0.execute(sql: "UPDATE connector SET site = ?", arguments: [site]) }
      let run = try await test.runConnector(from: Self.first, to: Self.first)
      #expect(run.status == Exit.unavailable)
      #expect(run.stdout.isEmpty)
      #expect(
        run.error["message"].text
          == "can't reach the site (nothing listens there): check the address and the network "
          + "(\(site)/v1/networks/o2/days/2024-01-01)")
    }
  }

  @Test("what is staged and not yet imported is encrypted, and is used by the next run")
  func stagedIsEncrypted() async throws {
    let sound = [UInt8](repeating: 5, count: 500)
    let faults = [Fault(at: .attachment(Self.firstDate, Digest(of: sound)), .status(503), times: 5)]
    try await HandmadeFeed.withSite(faults: faults) { feed, test in
      let lines = [HandmadeFeed.line("a", "zebra crossing"), HandmadeFeed.call("b", recording: sound)]
      try feed.write(Self.first, lines, attachments: [sound])
      let run = try await test.runConnector(from: Self.first, to: Self.first)
      #expect(run.status == Exit.unavailable)
      let staged = test.files(in: "staging").filter { $0.hasSuffix(".sealed") }
      #expect(staged.count == 1)
      for name in test.files(in: "staging") {
        let bytes = try Data(contentsOf: test.archive.stagingFolder.appendingPathComponent(name))
        for text in ["zebra crossing", "447700900001", "ada.ames"] {
          #expect(bytes.range(of: Data(text.utf8)) == nil, "\(name) shows \(text)")
        }
      }
      try FileManager.default.removeItem(at: feed.day(Self.first).appendingPathComponent("items-0001.jsonl"))
      let next = try await test.runConnector(to: Self.first)
      #expect(next.status == Exit.done, "\(next.errors)")
      #expect(next.byDay == [Self.first: Self.wholeDay])
    }
  }

  @Test("of two runs at once the second is refused")
  func twoRuns() async throws {
    let faults = [
      Fault(at: .file(Self.firstDate, "items-0001.jsonl"), .stall(afterBytes: 10, for: .seconds(2)))
    ]
    try await HandmadeFeed.withSite(faults: faults) { feed, test in
      try Self.fill(feed)
      let one = try Command.start(
        ["connector", "run", "o2", "--from", Self.first, "--to", Self.second], archive: test.archive.folder)
      // A day's folder in staging is made by who has the lock.
      for _ in 0..<500 where !test.files(in: "staging").contains(where: { $0.hasPrefix("o2/2024") }) {
        try await Task.sleep(for: .milliseconds(10))
      }
      let two = try await test.runConnector(from: Self.first, to: Self.second)
      #expect(two.status == Exit.badInput)
      #expect(two.error["code"].text == "connector.busy")
      #expect(two.error["message"].text == "connector 'o2' is being run by another process; wait for it to end")
      let first = try await one.wait()
      #expect(first.status == Exit.done)
      #expect(first.byDay == [Self.first: Self.wholeDay, Self.second: Self.wholeDay])
    }
  }
}
