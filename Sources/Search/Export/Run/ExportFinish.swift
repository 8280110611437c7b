internal import Archive
internal import Foundation

/// Ends an export of which everything is written: the manifest, the ledger, and the move to its place.
///
/// Each step can be done again after a crash in the next one.
struct ExportFinish {
  let run: ExportRun
  let journal: ExportJournal
  let request: ExportRequest

  func finish() throws -> ExportReport {
    let manifest = try manifest()
    let digest = try write(manifest)
    if try journal.number(.finishEntry) == nil {
      let counts = manifest.counts
      let entry = try run.archive.perform(
        .exportFinished, on: run.folder.url.path, by: run.session,
        details: [
          "started": .number(manifest.ledger.entry), "manifest": .text(digest.hex), "hits": .number(counts.hits),
          "exported": .number(counts.exported), "duplicates": .number(counts.duplicates),
          "exceptions": .number(counts.exceptions), "files": .number(counts.files), "bytes": .number(counts.bytes),
        ]
      ) { $0.entry }
      try journal.set(.finishEntry, entry)
    }
    var exceptions: [ExportException] = []
    try journal.eachException { exceptions.append($0) }
    try journal.close()
    try run.folder.publish()
    return ExportReport(
      request: request, counts: manifest.counts, exceptions: exceptions, manifestDigest: digest, wasFinished: false)
  }

  private func fact<Value: Decodable>(_ fact: ExportJournal.Fact) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data((try journal.text(fact) ?? "").utf8))
  }

  private func manifest() throws -> ExportManifest {
    let entry = try journal.number(.startEntry) ?? 0
    let (files, bytes) = try journal.totals()
    var exceptions: Int64 = 0
    try journal.eachException { _ in exceptions += 1 }
    func moment(_ fact: ExportJournal.Fact) throws -> String {
      RFC3339.format(Moment(microseconds: try journal.number(fact) ?? 0))
    }
    let manifest = ExportManifest(
      organization: try run.archive.read { try Setting.organization.read($0) } ?? "", request: request,
      actor: run.session.account, started: try moment(.started), finished: try moment(.finished),
      ledger: ExportManifest.LedgerState(
        entry: entry, checkpoint: try run.archive.checkpoint(of: entry), key: run.archive.ledgerKey.hex),
      coverage: try fact(.coverage), filters: try fact(.filters),
      counts: ExportManifest.Counts(
        hits: try journal.number(.hits) ?? 0, exported: try journal.number(.exported) ?? 0,
        duplicates: try journal.number(.duplicates) ?? 0, exceptions: exceptions, files: files, bytes: bytes))
    guard manifest.counts.hits == manifest.counts.exported + manifest.counts.duplicates + exceptions else {
      throw StorageError(
        "the export's journal lost count of its items; export anew into an empty folder", code: ExportStorage.code)
    }
    return manifest
  }

  /// Writes the manifest beside the files, and has it on the disk before the ledger speaks of it.
  private func write(_ manifest: ExportManifest) throws -> Digest {
    try? FileManager.default.removeItem(at: run.folder.work.appendingPathComponent(ExportManifest.fileName))
    let files = try ExportFiles(root: run.folder.work)
    let file = try files.create("", ExportManifest.fileName)
    try ManifestWriter.write(manifest, journal, to: file)
    guard let digest = try file.close(syncing: true) else {
      throw StorageError("the manifest was not written", code: ExportStorage.code)
    }
    return digest
  }
}
