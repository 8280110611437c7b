internal import Crypto

/// The Merkle Tree Hash of RFC 6962, section 2.1, over SHA-256, grown a leaf at a time.
///
/// Only the roots of the perfect subtrees along the right edge are kept (the *frontier*: one for each bit set
/// in the size), so that appending and taking the root cost O(log n) whatever the ledger's length.
public struct MerkleTree: Sendable, Equatable {
  public private(set) var size: Int64
  /// Largest subtree first.
  public private(set) var frontier: [Digest]

  public init() { (size, frontier) = (0, []) }

  /// The tree with this frontier, or nil where it can't be one of that size.
  public init?(size: Int64, frontier: [Digest]) {
    guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
    (self.size, self.frontier) = (size, frontier)
  }

  public mutating func append(leaf: Digest) {
    var node = leaf
    var merged = size
    while merged & 1 == 1, let left = frontier.popLast() {
      node = Self.node(left, node)
      merged >>= 1
    }
    frontier.append(node)
    size += 1
  }

  /// The root; of the empty tree, the digest of no bytes.
  public var root: Digest {
    guard var node = frontier.last else { return Digest(of: [UInt8]()) }
    for left in frontier.dropLast().reversed() { node = Self.node(left, node) }
    return node
  }

  /// `SHA-256(0x00 || data)`: a leaf's prefix keeps it from being mistaken for a node.
  public static func leaf(_ data: some ContiguousBytesLike) -> Digest {
    var hasher = SHA256()
    withUnsafeBytes(of: UInt8(0)) { hasher.update(bufferPointer: $0) }
    data.withRawBytes { hasher.update(bufferPointer: $0) }
    return Digest(hasher.finalize())
  }

  static func node(_ left: Digest, _ right: Digest) -> Digest {
    var hasher = SHA256()
    withUnsafeBytes(of: UInt8(1)) { hasher.update(bufferPointer: $0) }
    left.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    right.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    return Digest(hasher.finalize())
  }
}
