internal import ArchiveTesting
internal import Foundation
internal import Glibc
internal import Testing

@testable internal import cli

@Suite("sandbox site") struct SandboxSiteTests {
  @Test("it serves the feed until SIGTERM or SIGINT, and then ends well", arguments: [SIGTERM, SIGINT])
  func serves(signal: Int32) async throws {
    try await TestFolders.withTemporary { folder in
      _ = try Feeds.generated(in: folder, days: 1, itemsPerDay: 10)
      try Data("open sesame\n".utf8).write(to: folder.appendingPathComponent("password"))
      let port = try FreePort.find()
      let site = try Command.start(
        [
          "sandbox", "site", "feed-1-1-10", "--listen", "127.0.0.1:\(port)", "--username", "u", "--password-file",
          "password",
        ], directory: folder)
      defer { site.kill() }
      try await FreePort.waitUntilListening(port)
      let archive = folder.appendingPathComponent("archive")
      for arguments in [
        ["init", "--sandbox"], ["partner", "provision", "telemessage", "--name", "TeleMessage"],
        [
          "connector", "create", "o2", "--type", "o2-network", "--site", "http://127.0.0.1:\(port)", "--username", "u",
          "--password-file", "password", "--accept-terms",
        ],
      ] {
        let result = try await Command.run(arguments, archive: archive, directory: folder)
        #expect(result.status == 0, "\(result.errors)")
      }
      #expect(Glibc.kill(site.pid, signal) == 0)
      let ended = try await site.wait()
      #expect(ended.status == 0, "\(ended.errors)")
      #expect(ended.json["url"].text == "http://127.0.0.1:\(port)")
    }
  }

  @Test("what it can't serve, or where it can't listen, it says at once")
  func refusals() async throws {
    try await TestFolders.withTemporary { folder in
      try Data("open sesame\n".utf8).write(to: folder.appendingPathComponent("password"))
      let rest = ["--username", "u", "--password-file", "password"]
      let missing = try await Command.run(
        ["sandbox", "site", "nowhere", "--listen", "127.0.0.1:0"] + rest, directory: folder)
      #expect(missing.status == 65)
      #expect(missing.error["message"].text == "nowhere is not a folder: generate a feed there first")
      let elsewhere = try await Command.run(
        ["sandbox", "site", ".", "--listen", "192.0.2.1:8600"] + rest, directory: folder)
      #expect(elsewhere.status == 65)
      #expect(
        elsewhere.error["message"].text == "can't listen on 192.0.2.1:8600: Cannot assign requested address")
      let halfTLS = try await Command.run(
        ["sandbox", "site", ".", "--listen", "127.0.0.1:0", "--tls-key", "k"] + rest, directory: folder)
      #expect(halfTLS.status == 64)
      #expect(halfTLS.error["message"].text == "--tls-certificate and --tls-key go together")
    }
  }

  @Test(
    "an address is a host and a port",
    arguments: [
      ("127.0.0.1:8600", "127.0.0.1", 8600), ("[::1]:0", "::1", 0), ("localhost:65535", "localhost", 65_535),
    ])
  func addresses(text: String, host: String, port: Int) throws {
    let address = try #require(ListenAddress(argument: text))
    #expect(address.host == host)
    #expect(address.port == port)
    #expect("\(address.written):\(port)" == text)
  }

  @Test(
    "what is no address is refused", arguments: ["", ":", "8600", "host:", ":8600", "::1:80", "h:65536", "h:-1", "h:x"])
  func notAddresses(text: String) { #expect(ListenAddress(argument: text) == nil) }
}

/// Ports for servers that tests start in processes of their own.
enum FreePort {
  struct None: Error {}

  /// A port that nothing listens on; another process may take it before it is used, which no test here does.
  static func find() throws -> Int {
    let socket = try open()
    defer { close(socket) }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(socket, raw, length) == 0 ? getsockname(socket, raw, &length) : -1
      }
    }
    guard status == 0 else { throw None() }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Waits until a server accepts on a port.
  static func waitUntilListening(_ port: Int) async throws {
    for _ in 0..<mostTries {
      if let socket = try? connect(port) {
        close(socket)
        return
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw None()
  }

  /// A connection to a server of this machine.
  static func connect(_ port: Int) throws -> Int32 {
    let socket = try open()
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      close(socket)
      throw None()
    }
    return socket
  }

  /// Twenty seconds: a busy machine starts a debug build in less.
  private static let mostTries = 400

  private static func open() throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw None() }
    return descriptor
  }
}
