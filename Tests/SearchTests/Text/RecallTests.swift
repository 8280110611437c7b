internal import ArchiveTesting
internal import Testing

@testable import Search

/// How often a word that linguists marked in a sentence is found by a query for it alone.
@Suite("recall on sentences segmented by hand")
struct RecallTests {
  /// The floor is what words alone reached when measured, rounded down.
  ///
  /// Arabic is low because the treebank parts prefixes such as و and ال from their words, which no
  /// writer does.
  @Test(
    "a marked word is found in its sentence",
    .enabled(if: SharedData.exists("word-segmentation-gold"), "needs ../shared/data"),
    arguments: [
      ("UD_Thai-TUD/th_tud-ud-test.conllu", 0.91), ("UD_Chinese-PUD/zh_pud-ud-test.conllu", 0.83),
      ("UD_Japanese-GSD/ja_gsd-ud-test.conllu", 0.85), ("UD_Arabic-PUD/ar_pud-ud-test.conllu", 0.74),
    ])
  func recall(path: String, floor: Double) throws {
    let analyzer = Analyzer()
    var sentence: [String] = []
    var found = 0
    var asked = 0
    for line in try SharedData.lines("word-segmentation-gold/" + path) {
      if line.hasPrefix("# text = ") {
        sentence = try analyzer.tokens(of: String(line.dropFirst(9)), purpose: .document).map(\.term)
        continue
      }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 10, let form = fields.dropFirst().first, Int(fields[0]) != nil else { continue }
      let query = try analyzer.tokens(of: String(form)).map(\.term)
      guard !query.isEmpty else { continue }
      asked += 1
      if sentence.indices.contains(where: { sentence[$0...].starts(with: query) }) { found += 1 }
    }
    #expect(asked > 5_000)
    let recall = Double(found) / Double(max(asked, 1))
    #expect(recall >= floor, "\(path): \(found) of \(asked)")
  }
}
