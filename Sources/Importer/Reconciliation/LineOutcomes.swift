internal import Foundation

/// What became of each record of a batch, in the order of the file.
///
/// Records that became messages one after another are one run: their ids are the messages', whose numbers follow each
/// other. So a batch without trouble is one short line however many records it has. What became no message is kept with
/// its id, as the partner gave it.
struct LineOutcomes: Sendable {
  /// Some records in a row with the same outcome.
  struct Run: Codable, Hashable, Sendable {
    var outcome: ItemOutcome
    /// The line of the first, from 1.
    var line: Int64
    /// Records of as many lines, each a message of its own; nil: one record, which is none.
    var messages: Int64?
    /// The partner's id of a record that became no message, where it could be read.
    var id: String?
    /// Its number in quarantine.
    var quarantine: Int64?

    /// How many records it is.
    var count: Int64 { messages ?? 1 }
  }

  private(set) var runs: [Run] = []
  private(set) var counts = OutcomeCounts()

  /// A record that was stored as the batch's next message.
  mutating func addMessage(_ outcome: ItemOutcome, line: Int64) {
    counts[outcome] += 1
    if let last = runs.last, last.outcome == outcome, let messages = last.messages, last.line + messages == line {
      runs[runs.count - 1].messages = messages + 1
    } else {
      runs.append(Run(outcome: outcome, line: line, messages: 1))
    }
  }

  /// A record that was not.
  mutating func add(_ outcome: ItemOutcome, line: Int64, id: String?, quarantine: Int64? = nil) {
    counts[outcome] += 1
    runs.append(Run(outcome: outcome, line: line, id: id, quarantine: quarantine))
  }

  /// The text that is kept.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(runs), as: UTF8.self)
  }

  static func runs(in text: String) throws -> [Run] { try JSONDecoder().decode([Run].self, from: Data(text.utf8)) }
}
