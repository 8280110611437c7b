internal import CPhoneNumber
internal import Synchronization

/// Reads numbers in every written form, as people of one region write them.
///
/// Built on libphonenumber, whose first call costs 5 ms and each further one several microseconds, so what
/// was read is remembered. One instance may serve any number of threads.
///
/// What makes a written form a line's number (E.164), in this order:
/// 1. after `+` or the region's international prefix: a length its country has;
/// 2. after the region's own country code or trunk prefix (`07700 900123`): the same. A range that the metadata
///    doesn't list must do, or Ofcom's numbers for drama and every range opened since the library was
///    packaged would map to nobody;
/// 3. up to six bare digits: a short code, unless a subscriber's line is listed under just these;
/// 4. other bare digits: a number listed in the region, or one as long as the region's mobiles;
/// 5. eleven to fifteen bare digits that are a listed number once `+` is put before them, which is how
///    networks write each other's numbers (MSISDN).
public final class PhoneNumbers: Sendable {
  /// A number, and the form of it that people read (`+44 7700 900123`; the text itself where it isn't E.164).
  public struct Reading: Hashable, Sendable {
    public let number: NormalizedNumber
    public let display: String
  }

  /// Fifteen digits, each with a separator, fit even in scripts that take four bytes a character.
  ///
  /// The library's matching is worse than linear, so nothing longer is shown to it.
  static let longestText = 128

  /// Enough for the people of a large company and whom they text; about 15 MB when full.
  ///
  /// It is emptied then, so that a feed of invented numbers costs time and not memory.
  static let remembered = 65_536

  /// The longest service number in common use (UK and US short codes have up to six digits).
  static let longestShortCode = 6

  /// How many digits a number in international form has that is worth a look without its `+`.
  ///
  /// Fewer are too likely to be an account or a reference, more are none (E.164).
  static let networkDigits = 11...15

  /// ISO 3166-1 alpha-2, upper case.
  public let region: String
  private let memory = Mutex<[String: Reading]>([:])

  /// Nil where the region is unknown; ``isKnownRegion(_:)`` lets a setting be checked beforehand.
  public init?(region: String) {
    guard Self.isKnownRegion(region) else { return nil }
    self.region = region
  }

  /// Whether this is a region whose numbers can be read: two upper-case letters, as `GB`.
  public static func isKnownRegion(_ region: String) -> Bool {
    region.utf8.count == 2 && holdfast_phone_region_known(region)
  }

  /// What this number is; what can't be read comes back as it was written.
  public func normalize(_ written: String) -> NormalizedNumber { read(written).number }

  /// What this number is, and how to show it.
  public func read(_ written: String) -> Reading {
    guard Self.isMemorable(written) else { return readAnew(written) }
    if let known = memory.withLock({ $0[written] }) { return known }
    let reading = readAnew(written)
    memory.withLock {
      if $0.count >= Self.remembered { $0.removeAll(keepingCapacity: true) }
      $0[written] = reading
    }
    return reading
  }

  /// Whether to remember what a text is read as: only ASCII.
  ///
  /// Beyond it Swift takes differently spelt strings for equal (`é` as one scalar or two), and what came
  /// back would depend on which was seen first.
  private static func isMemorable(_ written: String) -> Bool {
    written.utf8.count <= longestText && written.utf8.allSatisfy { $0 < 0x80 }
  }

  private func readAnew(_ written: String) -> Reading {
    guard let form = WrittenNumber(written) else {
      return Reading(number: .unreadable(written), display: written)
    }
    let parsed = parse(form.text)
    if form.hasLetters, !(parsed?.has_extension == true && form.lettersFollowNumber) {
      return Reading(number: .alphanumeric(form.text), display: form.text)
    }
    if let parsed, isLine(parsed, form) { return line(parsed) }
    if !form.isInternational, let code = form.bareDigits, code.utf8.count <= Self.longestShortCode {
      return Reading(number: .shortCode(code), display: code)
    }
    if !form.isInternational, let digits = form.bareDigits, Self.networkDigits.contains(digits.utf8.count),
      !form.startsWithZero, isListed("+" + digits), let abroad = parse("+" + digits)
    {
      return line(abroad)
    }
    return Reading(number: .unreadable(form.text), display: form.text)
  }

  private func isLine(_ parsed: holdfast_phone_number, _ form: WrittenNumber) -> Bool {
    guard parsed.source == Int32(HOLDFAST_PHONE_REGION.rawValue) else { return parsed.possible }
    if form.digitCount <= Self.longestShortCode { return isListed(form.text, asSubscriber: true) }
    return parsed.possible_mobile || (parsed.possible && form.startsWithZero) || isListed(form.text)
  }

  private func isListed(_ text: String, asSubscriber: Bool = false) -> Bool {
    let listing = withBytes(of: text) { holdfast_phone_listing_of($0.baseAddress, $0.count, region) }
    return listing >= Int32((asSubscriber ? HOLDFAST_PHONE_SUBSCRIBER : HOLDFAST_PHONE_SERVICE).rawValue)
  }

  private func parse(_ text: String) -> holdfast_phone_number? {
    var result = holdfast_phone_number()
    let found = withBytes(of: text) { holdfast_phone_parse($0.baseAddress, $0.count, region, &result) }
    return found ? result : nil
  }

  private func withBytes<R>(of text: String, _ body: (UnsafeBufferPointer<CChar>) -> R) -> R {
    var copy = text
    return copy.withUTF8 { $0.withMemoryRebound(to: CChar.self, body) }
  }

  private func line(_ parsed: holdfast_phone_number) -> Reading {
    Reading(number: .e164(Self.text(of: parsed.e164)), display: Self.text(of: parsed.spaced))
  }

  private static func text<Room>(of room: Room) -> String {
    withUnsafeBytes(of: room) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
