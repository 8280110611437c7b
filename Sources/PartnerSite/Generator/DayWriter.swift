internal import Archive
internal import Glibc

/// Writes one day's folder: item files, attachments and the manifest that makes it a day.
struct DayWriter: ~Copyable {
  private let folder: String
  private let network: String
  private let day: CivilDate
  private let linesPerFile: Int
  private var current: OutputFile?
  private var linesInCurrent = 0
  private var files: [Manifest.File] = []
  private var counts = FeedExpectation.Counts()

  private struct Manifest: Encodable {
    struct File: Encodable {
      let name: String
      let items: Int
      let bytes: Int
      let sha256: String
    }
    let schema: Int
    let network: String
    let date: String
    let items: Int
    let files: [File]
  }

  init(folder: String, network: String, day: CivilDate, linesPerFile: Int) throws {
    self.folder = "\(folder)/\(day)"
    (self.network, self.day, self.linesPerFile) = (network, day, linesPerFile)
    try FeedGenerator.makeFolder(self.folder)
    try FeedGenerator.makeFolder("\(self.folder)/attachments")
  }

  mutating func put(_ line: FeedLine) throws {
    if let file = line.file {
      let content = file.bytes
      let path = "\(folder)/attachments/\(Digest(of: content))"
      // The same file twice in a day, when an item is redelivered twice.
      if access(path, F_OK) != 0 { try OutputFile.write(content, to: path) }
    }
    if linesInCurrent == linesPerFile { try closeFile() }
    if current == nil { current = try OutputFile(path: "\(folder)/\(fileName)") }
    try current?.write(line.bytes)
    try current?.write(CollectionOfOne(UInt8(ascii: "\n")))
    linesInCurrent += 1
    counts.add(line.counts)
  }

  /// Writes the manifest and tells what an import of the day must report.
  mutating func finish() throws -> FeedExpectation.Counts {
    if current != nil { try closeFile() }
    let manifest = Manifest(
      schema: 1, network: network, date: day.description, items: counts.offered, files: files)
    try OutputFile.write(try FeedJSON.line(manifest), to: "\(folder)/manifest.json")
    return counts
  }

  private var fileName: String {
    let number = String(files.count + 1)
    return "items-\(String(repeating: "0", count: max(0, 4 - number.count)))\(number).jsonl"
  }

  private mutating func closeFile() throws {
    guard let (bytes, sha256) = try current?.finish() else { return }
    files.append(
      Manifest.File(name: fileName, items: linesInCurrent, bytes: bytes, sha256: sha256.hex))
    current = nil
    linesInCurrent = 0
  }
}
