internal import Archive

/// One line of a feed, what it must come to, and the file it speaks of.
struct FeedLine {
  let bytes: [UInt8]
  let counts: FeedExpectation.Counts
  let file: SampleFile?
}

/// Decides, line by line, who says what to whom, and what goes wrong.
struct FeedScript {
  let people: FeedPeople
  let clean: Bool
  private var serial = 0
  /// Some of yesterday's good lines and of today's, for redelivery.
  private var yesterday: [FeedLine] = []
  private var today: [FeedLine] = []
  private let phrases = Phrasebook()

  /// Lines a day kept for redelivery: memory must not grow with a day.
  private static let kept = 256

  /// Shares of all lines.
  private enum Share {
    static let calls = 0.03
    static let transcribed = 0.6
    static let contactCards = 0.005
    static let betweenEmployees = 0.2
    static let groups = 0.02
    static let fromServices = 0.04
    static let inbound = 0.45
    static let abroad = 0.05
    // Only in feeds that aren't clean:
    static let redelivered = 0.005
    static let unknownPeople = 0.005
    static let broken = 0.002
  }

  init(people: FeedPeople, clean: Bool) { (self.people, self.clean) = (people, clean) }

  mutating func endDay() { (yesterday, today) = (today, []) }

  /// The next line, where `place` is how far the day's lines have got, from 0 up to 1.
  mutating func line(day: CivilDate, place: Double, _ random: inout SeededRandom) throws -> FeedLine {
    serial += 1
    let roll = clean ? 1 : random.unit()
    if roll < Share.redelivered, !yesterday.isEmpty {
      let old = random.pick(yesterday)
      let counts = Self.counts(copies: old.counts.available, \.duplicate)
      return FeedLine(bytes: old.bytes, counts: counts, file: old.file)
    }
    if roll > Share.redelivered, roll < Share.redelivered + Share.broken {
      return FeedLine(bytes: broken(day, &random), counts: Self.counts(copies: 1, \.quarantined), file: nil)
    }
    let unknown = roll > 1 - Share.unknownPeople && !clean
    let (item, copies, file) = item(day: day, place: place, unknown: unknown, &random)
    let outcome: WritableKeyPath<FeedExpectation.Counts, Int> = unknown ? \.quarantined : \.imported
    let line = FeedLine(
      bytes: try FeedJSON.line(item), counts: Self.counts(copies: copies, outcome), file: file)
    if !unknown { keep(line, &random) }
    return line
  }

  private static func counts(
    copies: Int, _ outcome: WritableKeyPath<FeedExpectation.Counts, Int>
  ) -> FeedExpectation.Counts {
    var counts = FeedExpectation.Counts(offered: 1, available: copies)
    counts[keyPath: outcome] = copies
    return counts
  }

  private mutating func keep(_ line: FeedLine, _ random: inout SeededRandom) {
    if today.count < Self.kept {
      today.append(line)
    } else if random.chance(0.01) {
      today[random.below(Self.kept)] = line
    }
  }

  /// Who takes part: the sender, the receivers, and how many are employees.
  private func parties(
    unknown: Bool, _ random: inout SeededRandom
  ) -> (from: FeedItem.Party, to: [FeedItem.Party], copies: Int, isInbound: Bool) {
    let outsider = FeedPeople.outsider(&random)
    // Numbers are drawn anew until they differ: nobody texts themselves.
    var other = FeedPeople.outsider(&random)
    while other.number == outsider.number { other = FeedPeople.outsider(&random) }
    if unknown { return (outsider, [other], 1, random.chance(Share.inbound)) }

    var chosen = [random.below(people.employees.count)]
    func another() -> Int { random.below(people.employees.count) }
    if random.chance(Share.betweenEmployees) {
      while chosen.count < 2 {
        let next = another()
        if !chosen.contains(next) { chosen.append(next) }
      }
      let pair = chosen.map { people.party($0, clean: clean, &random) }
      return (pair[0], [pair[1]], 2, false)
    }
    if !clean, random.chance(Share.groups) {
      for _ in 0..<3 {
        let next = another()
        if !chosen.contains(next) { chosen.append(next) }
      }
    }
    let staff = chosen.map { people.party($0, clean: clean, &random) }
    if random.chance(Share.inbound) {
      let from = random.chance(Share.fromServices / Share.inbound) ? FeedPeople.service(&random) : outsider
      return (from, staff, staff.count, true)
    }
    return (staff[0], [outsider] + staff.dropFirst(), staff.count, false)
  }

  private func item(
    day: CivilDate, place: Double, unknown: Bool, _ random: inout SeededRandom
  ) -> (FeedItem, copies: Int, SampleFile?) {
    let (from, to, copies, isInbound) = parties(unknown: unknown, &random)
    let text = phrases.text(&random)
    let content: FeedItem.Content
    var file: SampleFile?
    if random.chance(Share.calls) {
      let sound = SampleFile.recording(seconds: 1 + random.below(4), serial: serial)
      file = sound
      content = .call(
        seconds: 1 + random.below(1800), answered: random.chance(0.9), recording: Self.description(sound),
        transcript: random.chance(Share.transcribed) ? text : nil)
    } else {
      if random.chance(Share.contactCards) { file = .contact(serial: serial) }
      content = .sms(body: text, attachments: file.map { [Self.description($0)] } ?? [])
    }
    let at = Self.moment(day: day, place: place, offsetMinutes: random.chance(Share.abroad) ? 420 : 0)
    let item = FeedItem(
      id: identifier(day), isInbound: isInbound, at: at, from: from, to: to, content: content)
    return (item, copies, file)
  }

  private func identifier(_ day: CivilDate) -> String {
    let compact = day.description.split(separator: "-").joined()
    let digits = String(serial)
    return "o2-\(compact)-\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits)"
  }

  private static func description(_ file: SampleFile) -> FeedItem.File {
    let content = file.bytes
    return FeedItem.File(
      name: file.name, mediaType: file.mediaType, bytes: content.count, sha256: Digest(of: content).hex)
  }

  /// The second that a place in the day's lines falls on: eight in ten between seven and twenty o'clock UTC.
  private static func moment(day: CivilDate, place: Double, offsetMinutes: Int) -> String {
    let hour =
      place < 0.1 ? place * 70 : place < 0.9 ? 7 + (place - 0.1) * 16.25 : 20 + (place - 0.9) * 40
    let second = min(Int64(hour * 3600), 86_399)
    return RFC3339.format(
      ZonedMoment(day.startUTC.adding(microseconds: second * Moment.perSecond), offsetMinutes: offsetMinutes))
  }

  /// A line that isn't an item, in one of the ways seen in the wild.
  private func broken(_ day: CivilDate, _ random: inout SeededRandom) -> [UInt8] {
    let start = Array(#"{"id":"\#(identifier(day))","type":"sms","sent":"#.utf8)
    switch random.below(3) {
    case 0: return start
    case 1: return start + [0xFF, 0xFE] + Array("\"}".utf8)
    default: return Array(#"["\#(identifier(day))","sms"]"#.utf8)
    }
  }
}
