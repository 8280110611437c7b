internal import Archive
internal import ArgumentParser

struct SettingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setting", abstract: "The archive's few settings.",
    discussion: """
      delay-hold-days: how long a released hold still holds (30; 0 only in a sandbox)

      time-zone: in which retention's days are counted (UTC)

      purge-approval: one-person, or two-person: what a search found is purged when a second account approves (one-person)

      regulatory-records: on or off: whether labels may make records that nobody can undo (off)
      recoverable-days: how long Recoverable Items keep what somebody deleted, before a sweep takes it (14; at most 30; \
      off: until somebody purges it)

      single-item-recovery: on: nobody can purge an item before those days are over (off)
      """,
    subcommands: [List.self, Set.self])

  private struct Result: Encodable { var settings: [String: String] }

  private static func show(_ context: Context) throws {
    let settings = try context.archive.read { db in
      [
        Setting.delayHoldDays.rawValue: String(try DelayHoldDays.read(db)),
        Setting.timeZone.rawValue: try Setting.timeZone.read(db) ?? "UTC",
        Setting.purgeApproval.rawValue: try PurgeApproval.read(db).rawValue,
        Setting.regulatoryRecords.rawValue: try RegulatoryRecords.areEnabled(db)
          ? RegulatoryRecords.on.rawValue : RegulatoryRecords.off.rawValue,
        Setting.recoverableDays.rawValue: try RecoverableDays.read(db).text,
        Setting.singleItemRecovery.rawValue: try SingleItemRecovery.read(db).rawValue,
      ]
    }
    try context.output.print(
      Result(settings: settings),
      text: settings.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)" }.joined(separator: "\n"))
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the settings.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.consult(.settingsListed, by: context.session) { _ in }
      try SettingCommand.show(context)
    }
  }

  struct Set: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Change a setting; the ledger keeps what it was.")
    @Argument(help: "The setting's name.")
    var name: String
    @Argument(help: "Its new value.")
    var value: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      guard let setting = Setting.changeable.first(where: { $0.rawValue == name }) else {
        let known = Setting.changeable.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no setting '\(name)'; known: \(known)")
      }
      try context.archive.perform(.settingChanged, on: name, by: context.session) {
        try setting.change(to: value, $0)
      }
      try SettingCommand.show(context)
    }
  }
}
