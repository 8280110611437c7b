internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Glibc
internal import PartnerSite
internal import Testing

@Suite("holdfast serve", .serialized)
struct ServeTests {
  @Test("it imports what is due, tells its health and figures, and leaves nobody's words in them or in the log")
  func works() async throws {
    try await HandmadeFeed.withSite { feed, test in
      let canary = "Canarybird"
      let person = HandmadeFeed.Person(
        name: "\(canary) Person", email: "\(canary)@corp.example", number: "+447700900444")
      try feed.write(
        "2024-01-01",
        [
          HandmadeFeed.line("m1", "the \(canary) sings"),
          HandmadeFeed.line("\(canary)-2", "to a stranger", to: [person]),
          HandmadeFeed.line("\(canary)-3", "nobody's", from: person, to: [person]), "{\"\(canary)\":",
        ])
      var metrics = ""
      let ended = try await RunningService.with(test, at: "2024-01-02T07:00:00Z") { service in
        let isDone = try await RunningService.wait {
          metrics = try service.get("/metrics")
          return metrics.contains(#"holdfast_connector_open_days{connector="o2"} 0"#)
            && metrics.contains(#"holdfast_job_last_success_seconds{job="retention-sweep",connector=""}"#)
        }
        #expect(isDone, "\(metrics)")
        #expect(try service.get("/healthz").hasSuffix(#"{"status":"ok"}"#))
        #expect(try service.get("/healthz", host: "evil.example").hasPrefix("HTTP/1.1 403"))
        #expect(try service.get("/").hasPrefix("HTTP/1.1 404"))
        let status = try await test.run(["service", "status", "--at", "2024-01-02T07:00:00Z"])
        #expect(status.json["running"].flag == true)
        #expect(status.json["address"].text == "127.0.0.1:\(service.port)")
        let job = status.json["jobs"].list.first { $0["job"].text == "import" }
        #expect(job?["connector"].text == "o2")
        #expect(job?["outcome"].text == "attention")
        #expect(job?["next"].text == "2024-01-03T06:00:00Z")
        #expect(
          status.json["jobs"].list.map { $0["job"].text } == [
            "import", "retention-sweep", "erasure", "notice-reminders", "notice-outbox", "alarm-watch",
          ])
        let second = try await test.run(["serve", "--no-listen"])
        #expect(second.status == Exit.badInput)
        #expect(
          second.error["message"].text
            == "another 'holdfast serve' runs on this archive; see 'holdfast service status', and stop it first")
        let byHand = try await test.run(["connector", "run", "o2", "--at", "2024-01-02T07:00:00Z"])
        #expect(byHand.status == Exit.done, "\(byHand.errors)")
      }
      #expect(ended.status == Exit.done, "\(ended.errors)")
      #expect(metrics.contains(#"holdfast_connector_items_total{connector="o2",outcome="offered"} 4"#))
      #expect(metrics.contains(#"holdfast_quarantine_waiting{connector="o2"} 2"#), "\(metrics)")
      let log = ended.errors
      for text in [log, metrics] {
        for secret in [canary, canary.lowercased(), "447700900", "@corp.example", TestArchive.password] {
          #expect(!text.contains(secret), "\(secret) in \(text)")
        }
      }
      let run = try #require(ended.events("job.ended").first { $0["job"].text == "import" })
      #expect((run["outcome"].text, run["offered"].int) == ("attention", 4))
      #expect(ended.events("service.stopped").count == 1)
      #expect(ended.events.allSatisfy { $0["time"].text != nil && $0["level"].text != nil })
      let ledger = try await test.run(["audit", "list", "--limit", "1000"]).json["entries"].list
      #expect(ledger.contains { $0["action"].text == "ServiceStarted" })
      #expect(ledger.contains { $0["action"].text == "ServiceStopped" })
    }
  }

  @Test("SIGTERM in the middle of an import ends it within ten seconds, and nothing is lost or doubled")
  func stops() async throws {
    let day = try #require(CivilDate("2024-01-01"))
    // The second file stands still while the first is filed: whenever the signal comes, it is in the middle.
    let stall = Fault(at: .file(day, "items-0002.jsonl"), .stall(afterBytes: 10, for: .seconds(50)))
    try await HandmadeFeed.withSite(faults: [stall]) { feed, test in
      let files = [(1, 1_500), (2, 10)].map { number, count in
        HandmadeFeed.File(
          "items-000\(number).jsonl", lines: (1...count).map { HandmadeFeed.line("m\(number)-\($0)", "hello \($0)") })
      }
      try feed.write("\(day)", files: files)
      let position = {
        try await test.archive.read { try Int.fetchOne($0, sql: "SELECT SUM(position) FROM import_file") } ?? 0
      }
      var told = ContinuousClock.now
      let ended = try await RunningService.with(test, at: "2024-01-02T07:00:00Z") { _ in
        let isMet = try await RunningService.wait { try await position() == 1_500 }
        #expect(isMet)
        told = .now
      }
      #expect(told.duration(to: .now) < .seconds(10))
      #expect(ended.status == Exit.done, "\(ended.errors)")
      #expect(ended.events("job.ended").filter { $0["job"].text == "import" }.map { $0["outcome"].text } == ["stopped"])
      #expect(ended.events("service.stopped").count == 1)
      let rest = try await test.run(["connector", "run", "--due", "--at", "2024-01-02T07:01:00Z"])
      #expect(rest.status == Exit.done, "\(rest.errors)")
      let report = rest.json["connectors"][0]["report"]
      #expect((report["items"].int, report["total"]["imported"].int) == (10, 1_510), "it goes on where it was")
      let copies = try test.copies()
      #expect((copies.count, Set(copies).count) == (1_510, 1_510))
    }
  }

  @Test("SIGTERM ends it within ten seconds while a partner's answer stands still")
  func stalled() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 1, users: 5, itemsPerDay: 20, seed: 12)
      let day = try #require(CivilDate(feed.first))
      let stall = Fault(at: .manifest(day), .stall(afterBytes: 10, for: .seconds(50)), times: 5)
      try await feed.serve(faults: [stall]) { site in
        let test = try await TestArchive.make(in: folder, feed: feed, site: site)
        var told = ContinuousClock.now
        let ended = try await RunningService.with(test, at: "\(day.adding(days: 1))T07:00:00Z") { service in
          let runs = try await RunningService.wait {
            try service.get("/metrics").contains(#"holdfast_job_running{job="import",connector="o2"} 1"#)
          }
          #expect(runs)
          told = ContinuousClock.now
        }
        #expect(told.duration(to: .now) < .seconds(10))
        #expect(ended.status == Exit.done, "\(ended.errors)")
        #expect(ended.events("job.ended").contains { $0["outcome"].text == "stopped" })
        let status = try await test.run(["service", "status"])
        #expect(status.json["running"].flag == false)
        #expect(status.json["jobs"][0]["outcome"].text == "stopped")
      }
    }
  }

  @Test("an account that may do nothing of it is refused, and one that may do some is told what it lacks")
  func roles() async throws {
    try await HandmadeFeed.with { _, test in
      let stranger = try await test.run(["serve", "--no-listen", "--as", "eve"])
      #expect(stranger.status == Exit.noRole)
      try test.archive.perform(.roleGranted, by: test.session) { try Accounts.grant("svc", .dataConnectorAdmin, $0) }
      let service = try Command.start(["serve", "--no-listen", "--as", "svc"], archive: test.archive.folder)
      let ran = try await RunningService.wait {
        try test.archive.read {
          try Int.fetchOne(
            $0,
            sql: """
              SELECT COUNT(*) FROM service_job WHERE job = 'import' OR (job = 'alarm-watch' AND outcome = 'done')
              """)
        } == 2
      }
      #expect(ran)
      _ = Glibc.kill(service.pid, SIGTERM)
      let ended = try await service.wait()
      let denied = Set(ended.events("job.denied").compactMap { $0["job"].text })
      #expect(denied.isSuperset(of: ["retention-sweep"]), "\(ended.errors)")
      let tries = try await test.run(["audit", "list", "--action", "AccessDenied"]).json["entries"].list
      #expect(tries.count == 1, "only the stranger's: what is left out is not tried")
    }
  }
}
