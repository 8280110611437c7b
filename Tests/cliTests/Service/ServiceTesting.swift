internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Glibc

/// `holdfast serve` in a process of its own, as systemd runs it.
struct RunningService {
  let process: RunningCommand
  let port: Int

  /// Runs one until `body` is done, then ends it with SIGTERM and gives what it left.
  static func with(
    _ test: TestArchive, at time: String? = nil, _ body: (RunningService) async throws -> Void
  ) async throws -> Command.Result {
    let port = try FreePort.find()
    let process = try Command.start(
      ["serve", "--listen", "127.0.0.1:\(port)"] + (time.map { ["--at", $0] } ?? []), archive: test.archive.folder)
    do {
      try await FreePort.waitUntilListening(port)
      try await body(RunningService(process: process, port: port))
    } catch {
      process.kill()
      _ = try await process.wait()
      throw error
    }
    _ = Glibc.kill(process.pid, SIGTERM)
    return try await process.wait()
  }

  /// What `GET` of a path answers, head and all.
  func get(_ path: String, host: String? = nil) throws -> String {
    let socket = try FreePort.connect(port)
    defer { close(socket) }
    let request = "GET \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\nConnection: close\r\n\r\n"
    _ = request.withCString { send(socket, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { break }
      answer += piece.prefix(count)
    }
    return String(decoding: answer, as: UTF8.self)
  }

  /// Waits until something is so; false where it isn't within a time that a busy machine would need.
  static func wait(_ seconds: Double = 30, until isSo: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if try await isSo() { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }
}

extension Command.Result {
  /// The service's events.
  var events: [JSONValue] { stderr.split(separator: 10).compactMap { try? JSONValue($0) } }

  func events(_ name: String) -> [JSONValue] { events.filter { $0["event"].text == name } }
}
