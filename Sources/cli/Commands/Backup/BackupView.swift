internal import Archive

/// A backup, as lists show it.
struct BackupLine: Encodable {
  var name: String
  var created: String
  var entries: Int64
  var root: Digest
  var messages: Int64
  var items: Int64
  var files: Int64
  var bytes: Int64
  var keys: Bool
  /// Copies that had been purged by then.
  var purged: Int64

  init(_ manifest: BackupManifest) {
    (name, created) = (manifest.name, manifest.created)
    (entries, root) = (manifest.head.size, manifest.head.root)
    (messages, items, purged) = (manifest.counts.messages, manifest.counts.items, manifest.counts.purged)
    files = manifest.database.files + manifest.content.files
    bytes = manifest.database.bytes + manifest.content.bytes
    keys = manifest.keys
  }

  static func table(_ lines: [BackupLine]) -> String {
    Table.text(
      ["backup", "made", "messages", "items", "bytes", "keys"],
      lines.map {
        [$0.name, $0.created, "\($0.messages)", "\($0.items)", "\($0.bytes)", $0.keys ? "sealed" : "not in it"]
      })
  }
}

/// What `backup` reports.
struct BackupView: Encodable {
  var backup: BackupLine
  var manifestSHA256: Digest
  var encrypted: Bool
  var writtenFiles: Int64
  var writtenBytes: Int64
  var missing: [Digest]
  var erasurePending: Bool
  var expired: [String]
  var holdingPurged: [String]
  var backups: Int

  init(_ report: BackupReport) {
    backup = BackupLine(report.manifest)
    manifestSHA256 = report.manifestDigest
    encrypted = report.encrypted
    (writtenFiles, writtenBytes) = (report.written.files, report.written.bytes)
    (missing, erasurePending) = (report.manifest.missing, report.manifest.erasurePending)
    (expired, holdingPurged, backups) = (report.expired, report.holdingPurged, report.backups)
  }

  var text: String {
    let gone = expired.isEmpty ? "" : ", \(expired.count) expired"
    return """
      \(backup.name): \(backup.messages) messages, \(backup.items) items, \(backup.files) files, \(backup.bytes) bytes
      new in the folder: \(writtenFiles) files, \(writtenBytes) bytes; \(backups) backups\(gone)
      ledger of \(backup.entries) entries, root \(backup.root)
      manifest \(manifestSHA256)
      """
  }

  var warnings: [String] {
    var warnings: [String] = []
    if !backup.keys {
      warnings.append("the keys are not in it: without a copy of the archive's folder 'keys' it can't be restored")
    }
    if !missing.isEmpty {
      warnings.append(
        "\(missing.count) content files were missing or altered and are not in it; 'holdfast doctor' names them")
    }
    if erasurePending {
      warnings.append(
        "words of what was purged still lie in the archive's files and so in the backup; run 'holdfast erasure run', then "
          + "make it again")
    }
    if !holdingPurged.isEmpty {
      warnings.append(
        "\(holdingPurged.count) older backups hold what has been purged since they were made; --forget-purged removes them"
      )
    }
    return warnings
  }
}
