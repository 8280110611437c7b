internal import Archive
internal import ArgumentParser
internal import Hold

struct ItemDelete: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Move items to Recoverable Items; nothing is destroyed.",
    discussion: "A record is deleted by nobody; exit code 3 if any of the items is one.")
  @Argument(help: "The items' numbers.")
  var items: [Item.ID]
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    struct One: Encodable {
      var item: Item.ID
      var outcome: String
      /// The label that makes it a record.
      @Nullable var record: String?

      var text: String {
        switch outcome {
        case "deleted": "item \(item) is in Recoverable Items"
        case "blocked": "item \(item) is a record ('\(record ?? "")'), which nobody deletes"
        default: "item \(item) was there already"
        }
      }
    }
    var results: [One]
  }

  func run(in context: Context) async throws {
    let (moved, records) = try context.archive.perform(.itemsDeleted, by: context.session) { act in
      (try ItemDeletion.softDelete(items, act), try RecordLock.among(items, act.db))
    }
    let results = items.map { item in
      let outcome = moved.contains(item) ? "deleted" : records[item] == nil ? "unchanged" : "blocked"
      return Result.One(item: item, outcome: outcome, record: records[item]?.name)
    }
    try context.output.print(Result(results: results), text: results.map(\.text).joined(separator: "\n"))
    if !records.isEmpty { throw ExitStatus.blocked }
  }
}

struct ItemPurge: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Destroy items, unless a hold or a retention rule keeps them.",
    discussion: """
      Each item is asked about at the deletion gate. What is purged leaves the database, its index, its log and the content
      store; the ledger keeps a certificate. What is blocked goes to Recoverable Items, where searches find it, and is
      destroyed by a sweep once nothing keeps it. Exit code 3 if any item was blocked.
      """)
  @Argument(help: "The items' numbers.")
  var items: [Item.ID]
  @OptionGroup var global: GlobalOptions

  private struct Reason: Encodable {
    var kind: String
    var name: String
    @Nullable var until: String?
  }

  private struct One: Encodable {
    var item: Item.ID
    var outcome: String
    var reasons: [Reason]
    /// Where a blocked item lies now.
    @Nullable var folder: String?
  }

  private struct Result: Encodable {
    var results: [One]
    var erasure: Erasure.State
  }

  func run(in context: Context) async throws {
    let outcomes = try context.archive.perform(.itemsPurged, by: context.session) {
      try ItemDeletion.purge(items, $0, content: context.archive.content)
    }
    let erasure = try Erasure.afterDeletion(context.archive)
    let results = outcomes.map { outcome in
      One(
        item: outcome.item, outcome: outcome.isPurged ? "purged" : "blocked",
        reasons: outcome.reasons.map {
          Reason(kind: $0.kind.rawValue, name: $0.name, until: $0.until?.description)
        }, folder: outcome.folder?.rawValue)
    }
    try context.output.print(
      Result(results: results, erasure: erasure), text: results.map(Self.text).joined(separator: "\n"))
    if let advice = try Erasure.status(context.archive).advice { context.output.warn(advice) }
    if outcomes.contains(where: { !$0.isPurged }) { throw ExitStatus.blocked }
  }

  private static func text(_ one: One) -> String {
    guard one.outcome == "blocked" else { return "item \(one.item) is purged" }
    let reasons = one.reasons.map { "\($0.kind) '\($0.name)'\($0.until.map { " until \($0)" } ?? "")" }
    return "item \(one.item) is kept by \(reasons.joined(separator: ", "))"
  }
}
