internal import Archive
internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// A request to a store: all of it in memory, so that it can be made again.
struct StoreRequest: Sendable {
  var method: HTTPMethod
  /// Percent-encoded, from the first slash.
  var path: String
  /// Not yet encoded.
  var query: [(name: String, value: String)] = []
  /// What goes behind it as it is.
  var encodedQuery = ""
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
}

struct StoreAnswer: Sendable {
  var status: Int
  var headers: HTTPHeaders
  var body: [UInt8]

  var isSuccess: Bool { (200..<300).contains(status) }
}

/// HTTP to one store, tried again where what went wrong may pass.
///
/// It waits for answers on the caller's thread; the connections live on threads of their own. It never follows a
/// redirect: a signature or the content would go to whomever the answer names.
final class StoreTransport: Sendable {
  let settings: StoreSettings
  let options: StoreOptions
  private let client: HTTPClient
  /// What the `Host` header says and signatures cover.
  let host: String

  /// The largest answer: a part or piece of an object, or a page of a list (1,000 keys of up to 1 kB, in XML).
  private static let largestAnswer = 16 << 20

  init(_ settings: StoreSettings, _ options: StoreOptions) throws {
    (self.settings, self.options) = (settings, options)
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let authorities = settings.authorities {
      guard let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(authorities.utf8)) else {
        throw StoreProblem.insecure.error("the authorities of \(settings.address) can't be read; set them anew")
      }
      tls.trustRoots = .certificates(certificates)
    }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .init(options.connectTimeout), read: .init(options.readTimeout)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
    // Trying again is our business; here it would hide why a connection fails.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let isEncrypted = settings.endpoint.hasPrefix("https://")
    let authority = settings.endpoint.dropFirst(isEncrypted ? 8 : 7)
    let usual = isEncrypted ? ":443" : ":80"
    host = String(authority.hasSuffix(usual) ? authority.dropLast(usual.count) : authority)
  }

  func close() { client.shutdown(queue: .global()) { _ in } }

  /// Sends a request until it is answered for good.
  ///
  /// `sign`: completes the request for a try: signatures have the time in them.
  func send(_ request: StoreRequest, sign: (StoreRequest) -> StoreRequest) throws -> StoreAnswer {
    var pause = options.firstPause
    for attempt in 1... {
      do {
        let answer = try once(sign(request))
        guard attempt < options.attempts, Self.isPassing(answer) else { return answer }
      } catch let error as StorageError {
        guard attempt < options.attempts, StoreProblem.unreachable.is(error) else { throw error }
      }
      // Drawn evenly, so that many that were cut off together don't come back together.
      Thread.sleep(forTimeInterval: pause / .seconds(1) * Double.random(in: 0.5...1))
      pause = min(pause * 2, options.longestPause)
    }
    throw StoreProblem.failed.error("\(settings.address) was not asked")
  }

  /// RFC 9110, 15.5.9; RFC 6585, 4; a body damaged on its way (S3: 400 with `BadDigest`); and the store's own trouble.
  private static func isPassing(_ answer: StoreAnswer) -> Bool {
    if answer.status == 501 { return false }
    if answer.status >= 500 || answer.status == 408 || answer.status == 429 { return true }
    return answer.status == 400
      && ["BadDigest", "Md5Mismatch", "RequestTimeout"].contains(StoreXML(answer.body)["Code"])
  }

  private func once(_ request: StoreRequest) throws -> StoreAnswer {
    let query = [PercentCoding.query(request.query), request.encodedQuery].filter { !$0.isEmpty }
      .joined(separator: "&")
    var headers = HTTPHeaders(request.headers)
    headers.replaceOrAdd(name: "host", value: host)
    let made: HTTPClient.Request
    do {
      made = try HTTPClient.Request(
        url: settings.endpoint + request.path + (query.isEmpty ? "" : "?" + query), method: request.method,
        headers: headers,
        body: request.body.isEmpty && request.method != .PUT ? nil : .bytes(request.body))
    } catch { throw StoreProblem.failed.error("\(settings.address): the request can't be made") }
    do {
      let response = try client.execute(
        request: made, delegate: ResponseAccumulator(request: made, maxBodySize: Self.largestAnswer),
        deadline: .now() + .init(options.requestTimeout)
      ).wait()
      return StoreAnswer(
        status: Int(response.status.code), headers: response.headers,
        body: response.body.map { Array($0.readableBytesView) } ?? [])
    } catch { throw problem(error) }
  }

  /// What stopped a request, in words that have nothing of it.
  private func problem(_ error: any Error) -> StorageError {
    if error is ResponseAccumulator.ResponseTooBigError {
      return StoreProblem.failed.error("\(settings.address) answers with more than \(Self.largestAnswer) bytes")
    }
    if error as? NIOSSLExtraError == .failedToValidateHostname {
      return StoreProblem.insecure.error("the certificate of \(settings.address) is for another name")
    }
    if case .some(.handshakeFailed(let detail)) = error as? NIOSSLError {
      let reason =
        String(describing: detail).contains("CERTIFICATE_VERIFY_FAILED")
        ? "isn't signed by an authority that is trusted here; give its authority with --ca-file"
        : "leaves no agreement on how to encrypt"
      return StoreProblem.insecure.error("the certificate of \(settings.address) \(reason)")
    }
    let reason =
      switch error as? HTTPClientError {
      case .some(.connectTimeout), .some(.tlsHandshakeTimeout), .some(.getConnectionFromPoolTimeout):
        "it doesn't answer"
      case .some(.readTimeout), .some(.deadlineExceeded): "it gave no answer in time"
      case .some(.remoteConnectionClosed), .some(.uncleanShutdown): "it closed the connection instead of answering"
      case .some(let other): other.shortDescription
      case nil: "no connection"
      }
    return StoreProblem.unreachable.error(
      "\(settings.address) can't be reached (\(reason)); check the network and the store, then run the command again")
  }
}

/// RFC 3986's percent-encoding, the one form that signatures are taken over.
enum PercentCoding {
  /// Everything but letters, digits and `-._~` is encoded.
  static func encode(_ text: String, keeping: String = "") -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 95, 126: out.append(byte)
      case _ where keeping.utf8.contains(byte): out.append(byte)
      default: out += Array("%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A query in the order of its names' bytes, then of its values'.
  static func query(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { (encode($0.name), encode($0.value)) }
      .sorted { a, b in
        a.0 == b.0
          ? Array(a.1.utf8).lexicographicallyPrecedes(Array(b.1.utf8))
          : Array(a.0.utf8).lexicographicallyPrecedes(Array(b.0.utf8))
      }
      .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }
}
