internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make an archive of a backup, in an empty folder.",
    discussion: """
      Everything is verified before the folder becomes an archive: the digest of every file, the ledger with every
      signature, every message's bytes, and the counts of the backup's manifest. If anything is wrong it says what, and
      nothing is left (exit 65). That it was restored is the first new entry of its ledger.

        holdfast restore /mnt/backup /var/lib/holdfast --passphrase-file backup.pass
        holdfast restore /mnt/backup/backups/000000000123-20260102T030405Z /var/lib/holdfast --passphrase-file backup.pass

      What was done after the backup was made is not in it. Run the connectors again from the last day it has; place holds
      again that are missing.
      """)

  @Argument(help: ArgumentHelp("The backup folder, or one backup in it.", valueName: "backup"))
  var folder: String
  @Argument(help: ArgumentHelp("Where the archive is to be: an empty folder, or none.", valueName: "dir"))
  var target: String
  @Option(help: ArgumentHelp("The file with the backup's passphrase.", valueName: "file"))
  var passphraseFile: String?
  @Option(help: ArgumentHelp("Which backup; the newest unless told.", valueName: "name"))
  var backup: String?
  @Option(help: ArgumentHelp("A folder with the archive's keys, for a backup that has none.", valueName: "dir"))
  var keys: String?
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var archive: String
    var backup: BackupLine
    /// Entries that were verified; the restore's own comes after them.
    var entries: Int64
    var root: Digest
    var missing: [Digest]
    var erasurePending: Bool
  }

  func run() async throws {
    let output = Output(json: global.json)
    let place = try BackupPlace(folder, passphraseFile)
    let archive = URL(fileURLWithPath: target, isDirectory: true)
    let report = try Restore(
      place.folder, backup: backup ?? place.name, keys: keys.map { URL(fileURLWithPath: $0, isDirectory: true) },
      to: archive
    ).run(user: Context.user, prepare: SearchIndex.prepare, progress: output.progress)
    output.endProgress()
    let (line, manifest) = (BackupLine(report.manifest), report.manifest)
    try output.print(
      Result(
        archive: archive.path, backup: line, entries: report.ledger.entries, root: report.ledger.root,
        missing: manifest.missing, erasurePending: manifest.erasurePending),
      text: """
        restored \(line.name) to \(archive.path)
        verified: \(line.messages) messages, \(line.items) items, \(report.ledger.entries) entries of the ledger
        root \(report.ledger.root)
        """)
    if manifest.erasurePending {
      output.warn("words of what was purged before the backup still lie in its index; run 'holdfast erasure run'")
    }
    if !manifest.missing.isEmpty {
      output.warn(
        "\(manifest.missing.count) content files were missing when the backup was made, and so are they now; "
          + "'holdfast doctor' names them")
      throw ExitStatus.attention
    }
  }
}
