internal import Archive

/// `custodians/ada@corp.example/messages-0001.mbox`: a custodian's e-mails one after another.
///
/// Line ends are LF, as in every mailbox file; turned back to CRLF, and with a `>` taken off each line that begins with
/// `>From `, `>>From ` and so on (mboxrd), each message is byte for byte what was archived.
final class MboxWriter: FormatWriter {
  private let tools: FormatTools
  private var current: (mailbox: Mailbox.ID, file: AppendedFile)?

  /// Beyond it a new file begins: some readers and file systems (FAT) end at 4 GiB, a few readers at 2.
  private static let largestFile: Int64 = 2 << 30
  private static let ending = ".mbox"

  init(tools: FormatTools) { self.tools = tools }

  func write(_ items: [ExportItem]) throws -> String {
    var path = ""
    for item in items {
      let file = try file(for: item)
      let mark = file.mark
      do { try append(item, to: file) } catch {
        try file.rollBack(to: mark)
        throw error
      }
      path = file.path
    }
    return path
  }

  private func append(_ item: ExportItem, to file: AppendedFile) throws {
    try file.write(Self.separator(item))
    var quoting = MboxQuoting()
    var digest = RunningDigest()
    try tools.email(of: item) { bytes in
      digest.update(bytes)
      try file.write(quoting.quote(bytes))
    }
    guard digest.finish() == item.content.emailDigest else { throw tools.altered(item) }
    try file.write(quoting.finish())
  }

  /// The custodian's newest file with room for the item.
  ///
  /// Custodians come one after another, so one file is open at a time; another one's was left open by a run that was cut
  /// off just there.
  private func file(for item: ExportItem) throws -> AppendedFile {
    if let current, current.mailbox == item.hit.mailbox, hasRoom(current.file, for: item) { return current.file }
    current = nil
    let folder = ExportPlace.folder(of: item.custodian)
    for file in tools.files.appendedFiles(endingIn: Self.ending) where !file.path.hasPrefix("\(folder)/") {
      try tools.files.close(file)
    }
    var number = 0
    while true {
      number += 1
      let path = "\(folder)/messages-\(number)\(Self.ending)"
      if try tools.journal.isClosed(path) || tools.files.isClosed(path) { continue }
      let file = try tools.files.append(to: path)
      if hasRoom(file, for: item) {
        current = (item.hit.mailbox, file)
        return file
      }
      try tools.files.close(file)
    }
  }

  /// An empty file has room for anything.
  private func hasRoom(_ file: AppendedFile, for item: ExportItem) -> Bool {
    file.size == 0 || file.size + item.content.size <= Self.largestFile
  }

  func finish() throws {
    for file in tools.files.appendedFiles(endingIn: Self.ending) { try tools.files.close(file) }
    current = nil
  }

  /// `From ada@corp.example Tue Jan  2 08:15:03 2024`, in UTC, as C's asctime has it.
  private static func separator(_ item: ExportItem) -> [UInt8] {
    let sender = item.envelope.from
    let address = sender.email ?? sender.number ?? ""
    let plain = !address.isEmpty && address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    let civil = CivilTime(ZonedMoment(item.envelope.sent.moment))
    func two(_ value: Int, _ pad: String) -> String { (value < 10 ? pad : "") + String(value) }
    let day = "\(weekdays[civil.date.weekday - 1]) \(months[civil.date.month - 1]) \(two(civil.date.day, " "))"
    let time = "\(two(civil.hour, "0")):\(two(civil.minute, "0")):\(two(civil.second, "0"))"
    return Array("From \(plain ? address : "MAILER-DAEMON") \(day) \(time) \(civil.date.year)\n".utf8)
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
