internal import Archive
internal import CZIP
internal import Foundation
internal import Glibc

/// What is in a ZIP file, read entry by entry without unpacking it anywhere.
///
/// A ZIP file inside is a file like others: it is not opened.
final class ZIPEntries: EntrySource {
  private let zip: OpaquePointer
  let entries: [Entry]

  /// Bytes read at once.
  private static let chunk = 256 << 10

  /// - Throws: ``FormatDamage`` where it is no ZIP file, or one that was made to do harm.
  init(_ file: ForeignFile) throws {
    let handle = try ForeignFile.open(file.path)
    defer { try? handle.close() }
    let size = try handle.seekToEnd()
    let descriptor = dup(handle.fileDescriptor)
    guard descriptor >= 0 else {
      throw StorageError("could not open \(file.path): \(String(cString: strerror(errno)))")
    }
    var problem = [CChar](repeating: 0, count: 256)
    guard let zip = holdfast_zip_open(descriptor, &problem, problem.count) else {
      let words = problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw FormatDamage("it can't be read as a ZIP file: \(String(decoding: words, as: UTF8.self))")
    }
    self.zip = zip
    do { entries = try Self.list(zip, archiveBytes: Int64(size)) } catch {
      holdfast_zip_close(zip)
      throw error
    }
  }

  deinit { holdfast_zip_close(zip) }

  private static func list(_ zip: OpaquePointer, archiveBytes: Int64) throws -> [Entry] {
    let count = holdfast_zip_count(zip)
    guard count >= 0, count <= EntryLimits.mostEntries else {
      throw FormatDamage("it holds \(count) files; the most is \(EntryLimits.mostEntries)")
    }
    let most = max(EntryLimits.freeBytes, archiveBytes * EntryLimits.mostRatio)
    var names: Set<String> = []
    var total: Int64 = 0
    var entries: [Entry] = []
    for index in 0..<count {
      var found = holdfast_zip_entry()
      guard holdfast_zip_stat(zip, index, &found), let bytes = found.name else {
        throw FormatDamage("its list of files is damaged")
      }
      let written = String(cString: bytes)
      // A name that ends so is a folder's own entry.
      let isFolder = written.hasSuffix("/")
      let name = isFolder ? String(written.dropLast()) : written
      guard EntryLimits.isSafe(name) else {
        throw FormatDamage(
          "it holds a file named '\(HeaderText.clean(String(name.prefix(100))))', which would lie outside of it")
      }
      guard !isFolder else { continue }
      guard names.insert(name).inserted else { throw FormatDamage("it holds '\(name)' twice") }
      guard !found.special else { throw FormatDamage("'\(name)' in it is a link or a device, not a file") }
      guard !found.encrypted else { throw FormatDamage("'\(name)' in it is encrypted; unpack it first") }
      guard found.bytes <= UInt64(Int64.max - total) else { throw FormatDamage("its list of files is damaged") }
      total += Int64(found.bytes)
      guard total <= most else {
        throw FormatDamage(
          "it unpacks to more than \(most) bytes from \(archiveBytes), which no export does; it is not read")
      }
      entries.append(Entry(name: name, bytes: Int64(found.bytes), index: index))
    }
    return entries.sorted { $0.name < $1.name }
  }

  func pieces(of entry: Entry) throws -> ContentPieces {
    guard let file = holdfast_zip_file_open(zip, entry.index) else {
      throw FormatDamage("'\(entry.name)' in it can't be read")
    }
    let reading = Reading(file, in: self)
    var read: Int64 = 0
    return {
      let piece = try [UInt8](unsafeUninitializedCapacity: Self.chunk) { bytes, count in
        let got = holdfast_zip_file_read(reading.file, bytes.baseAddress, bytes.count)
        guard got >= 0 else { throw FormatDamage("'\(entry.name)' in it is damaged") }
        count = Int(got)
      }
      read += Int64(piece.count)
      guard read <= entry.bytes else { throw FormatDamage("'\(entry.name)' in it is larger than it says") }
      guard !piece.isEmpty || read == entry.bytes else {
        throw FormatDamage("'\(entry.name)' in it is smaller than it says")
      }
      return piece.isEmpty ? nil : piece
    }
  }

  /// An entry that is being read; it keeps the archive open.
  private final class Reading {
    let file: OpaquePointer
    private let zip: ZIPEntries
    init(_ file: OpaquePointer, in zip: ZIPEntries) { (self.file, self.zip) = (file, zip) }
    deinit { holdfast_zip_file_close(file) }
  }
}
