internal import Archive
internal import GRDB
internal import Search

/// How many items carry a label, whatever gave it to them.
enum LabelUse {
  static func count(of label: LabelRecord.ID, _ db: Database) throws -> Int {
    let book = try LabelBook(db, reach: .everything)
    var count = 0
    try ItemScan.all(db) { facts in
      let finding = try book.finding(
        facts.item, of: facts.message, in: facts.mailbox, isPartlyIndexed: facts.isPartlyIndexed)
      // What nobody can tell may be this label.
      if finding.carried?.label.id == label || finding.isUncertain { count += 1 }
    }
    return count
  }
}
