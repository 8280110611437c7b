internal import Archive
internal import enum Crypto.Insecure
internal import Foundation
internal import NIOHTTP1

/// A container of Azure Blob Storage, spoken to with a shared access signature.
///
/// Source: Microsoft, "Blob service REST API": Put Blob, Put Block, Put Block List, Get Blob, Get Blob Properties,
/// Delete Blob, List Blobs. The signature needs the permissions read, add, create, write, delete and list.
final class AzureBlobStore: ObjectStore {
  private let settings: StoreSettings
  private let transport: StoreTransport
  /// The query that signs, encoded as the portal gave it.
  private let signature: String

  /// The interface's version that these requests are of.
  private static let version = "2021-12-02"
  /// A blob has no more blocks.
  private static let mostBlocks: Int64 = 50_000

  init(_ settings: StoreSettings, _ transport: StoreTransport, signature: String) {
    (self.settings, self.transport, self.signature) = (settings, transport, signature)
  }

  var address: String { settings.address }

  func close() { transport.close() }

  private func send(
    _ method: HTTPMethod, _ key: String?, query: [(String, String)] = [], headers: [(String, String)] = [],
    body: [UInt8] = []
  ) throws -> StoreAnswer {
    var request = StoreRequest(
      method: method, path: "/\(settings.bucket)" + (key.map { "/" + PercentCoding.encode($0, keeping: "/") } ?? ""),
      query: query.map { (name: $0.0, value: $0.1) },
      headers: ([("x-ms-version", Self.version)] + headers).map { (name: $0.0, value: $0.1) }, body: body)
    request.encodedQuery = signature
    return try transport.send(request) { $0 }
  }

  private func code(_ answer: StoreAnswer) -> String {
    let named = answer.headers.first(name: "x-ms-error-code") ?? StoreXML(answer.body)["Code"]
    return named.isEmpty ? "status \(answer.status)" : String(named.prefix(60))
  }

  private func problem(_ answer: StoreAnswer, _ what: String) -> StorageError {
    let code = code(answer)
    switch answer.status {
    case 401, 403:
      return StoreProblem.refused.error(
        "\(address) refused \(what) (\(code)); check that the signature has not ended, and what it allows")
    case 404: return StoreProblem.missing.error("\(address): \(what): it is not there (\(code))")
    case 409 where code.contains("Immutable") || code.contains("LegalHold"):
      return StoreProblem.locked.error("the container refuses: the blob is locked there (\(code))")
    default: return StoreProblem.failed.error("\(address) failed at \(what): \(code)")
    }
  }

  // MARK: - Storing

  func put(_ file: LocalObject, as key: String) throws {
    let isParted = file.size > Int64(transport.options.partSize)
    if isParted, try isThere(file, key) { return }
    let reader = try PartReader(file, address)
    if isParted { return try putBlocks(file, reader, key) }
    let body = try reader.next(transport.options.partSize)
    try reader.finish()
    for condition in [[("if-none-match", "*")], []] {
      let answer = try send(
        .PUT, key,
        headers: condition + [
          ("x-ms-blob-type", "BlockBlob"), ("content-type", "application/octet-stream"),
          ("content-md5", Self.checksum(body)),
        ], body: body)
      if answer.isSuccess { return }
      guard !condition.isEmpty, [409, 412].contains(answer.status) else { throw problem(answer, "storing \(key)") }
      if try isThere(file, key) { return }
    }
  }

  private func putBlocks(_ file: LocalObject, _ reader: PartReader, _ key: String) throws {
    let size = max(transport.options.partSize, Int((file.size + Self.mostBlocks - 1) / Self.mostBlocks))
    var blocks: [String] = []
    while true {
      let body = try reader.next(size)
      if body.isEmpty { break }
      // All of a blob's names have the same length.
      let name = Data("block-\(1_000_000 + blocks.count)".utf8).base64EncodedString()
      let answer = try send(
        .PUT, key, query: [("comp", "block"), ("blockid", name)], headers: [("content-md5", Self.checksum(body))],
        body: body)
      guard answer.isSuccess else { throw problem(answer, "storing a block of \(key)") }
      blocks.append("<Latest>\(name)</Latest>")
    }
    try reader.finish()
    let list = Array("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>\(blocks.joined())</BlockList>".utf8)
    let answer = try send(
      .PUT, key, query: [("comp", "blocklist")],
      headers: [("content-type", "application/xml"), ("content-md5", Self.checksum(list))], body: list)
    guard answer.isSuccess else { throw problem(answer, "storing \(key)") }
    guard try self.size(of: key) == file.size else {
      throw StoreProblem.failed.error("\(address) put \(key) together to another size than it was sent")
    }
  }

  /// What Azure compares with what arrived; our own digest is compared whenever content is read.
  private static func checksum(_ bytes: [UInt8]) -> String {
    Data(Insecure.MD5.hash(data: bytes)).base64EncodedString()
  }

  private func isThere(_ file: LocalObject, _ key: String) throws -> Bool {
    guard try size(of: key) == file.size else { return false }
    var digest = RunningDigest()
    let next = pieces(of: key, size: file.size)
    while let piece = try next() { digest.update(piece) }
    return digest.finish() == file.digest
  }

  // MARK: - Reading and removing

  func size(of key: String) throws -> Int64? {
    let answer = try send(.HEAD, key)
    if answer.status == 404 { return nil }
    guard answer.isSuccess, let size = answer.headers.first(name: "content-length").flatMap({ Int64($0) }) else {
      throw problem(answer, "looking for \(key)")
    }
    return size
  }

  func read(_ key: String, from offset: Int64, count: Int) throws -> [UInt8] {
    guard count > 0 else { return [] }
    let answer = try send(.GET, key, headers: [("x-ms-range", "bytes=\(offset)-\(offset + Int64(count) - 1)")])
    if answer.status == 416 { return [] }
    guard answer.status == 206 || (answer.status == 200 && offset == 0) else {
      throw problem(answer, "reading \(key)")
    }
    return Array(answer.body.prefix(count))
  }

  func remove(_ key: String) throws {
    let answer = try send(.DELETE, key, headers: [("x-ms-delete-snapshots", "include")])
    guard answer.isSuccess || answer.status == 404 else { throw problem(answer, "removing \(key)") }
    guard try size(of: key) == nil else {
      throw StoreProblem.failed.error("\(address): \(key) is still there after it was removed")
    }
  }

  func list(_ prefix: String, page: String?) throws -> ObjectPage {
    let answer = try send(
      .GET, nil,
      query: [("restype", "container"), ("comp", "list"), ("prefix", prefix)] + (page.map { [("marker", $0)] } ?? []))
    guard answer.isSuccess else { throw problem(answer, "listing \(prefix)") }
    let xml = StoreXML(answer.body, groups: ["Blob"])
    let objects = xml.groups.compactMap { group in
      group["Name"].map {
        ObjectPage.Object(
          key: $0, size: group["Content-Length"].flatMap { Int64($0) } ?? 0,
          stored: group["Last-Modified"].flatMap(Self.moment))
      }
    }
    return ObjectPage(objects: objects, next: xml["NextMarker"].isEmpty ? nil : xml["NextMarker"])
  }

  /// `Tue, 24 Nov 2026 02:03:45 GMT` (RFC 9110, 5.6.7).
  private static func moment(_ text: String) -> Moment? {
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(secondsFromGMT: 0)
    form.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return form.date(from: text).map { Moment(microseconds: Int64($0.timeIntervalSince1970) * 1_000_000) }
  }

  // MARK: - Locks

  /// Azure's immutability policies are set for a container by its owner, and are not mirrored.
  func hasLocks() throws -> Bool { false }

  func setHold(_ isHeld: Bool, on key: String) throws { throw noLocks }

  func retain(_ key: String, until: Moment, mode: StoreSettings.Lock) throws { throw noLocks }

  private var noLocks: StorageError {
    StoreProblem.failed.error("holds and retention are not mirrored to \(address): Azure's containers have their own")
  }
}
