internal import ArgumentParser
internal import Foundation
internal import Search

struct Recall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "How many words that people marked in sentences are found, beside an index of libicu's words.")
  @Option(help: ArgumentHelp("The folder of the sentences.", valueName: "folder"))
  var data = "../shared/data"

  /// Of words of scripts without spaces, what must be found (docs/benchmarks.md).
  private static let goal = 99.9

  func run() async throws {
    var report = Report()
    let analyzer = Analyzer()
    for gold in try GoldText.all(in: URL(fileURLWithPath: data, isDirectory: true)) {
      report.title("\(gold.name): \(gold.sentences.count) sentences")
      let ours = try RecallIndex(gold, HoldfastTokenizer.self)
      let words = try RecallIndex(gold, WordsTokenizer.self)
      let (found, asked) = try ours.recall(gold) { try analyzer.expression(for: $0) }
      let (foundAsWords, _) = try words.recall(gold) { word in
        try analyzer.expression(for: word) == nil ? nil : "\"\(word.replacing("\"", with: "\"\""))\""
      }
      report.figure("words found", 100 * Double(found) / Double(asked), "%", goal: .atLeast(Self.goal), digits: 2)
      report.figure("words found by libicu's words", 100 * Double(foundAsWords) / Double(asked), "%", digits: 2)
      report.figure("index", ours.bytesPerText, "bytes a text")
      report.figure("index of libicu's words", words.bytesPerText, "bytes a text")
      report.figure("entering", ours.microsecondsPerText(gold), "µs a text", digits: 1)
      report.figure("entering libicu's words", words.microsecondsPerText(gold), "µs a text", digits: 1)
    }
    report.end()
  }
}
