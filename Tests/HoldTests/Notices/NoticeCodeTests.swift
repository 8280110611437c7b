internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Hold

@Suite("the code of a notice")
struct NoticeCodeTests {
  @Test("acknowledges once, for its custodian and its version, and says why it doesn't")
  func acknowledging() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.issue("ann", "ben")
      let code = try world.code(of: "ann")
      let typed = code.lowercased().replacing("-", with: " ").replacing("0", with: "o").replacing("1", with: "l")
      let receipt = try world.acknowledge(typed)
      #expect(receipt.custodian == "ann@corp.example" && receipt.notice == "hold" && receipt.version == 1)
      #expect(try world.person("ann").enrolment.acknowledgement?.by == HoldWorld.user)
      #expect(try world.person("ben").enrolment.status == .issued)
      #expect(
        refusal { try world.acknowledge(code, at: "2024-06-02T12:00:00Z") }
          == "the notice 'hold' was acknowledged with this code on 2024-06-01T12:00:00Z already")
      let ben = try world.code(of: "ben")
      try world.release("ben", at: "2024-06-02T12:00:00Z")
      #expect(
        refusal { try world.acknowledge(ben, at: "2024-06-03T12:00:00Z") }
          == "the custodian was released from the notice 'hold' on 2024-06-02T12:00:00Z; there is nothing left to acknowledge"
      )
      // Given again, the notice has another code: the old one counts no more.
      try world.issue("ben", at: "2024-06-04T12:00:00Z")
      #expect(try world.code(of: "ben") != ben)
      #expect(refusal { try world.acknowledge(ben, at: "2024-06-05T12:00:00Z") }?.contains("was released") == true)
      #expect(
        try world.ledger("NoticeCodeRefused").map { $0.details["reason"] }
          == ["notice.code-used", "notice.code-released", "notice.code-released"])
      #expect(try world.ledger("NoticeAcknowledged").last?.details["custodian"] == "ann@corp.example")
    }
  }

  @Test("that is changed anywhere, cut, or another archive's is none")
  func forged() async throws {
    let said = "this is no code of a notice of this archive; copy all 40 letters and digits of it from the message"
    try await NoticeWorld.with { world in
      try world.create()
      try world.issue("ann")
      let code = try world.code(of: "ann")
      #expect(code.count == 47)
      for index in code.indices where code[index] != "-" {
        var changed = code
        changed.replaceSubrange(index...index, with: code[index] == "7" ? "8" : "7")
        #expect(NoticeCode(changed, world.archive.keys) == nil)
      }
      for bad in ["", "-", code + "0", String(code.dropLast()), code + code, "é", String(repeating: "0", count: 40)] {
        #expect(refusal { try world.acknowledge(bad) } == said)
      }
      try await NoticeWorld.with { other in
        try other.create()
        try other.issue("ann")
        let foreign = try other.code(of: "ann")
        #expect(foreign != code)
        #expect(refusal { try world.acknowledge(foreign) } == said)
      }
      #expect(try world.person("ann").enrolment.status == .issued)
    }
  }

  @Test("brings back whose it is, for any number")
  func roundTrip() async throws {
    try await NoticeWorld.with { world in
      var numbers = SplitMix(seed: 18)
      for _ in 0..<200 {
        let code = NoticeCode(
          enrolment: Int64.random(in: 1..<(1 << 40), using: &numbers),
          version: Int.random(in: 1...10_000, using: &numbers))
        let text = code.text(world.archive.keys)
        #expect(NoticeCode(text, world.archive.keys) == code)
        #expect(text.utf8.count <= NoticeCode.longest)
      }
    }
  }
}
