internal import ArchiveTesting
internal import Foundation
internal import Testing

/// The toolkit's example is a program of its own, built with the package.
@Suite("embedding") struct EmbedExampleTests {
  private static let program = Command.program.deletingLastPathComponent().appendingPathComponent("embed-example")

  @Test("a program of one's own imports, searches, holds and is refused a deletion, through the libraries alone")
  func runs() async throws {
    try await TestFolders.withTemporary { folder in
      let log = folder.appendingPathComponent("log")
      #expect(FileManager.default.createFile(atPath: log.path, contents: nil))
      let process = Process()
      process.executableURL = Self.program
      process.arguments = [folder.appendingPathComponent("example").path]
      process.standardOutput = try FileHandle(forWritingTo: log)
      process.standardError = process.standardOutput
      try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in ended.resume() }
        do { try process.run() } catch {
          process.terminationHandler = nil
          ended.resume(throwing: error)
        }
      }
      let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
      #expect(process.terminationStatus == 0, "\(lines)")
      #expect(lines.count == 4)
      #expect(lines.first == "imported 490 copies of 397 items, 2 in quarantine")
      #expect(lines.dropFirst(2).first?.hasSuffix(" is kept by litigationHold 'litigation hold'") == true)
      #expect(lines.last?.hasSuffix(" entries, 397 messages") == true)
    }
  }
}
