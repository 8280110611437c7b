@testable internal import Archive
internal import Testing

@Suite("The Merkle tree of RFC 6962")
struct MerkleTreeTests {
  /// Section 2.1, word for word: MTH({}) = SHA-256(), MTH({d}) = leaf, MTH(D[n]) = node(MTH(D[0:k]), MTH(D[k:n])) with
  /// k the largest power of two smaller than n.
  private func naive(_ leaves: ArraySlice<[UInt8]>) -> Digest {
    guard leaves.count > 1, let first = leaves.first else {
      return leaves.first.map { Digest(of: [0] + $0) } ?? Digest(of: [UInt8]())
    }
    _ = first
    var k = 1
    while k * 2 < leaves.count { k *= 2 }
    let split = leaves.startIndex + k
    return Digest(of: [1] + naive(leaves[..<split]).bytes + naive(leaves[split...]).bytes)
  }

  /// The leaves of Certificate Transparency's reference test and the roots of their first 0 to 8.
  private static let published = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
  ]
  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test("the published vectors come out")
  func vectors() throws {
    var tree = MerkleTree()
    #expect(tree.root.hex == Self.roots[0])
    for (index, hex) in Self.published.enumerated() {
      tree.append(leaf: MerkleTree.leaf(try #require(Hex.decode(hex))))
      #expect(tree.root.hex == Self.roots[index + 1])
    }
  }

  @Test("the root grown leaf by leaf is the recursive definition's, for every size to 300")
  func growsAsDefined() {
    var tree = MerkleTree()
    var leaves: [[UInt8]] = []
    for size in 1...300 {
      let leaf = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: .min ... .max) }
      leaves.append(leaf)
      tree.append(leaf: MerkleTree.leaf(leaf))
      #expect(tree.size == Int64(size))
      #expect(tree.frontier.count == size.nonzeroBitCount)
      #expect(tree.root == naive(leaves[...]))
      #expect(MerkleTree(size: tree.size, frontier: tree.frontier) == tree)
    }
  }

  @Test("a frontier that can't be one of that size is refused")
  func refusesFrontier() {
    let digest = Digest(of: [1])
    #expect(MerkleTree(size: 3, frontier: [digest]) == nil)
    #expect(MerkleTree(size: 0, frontier: [digest]) == nil)
    #expect(MerkleTree(size: -1, frontier: [digest]) == nil)
  }
}
