internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionPolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Rules for whole mailboxes.",
    subcommands: [Create.self, Change.self, Delete.self, List.self, Show.self])

  struct View: Encodable {
    var name: String
    var action: String
    @Nullable var days: Int?
    var forever: Bool
    var start: String
    var all: Bool
    var mailboxes: [String]
    var excluded: [String]
    var created: String

    init(_ policy: PolicyRecord, _ named: [Mailbox]) {
      (name, action, days) = (policy.name, policy.action.rawValue, policy.days)
      (forever, start, all) = (policy.days == nil, policy.start.rawValue, policy.coversAll)
      mailboxes = policy.coversAll ? [] : named.map(\.email)
      excluded = policy.coversAll ? named.map(\.email) : []
      created = policy.created.description
    }

    var text: String {
      let scope =
        all
        ? "all mailboxes" + (excluded.isEmpty ? "" : " but \(excluded.joined(separator: ", "))")
        : mailboxes.joined(separator: ", ")
      return "'\(name)': \(action) \(days.map { "\($0) days" } ?? "forever") from \(start), \(scope)"
    }
  }

  struct Create: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Create a retention policy.",
      discussion: """
        retain keeps items at least so long; delete removes them after so long; retain-then-delete does both. The clock is
        each item's sent date (received date for who received it), not the day of import or of the policy.
        """)
    @Argument(help: "The policy's name.")
    var name: String
    @Option(help: "retain, delete or retain-then-delete.")
    var action: Retention.Action
    @Option(help: ArgumentHelp("The period.", valueName: "n"))
    var days: Int?
    @Flag(help: "Without end; only to retain.")
    var forever = false
    @Option(help: "created or modified: the same here, since nothing archived is ever edited.")
    var start: PolicyRecord.Start = .created
    @Flag(help: "For all mailboxes, present and future.")
    var all = false
    @Option(help: ArgumentHelp("Not for this mailbox; with --all, may be repeated.", valueName: "email"))
    var exclude: [String] = []
    @Option(help: ArgumentHelp("For this mailbox; may be repeated.", valueName: "email"))
    var mailbox: [String] = []
    @OptionGroup var global: GlobalOptions

    func validate() throws {
      guard (days == nil) == forever else { throw ValidationError("give --days N or --forever") }
      guard all != !mailbox.isEmpty else { throw ValidationError("give --all or --mailbox") }
      if !exclude.isEmpty, !all { throw ValidationError("--exclude goes with --all") }
    }

    func run(in context: Context) async throws {
      let scope: PolicyChange.Scope = all ? .all(excluding: exclude) : .mailboxes(mailbox)
      let view = try context.archive.perform(.retentionPolicyCreated, on: name, by: context.session) { act in
        let policy = try PolicyChange.create(name, action: action, days: days, start: start, scope: scope, act)
        return View(policy, try policy.locations(act.db))
      }
      try context.output.print(view, text: view.text)
    }
  }

  struct Change: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "change", abstract: "Change a policy's period or start; name, action and scope stay.")
    @Argument(help: "The policy's name.")
    var name: String
    @Option(help: ArgumentHelp("The new period.", valueName: "n"))
    var days: Int?
    @Flag(help: "Without end; only to retain.")
    var forever = false
    @Option(help: "created or modified.")
    var start: PolicyRecord.Start?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
      guard (days == nil) == forever else { throw ValidationError("give --days N or --forever") }
    }

    func run(in context: Context) async throws {
      let view = try context.archive.perform(.retentionPolicyChanged, on: name, by: context.session) { act in
        let policy = try PolicyChange.change(name, days: days, start: start, act)
        return View(policy, try policy.locations(act.db))
      }
      try context.output.print(view, text: view.text)
    }
  }

  struct Delete: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Remove a policy; what it retained stays held for the delay (30 days).")
    @Argument(help: "The policy's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.retentionPolicyRemoved, on: name, by: context.session) {
        try PolicyChange.remove(name, $0)
      }
      try context.output.print(["name": name, "status": "removed"], text: "policy '\(name)' is removed")
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show all policies.")
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var policies: [View] }

    func run(in context: Context) async throws {
      let views = try context.archive.consult(.retentionViewed, by: context.session) { db in
        try PolicyRecord.all(db).map { View($0, try $0.locations(db)) }
      }
      try context.output.print(Result(policies: views), text: views.map(\.text).joined(separator: "\n"))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one policy.")
    @Argument(help: "The policy's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let view = try context.archive.consult(.retentionViewed, on: name, by: context.session) { db in
        let policy = try PolicyRecord.require(name, db)
        return View(policy, try policy.locations(db))
      }
      try context.output.print(view, text: view.text)
    }
  }
}
