/// A state of a ledger that an auditor knows from elsewhere.
struct KnownState: Equatable {
  var size: Int64
  var root: Hash
}

/// Checks an export of a ledger, line by line.
///
/// Nothing of an entry is read before the signature that covers it is good: to a stranger's file this program lends no
/// more than a hash function.
struct ExportCheck {
  /// What a checked export is.
  struct Result: Equatable {
    var entries: Int64
    var root: Hash
    var organization: String
    var created: String
    var key: String
    /// How many rows were checked; nil: none were to be.
    var rows: Int64?
  }

  /// The key it must be signed with; nil: the one it names itself.
  var key: Key?
  /// What it must continue.
  var known: KnownState?
  /// A file of rows that its entries must speak for; nil: none is checked.
  var rows: String?

  func check(_ path: String) throws(Finding) -> Result {
    var lines = try Lines(path)
    defer { lines.close() }
    let first = try lines.next() ?? []
    guard let header = Forms.read(Forms.Header.self, first), header.format == Forms.Header.name,
      let named = Key(hex: header.key)
    else { throw Finding(kind: .format, what: "\(path) is not an export of a ledger: its first line is no header") }
    guard header.version == Forms.Header.version else {
      throw Finding(
        kind: .format,
        what: "\(path) is an export of version \(header.version); this program reads \(Forms.Header.version)")
    }
    if let key, key.hex != named.hex {
      throw .damage("the export is signed with the key \(named.hex), not with \(key.hex)")
    }
    var tree = Tree()
    var rows = RowCheck()
    let seal = try entries(&lines, &tree, &rows, named)
    guard seal.entries == tree.size else {
      throw .damage(
        at: min(seal.entries, tree.size) + 1, "the seal is over \(seal.entries) entries, the export has \(tree.size)")
    }
    guard Hex.hash(seal.root) == tree.root, named.signed(seal, header: first, root: tree.root) else {
      throw .damage("the header or the seal was changed: the seal is not signed with the key \(named.hex)")
    }
    guard try lines.next() == nil else { throw .damage("line \(lines.number) of the export was added after the seal") }
    if let known, known.size > tree.size {
      throw .damage(
        at: tree.size + 1, "it is missing: \(known.size) entries were known, and the export has \(tree.size)")
    }
    if let file = self.rows { try rows.check(file) }
    return Result(
      entries: tree.size, root: tree.root, organization: header.organization, created: header.created, key: named.hex,
      rows: self.rows == nil ? nil : rows.count)
  }

  private func entries(
    _ lines: inout Lines, _ tree: inout Tree, _ rows: inout RowCheck, _ key: Key
  ) throws(Finding) -> Forms.Seal {
    while let text = try lines.next() {
      if text.starts(with: Forms.Seal.prefix) {
        guard let seal = Forms.read(Forms.Seal.self, text), seal.format == Forms.Seal.name, seal.entries >= 0 else {
          throw .damage("line \(lines.number) of the export is a damaged seal")
        }
        return seal
      }
      tree.add(Hashes.leaf(text))
      let entry = tree.size
      guard let line = try lines.next(), let checkpoint = Forms.read(Forms.Checkpoint.self, line) else {
        throw .damage(at: entry, "the checkpoint signed with it is missing or unreadable")
      }
      let root = tree.root
      guard checkpoint.size == entry, Hex.hash(checkpoint.root) == root else {
        throw .damage(
          at: entry,
          "the checkpoint after it is over other entries: this one was changed, moved, added or put in the place "
            + "of one that is missing")
      }
      guard key.signed(checkpoint, root: root) else {
        throw .damage(at: entry, "its checkpoint is not signed with the key \(key.hex)")
      }
      guard let face = Forms.parse(Forms.Entry.self, text), face.seq == entry,
        Forms.microseconds(face.at) == checkpoint.at
      else { throw .damage(at: entry, "its text is not that of entry \(entry) at its checkpoint's time") }
      if self.rows != nil { try rows.note(face) }
      if let known, known.size == entry, known.root != root {
        throw .damage(
          at: entry, "the export does not continue what is known: the root over entries 1 to \(entry) is another")
      }
    }
    throw .damage(at: tree.size + 1, "the export ends before its seal: this entry and what followed were cut off")
  }
}
