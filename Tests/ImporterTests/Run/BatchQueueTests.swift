internal import Foundation
internal import Synchronization
internal import Testing

@testable internal import Importer

@Suite("batches handed in to be entered")
struct BatchQueueTests {
  private struct Full: Error {}

  @Test("are entered one at a time, in order, with few waiting")
  func order() async throws {
    let queue = BatchQueue()
    let entered = Mutex<[Int]>([])
    let mostBehind = Mutex(0)
    for number in 0..<50 {
      try await queue.submit {
        usleep(200)
        entered.withLock { $0.append(number) }
      }
      let behind = number + 1 - entered.withLock { $0.count }
      mostBehind.withLock { $0 = max($0, behind) }
    }
    try await queue.finish()
    #expect(entered.withLock { $0 } == Array(0..<50))
    #expect(mostBehind.withLock { $0 } <= 3, "one being entered and two waiting")
    #expect(queue.isIdle && !queue.isBehind)
  }

  @Test("stop at the first that fails: nothing is entered behind it")
  func failure() async throws {
    let queue = BatchQueue()
    let entered = Mutex<[Int]>([])
    var thrown: (any Error)?
    do {
      for number in 0..<20 {
        try await queue.submit {
          if number == 7 { throw Full() }
          entered.withLock { $0.append(number) }
        }
      }
    } catch { thrown = error }
    await #expect(throws: Full.self) { try await queue.finish() }
    #expect(thrown is Full)
    #expect(entered.withLock { $0 } == Array(0..<7))
  }

  @Test("let other writers take their turn")
  func turns() async throws {
    let queue = BatchQueue()
    let done = Mutex(0)
    try await queue.submit { done.withLock { $0 += 1 } }
    #expect(try await queue.inTurn { done.withLock { $0 } } == 1)
    await #expect(throws: Full.self) { try await queue.inTurn { throw Full() } }
    try await queue.submit { done.withLock { $0 += 1 } }
    try await queue.finish()
    #expect(done.withLock { $0 } == 2)
  }
}
