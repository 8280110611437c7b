internal import Archive
internal import ArgumentParser
internal import Hold

struct ItemRestore: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring items back from Recoverable Items to the folders they were deleted from.",
    discussion: """
      What was deleted can be brought back until it is purged: by a person, or by the sweep once its days in Recoverable
      Items are over ('holdfast setting list') and nothing keeps it.

        holdfast item delete 17
        holdfast item restore 17
      """)
  @Argument(help: "The items' numbers.")
  var items: [Item.ID]
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    struct One: Encodable {
      var item: Item.ID
      var outcome: String
      @Nullable var folder: String?
    }
    var results: [One]
  }

  func run(in context: Context) async throws {
    let restored = try context.archive.perform(.itemsRestored, by: context.session) {
      try RecoverableItems.restore(items, $0)
    }
    let folders = Dictionary(restored.map { ($0.item, $0.folder) }, uniquingKeysWith: { first, _ in first })
    let results = items.map {
      Result.One(item: $0, outcome: folders[$0] == nil ? "unchanged" : "restored", folder: folders[$0])
    }
    let lines = results.map { one in
      one.folder.map { "item \(one.item) is back in \($0)" } ?? "item \(one.item) was not deleted"
    }
    try context.output.print(
      Result(results: results), text: TerminalText.safe(lines.joined(separator: "\n"), keepingLines: true))
  }
}
