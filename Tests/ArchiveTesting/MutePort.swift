internal import Glibc

/// A port of this machine that takes connections and never says a word.
public final class MutePort: Sendable {
  public let number: Int
  private let descriptor: Int32

  /// Listens for as long as this lives; nil where the system has no port.
  public init?() {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let taken = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
      }
    }
    self.descriptor = descriptor
    number = Int(UInt16(bigEndian: address.sin_port))
    guard taken, listen(descriptor, 8) == 0 else { return nil }
  }

  deinit { close(descriptor) }
}
