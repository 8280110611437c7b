internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionPolicyChange: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "change",
    abstract: "Change a policy's period, start or mailboxes; name, action and scope's kind stay.",
    discussion: """
      --add and --remove go with a policy for named mailboxes; --exclude leaves a mailbox out of a policy for all, and
      --add takes it back. What leaves a policy that retains stays held for the delay (30 days). The last mailbox can't
      be taken out: delete the policy, or switch it off. Where the setting retention-approval is on, what could let an
      item go sooner waits for a second person: exit code 4.
      """)
  @Argument(help: "The policy's name.")
  var name: String
  @OptionGroup var length: PeriodOptions
  @Option(help: "created or modified.")
  var start: PolicyRecord.Start?
  @Option(help: ArgumentHelp("This mailbox comes under it; may be repeated.", valueName: "email"))
  var add: [String] = []
  @Option(help: ArgumentHelp("This mailbox leaves it; may be repeated.", valueName: "email"))
  var remove: [String] = []
  @Option(help: ArgumentHelp("Leave this mailbox out of a policy for all; may be repeated.", valueName: "email"))
  var exclude: [String] = []
  @Option(help: ArgumentHelp("Find its mailboxes so from now on.", valueName: "expr"))
  var adaptive: String?
  @OptionGroup var stated: StatedReason
  @OptionGroup var global: GlobalOptions

  private var moves: Bool { !add.isEmpty || !remove.isEmpty || !exclude.isEmpty }

  func validate() throws {
    guard [length.isGiven || start != nil, moves, adaptive != nil].count(where: { $0 }) == 1 else {
      throw ValidationError(
        "change one thing at a time: the period (--days, --months, --years, --forever) and --start, the mailboxes "
          + "(--add, --remove, --exclude), or --adaptive")
    }
    guard remove.isEmpty || exclude.isEmpty else {
      throw ValidationError("--remove is for policies for named mailboxes, --exclude for those for all")
    }
  }

  func run(in context: Context) async throws {
    if moves { try checkScope(in: context) }
    let change: PolicyEdit.Change =
      if let adaptive {
        .expression(adaptive)
      } else if moves {
        .places(add: add, remove: remove + exclude)
      } else if let start, !length.isGiven {
        .start(start)
      } else {
        .terms(try length.period(), start)
      }
    try context.submit(PolicyEdit(name, change), reason: stated.reason) { try PolicyView(named: name, in: context) }
  }

  /// `--remove` and `--exclude` come to the same; each is refused where it reads wrongly.
  private func checkScope(in context: Context) throws {
    try context.archive.authorize(.retentionPolicyChanged, on: name, by: context.session)
    let policy = try context.archive.read { try PolicyRecord.require(name, $0) }
    guard policy.expression == nil else { return }
    if policy.coversAll, !remove.isEmpty {
      throw InputError("'\(name)' is for all mailboxes; leave some out with --exclude", code: "policy.scope")
    }
    if !policy.coversAll, !exclude.isEmpty {
      throw InputError("'\(name)' is for named mailboxes; take some out with --remove", code: "policy.scope")
    }
  }
}
