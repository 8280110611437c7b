internal import Foundation

/// Sentences in which people have marked the words.
struct GoldText {
  struct Sentence {
    var text: String
    var words: [String]
  }

  let name: String
  let sentences: [Sentence]

  static func all(in data: URL) throws -> [GoldText] {
    let gold = data.appendingPathComponent("word-segmentation-gold")
    return [
      GoldText(name: "Thai", treebank: try lines(gold, "UD_Thai-TUD/th_tud-ud-test.conllu")),
      GoldText(name: "Chinese", treebank: try lines(gold, "UD_Chinese-PUD/zh_pud-ud-test.conllu")),
      GoldText(name: "Japanese", treebank: try lines(gold, "UD_Japanese-GSD/ja_gsd-ud-test.conllu")),
      GoldText(
        name: "Thai, social media",
        sentences: try lines(data, "wisesight-sentiment-thai/wisesight-1000-samples-tokenised.label").map {
          Sentence(text: $0.replacing("|", with: ""), words: $0.split(separator: "|").map(String.init))
        }),
    ]
  }

  private static func lines(_ folder: URL, _ path: String) throws -> [String] {
    let file = folder.appendingPathComponent(path)
    guard let data = try? Data(contentsOf: file) else {
      throw BenchmarkError("there is no \(file.path); name the folder that has it with --data")
    }
    return data.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  private init(name: String, sentences: [Sentence]) { (self.name, self.sentences) = (name, sentences) }

  /// CoNLL-U: ten columns, of which the second is the word; the sentence stands in a comment before.
  private init(name: String, treebank: [String]) {
    var sentences: [Sentence] = []
    for line in treebank {
      if line.hasPrefix("# text = ") {
        sentences.append(Sentence(text: String(line.dropFirst(9)), words: []))
        continue
      }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 10, Int(fields[0]) != nil, !sentences.isEmpty else { continue }
      sentences[sentences.count - 1].words.append(String(fields[1]))
    }
    self.init(name: name, sentences: sentences)
  }
}
