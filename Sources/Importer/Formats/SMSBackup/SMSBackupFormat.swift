internal import Archive

/// What the Android app SMS Backup & Restore writes: SMS and MMS messages, or calls, as XML (docs/formats/sms-backup.md).
struct SMSBackupFormat: FileFormat {
  let id = "sms-backup"
  let title = "SMS Backup & Restore, XML"
  let endings = [".xml"]
  let options: Set<FormatOption> = [.owner, .days]

  func recognizes(_ file: ForeignFile) throws -> Bool {
    let beginning = String(decoding: try file.beginning(), as: UTF8.self)
    return beginning.contains("<smses") || beginning.contains("<calls")
  }

  func reader(of file: ForeignFile, _ context: ReadingContext) throws -> any ForeignReader {
    guard !file.isFolder else {
      throw InputError("\(file.path) is a folder; name the backup's XML files", code: "file.not-regular")
    }
    return try SMSBackupReader(try file.pieces(), context)
  }

  func read(again record: WaitingRecord, _ context: ReadingContext) throws -> ForeignRecord? {
    // As the one record of a backup.
    var pieces = [Array("<smses>".utf8), record.bytes, Array("</smses>".utf8)][...]
    let reader = try SMSBackupReader({ pieces.popFirst() }, context)
    let found: ForeignRecord?
    do { found = try reader.next() } catch is FormatDamage { return nil }
    guard var read = found, case .success(var item) = read.read else { return nil }
    // Which of equal ones it is can't be seen of one alone.
    if let known = record.partnerID { item.partnerID = known }
    read.read = .success(item)
    read.ordinal = record.ordinal
    return read
  }
}
