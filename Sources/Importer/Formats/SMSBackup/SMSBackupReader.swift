internal import Archive
internal import Glibc

/// Reads a backup record by record: `<sms>`, `<mms>` and `<call>` below the root.
final class SMSBackupReader: ForeignReader, MarkupDelegate {
  private let context: ReadingContext
  private var pieces: MarkupPieces
  private var parser: MarkupParser?
  private var depth = 0
  private var ordinal: Int64 = 0
  /// The bytes since the last element, comment or start of the root ended.
  private var bytes: [UInt8] = []
  /// Whether something ended outside a record.
  private var passed = false
  private var builder: SMSBackupRecord?
  private var finished: SMSBackupRecord?
  private var occurrences = OccurrenceCounter()
  private var announced: Int64?
  /// What went wrong in a delegate's call, which can't throw.
  private var failure: (any Error)?
  private var isAtEnd = false

  init(_ next: @escaping ContentPieces, _ context: ReadingContext) throws {
    self.context = context
    pieces = MarkupPieces(next)
    parser = try MarkupParser(.xml, delegate: self)
  }

  var notices: [String] {
    guard isAtEnd, let announced, announced != ordinal else { return [] }
    return ["its first line announces \(announced) records, and it holds \(ordinal)"]
  }

  func next() throws -> ForeignRecord? {
    guard let parser, !isAtEnd else { return nil }
    while let piece = try pieces.piece() {
      guard !Self.holdsNUL(piece) else { throw FormatDamage("it is not UTF-8 text: it holds NUL bytes") }
      bytes += piece
      guard bytes.count <= ForeignRecord.longest else {
        throw FormatDamage(
          "record \(ordinal + 1) has more than \(ForeignRecord.longest) bytes, which is more than is read")
      }
      try piece.withUnsafeBytes { raw in
        if let mended = CharacterReferences.mended(raw) { try parser.push(mended) } else { try parser.push(raw) }
      }
      if let failure { throw failure }
      if let record = finished {
        finished = nil
        return finish(record)
      }
      if passed {
        bytes.removeAll(keepingCapacity: true)
        passed = false
      }
    }
    try parser.push([], isLast: true)
    isAtEnd = true
    return nil
  }

  private static func holdsNUL(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBytes { raw in raw.baseAddress.map { memchr($0, 0, raw.count) != nil } ?? false }
  }

  private func finish(_ record: SMSBackupRecord) -> ForeignRecord {
    passed = false
    // What stands before the tag belongs to nothing.
    let start = bytes.firstIndex(of: UInt8(ascii: "<")) ?? 0
    let original = Array(bytes[start...])
    bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
    var made = ForeignRecord(ordinal: ordinal, original: .held(original), read: record.item(context.options))
    made.contents = record.contents
    made.isNamedByContent = true
    if case .success(var item) = made.read {
      let id = record.contentID(context.options)
      item.partnerID = id.text(occurrence: occurrences.next(of: id.digest))
      made.read = .success(item)
    }
    return made
  }

  // MARK: - What the parser finds

  func start(_ name: MarkupName, _ attributes: MarkupAttributes) {
    depth += 1
    switch depth {
    case 1:
      switch name {
      case "smses", "calls": announced = attributes["count"].flatMap { Int64($0) }
      default: failure = FormatDamage("it is no backup of SMS Backup & Restore: it begins with <\(name.text)>")
      }
      passed = true
    case 2:
      ordinal += 1
      builder = SMSBackupRecord(name, attributes)
    default:
      guard failure == nil else { return }
      do { try builder?.add(name, attributes, context.stage(for: ordinal)) } catch { failure = error }
    }
  }

  func end(_ name: MarkupName) {
    depth -= 1
    guard depth == 1, let record = builder else {
      passed = passed || depth < 2
      return
    }
    finished = record
    builder = nil
  }

  func text(_ bytes: UnsafeRawBufferPointer) {}
  func other() { if depth < 2 { passed = true } }
}
