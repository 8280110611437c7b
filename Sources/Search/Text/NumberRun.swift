/// Groups of digits that stand together as a telephone number's do, and the numbers among them.
final class NumberRun {
  /// The lengths of telephone numbers: ITU-T E.164 allows 15 digits; fewer than 7 are no number that
  /// can be dialled from elsewhere, and would make every price one.
  static let digitCounts = 7...15

  /// How many last digits a number shares in all its spellings.
  ///
  /// They are what a country code, a trunk prefix and neither have behind them: 9 is all but the first
  /// digit of a British number, and all of most others in Europe.
  static let keyDigits = 9

  /// What a key begins with; a text can't hold it in a word, since it is a control character.
  static let keyMark: UInt8 = 1

  /// More groups than this are read in two goes, so that a list of numbers costs no more for its
  /// length; the second begins `digitCounts.upperBound` groups before the end of the first.
  static let maximumGroups = 64

  /// A group of digits: where it stands in the text, and among the run's digits.
  struct Group {
    var start: Int
    var end: Int
    var firstDigit: Int
    var digitEnd: Int
    /// The separator before it if that is a single `-`, `.` or `/`, else 0.
    var separator: UInt8
    var isDate = false
    var digitCount: Int { digitEnd - firstDigit }
  }

  let groups: UnsafeMutablePointer<Group>
  let digits: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  /// Whether `markDates` found any.
  private(set) var hasDate = false

  init() {
    groups = .allocate(capacity: Self.maximumGroups)
    digits = .allocate(capacity: Self.maximumGroups * Self.digitCounts.upperBound)
  }

  deinit {
    groups.deallocate()
    digits.deallocate()
  }

  func removeAll() {
    count = 0
    hasDate = false
  }

  var isFull: Bool { count == Self.maximumGroups }

  /// Where the next group's digits go; there is room for `digitCounts.upperBound` of them.
  var nextDigit: Int { count == 0 ? 0 : groups[count - 1].digitEnd }

  func append(_ group: Group) {
    groups[count] = group
    count += 1
  }

  /// Marks the dates among the groups, which are no part of any number.
  ///
  /// Three groups with the same separator that read as year, month, day or as day, month, year
  /// (or month, day) between 1900 and 2099.
  func markDates() {
    var index = 0
    while index + 2 < count {
      let second = groups[index + 1]
      if second.separator != 0, second.separator == groups[index + 2].separator,
        isDate(groups[index], second, groups[index + 2])
      {
        hasDate = true
        for part in index..<index + 3 { groups[part].isDate = true }
        index += 3
      } else {
        index += 1
      }
    }
  }

  private func isDate(_ first: Group, _ second: Group, _ third: Group) -> Bool {
    if isYear(first) { return value(second, in: 1...12) && value(third, in: 1...31) }
    return isYear(third) && value(first, in: 1...31) && value(second, in: 1...31)
      && (value(first, in: 1...12) || value(second, in: 1...12))
  }

  private func isYear(_ group: Group) -> Bool {
    group.digitCount == 4 && value(group, in: 1900...2099)
  }

  private func value(_ group: Group, in range: ClosedRange<Int>) -> Bool {
    guard group.digitCount <= 2 || range.lowerBound > 99 else { return false }
    var value = 0
    for index in group.firstDigit..<group.digitEnd { value = value * 10 + Int(digits[index] - 48) }
    return range.contains(value)
  }

  /// Gives the numbers that begin at a group: each as a range of digits, and whether it has a key.
  ///
  /// Where one number ends and the next begins can't be known ("07700 900123 2 people"), so each
  /// group may be a number's last. For each, the longest number is taken, and those of 7 and 8
  /// digits, which may follow an area code that the searcher leaves out.
  func numbers(from first: Int, take: (Range<Int>, _ last: Int, _ isWidest: Bool) -> Bool) {
    guard !groups[first].isDate else { return }
    let start = groups[first].firstDigit
    for last in first..<count {
      guard !groups[last].isDate else { return }
      let length = groups[last].digitEnd - start
      guard length <= Self.digitCounts.upperBound else { return }
      let isWidest =
        first == 0 || groups[first - 1].isDate
        || length + groups[first - 1].digitCount > Self.digitCounts.upperBound
      guard length >= Self.digitCounts.lowerBound, isWidest || length < Self.keyDigits else { continue }
      guard take(start..<start + length, last, isWidest) else { return }
    }
  }
}
