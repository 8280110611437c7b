/// Proofs about a Merkle tree, as RFC 6962 has them in sections 2.1.1 and 2.1.2.
///
/// `node` gives the root of a perfect subtree: of the `1 << level` leaves from `start` on, numbered from 0.
struct MerkleProof {
  let size: Int64
  let node: (_ start: Int64, _ level: Int) throws -> Digest

  /// That a leaf, numbered from 0, is in the tree: the other child of each node from it to the root.
  func inclusion(of leaf: Int64) throws -> [Digest] { try path(to: leaf, from: 0, to: size) }

  /// That the tree begins with the tree of its first leaves.
  func consistency(with first: Int64) throws -> [Digest] {
    first == size ? [] : try subproof(first, from: 0, to: size, isWhole: true)
  }

  /// The root that a leaf and its path make.
  static func root(of leaf: Digest, number: Int64, size: Int64, _ path: [Digest]) -> Digest? {
    func climb(_ number: Int64, _ size: Int64, _ path: ArraySlice<Digest>) -> Digest? {
      guard size > 1 else { return path.isEmpty ? leaf : nil }
      guard let last = path.last else { return nil }
      let left = Self.left(of: size)
      if number < left { return climb(number, left, path.dropLast()).map { MerkleTree.node($0, last) } }
      return climb(number - left, size - left, path.dropLast()).map { MerkleTree.node(last, $0) }
    }
    return climb(number, size, path[...])
  }

  private func path(to leaf: Int64, from start: Int64, to end: Int64) throws -> [Digest] {
    guard end - start > 1 else { return [] }
    let middle = start + Self.left(of: end - start)
    return leaf < middle
      ? try path(to: leaf, from: start, to: middle) + [root(from: middle, to: end)]
      : try path(to: leaf, from: middle, to: end) + [root(from: start, to: middle)]
  }

  /// SUBPROOF(m, D[n], b); `isWhole`: what is left of the first tree is a tree whose root the reader has.
  private func subproof(_ first: Int64, from start: Int64, to end: Int64, isWhole: Bool) throws -> [Digest] {
    let count = end - start
    if first == count { return isWhole ? [] : [try root(from: start, to: end)] }
    let left = Self.left(of: count)
    return first <= left
      ? try subproof(first, from: start, to: start + left, isWhole: isWhole) + [root(from: start + left, to: end)]
      : try subproof(first - left, from: start + left, to: end, isWhole: false) + [root(from: start, to: start + left)]
  }

  private func root(from start: Int64, to end: Int64) throws -> Digest {
    let count = end - start
    if count.nonzeroBitCount == 1 { return try node(start, count.trailingZeroBitCount) }
    let middle = start + Self.left(of: count)
    return MerkleTree.node(try root(from: start, to: middle), try root(from: middle, to: end))
  }

  /// The largest power of two smaller than a size.
  private static func left(of size: Int64) -> Int64 { 1 << (63 - (size - 1).leadingZeroBitCount) }
}
