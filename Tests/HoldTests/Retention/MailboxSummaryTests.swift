internal import Archive
internal import Hold
internal import Testing

@Suite("the summary of a mailbox")
struct MailboxSummaryTests {
  @Test("says what keeps how many items until when, and what goes when")
  func summary() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "1", sent: "2024-01-10T09:00:00Z"), .init(id: "2", sent: "2024-01-10T10:00:00Z"),
          .init(id: "3", sent: "2024-03-05T09:00:00Z"),
          .init(id: "4", sent: "2024-03-06T09:00:00Z", body: "the merger"),
          .init(id: "5", sent: "2024-03-06T09:00:00Z", from: "ben"),
        ], on: "2024-02-01")
      try world.policy("keep", .retainThenDelete, try Period(4, .months))
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      let summary = try world.archive.read {
        try MailboxSummary.make("ANN@corp.example", at: moment(HoldWorld.noon), $0)
      }
      func text(_ span: MailboxSummary.Span?) -> String {
        span.map { "\($0.items) \($0.first?.description ?? "-") \($0.last?.description ?? "-")" } ?? "none"
      }
      #expect(text(summary.all) == "4 2024-01-10 2024-03-06")
      #expect(text(summary.verdicts[.keep]) == "2 2024-03-05 2024-03-06")
      #expect(text(summary.verdicts[.expired]) == "2 2024-01-10 2024-01-10")
      #expect(text(summary.verdicts[.free]) == "none")
      let reasons = summary.reasons.map { reason in
        let until = reason.until.map { "\($0.lowerBound) \($0.upperBound)" } ?? "without end"
        return "\(reason.blocker.kind) \(reason.blocker.name): \(text(reason.span)), \(until)"
      }
      #expect(
        reasons == [
          "policy keep: 2 2024-03-05 2024-03-06, 2024-07-05T09:00:00Z 2024-07-06T09:00:00Z",
          "caseHold hold: 1 2024-03-06 2024-03-06, without end",
        ])
      #expect(summary.deletions.map { "\($0.key) \($0.value)" }.sorted() == ["2024-06 2", "2024-07 1"])
      #expect(summary.nextDeletion?.description == "2024-07-05T09:00:00Z")
      #expect((summary.keptWithoutEnd, summary.notAskedFor) == (1, 0))
    }
  }

  @Test("of a mailbox that nobody has is refused")
  func unknown() async throws {
    try await HoldWorld.with { world in
      let said = refusal {
        try world.archive.read { try MailboxSummary.make("zoe@corp.example", at: moment(HoldWorld.noon), $0) }
      }
      #expect(said == "there is no mailbox 'zoe@corp.example'; see 'holdfast directory list'")
    }
  }
}
