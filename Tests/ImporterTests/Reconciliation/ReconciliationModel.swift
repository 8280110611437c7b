internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Importer

/// What must become of everything offered, told without the importer: sets of lines that were archived or set aside.
struct ReconciliationModel {
  /// A row of the item-by-item report.
  struct Row: Hashable, CustomStringConvertible {
    var date: String
    var reading: Int64
    var file: String
    var line: Int64?
    var count: Int64 = 1
    var id: String?
    var outcome: ItemOutcome

    var description: String {
      "\(date)/\(reading) \(file):\(line.map(String.init) ?? "-") \(id ?? "-") \(outcome.rawValue) ×\(count)"
    }
  }

  /// A line of a feed, and what it would be the first time it is read.
  struct Line: Hashable {
    enum Kind: Hashable { case text, withoutFile, garbage, oversize, stranger }
    var kind: Kind
    var id: String?
    var text: String
  }

  struct File: Hashable {
    enum Trouble: Hashable { case none, absent, wrongDigest, wrongSize, shorter }
    var name: String
    var lines: [Line]
    var trouble: Trouble

    var isReadable: Bool { trouble == .none || trouble == .shorter }
    var announced: Int { lines.count + (trouble == .shorter ? 2 : 0) }
  }

  private struct Day {
    var isComplete = false
    var reading: Int64 = 1
    var read: [String: [Line]] = [:]
    var manifest: [File] = []
  }

  private var days: [String: Day] = [:]
  private var archived: Set<Line> = []
  private var waiting: Set<Line> = []
  private(set) var rows: [Row] = []
  /// Where a line was set aside, among the rows.
  private var setAside: [Line: Int] = [:]
  private(set) var strangersAreMapped = false

  /// A run over these days, of which it takes what is not complete or has changed.
  mutating func run(_ offered: [(date: String, files: [File])]) {
    for (date, files) in offered {
      var day = days[date] ?? Day()
      if day.isComplete {
        let same = files.count == day.manifest.count && files.allSatisfy(day.manifest.contains)
        if same { continue }
        day.reading += 1
      }
      day.manifest = files
      day.read = day.read.filter { name, lines in files.contains { $0.name == name && $0.lines == lines } }
      for file in files where file.isReadable && day.read[file.name] == nil {
        for (index, line) in file.lines.enumerated() {
          let row = Row(
            date: date, reading: day.reading, file: file.name, line: Int64(index + 1), id: line.id,
            outcome: outcome(of: line, at: rows.count))
          rows.append(row)
        }
        day.read[file.name] = file.lines
      }
      day.isComplete = files.allSatisfy { $0.trouble == .none }
      days[date] = day
    }
  }

  private mutating func outcome(of line: Line, at row: Int) -> ItemOutcome {
    if archived.contains(line) { return .duplicate }
    let isArchivable = line.kind == .text || line.kind == .withoutFile || (line.kind == .stranger && strangersAreMapped)
    if waiting.contains(line) {
      if isArchivable {
        // The same bytes are archived now; what was offered before counts as a duplicate of them.
        waiting.remove(line)
        if let before = setAside[line] { rows[before].outcome = .duplicate }
      } else {
        return .duplicate
      }
    }
    guard isArchivable else {
      waiting.insert(line)
      setAside[line] = row
      return .quarantined
    }
    archived.insert(line)
    return line.kind == .withoutFile ? .partial : .imported
  }

  mutating func mapStrangers() { strangersAreMapped = true }

  mutating func replay() {
    for line in waiting where line.kind == .stranger && strangersAreMapped {
      archived.insert(line)
      waiting.remove(line)
      if let row = setAside[line] { rows[row].outcome = .imported }
    }
  }

  /// All rows, those that are missing at the end of their reading.
  var report: [Row] {
    days.keys.sorted().flatMap { date -> [Row] in
      guard let day = days[date] else { return [] }
      let read = (1...day.reading).flatMap { reading in rows.filter { $0.date == date && $0.reading == reading } }
      let missing = day.manifest.sorted { $0.name < $1.name }.compactMap { file -> Row? in
        let lacking = file.announced - (day.read[file.name]?.count ?? 0)
        guard lacking > 0 else { return nil }
        return Row(
          date: date, reading: day.reading, file: file.name, count: Int64(lacking), outcome: .missing)
      }
      return read + missing
    }
  }

  var isComplete: [String: Bool] { days.mapValues(\.isComplete) }
}

/// Random feeds with every kind of trouble.
struct TroubledFeed {
  private var random: SplitMix
  private var made = 0
  private var old: [ReconciliationModel.Line] = []

  /// Bytes beyond which an item is set aside in these feeds.
  static let sizeLimit: Int64 = 2_000

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  mutating func files() -> [ReconciliationModel.File] {
    (1...Int.random(in: 1...3, using: &random)).map { number in
      file("items-000\(number).jsonl", lines: Int.random(in: 0...8, using: &random))
    }
  }

  private mutating func file(_ name: String, lines: Int) -> ReconciliationModel.File {
    let troubles: [ReconciliationModel.File.Trouble] = [.absent, .wrongDigest, .wrongSize, .shorter]
    let trouble = random.chance(1, in: 3) ? troubles.randomElement(using: &random) ?? .none : .none
    return ReconciliationModel.File(name: name, lines: (0..<lines).map { _ in line() }, trouble: trouble)
  }

  /// The files as the partner mends them: all as they should be, and one with lines added.
  mutating func mended(_ files: [ReconciliationModel.File]) -> [ReconciliationModel.File] {
    var files = files.map { ReconciliationModel.File(name: $0.name, lines: $0.lines, trouble: .none) }
    if random.chance(1, in: 2) { files[files.count - 1].lines += [line(), line()] }
    return files
  }

  private mutating func line() -> ReconciliationModel.Line {
    if let again = old.randomElement(using: &random), random.chance(1, in: 4) { return again }
    made += 1
    let (id, body) = ("id-\(made)", "text \(made)")
    let line: ReconciliationModel.Line =
      switch Int.random(in: 0..<10, using: &random) {
      case 0: .init(kind: .garbage, id: nil, text: "no item at all, \(made)")
      case 1:
        .init(
          kind: .oversize, id: id,
          text: HandmadeFeed.line(id, String(repeating: "long ", count: Int(Self.sizeLimit) / 4)))
      case 2, 3:
        .init(
          kind: .stranger, id: id,
          text: HandmadeFeed.line(id, body, from: HandmadeFeed.stranger, to: [HandmadeFeed.secondStranger]))
      case 4: .init(kind: .withoutFile, id: id, text: HandmadeFeed.call(id, recording: [1, 2, UInt8(made % 200)]))
      case 5:
        // A revision of something offered before, where there is one.
        .init(kind: .text, id: old.last { $0.kind == .text }?.id ?? id, text: "")
      default: .init(kind: .text, id: id, text: HandmadeFeed.line(id, body))
      }
    let whole =
      line.text.isEmpty
      ? ReconciliationModel.Line(
        kind: .text, id: line.id, text: HandmadeFeed.line(line.id ?? id, "another wording \(made)"))
      : line
    old.append(whole)
    return whole
  }
}

extension HandmadeFeed {
  func write(_ date: String, _ files: [ReconciliationModel.File]) throws {
    try write(
      date,
      files: files.map { file in
        var made = HandmadeFeed.File(file.name, lines: file.lines.map(\.text), items: file.announced)
        switch file.trouble {
        case .none, .shorter: break
        case .absent: made.isAbsent = true
        case .wrongDigest: made.digest = Digest(of: Array("other".utf8))
        case .wrongSize: made.announcedBytes = made.bytes.count + 1
        }
        return made
      })
  }
}
