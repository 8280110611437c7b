internal import Archive
internal import ArchiveTesting
internal import Hold
internal import Testing

/// Random requests, approvals, rejections and changes beside a model in plain memory.
@Suite("over weeks of requests and decisions")
struct ApprovalModelTests {
  /// A policy as the model has it.
  private struct Policy {
    var days: Int
    var isOn = true
    /// How often it was changed: what a request is asked of.
    var version = 0
  }

  private struct Request {
    var id: PendingChange.ID
    var policy: String
    var change: PolicyEdit.Change
    var requester: String
    var version: Int
    var expires: Moment
    var isOpen = true
  }

  @Test("nothing loosens without two people, and nothing that they agreed on is lost", arguments: [UInt64](1...2))
  func agrees(seed: UInt64) async throws {
    try await HoldWorld.with { world in
      try world.appointManagers()
      var random = SplitMix(seed: seed)
      var policies = ["a": Policy(days: 500), "b": Policy(days: 900)]
      for (name, policy) in policies { try world.policy(name, .retain, days: policy.days) }
      try world.setApproval(.on)
      var requests: [Request] = []
      var now = try moment(HoldWorld.noon)
      var counts = ["waits": 0, "applied": 0, "approved": 0, "own": 0, "late": 0, "stale": 0, "rejected": 0]
      for step in 0..<150 {
        let account = [HoldWorld.recordsManager, HoldWorld.secondManager][Int.random(in: 0...1, using: &random)]
        switch Int.random(in: 0..<8, using: &random) {
        case 0...3:
          let name = random.chance(1, in: 2) ? "a" : "b"
          guard let policy = policies[name] else { continue }
          let days = Int.random(in: 100...1000, using: &random)
          let change: PolicyEdit.Change
          if random.chance(1, in: 3) {
            change = policy.isOn ? .disable : .enable
          } else {
            change = .terms(try Period(days, .days), nil)
          }
          let outcome = try world.submit(PolicyEdit(name, change), as: account, at: now.description)
          let loosens: Bool =
            switch change {
            case .disable: true
            case .enable: false
            default: days < policy.days
            }
          guard case .waiting(let pending) = outcome else {
            #expect(!loosens, "seed \(seed), step \(step)")
            policies[name] = Self.applied(change, to: policy, days: days)
            counts["applied", default: 0] += 1
            continue
          }
          #expect(loosens, "seed \(seed), step \(step)")
          counts["waits", default: 0] += 1
          requests.append(
            Request(
              id: pending.id, policy: name, change: change, requester: account, version: policy.version,
              expires: now.adding(days: 7)))
        case 4...5:
          guard let index = requests.indices.filter({ requests[$0].isOpen }).randomElement(using: &random) else {
            continue
          }
          let request = requests[index]
          let session = try world.session(now.description, as: account)
          let said = refusal { try Approval.approve(request.id, in: world.archive, by: session) }
          guard let policy = policies[request.policy] else { continue }
          if account == request.requester {
            #expect(said?.contains("takes another person") == true)
            counts["own", default: 0] += 1
          } else if now >= request.expires {
            #expect(said?.contains("could be approved until") == true)
            counts["late", default: 0] += 1
          } else if policy.version != request.version {
            #expect(said?.contains("was changed since") == true)
            counts["stale", default: 0] += 1
          } else {
            #expect(said == nil, "seed \(seed), step \(step)")
            policies[request.policy] = Self.applied(request.change, to: policy)
            requests[index].isOpen = false
            counts["approved", default: 0] += 1
          }
        case 6:
          guard let index = requests.indices.filter({ requests[$0].isOpen }).randomElement(using: &random),
            random.chance(1, in: 3)
          else { continue }
          let session = try world.session(now.description, as: account)
          _ = try Approval.reject(requests[index].id, reason: "no", in: world.archive, by: session)
          requests[index].isOpen = false
          counts["rejected", default: 0] += 1
        default: now = now.adding(days: Int.random(in: 0...3, using: &random))
        }
        for (name, policy) in policies {
          let record = try world.policy(named: name)
          #expect(record.period?.count == policy.days && record.isEnabled == policy.isOn, "seed \(seed), step \(step)")
        }
      }
      for (what, count) in counts { #expect(count > 0, "seed \(seed): \(what)") }
    }
  }

  private static func applied(_ change: PolicyEdit.Change, to policy: Policy, days: Int? = nil) -> Policy {
    var policy = policy
    policy.version += 1
    switch change {
    case .disable: policy.isOn = false
    case .enable: policy.isOn = true
    case .terms(let period, _): policy.days = days ?? period?.count ?? 0
    default: break
    }
    return policy
  }
}
