internal import Archive
internal import Foundation
internal import NIOHTTP1

/// S3 Object Lock: what a bucket refuses to remove, whoever asks.
extension S3Store {
  func hasLocks() throws -> Bool {
    let answer = try send(.GET, nil, query: [("object-lock", "")])
    if answer.isSuccess { return StoreXML(answer.body)["ObjectLockEnabled"] == "Enabled" }
    // No configuration, or a store that knows of none.
    if [400, 404, 405, 501].contains(answer.status) { return false }
    throw problem(answer, "asking for the bucket's Object Lock")
  }

  func setHold(_ isHeld: Bool, on key: String) throws {
    try lock(key, "legal-hold", "<LegalHold><Status>\(isHeld ? "ON" : "OFF")</Status></LegalHold>")
  }

  func retain(_ key: String, until: Moment, mode: StoreSettings.Lock) throws {
    // Whole seconds, upwards: nothing is freed before its time.
    let second = (until.microseconds + 999_999) / 1_000_000 * 1_000_000
    let date = RFC3339.format(Moment(microseconds: second))
    try lock(
      key, "retention",
      "<Retention><Mode>\(mode.rawValue.uppercased())</Mode><RetainUntilDate>\(date)</RetainUntilDate></Retention>")
  }

  private func lock(_ key: String, _ what: String, _ body: String) throws {
    let bytes = Array(body.utf8)
    let digest = Digest(of: bytes)
    let answer = try send(
      .PUT, key, query: [(what, "")],
      headers: [
        ("content-type", "application/xml"), ("x-amz-checksum-sha256", Data(digest.bytes).base64EncodedString()),
      ], body: bytes, digest: digest)
    guard answer.isSuccess else { throw problem(answer, "setting the \(what) of \(key)") }
  }
}
