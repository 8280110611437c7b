import Archive
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import PartnerSite

@Suite struct PartnerSiteTests {
  private struct Answer {
    let status: UInt
    let headers: [String: String]
    let body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Asks a site over a real connection, without any client of ours.
  private static func ask(
    _ port: Int, _ path: String, signIn: (String, String)? = ("acme", "pw"), method: String = "GET"
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = .init(rawValue: method)
    if let (name, password) = signIn { request.setBasicAuth(username: name, password: password) }
    return try await HTTPClient.withHTTPClient(configuration: .init(redirectConfiguration: .disallow)) {
      [request] client in
      let response = try await client.execute(request, timeout: .seconds(10))
      let body = try await response.body.collect(upTo: 10_000_000)
      return Answer(
        status: response.status.code,
        headers: Dictionary(
          response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { a, _ in a }),
        body: Array(body.readableBytesView))
    }
  }

  private static func withFeed(
    faults: Faults = Faults(),
    _ body: @escaping @Sendable (_ port: Int, _ folder: String) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let feed = folder + "/feed"
      try FeedGenerator(days: 2, users: 5, itemsPerDay: 60, seed: 3).generate(into: feed)
      try await PartnerSite(folder: feed, username: "acme", password: "pw", faults: faults)
        .withServer { port in try await body(port, feed) }
    }
  }

  private static let day = "/v1/networks/o2/days/2024-01-01"

  @Test("the four requests are answered with what is in the folder")
  func routes() async throws {
    try await Self.withFeed { port, folder in
      let networks = try await Self.ask(port, "/v1/networks")
      #expect(networks.status == 200)
      #expect(networks.text == #"{"networks":["o2"]}"#)
      #expect(networks.headers["content-type"] == "application/json")

      let manifest = try await Self.ask(port, Self.day)
      #expect(manifest.body == (try bytes(folder + "/2024-01-01/manifest.json")))

      let items = try await Self.ask(port, Self.day + "/items-0001.jsonl")
      let onDisk = try bytes(folder + "/2024-01-01/items-0001.jsonl")
      #expect(items.body == onDisk)
      #expect(items.headers["content-length"] == String(onDisk.count))

      let attachments = folder + "/2024-01-01/attachments"
      let digest = try #require(try FileManager.default.contentsOfDirectory(atPath: attachments).first)
      let recording = try await Self.ask(port, Self.day + "/attachments/" + digest)
      #expect(Digest(of: recording.body).hex == digest)
    }
  }

  @Test("without the right sign-in nothing is told, not even whether a day is there")
  func unauthorized() async throws {
    try await Self.withFeed { port, _ in
      for path in ["/v1/networks", Self.day, "/v1/networks/o2/days/1999-01-01", "/nowhere"] {
        for wrong in [nil, ("acme", "wrong"), ("other", "pw"), ("", "")] as [(String, String)?] {
          let answer = try await Self.ask(port, path, signIn: wrong)
          #expect(answer.status == 401)
          #expect(answer.headers["www-authenticate"] == #"Basic realm="partner feed", charset="UTF-8""#)
          #expect(answer.body.isEmpty)
        }
      }
    }
  }

  @Test("a day that isn't there is 404, and one added while the site runs is served")
  func daysComeLater() async throws {
    try await Self.withFeed { port, folder in
      #expect(try await Self.ask(port, "/v1/networks/o2/days/2024-01-03").status == 404)
      try FileManager.default.moveItem(atPath: folder + "/2024-01-02", toPath: folder + "/2024-01-03")
      #expect(try await Self.ask(port, "/v1/networks/o2/days/2024-01-03").status == 200)
      #expect(try await Self.ask(port, "/v1/networks/o2/days/2024-01-02").status == 404)
    }
  }

  @Test("nothing outside the days can be reached, by path or by symbolic link")
  func traversal() async throws {
    try await Self.withFeed { port, folder in
      let day = folder + "/2024-01-01"
      try FileManager.default.createSymbolicLink(
        atPath: day + "/link.jsonl", withDestinationPath: folder + "/directory.csv")
      for path in [
        "/v1/networks/o2/days/2024-01-01/link.jsonl", "/directory.csv",
        "/v1/networks/o2/days/../directory.csv",
        "/v1/networks/o2/days/2024-01-01/%2e%2e%2fdirectory.csv",
        "/v1/networks/o2/days/2024-01-01/attachments",
        "//etc/passwd", "/v1/networks/o2/days/2024-01-01/..%2f..%2f..%2fetc%2fpasswd",
      ] {
        #expect(try await Self.ask(port, path).status == 404, "\(path)")
      }
    }
  }

  @Test("only reading is allowed, and HEAD answers as GET without the content")
  func methods() async throws {
    try await Self.withFeed { port, folder in
      #expect(try await Self.ask(port, Self.day, method: "DELETE").status == 405)
      #expect(try await Self.ask(port, Self.day, method: "PUT").headers["allow"] == "GET, HEAD")
      let head = try await Self.ask(port, Self.day, method: "HEAD")
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
      #expect(
        head.headers["content-length"] == String(try bytes(folder + "/2024-01-01/manifest.json").count))
    }
  }

  @Test("a fault happens as often as it was asked to, in order, and then the route works")
  func faults() async throws {
    let day = try #require(CivilDate("2024-01-01"))
    let faults = Faults([
      Fault(at: .manifest(day), .status(503), times: 2),
      Fault(at: .manifest(day), .content(Array("{}".utf8))),
      Fault(at: .manifest(day), .redirect(to: "http://elsewhere.example/")),
    ])
    try await Self.withFeed(faults: faults) { port, folder in
      #expect(try await Self.ask(port, Self.day).status == 503)
      #expect(try await Self.ask(port, Self.day).status == 503)
      #expect(try await Self.ask(port, Self.day).text == "{}")
      let redirect = try await Self.ask(port, Self.day)
      #expect(redirect.status == 302)
      #expect(redirect.headers["location"] == "http://elsewhere.example/")
      #expect(
        try await Self.ask(port, Self.day).body == (try bytes(folder + "/2024-01-01/manifest.json")))
    }
  }

  @Test("a broken connection and a damaged file are what they say")
  func cutAndCorrupted() async throws {
    let day = try #require(CivilDate("2024-01-01"))
    let file = SiteRoute.file(day, "items-0001.jsonl")
    let faults = Faults([Fault(at: file, .cut(afterBytes: 100)), Fault(at: file, .corrupted(byte: 7))])
    try await Self.withFeed(faults: faults) { port, folder in
      let onDisk = try bytes(folder + "/2024-01-01/items-0001.jsonl")
      await #expect(throws: (any Error).self) { try await Self.ask(port, file.description) }
      let damaged = try await Self.ask(port, file.description).body
      #expect(damaged.count == onDisk.count)
      #expect(zip(damaged, onDisk).enumerated().filter { $0.element.0 != $0.element.1 }.map(\.offset) == [7])
      #expect(try await Self.ask(port, file.description).body == onDisk)
    }
  }

  @Test("a stalled answer doesn't keep the site from ending")
  func endsWhileStalled() async throws {
    let day = try #require(CivilDate("2024-01-01"))
    let stall = Fault(at: .manifest(day), .stall(afterBytes: 10, for: .seconds(600)))
    let started = ContinuousClock.now
    try await Self.withFeed(faults: Faults([stall])) { port, _ in
      // Not awaited by the body, so the request is still in the air when the site ends.
      Task { _ = try? await Self.ask(port, Self.day) }
      try await Task.sleep(for: .milliseconds(200))
    }
    #expect(ContinuousClock.now - started < .seconds(30))
  }

  @Test("what can't be served is refused with the reason before anything listens")
  func refusals() throws {
    #expect(throws: PartnerSiteError("/nonexistent is not a folder: generate a feed there first")) {
      try PartnerSite(folder: "/nonexistent", username: "a", password: "b")
    }
    #expect(throws: PartnerSiteError("the site's user name must not be empty or contain a colon")) {
      try PartnerSite(folder: "/tmp", username: "a:b", password: "c")
    }
  }

  @Test("a port that is taken and a certificate that isn't one are named")
  func startProblems() async throws {
    try await Self.withFeed { port, folder in
      await #expect(throws: PartnerSiteError("can't listen on 127.0.0.1:\(port): Address already in use")) {
        try await PartnerSite(folder: folder, username: "a", password: "b", port: port).withServer { _ in }
      }
      let csv = folder + "/directory.csv"
      await #expect(throws: PartnerSiteError("can't read a certificate from \(csv): it must be a PEM file")) {
        try await PartnerSite(
          folder: folder, username: "a", password: "b", tls: SiteTLS(certificateFile: csv, keyFile: csv)
        ).withServer { _ in }
      }
    }
  }
}

private func bytes(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}
