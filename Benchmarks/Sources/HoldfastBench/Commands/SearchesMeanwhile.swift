internal import Archive
internal import Foundation
internal import Search

/// Searches again and again on a thread of its own, with a connection of its own, while something else goes on.
final class SearchesMeanwhile: @unchecked Sendable {
  private static let kinds = [
    ("rare", "ringtone"), ("common", "you"), ("two terms", "call now"), ("phrase", "\"good morning\""),
    ("prefix", "tom*"),
  ]

  private let folder: URL
  private let now: Moment
  /// Guards everything below; the thread and its owner share nothing else.
  private let lock = NSLock()
  private let ended = DispatchSemaphore(value: 0)
  private var isStopped = false
  private var outcome: Result<[(String, Latencies)], any Error> = .success([])

  init(_ folder: URL, now: Moment) { (self.folder, self.now) = (folder, now) }

  func start() {
    Thread.detachNewThread { [self] in
      let found = Result { try search() }
      lock.withLock { outcome = found }
      ended.signal()
    }
  }

  func stop() throws -> [(String, Latencies)] {
    lock.withLock { isStopped = true }
    ended.wait()
    return try lock.withLock { outcome }.get()
  }

  private func search() throws -> [(String, Latencies)] {
    let archive = try Archive.open(at: folder, prepare: SearchIndex.prepare)
    var times = Self.kinds.map { ($0.0, Latencies()) }
    while !lock.withLock({ isStopped }) {
      for (index, kind) in Self.kinds.enumerated() {
        _ = try times[index].1.measure {
          let query = try KQL.parse(kind.1, context: KQLContext(now: now)).query
          return try archive.read {
            try SearchEngine($0, for: .program).answer(SearchRequest(query: query, text: kind.1))
          }
        }
      }
      // One person's searches, not a load test: the sweep has the rest of the machine.
      Thread.sleep(forTimeInterval: 0.05)
    }
    return times
  }
}
