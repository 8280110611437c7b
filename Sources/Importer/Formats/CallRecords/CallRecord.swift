internal import Archive

/// One call of a switch's records.
struct CallRecord {
  let fields: [String]
  let columns: CallColumns
  let time: LocalTime

  private func field(_ meaning: CallColumns.Meaning) -> String? {
    guard let place = columns.places[meaning], place <= fields.count else { return nil }
    let text = fields[place - 1].trimmingBlanks
    return text.isEmpty ? nil : text
  }

  /// The switch's own id of the call.
  var switchID: String? { field(.id) }
  var isAnswered: Bool? { field(.result).flatMap(Self.answered) }

  /// Made from all of its fields: a switch gives several records of one call the same id.
  var contentID: ContentID {
    var id = ContentID(format: "cdr")
    for field in fields { id.add(field) }
    return id
  }

  /// `owner` is no part of it: the records say who called whom.
  func item() -> ReadRecord {
    do throws(ItemProblem) {
      guard let start = field(.start) else { throw ItemProblem(.missing, "the column of the start is empty") }
      guard let sent = time.read(start) else {
        throw ItemProblem(.date, "'\(Self.shown(start))' is not a time as 2024-01-02 08:15:03 or seconds since 1970")
      }
      guard let to = field(.to) else { throw ItemProblem(.missing, "the column of who was called is empty") }
      var seconds: Int64?
      if let written = field(.duration) {
        guard let read = Int64(written), read >= 0 else {
          throw ItemProblem(.duration, "'\(Self.shown(written))' is not whole seconds")
        }
        seconds = read
      }
      return .success(
        CarrierItem(
          partnerID: "", kind: .call, direction: try direction(), sent: sent, durationSeconds: seconds,
          answered: isAnswered, from: caller, to: [FeedParty(number: to)]))
    } catch {
      return .failure(error)
    }
  }

  private var caller: FeedParty {
    var name = field(.fromName)
    // Asterisk's clid: "name" <number>.
    if let clid = name?.wholeMatch(of: /"?(.*?)"? *<([^<>]*)>/) { name = String(clid.1) }
    let number = field(.from)
    return FeedParty(number: number, name: name?.isEmpty == true || name == number ? nil : name)
  }

  private func direction() throws(ItemProblem) -> Direction {
    guard let written = field(.direction) else { return .outbound }
    switch written.lowercased() {
    case "inbound", "in", "incoming": return .inbound
    case "outbound", "out", "outgoing": return .outbound
    default: throw ItemProblem(.direction, "'\(Self.shown(written))' is neither inbound nor outbound")
    }
  }

  /// Nil where the word is none we know: then nothing is said of it.
  private static func answered(_ word: String) -> Bool? {
    switch word.lowercased() {
    case "answered", "answer", "yes", "true", "1": true
    case "no answer", "noanswer", "busy", "failed", "congestion", "cancel", "noroute", "no", "false", "0": false
    default: nil
    }
  }

  private static func shown(_ value: String) -> String { HeaderText.clean(String(value.prefix(40))) }
}
