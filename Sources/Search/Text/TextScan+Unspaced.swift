extension TextScan {
  /// Reads a stretch of text written without spaces, hands on its units by twos, and returns where it ends.
  ///
  /// In a document every unit gives one term at its own position: itself and the unit behind it, or itself alone at
  /// the end. A query for two units or more gives the terms of all but the last, which is then a phrase that stands
  /// wherever those units stand in a row. A query for one unit gives the beginning of its terms, and has to be asked
  /// for as a prefix.
  mutating func unspaced(from start: Int) -> Int {
    let run = analyzer.run
    run.begin()
    // Where the last cluster begins, in the text and in the unit.
    var cluster = (position: start, count: 0)
    var position = start
    var lastClass: UInt8 = 0
    var isSoft = false

    scan: while position < text.count, code == 0 {
      let (traits, width) = traits(at: position)
      switch traits.kind {
      case .ignorable, .diacritic, .conditionalMark:
        position += width
        continue scan
      case .unspaced, .mark: break
      case .separator:
        guard let next = resumption(from: position) else { break scan }
        complete(run, isSoft)
        isSoft = purpose != .document
        position = next
        cluster = (next, 0)
        lastClass = 0
        continue scan
      default: break scan
      }
      if traits.composesBack || (traits.leadingClass != 0 && traits.leadingClass < lastClass) {
        position = refold(run, from: cluster, &isSoft)
        cluster = (position, run.count)
        lastClass = 0
        continue scan
      }
      let before = (units: run.units, count: run.count)
      feed(traits, run, position..<position + width, &isSoft)
      if traits.unitRole == .leads, run.units == before.units, run.count == before.count {
        // A vowel written twice for another, which must not be folded again.
        cluster = (position + width, run.count)
      } else if run.units != before.units {
        cluster = (position, 0)
      } else if traits.startsCluster {
        cluster = (position, before.count)
      }
      lastClass = traits.trailingClass
      position += width
    }
    guard code == 0 else { return position }
    complete(run, isSoft)
    if code == 0 { emitLast(run, isSoft, at: position) }
    return position
  }

  // MARK: - Reading units

  /// Adds a character's folded form to the unit being read, or ends that and begins another.
  private mutating func feed(
    _ traits: CharacterTraits, _ run: UnspacedRun, _ range: Range<Int>, _ isSoft: inout Bool
  ) {
    if let scalar = traits.foldedScalar {
      feed(scalar, traits.unitRole, run, range, &isSoft)
      return
    }
    let folded = UnsafeBufferPointer(
      start: term.assumingMemoryBound(to: UInt8.self), count: append(traits, at: 0))
    var offset = 0
    while offset < folded.count {
      let (scalar, length) = folded.scalar(at: offset)
      if let scalar { feed(scalar, table.traits(of: scalar).unitRole, run, range, &isSoft) }
      offset += length
    }
  }

  @inline(__always)
  private mutating func feed(
    _ scalar: UInt32, _ role: UnitRole, _ run: UnspacedRun, _ range: Range<Int>, _ isSoft: inout Bool
  ) {
    if role == .leads, run.doublesVowel(with: scalar) {
      run.doubleVowel(end: range.upperBound)
      return
    }
    if run.count > 0, !run.takes(role) {
      complete(run, isSoft)
      isSoft = false
    }
    run.append(scalar, role, start: range.lowerBound, end: range.upperBound)
  }

  /// Folds the last cluster again as a whole, and returns where it ends: for marks out of order and those that make
  /// another letter of their base.
  private mutating func refold(
    _ run: UnspacedRun, from cluster: (position: Int, count: Int), _ isSoft: inout Bool
  ) -> Int {
    let (units, end) = fold(clusterFrom: cluster.position)
    let last = cluster.count > 0 ? table.traits(of: run.scalar(cluster.count - 1)).unitRole : .base
    run.truncate(to: cluster.count, lastRole: last)
    // Looking up a character may fold it, in the buffers that hold these.
    let scalars = Array(String(decoding: units, as: UTF16.self).unicodeScalars)
    for scalar in scalars {
      feed(scalar.value, table.traits(of: scalar.value).unitRole, run, cluster.position..<end, &isSoft)
    }
    return end
  }

  /// Where such text goes on behind what stands at a position, or nil.
  ///
  /// In a document blanks and middle dots are as if not there: these scripts put them where they like. In a query
  /// anything that is no word may be left out.
  private func resumption(from start: Int) -> Int? {
    var position = start
    while position < text.count {
      let (scalar, width) = text.scalar(at: position)
      guard let scalar else { return nil }
      let traits = table.traits(of: scalar)
      switch traits.kind {
      case .unspaced: return position
      case .ignorable: break
      case .separator where purpose != .document || Self.isBlank(scalar): break
      default: return nil
      }
      position += width
    }
    return nil
  }

  private static func isBlank(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
    // Between the parts of foreign names: ジョン・スミス, 约翰·史密斯.
    case 0xB7, 0x30FB, 0xFF65: true
    default: false
    }
  }

  // MARK: - Handing on

  /// Ends the unit being read, and hands on the one before it with it.
  ///
  /// `isSoft`: whether something stood between the two in a query; then they may stand apart or together.
  private mutating func complete(_ run: UnspacedRun, _ isSoft: Bool) {
    guard run.count > 0, code == 0 else { return }
    run.complete()
    if run.units > 1 {
      if isSoft { emit(run.previous, start: run.previousStart, end: run.previousEnd) }
      if code == 0 { emit(run.pair, start: run.previousStart, end: run.end, isColocated: isSoft) }
    }
    run.advance()
  }

  /// Hands on the last unit, where a term has not said it yet or the query asks for it by the mark at its end.
  private mutating func emitLast(_ run: UnspacedRun, _ isSoft: Bool, at position: Int) {
    guard run.units > 0 else { return }
    let isLast = purpose != .document && !isFollowed && !hasWord(from: position)
    if isLast, run.units > 1, !isSoft, text.last != Analyzer.unitMark { return }
    let unit = run.previous
    let isOpen = isLast && purpose == .prefix
    emit(
      isOpen ? UnsafeBufferPointer(rebasing: unit.dropLast()) : unit, start: run.previousStart,
      end: run.previousEnd)
  }

  /// Whether any word stands from a position on.
  func hasWord(from start: Int) -> Bool {
    var position = start
    while position < text.count {
      let (traits, width) = traits(at: position)
      switch traits.kind {
      case .separator, .ignorable, .diacritic, .conditionalMark: position += width
      default: return true
      }
    }
    return false
  }
}
