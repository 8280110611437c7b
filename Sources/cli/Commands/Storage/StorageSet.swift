internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Importer
internal import ObjectStorage

struct StorageSet: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Send new content, or staged files, to a place.",
    discussion: """
      S3, or anything that speaks it:

        holdfast storage set content s3://BUCKET/PREFIX --endpoint https://s3.eu-west-2.amazonaws.com \\
          --region eu-west-2 --credentials-file key.ini

      key.ini has AWS's form: the lines 'aws_access_key_id = ...' and 'aws_secret_access_key = ...'. Azure Blob, with
      the SAS URL of a container in a file of one line:

        holdfast storage set staging azure://ACCOUNT/CONTAINER/PREFIX --credentials-file sas.txt

      Back to the archive's folder:

        holdfast storage set content local

      The store must answer, and store, give back and remove a small object. Credentials are kept encrypted, and are in
      no argument, log or message. What lies elsewhere stays there and is read there, until 'holdfast storage move'.
      """)
  @Argument(help: "content or staging.")
  var purpose: ObjectStores.Purpose
  @Argument(help: "s3://BUCKET[/PREFIX], azure://ACCOUNT/CONTAINER[/PREFIX], or local.")
  var place: String
  @Option(help: ArgumentHelp("The store's address; for azure, where it isn't Azure's own.", valueName: "url"))
  var endpoint: String?
  @Option(help: "S3's region. (default: us-east-1)")
  var region: String?
  @Option(help: ArgumentHelp("The file with the credentials.", valueName: "file"))
  var credentialsFile: String?
  @Option(help: ArgumentHelp("The authorities to trust instead of the system's, in PEM.", valueName: "file"))
  var caFile: String?
  @Option(
    help: """
      How a bucket with Object Lock mirrors holds and retention: governance, compliance or off. (default: governance \
      where the bucket has it)
      """)
  var lock: StoreSettings.Lock?
  @Flag(help: "Keep the settings without asking the store.")
  var unchecked = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    let named = [endpoint, region, credentialsFile, caFile].contains { $0 != nil } || lock != nil || unchecked
    guard place != "local" || !named else { throw ValidationError("local takes no other options") }
    guard place == "local" || credentialsFile != nil else {
      throw ValidationError("give the file with the store's credentials with --credentials-file")
    }
    if place.lowercased().hasPrefix("s3://"), endpoint == nil {
      throw ValidationError("give the store's address with --endpoint, as https://s3.eu-west-2.amazonaws.com")
    }
  }

  func run(in context: Context) async throws {
    let archive = context.archive
    try archive.authorize(.storageChanged, by: context.session)
    var settings = place == "local" ? nil : try settings(archive.keys, lock ?? .off)
    if let checked = settings, !unchecked {
      let hasLocks = try trial(checked, archive)
      guard hasLocks || (lock ?? .off) == .off else {
        throw InputError(
          "\(checked.address) has no Object Lock: it is switched on when a bucket is made; leave --lock out",
          code: "storage.lock")
      }
      if lock == nil, hasLocks, purpose == .content { settings = try self.settings(archive.keys, .governance) }
    }
    let before = purpose == .staging ? try? archive.content.objects.current(.staging) : nil
    try archive.perform(.storageChanged, on: purpose.rawValue, by: context.session) { act in
      try settings?.save(act)
      if settings == nil { act.note("store", .text("local")) }
      try ObjectStores.use(settings?.id, for: purpose, act)
    }
    if let before, before.settings.id != settings?.id {
      do { try StagingFolder.removeAll(from: before.store, before.settings) } catch {
        context.output.warn("staged files are left in \(before.settings.address): \(error)")
      }
    }
    let view = try StorageView(archive)
    try context.output.print(view, text: view.text)
  }

  private func trial(_ settings: StoreSettings, _ archive: Archive) throws -> Bool {
    let store = try ObjectStorage.open(settings, settings.credentials(archive.keys))
    defer { store.close() }
    let hasLocks = try StoreTrial.run(store, settings)
    try StoreTrial.claim(store, settings, for: archive)
    return hasLocks
  }

  private func settings(_ keys: KeyRing, _ lock: StoreSettings.Lock) throws -> StoreSettings {
    let parts = place.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    let authorities = try caFile.map { try InputFile.read($0, limit: StoreSettings.largestAuthorities) }
      .map { String(decoding: $0, as: UTF8.self) }
    let secret = try credentialsFile.map { try InputFile.read($0, limit: StoreCredentials.largestFile) } ?? []
    switch parts.first?.lowercased() {
    case "s3:" where parts.count >= 3 && parts[1].isEmpty:
      return try StoreSettings(
        kind: .s3, endpoint: endpoint ?? "", bucket: parts[2], prefix: parts.count > 3 ? parts[3] : "",
        region: region ?? "us-east-1", lock: lock, authorities: authorities,
        credentials: .s3(file: secret), keys: keys)
    case "azure:" where parts.count >= 4 && parts[1].isEmpty:
      let (container, prefix) = Self.cut(parts[3])
      let text = String(decoding: secret, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      return try StoreSettings(
        kind: .azure, endpoint: endpoint ?? "https://\(parts[2]).blob.core.windows.net", bucket: container,
        prefix: prefix, region: "azure", lock: lock, authorities: authorities, credentials: .azure(text), keys: keys)
    default:
      throw InputError(
        "a place is s3://BUCKET/PREFIX, azure://ACCOUNT/CONTAINER/PREFIX or local, and '\(place)' is none",
        code: "storage.place")
    }
  }

  private static func cut(_ path: String) -> (String, String) {
    let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
    return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
  }
}
