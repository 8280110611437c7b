internal import Archive
internal import ArgumentParser
internal import Foundation
internal import GRDB
internal import Hold

struct DirectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory", abstract: "The company's people: one mailbox each.",
    subcommands: [Import.self, List.self, Remove.self, DirectorySyncCommand.self, DirectorySourceCommand.self])

  struct Import: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Add and update mailboxes from a CSV file.",
      discussion: """
        The file begins with the header Email,DisplayName,MobileNumber,Department and is UTF-8 (RFC 4180). A line that
        can't be used is reported and the others go in; people the file doesn't name stay as they are.
        """)

    @Argument(help: "The CSV file.")
    var file: String

    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let bytes = try InputFile.read(file, limit: InputFile.largestTable)
      let report = try context.archive.perform(.directoryImported, on: "directory", by: context.session) {
        try DirectoryImport.run(bytes, $0)
      }
      for rejection in report.rejected { context.output.warn("line \(rejection.line): \(rejection.reason)") }
      try context.output.print(
        report,
        text: "\(report.added) added, \(report.updated) updated, \(report.unchanged) unchanged, "
          + "\(report.rejected.count) rejected"
          + (report.reactivated > 0 ? "; \(report.reactivated) of the updated were inactive, and are active again" : "")
      )
      if !report.rejected.isEmpty { throw ExitStatus.attention }
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show all mailboxes, and what keeps those of people who left.")
    @Flag(help: "Only mailboxes of people who left.")
    var inactive = false
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable { var mailboxes: [MailboxView] }

    func run(in context: Context) async throws {
      let entries = try context.archive.consult(.directoryListed, by: context.session) { db in
        try DirectoryCommand.views(inactive ? { $0.status == .inactive } : { _ in true }, context, db)
      }
      var columns = ["MAILBOX", "NAME", "NUMBER", "DEPARTMENT", "STATUS"]
      let hasInactive = entries.contains { $0.status == .inactive }
      if hasInactive { columns.append("KEPT") }
      try context.output.print(
        Result(mailboxes: entries),
        text: Table.text(
          columns,
          entries.map {
            [$0.email, $0.displayName, $0.mobileNumber ?? "", $0.department ?? "", $0.status.rawValue]
              + (hasInactive ? [$0.fate] : [])
          }))
    }
  }

  struct Remove: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Mark a leaver's mailbox inactive.",
      discussion: """
        Nothing new is filed in it, and no retention policy made later reaches it. What is in it stays searchable under
        its holds and policies. A mailbox that no hold and no retaining policy keeps is emptied by the retention sweep 30
        days later; one that was kept, 183 days after the last of them ended. Whom the directory file names again is
        active again.
        """)
    @Argument(help: "The mailbox's address.")
    var email: String
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var email: String
      var status: String
      var mailboxes: [MailboxView]
    }

    func run(in context: Context) async throws {
      let views = try context.archive.perform(.mailboxRemoved, on: email.lowercased(), by: context.session) { act in
        try MailboxRemoval.run(email, act)
        return try DirectoryCommand.views({ $0.email == email.lowercased() }, context, act.db)
      }
      try context.output.print(
        Result(email: email, status: "inactive", mailboxes: views),
        text: "\(email) is inactive; \(views.first?.fate ?? "")")
    }
  }

  private static func views(_ isWanted: (Mailbox) -> Bool, _ context: Context, _ db: Database) throws -> [MailboxView] {
    // Whose task is the directory need not learn which cases there are.
    let seesHolds = try !Accounts.groups(of: context.session.account, db).isDisjoint(with: Action.holdViewed.allowed)
    let reports = try InactiveMailboxReport.all(at: context.session.now, db)
    return try Mailbox.all(db).filter(isWanted).map {
      MailboxView($0, reports[$0.id], namesKeepers: seesHolds)
    }
  }
}
