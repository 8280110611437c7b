internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionExplain: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say of a whole mailbox what keeps its items until when, and what goes when.",
    discussion: "For a single item, naming every hold and rule that was considered: holdfast item explain ID")
  @Argument(help: "The mailbox's address.")
  var mailbox: String
  @OptionGroup var global: GlobalOptions

  private struct Dates: Encodable {
    var items: Int
    @Nullable var first: String?
    @Nullable var last: String?

    init(_ span: MailboxSummary.Span) {
      (items, first, last) = (span.items, span.first?.description, span.last?.description)
    }

    var text: String { first.map { "\(items)  \($0) to \(last ?? $0)" } ?? "\(items)" }
  }

  private struct VerdictView: Encodable {
    var verdict: String
    var dates: Dates
  }

  private struct Until: Encodable {
    var first: String
    var last: String

    init(_ range: ClosedRange<Moment>) {
      (first, last) = (range.lowerBound.description, range.upperBound.description)
    }
  }

  private struct ReasonView: Encodable {
    var kind: String
    var name: String
    var dates: Dates
    /// When it lets go of the first and the last of them; null: it has no end.
    @Nullable var until: Until?

    var text: String {
      let end = until.map { $0.first == $0.last ? "until \($0.first)" : "until \($0.first) to \($0.last)" }
      return "  \(kind) '\(name)': \(dates.text), \(end ?? "without end")"
    }
  }

  private struct MonthView: Encodable {
    var month: String
    var items: Int
  }

  private struct Result: Encodable {
    var mailbox: String
    var status: String
    var at: String
    var dates: Dates
    var verdicts: [VerdictView]
    var reasons: [ReasonView]
    /// What goes in which month if nothing changes.
    var deletions: [MonthView]
    /// What a sweep would take now.
    var nextSweep: Int
    @Nullable var nextDeletion: String?
    var keptWithoutEnd: Int
    var notAskedFor: Int

    init(_ summary: MailboxSummary) {
      (mailbox, status) = (summary.mailbox.email, summary.mailbox.status.rawValue)
      (at, dates) = (summary.at.description, Dates(summary.all))
      verdicts = Verdict.allCases.map {
        VerdictView(verdict: $0.rawValue, dates: Dates(summary.verdicts[$0] ?? .init()))
      }
      reasons = summary.reasons.map {
        ReasonView(
          kind: $0.blocker.kind.rawValue, name: $0.blocker.name, dates: Dates($0.span), until: $0.until.map(Until.init))
      }
      deletions = summary.deletions.sorted { $0.key < $1.key }.map {
        MonthView(month: $0.key.description, items: $0.value)
      }
      nextSweep = summary.verdicts[.expired]?.items ?? 0
      nextDeletion = summary.nextDeletion?.description
      (keptWithoutEnd, notAskedFor) = (summary.keptWithoutEnd, summary.notAskedFor)
    }

    var text: String {
      var lines = ["\(mailbox) (\(status)) at \(at): items \(dates.text)"]
      lines += verdicts.filter { $0.dates.items > 0 }.map { "  \($0.verdict): \($0.dates.text)" }
      if !reasons.isEmpty { lines += ["kept by"] + reasons.map(\.text) }
      if !deletions.isEmpty {
        lines += ["to be deleted, if nothing changes"] + deletions.map { "  \($0.month): \($0.items)" }
      }
      lines.append("a sweep now would take \(nextSweep)\(nextDeletion.map { "; the next is due at \($0)" } ?? "")")
      if keptWithoutEnd > 0 { lines.append("kept without end: \(keptWithoutEnd)") }
      if notAskedFor > 0 { lines.append("asked for by no rule: \(notAskedFor)") }
      return lines.joined(separator: "\n")
    }
  }

  func run(in context: Context) async throws {
    let summary = try context.archive.consult(
      .mailboxExplained, on: mailbox, by: context.session, details: { ["items": .number($0.all.items)] }
    ) { try MailboxSummary.make(mailbox, at: context.session.now, $0) }
    let result = Result(summary)
    try context.output.print(result, text: TerminalText.safe(result.text, keepingLines: true))
  }
}
