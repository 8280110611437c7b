internal import Dispatch

/// Runs what waits for a disk or a network beside the threads of tasks, which are as few as the cores.
public enum Waiting {
  public static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Result, any Error>) in
      DispatchQueue.global().async { done.resume(with: Swift.Result { try body() }) }
    }
  }
}
