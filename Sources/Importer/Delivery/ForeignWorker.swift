internal import Archive

/// Prepares groups of foreign files' records, one group at a time; several of these prepare on several cores.
actor ForeignWorker {
  private let preparer: ItemPreparer
  private let content: ContentStore

  init(_ context: PreparationContext, _ content: ContentStore) throws {
    (preparer, self.content) = (try ItemPreparer(context), content)
  }

  func prepare(_ group: [ForeignRecord]) async throws -> [PreparedRecord] {
    var prepared: [PreparedRecord] = []
    for record in group {
      try Task.checkCancellation()
      prepared.append(try preparer.prepare(try await stored(record)))
    }
    return prepared
  }

  /// The record with its large content in the object store, where content goes to one: no transaction waits for a network.
  private func stored(_ record: ForeignRecord) async throws -> ForeignRecord {
    var record = record
    for case (let digest, .temporary(let url, let size)) in record.contents.files
    where try await content.keepObject(url, as: digest, size: size) {
      record.contents.files[digest] = .stored(content, size)
    }
    if case .file(let url, let size, let digest) = record.original,
      try await content.keepObject(url, as: digest, size: size)
    {
      record.original = .stored(bytes: size, digest: digest)
    }
    return record
  }
}

extension ItemPreparer {
  /// Makes a foreign file's record ready.
  func prepare(_ record: ForeignRecord) throws -> PreparedRecord {
    func tooLong(_ size: Int64, _ digest: Digest, _ bytes: RecordBytes) -> PreparedRecord {
      PreparedRecord(
        line: record.ordinal, digest: digest, size: size,
        outcome: .problem(
          RecordProblem(
            reason: "item.record", detail: "the record has \(size) bytes; the most is \(ForeignRecord.longest)",
            partnerID: nil, bytes: bytes, beside: record.beside)))
    }
    let bytes: [UInt8]
    switch record.original {
    case .held(let held): bytes = held
    case .file(let file, let size, let digest): return tooLong(size, digest, .file(file))
    case .stored(let size, let digest): return tooLong(size, digest, .stored)
    }
    var prepared = try prepare(
      line: record.ordinal, bytes: bytes, read: record.read.flatMap { $0.checked() }, files: record.contents,
      isNamedByContent: record.isNamedByContent, finished: record.email)
    if case .problem(var problem) = prepared.outcome {
      problem.beside = record.beside
      prepared.outcome = .problem(problem)
      if problem.beside?.contents.isEmpty ?? true { record.contents.discard() }
    }
    return prepared
  }
}

extension ForeignRecord {
  /// What must be kept with the record's bytes where they go to quarantine.
  fileprivate var beside: RecordProblem.Beside {
    RecordProblem.Beside(note: note, contents: areContentsOutside ? contents.contents : [])
  }
}
