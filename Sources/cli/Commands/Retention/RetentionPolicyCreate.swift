internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionPolicyCreate: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create a retention policy.",
    discussion: """
      retain keeps items at least so long; delete removes them after so long; retain-then-delete does both. The clock is
      each item's sent date (received date for who received it), not the day of import or of the policy.

      --adaptive finds the mailboxes by what the directory says of them at the moment of each decision:
        --adaptive 'department = "Trading" OR displayName = "Desk "* AND NOT status = inactive'
      Attributes: department, displayName, domain, email, mobileNumber, status. Signs: = and <>; a * after a value means
      "begins with". AND binds tighter than OR.
      """)
  @Argument(help: "The policy's name.")
  var name: String
  @Option(help: "retain, delete or retain-then-delete.")
  var action: Retention.Action
  @OptionGroup var length: PeriodOptions
  @Option(help: "created or modified: the same here, since nothing archived is ever edited.")
  var start: PolicyRecord.Start = .created
  @Flag(help: "For all mailboxes, present and future.")
  var all = false
  @Option(help: ArgumentHelp("Not for this mailbox; with --all, may be repeated.", valueName: "email"))
  var exclude: [String] = []
  @Option(help: ArgumentHelp("For this mailbox; may be repeated.", valueName: "email"))
  var mailbox: [String] = []
  @Option(help: ArgumentHelp("For the mailboxes the directory describes so.", valueName: "expr"))
  var adaptive: String?
  @OptionGroup var stated: StatedReason
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard length.isGiven else { throw ValidationError("give --days N, --months N, --years N or --forever") }
    guard [all, !mailbox.isEmpty, adaptive != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --all, --mailbox and --adaptive")
    }
    if !exclude.isEmpty, !all { throw ValidationError("--exclude goes with --all") }
  }

  func run(in context: Context) async throws {
    let scope: PolicyCreation.Scope =
      if let adaptive { .adaptive(adaptive) } else if all { .all(excluding: exclude) } else { .mailboxes(mailbox) }
    let creation = PolicyCreation(name, action: action, period: try length.period(), start: start, scope: scope)
    try context.submit(creation, reason: stated.reason) { try PolicyView(named: name, in: context) }
  }
}
