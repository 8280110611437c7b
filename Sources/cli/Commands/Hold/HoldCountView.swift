internal import Hold

/// What a hold covers, or would, as the command shows it.
struct HoldCountView: Encodable {
  /// Mailboxes that it is, or would be, on.
  var mailboxes: Int
  var items: Int
  var messages: Int
  var bytes: Int64
  /// What no other hold covers.
  var new: Counts
  /// Of the items: those of which part could not be read.
  var partiallyIndexed: Int
  /// Records in quarantine that name one of the mailboxes, or are too long to be looked into: nobody can delete them.
  var quarantined: Int
  /// All records that wait in quarantine.
  var quarantinedInAll: Int
  /// Each hold on one of the mailboxes holds everything in it: they are so many, or their queries so long.
  var widened: Bool
  /// False where the query can't be evaluated now, so that everything is held.
  var evaluated: Bool
  /// Permission filters that hide some of it from whoever asks.
  var filters: [String]

  struct Counts: Encodable {
    var items: Int
    var messages: Int
    var bytes: Int64

    init(_ counts: HoldCoverage.Counts) {
      (items, messages, bytes) = (counts.items, counts.messages, counts.bytes)
    }
  }

  init(_ coverage: HoldCoverage) {
    mailboxes = coverage.mailboxes
    (items, messages, bytes) = (coverage.all.items, coverage.all.messages, coverage.all.bytes)
    new = Counts(coverage.new)
    partiallyIndexed = coverage.partlyIndexed
    (quarantined, quarantinedInAll) = (coverage.quarantine.naming, coverage.quarantine.all)
    (widened, evaluated, filters) = (coverage.isWidened, coverage.isEvaluated, coverage.filters)
  }

  /// What a person should know beside the counts.
  var remarks: [String] {
    var lines: [String] = []
    if partiallyIndexed > 0 {
      lines.append("\(partiallyIndexed) items can't be read in full, and are held whatever the query or the days")
    }
    if quarantinedInAll > 0 {
      lines.append(
        "\(quarantinedInAll) records wait in quarantine, where nothing can be deleted; \(quarantined) may concern "
          + "these mailboxes")
    }
    if widened {
      lines.append("a mailbox has so many holds, or queries so long, that each of them holds everything in it")
    }
    if !evaluated {
      lines.append(
        "the query can't be evaluated until the search index is made anew ('holdfast index rebuild'): until then "
          + "everything is held")
    }
    if !filters.isEmpty {
      lines.append("permission filters hide some of it from you: \(filters.joined(separator: ", "))")
    }
    return lines
  }
}
