@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing
@testable internal import Verifier

@Suite("holdfast-verify: proofs") struct ProofCheckTests {
  private func forms(_ proof: LedgerProof) throws -> Forms.Proof {
    try JSONDecoder().decode(Forms.Proof.self, from: JSONEncoder().encode(proof))
  }

  private func finding(_ proof: Forms.Proof, key: String? = nil, known: KnownState? = nil) -> String? {
    do {
      _ = try ProofCheck(key: key.flatMap { Key(hex: $0) }, known: known).check(proof)
      return nil
    } catch { return error.description }
  }

  @Test("every entry of a ledger is proven in every later state, and every state continues every earlier one")
  func honest() throws {
    try TestArchive.with { test in
      try test.act(12)
      let key = test.archive.ledgerKey.hex
      for size in 1...13 as ClosedRange<Int64> {
        for entry in 1...size {
          let proof = try test.archive.read {
            try LedgerProver(db: $0, key: test.archive.ledgerKey).inclusion(of: entry, in: size)
          }
          #expect(try finding(forms(proof), key: key) == nil)
          let continues = try test.archive.read {
            try LedgerProver(db: $0, key: test.archive.ledgerKey).consistency(with: entry, in: size)
          }
          #expect(try finding(forms(continues), key: key) == nil)
        }
      }
    }
  }

  @Test("a proof with anything changed is none")
  func tampered() throws {
    try TestArchive.with { test in
      try test.act(12)
      let key = test.archive.ledgerKey.hex
      let good = try forms(test.archive.proveEntry(5, by: test.session))
      func changed(_ change: (inout Forms.Proof) -> Void) -> String? {
        var proof = good
        change(&proof)
        return finding(proof, key: key)
      }
      let wrong = "its text, its number or the path is not that of the root that was signed"
      #expect(changed { _ in } == nil)
      #expect(
        changed { $0.text = $0.text?.replacing("invoice", with: "payment") }
          == "the ledger is damaged at entry 5: \(wrong)")
      #expect(changed { $0.entry = 6 } == "the ledger is damaged at entry 6: \(wrong)")
      #expect(changed { $0.path.removeLast() } == "the ledger is damaged at entry 5: \(wrong)")
      #expect(changed { $0.path.append($0.path[0]) } == "the ledger is damaged at entry 5: \(wrong)")
      #expect(changed { $0.path[0] = "xx" } == "the ledger is damaged: the proof's path is not made of digests")
      #expect(
        changed { $0.checkpoint?.size = 14 }
          == "the ledger is damaged at entry 14: its checkpoint is not signed with the key \(key)")
      #expect(changed { $0.path = Array(repeating: $0.path[0], count: 65) } == "this is no proof of version 1")
      #expect(changed { $0.text = nil } == "the proof is neither of an entry nor of two states")
      let stranger = LedgerSigner().publicKey.hex
      #expect(
        finding(good, key: stranger)
          == "the ledger is damaged: the proof is signed with the key \(key), not with \(stranger)")
    }
  }

  @Test("a ledger that was signed twice over different histories can't show that one continues the other")
  func forked() throws {
    let (signer, seed) = (LedgerSigner(), 9)
    func trees(_ text: String) throws -> [Checkpoint] {
      var tree = MerkleTree()
      return try (1...seed).map { number in
        tree.append(leaf: MerkleTree.leaf([UInt8]("\(number <= 3 ? "same" : text) \(number)".utf8)))
        return try signer.checkpoint(of: tree, at: Moment(seconds: 0))
      }
    }
    let (honest, forged) = (try trees("honest"), try trees("forged"))
    for first in 0..<seed {
      for second in first..<seed {
        for path in [[], [honest[0].root.hex], [honest[1].root.hex, forged[2].root.hex]] {
          func form(_ checkpoint: Checkpoint) throws -> Forms.Checkpoint {
            try JSONDecoder().decode(Forms.Checkpoint.self, from: JSONEncoder().encode(checkpoint))
          }
          let proof = Forms.Proof(
            format: Forms.Proof.name, version: 1, key: signer.publicKey.hex, path: path,
            first: try form(honest[first]), second: try form(forged[second]))
          if first > 2 { #expect(finding(proof) != nil) }
        }
      }
    }
  }

  @Test("a continuation must start from what is known")
  func known() throws {
    try TestArchive.with { test in
      try test.act(7)
      let proof = try forms(test.archive.proveContinuation(of: 3, by: test.session))
      let root = try #require(Verifier.Hex.hash(proof.first?.root ?? ""))
      #expect(finding(proof, known: KnownState(size: 3, root: root)) == nil)
      #expect(
        finding(proof, known: KnownState(size: 4, root: root))
          == "the ledger is damaged: the proof starts from 3 entries under another root or size than what is known")
    }
  }
}
