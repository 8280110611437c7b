internal import Archive

/// Prepares groups of foreign files' records, one group at a time; several of these prepare on several cores.
actor ForeignWorker {
  private let preparer: ItemPreparer

  init(_ context: PreparationContext) throws { preparer = try ItemPreparer(context) }

  func prepare(_ group: [ForeignRecord]) throws -> [PreparedRecord] {
    try Task.checkCancellation()
    return try group.map { try preparer.prepare($0) }
  }
}

extension ItemPreparer {
  /// Makes a foreign file's record ready.
  func prepare(_ record: ForeignRecord) throws -> PreparedRecord {
    let bytes: [UInt8]
    switch record.original {
    case .held(let held): bytes = held
    case .file(let file, let size, let digest):
      return PreparedRecord(
        line: record.ordinal, digest: digest, size: size,
        outcome: .problem(
          RecordProblem(
            reason: "item.record", detail: "the record has \(size) bytes; the most is \(ForeignRecord.longest)",
            partnerID: nil, bytes: .file(file), beside: record.beside)))
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
