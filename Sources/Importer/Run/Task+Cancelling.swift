extension Task where Failure == any Error {
  /// The task's value; who waits for it and is cancelled cancels it.
  ///
  /// A run waits for what it has begun ahead, and when it is told to stop that must not go on until a server answers.
  var valueUnlessCancelled: Success {
    get async throws {
      try await withTaskCancellationHandler {
        try await value
      } onCancel: {
        cancel()
      }
    }
  }
}
