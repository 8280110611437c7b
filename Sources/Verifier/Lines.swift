internal import Glibc

/// The lines of a file, one after the other: memory holds one line and a piece of what follows.
struct Lines {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The number of the line read last, from 1.
  private(set) var number = 0

  /// No honest entry is longer: one that names every item of the largest purge a command line can ask for takes 50 MB.
  ///
  /// Whoever gives a longer line wants the memory filled.
  static let longest = 64 << 20
  private static let piece = 1 << 20

  init(_ path: String) throws(Finding) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
  }

  /// To be called when done with.
  func close() { _ = Glibc.close(descriptor) }

  /// The next line without the LF that ends it, or nil at the end of the file.
  mutating func next() throws(Finding) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) { return take(upTo: end, next: end + 1) }
      guard !isAtEnd else { return start < buffer.count ? take(upTo: buffer.count, next: buffer.count) : nil }
      guard buffer.count - start <= Self.longest else {
        throw Finding.damage("line \(number + 1) of the file is longer than any entry")
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      try fill()
    }
  }

  private mutating func take(upTo end: Int, next: Int) -> [UInt8] {
    defer { start = next }
    number += 1
    return Array(buffer[start..<end])
  }

  private mutating func fill() throws(Finding) {
    let old = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.piece))
    var count = -1
    repeat {
      count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: old), Self.piece) }
    } while count < 0 && errno == EINTR
    buffer.removeLast(Self.piece - max(count, 0))
    guard count >= 0 else { throw Self.unreadable(path) }
    isAtEnd = count == 0
  }

  private static func unreadable(_ path: String) -> Finding {
    Finding(kind: .unreadable, what: "could not read \(path): \(String(cString: strerror(errno)))")
  }
}
