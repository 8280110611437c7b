internal import Archive
internal import Foundation

/// The tour's way through the product: chapters of commands, each shown, run and checked.
struct Tour: Sendable {
  let program: TourProgram
  let output: Output
  /// The partner's site lets in who knows it: made up anew for every tour.
  let password = String(UInt64.random(in: .min ... .max), radix: 36)
  private(set) var steps: [TourStep] = []
  private var chapter = ""

  static let feedFolder = "feed"
  static let username = "corp-example"

  init(program: TourProgram, output: Output) { (self.program, self.output) = (program, output) }

  /// Everything after the feed is there and served.
  mutating func goOn(sitePort port: Int) async throws {
    showSite(port)
    try await makeArchive()
    try await connect(port)
    let feed = try TourFeed(folder: program.folder.appendingPathComponent(Self.feedFolder))
    try await runConnector(feed)
    try await replay()
    try await search(feed)
    let suspect = try await findSuspect()
    try await hold(suspect)
    try await defy(suspect)
    try await retain(suspect)
    try await prove(suspect)
  }

  // MARK: - Telling

  /// Begins a chapter with what it is about.
  mutating func begin(_ title: String, _ about: String) {
    chapter = title
    say("\n" + title.uppercased() + "\n" + TourLayout.wrapped(about, to: TourLayout.width).joined(separator: "\n"))
  }

  private func say(_ text: String) {
    guard !output.json, !text.isEmpty else { return }
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  /// A step that the tour itself took.
  mutating func tell(_ command: [String], _ lines: [String]) {
    say("\n" + TourLayout.prompt(command))
    record(command, exit: 0, lines)
  }

  private mutating func record(
    _ written: [String], exit: Int32?, _ lines: [String], note: String? = nil, isTable: Bool = false
  ) {
    let step = TourStep(
      chapter: chapter, command: written.joined(separator: " "), exit: exit, output: lines, note: note,
      isTable: isTable)
    steps.append(step)
    say(step.text)
  }

  // MARK: - Doing

  /// Runs a command, shows it with what it printed, and checks how it ended.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments.
  ///   - exit: the exit code it must have.
  ///   - note: what to see in it.
  ///   - isTable: what it prints is a table.
  ///   - show: picks what is shown of what it printed.
  /// - Returns: what it printed, line by line; nil where the program isn't on this machine.
  /// - Throws: ``InputError`` where it ended with another exit code.
  @discardableResult
  mutating func run(
    _ command: [String], exit: Int32 = 0, note: String? = nil, isTable: Bool = false,
    show: ([String]) -> [String] = { $0 }
  ) async throws -> [String]? {
    let written = TourStep.written(command)
    say("\n" + TourLayout.prompt(written))
    guard let result = try await program.run(command) else {
      record(written, exit: nil, [], note: "Not run: there is no program '\(command[0])' on this machine.")
      return nil
    }
    record(written, exit: result.exit, show(result.lines), note: note, isTable: isTable)
    try check(
      result.exit == exit, "exit code \(exit)", "\(result.exit): \(result.lines.joined(separator: " / "))")
    return result.lines
  }

  /// Runs `holdfast` with arguments; see ``run(_:exit:note:isTable:show:)``.
  @discardableResult
  mutating func holdfast(
    _ arguments: String..., exit: Int32 = 0, note: String? = nil, isTable: Bool = false,
    show: ([String]) -> [String] = { $0 }
  ) async throws -> [String] {
    try await run(["holdfast"] + arguments, exit: exit, note: note, isTable: isTable, show: show) ?? []
  }

  // MARK: - Checking

  /// Asks the product something for the tour's own checks.
  func ask<Answer: Decodable>(_ answer: Answer.Type, _ arguments: String...) async throws -> Answer {
    let result = try await program.run(["holdfast"] + arguments + ["--json"])
    guard let result, result.exit == 0 else {
      throw failure("an answer to 'holdfast \(arguments.joined(separator: " "))'", result?.errors ?? "nothing")
    }
    return try JSONDecoder().decode(answer, from: Data(result.output.utf8))
  }

  func check(_ isRight: Bool, _ expected: String, _ seen: @autoclosure () -> String) throws {
    guard isRight else { throw failure(expected, seen()) }
  }

  func failure(_ expected: String, _ seen: String) -> InputError {
    let after = steps.last.map { " at '\($0.command)'" } ?? ""
    return InputError(
      "the tour went wrong\(after): expected \(expected), saw \(seen); "
        + "run it again with --keep DIR to look at what it made",
      code: "tour.failed")
  }
}
