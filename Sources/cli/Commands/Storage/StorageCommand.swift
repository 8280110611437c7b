internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Hold
internal import ObjectStorage

/// The archive's settings of what lies where, and what is under way between the places.
struct StorageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "storage", abstract: "Where recordings and staged files lie: here, on S3, on Azure.",
    discussion: """
      Recordings, attachments and outsized records over 64 KiB are the archive's content; everything else is in its
      database. Content lies in the archive's folder, or in an object store; what a connector has fetched and not yet
      filed is staged, encrypted, in the one or the other.

        holdfast storage set content s3://holdfast-content/corp --endpoint https://s3.eu-west-2.amazonaws.com \\
          --region eu-west-2 --credentials-file key.ini
        holdfast storage move
      """,
    subcommands: [
      StorageSet.self, StorageShow.self, StorageTest.self, StorageMove.self, StorageClean.self, StorageLock.self,
    ])
}

/// What `storage show` and `storage set` print.
struct StorageView: TextView {
  struct Place: Encodable {
    /// local, s3 or azure.
    var kind: String
    /// Where; the archive's folder, or the store's address.
    var address: String
    @Nullable var region: String?
    @Nullable var lock: String?
  }

  var content: Place
  var staging: Place
  /// Content that lies elsewhere than new content goes.
  var elsewhere: ContentMove.Remaining
  var removal: Removal
  var locks: ObjectLocks.Status

  struct Removal: Encodable {
    var objects: Int
    var refusals: [ObjectRemoval.Failure]
  }

  init(_ archive: Archive) throws {
    let (content, staging, elsewhere, objects, refusals, locks) = try archive.read { db in
      (
        try ObjectStores.place(of: .content, db), try ObjectStores.place(of: .staging, db),
        try ContentMove.remaining(db), try ObjectRemoval.pending(db), try ObjectRemoval.failures(db),
        try ObjectLocks.status(db)
      )
    }
    self.content = Self.place(content, archive.folder.appendingPathComponent("content").path)
    self.staging = Self.place(staging, archive.stagingFolder.path)
    (self.elsewhere, self.locks) = (elsewhere, locks)
    removal = Removal(objects: objects, refusals: refusals)
  }

  private static func place(_ settings: StoreSettings?, _ folder: String) -> Place {
    guard let settings else { return Place(kind: "local", address: folder, region: nil, lock: nil) }
    return Place(
      kind: settings.kind.rawValue, address: settings.address, region: settings.kind == .s3 ? settings.region : nil,
      lock: settings.lock.rawValue)
  }

  var text: String {
    var lines = ["content  \(content.address)", "staging  \(staging.address)"]
    if let lock = content.lock { lines.append("lock     \(lock)") }
    if elsewhere.objects > 0 {
      lines.append(
        "\(elsewhere.objects) recordings and attachments (\(elsewhere.bytes) bytes) lie elsewhere; "
          + "'holdfast storage move' moves them")
    }
    if removal.objects > 0 { lines.append("\(removal.objects) purged objects are to be removed") }
    lines += removal.refusals.map { "  \($0.objects) in \($0.store): \($0.reason)" }
    if content.lock.map({ $0 != StoreSettings.Lock.off.rawValue }) ?? false {
      lines.append("locked   \(locks.held) under legal hold, \(locks.retained) until a date, as last mirrored")
    }
    lines += locks.failures.map { "  \($0.objects) could not be locked: \($0.reason)" }
    return lines.joined(separator: "\n")
  }
}

struct StorageShow: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what lies where, and what the stores have refused.")
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    try context.archive.consult(.storageViewed, by: context.session) { _ in }
    let view = try StorageView(context.archive)
    try context.output.print(view, text: view.text)
  }
}

struct StorageTest: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Store, read and remove a small object, and say what the store can do.")
  @Argument(help: "content or staging.")
  var purpose: ObjectStores.Purpose
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var address: String
    var works: Bool
    var locks: Bool
  }

  func run(in context: Context) async throws {
    let archive = context.archive
    try archive.consult(.storageViewed, on: purpose.rawValue, by: context.session) { _ in }
    guard let (settings, store) = try archive.content.objects.current(purpose) else {
      throw InputError("\(purpose.rawValue) lies in the archive's own folder", code: "storage.local")
    }
    let locks = try StoreTrial.run(store, settings)
    try context.output.print(
      Result(address: settings.address, works: true, locks: locks),
      text: "\(settings.address) works; it \(locks ? "can" : "can't") lock objects against removal")
  }
}

struct StorageMove: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Move all content to where new content goes.",
    discussion: """
      Each recording is written to its new place and confirmed there before the ledger says that it lies there, and only
      then removed from the old. It may be stopped at any time; the next run goes on. Staged files are not moved: what is
      missing is fetched again.
      """)
  @Argument(help: "content.")
  var purpose = ObjectStores.Purpose.content
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var moved: Int
    var bytes: Int64
    var erasure: Erasure.State
  }

  func validate() throws {
    guard purpose == .content else { throw ValidationError("staged files are not moved; they are fetched again") }
  }

  func run(in context: Context) async throws {
    let report = try ContentMove.run(context.archive, by: context.session) {
      context.output.progress("\($0.moved) moved")
    }
    context.output.endProgress()
    let state = try Erasure.run(context.archive, within: nil)
    try context.output.print(
      Result(moved: report.moved, bytes: report.bytes, erasure: state),
      text: "moved \(report.moved) recordings and attachments (\(report.bytes) bytes)")
    if let advice = try Erasure.status(context.archive).advice { context.output.warn(advice) }
    if state == .pending { throw ExitStatus.attention }
  }
}

struct StorageClean: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Remove from the store what nothing refers to.",
    discussion: """
      A run that was cut off may leave objects that it had stored and not yet filed. They are harmless; this finds those
      older than a day and removes them. Objects of other names than ours are left alone.
      """)
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var objects: Int
    var leftovers: Int
    var foreign: Int
    var erasure: Erasure.State
  }

  func run(in context: Context) async throws {
    let report = try ObjectCleaning.run(context.archive, by: context.session)
    let state = try Erasure.run(context.archive, within: nil)
    try context.output.print(
      Result(objects: report.objects, leftovers: report.leftovers, foreign: report.foreign, erasure: state),
      text: "\(report.objects) objects, of which \(report.leftovers) leftovers went and \(report.foreign) aren't ours")
    if let advice = try Erasure.status(context.archive).advice { context.output.warn(advice) }
    if state == .pending { throw ExitStatus.attention }
  }
}

struct StorageLock: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Mirror holds and retention to the store's Object Lock.",
    discussion: """
      An object is put under legal hold in the bucket while a hold, or a rule without an end, keeps any copy of its
      message, and locked there until the last date that rules retain one for. A lock is lengthened and never shortened.
      'connector run' does this for what it has filed; run this after holds or rules have changed, or every day.

      Exit code 4: some could not be locked; they are tried again next time.
      """)
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let report = try ObjectLocks.mirror(context.archive, by: context.session) {
      context.output.progress("\($0) looked at")
    }
    context.output.endProgress()
    try context.output.print(
      report, text: "\(report.objects) objects looked at, \(report.changed) locks changed, \(report.failed) failed")
    if report.failed > 0 { throw ExitStatus.attention }
  }
}
