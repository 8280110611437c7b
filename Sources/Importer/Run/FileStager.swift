internal import Archive
internal import Foundation

/// Fetches a day's files into encrypted staging, and lets through only what the manifest vouches for.
struct FileStager: Sendable {
  let run: ConnectorRun
  let connector: Connector
  let date: CivilDate
  let source: any PartnerSource
  let staging: StagingFolder

  enum Outcome: Sendable {
    case ready(StagedFile)
    /// The file is refused whole; the rest of the day goes on.
    case refused(String)
  }

  func stage(_ file: FeedManifest.File) async throws -> Outcome {
    let staged = staging.file(
      date, file.name, file.sha256, key: run.archive.keys.staging, context: "\(connector.name)/\(date)/\(file.name)")
    if try staged.exists { return .ready(staged) }
    let expected = StagedFile.Fetched(bytes: file.bytes, digest: file.sha256)
    do {
      let fetched = try await run.retry.retrying(onRetry: { error, _, attempt in
        run.progress("\(file.name): \(error.message); try \(attempt + 1) of \(run.retry.attempts)")
      }) {
        let chunks = try await source.file(day: date, name: file.name, limit: file.bytes)
        return try await staged.stage(chunks, expecting: expected)
      }
      if fetched == expected { return .ready(staged) }
      let reason =
        fetched.bytes == expected.bytes
        ? "its content does not have the SHA-256 that the manifest announces"
        : "it has \(fetched.bytes) bytes where the manifest announces \(expected.bytes)"
      return .refused(refusal(file, reason))
    } catch let error as SourceError {
      switch error.kind {
      case .notFound, .notReady: return .refused(refusal(file, "the partner does not have it"))
      case .tooLarge:
        return .refused(refusal(file, "it has more than the \(file.bytes) bytes that the manifest announces"))
      case .unreadable, .malformed: return .refused(refusal(file, error.message))
      default: throw error
      }
    }
  }

  private func refusal(_ file: FeedManifest.File, _ reason: String) -> String {
    "\(date)/\(file.name) is refused: \(reason); its items (\(file.items)) are missing until the partner delivers "
      + "it right"
  }
}
