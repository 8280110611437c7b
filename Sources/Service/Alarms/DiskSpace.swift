internal import Archive
internal import Foundation
internal import Glibc

/// How much room there is where the archive lies.
struct DiskSpace: Sendable, Hashable {
  var total: Int64
  /// What programs without the superuser's reserve may still use.
  var free: Int64

  /// Asks the file system (statvfs); nil where it doesn't answer.
  init?(of folder: URL) {
    var answer = statvfs()
    guard statvfs(folder.path, &answer) == 0 else { return nil }
    let block = Int64(answer.f_frsize)
    (total, free) = (Int64(clamping: answer.f_blocks) * block, Int64(clamping: answer.f_bavail) * block)
  }

  init(total: Int64, free: Int64) { (self.total, self.free) = (total, free) }

  /// Whole percent that are free, rounded down.
  var percentFree: Int { total > 0 ? Int(Double(free) / Double(total) * 100) : 0 }

  /// The alarm, where less than so many percent are free.
  func alarm(below percent: Int) -> [AlarmCause] {
    guard percentFree < percent else { return [] }
    let gigabytes = { (bytes: Int64) in "\((Double(bytes) / 1e8).rounded() / 10) GB" }
    return [
      AlarmCause(
        kind: .diskFilling, subject: "",
        text:
          "less than \(percent) % of the archive's disk is free: \(gigabytes(free)) of \(gigabytes(total)); free some "
          + "space or enlarge the disk; an import that finds it full stops, loses nothing, and goes on when there is room"
      )
    ]
  }
}
