internal import Archive
internal import Foundation
internal import GRDB
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers `/healthz` and `/metrics`.
struct MonitorResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  let archive: Archive
  let session: Session
  let watch: AlarmWatch
  let version: String
  let started: Moment

  /// What makes the service unfit to work, rather than something to look into.
  private static let failing: Set<AlarmKind> = [.clockBackwards]

  func respond(to request: Request, context: Context) async throws -> Response {
    guard MonitorAddress.isLocal(request.head.authority) else { return Self.answer(.forbidden, "text/plain", "") }
    guard request.method == .get || request.method == .head else {
      return Self.answer(.methodNotAllowed, "text/plain", "")
    }
    let response: Response
    switch request.uri.path {
    case "/healthz": response = health()
    case "/metrics": response = metrics()
    default: response = Self.answer(.notFound, "text/plain", "/healthz or /metrics\n")
    }
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func health() -> Response {
    var reasons = watch.causes.filter { Self.failing.contains($0.kind) }.map(\.kind.rawValue)
    do { try archive.read { try $0.execute(sql: "SELECT 1 FROM ledger_entry LIMIT 1") } } catch {
      reasons.append(JobError.code(of: error))
    }
    guard !reasons.isEmpty else { return Self.answer(.ok, "application/json", #"{"status":"ok"}"#) }
    let list = reasons.map { "\"\($0)\"" }.joined(separator: ",")
    return Self.answer(.serviceUnavailable, "application/json", #"{"status":"failing","reasons":[\#(list)]}"#)
  }

  private func metrics() -> Response {
    let metrics = Metrics(archive: archive, watch: watch, version: version, started: started, now: session.now)
    do { return Self.answer(.ok, PrometheusText.contentType, try metrics.text()) } catch {
      return Self.answer(.serviceUnavailable, "text/plain", JobError.code(of: error) + "\n")
    }
  }

  private static func answer(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
