internal import Archive

/// Prepares groups of records, one group at a time; several of these prepare on several cores.
///
/// What it has learnt (a dictionary loaded, characters looked up) serves all its groups.
actor PreparationWorker {
  private let preparer: ItemPreparer
  private let fetcher: AttachmentFetcher
  private let day: CivilDate

  init(_ context: PreparationContext, fetcher: AttachmentFetcher, day: CivilDate) throws {
    preparer = try ItemPreparer(context)
    (self.fetcher, self.day) = (fetcher, day)
  }

  func prepare(_ group: [RecordReader.Record]) async throws -> [PreparedRecord] {
    try Task.checkCancellation()
    let read = group.map { record in
      if case .line(_, let bytes) = record { preparer.read(bytes) } else { ReadRecord?.none }
    }
    let files = try await fetchFiles(of: read)
    var stored: Set<Int64> = []
    for case .oversized(let number, let size, let digest, let url) in group
    where try await fetcher.content.keepObject(url, as: digest, size: size) {
      stored.insert(number)
    }
    return try zip(group, read).map { record, read in
      switch record {
      case .line(let number, let bytes):
        return try preparer.prepare(line: number, bytes: bytes, read: read ?? preparer.read(bytes), files: files)
      case .oversized(let number, let size, let digest, let url):
        return PreparedRecord(
          line: number, digest: digest, size: size,
          outcome: .problem(
            RecordProblem(
              reason: "item.line", detail: "the line has \(size) bytes; the most is \(RecordReader.longestLine)",
              bytes: stored.contains(number) ? .stored : .file(url))))
      }
    }
  }

  private func fetchFiles(of records: [ReadRecord?]) async throws -> FetchedFiles {
    var wanted: [Digest: FeedAttachment] = [:]
    for case .success(let item)? in records where item.fits(preparer.context) {
      for file in item.files { wanted[file.sha256] = file }
    }
    guard !wanted.isEmpty else { return .none }
    return try await fetcher.fetch(Array(wanted.values), day: day)
  }
}
