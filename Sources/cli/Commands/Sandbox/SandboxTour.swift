internal import Archive
internal import ArgumentParser
internal import Foundation
internal import PartnerSite

struct SandboxTour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tour", abstract: "See the main job done, from nothing to a blocked deletion.",
    discussion: """
      Makes a sandbox in a temporary folder, serves a made-up feed to it over HTTP, and
      runs the product's own commands: each is shown as you would type it, with what it
      printed. Every outcome is checked, against a plain scan of the feed where there is
      something to count; the first that is wrong ends the tour with an error.
      """)

  @Option(help: ArgumentHelp("Leave everything in this folder; it must not be there yet.", valueName: "dir"))
  var keep: String?
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var folder: String?
    var steps: [TourStep]
    var elapsedSeconds: Double
  }

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let output = Output(json: global.json)
    let folder = try makeFolder()
    defer { if keep == nil { try? FileManager.default.removeItem(at: folder) } }
    let steps = try await take(Tour(program: TourProgram(folder: folder), output: output))
    let elapsed = start.duration(to: clock.now)
    let seconds =
      (Double(elapsed.components.seconds) * 10 + Double(elapsed.components.attoseconds) / 1e17).rounded() / 10
    let place = keep.map { " Everything is in \($0): go there and try on." } ?? ""
    try output.print(
      Result(folder: keep.map { _ in folder.path }, steps: steps, elapsedSeconds: seconds),
      text: "\nThat was all of it, in \(seconds) s: \(steps.count) commands, each outcome checked.\(place)")
  }

  /// The site runs beside the tour from when there is something to serve.
  private func take(_ start: Tour) async throws -> [TourStep] {
    var tour = start
    try await tour.makeFeed()
    let ready = tour
    let site = try PartnerSite(
      folder: ready.program.folder.appendingPathComponent(Tour.feedFolder).path, username: Tour.username,
      password: ready.password)
    return try await site.withServer { port in
      var tour = ready
      try await tour.goOn(sitePort: port)
      return tour.steps
    }
  }

  private func makeFolder() throws -> URL {
    let files = FileManager.default
    let folder =
      keep.map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? files.temporaryDirectory.appendingPathComponent(
        "holdfast-tour-\(UUID().uuidString.prefix(8).lowercased())", isDirectory: true)
    guard !files.fileExists(atPath: folder.path) else {
      throw InputError("\(folder.path) is there already; give --keep a folder that isn't", code: "tour.folder")
    }
    do {
      try files.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw StorageError("could not make the folder \(folder.path): \(error.localizedDescription)") }
    return folder
  }
}
