internal import Foundation

/// Checks entries one after the other against the checkpoints signed with them, whether they come from an archive or
/// from an export: numbers without a gap, the root of RFC 6962 recomputed from the texts, signatures.
///
/// Whatever is wrong first is what is reported: a finding makes sure of the signatures of all entries before it.
struct LedgerChain {
  /// The fields of an entry that stand beside it, too.
  struct Face: Decodable, Equatable {
    var seq: Int64
    var at: String
    var actor: String
    var action: String
    /// Not beside it: what the entry commits to (``BoundRows``).
    var form: Int?
    var rows: [String: [String: String]]?
  }

  let key: LedgerPublicKey
  private(set) var tree = MerkleTree()
  private var unchecked: SignatureBatch
  private var face = Face(seq: 0, at: "", actor: "", action: "")
  private let decoder = JSONDecoder()

  /// Check every signature, not only as many as prove every entry.
  private let everySignature: Bool

  init(key: LedgerPublicKey, everySignature: Bool) {
    (self.key, self.everySignature) = (key, everySignature)
    unchecked = SignatureBatch(key: key)
  }

  /// The number the next entry must have.
  var next: Int64 { tree.size + 1 }

  /// Takes the next entry's text, and gives what it says of itself and its leaf.
  mutating func enter(_ body: [UInt8]) throws -> (face: Face, leaf: Digest) {
    let entry = next
    guard let face = try? decoder.decode(Face.self, from: Data(body)) else {
      throw damage(at: entry, "its text is not that of an entry")
    }
    guard face.seq == entry else {
      throw damage(at: entry, "it is missing or out of place: the text here is that of entry \(face.seq)")
    }
    let leaf = MerkleTree.leaf(body)
    tree.append(leaf: leaf)
    self.face = face
    return (face, leaf)
  }

  /// Takes the checkpoint that was signed with the entry.
  mutating func cover(with checkpoint: Checkpoint) throws {
    let entry = tree.size
    guard checkpoint.size == entry else {
      throw damage(
        at: entry, "the checkpoint signed with it is missing: the one here is over \(checkpoint.size) entries")
    }
    guard checkpoint.root == tree.root else {
      throw damage(
        at: entry,
        "it was changed and its digest made anew: the root over entries 1 to \(entry) is not the one on record")
    }
    guard RFC3339.parse(face.at)?.moment.microseconds == checkpoint.at else {
      throw damage(at: entry, "the checkpoint signed with it bears another time")
    }
    unchecked.add(checkpoint)
    if unchecked.isFull, let damage = firstUnsigned(all: everySignature) { throw damage }
  }

  /// Makes sure of what is still unchecked.
  mutating func finish() throws {
    if let damage = firstUnsigned() { throw damage }
  }

  /// The finding to report: an unsigned checkpoint before it, or this.
  mutating func damage(at entry: Int64?, _ what: String) -> LedgerDamage {
    firstUnsigned() ?? LedgerDamage(entry: entry, what)
  }

  private mutating func firstUnsigned(all: Bool = true) -> LedgerDamage? {
    unchecked.check(all: all).map {
      LedgerDamage(
        entry: $0.size,
        "it was changed and every root from here on made anew: its checkpoint is not signed with the key \(key.hex)")
    }
  }
}
