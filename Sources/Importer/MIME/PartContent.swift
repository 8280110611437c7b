public import Archive
internal import Foundation
internal import Glibc
internal import Synchronization

/// A part's decoded bytes: at hand where they are few, in a temporary file where they are many.
public struct PartContent: Sendable {
  enum Place: Sendable {
    case held([UInt8])
    case file(TemporaryFile)
    /// Only its digest was wanted.
    case nowhere
  }

  public var digest: Digest
  public var bytes: Int64
  let place: Place

  /// The bytes, up to a number of them.
  func prefix(_ count: Int) throws -> [UInt8] {
    switch place {
    case .held(let bytes): return Array(bytes.prefix(count))
    case .nowhere: return []
    case .file(let file):
      let handle = try FileHandle(forReadingFrom: file.url)
      defer { try? handle.close() }
      return Array(try handle.read(upToCount: count) ?? Data())
    }
  }
}

/// A file that goes when nobody needs it any more.
final class TemporaryFile: Sendable {
  let url: URL
  private let isKept = Mutex(false)

  init(_ url: URL) { self.url = url }

  deinit { if !isKept.withLock(\.self) { unlink(url.path) } }

  /// The file, which is the caller's from now on.
  func keep() -> URL {
    isKept.withLock { $0 = true }
    return url
  }
}

/// What the parts of one message, forwarded ones included, share and may use up.
final class MailBudget {
  /// Makes the path of a file for a large part; nil: parts' bytes are not kept.
  let makeFile: (() throws -> URL)?
  private var parts = 0
  private var held = 0
  private var text = 0

  init(makeFile: (() throws -> URL)?) { self.makeFile = makeFile }

  func countPart() throws(MailProblem) {
    parts += 1
    guard parts <= MailLimits.parts else { throw MailProblem("it has more than \(MailLimits.parts) parts") }
  }

  /// Whether so many more bytes may be held.
  func hold(_ bytes: Int) -> Bool {
    guard held + bytes <= MailLimits.heldBytes else { return false }
    held += bytes
    return true
  }

  func countText(_ bytes: Int64) throws(MailProblem) {
    text += Int(clamping: min(bytes, Int64(MailLimits.textBytes) + 1))
    guard text <= MailLimits.textBytes else {
      throw MailProblem("its text has more than \(MailLimits.textBytes) bytes")
    }
  }
}

/// Takes a part's decoded bytes in.
final class PartSink {
  private let budget: MailBudget
  private let keeps: Bool
  private var digest = RunningDigest()
  private var held: [UInt8] = []
  private var file: (file: TemporaryFile, handle: FileHandle)?

  init(_ budget: MailBudget, keeps: Bool) { (self.budget, self.keeps) = (budget, keeps) }

  func write(_ bytes: [UInt8]) throws {
    digest.update(bytes)
    guard keeps else { return }
    if let file { return try file.handle.write(contentsOf: Data(bytes)) }
    if held.count + bytes.count <= ContentStore.largestInline, budget.hold(bytes.count) {
      held += bytes
      return
    }
    guard let url = try budget.makeFile?() else {
      held += bytes
      return
    }
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageError("could not create \(url.path): \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    file = (TemporaryFile(url), handle)
    try handle.write(contentsOf: Data(held))
    try handle.write(contentsOf: Data(bytes))
    held = []
  }

  func finish() throws -> PartContent {
    try file?.handle.close()
    let place: PartContent.Place = keeps ? file.map { .file($0.file) } ?? .held(held) : .nowhere
    return PartContent(digest: digest.finish(), bytes: digest.count, place: place)
  }
}
