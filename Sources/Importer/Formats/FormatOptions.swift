public import Archive
internal import Foundation

/// What a person says of a foreign file that the file itself doesn't.
///
/// On record with the file, so that what waits in quarantine is read again as it was.
public struct FormatOptions: Sendable, Hashable, Codable {
  /// Whose phone or account it is, as an e-mail address or a number: an export of one's own doesn't say.
  public var owner: String?
  /// Which columns of a CSV file say what, as `from=2,to=3,start=10`.
  public var columns: String?
  /// The zone of times that are written without one, by its IANA name; nil: UTC.
  public var timeZone: String?
  /// A folder or ZIP file with the calls' recordings.
  public var recordings: String?
  /// Only items sent on this day or after, in UTC.
  public var from: CivilDate?
  /// Only items sent on this day or before, in UTC.
  public var to: CivilDate?

  public init(
    owner: String? = nil, columns: String? = nil, timeZone: String? = nil, recordings: String? = nil,
    from: CivilDate? = nil, to: CivilDate? = nil
  ) {
    (self.owner, self.columns, self.timeZone, self.recordings) = (owner, columns, timeZone, recordings)
    (self.from, self.to) = (from, to)
  }

  /// The owner as somebody who took part; nobody in particular where it isn't said.
  var ownerParty: FeedParty {
    guard let owner else { return FeedParty() }
    return owner.contains("@") ? FeedParty(email: owner) : FeedParty(number: owner)
  }

  /// The owner in one spelling, as far as that needs no region: what an item's id is made with.
  var normalizedOwner: String? {
    owner.map { $0.contains("@") ? $0.lowercased() : $0.filter { $0.isNumber || $0 == "+" } }
  }

  /// Whether an item was sent on a day that is asked for.
  func includes(_ item: CarrierItem) -> Bool {
    let day = CivilTime(ZonedMoment(item.sent.moment)).date
    return (from.map { day >= $0 } ?? true) && (to.map { day <= $0 } ?? true)
  }

  /// The options given, by name.
  var given: Set<FormatOption> {
    var given: Set<FormatOption> = []
    if owner != nil { given.insert(.owner) }
    if columns != nil { given.insert(.columns) }
    if timeZone != nil { given.insert(.timeZone) }
    if recordings != nil { given.insert(.recordings) }
    if from != nil || to != nil { given.insert(.days) }
    return given
  }

  /// As kept on record: the same options are the same text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  init(text: String) throws {
    do { self = try JSONDecoder().decode(FormatOptions.self, from: Data(text.utf8)) } catch {
      throw StorageError("the options on record of an imported file can't be read: \(error)")
    }
  }
}

/// An option that only some formats have a use for.
enum FormatOption: String, Sendable, CaseIterable {
  case owner = "--owner"
  case columns = "--columns"
  case timeZone = "--time-zone"
  case recordings = "--recordings"
  case days = "--from and --to"
}
