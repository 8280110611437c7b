internal import ArgumentParser

struct ItemCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "item", abstract: "Look at single items, ask why they are kept, delete, restore and purge them.",
    subcommands: [ItemShow.self, ItemExplain.self, ItemDelete.self, ItemRestore.self, ItemPurge.self])
}
