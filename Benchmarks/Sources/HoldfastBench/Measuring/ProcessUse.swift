internal import Foundation
internal import Glibc

/// What this process has used of the machine.
enum ProcessUse {
  /// The most memory it held at once since it began, or since ``forgetPeak()``, in bytes (`VmHWM`, proc(5)).
  ///
  /// `process`: the number of another process.
  static func peakMemory(of process: String = "self") -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
    return (kilobytes ?? 0) * 1024
  }

  /// Starts the peak anew (proc(5), `clear_refs`).
  ///
  /// Where the system doesn't allow it the peak only reads higher.
  static func forgetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  /// Processor time of all its threads, in seconds.
  static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Bytes of all files below a folder, as they are on disk.
  static func diskUse(of folder: URL) -> Int {
    let files = FileManager.default.enumerator(atPath: folder.path)
    var total = 0
    while let path = files?.nextObject() as? String {
      var about = stat()
      guard lstat(folder.appendingPathComponent(path).path, &about) == 0, about.st_mode & S_IFMT == S_IFREG
      else { continue }
      total += Int(about.st_blocks) * 512
    }
    return total
  }
}
