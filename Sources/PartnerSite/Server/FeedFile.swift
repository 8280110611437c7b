internal import Glibc
internal import NIOCore

/// A regular file of the feed, open for reading.
final class FeedFile: Sendable {
  private let descriptor: CInt
  let count: Int

  /// Opens a file, or gives nil where there is none, it is a symbolic link, or it isn't a regular file.
  ///
  /// `O_NONBLOCK` because opening a FIFO left in the folder would otherwise wait for its writer for ever.
  init?(path: String) {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard opened >= 0 else { return nil }
    var about = stat()
    guard fstat(opened, &about) == 0, about.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      return nil
    }
    (descriptor, count) = (opened, Int(about.st_size))
  }

  deinit { close(descriptor) }

  /// Bytes read at once: large enough that the cost of a chunk's journey through the server disappears,
  /// small enough that 100 downloads at once hold 25 MB.
  static let chunk = 256 * 1024

  /// Up to a chunk from `offset`; fewer than asked where the file ends or was cut short meanwhile.
  ///
  /// The read is a plain one on the calling thread: a feed just written or just read is in the page cache,
  /// where handing the work to another thread would cost more than the work.
  func read(at offset: Int, atMost wanted: Int) throws -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: wanted)
    _ = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { room in
      var done = 0
      while done < wanted {
        let n = pread(descriptor, room.baseAddress?.advanced(by: done), wanted - done, off_t(offset + done))
        if n < 0 && errno == EINTR { continue }
        guard n >= 0 else { throw FeedFileError(reason: systemReason()) }
        if n == 0 { break }
        done += n
      }
      return done
    }
    return buffer
  }
}

/// Reading one of the feed's files failed.
struct FeedFileError: Error, CustomStringConvertible {
  let reason: String
  var description: String { "can't read the feed: \(reason)" }
}
