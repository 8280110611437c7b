internal import Archive
internal import Foundation

/// Runs commands in the tour's folder, as a shell there would.
///
/// `holdfast` is this very program in a process of its own, so that what the tour shows is what a person gets, down to
/// the exit code.
struct TourProgram: Sendable {
  let folder: URL

  struct Result: Sendable {
    var exit: Int32
    var output: String
    var errors: String

    /// What a terminal would show.
    var lines: [String] {
      (output + errors).split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast(
        while: \.isEmpty)
    }
  }

  /// - Parameter command: `holdfast`, or a program found on the PATH.
  /// - Returns: nil where there is no such program.
  /// - Throws: ``StorageError`` where it can't be started.
  func run(_ command: [String]) async throws -> Result? {
    guard let name = command.first, let executable = Self.find(name) else { return nil }
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("holdfast-tour-output-\(UUID().uuidString)", isDirectory: true)
    // Files and not pipes: a pipe that nobody empties in time stops its writer.
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let (output, errors) = (try Self.makeFile("out", in: scratch), try Self.makeFile("err", in: scratch))
    let process = Process()
    process.executableURL = executable
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = folder
    // The archive is ./archive, whatever the caller works on otherwise.
    process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "HOLDFAST_ARCHIVE" }
    process.standardInput = FileHandle.nullDevice
    (process.standardOutput, process.standardError) = (output.handle, errors.handle)
    try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in ended.resume() }
      do { try process.run() } catch {
        process.terminationHandler = nil
        ended.resume(throwing: StorageError("could not run \(name): \(error.localizedDescription)"))
      }
    }
    return Result(
      exit: process.terminationStatus, output: try String(contentsOf: output.file, encoding: .utf8),
      errors: try String(contentsOf: errors.file, encoding: .utf8))
  }

  private static func find(_ name: String) -> URL? {
    if name == "holdfast" { return URL(fileURLWithPath: "/proc/self/exe") }
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/bin:/bin"
    return path.split(separator: ":").lazy.map { URL(fileURLWithPath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  private static func makeFile(_ name: String, in folder: URL) throws -> (file: URL, handle: FileHandle) {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw StorageError("could not create \(file.path)") }
    return (file, try FileHandle(forWritingTo: file))
  }
}

extension Array {
  /// Without the last elements of which something is true.
  fileprivate func dropLast(while isDropped: (Element) -> Bool) -> [Element] {
    Array(prefix((lastIndex { !isDropped($0) } ?? -1) + 1))
  }
}
