extension TextScan {
  /// Reads groups of digits as a telephone number is written and hands them on, each followed by the
  /// numbers that begin with it.
  ///
  /// Returns where they end; nil if what begins here is a word with letters in it, or longer than any
  /// number, and was not read.
  mutating func numberRun(from start: Int) -> Int? {
    readNumberRun(at: start)
    guard numbers.count > 0 else { return nil }
    let emitted = numbers.isFull ? numbers.count - NumberRun.digitCounts.upperBound : numbers.count
    for index in 0..<emitted {
      emit(digits: numbers.groups[index].firstDigit..<numbers.groups[index].digitEnd, from: index, to: index)
      guard code == 0 else { break }
      if purpose == .document { emitNumbers(from: index) }
    }
    return numbers.groups[emitted - 1].end
  }

  private mutating func emitNumbers(from first: Int) {
    numbers.numbers(from: first) { digits, last, isWidest in
      if last > first { emit(digits: digits, from: first, to: last, isColocated: true) }
      if code == 0, isWidest, digits.count >= NumberRun.keyDigits {
        emitKey(of: digits, from: first, to: last)
      }
      return code == 0
    }
  }

  private mutating func emit(digits: Range<Int>, from first: Int, to last: Int, isColocated: Bool = false) {
    let bytes = UnsafeBufferPointer(start: numbers.digits + digits.lowerBound, count: digits.count)
    let groups = numbers.groups
    emit(bytes, start: groups[first].start, end: groups[last].end, isColocated: isColocated)
  }

  private mutating func emitKey(of digits: Range<Int>, from first: Int, to last: Int) {
    term.storeBytes(of: NumberRun.keyMark, as: UInt8.self)
    (term + 1).copyMemory(
      from: numbers.digits + digits.upperBound - NumberRun.keyDigits, byteCount: NumberRun.keyDigits)
    emitTerm(
      length: NumberRun.keyDigits + 1, start: numbers.groups[first].start, end: numbers.groups[last].end,
      isColocated: true)
  }

  /// Reads as many groups as belong together into `numbers`: none if a word with letters begins here.
  func readNumberRun(at start: Int) {
    numbers.removeAll()
    var position = start
    var separator: UInt8 = 0
    while !numbers.isFull, var group = numberGroup(at: position) {
      group.separator = separator
      numbers.append(group)
      guard let next = skipNumberSeparator(from: group.end, &separator) else { break }
      position = next
    }
    numbers.markDates()
  }

  /// Reads digits up to what can't belong to the same word; nil if there are too many, or letters.
  private func numberGroup(at start: Int) -> NumberRun.Group? {
    let firstDigit = numbers.nextDigit
    let limit = firstDigit + NumberRun.digitCounts.upperBound
    var digit = firstDigit
    var position = start
    var end = start
    scan: while position < text.count {
      let (traits, width) = traits(at: position)
      switch traits.kind {
      case .digit:
        guard digit < limit else { return nil }
        numbers.digits[digit] = UInt8(truncatingIfNeeded: traits.fold)
        digit += 1
        end = position + width
      case .ignorable: break
      case .diacritic, .conditionalMark: end = position + width
      case .mark: return nil
      case .letter:
        guard traits.joinsDigits else { break scan }
        return nil
      default: break scan
      }
      position += width
    }
    guard digit > firstDigit else { return nil }
    return NumberRun.Group(start: start, end: end, firstDigit: firstDigit, digitEnd: digit, separator: 0)
  }

  /// Where the next group begins: behind one separator and any brackets, at most three characters.
  private func skipNumberSeparator(from start: Int, _ separator: inout UInt8) -> Int? {
    var position = start
    var length = 0
    var separators = 0
    separator = 0
    while position < text.count, length < 4 {
      let (scalar, width) = text.scalar(at: position)
      guard let scalar else { return nil }
      let traits = table.traits(of: scalar)
      if traits.kind == .digit { return length > 0 ? position : nil }
      if traits.kind != .ignorable {
        guard let part = NumberPunctuation(scalar) else { return nil }
        if part != .bracket { separators += 1 }
        guard separators <= 1 else { return nil }
        length += 1
        separator = length == 1 && part == .dateSeparator ? UInt8(truncatingIfNeeded: scalar) : 0
      }
      position += width
    }
    return nil
  }

  /// The first digit behind a plus sign, brackets and spaces; nil if there is none or more stands there.
  func skipNumberAffixes(from start: Int) -> Int? {
    var position = start
    while position < text.count {
      let (scalar, width) = text.scalar(at: position)
      guard let scalar else { return nil }
      let traits = table.traits(of: scalar)
      if traits.kind == .digit { return position }
      guard isNumberAffix(scalar, traits) else { return nil }
      position += width
    }
    return nil
  }

  /// Whether nothing but brackets and spaces stands from a position on.
  func onlyNumberAffixes(from start: Int) -> Bool {
    var position = start
    while position < text.count {
      let (scalar, width) = text.scalar(at: position)
      guard let scalar, isNumberAffix(scalar, table.traits(of: scalar)) else { return false }
      position += width
    }
    return true
  }

  private func isNumberAffix(_ scalar: UInt32, _ traits: CharacterTraits) -> Bool {
    if traits.kind == .ignorable || scalar == 0x2B || scalar == 0xFF0B { return true }
    return switch NumberPunctuation(scalar) {
    case .bracket, .space: true
    case .dateSeparator, .dash, nil: false
    }
  }
}

/// What may stand between the digits of one telephone number.
private enum NumberPunctuation {
  case space
  /// A separator that dates have too.
  case dateSeparator
  case dash
  case bracket

  init?(_ scalar: UInt32) {
    switch scalar {
    case 0x20, 0xA0, 0x2007, 0x2009, 0x202F, 0x3000: self = .space
    case 0x2D, 0x2E, 0x2F: self = .dateSeparator
    // Hyphens, dashes, the minus sign, and the full-width forms.
    case 0x2010...0x2013, 0x2212, 0xFF0D, 0xFF0E, 0xFF0F: self = .dash
    case 0x28, 0x29, 0xFF08, 0xFF09: self = .bracket
    default: return nil
    }
  }
}
