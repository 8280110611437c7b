internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionPolicyEnable: ArchiveCommand {
  static let configuration = CommandConfiguration(commandName: "enable", abstract: "Switch a policy on again.")
  @Argument(help: "The policy's name.")
  var name: String
  @OptionGroup var stated: StatedReason
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    try context.submit(PolicyEdit(name, .enable), reason: stated.reason) { try PolicyView(named: name, in: context) }
  }
}

struct RetentionPolicyDisable: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable", abstract: "Switch a policy off; what it retained stays held for the delay (30 days).")
  @Argument(help: "The policy's name.")
  var name: String
  @OptionGroup var stated: StatedReason
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    try context.submit(PolicyEdit(name, .disable), reason: stated.reason) { try PolicyView(named: name, in: context) }
  }
}

struct RetentionPolicyLock: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Lock a policy for good: it can only be made stricter.",
    discussion: """
      A locked policy is never switched off, deleted, shortened or taken from a mailbox, by nobody; its period may be
      extended and mailboxes added. There is no unlocking. Give the policy's name a second time with --confirm.
      """)
  @Argument(help: "The policy's name.")
  var name: String
  @Option(help: ArgumentHelp("The policy's name again.", valueName: "name"))
  var confirm: String
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard confirm == name else {
      throw ValidationError("a lock is for good: repeat the policy's name exactly, --confirm '\(name)'")
    }
  }

  func run(in context: Context) async throws {
    try context.submit(PolicyEdit(name, .lock), reason: nil) { try PolicyView(named: name, in: context) }
  }
}

struct RetentionPolicyDelete: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove a policy; what it retained stays held for the delay (30 days).")
  @Argument(help: "The policy's name.")
  var name: String
  @OptionGroup var stated: StatedReason
  @OptionGroup var global: GlobalOptions

  private struct Removed: Encodable, TextView {
    var name: String
    var status = "removed"
    var text: String { "policy '\(name)' is removed" }
  }

  func run(in context: Context) async throws {
    try context.submit(PolicyEdit(name, .remove), reason: stated.reason) { Removed(name: name) }
  }
}
