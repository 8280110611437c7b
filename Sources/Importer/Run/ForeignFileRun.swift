public import Archive
internal import Foundation

/// Files items from files of other formats than the partner's feed: phones' backups, services' exports.
///
/// They go the way of the partner's items: mapped by the connector, converted, filed in its folder, told from those
/// that are there, set aside where nobody can be found for them. Progress is committed with every batch, so that an
/// import that was cut off anywhere goes on where it was; a file that was imported before is all duplicates.
public struct ForeignFileRun: Sendable {
  public var archive: Archive
  public var session: Session
  /// Told of what goes on, for a person who waits.
  public var progress: @Sendable (String) -> Void = { _ in }

  /// More are imported by calling again; it bounds what is opened and checked before the first is read.
  static let mostFiles = 10_000

  public init(archive: Archive, session: Session) { (self.archive, self.session) = (archive, session) }

  /// The formats there are, by name, with a title.
  public static var formats: [(id: String, title: String)] { FileFormats.catalog.map { ($0.id, $0.title) } }

  /// Imports some files, one after the other.
  ///
  /// `format`: nil: each file's own shows what it is.
  /// Throws ``AccessError``, ``InputError`` (before anything is read), ``StorageError``; what is wrong with a file
  /// is its report's ``ForeignFileReport/File/damage``, and the next goes on.
  public func run(_ name: String, files paths: [String], format: String? = nil, options: FormatOptions = .init())
    async throws -> ForeignFileReport
  {
    try archive.authorize(.itemsImported, on: name, by: session)
    let connector = try archive.read { try Connector.require(name, $0) }
    guard connector.status == .active else {
      throw InputError(
        "connector '\(name)' is paused; run 'holdfast connector resume \(name)' first", code: "connector.paused")
    }
    guard paths.count <= Self.mostFiles else {
      throw InputError(
        "\(paths.count) files are more than one import takes (\(Self.mostFiles)); import them in several",
        code: "file.too-many")
    }
    if let from = options.from, let to = options.to, to < from {
      throw InputError("--to \(to) is before --from \(from)", code: "connector.days")
    }
    let files = try paths.map { path in
      let file = try ForeignFile(path)
      return (file, try format.map(FileFormats.require) ?? FileFormats.guess(file))
    }
    for (file, format) in files { try Self.check(options, format, file) }
    let staging = StagingFolder(of: name, in: archive)
    guard let lock = try staging.tryLock() else {
      throw InputError(
        "connector '\(name)' is being run by another process; wait for it to end", code: "connector.busy")
    }
    defer { lock.release() }
    try StagingFolder.removeTemporaries(of: archive)
    var report = ForeignFileReport(connector: name)
    let context = try PreparationContext(connector, archive)
    for (file, format) in files {
      progress("\(file.name): checking")
      let identity = try format.identity(of: file)
      let record = try archive.perform(.connectorRun, on: name, by: session) { act in
        act.note("file", .text(file.name))
        act.note("format", .text(format.id))
        act.note("digest", .text(identity.digest.hex))
        let record = try ImportedFile.begin(
          file, identity, format: format.id, options: options, connector: connector.id, act)
        act.note("fileRecord", .number(record.id))
        return record
      }
      let outcome = try await ForeignFileImport(
        run: self, connector: connector, format: format, file: file, context: context, record: record,
        options: options
      ).run(BatchQueue())
      report.add(outcome, path: file.path)
    }
    return report
  }

  private static func check(_ options: FormatOptions, _ format: any FileFormat, _ file: ForeignFile) throws {
    if let other = options.given.subtracting(format.options).map(\.rawValue).sorted().first {
      throw InputError("\(file.path): the format \(format.id) has no use for \(other)", code: "format.option")
    }
  }
}

/// What an import of foreign files did, file by file.
public struct ForeignFileReport: Sendable {
  public struct File: Sendable {
    public var path: String
    public var format: String
    /// Whether it was read to its end.
    public var isComplete: Bool
    /// Of all runs that worked on it since it was begun.
    public var counts: DeliveryCounts
    /// Items of days that were not asked for.
    public var skipped: Int64
    /// Why it couldn't be read on.
    public var damage: String?
    /// What a person should know of it all the same.
    public var notices: [String]
  }

  public var connector: String
  public var files: [File] = []
  /// Distinct items that reached at least one mailbox, in this run.
  public var items: Int64 = 0

  public var total: DeliveryCounts { files.reduce(into: DeliveryCounts()) { $0 += $1.counts } }
  public var needsAttention: Bool { files.contains { !$0.isComplete || $0.counts.needsAttention } }

  /// The first file that couldn't be read to its end, as the error an import ends with.
  public var failure: InputError? {
    files.lazy.compactMap { file in
      file.damage.map { InputError("\(file.path): \($0)", code: "file.damaged") }
    }.first
  }

  mutating func add(_ outcome: ForeignFileImport.Outcome, path: String) {
    let record = outcome.record
    files.append(
      File(
        path: path, format: record.format, isComplete: record.isDone, counts: record.counts,
        skipped: record.skipped, damage: outcome.damage?.description, notices: outcome.notices))
    items += outcome.items
  }
}
