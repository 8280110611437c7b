internal import Archive

/// Which column of a file of call detail records says what.
struct CallColumns: Codable, Hashable, Sendable {
  /// What a column can say.
  enum Meaning: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable {
    /// The switch's own id of the call: recordings are found by it.
    case id
    case from, to
    /// The caller's name, or `"name" <number>` as Asterisk's `clid` has it.
    case fromName = "from-name"
    case start
    /// Whole seconds of talk.
    case duration
    /// What became of the call: `ANSWERED`, `NO ANSWER`, `BUSY`…
    case result
    /// `inbound` or `outbound`.
    case direction
  }

  /// Columns from 1.
  var places: [Meaning: Int]

  /// `Master.csv`, as Asterisk's cdr_csv writes it: accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp,
  /// lastdata, start, answer, end, duration, billsec, disposition, amaflags, uniqueid, userfield.
  static let asterisk = CallColumns(
    places: [.from: 2, .to: 3, .fromName: 5, .start: 10, .duration: 14, .result: 15, .id: 17])
  /// The columns Asterisk writes: uniqueid and userfield are each an option.
  static let asteriskCounts = 16...19

  init(places: [Meaning: Int]) { self.places = places }

  /// What a person wrote: `from=2,to=3,start=Start Time`, columns by number from 1 or by their names in the first line.
  struct Written: Hashable {
    var columns: [Meaning: String]

    /// - Throws: ``InputError``.
    init(_ text: String) throws {
      columns = [:]
      for part in text.split(separator: ",") {
        let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmingBlanks }
        guard sides.count == 2, let meaning = Meaning(rawValue: sides[0]), !sides[1].isEmpty else {
          let known = Meaning.allCases.map(\.rawValue).joined(separator: ", ")
          throw Self.wrong("'\(part)' in --columns is not of the form from=2; what can be named: \(known)")
        }
        guard columns.updateValue(sides[1], forKey: meaning) == nil else {
          throw Self.wrong("--columns names '\(meaning.rawValue)' twice")
        }
      }
      for needed in [Meaning.from, .to, .start] where columns[needed] == nil {
        throw Self.wrong("--columns must name from, to and start; it lacks '\(needed.rawValue)'")
      }
    }

    /// Whether the file's first line gives the columns' names.
    var needsHeader: Bool { columns.values.contains { Int($0) == nil } }

    /// The columns' places, of a file whose first line is that; nil: it has no names.
    func resolved(_ header: [String]?) throws -> CallColumns {
      var places: [Meaning: Int] = [:]
      for (meaning, column) in columns {
        if let number = Int(column) {
          guard (1...CSVReader.mostFields).contains(number) else {
            throw Self.wrong("--columns: there is no column \(number); they count from 1")
          }
          places[meaning] = number
        } else if let index = header?.firstIndex(where: { $0.trimmingBlanks.lowercased() == column.lowercased() }) {
          places[meaning] = index + 1
        } else {
          throw Self.wrong("--columns: the file's first line has no column named '\(column)'")
        }
      }
      return CallColumns(places: places)
    }

    private static func wrong(_ message: String) -> InputError { InputError(message, code: "format.columns") }
  }
}

extension StringProtocol {
  /// Without blanks at either end.
  var trimmingBlanks: String {
    var text = Substring(self)
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
