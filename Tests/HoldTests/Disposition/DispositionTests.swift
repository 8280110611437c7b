internal import Archive
internal import Foundation
internal import Hold
internal import Search
internal import Testing

/// The item is of 1 February 2024, kept for a year and then reviewed by Ann and Ben, and after them by Cat.
@Suite("a disposal's review")
struct DispositionTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"
  static let later = "2025-03-01"
  static let (ann, ben, cat) = ("ann@corp.example", "ben@corp.example", "cat@corp.example")

  private func with(_ body: (HoldWorld, Item.ID) async throws -> Void) async throws {
    try await HoldWorld.with { world in
      try world.grant(.recordsManagement, to: Self.ann, Self.ben, Self.cat)
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, body: "the merger"), .init(id: "2", sent: Self.sent, from: "ben")],
        on: Self.day)
      try world.label("deals", .retainThenDelete, years(1), stages: [[Self.ann, Self.ben], [Self.cat]])
      try world.apply("deals", to: world.item("1"))
      try await body(world, world.item("1"))
    }
  }

  private func decide(
    _ verdict: DispositionReview.Verdict, _ item: Item.ID, _ world: HoldWorld, as account: String,
    at time: String = later
  ) throws -> DispositionReview.Outcome? {
    try DispositionReview.decide(
      verdict, on: [item], comment: "seen", in: world.archive, by: world.session(time, as: account)
    ).first
  }

  private func pending(_ world: HoldWorld, at time: String = later) throws -> [String] {
    try world.archive.read { db in
      try PendingDisposals(db, at: moment(time)).page(.init(), limit: 10, for: .program).items.map {
        "item \($0.item.id) stage \($0.stage)"
      }
    }
  }

  @Test("74: approved at stage 1 of 2 waits for stage 2, and after that the sweep takes the item")
  func approval() async throws {
    try await with { world, item in
      let early = try pending(world, at: "2025-01-31")
      #expect(early.isEmpty)
      #expect(
        try world.why(item, .label, at: "2025-01-31").first
          == "kept 1 year from 1 February 2024, until 1 February 2025, and then until its disposal has been approved")
      #expect(try pending(world) == ["item \(item) stage 1"])
      #expect(try world.sweep(at: Self.later).removed == 0)
      #expect(
        try world.why(item, .label, at: Self.later).first
          == "kept 1 year from 1 February 2024, until 1 February 2025, which has passed; its disposal waits for stage 1 "
          + "of 2 of its review")
      #expect(try decide(.approve, item, world, as: Self.ben)?.isFinal == false)
      #expect(try pending(world) == ["item \(item) stage 2"])
      #expect(try world.sweep(at: Self.later).removed == 0)
      #expect(try decide(.approve, item, world, as: Self.cat)?.isFinal == true)
      #expect(try pending(world).isEmpty)
      #expect(try world.verdict(item, at: Self.later) == .expired)
      #expect(try world.sweep(at: Self.later).byPolicy == ["deals": 1])
    }
  }

  @Test("74: put off waits until then, and starts again at stage 1")
  func extended() async throws {
    try await with { world, item in
      _ = try decide(.approve, item, world, as: Self.ann)
      _ = try decide(.extend(until: moment("2025-06-01")), item, world, as: Self.cat)
      #expect(try pending(world).isEmpty)
      #expect(
        try world.why(item, .label, at: Self.later).first?.hasSuffix(
          "the review of its disposal was put off until 1 June 2025")
          == true)
      #expect(try world.verdict(item, at: "2025-05-31") == .keep)
      #expect(try pending(world, at: "2025-06-01") == ["item \(item) stage 1"])
      #expect(try world.sweep(at: "2025-06-01").removed == 0)
      _ = try decide(.approve, item, world, as: Self.ben, at: "2025-06-02")
      _ = try decide(.approve, item, world, as: Self.cat, at: "2025-06-02")
      #expect(try world.sweep(at: "2025-06-02").removed == 1)
    }
  }

  @Test("ends when the item is relabelled, and the new label decides")
  func relabelled() async throws {
    try await with { world, item in
      try world.label("for good", .retain, nil)
      _ = try decide(.relabel("for good"), item, world, as: Self.ann)
      #expect(try pending(world).isEmpty)
      #expect(
        try world.explained(item, at: Self.later).blocking.map { "\($0.kind) \($0.name)" } == ["label for good"])
      // Put under review again, it starts at the first stage: what was decided before is over.
      try world.apply("deals", to: item, at: Self.later)
      #expect(try pending(world) == ["item \(item) stage 1"])
    }
  }

  @Test("approved yields to a hold, and to a period made longer, after which it is asked for again")
  func holdsWin() async throws {
    try await with { world, item in
      try world.hold("ann", at: Self.later)
      _ = try decide(.approve, item, world, as: Self.ann)
      _ = try decide(.approve, item, world, as: Self.cat)
      #expect(try world.sweep(at: Self.later).removed == 0)
      #expect(try world.purge(item, at: Self.later)[0].reasons.map(\.kind) == [.litigationHold])
      try world.release("ann", at: Self.later)
      #expect(try world.verdict(item, at: "2025-04-01") == .expired)
      try world.archive.perform(.labelChanged, by: world.session(Self.later)) {
        _ = try LabelChange.change("deals", period: years(3), $0)
      }
      #expect(try world.verdict(item, at: "2025-04-01") == .keep)
      #expect(try pending(world, at: "2027-02-02") == ["item \(item) stage 1"])
      #expect(try world.sweep(at: "2027-02-02").removed == 0)
      _ = try decide(.approve, item, world, as: Self.ann, at: "2027-02-02")
      #expect(try pending(world, at: "2027-02-02") == ["item \(item) stage 2"])
      _ = try decide(.approve, item, world, as: Self.cat, at: "2027-02-02")
      #expect(try world.sweep(at: "2027-02-02").removed == 1)
    }
  }

  @Test("is listed page by page, each item once, also when what ended a page is decided or gone meanwhile")
  func pages() async throws {
    try await HoldWorld.with { world in
      let sent = "2022-02-01T09:00:00Z"
      try await world.deliver(
        (1...7).map { .init(id: "\($0)", sent: sent, to: $0.isMultiple(of: 2) ? ["ben", "cat"] : ["ben"]) },
        on: "2024-02-01")
      try world.grant(.recordsManagement, to: Self.ann)
      try world.label("deals", .retainThenDelete, years(1), stages: [[Self.ann]])
      try world.auto("deals", "special")
      func page(_ limit: Int, after: Item.ID? = nil) throws -> PendingDisposals.Page {
        try world.archive.read {
          try PendingDisposals($0, at: moment(HoldWorld.noon)).page(.init(), after: after, limit: limit, for: .program)
        }
      }
      let all = try page(100).items.map(\.item.id)
      #expect(all.count == 17)
      for size in [1, 4, 5, 17] {
        var (seen, after): ([Item.ID], Item.ID?) = ([], nil)
        repeat {
          let page = try page(size, after: after)
          #expect(page.total == 17)
          seen += page.items.map(\.item.id)
          after = page.next
        } while after != nil
        #expect(seen == all, "pages of \(size)")
      }
      _ = try DispositionReview.decide(
        .approve, on: [all[3]], comment: "seen", in: world.archive, by: world.session(as: Self.ann))
      #expect(try page(2, after: all[3]).items.map(\.item.id) == [all[4], all[5]])
      #expect(try world.sweep().removed == 1)
      #expect(try page(2, after: all[3]).items.map(\.item.id) == [all[4], all[5]])
      #expect(refusal { try page(2, after: 999) } == "there never was an item 999; pass --after the value of \"next\"")
    }
  }

  @Test("is decided by the reviewers of its stage alone, each with a comment, and of what waits")
  func reviewers() async throws {
    try await with { world, item in
      #expect(
        refusal { try decide(.approve, item, world, as: Self.cat) }
          == "cat@corp.example does not review stage 1 of the label 'deals'; a Records Management member can add a "
          + "reviewer with 'holdfast disposition add-reviewer'")
      #expect(refusal { try decide(.approve, item, world, as: "eve@corp.example") } != nil)
      let other = try world.item("2", of: "ben")
      #expect(
        refusal { try decide(.approve, other, world, as: Self.ann) }
          == "the disposal of item \(other) is not up for review; see 'holdfast disposition list'")
      #expect(
        refusal {
          try DispositionReview.decide(
            .approve, on: [item], comment: " ", in: world.archive, by: world.session(Self.later, as: Self.ann))
        } == "a comment has 1 to 2000 characters and no control characters")
      try world.archive.perform(.reviewerAdded, by: world.session(Self.later)) {
        _ = try LabelChange.addReviewer(Self.cat, stage: 1, of: "deals", $0)
      }
      #expect(try decide(.approve, item, world, as: Self.cat)?.stage == 1)
    }
  }

  @Test("of all that a query finds is decided a batch a transaction, where it waits for who decides")
  func byQuery() async throws {
    try await with { world, item in
      try world.apply("deals", to: world.item("2", of: "ben"))
      let session = try world.session(Self.later, as: Self.ann)
      let (decided, final) = try DispositionReview.decide(
        .approve, onAll: ("merger", world.parsed("merger")), comment: "seen", in: world.archive, by: session)
      #expect((decided, final) == (1, 0))
      #expect(try pending(world).sorted() == ["item 2 stage 1", "item \(item) stage 2"].sorted())
    }
  }

  @Test("leaves a proof of what went: which, when, by which rule, who agreed; never the content")
  func proof() async throws {
    try await with { world, item in
      _ = try decide(.approve, item, world, as: Self.ann)
      _ = try decide(.approve, item, world, as: Self.cat)
      try world.sweep(at: Self.later)
      try world.purge(world.item("2", of: "ben"), at: Self.later)
      let proofs = try world.archive.read { try DisposalProof.page(.init(), after: 0, limit: 10, $0) }
      #expect(proofs.count == 2)
      let proof = try #require(proofs.first { $0.item == item })
      #expect((proof.email, proof.kind, proof.label, proof.rule) == (Self.ann, .sms, "deals", "deals"))
      #expect(try (proof.sent, proof.disposed) == (moment(Self.sent), moment(Self.later)))
      #expect(try proof.labelled == moment(HoldWorld.noon))
      #expect(proof.commitment.count == 64)
      #expect(
        proof.decisions.map { "\($0.stage) \($0.decision) \($0.actor) \($0.comment)" } == [
          "1 approve ann@corp.example seen", "2 approve cat@corp.example seen",
        ])
      let entry = try world.archive.read { try LedgerReader.entries(action: "RetentionSwept", $0) }.entries
      #expect(entry.contains { $0.seq == proof.entry })
      let labelled = try world.archive.read { db in
        try DisposalProof.page(.init(label: "DEALS"), after: 0, limit: 10, db).map(\.item)
      }
      #expect(labelled == [item])
      #expect(try world.archive.read { try DisposalProof.count(.init(from: moment("2025-03-02")), $0) } == 0)
    }
  }
}
