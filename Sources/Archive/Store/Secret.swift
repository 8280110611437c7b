internal import Glibc

/// A password, which prints as `(hidden)` wherever it ends up: a log, an error, a debugger's dump.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let text: String

  public init(_ text: String) { self.text = text }

  /// Longest password file read, newline aside: past any password, and short of a key or a wrong file.
  public static let longest = 1024

  /// Reads a password file: one line of UTF-8, of which one final line break isn't part.
  ///
  /// - Throws: ``SecretError`` where the file can't be read, is empty, too long or more than a line.
  public init(file path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SecretError("can't read the password file \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    // Two for a line break (CR LF), one to notice that there is more.
    var bytes = [UInt8](repeating: 0, count: Self.longest + 3)
    var count = 0
    while count < bytes.count {
      let n = bytes.withUnsafeMutableBytes { room in
        read(descriptor, room.baseAddress?.advanced(by: count), room.count - count)
      }
      if n < 0 && errno == EINTR { continue }
      guard n >= 0 else {
        throw SecretError("can't read the password file \(path): \(String(cString: strerror(errno)))")
      }
      if n == 0 { break }
      count += n
    }
    bytes.removeLast(bytes.count - count)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard !bytes.isEmpty else { throw SecretError("the password file \(path) is empty") }
    guard bytes.count <= Self.longest else {
      throw SecretError(
        "the password file \(path) has more than \(Self.longest) bytes: is it the right file?")
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      !bytes.contains(where: { $0 < 32 || $0 == 127 })
    else {
      throw SecretError("the password file \(path) must hold one line of text and nothing else")
    }
    self.text = text
  }

  /// The password itself, for the one place that sends it.
  public func reveal() -> String { text }

  public var description: String { "(hidden)" }
  public var debugDescription: String { "(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A password file is of no use; the text says why.
public struct SecretError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
