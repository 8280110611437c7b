internal import Archive
internal import ArgumentParser

struct AuditOperations: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations", abstract: "List the acts, and what Purview's audit log calls them.",
    discussion: """
      The ledger has an act's own name; 'holdfast audit list --operation' finds it by Purview's, too, in whichever version
      it was written. Needs no archive.
      """)

  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    struct Line: Encodable {
      var action: String
      var operation: String
      var others: [String]
      var recordType: AuditOperation.RecordType
    }
    var operations: [Line]
  }

  func run() throws {
    let lines = AuditOperation.all.map {
      Result.Line(action: $0.action, operation: $0.name, others: $0.others, recordType: $0.recordType)
    }
    try Output(json: global.json).print(
      Result(operations: lines),
      text: Table.text(
        ["ACTION", "OPERATION", "RECORD TYPE", "ALSO"],
        lines.map { [$0.action, $0.operation, $0.recordType.rawValue, $0.others.joined(separator: ", ")] }))
  }
}
