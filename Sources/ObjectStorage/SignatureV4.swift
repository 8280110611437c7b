internal import Archive
internal import struct Crypto.HMAC
internal import struct Crypto.SHA256
internal import struct Crypto.SymmetricKey
internal import Foundation
internal import NIOHTTP1

/// AWS Signature Version 4 for S3: says in each request who makes it, over what, and when.
///
/// Source: AWS, "Signature Version 4 signing process", and "Authenticating Requests (AWS Signature Version 4)" of the
/// S3 API reference, whose worked examples are the tests.
struct SignatureV4: Sendable {
  let id: String
  let secret: String
  let region: String
  private static let service = "s3"

  init(id: String, secret: String, region: String) { (self.id, self.secret, self.region) = (id, secret, region) }

  /// The request with the headers that sign it.
  func sign(_ request: StoreRequest, host: String, payload: Digest, at time: Moment) -> StoreRequest {
    let stamp = Self.stamp(time)
    var signed = request
    signed.headers.append(("x-amz-content-sha256", payload.hex))
    signed.headers.append(("x-amz-date", stamp))
    let headers = (signed.headers + [("host", host)]).map { ($0.0.lowercased(), Self.folded($0.1)) }
      .sorted { $0.0 < $1.0 }
    let names = headers.map(\.0).joined(separator: ";")
    let canonical = [
      request.method.rawValue, request.path, PercentCoding.query(request.query),
      headers.map { "\($0.0):\($0.1)\n" }.joined(), names, payload.hex,
    ].joined(separator: "\n")
    let day = String(stamp.prefix(8))
    let scope = "\(day)/\(region)/\(Self.service)/aws4_request"
    let text = "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(Digest(of: canonical.utf8).hex)"
    var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
    for part in [day, region, Self.service, "aws4_request"] {
      key = SymmetricKey(data: Data(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key)))
    }
    let signature = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    signed.headers.append(
      ("authorization", "AWS4-HMAC-SHA256 Credential=\(id)/\(scope),SignedHeaders=\(names),Signature=\(signature)"))
    return signed
  }

  /// `20130524T000000Z`.
  static func stamp(_ time: Moment) -> String {
    let civil = CivilTime(ZonedMoment(time))
    func digits(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let day = digits(civil.date.year, 4) + digits(civil.date.month, 2) + digits(civil.date.day, 2)
    return day + "T" + digits(civil.hour, 2) + digits(civil.minute, 2) + digits(civil.second, 2) + "Z"
  }

  /// A value as signatures see it: runs of spaces are one.
  private static func folded(_ value: String) -> String { value.split(separator: " ").joined(separator: " ") }
}
