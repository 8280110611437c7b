internal import Archive
internal import ArgumentParser
internal import Logging
internal import Service

struct AlarmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarm", abstract: "What is the matter, and who has seen it.",
    discussion: """
      An alarm is raised once, when its cause begins, and cleared when it has ended. 'holdfast serve' looks each minute; \
      where a timer runs the connectors instead, let it call 'holdfast alarm check' as well.
      """,
    subcommands: [List.self, Acknowledge.self, Check.self])

  struct View: Encodable {
    var id: Int64
    var kind: String
    var subject: String
    var text: String
    var raised: String
    @Nullable var acknowledged: String?
    @Nullable var acknowledgedBy: String?
    @Nullable var note: String?
    @Nullable var cleared: String?
    @Nullable var mailed: String?

    init(_ alarm: Alarm) {
      (id, kind, subject, text) = (alarm.id.rawValue, alarm.kind, alarm.subject, alarm.text)
      raised = alarm.raised.description
      _acknowledged = Nullable(wrappedValue: alarm.acknowledged?.description)
      (_acknowledgedBy, _note) = (Nullable(wrappedValue: alarm.acknowledgedBy), Nullable(wrappedValue: alarm.note))
      _cleared = Nullable(wrappedValue: alarm.cleared?.description)
      _mailed = Nullable(wrappedValue: alarm.mailed?.description)
    }

    var line: String {
      let state =
        cleared.map { ", over since \($0)" } ?? acknowledgedBy.map { ", acknowledged by \($0)" } ?? ""
      return "\(id)  \(kind), since \(raised)\(state)\n    \(TerminalText.safe(text))"
    }
  }

  private struct Result: Encodable {
    var alarms: [View]

    init(_ alarms: [Alarm]) { self.alarms = alarms.map(View.init) }

    var text: String { alarms.isEmpty ? "no alarm" : alarms.map(\.line).joined(separator: "\n") }
  }

  /// Of those that are over, years' worth would scroll what matters away.
  private static let mostShown = 1_000

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the alarms that go on.")
    @Flag(help: "Show those that are over too, the newest \(AlarmCommand.mostShown), newest first.")
    var all = false
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let alarms = try context.archive.consult(.serviceViewed, by: context.session) { db in
        try all ? Alarm.latest(AlarmCommand.mostShown, db) : Alarm.active(db)
      }
      try context.output.print(Result(alarms), text: Result(alarms).text)
    }
  }

  struct Acknowledge: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "acknowledge", abstract: "Note that you have seen alarms; they go on until their cause ends.")
    @Argument(help: ArgumentHelp("The alarms' numbers.", valueName: "id"))
    var ids: [Alarm.ID]
    @Option(help: "What you found or did about it.")
    var note: String?
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let alarms = try ids.map { id in
        try context.archive.perform(.alarmAcknowledged, on: "\(id.rawValue)", by: context.session) {
          try Alarm.acknowledge(id, note: note, $0)
        }
      }
      try context.output.print(Result(alarms), text: Result(alarms).text)
    }
  }

  struct Check: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Look now for what is the matter; exit code 4 if anything is.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.authorize(.alarmRaised, by: context.session)
      // What is new is in the answer; that mail could not be sent is not.
      let logger = Logger(label: "holdfast") { _ in JSONLog(level: .warning) }
      try AlarmWatch(context.archive, by: context.session, logger: logger).look()
      let alarms = try context.archive.read(Alarm.active)
      try context.output.print(Result(alarms), text: Result(alarms).text)
      if !alarms.isEmpty { throw ExitStatus.attention }
    }
  }
}
