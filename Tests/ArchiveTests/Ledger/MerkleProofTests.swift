@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Proofs about a Merkle tree")
struct MerkleProofTests {
  private static let leaves = (0..<70).map { MerkleTree.leaf([UInt8]("leaf \($0)".utf8)) }

  /// The root of some of the leaves, by the definition of RFC 6962, section 2.1.
  private static func root(_ range: Range<Int>) -> Digest {
    var tree = MerkleTree()
    for leaf in leaves[range] { tree.append(leaf: leaf) }
    return tree.root
  }

  private static func proof(_ size: Int) -> MerkleProof {
    MerkleProof(size: Int64(size)) { start, level in root(Int(start)..<Int(start) + 1 << level) }
  }

  @Test("every leaf of every tree to 70 is proven, and no other leaf and no other place is")
  func inclusion() throws {
    for size in 1...Self.leaves.count {
      let root = Self.root(0..<size)
      for number in 0..<size {
        let path = try Self.proof(size).inclusion(of: Int64(number))
        func made(_ leaf: Digest, _ number: Int, _ path: [Digest]) -> Digest? {
          MerkleProof.root(of: leaf, number: Int64(number), size: Int64(size), path)
        }
        #expect(made(Self.leaves[number], number, path) == root)
        #expect(made(MerkleTree.leaf([9]), number, path) != root)
        if size > 1 { #expect(made(Self.leaves[number], (number + 1) % size, path) != root) }
        #expect(made(Self.leaves[number], number, path + [root]) == nil)
        if !path.isEmpty { #expect(made(Self.leaves[number], number, path.dropLast()) == nil) }
      }
    }
  }

  @Test("an archive's proofs read what its checkpoints keep, and are those of its leaves")
  func archive() throws {
    try TestArchive.with { test in
      try test.act(40)
      try test.archive.read { db in
        let prover = LedgerProver(db: db, key: test.archive.ledgerKey)
        for size in 1...41 as ClosedRange<Int64> {
          let leaves = try Row.fetchAll(
            db, sql: "SELECT leaf FROM ledger_entry WHERE seq <= ? ORDER BY seq", arguments: [size]
          )
          .compactMap { Digest(bytes: $0[0] as Data) }
          let reference = MerkleProof(size: size) { start, level in
            var tree = MerkleTree()
            for leaf in leaves[Int(start)..<Int(start) + 1 << level] { tree.append(leaf: leaf) }
            return tree.root
          }
          for entry in 1...size {
            #expect(try prover.inclusion(of: entry, in: size).path == reference.inclusion(of: entry - 1))
            #expect(try prover.consistency(with: entry, in: size).path == reference.consistency(with: entry))
          }
        }
        #expect(
          throws: InputError("there is no entry 42 among 41; see 'holdfast audit list'", code: "audit.entry")
        ) { try prover.inclusion(of: 42, in: nil) }
        #expect(
          throws: InputError("the ledger has 41 entries, and no state of 42", code: "audit.entry")
        ) { try prover.inclusion(of: 1, in: 42) }
        #expect(
          throws: InputError("the ledger of 3 entries can't continue one of 5", code: "audit.entry")
        ) { try prover.consistency(with: 5, in: 3) }
      }
    }
  }
}
