internal import CICU

extension TextScan {
  /// Reads a word of a script with spaces, which begins with a letter, digit or mark, and returns
  /// where it ends.
  ///
  /// A word is of one script, so that the ordinary word glued to a foreign one is found.
  mutating func word(from start: Int) -> Int {
    var length = 0
    var position = start
    var end = start
    var script: UInt8?
    var hasDigit = false
    var lastClass: UInt8 = 0
    // Where the last cluster begins, in the text and in the term.
    var clusterStart = start
    var clusterLength = 0

    scan: while position < text.count {
      let (traits, width) = traits(at: position)
      switch traits.kind {
      case .ignorable:
        position += width
        continue scan
      case .diacritic:
        position += width
        end = position
        continue scan
      case .conditionalMark where dropsConditionalMarks(script):
        position += width
        end = position
        continue scan
      case .letter where traits.script > UInt8(CICU_SCRIPT_INHERITED):
        if let script { guard script == traits.script else { break scan } }
        if hasDigit, !traits.joinsDigits { break scan }
        script = traits.script
      case .digit:
        if let script, !CharacterTraits(script: script).joinsDigits { break scan }
        hasDigit = true
      case .letter, .mark, .conditionalMark: break
      default: break scan
      }
      if traits.kind == .conditionalMark || traits.composesBack
        || (traits.leadingClass != 0 && traits.leadingClass < lastClass)
      {
        let (cluster, clusterEnd) = fold(clusterFrom: clusterStart)
        guard let written = append(cluster, at: clusterLength) else {
          length = clusterLength
          position = clusterStart
          break scan
        }
        length = clusterLength + written
        position = clusterEnd
        end = clusterEnd
        clusterStart = clusterEnd
        clusterLength = length
        lastClass = 0
        continue scan
      }
      if length + Int(traits.foldLength) > Analyzer.maximumTermBytes { break scan }
      if traits.startsCluster {
        clusterStart = position
        clusterLength = length
      }
      length += append(traits, at: length)
      lastClass = traits.trailingClass
      position += width
      end = position
    }
    if length > 0 { emitTerm(length: length, start: start, end: min(end, position)) }
    return position
  }

  /// Latin and Greek have no letter that a conditional mark makes, nor have digits.
  private func dropsConditionalMarks(_ script: UInt8?) -> Bool {
    guard let script else { return true }
    return script == UInt8(CICU_SCRIPT_LATIN) || script == UInt8(CICU_SCRIPT_GREEK)
  }

  /// Writes folded units into the term and returns how many bytes they are, or nil if they don't fit.
  ///
  /// At the term's start they always do, so that every word has something in it: a cluster is at
  /// most 18 code points for its base and 2 for each mark, which is 320 bytes.
  private func append(_ units: ArraySlice<UInt16>, at offset: Int) -> Int? {
    var length = offset
    _ = transcode(units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false) { byte in
      if length < Analyzer.maximumTermBytes {
        term.storeBytes(of: byte, toByteOffset: length, as: UInt8.self)
        length += 1
      } else if offset > 0 {
        length = Analyzer.maximumTermBytes + 1
      }
    }
    return length <= Analyzer.maximumTermBytes ? length - offset : nil
  }

  /// Folds the base and marks that begin at a position, together, and says where they end.
  ///
  /// For what can't be folded a character at a time: marks out of order, and those that make another
  /// letter of their base. Takes at least one character.
  func fold(clusterFrom start: Int) -> (ArraySlice<UInt16>, end: Int) {
    var end = start
    var count = 0
    // Looked up before anything is folded: learning a character folds it in the same buffers.
    while end < text.count, count < Folding.maximumClusterLength {
      let (traits, width) = traits(at: end)
      if count > 0, !continuesCluster(traits) { break }
      end += width
      count += 1
    }
    table.folding.beginCluster()
    var position = start
    while position < end {
      let (scalar, width) = text.scalar(at: position)
      if let character = scalar.flatMap(Unicode.Scalar.init) { table.folding.add(character) }
      position += width
    }
    return (table.folding.foldCluster(), end)
  }

  private func continuesCluster(_ traits: CharacterTraits) -> Bool {
    switch traits.kind {
    case .ignorable, .diacritic, .conditionalMark: true
    case .mark, .letter, .digit, .unspaced: !traits.startsCluster
    default: false
    }
  }
}
