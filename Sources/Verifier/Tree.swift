internal import Crypto

/// A SHA-256 digest.
typealias Hash = [UInt8]

/// The hashes of RFC 6962, section 2.1: what is hashed begins with 0 for a leaf and with 1 for a node, so that neither
/// passes for the other.
enum Hashes {
  static let length = 32

  static func of(_ bytes: [UInt8]) -> Hash { Array(SHA256.hash(data: bytes)) }
  static func leaf(_ text: [UInt8]) -> Hash { of([0] + text) }
  static func node(_ left: Hash, _ right: Hash) -> Hash { of([1] + left + right) }
}

/// A tree that leaves are added to on the right: of its perfect subtrees only the roots are kept.
struct Tree {
  private(set) var size: Int64 = 0
  /// Largest first; one for each bit set in the size.
  private var subtrees: [Hash] = []

  mutating func add(_ leaf: Hash) {
    var node = leaf
    // Two subtrees of one size become one of twice the size, as a carry does.
    var carry = size
    while carry & 1 == 1, let left = subtrees.popLast() {
      node = Hashes.node(left, node)
      carry >>= 1
    }
    subtrees.append(node)
    size += 1
  }

  var root: Hash {
    guard var root = subtrees.last else { return Hashes.of([]) }
    for left in subtrees.dropLast().reversed() { root = Hashes.node(left, root) }
    return root
  }
}

/// What a few hashes prove about a tree: RFC 9162, sections 2.1.3.2 and 2.1.4.2.
enum Path {
  /// A tree of 2^63 leaves is as deep: no proof has more hashes.
  static let longest = 64

  /// The root of a tree of so many leaves in which `leaf` has that number, from 1; nil where the path is not one.
  static func root(of leaf: Hash, number: Int64, size: Int64, _ path: [Hash]) -> Hash? {
    guard number >= 1, number <= size else { return nil }
    var (place, last, root) = (number - 1, size - 1, leaf)
    for hash in path {
      guard last > 0 else { return nil }
      if place & 1 == 1 || place == last {
        root = Hashes.node(hash, root)
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        root = Hashes.node(root, hash)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 ? root : nil
  }

  /// Whether the tree of `size` leaves begins with the tree of `first` leaves.
  static func continues(_ first: Int64, _ firstRoot: Hash, size: Int64, root: Hash, _ path: [Hash]) -> Bool {
    guard first >= 1, first <= size else { return false }
    if first == size { return path.isEmpty && firstRoot == root }
    // A perfect first tree is a node of the second, and its root is not sent.
    let hashes = first & (first - 1) == 0 ? [firstRoot] + path : path
    guard let start = hashes.first else { return false }
    var (place, last) = (first - 1, size - 1)
    while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
    var (old, new) = (start, start)
    for hash in hashes.dropFirst() {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        (old, new) = (Hashes.node(hash, old), Hashes.node(hash, new))
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        new = Hashes.node(new, hash)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && old == firstRoot && new == root
  }
}
