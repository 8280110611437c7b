/// The last two units of a stretch of text that is written without spaces.
///
/// A unit is what a reader takes for one character: a Han character, a kana, or a consonant of a South-East Asian
/// script with everything written around it (vowels before, above, below and behind it, tone marks, consonants
/// stacked under it). No word of these scripts begins or ends inside one. Every unit becomes a term together with
/// the unit behind it, so that a text of any units in a row can be found without knowing where its words end; see
/// docs/adr/0010-recall-in-every-script.md.
final class UnspacedRun {
  /// More than any script writes on one consonant (a Khmer one with two others below it has 9); what is longer is a
  /// prank, and is cut.
  static let maximumScalars = 24

  /// The characters of the unit that is being read.
  private let scalars: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  private(set) var lastRole = UnitRole.base
  private(set) var start = 0
  private(set) var end = 0

  /// The unit before it and, once that is complete, the unit itself, in UTF-8 with the mark between.
  private let bytes: UnsafeMutablePointer<UInt8>
  private var previousLength = 0
  private var length = 0
  private(set) var previousStart = 0
  private(set) var previousEnd = 0
  /// How many units are complete.
  private(set) var units = 0

  init() {
    scalars = .allocate(capacity: Self.maximumScalars)
    bytes = .allocate(capacity: 2 * 4 * Self.maximumScalars + 1)
  }

  deinit {
    scalars.deallocate()
    bytes.deallocate()
  }

  func begin() {
    count = 0
    units = 0
    previousLength = 0
  }

  /// Whether a character that does this goes on with the unit being read.
  func takes(_ role: UnitRole) -> Bool {
    guard count > 0, count < Self.maximumScalars else { return false }
    return switch role {
    case .extends, .stacks: true
    case .base: lastRole == .leads || lastRole == .stacks
    case .leads: false
    }
  }

  func append(_ scalar: UInt32, _ role: UnitRole, start: Int, end: Int) {
    if count == 0 { self.start = start }
    self.end = end
    // A sign typed twice lies on itself and can't be seen; a vowel is drawn out for emphasis.
    if role == .extends, count > 0, scalars[count - 1] == scalar { return }
    scalars[count] = scalar
    count += 1
    lastRole = role
  }

  /// Takes back the characters behind the first ones; `lastRole` is what the last of those does.
  func truncate(to length: Int, lastRole: UnitRole) {
    count = min(count, length)
    self.lastRole = lastRole
  }

  func scalar(_ index: Int) -> UInt32 { scalars[index] }

  /// Whether the unit is only the vowel เ (or the Lao one), of which two are written for แ.
  func doublesVowel(with scalar: UInt32) -> Bool {
    count == 1 && scalars[0] == scalar && SoutheastAsianSpelling.isDoubled(scalar)
  }

  func doubleVowel(end: Int) {
    scalars[0] += 1
    self.end = end
  }

  /// Ends the unit that is being read, and spells it as it is kept.
  func complete() {
    count = SoutheastAsianSpelling.unify(UnsafeMutableBufferPointer(start: scalars, count: count))
    let target = bytes + (units > 0 ? previousLength + 1 : 0)
    length = 0
    for index in 0..<count { length += Self.encode(scalars[index], to: target + length) }
    if units > 0 { bytes[previousLength] = Analyzer.unitMark }
    count = 0
    units += 1
  }

  /// The unit before, the mark, and the unit completed last.
  var pair: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: previousLength + 1 + length) }

  /// The unit before with the mark: what stands at the end of a stretch.
  var previous: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: previousLength + 1) }

  /// Makes the unit completed last the one before.
  func advance() {
    if units > 1 { bytes.update(from: bytes + previousLength + 1, count: length) }
    previousLength = length
    bytes[previousLength] = Analyzer.unitMark
    (previousStart, previousEnd) = (start, end)
  }

  private static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    func continuation(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | (scalar >> shift & 0x3F)) }
    switch scalar {
    case ..<0x80:
      target[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    case ..<0x800:
      target[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      target[1] = continuation(0)
      return 2
    case ..<0x10000:
      target[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      target[1] = continuation(6)
      target[2] = continuation(0)
      return 3
    default:
      target[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
      target[1] = continuation(12)
      target[2] = continuation(6)
      target[3] = continuation(0)
      return 4
    }
  }
}
