import Archive
import ArchiveTesting
import Foundation
import Importer
import PartnerSite
import Synchronization
import Testing

@Suite struct HTTPPartnerSourceTests {
  private static let file = SiteRoute.file(SiteFixture.day, "items-0001.jsonl")
  private static let manifest = SiteRoute.manifest(SiteFixture.day)

  private static func fetch(_ source: any PartnerSource) async throws -> [UInt8] {
    try await source.file(day: SiteFixture.day, name: "items-0001.jsonl").all()
  }

  @Test("a wrong password is refused in words, without the password, and not tried again")
  func wrongPassword() async throws {
    try await SiteFixture.withSite(password: "wr0ng") { source, _ in
      let error = await SiteFixture.failure { try await source.networks() }
      #expect(error?.kind == .signInRefused)
      #expect(error?.isTransient == false)
      #expect(
        error?.description
          == "the site refused the user name or the password (\(source.address)/v1/networks)")
    }
  }

  @Test("a connection cut in the middle of a file is an interruption that may pass")
  func cut() async throws {
    let faults = [Fault(at: Self.file, .cut(afterBytes: 9)), Fault(at: Self.file, .cut(afterBytes: 0))]
    try await SiteFixture.withSite(faults: faults) { source, _ in
      for _ in 0..<2 {
        let error = await SiteFixture.failure { try await Self.fetch(source) }
        #expect(error?.kind == .interrupted)
        #expect(error?.isTransient == true)
        #expect(error?.message == "the connection broke off in the middle of the answer")
      }
      let whole = try await Self.fetch(source)
      #expect(whole == SiteFixture.items)
    }
  }

  @Test("a site in trouble is asked again until it is well, and no more often than allowed")
  func retries() async throws {
    let faults = [
      Fault(at: Self.file, .status(503)), Fault(at: Self.file, .cut(afterBytes: 3)),
      Fault(at: Self.file, .status(429)), Fault(at: Self.file, .status(500), times: 3),
    ]
    try await SiteFixture.withSite(faults: faults) { source, _ in
      let pauses = Mutex<[Duration]>([])
      let policy = RetryPolicy(attempts: 4, base: .seconds(1), factor: 2, cap: .seconds(60))
      let note: @Sendable (Duration) async throws -> Void = { pause in pauses.withLock { $0.append(pause) } }
      let bytes = await SiteFixture.failure {
        try await policy.retrying(sleep: note, random: { 0.5 }) { try await Self.fetch(source) }
      }
      #expect(bytes?.kind == .serverError(status: 500))
      #expect(pauses.withLock { $0 } == [.milliseconds(500), .seconds(1), .seconds(2)])
      // Two of the three 500s are left.
      let found = try await policy.retrying(sleep: note, random: { 0.5 }) { try await Self.fetch(source) }
      #expect(found == SiteFixture.items)
      #expect(pauses.withLock { $0.count } == 5)
    }
  }

  @Test("a redirect is never followed")
  func redirect() async throws {
    let target = "http://127.0.0.1:1/elsewhere"
    try await SiteFixture.withSite(faults: [Fault(at: Self.manifest, .redirect(to: target))]) { source, _ in
      let error = await SiteFixture.failure { try await source.manifest(day: SiteFixture.day) }
      #expect(error?.kind == .badURL)
      #expect(
        error?.message == "the site redirects elsewhere, which is never followed: give its final address")
    }
  }

  @Test("a site that stops answering is given up after the read timeout, before or within the answer")
  func stall() async throws {
    var options = HTTPPartnerSource.Options()
    // Long enough for a busy machine to begin its answer.
    options.readTimeout = .seconds(3)
    let faults = [
      Fault(at: Self.file, .stall(afterBytes: 5, for: .seconds(60))),
      Fault(at: Self.file, .stall(afterBytes: 5, for: .milliseconds(50))),
    ]
    try await SiteFixture.withSite(faults: faults, options: options) { source, _ in
      let error = await SiteFixture.failure { try await Self.fetch(source) }
      #expect(error?.kind == .interrupted)
      #expect(error?.message == "the answer stopped coming: the connection was given up")
      // A short one is lived through.
      let whole = try await Self.fetch(source)
      #expect(whole == SiteFixture.items)
    }
  }

  @Test("a manifest or a list of networks without end is refused")
  func endless() async throws {
    let much = [UInt8](repeating: 32, count: Int(SourceLimits.manifestBytes) + 1)
    let faults = [Fault(at: Self.manifest, .content(much)), Fault(at: .networks, .content(much))]
    try await SiteFixture.withSite(faults: faults) { source, _ in
      #expect(
        await SiteFixture.failure { try await source.manifest(day: SiteFixture.day) }?.kind == .tooLarge)
      #expect(await SiteFixture.failure { try await source.networks() }?.kind == .tooLarge)
    }
  }

  @Test("an address that answers, but not as the interface says, is told apart from a wrong password")
  func notThePartner() async throws {
    let faults = [Fault(at: .networks, .content(Array("<html>".utf8))), Fault(at: .networks, .status(404))]
    try await SiteFixture.withSite(faults: faults) { source, _ in
      let html = await SiteFixture.failure { try await source.networks() }
      #expect(html?.kind == .malformed)
      let nothing = await SiteFixture.failure { try await source.networks() }
      #expect(nothing?.kind == .badURL)
      #expect(nothing?.message == "there is no partner interface at this address: check --site")
    }
  }

  @Test("a site that isn't there is unreachable, at once and for now")
  func unreachable() async throws {
    let port = try #require(SilentPort())
    for host in ["127.0.0.1", "localhost"] {
      let error = try await SiteAddress("http://\(host):\(port.number)")
        .withSource(network: "o2", username: "acme", password: Secret("pw")) { source in
          await SiteFixture.failure { try await source.networks() }
        }
      #expect(error?.kind == .unreachable)
      #expect(error?.isTransient == true)
      #expect(
        error?.message
          == "can't reach the site (nothing listens there): check the address and the network")
    }
  }

  @Test("many files are fetched at once, each whole")
  func concurrent() async throws {
    try await SiteFixture.withSite { source, _ in
      let digest = Digest(of: SiteFixture.recording)
      try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<200 {
          group.addTask { try await source.attachment(day: SiteFixture.day, digest: digest).all() }
        }
        var whole = 0
        while let bytes = try await group.next() { whole += bytes == SiteFixture.recording ? 1 : 0 }
        #expect(whole == 200)
      }
    }
  }

  // In a process of its own: the other tests' memory would count as this one's.
  @Test("64 MB pass through in pieces, with no more memory than a few of them")
  func bounded() async {
    await #expect(processExitsWith: .success) {
      let size = 64 << 20
      try await SiteFixture.withSite { source, folder in
        let path = "\(folder)/\(SiteFixture.day)/large.bin"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(truncate(path, off_t(size)) == 0)
        _ = try await source.manifest(day: SiteFixture.day)
        var (count, largest) = (0, 0)
        let before = peakMemory()
        for try await chunk in try await source.file(day: SiteFixture.day, name: "large.bin") {
          count += chunk.count
          largest = max(largest, chunk.count)
        }
        #expect(count == size)
        #expect(largest <= 1 << 20)
        #expect(peakMemory() - before < 16 << 20)
      }
    }
  }

  @Test(
    "a user name that can't be sent is refused before anything is", arguments: ["", "a:b", "a\nb", "a\0"])
  func userName(name: String) throws {
    let site = try WebAddress("https://partner.example")
    #expect(throws: SourceError.self) {
      try HTTPPartnerSource(site: site, network: "o2", username: name, password: Secret("x"))
    }
  }
}

/// The most memory this process has held, in bytes.
private func peakMemory() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss * 1024
}
