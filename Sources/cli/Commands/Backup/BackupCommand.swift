internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Hold

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the archive to a backup folder, and check what is there.",
    discussion: """
      Imports, searches and holds go on meanwhile. What an earlier backup in the folder has already is not copied again.

        holdfast backup /mnt/backup --passphrase-file /etc/holdfast/backup.pass --keep 14
        holdfast backup verify /mnt/backup --passphrase-file /etc/holdfast/backup.pass
        holdfast restore /mnt/backup /var/lib/holdfast --passphrase-file /etc/holdfast/backup.pass

      Without the passphrase an encrypted backup is lost: keep it in another place than the archive and the backups.
      """,
    subcommands: [Run.self, List.self, Verify.self], defaultSubcommand: Run.self)

  struct Run: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Make a backup; the word 'run' may be left out.",
      discussion: """
        A backup is whole or is none: one that is cut off leaves those before it as they were, and the next run goes on \
        with what was copied. What was purged is not in the backups made afterwards, and stays in those made before, \
        until they expire: --forget-purged removes them at once.

        Exit code 4: done, but content was missing or altered, or older backups hold what has been purged since.
        """)

    @Argument(help: ArgumentHelp("The backup folder: empty, or with earlier backups.", valueName: "dir"))
    var folder: String
    @Option(help: ArgumentHelp("Encrypt it with the passphrase in this file.", valueName: "file"))
    var passphraseFile: String?
    @Flag(help: "Leave the archive's keys out; a backup that is not encrypted never has them.")
    var withoutKeys = false
    @Option(help: ArgumentHelp("Keep so many of the newest backups.", valueName: "n"))
    var keep: Int?
    @Flag(help: "Remove backups that hold what has been purged since they were made.")
    var forgetPurged = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
      if let keep, keep < 1 { throw ValidationError("--keep takes 1 or more") }
    }

    func run(in context: Context) async throws {
      let passphrase = try passphraseFile.map { try Secret(file: $0) }
      // What purges left in the index would go into the backup.
      try context.archive.authorize(.backupStarted, on: folder, by: context.session)
      _ = try Erasure.afterDeletion(context.archive)
      let report = try BackupRun(
        folder: URL(fileURLWithPath: folder, isDirectory: true), passphrase: passphrase, withoutKeys: withoutKeys,
        keep: keep, forgetsPurged: forgetPurged
      ).run(context.archive, by: context.session, progress: context.output.progress)
      context.output.endProgress()
      let view = BackupView(report)
      try context.output.print(view, text: view.text)
      for warning in view.warnings { context.output.warn(warning) }
      if !report.manifest.missing.isEmpty || !report.holdingPurged.isEmpty { throw ExitStatus.attention }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The complete backups of a folder, oldest first; needs no archive.")

    @Argument(help: ArgumentHelp("The backup folder.", valueName: "dir"))
    var folder: String
    @Option(help: ArgumentHelp("The file with its passphrase.", valueName: "file"))
    var passphraseFile: String?
    @OptionGroup var global: GlobalOptions

    func run() async throws {
      let place = try BackupPlace(folder, passphraseFile)
      let manifests = try place.folder.names().map { try place.folder.manifest($0) }
      try Output(json: global.json).print(
        ["backups": manifests.map(BackupLine.init)], text: BackupLine.table(manifests.map(BackupLine.init)))
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Check that a backup is whole and as it was; needs no archive.",
      discussion: """
        Reads every file the backup refers to, on any machine, and compares it with its digest. The first that is missing
        or differs is named (exit 65). Whoever can write to an unencrypted backup can write another manifest: the digest of
        the true one is on the archive's ledger ('holdfast audit list --action BackupMade'), pass it with --manifest.
        """)

    @Argument(help: ArgumentHelp("The backup folder, or one backup in it.", valueName: "dir"))
    var folder: String
    @Option(help: ArgumentHelp("The file with its passphrase.", valueName: "file"))
    var passphraseFile: String?
    @Option(help: ArgumentHelp("Which backup; the newest unless told.", valueName: "name"))
    var backup: String?
    @Option(help: ArgumentHelp("The SHA-256 of its manifest as the ledger has it, 64 hex digits.", valueName: "hex"))
    var manifest: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
      if let manifest, Digest(hex: manifest) == nil {
        throw ValidationError("--manifest takes the 64 hex digits that 'backup' showed")
      }
    }

    private struct Result: Encodable {
      var intact = true
      var backup: BackupLine
      var manifestSHA256: Digest
      var missing: [Digest]
    }

    func run() async throws {
      let output = Output(json: global.json)
      let place = try BackupPlace(folder, passphraseFile)
      let found = try BackupVerifier(place.folder)
        .verify(backup ?? place.name, expecting: manifest.flatMap { Digest(hex: $0) }, progress: output.progress)
      output.endProgress()
      let (line, lost) = (BackupLine(found.manifest), found.manifest.missing)
      let checked = manifest == nil ? "compare it with the ledger's, or pass it with --manifest" : "as expected"
      try output.print(
        Result(backup: line, manifestSHA256: found.manifestDigest, missing: lost),
        text: """
          intact: \(line.name), \(line.files) files, \(line.bytes) bytes
          \(line.messages) messages, \(line.items) items, ledger of \(line.entries) entries, root \(line.root)
          manifest \(found.manifestDigest): \(checked)
          """)
      if !lost.isEmpty {
        output.warn("\(lost.count) content files were missing or altered when it was made")
        throw ExitStatus.attention
      }
    }
  }
}

/// A backup folder as it is named on the command line: the folder, or one backup in it.
struct BackupPlace {
  let folder: BackupFolder
  /// The backup that the path names; nil: none.
  let name: String?

  init(_ path: String, _ passphraseFile: String?) throws {
    let passphrase = try passphraseFile.map { try Secret(file: $0) }
    let url = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL
    let parent = url.deletingLastPathComponent()
    if parent.lastPathComponent == "backups",
      FileManager.default.fileExists(atPath: url.appendingPathComponent("manifest.json").path)
    {
      folder = try BackupFolder.open(parent.deletingLastPathComponent(), passphrase: passphrase)
      name = url.lastPathComponent
    } else {
      folder = try BackupFolder.open(url, passphrase: passphrase)
      name = nil
    }
  }
}
