/// Checks a proof about single entries or states, which needs nothing of the ledger but some hashes.
struct ProofCheck {
  enum Result: Equatable {
    /// The entry of that number is in the ledger of so many entries, and this is its text.
    case inclusion(entry: Int64, text: String, size: Int64, root: Hash)
    /// The ledger of `size` entries begins with what it was at `first`.
    case consistency(first: Int64, size: Int64, root: Hash)
  }

  var key: Key?
  /// The state an auditor knows: a consistency proof must start from it.
  var known: KnownState?

  func check(_ proof: Forms.Proof) throws(Finding) -> Result {
    guard proof.version == Forms.Proof.version, let named = Key(hex: proof.key), proof.path.count <= Path.longest else {
      throw Finding(kind: .format, what: "this is no proof of version \(Forms.Proof.version)")
    }
    if let key, key.hex != named.hex {
      throw .damage("the proof is signed with the key \(named.hex), not with \(key.hex)")
    }
    let path = proof.path.compactMap(Hex.hash)
    guard path.count == proof.path.count else { throw .damage("the proof's path is not made of digests") }
    if let entry = proof.entry, let text = proof.text, let checkpoint = proof.checkpoint {
      let root = try signed(checkpoint, named)
      guard Path.root(of: Hashes.leaf(Array(text.utf8)), number: entry, size: checkpoint.size, path) == root else {
        throw .damage(at: entry, "its text, its number or the path is not that of the root that was signed")
      }
      return .inclusion(entry: entry, text: text, size: checkpoint.size, root: root)
    }
    guard let first = proof.first, let second = proof.second else {
      throw Finding(kind: .format, what: "the proof is neither of an entry nor of two states")
    }
    let (old, new) = (try signed(first, named), try signed(second, named))
    if let known, known != KnownState(size: first.size, root: old) {
      throw .damage("the proof starts from \(first.size) entries under another root or size than what is known")
    }
    guard Path.continues(first.size, old, size: second.size, root: new, path) else {
      throw .damage(
        at: min(first.size, second.size), "the ledger of \(second.size) entries does not continue that of \(first.size)"
      )
    }
    return .consistency(first: first.size, size: second.size, root: new)
  }

  private func signed(_ checkpoint: Forms.Checkpoint, _ key: Key) throws(Finding) -> Hash {
    guard let root = Hex.hash(checkpoint.root), key.signed(checkpoint, root: root) else {
      throw .damage(at: checkpoint.size, "its checkpoint is not signed with the key \(key.hex)")
    }
    return root
  }
}
