internal import Archive
internal import Foundation
internal import Glibc

/// What is in a folder and its folders.
///
/// No link is followed: each step is opened from the one before.
final class FolderEntries: EntrySource {
  private let root: FileHandle
  private let path: String
  private(set) var entries: [Entry] = []

  init(_ path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    root = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try list(descriptor, prefix: "", depth: 1)
    entries.sort { $0.name < $1.name }
  }

  private func list(_ folder: Int32, prefix: String, depth: Int) throws {
    guard depth <= EntryLimits.deepest else {
      throw FormatDamage("its folders lie more than \(EntryLimits.deepest) deep in each other")
    }
    guard let stream = fdopendir(dup(folder)) else { throw Self.unreadable("\(path)/\(prefix)") }
    defer { closedir(stream) }
    rewinddir(stream)
    while let found = readdir(stream) {
      let name = withUnsafePointer(to: &found.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let whole = prefix + name
      var status = stat()
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw Self.unreadable("\(path)/\(whole)") }
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        guard EntryLimits.isSafe(whole) else {
          throw FormatDamage(
            "it holds a file whose name can't be used: '\(HeaderText.clean(String(whole.prefix(100))))'")
        }
        entries.append(Entry(name: whole, bytes: Int64(status.st_size)))
        guard entries.count <= EntryLimits.mostEntries else {
          throw FormatDamage("it holds more than \(EntryLimits.mostEntries) files")
        }
      case S_IFDIR:
        let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard inner >= 0 else { throw Self.unreadable("\(path)/\(whole)") }
        defer { close(inner) }
        try list(inner, prefix: whole + "/", depth: depth + 1)
      default:
        throw FormatDamage("'\(HeaderText.clean(whole))' in it is neither a file nor a folder; links are not followed")
      }
    }
  }

  func pieces(of entry: Entry) throws -> ContentPieces {
    var folder = dup(root.fileDescriptor)
    defer { close(folder) }
    let steps = entry.name.split(separator: "/").map(String.init)
    for step in steps.dropLast() {
      let inner = openat(folder, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard inner >= 0 else { throw Self.unreadable("\(path)/\(entry.name)") }
      close(folder)
      folder = inner
    }
    return ForeignFile.pieces(try ForeignFile.open(steps.last ?? "", in: folder))
  }

  private static func unreadable(_ path: String) -> InputError {
    InputError("could not read \(path): \(String(cString: strerror(errno)))", code: "file.unreadable")
  }
}
