internal import Dispatch
internal import Synchronization

/// Checkpoints whose roots were recomputed and whose signatures are yet to be checked, some thousands at a time.
///
/// Checking a signature costs ten times what everything else about an entry does. One over a recomputed root speaks
/// for all entries before it: of a batch in a ledger's middle the last is enough, and only where that is not
/// signed are all checked, on all cores, for the first that is not.
struct SignatureBatch: Sendable {
  /// Enough to keep every core busy, and under a megabyte.
  static let full = 2048
  /// Signatures a core takes in one go.
  private static let stretch = 64

  private let key: LedgerPublicKey
  private var checkpoints: [Checkpoint] = []

  init(key: LedgerPublicKey) { self.key = key }

  var isFull: Bool { checkpoints.count >= Self.full }

  mutating func add(_ checkpoint: Checkpoint) { checkpoints.append(checkpoint) }

  /// Checks the last, or all of them, and starts anew.
  ///
  /// - Returns: the first that the key did not sign, or nil.
  mutating func check(all: Bool) -> Checkpoint? {
    let (batch, key) = (checkpoints, key)
    checkpoints.removeAll(keepingCapacity: true)
    if !all, let last = batch.last, key.signed(last) { return nil }
    let first = Mutex(batch.count)
    DispatchQueue.concurrentPerform(iterations: (batch.count + Self.stretch - 1) / Self.stretch) { stretch in
      let start = stretch * Self.stretch
      for index in start..<min(start + Self.stretch, batch.count) where !key.signed(batch[index]) {
        first.withLock { $0 = min($0, index) }
        return
      }
    }
    let index = first.withLock { $0 }
    return index < batch.count ? batch[index] : nil
  }
}
