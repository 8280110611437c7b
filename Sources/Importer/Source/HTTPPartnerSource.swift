public import Archive
internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// The partner's site over HTTPS (or HTTP to this machine), signed in with HTTP Basic.
///
/// It may be asked for several files at once. It never follows a redirect: the password and the request would
/// go to whomever the answer names.
public final class HTTPPartnerSource: PartnerSource {
  /// How the site is spoken to.
  public struct Options: Sendable {
    /// Whom the site is trusted by, instead of the system's authorities.
    public var authorities: PinnedAuthorities?
    /// How long to wait for a connection and its encryption.
    public var connectTimeout: Duration = .seconds(10)
    /// How long to wait for an answer to begin, and for each next piece of it.
    public var readTimeout: Duration = .seconds(60)
    /// Connections at once; more requests wait.
    public var connections = 16

    public init() {}
  }

  public let address: String
  /// The carrier's network, as the partner's interface names it.
  private let network: String
  private let client: HTTPClient
  private let authorization: String
  private let answerTimeout: TimeAmount

  /// Prepares a client; nothing is asked before the first request.
  ///
  /// - Throws: ``SourceError`` where the user name can't be sent or the pinned certificates can't be read.
  public init(site: WebAddress, network: String, username: String, password: Secret, options: Options = Options())
    throws
  {
    (address, self.network) = (site.description, network)
    // RFC 7617, 2: what follows the first colon is the password; control characters can't be sent.
    let controls = (username + password.reveal()).utf8.contains { $0 < 32 || $0 == 127 }
    guard !username.isEmpty, !username.utf8.contains(UInt8(ascii: ":")), !controls else {
      throw SourceError(
        .signInRefused, "a user name can't be empty, and it can't have a colon or control characters",
        at: address)
    }
    authorization = "Basic " + Data("\(username):\(password.reveal())".utf8).base64EncodedString()
    answerTimeout = .init(options.readTimeout)

    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let authorities = options.authorities { tls.trustRoots = .certificates(try authorities.certificates) }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .init(options.connectTimeout), read: .init(options.readTimeout)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.connections
    // Trying again is the retry policy's business; here it would hide why a connection fails.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  public func close() async {
    // Shutting down fails only if done twice, and then what is wanted is so already.
    try? await client.shutdown()
  }

  public func networks() async throws -> [String] {
    let url = address + "/v1/networks"
    let answer = try await get(url, limit: SourceLimits.networksBytes, missing: .badURL)
    let bytes = try await answer.collect(limit: SourceLimits.networksBytes, at: url)
    guard let list = try? JSONDecoder().decode(NetworkList.self, from: Data(bytes)) else {
      throw SourceError(
        .malformed, "the site's list of networks can't be read: is this the partner's site?", at: url)
    }
    return list.networks
  }

  private struct NetworkList: Decodable { let networks: [String] }

  public func manifest(day: CivilDate) async throws -> ManifestAnswer {
    let url = self.url(day)
    do {
      let answer = try await get(url, limit: SourceLimits.manifestBytes, missing: .notReady)
      return .ready(try await answer.collect(limit: SourceLimits.manifestBytes, at: url))
    } catch let error as SourceError where error.kind == .notReady {
      return .notReady
    }
  }

  public func file(day: CivilDate, name: String, limit: Int64) async throws -> ByteChunks {
    try SourceLimits.check(name: name, at: url(day))
    return try await get("\(url(day))/\(name)", limit: limit, missing: .notFound)
  }

  public func attachment(day: CivilDate, digest: Digest, limit: Int64) async throws -> ByteChunks {
    try await get("\(url(day))/attachments/\(digest)", limit: limit, missing: .notFound)
  }

  private func url(_ day: CivilDate) -> String { "\(address)/v1/networks/\(network)/days/\(day)" }

  /// Asks for something and gives its bytes as they come; `missing` is what a 404 means here.
  private func get(_ url: String, limit: Int64, missing: SourceError.Kind) async throws -> ByteChunks {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "authorization", value: authorization)
    let response: HTTPClientResponse
    do {
      response = try await client.execute(request, timeout: answerTimeout)
    } catch {
      throw SourceError.from(error, at: url, begun: false)
    }
    guard response.status == .ok else {
      throw SourceError.from(response, at: url, missing: missing)
    }
    let announced = response.headers.first(name: "content-length").flatMap { Int64($0) }
    if let announced, announced > limit {
      throw SourceError(
        .tooLarge, "the site announces \(announced) bytes where at most \(limit) are taken", at: url)
    }
    let body = response.body
    return ByteChunks(announced: announced) {
      HTTPChunkReader(body: body.makeAsyncIterator(), url: url, limit: limit)
    }
  }
}

/// Reads a response's content, turns what goes wrong into a ``SourceError``, and stops at a limit.
private struct HTTPChunkReader: ChunkReader {
  var body: HTTPClientResponse.Body.AsyncIterator
  let url: String
  let limit: Int64
  var taken: Int64 = 0

  mutating func next() async throws -> [UInt8]? {
    while true {
      let piece: ByteBuffer?
      do { piece = try await body.next() } catch { throw SourceError.from(error, at: url, begun: true) }
      guard let piece else { return nil }
      if piece.readableBytes == 0 { continue }
      taken += Int64(piece.readableBytes)
      // The length may not have been announced, so it is counted too.
      guard taken <= limit else {
        throw SourceError(.tooLarge, "the site sends more than the \(limit) bytes that are taken", at: url)
      }
      return [UInt8](piece.readableBytesView)
    }
  }
}
