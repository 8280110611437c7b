internal import Archive
internal import Foundation
internal import NIOHTTP1

/// A bucket of S3, or of anything that speaks S3's REST interface.
///
/// Addresses are of the path form (`endpoint/bucket/key`), which all of them know.
final class S3Store: ObjectStore {
  let settings: StoreSettings
  let transport: StoreTransport
  private let signature: SignatureV4

  init(_ settings: StoreSettings, _ transport: StoreTransport, id: String, secret: String) {
    (self.settings, self.transport) = (settings, transport)
    signature = SignatureV4(id: id, secret: secret, region: settings.region)
  }

  var address: String { settings.address }

  func close() { transport.close() }

  // MARK: - Requests

  /// `key`: nil: the bucket itself.
  func send(
    _ method: HTTPMethod, _ key: String?, query: [(String, String)] = [], headers: [(String, String)] = [],
    body: [UInt8] = [], digest: Digest? = nil
  ) throws -> StoreAnswer {
    let path = "/\(settings.bucket)" + (key.map { "/" + PercentCoding.encode($0, keeping: "/") } ?? "")
    let request = StoreRequest(
      method: method, path: path, query: query.map { (name: $0.0, value: $0.1) },
      headers: headers.map { (name: $0.0, value: $0.1) }, body: body)
    let payload = digest ?? Digest(of: body)
    return try transport.send(request) {
      signature.sign(
        $0, host: transport.host, payload: payload, at: Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)))
    }
  }

  /// What an answer other than the one wanted means.
  func problem(_ answer: StoreAnswer, _ what: String) -> StorageError {
    let xml = StoreXML(answer.body)
    let code = xml["Code"].isEmpty ? "status \(answer.status)" : String(xml["Code"].prefix(Self.longestShown))
    switch answer.status {
    case 401, 403:
      return StoreProblem.refused.error(
        "\(address) refused \(what) (\(code)); check the credentials and what they allow there")
    case 404:
      let thing = code == "NoSuchBucket" ? "the bucket is not there" : "it is not there"
      return StoreProblem.missing.error("\(address): \(what): \(thing) (\(code))")
    case 300..<400:
      return StoreProblem.failed.error(
        "\(address) sends us elsewhere (\(code)), which is never followed; check --endpoint and --region")
    default: return StoreProblem.failed.error("\(address) failed at \(what): \(code)")
    }
  }

  /// Of a code that is not ours, what a line holds.
  private static let longestShown = 60

  // MARK: - Reading

  func size(of key: String) throws -> Int64? { try head(key)?.size }

  struct Head {
    var size: Int64
    /// SHA-256 of the whole object, where the store has it.
    var digest: Digest?
    var lock: String?
    var isHeld: Bool
  }

  func head(_ key: String, version: String? = nil) throws -> Head? {
    let answer = try send(
      .HEAD, key, query: version.map { [("versionId", $0)] } ?? [], headers: [("x-amz-checksum-mode", "ENABLED")])
    if answer.status == 404 { return nil }
    guard answer.isSuccess else { throw problem(answer, "looking for \(key)") }
    guard let size = answer.headers.first(name: "content-length").flatMap({ Int64($0) }) else {
      throw StoreProblem.failed.error("\(address) does not say how large \(key) is")
    }
    // A composite of parts' checksums has a hyphen and their number behind it.
    let digest = answer.headers.first(name: "x-amz-checksum-sha256").flatMap { Data(base64Encoded: $0) }
      .flatMap { Digest(bytes: $0) }
    return Head(
      size: size, digest: digest, lock: answer.headers.first(name: "x-amz-object-lock-retain-until-date"),
      isHeld: answer.headers.first(name: "x-amz-object-lock-legal-hold") == "ON")
  }

  func read(_ key: String, from offset: Int64, count: Int) throws -> [UInt8] {
    guard count > 0 else { return [] }
    let answer = try send(.GET, key, headers: [("range", "bytes=\(offset)-\(offset + Int64(count) - 1)")])
    // RFC 9110, 15.5.17: nothing lies there.
    if answer.status == 416 { return [] }
    guard answer.status == 206 || (answer.status == 200 && offset == 0) else {
      throw problem(answer, "reading \(key)")
    }
    return Array(answer.body.prefix(count))
  }

  func list(_ prefix: String, page: String?) throws -> ObjectPage {
    let answer = try send(
      .GET, nil,
      query: [("list-type", "2"), ("prefix", prefix)] + (page.map { [("continuation-token", $0)] } ?? []))
    guard answer.isSuccess else { throw problem(answer, "listing \(prefix)") }
    let xml = StoreXML(answer.body, groups: ["Contents"])
    let objects = xml.groups.compactMap { group in
      group["Key"].map {
        ObjectPage.Object(
          key: $0, size: group["Size"].flatMap { Int64($0) } ?? 0,
          stored: group["LastModified"].flatMap { RFC3339.parse($0)?.moment })
      }
    }
    let next = xml["NextContinuationToken"]
    return ObjectPage(objects: objects, next: xml["IsTruncated"] == "true" && !next.isEmpty ? next : nil)
  }

  // MARK: - Removing

  func remove(_ key: String) throws {
    guard let versions = try versions(of: key) else { return try removePlainly(key) }
    for version in versions {
      let answer = try send(.DELETE, key, query: [("versionId", version)])
      guard answer.isSuccess || answer.status == 404 else { throw try refusal(answer, key, version) }
    }
    guard try head(key) == nil else {
      throw StoreProblem.failed.error("\(address): \(key) is still there after it was removed")
    }
  }

  private func removePlainly(_ key: String) throws {
    let answer = try send(.DELETE, key)
    guard answer.isSuccess || answer.status == 404 else { throw try refusal(answer, key, nil) }
    guard try head(key) == nil else {
      throw StoreProblem.failed.error("\(address): \(key) is still there after it was removed")
    }
  }

  /// Why it can't be removed: its lock where it has one.
  private func refusal(_ answer: StoreAnswer, _ key: String, _ version: String?) throws -> StorageError {
    if [400, 403, 409].contains(answer.status), let head = try? head(key, version: version) {
      if head.isHeld {
        return StoreProblem.locked.error("the bucket refuses: the object is under a legal hold there")
      }
      if let until = head.lock {
        return StoreProblem.locked.error("the bucket refuses: the object is locked there until \(until)")
      }
    }
    return problem(answer, "removing \(key)")
  }

  /// The object's versions and deletion markers; nil where the store has no versions to list.
  private func versions(of key: String) throws -> [String]? {
    var found: [String] = []
    var markers: (key: String, version: String)?
    repeat {
      let answer = try send(
        .GET, nil,
        query: [("versions", ""), ("prefix", key)]
          + (markers.map { [("key-marker", $0.key), ("version-id-marker", $0.version)] } ?? []))
      if [400, 404, 405, 501].contains(answer.status) { return nil }
      guard answer.isSuccess else { throw problem(answer, "listing the versions of \(key)") }
      let xml = StoreXML(answer.body, groups: ["Version", "DeleteMarker"])
      found += xml.groups.compactMap { $0["Key"] == key ? $0["VersionId"] : nil }
      let next = (key: xml["NextKeyMarker"], version: xml["NextVersionIdMarker"])
      markers = xml["IsTruncated"] == "true" && next.key == key ? next : nil
    } while markers != nil
    return found
  }
}
