/// Makes up the feed's texts: short business and everyday messages in many scripts.
///
/// A text is a template of our own with its slots filled from word lists. It is meant to be searched, so the
/// words vary as people's do: few very common ones, many rare ones, and amounts, times and references that
/// hardly ever repeat.
struct Phrasebook {
  /// One language's templates and the words that fill them.
  struct Language {
    let share: Double
    let templates: [Template]
    let names: [String]
    let places: [String]
    let things: [String]

    /// A language that makes up `share` of all texts; all languages' shares make 1.
    init(share: Double, templates: [String], names: [String], places: [String], things: [String]) {
      (self.share, self.names, self.places, self.things) = (share, names, places, things)
      self.templates = templates.map { Template($0) }
    }
  }

  /// A template cut at its slots.
  struct Template {
    enum Piece {
      case text(String)
      case name, place, thing, time, amount, reference, count
    }
    let pieces: [Piece]

    /// Reads a template such as `see you at {place}`; a slot that isn't one stays as text.
    init(_ source: String) {
      var pieces: [Piece] = []
      var rest = Substring(source)
      while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
        let slot = rest[rest.index(after: open)..<close]
        pieces.append(Self.slots[String(slot)] ?? .text(String(rest[open...close])))
        rest = rest[rest.index(after: close)...]
      }
      if !rest.isEmpty { pieces.append(.text(String(rest))) }
      self.pieces = pieces
    }

    private static let slots: [String: Piece] = [
      "name": .name, "place": .place, "thing": .thing, "time": .time, "amount": .amount, "ref": .reference,
      "n": .count,
    ]
  }

  let languages = [english] + europeanLanguages + asianLanguages + rightToLeftLanguages

  private enum Share {
    static let emoji = 0.12
    /// "ok.see you": the space people leave out after punctuation.
    static let runTogether = 0.10
    static let secondSentence = 0.35
  }

  /// The next text.
  func text(_ random: inout SeededRandom) -> String {
    let language = pickLanguage(&random)
    var text = ""
    fill(random.pick(language.templates), language, &text, &random)
    if random.chance(Share.secondSentence) {
      text += " "
      fill(random.pick(language.templates), language, &text, &random)
    }
    if random.chance(Share.runTogether) { text = Self.runTogether(text) }
    if random.chance(Share.emoji) { text += " " + random.pickSkewed(Self.emoji) }
    return text
  }

  private func pickLanguage(_ random: inout SeededRandom) -> Language {
    var roll = random.unit()
    for language in languages {
      if roll < language.share { return language }
      roll -= language.share
    }
    return languages[0]
  }

  private func fill(
    _ template: Template, _ language: Language, _ text: inout String, _ random: inout SeededRandom
  ) {
    for piece in template.pieces {
      switch piece {
      case .text(let words): text += words
      case .name: text += random.pickSkewed(language.names)
      case .place: text += random.pickSkewed(language.places)
      case .thing: text += random.pickSkewed(language.things)
      case .time: text += "\(7 + random.below(13)):\(random.pick(["00", "10", "15", "20", "30", "45", "50"]))"
      case .amount: text += amount(&random)
      case .reference:
        text += "\(random.pick(["INV", "PO", "TR", "CN", "REF"]))-\(10_000 + random.below(90_000))"
      case .count: text += String(2 + random.below(40))
      }
    }
  }

  private func amount(_ random: inout SeededRandom) -> String {
    let sign = random.pick(["£", "£", "£", "$", "€", "¥", "฿", "₹"])
    let value = 1 + random.below(random.pick([20, 200, 2000, 999_999]))
    guard value >= 1000 else { return "\(sign)\(value)" }
    let rest = String(value % 1000)
    return "\(sign)\(value / 1000),\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  private static func runTogether(_ text: String) -> String {
    var result = ""
    var afterMark = false
    for scalar in text.unicodeScalars {
      if afterMark && scalar == " " {
        afterMark = false
        continue
      }
      afterMark = scalar == "." || scalar == "," || scalar == "!" || scalar == "?"
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static let emoji = [
    "👍", "😂", "🙏", "😊", "❤️", "🎉", "👀", "😅", "💰", "📈", "📉", "✅", "🚚", "☕️", "👩🏽‍💻", "🤝", "🔥", "🇬🇧", "👨‍👩‍👧", "🧾",
  ]
}
