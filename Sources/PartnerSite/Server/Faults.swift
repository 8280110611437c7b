internal import Synchronization

/// The partner's bad days, rehearsed: what the site does wrong, where, and how often before it is well again.
///
/// ```swift
/// let faults = Faults([
///   Fault(at: .manifest(day), .status(503), times: 2),
///   Fault(at: .file(day, "items-0001.jsonl"), .cut(afterBytes: 1000)),
/// ])
/// ```
/// Faults come after a good sign-in. Several at one route happen in the order given.
public struct Faults: Sendable {
  public let list: [Fault]

  public init(_ list: [Fault] = []) { self.list = list }
}

/// One thing that goes wrong.
public struct Fault: Sendable {
  /// What goes wrong.
  public enum Kind: Sendable, Equatable {
    /// An answer with this HTTP status and no content.
    case status(Int)
    /// A redirect (302) to another address, whatever it is.
    case redirect(to: String)
    /// The connection ends after so many bytes of the content it announced.
    case cut(afterBytes: Int)
    /// Nothing more comes for a time after so many bytes of the content; then the rest does.
    case stall(afterBytes: Int, for: Duration)
    /// Other content, with its right length.
    case content([UInt8])
    /// The right content with every bit of one byte turned: its length is right and its digest isn't.
    case corrupted(byte: Int)
  }

  public let route: SiteRoute
  public let kind: Kind
  /// How many requests meet it before the route works.
  public let times: Int

  public init(at route: SiteRoute, _ kind: Kind, times: Int = 1) {
    (self.route, self.kind, self.times) = (route, kind, times)
  }
}

/// Counts faults off as requests meet them.
final class FaultQueue: Sendable {
  private let waiting: Mutex<[SiteRoute: [Fault.Kind]]>

  init(_ faults: Faults) {
    var queues: [SiteRoute: [Fault.Kind]] = [:]
    for fault in faults.list {
      // Last first, so that taking the next is taking the last.
      queues[fault.route, default: []].insert(
        contentsOf: repeatElement(fault.kind, count: max(fault.times, 0)), at: 0)
    }
    waiting = Mutex(queues)
  }

  /// The fault this request meets, if any.
  func take(_ route: SiteRoute) -> Fault.Kind? {
    waiting.withLock { $0[route]?.popLast() }
  }
}
