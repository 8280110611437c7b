internal import Archive
internal import Foundation
internal import NIOHTTP1

/// Storing objects, each part with its SHA-256, which the store compares with what arrived.
extension S3Store {
  func put(_ file: LocalObject, as key: String) throws {
    // One object of several parts is begun without a condition, so it is looked for first.
    let isParted = file.size > Int64(transport.options.partSize)
    if isParted, try isThere(file, key) { return }
    let reader = try PartReader(file, address)
    if isParted { return try putParts(file, reader, key) }
    let body = try reader.next(transport.options.partSize)
    try reader.finish()
    for condition in [[("if-none-match", "*")], []] {
      let answer = try send(
        .PUT, key,
        headers: condition + [
          ("content-type", Self.contentType), ("x-amz-checksum-sha256", Self.checksum(file.digest)),
        ], body: body, digest: file.digest)
      if answer.isSuccess { return try confirm(answer, file, key) }
      switch (answer.status, condition.isEmpty) {
      // There is an object already, or one is being put this moment: ours if it has the same bytes.
      case (412, false), (409, false): if try isThere(file, key) { return }
      // A store that knows no conditions.
      case (501, false), (400, false): continue
      default: throw problem(answer, "storing \(key)")
      }
    }
  }

  private static let contentType = "application/octet-stream"
  private static func checksum(_ digest: Digest) -> String { Data(digest.bytes).base64EncodedString() }

  private func confirm(_ answer: StoreAnswer, _ file: LocalObject, _ key: String) throws {
    if let sum = answer.headers.first(name: "x-amz-checksum-sha256"), sum != Self.checksum(file.digest) {
      throw StoreProblem.failed.error("\(address) says that it stored other bytes as \(key) than it was sent")
    }
  }

  /// Whether the key has these very bytes already.
  private func isThere(_ file: LocalObject, _ key: String) throws -> Bool {
    guard let head = try head(key), head.size == file.size else { return false }
    if let digest = head.digest { return digest == file.digest }
    var digest = RunningDigest()
    let next = pieces(of: key, size: file.size)
    while let piece = try next() { digest.update(piece) }
    return digest.finish() == file.digest
  }

  // MARK: - In parts

  /// S3 takes no more.
  private static let mostParts: Int64 = 10_000

  private func putParts(_ file: LocalObject, _ reader: PartReader, _ key: String) throws {
    let begun = try send(
      .POST, key, query: [("uploads", "")],
      headers: [("content-type", Self.contentType), ("x-amz-checksum-algorithm", "SHA256")])
    let upload = StoreXML(begun.body)["UploadId"]
    guard begun.isSuccess, !upload.isEmpty else { throw problem(begun, "beginning to store \(key)") }
    do {
      let size = max(transport.options.partSize, Int((file.size + Self.mostParts - 1) / Self.mostParts))
      var parts: [String] = []
      while true {
        let body = try reader.next(size)
        if body.isEmpty { break }
        let digest = Digest(of: body)
        let answer = try send(
          .PUT, key, query: [("partNumber", "\(parts.count + 1)"), ("uploadId", upload)],
          headers: [("x-amz-checksum-sha256", Self.checksum(digest))], body: body, digest: digest)
        guard answer.isSuccess, let tag = answer.headers.first(name: "etag") else {
          throw problem(answer, "storing part \(parts.count + 1) of \(key)")
        }
        parts.append(
          "<Part><PartNumber>\(parts.count + 1)</PartNumber><ETag>\(StoreXML.escaped(tag))</ETag>"
            + "<ChecksumSHA256>\(Self.checksum(digest))</ChecksumSHA256></Part>")
      }
      try reader.finish()
      let list = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
      let done = try send(
        .POST, key, query: [("uploadId", upload)], headers: [("content-type", "application/xml")],
        body: Array(list.utf8))
      // Putting parts together takes long enough that the status is sent before it is known.
      guard done.isSuccess, StoreXML(done.body)["Code"].isEmpty else { throw problem(done, "storing \(key)") }
      guard try self.size(of: key) == file.size else {
        throw StoreProblem.failed.error("\(address) put \(key) together to another size than it was sent")
      }
    } catch {
      _ = try? send(.DELETE, key, query: [("uploadId", upload)])
      throw error
    }
  }
}
