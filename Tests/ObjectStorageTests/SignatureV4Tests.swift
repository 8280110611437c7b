internal import Archive
internal import NIOHTTP1
internal import Testing

@testable internal import ObjectStorage

/// The worked examples of AWS's S3 API reference, "Signature Calculations for the Authorization Header".
@Suite("AWS Signature Version 4")
struct SignatureV4Tests {
  private let signature = SignatureV4(
    id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region: "us-east-1")
  private static let host = "examplebucket.s3.amazonaws.com"

  private func signed(_ request: StoreRequest) throws -> String {
    let time = try #require(RFC3339.parse("2013-05-24T00:00:00Z")).moment
    let made = signature.sign(request, host: Self.host, payload: Digest(of: request.body), at: time)
    let value = try #require(made.headers.first { $0.name == "authorization" }).value
    return String(value.split(separator: "Signature=").last ?? "")
  }

  @Test("a ranged reading is signed as AWS's example is")
  func get() throws {
    let request = StoreRequest(method: .GET, path: "/test.txt", headers: [("range", "bytes=0-9")])
    #expect(try signed(request) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
  }

  @Test("a storing is signed as AWS's example is, its key's dollar sign encoded")
  func put() throws {
    let request = StoreRequest(
      method: .PUT, path: "/" + PercentCoding.encode("test$file.text"),
      headers: [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
      body: Array("Welcome to Amazon S3.".utf8))
    #expect(try signed(request) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
  }

  @Test("queries with and without values are signed as AWS's examples are")
  func queries() throws {
    let lifecycle = StoreRequest(method: .GET, path: "/", query: [("lifecycle", "")])
    #expect(try signed(lifecycle) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    let list = StoreRequest(method: .GET, path: "/", query: [("prefix", "J"), ("max-keys", "2")])
    #expect(try signed(list) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
  }

  @Test("percent-encoding keeps RFC 3986's unreserved characters and nothing else")
  func encoding() {
    #expect(PercentCoding.encode("aZ09-._~") == "aZ09-._~")
    #expect(PercentCoding.encode("a b/ä+=&", keeping: "/") == "a%20b/%C3%A4%2B%3D%26")
    #expect(PercentCoding.query([("b", "2"), ("a", "x y"), ("a", "")]) == "a=&a=x%20y&b=2")
  }
}
