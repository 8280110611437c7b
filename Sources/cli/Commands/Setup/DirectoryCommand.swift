internal import Archive
internal import ArgumentParser
internal import Foundation

struct DirectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory", abstract: "The company's people: one mailbox each.",
    subcommands: [Import.self, List.self, Remove.self])

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
          + "\(report.rejected.count) rejected")
      if !report.rejected.isEmpty { throw ExitStatus.attention }
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show all mailboxes.")
    @OptionGroup var global: GlobalOptions

    private struct Entry: Encodable {
      var email: String
      var displayName: String
      @Nullable var mobileNumber: String?
      @Nullable var department: String?
      var status: Mailbox.Status
    }

    private struct Result: Encodable { var mailboxes: [Entry] }

    func run(in context: Context) async throws {
      let mailboxes = try context.archive.consult(.directoryListed, by: context.session, Mailbox.all)
      let entries = mailboxes.map {
        Entry(
          email: $0.email, displayName: $0.displayName, mobileNumber: $0.mobileNumber, department: $0.department,
          status: $0.status)
      }
      try context.output.print(
        Result(mailboxes: entries),
        text: Table.text(
          ["MAILBOX", "NAME", "NUMBER", "DEPARTMENT", "STATUS"],
          entries.map { [$0.email, $0.displayName, $0.mobileNumber ?? "", $0.department ?? "", $0.status.rawValue] }))
    }
  }

  struct Remove: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Mark a leaver's mailbox inactive.",
      discussion: "Nothing new is filed in it. What is in it stays, under its holds and retention rules.")
    @Argument(help: "The mailbox's address.")
    var email: String
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var email: String
      var status: String
    }

    func run(in context: Context) async throws {
      try context.archive.perform(.mailboxRemoved, on: email.lowercased(), by: context.session) {
        try MailboxRemoval.run(email, $0)
      }
      try context.output.print(Result(email: email, status: "inactive"), text: "\(email) is inactive")
    }
  }
}
