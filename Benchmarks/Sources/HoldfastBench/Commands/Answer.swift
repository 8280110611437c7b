internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

/// Answers queries from an archive or a plain table, one a line, each timed: what ``LineRacer`` starts.
struct Answer: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer queries on the input, one a line, with the nanoseconds it took and the matches.",
    shouldDisplay: false)

  @Option(help: "The archive's folder.")
  var archive: String?
  @Option(help: "The plain table's file.")
  var plain: String?

  func run() throws {
    if let archive {
      let bench = try BenchArchive(URL(fileURLWithPath: archive))
      try serve { try bench.firstPage(of: $0).messages }
    } else if let plain {
      let index = try PlainIndex(URL(fileURLWithPath: plain))
      try serve { try index.page(of: $0, count: SearchRequest.standardPage) }
    }
  }

  private func serve(_ answer: (String) throws -> Int) throws {
    while let query = readLine() {
      let stopwatch = Stopwatch()
      var line: String
      do {
        let matches = try answer(query)
        line = "\(Int(stopwatch.seconds * 1e9)) \(matches)"
      } catch { line = "-1 \(error)".replacing("\n", with: " ") }
      // At once: whoever asked waits for it.
      try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
  }
}
