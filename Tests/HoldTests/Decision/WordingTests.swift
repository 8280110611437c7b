internal import Archive
internal import Hold
internal import Testing

/// Every sentence that an explanation can give, word for word.
@Suite("An explanation says")
struct WordingTests {
  /// `kind name effect applies from until: why`, one line a rule.
  private func told(
    _ facts: ItemFacts, at date: String = "2025-06-01", _ rules: Rules,
    matching: (Identifier<CaseHold>) -> QueryMatch = { _ in .cannotTell }
  ) throws -> [String] {
    Decision.decide(facts, rules: rules, at: try moment(date), matching: matching).considered.map { rule in
      func day(_ moment: Moment?) -> String { moment.map { rules.calendar.date(of: $0).description } ?? "-" }
      let applies = rule.applies ? "applies" : "silent"
      return
        "\(rule.kind) [\(rule.name)] \(rule.effect) \(applies) \(day(rule.from)) \(day(rule.until)): \(rule.why)"
    }
  }

  private func litigation(_ duration: Period? = nil, released: String? = nil) throws -> Rules {
    try rules {
      $0.litigationHolds = [
        LitigationHold(
          id: 1, mailbox: alice, placedAt: try moment("2025-03-03"),
          releasedAt: try released.map { try moment($0) }, duration: duration)
      ]
    }
  }

  @Test("how a litigation hold covers the item, or why it does not")
  func litigationHold() throws {
    let item = try text("2024-12-02T08:15:03Z")
    let year = try Period(365, .days)
    #expect(
      try told(item, litigation()) == [
        "litigationHold [litigation hold] retain applies 2025-03-03 -: litigation hold without end, placed on 3 March 2025"
      ])
    #expect(
      try told(item, litigation(year)) == [
        "litigationHold [litigation hold] retain applies 2024-12-02 2025-12-02: litigation hold placed on 3 March 2025 keeps each item for 365 days: this one from 2 December 2024, until 2 December 2025"
      ])
    #expect(
      try told(item, at: "2026-01-01", litigation(year)) == [
        "litigationHold [litigation hold] retain silent 2024-12-02 2025-12-02: litigation hold placed on 3 March 2025 keeps each item for 365 days: this one from 2 December 2024, until 2 December 2025, which has passed"
      ])
    #expect(
      try told(item, litigation(released: "2025-05-01")) == [
        "litigationHold [litigation hold] retain silent 2025-03-03 2025-05-01: litigation hold placed on 3 March 2025 was released on 1 May 2025"
      ])
    #expect(
      try told(text("2024-12-02", in: bob), litigation()) == [
        "litigationHold [litigation hold] retain silent - -: litigation hold on another mailbox"
      ])
    #expect(
      try told(text(nil), litigation(year)) == [
        "litigationHold [litigation hold] retain applies 2025-03-03 -: litigation hold placed on 3 March 2025 keeps each item for 365 days; this one has no usable date to count from, so it stays",
        "itemDate [received date] retain applies - -: its received date is missing, and an item without a usable date is never deleted",
      ])
  }

  private func acme(
    _ days: (String?, String?)? = nil, query: String? = nil, released: String? = nil
  ) throws -> Rules {
    try rules {
      $0.caseHolds = [
        CaseHold(
          id: 1, caseName: "Acme v Corp", name: "trading desk", mailboxes: [alice],
          placedAt: try moment("2025-03-03"), releasedAt: try released.map { try moment($0) },
          days: try days.flatMap { days in
            try DayRange(from: days.0.flatMap { CivilDate($0) }, to: days.1.flatMap { CivilDate($0) })
          }, query: query)
      ]
    }
  }

  private func acmeTold(_ facts: ItemFacts, _ rules: Rules, _ match: QueryMatch = .cannotTell) throws
    -> [String]
  {
    let start = "caseHold [trading desk] retain "
    return try told(facts, rules) { _ in match }.filter { $0.hasPrefix(start) }.map {
      String($0.dropFirst(start.count))
    }
  }

  @Test("how a case hold covers the item")
  func caseHold() throws {
    let item = try text("2024-01-02")
    let held = "applies 2025-03-03 -: held for the case \"Acme v Corp\" since 3 March 2025"
    #expect(try acmeTold(item, acme()) == ["\(held), without end: everything in the mailbox"])
    #expect(
      try acmeTold(item, acme(("2024-01-01", "2024-03-31"))) == [
        "\(held): it covers items from 1 January 2024 to 31 March 2024, and this item is among them"
      ])
    #expect(
      try acmeTold(item, acme(("2024-01-02", "2024-01-02"))) == [
        "\(held): it covers items of 2 January 2024, and this item is among them"
      ])
    #expect(
      try acmeTold(item, acme(("2024-01-01", nil))) == [
        "\(held): it covers items from 1 January 2024 on, and this item is among them"
      ])
    #expect(
      try acmeTold(item, acme((nil, "2024-03-31"))) == [
        "\(held): it covers items up to 31 March 2024, and this item is among them"
      ])
    #expect(
      try acmeTold(item, acme(query: "from:bob merger"), .matches) == [
        "\(held): the item matches the query [from:bob merger]"
      ])
    #expect(
      try acmeTold(item, acme(query: "from:bob merger"), .cannotTell) == [
        "\(held): the item could not be checked against the query [from:bob merger]"
      ])
    #expect(
      try acmeTold(text(nil), acme(("2024-01-01", nil))) == [
        "\(held): the item has no usable date to check against items from 1 January 2024 on"
      ])
    var unread = item
    unread.isPartlyIndexed = true
    #expect(
      try acmeTold(unread, acme(query: "merger"), .doesNotMatch) == [
        "\(held): part of the item could not be read, and such an item is held unchecked"
      ])
    unread.isQuarantined = true
    #expect(
      try acmeTold(unread, acme(query: "merger"), .doesNotMatch) == [
        "\(held): the item is in quarantine, and what nobody has read is held"
      ])
    var crowded = try acme(query: "merger")
    crowded.mostConditionalHolds = 0
    #expect(
      try acmeTold(item, crowded, .doesNotMatch) == [
        "\(held): the mailbox has so many holds, or queries so long, that each holds everything in it"
      ])
  }

  @Test("why a case hold does not cover the item")
  func noCaseHold() throws {
    let item = try text("2024-04-02")
    let title = "the hold for the case \"Acme v Corp\""
    #expect(
      try acmeTold(item, acme(("2024-01-01", "2024-03-31"))) == [
        "silent - -: \(title) covers items from 1 January 2024 to 31 March 2024; this item is dated 2 April 2024"
      ])
    #expect(
      try acmeTold(item, acme(query: "merger"), .doesNotMatch) == [
        "silent - -: \(title) covers what matches the query [merger]; this item does not"
      ])
    #expect(
      try acmeTold(item, acme(released: "2025-05-01")) == [
        "silent 2025-03-03 2025-05-01: \(title) was released on 1 May 2025"
      ])
    #expect(
      try acmeTold(text("2024-04-02", in: bob), acme()) == ["silent - -: \(title) covers other mailboxes"])
  }

  @Test("no more than the first 120 characters of a query")
  func longQuery() throws {
    let told = try acmeTold(
      try text("2024-01-02"), acme(query: String(repeating: "ab ", count: 41)), .matches)
    let start = String(repeating: "ab ", count: 40)
    #expect(told.first?.hasSuffix("matches the query [\(start)…]") == true)
    let fits = try acmeTold(try text("2024-01-02"), acme(query: start), .matches)
    #expect(fits.first?.hasSuffix("matches the query [\(start)]") == true)
  }

  @Test("how long what is left of a hold lasts")
  func delayHold() throws {
    let rules = try rules {
      $0.delayHolds = [
        DelayHold(
          id: 1, mailbox: alice, name: "trading desk", placedAt: try moment("2025-05-20"),
          until: try moment("2025-06-19"))
      ]
    }
    let start = "delayHold [trading desk] retain"
    #expect(
      try told(text("2024-01-02"), rules) == [
        "\(start) applies 2025-05-20 2025-06-19: \"trading desk\" ended on 20 May 2025; everything in the mailbox stays held until 19 June 2025"
      ])
    #expect(
      try told(text("2024-01-02"), at: "2025-06-19", rules) == [
        "\(start) silent 2025-05-20 2025-06-19: \"trading desk\" ended on 20 May 2025; the delay hold after it ended on 19 June 2025"
      ])
    #expect(
      try told(text("2024-01-02", in: bob), rules) == ["\(start) silent - -: delay hold on another mailbox"])
  }

  @Test("what is wrong with the item's date")
  func itemDate() throws {
    #expect(
      try told(text("1970-01-01"), rules { _ in }) == [
        "itemDate [received date] retain applies - -: its received date, 1 January 1970, cannot be right, and an item without a usable date is never deleted"
      ])
    var sent = try text(nil)
    sent.isOutgoing = true
    #expect(
      try told(sent, rules { _ in }) == [
        "itemDate [sent date] retain applies - -: its sent date is missing, and an item without a usable date is never deleted"
      ])
  }

  @Test("what a policy keeps and when it deletes")
  func policies() throws {
    let item = try text("2024-01-02T08:15:03Z")
    let days = try Period(2555, .days)
    let kept = "kept 2555 days from 2 January 2024, until 31 December 2030"
    let asks = "asks for deletion 2555 days from 2 January 2024: "
    let books = try rules { $0.policies = [try policy("books", .retainThenDelete, days)] }
    #expect(
      try told(item, books) == [
        "policy [books] retain applies 2024-01-02 2030-12-31: \(kept)",
        "policy [books] delete applies 2030-12-31 -: \(asks)on 31 December 2030",
      ])
    #expect(
      try told(item, at: "2031-01-01", books) == [
        "policy [books] retain silent 2024-01-02 2030-12-31: \(kept), which has passed",
        "policy [books] delete applies 2030-12-31 -: \(asks)since 31 December 2030",
      ])
    #expect(
      try told(text("1970-01-01"), books).dropFirst() == [
        "policy [books] retain applies - -: kept for 2555 days from a date that is not known, so without end",
        "policy [books] delete silent - -: asks for deletion after 2555 days, but the item has no usable date to count from",
      ])
    #expect(
      try told(item, rules { $0.policies = [try policy("for ever", .retain, nil)] }) == [
        "policy [for ever] retain applies 2024-01-02 -: kept without end"
      ])
  }

  @Test("why a policy has no say")
  func silentPolicies() throws {
    let year = try Period(1, .years)
    let rules = try rules {
      $0.policies = [
        try policy("off", .retain, year, id: 1),
        try policy("not you", .delete, year, .mailboxes([bob]), id: 2),
        try policy("not you either", .retainThenDelete, year, .everyone(excluding: [alice]), id: 3),
      ]
      $0.policies[0].isEnabled = false
    }
    #expect(
      try told(text("2024-01-02"), rules) == [
        "policy [off] retain silent - -: the policy is switched off",
        "policy [not you] delete silent - -: the policy does not cover this mailbox",
        "policy [not you either] retain silent - -: this mailbox is excluded from the policy",
      ])
  }

  @Test("whose word counts when several rules delete")
  func deletions() throws {
    var item = try text("2024-01-02")
    let rules = try rules {
      $0.policies = [
        try policy("tidy", .delete, Period(3, .years), id: 1),
        try policy("desk", .delete, Period(5, .years), .mailboxes([alice]), id: 2),
        try policy("floor", .delete, Period(7, .years), .mailboxes([alice]), id: 3),
      ]
      $0.labels = [
        RetentionLabel(id: 4, name: "contract", retention: try Retention(.delete, Period(10, .years)))
      ]
    }
    #expect(
      try told(item, rules) == [
        "policy [tidy] delete silent 2027-01-02 -: asks for deletion 3 years from 2 January 2024: on 2 January 2027, but \"desk\" is for chosen mailboxes and decides before a policy for everyone",
        "policy [desk] delete applies 2029-01-02 -: asks for deletion 5 years from 2 January 2024: on 2 January 2029",
        "policy [floor] delete silent 2031-01-02 -: asks for deletion 7 years from 2 January 2024: on 2 January 2031, but \"desk\" asks for it sooner",
      ])
    item.label = 4
    #expect(
      try told(item, rules).prefix(2) == [
        "label [contract] delete applies 2034-01-02 -: asks for deletion 10 years from 2 January 2024: on 2 January 2034",
        "policy [tidy] delete silent 2027-01-02 -: asks for deletion 3 years from 2 January 2024: on 2 January 2027, but the item's label \"contract\" decides before any policy",
      ])
    item.label = 5
    #expect(
      try told(item, rules).first
        == "label [label 5] retain applies - -: the item carries a label that is not on record, so it stays")
  }

  @Test("when Recoverable Items let go of what someone deleted")
  func recoverableItems() throws {
    var item = try text("2024-01-02")
    item.softDeletedAt = try moment("2025-05-20")
    let rules = try rules { $0.recoverableFor = try Period(14, .days) }
    let start =
      "recoverableItems [Recoverable Items] delete applies 2025-06-03 -: moved to Recoverable Items on 20 May 2025, which"
    #expect(try told(item, rules) == ["\(start) keep it until 3 June 2025"])
    #expect(try told(item, at: "2025-06-03", rules) == ["\(start) kept it until 3 June 2025"])
    item.softDeletedAt = nil
    #expect(try told(item, rules) == [])
  }

  @Test("days by the organisation's clock")
  func zone() throws {
    var rules = Rules(calendar: try RetentionCalendar(zone: "Asia/Tokyo"))
    rules.policies = [try policy("books", .retain, Period(1, .years))]
    #expect(
      try told(text("2024-12-31T15:30:00Z"), rules) == [
        "policy [books] retain applies 2025-01-01 2026-01-01: kept 1 year from 1 January 2025, until 1 January 2026"
      ])
  }
}
