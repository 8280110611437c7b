internal import Archive
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle

/// Answers the partner's four requests from a feed folder.
struct SiteResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  let folder: String
  let network: String
  let signIn: BasicSignIn
  let faults: FaultQueue

  /// Files up to this size are answered in one piece: the head and the content leave in one write.
  static let onePiece = 64 * 1024

  func respond(to request: Request, context: Context) async throws -> Response {
    // Before anything else, so that a stranger can't learn which days there are.
    guard signIn.accepts(request.headers[.authorization]) else {
      return Response(
        status: .unauthorized,
        headers: [.wwwAuthenticate: #"Basic realm="partner feed", charset="UTF-8""#, .contentLength: "0"])
    }
    guard request.method == .get || request.method == .head else {
      return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD", .contentLength: "0"])
    }
    guard let route = SiteRoute(path: request.head.path ?? "", network: network) else { return notFound }
    let response = try answer(route, faults.take(route))
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(_ route: SiteRoute, _ fault: Fault.Kind?) throws -> Response {
    switch fault {
    case .status(let code):
      return Response(status: .init(code: code), headers: [.contentLength: "0"])
    case .redirect(let target):
      return Response(status: .found, headers: [.location: target, .contentLength: "0"])
    case .content(let bytes):
      return whole(ByteBuffer(bytes: bytes), route)
    case nil, .cut, .stall, .corrupted: break
    }
    guard let path = route.fileBelowFolder else {
      return whole(ByteBuffer(string: #"{"networks":["\#(network)"]}"#), route)
    }
    guard let file = FeedFile(path: "\(folder)/\(path)") else { return notFound }
    if fault == nil, file.count <= Self.onePiece {
      return whole(try file.read(at: 0, atMost: file.count), route)
    }
    return Response(
      status: .ok, headers: Self.headers(route), body: Self.streaming(file, fault))
  }

  private var notFound: Response { Response(status: .notFound, headers: [.contentLength: "0"]) }

  private func whole(_ content: ByteBuffer, _ route: SiteRoute) -> Response {
    Response(status: .ok, headers: Self.headers(route), body: ResponseBody(byteBuffer: content))
  }

  private static func headers(_ route: SiteRoute) -> HTTPFields {
    let type =
      switch route {
      case .networks, .manifest: "application/json"
      case .file, .attachment: "application/octet-stream"
      }
    return [.contentType: type, .cacheControl: "no-store"]
  }

  private static func streaming(_ file: FeedFile, _ fault: Fault.Kind?) -> ResponseBody {
    ResponseBody(contentLength: file.count) { writer in
      var sent = 0
      while sent < file.count {
        var wanted = min(FeedFile.chunk, file.count - sent)
        switch fault {
        case .cut(let after) where sent >= after: throw ConnectionCut()
        case .stall(let after, let pause) where sent == after:
          // A stalled answer must not hold up the end of the site.
          try await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        case .cut(let after), .stall(let after, _):
          if sent < after { wanted = min(wanted, after - sent) }
        default: break
        }
        var content = try file.read(at: sent, atMost: wanted)
        // A file cut short while being sent: the length announced can't be kept, so the client must see
        // a broken connection and not a short file.
        guard content.readableBytes == wanted else { throw ConnectionCut() }
        if case .corrupted(let index) = fault, (sent..<(sent + wanted)).contains(index),
          let byte = content.getInteger(at: content.readerIndex + index - sent, as: UInt8.self)
        {
          content.setInteger(~byte, at: content.readerIndex + index - sent)
        }
        try await writer.write(content)
        sent += wanted
      }
      try await writer.finish(nil)
    }
  }
}

/// Thrown in the middle of a response to make the server drop the connection.
struct ConnectionCut: Error {}
