internal import Archive
internal import ArgumentParser
internal import Hold

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

      retention-approval: on or off: whatever could let an item go sooner (a shorter period, a policy removed, switched
      off or taken from a mailbox, a new rule that deletes, a shorter delay, another time zone, and turning this setting
      off) waits until a second account approves it (off); see 'holdfast retention approval'

      import-time, sweep-time: when 'holdfast serve' runs due connectors (06:00) and the retention sweep (02:00), in the
      time zone above

      disk-alarm: percent of the archive's disk that is to be free, or else there is an alarm (10)

      alarm-mail: an address that alarms are mailed to, through the server of 'holdfast notice mail set' (off)
      """,
    subcommands: [List.self, Set.self])

  private struct Result: TextView {
    var settings: [String: String]

    var text: String { settings.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)" }.joined(separator: "\n") }
  }

  private static func view(_ context: Context) throws -> Result {
    let settings = try context.archive.read { db in
      [
        Setting.delayHoldDays.rawValue: String(try DelayHoldDays.read(db)),
        Setting.timeZone.rawValue: try Setting.timeZone.read(db) ?? "UTC",
        Setting.purgeApproval.rawValue: try PurgeApproval.read(db).rawValue,
        Setting.regulatoryRecords.rawValue: try RegulatoryRecords.areEnabled(db)
          ? RegulatoryRecords.on.rawValue : RegulatoryRecords.off.rawValue,
        Setting.recoverableDays.rawValue: try RecoverableDays.read(db).text,
        Setting.singleItemRecovery.rawValue: try SingleItemRecovery.read(db).rawValue,
        Setting.retentionApproval.rawValue: try RetentionApproval.read(db).rawValue,
        Setting.importTime.rawValue: try ServiceSettings.importTime(db).description,
        Setting.sweepTime.rawValue: try ServiceSettings.sweepTime(db).description,
        Setting.diskAlarm.rawValue: String(try ServiceSettings.diskAlarm(db)),
        Setting.alarmMail.rawValue: try ServiceSettings.alarmMail(db) ?? ServiceSettings.noMail,
      ]
    }
    return Result(settings: settings)
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the settings.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.consult(.settingsListed, by: context.session) { _ in }
      let view = try SettingCommand.view(context)
      try context.output.print(view, text: view.text)
    }
  }

  struct Set: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Change a setting; the ledger keeps what it was.")
    @Argument(help: "The setting's name.")
    var name: String
    @Argument(help: "Its new value.")
    var value: String
    @OptionGroup var stated: StatedReason
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      guard let setting = Setting.changeable.first(where: { $0.rawValue == name }) else {
        let known = Setting.changeable.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no setting '\(name)'; known: \(known)")
      }
      try context.submit(SettingChange(setting, to: value), reason: stated.reason) { try SettingCommand.view(context) }
    }
  }
}
