internal import ArchiveTesting
internal import Testing

/// Sentences in which people have marked the words.
enum GoldText: String, CustomTestStringConvertible {
  case thai, chinese, japanese, arabic, thaiSocial

  static let folder = "word-segmentation-gold"

  struct Sentence {
    var text: String
    var words: [String]
  }

  var testDescription: String { rawValue }

  func sentences() throws -> [Sentence] {
    switch self {
    case .thai: try Self.treebank("UD_Thai-TUD/th_tud-ud-test.conllu")
    case .chinese: try Self.treebank("UD_Chinese-PUD/zh_pud-ud-test.conllu")
    case .japanese: try Self.treebank("UD_Japanese-GSD/ja_gsd-ud-test.conllu")
    case .arabic: try Self.treebank("UD_Arabic-PUD/ar_pud-ud-test.conllu")
    case .thaiSocial:
      try SharedData.lines("wisesight-sentiment-thai/wisesight-1000-samples-tokenised.label").map {
        Sentence(text: $0.replacing("|", with: ""), words: $0.split(separator: "|").map(String.init))
      }
    }
  }

  /// CoNLL-U: ten columns, of which the second is the word; the sentence stands in a comment before.
  private static func treebank(_ path: String) throws -> [Sentence] {
    var sentences: [Sentence] = []
    for line in try SharedData.lines("\(folder)/\(path)") {
      if line.hasPrefix("# text = ") {
        sentences.append(Sentence(text: String(line.dropFirst(9)), words: []))
        continue
      }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 10, Int(fields[0]) != nil, !sentences.isEmpty else { continue }
      sentences[sentences.count - 1].words.append(String(fields[1]))
    }
    return sentences
  }
}
