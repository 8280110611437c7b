internal import Dispatch
internal import Synchronization

/// Makes the next value on a thread of its own while the one before is worked on.
///
/// Reading the archive and writing files each keep a core busy: an export takes as long as the slower one of them. One
/// value waits at most, so that memory stays bounded.
final class ReadAhead<Value: Sendable>: Sendable {
  private let queue = DispatchQueue(label: "holdfast.export.reading")
  private let ready = DispatchSemaphore(value: 0)
  private let made = Mutex<Result<Value?, any Error>>(.success(nil))
  private let make: @Sendable (Value?) throws -> Value?

  /// - Parameter make: gives the value after another (nil: the first), or nil at the end.
  init(_ make: @escaping @Sendable (Value?) throws -> Value?) {
    self.make = make
    begin(after: nil)
  }

  /// The next value, or nil at the end.
  ///
  /// It is called by one thread.
  func next() throws -> Value? {
    ready.wait()
    let result = made.withLock { $0 }
    guard let value = try result.get() else {
      ready.signal()
      return nil
    }
    begin(after: value)
    return value
  }

  private func begin(after value: Value?) {
    queue.async { [self] in
      let result = Result { try make(value) }
      made.withLock { $0 = result }
      ready.signal()
    }
  }
}
