internal import CICU

/// What each code point does in a text, worked out through libicu when first met and then kept.
///
/// Building it whole would cost more than a short command's run: 300,000 code points are assigned,
/// and a company's texts use a few hundred.
final class CharacterTable {
  let folding = Folding()

  private typealias Block = UnsafeMutablePointer<CharacterTraits>

  private static let blockBits: UInt32 = 8
  private static let blockLength = 1 << Int(blockBits)
  private static let blockCount = 0x110000 >> Int(blockBits)

  private let blocks: UnsafeMutablePointer<Block?>
  /// Folded forms over 8 bytes; there are a few dozen in all of Unicode.
  private var longFolds: [UnsafeMutablePointer<UInt8>] = []

  init() {
    blocks = .allocate(capacity: Self.blockCount)
    blocks.initialize(repeating: nil, count: Self.blockCount)
  }

  deinit {
    for index in 0..<Self.blockCount { blocks[index]?.deallocate() }
    blocks.deallocate()
    for fold in longFolds { fold.deallocate() }
  }

  /// The traits of a code point up to U+10FFFF.
  @inline(__always)
  func traits(of scalar: UInt32) -> CharacterTraits {
    if let block = blocks[Int(scalar >> Self.blockBits)] {
      let known = block[Int(scalar) & (Self.blockLength - 1)]
      if known.kind != .unknown { return known }
    }
    return learn(scalar)
  }

  @inline(never)
  private func learn(_ scalar: UInt32) -> CharacterTraits {
    let index = Int(scalar >> Self.blockBits)
    let block: Block
    if let known = blocks[index] {
      block = known
    } else {
      block = .allocate(capacity: Self.blockLength)
      block.initialize(repeating: CharacterTraits(), count: Self.blockLength)
      blocks[index] = block
    }
    let traits = describe(scalar)
    // What libicu failed at is asked again; the analysis under way reports the failure.
    if !folding.hasFailed { block[Int(scalar) & (Self.blockLength - 1)] = traits }
    return traits
  }

  private func describe(_ scalar: UInt32) -> CharacterTraits {
    let character = cicu_describe(scalar)
    var traits = CharacterTraits(
      script: character.script, leadingClass: character.leading_class,
      trailingClass: character.trailing_class, composesBack: character.composes_back,
      unitRole: character.stacks ? .stacks : character.leads ? .leads : character.extends ? .extends : .base)
    let role = Diacritics.role(of: scalar)
    if character.default_ignorable {
      traits.kind = .ignorable
    } else if character.emoji_modifier {
      // Dropped, so that a search for a hand finds it in every colour.
      traits.kind = .separator
    } else if role == .diacritic {
      traits.kind = .diacritic
    } else if role == .conditional {
      traits.kind = .conditionalMark
    } else if character.regional_indicator {
      traits.kind = .regionalIndicator
      store([scalar], in: &traits)
    } else {
      describeFolded(scalar, character, &traits)
    }
    return traits
  }

  private func describeFolded(
    _ scalar: UInt32, _ character: cicu_character, _ traits: inout CharacterTraits
  ) {
    let own = CharacterClass(scalar, character)
    folding.beginCluster()
    if let valid = Unicode.Scalar(scalar) { folding.add(valid) }
    let folded = String(decoding: folding.foldCluster(), as: UTF16.self).unicodeScalars.map(\.value)
    let words = folded.filter { CharacterClass($0, cicu_describe($0)).isWord }
    guard own.isWord else {
      // ™ and ℠ stand behind a name without being part of it.
      let isMark = scalar == 0x2122 || scalar == 0x2120
      if let only = folded.first, folded.count == 1, isEmoji(only) {
        traits.kind = .emoji
        store(folded, in: &traits)
      } else if folded != [scalar], words.count == folded.count, !words.isEmpty, !isMark {
        // ㍿ is read with the characters around it, as 株式会社 would be.
        let isUnspaced = words.allSatisfy { CharacterClass($0, cicu_describe($0)).kind == .unspaced }
        traits.kind = isUnspaced ? .unspaced : .symbol
        store(folded, in: &traits)
      } else {
        traits.kind = .separator
      }
      return
    }
    guard let first = words.first else {
      traits.kind = .separator
      return
    }
    let described = cicu_describe(first)
    traits.kind = CharacterClass(first, described).kind
    traits.script = described.script
    store(words, in: &traits)
  }

  /// Pictographs, except © and ®, which are punctuation in texts.
  private func isEmoji(_ scalar: UInt32) -> Bool {
    scalar >= 0x2000 && cicu_describe(scalar).extended_pictographic
  }

  private func store(_ scalars: [UInt32], in traits: inout CharacterTraits) {
    let bytes = Array(String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init))).utf8)
    traits.foldLength = UInt8(bytes.count)
    guard bytes.count > 8 else {
      for byte in bytes.reversed() { traits.fold = traits.fold << 8 | UInt64(byte) }
      return
    }
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    copy.initialize(from: bytes, count: bytes.count)
    longFolds.append(copy)
    traits.fold = UInt64(UInt(bitPattern: copy))
  }
}

/// A code point's part in words by its general category alone, before any folding.
private struct CharacterClass {
  let kind: CharacterKind

  var isWord: Bool { kind != .separator }

  init(_ scalar: UInt32, _ character: cicu_character) {
    // U+02B9 to U+02BF are apostrophes by another name (Ukrainian, Uzbek, Hawaiian), which are typed
    // as ' or ’ as often: all of them separate.
    if (0x2B9...0x2BF).contains(scalar) {
      kind = .separator
      return
    }
    switch Int(character.category) {
    case CICU_CATEGORY_DECIMAL:
      kind = .digit
    case CICU_CATEGORY_FIRST_LETTER...CICU_CATEGORY_LAST_LETTER, CICU_CATEGORY_LETTER_NUMBER:
      kind = character.unspaced ? .unspaced : .letter
    case CICU_CATEGORY_NONSPACING_MARK, CICU_CATEGORY_ENCLOSING_MARK, CICU_CATEGORY_SPACING_MARK:
      // Beyond the basic plane, marks of no script are parts of musical notes.
      let isMusical = scalar > 0xFFFF && Int(character.script) <= CICU_SCRIPT_INHERITED
      kind = character.unspaced ? .unspaced : isMusical ? .separator : .mark
    case CICU_CATEGORY_OTHER_NUMBER:
      kind = .separator
    case CICU_CATEGORY_PRIVATE_USE:
      kind = .letter
    case CICU_CATEGORY_UNASSIGNED where !Self.isNoncharacter(scalar) && !character.extended_pictographic:
      // Newer than this ICU, so most likely a letter; planes 2 and 3 are kept for ideographs.
      kind = (0x20000...0x3FFFF).contains(scalar) ? .unspaced : .letter
    default:
      kind = .separator
    }
  }

  private static func isNoncharacter(_ scalar: UInt32) -> Bool {
    scalar & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar)
  }
}
