internal import Dispatch
internal import Glibc

/// Waits for SIGINT or SIGTERM, which do not end the process from when this is made.
///
/// A second signal while something winds up ends the process as it always would: what hangs can be stopped.
final class ShutdownSignal: Sendable {
  private let signals: AsyncStream<Void>
  // Touched by nobody after `init`: they only have to live as long as this does.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  init() {
    let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
    self.signals = signals
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
        continuation.finish()
      }
      source.resume()
      return source
    }
  }

  /// Returns once one of the signals has come.
  func wait() async { for await _ in signals {} }
}
