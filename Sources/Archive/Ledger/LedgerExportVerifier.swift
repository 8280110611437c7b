public import Foundation

/// Checks an exported ledger.
///
/// It needs no archive, and has nothing from the writer but the hash function and the form.
public enum LedgerExportVerifier {
  /// What a verified export is.
  public struct Verification: Sendable, Hashable {
    public var entries: Int64
    public var root: Digest
    public var organization: String
    /// RFC 3339, UTC.
    public var created: String
    /// What it is signed with.
    ///
    /// Unless it was compared with a key got in another way, anyone could have made all of the export.
    public var key: LedgerPublicKey
  }

  /// Verifies an export.
  ///
  /// `expectedKey`: the ledger's key, written down when the archive was made; nil: the one in the file.
  /// Throws ``LedgerDamage`` naming the first entry that is wrong; ``InputError`` where the file is no export.
  public static func verify(
    _ file: URL, expectedKey: LedgerPublicKey? = nil, everySignature: Bool = false
  ) throws -> Verification {
    var lines = try LineReader(file)
    let headerLine = try lines.next() ?? []
    let decoder = JSONDecoder()
    guard let header = try? decoder.decode(ExportFormat.Header.self, from: Data(headerLine)),
      header.format == ExportFormat.Header.name, let key = LedgerPublicKey(hex: header.key)
    else {
      throw InputError("\(file.path) is not an export of a ledger: its first line is no header", code: "export.format")
    }
    guard header.version == ExportFormat.Header.version else {
      throw InputError(
        "\(file.path) is an export of version \(header.version); this program reads \(ExportFormat.Header.version)",
        code: "export.version")
    }
    if let expectedKey, expectedKey != key {
      throw LedgerDamage("the export is signed with the key \(key.hex), not with \(expectedKey.hex)")
    }
    var chain = LedgerChain(key: key, everySignature: everySignature)
    let seal = try readEntries(&lines, &chain, decoder)
    try chain.finish()
    let message = ExportFormat.Seal.message(header: headerLine, entries: chain.tree.size, root: chain.tree.root)
    guard seal.entries == chain.tree.size else {
      throw LedgerDamage(
        entry: min(seal.entries, chain.tree.size) + 1,
        "the seal is over \(seal.entries) entries, the export has \(chain.tree.size)")
    }
    guard seal.root == chain.tree.root, key.signed(message, seal.signature) else {
      throw LedgerDamage("the header or the seal was changed: the seal is not signed with the key \(key.hex)")
    }
    guard try lines.next() == nil else {
      throw LedgerDamage("line \(lines.number) of the export was added after the seal")
    }
    return Verification(
      entries: chain.tree.size, root: chain.tree.root, organization: header.organization, created: header.created,
      key: key)
  }

  private static func readEntries(
    _ lines: inout LineReader, _ chain: inout LedgerChain, _ decoder: JSONDecoder
  ) throws -> ExportFormat.Seal {
    while let line = try lines.next() {
      if line.starts(with: ExportFormat.sealPrefix) {
        guard let seal = try? decoder.decode(ExportFormat.Seal.self, from: Data(line)), seal.entries >= 0,
          seal.format == ExportFormat.Seal.name
        else { throw chain.damage(at: nil, "line \(lines.number) of the export is a damaged seal") }
        return seal
      }
      _ = try chain.enter(line)
      guard let next = try lines.next(), let checkpoint = try? decoder.decode(Checkpoint.self, from: Data(next)) else {
        throw chain.damage(at: chain.tree.size, "the checkpoint signed with it is missing or unreadable")
      }
      try chain.cover(with: checkpoint)
    }
    throw chain.damage(at: chain.next, "the export ends before its seal: this entry and what followed were cut off")
  }
}
