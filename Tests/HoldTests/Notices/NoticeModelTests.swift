internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Hold

/// The workflow of notices over random acts and clock advances, against the plainest model of it there is.
@Suite("a notice's reminders and escalations")
struct NoticeModelTests {
  /// One custodian, minute by minute rather than by formula.
  struct Model {
    enum State { case out, issued, acknowledged }

    var state = State.out
    var version = 0
    /// Days without a word since the last message of the workflow.
    var quietDays = 0
    var reminders = 0
    var escalations = 0
    var messages: [String] = []

    mutating func given(_ kind: String, version: Int) {
      (state, self.version, quietDays, reminders, escalations) = (.issued, version, 0, 0, 0)
      messages.append("\(kind) \(version)")
    }

    mutating func timer(reminder: (days: Int, count: Int), escalation: (days: Int, count: Int)) {
      guard state == .issued else { return }
      if reminders < reminder.count {
        guard quietDays >= reminder.days else { return }
        reminders += 1
        messages.append("reminder \(version)")
      } else if escalations < escalation.count {
        guard quietDays >= escalation.days else { return }
        escalations += 1
        messages += ["escalation \(version)", "escalation \(version) to officer"]
      } else {
        return
      }
      quietDays = 0
    }
  }

  @Test("are those of a model, whatever happens in between", arguments: 0..<3)
  func model(seed: Int) async throws {
    var numbers = SplitMix(seed: UInt64(seed))
    let reminder = (days: Int.random(in: 1...5, using: &numbers), count: Int.random(in: 1...3, using: &numbers))
    let escalation = (days: Int.random(in: 1...4, using: &numbers), count: Int.random(in: 1...2, using: &numbers))
    try await NoticeWorld.with { world in
      try world.create(
        workflow: NoticeWorld.workflow((reminder.days, reminder.count), (escalation.days, escalation.count)))
      var models = Dictionary(uniqueKeysWithValues: HoldWorld.people.map { ($0, Model()) })
      var version = 1
      var day = 0
      func now() throws -> String { try moment(HoldWorld.noon).adding(days: day).description }
      for step in 0..<90 {
        let person = HoldWorld.people.randomElement(using: &numbers) ?? "ann"
        let state = models[person]?.state ?? .out
        switch Int.random(in: 0..<10, using: &numbers) {
        case 0 where state == .out:
          try world.issue(person, at: try now())
          models[person]?.given("issuance", version: version)
        case 1 where state == .issued:
          try world.acknowledge(world.code(of: person), at: try now())
          models[person]?.state = .acknowledged
        case 2 where state != .out:
          try world.resend(person, at: try now())
          let kind = version == 1 ? "issuance" : "reissue"
          if state == .issued {
            models[person]?.given(kind, version: version)
          } else {
            models[person]?.messages.append("\(kind) \(version)")
          }
        case 3 where numbers.chance(1, in: 3):
          version += 1
          try world.reissue(at: try now()) { $0.text = "Version \(version)." }
          for name in HoldWorld.people where models[name]?.state != .out {
            models[name]?.given("reissue", version: version)
          }
        case 4 where state != .out && numbers.chance(1, in: 3):
          try world.release(person, at: try now())
          models[person]?.state = .out
          models[person]?.messages.append("release \(version)")
        case 5, 6, 7:
          let days = Int.random(in: 1...6, using: &numbers)
          day += days
          for name in HoldWorld.people { models[name]?.quietDays += days }
        default:
          // A timer that runs twice is a timer that runs once.
          try world.remind(at: try now())
          try world.remind(at: try now())
          for name in HoldWorld.people { models[name]?.timer(reminder: reminder, escalation: escalation) }
        }
        guard step % 9 == 0 || step == 89 else { continue }
        for name in HoldWorld.people { try compare(name, models[name], world, "seed \(seed), step \(step), \(name)") }
      }
    }
  }

  private func compare(_ name: String, _ model: Model?, _ world: NoticeWorld, _ place: Comment) throws {
    guard let model else { return }
    let email = HoldWorld.email(name)
    let times = try world.status().notices.flatMap(\.custodians).filter { $0.mailbox.email == email }
    let messages = times.flatMap(\.deliveries).map { delivery in
      "\(delivery.kind.rawValue) \(delivery.version)\(delivery.audience == .custodian ? "" : " to officer")"
    }
    #expect(messages == model.messages, place)
    switch model.state {
    case .out: #expect(times.allSatisfy { $0.enrolment.status == .released }, place)
    case .issued: #expect(times.last?.enrolment.status == .issued, place)
    case .acknowledged: #expect(times.last?.enrolment.status == .acknowledged, place)
    }
    #expect(times.count { $0.enrolment.released == nil } <= 1, place)
    guard model.state != .out, let enrolment = times.last?.enrolment else { return }
    #expect(enrolment.progress.reminders == model.reminders, place)
    #expect(enrolment.progress.escalations == model.escalations, place)
  }

  @Test("come one at a time after a timer stood still, and stop at their counts")
  func standstill() throws {
    let workflow = try NoticeWorld.workflow((7, 2), (3, 1))
    var progress = NoticeWorkflow.Progress(lastStep: try moment("2024-01-01"))
    #expect(try workflow.due(progress, at: moment("2024-01-07T23:59:59Z")) == nil)
    #expect(try workflow.due(progress, at: moment("2024-12-01")) == .reminder)
    (progress.reminders, progress.lastStep) = (1, try moment("2024-12-01"))
    #expect(try workflow.next(progress)?.at == moment("2024-12-08"))
    progress.reminders = 2
    #expect(workflow.next(progress)?.step == .escalation)
    progress.escalations = 1
    #expect(workflow.next(progress) == nil)
    progress.escalations = 0
    progress.isAcknowledged = true
    #expect(workflow.next(progress) == nil)
    #expect(try NoticeWorkflow().next(.init(lastStep: moment("2024-01-01"))) == nil)
    #expect(
      refusal { try NoticeWorkflow.Series(days: 0, count: 1, what: "reminder") }
        == "reminders come every 1 to 366 days, 1 to 100 times")
  }
}
