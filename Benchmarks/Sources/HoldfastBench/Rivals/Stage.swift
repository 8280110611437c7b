internal import Foundation

/// Long preparations in a folder, each done once: a benchmark that is run again in the same folder measures at once.
struct Stage {
  let folder: URL

  /// Does something unless it was done here before, and says how long it took, then or now.
  func once(_ name: String, _ body: () throws -> Void) throws {
    if let seconds = seconds(name) {
      print("  \(name): done before, in \(seconds) s")
      return
    }
    let stopwatch = Stopwatch()
    try body()
    try mark(name, Report.number(stopwatch.seconds, 0))
    print("  \(name): \(seconds(name) ?? "") s")
  }

  func isDone(_ name: String) -> Bool { seconds(name) != nil }

  /// Notes what reports of its own time.
  func markDone(_ name: String) throws { if !isDone(name) { try mark(name, "some") } }

  private func file(_ name: String) -> URL { folder.appendingPathComponent("\(name).done") }

  private func seconds(_ name: String) -> String? { try? String(contentsOf: file(name), encoding: .utf8) }

  private func mark(_ name: String, _ seconds: String) throws {
    try seconds.write(to: file(name), atomically: true, encoding: .utf8)
  }
}
