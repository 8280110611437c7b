public import Archive
internal import Foundation
package import GRDB

/// Sends what waits, message by message, and keeps what became of each before the next is tried.
///
/// A message is sent after the act that queued it was committed, and marked as sent in an act of its own. SMTP has no
/// way to do both at once: if the machine stops between the server's "250" and that act, or the connection breaks before
/// the "250" arrives, the message is sent once more, under the same Message-ID, so that a mail program shows it once or
/// at least shows that it is the same. It is never lost and never sent again without such a stop.
public enum Outbox {
  /// What a run did.
  public struct Report: Sendable, Hashable {
    public var sent = 0
    /// Refused for now; tried again later.
    public var delayed = 0
    /// Refused for good, or given up.
    public var failed = 0
    /// What waits still, those to be tried later included.
    public var waiting = 0
    /// Why the run ended early.
    public var problem: MailUnavailable?
    /// Another process is sending; this one did nothing.
    public var isBusy = false

    public init() {}

    /// Whether everything there was to send was sent.
    public var isClear: Bool { failed == 0 && waiting == 0 && problem == nil }
  }

  /// Sends what is due by now; with `includingLater`, what waits for a later attempt as well.
  public static func send(_ archive: Archive, by session: Session, includingLater: Bool = false) throws -> Report {
    try send(archive, by: session, includingLater: includingLater, timeouts: SMTPClient.Timeouts())
  }

  static func send(
    _ archive: Archive, by session: Session, includingLater: Bool = false, timeouts: SMTPClient.Timeouts,
    afterSending: (NoticeDelivery.ID) throws -> Void = { _ in }
  ) throws -> Report {
    try archive.authorize(.noticeDelivery, by: session)
    var report = Report()
    // Two at once would send everything twice.
    guard let lock = try FileLock.tryLock(archive.folder.appendingPathComponent("notices.lock")) else {
      report.isBusy = true
      report.waiting = try archive.read(NoticeDelivery.countWaiting)
      return report
    }
    defer { lock.release() }
    let ids = try archive.read { try NoticeDelivery.waiting(by: includingLater ? nil : session.now, $0) }
    if !ids.isEmpty {
      do {
        let client = try SMTPClient(archive.read(MailService.require), keys: archive.keys, timeouts: timeouts)
        for id in ids {
          guard let outcome = try attempt(id, client, archive) else { continue }
          try afterSending(id)
          try keep(outcome, of: id, archive, session, &report)
          if report.problem != nil { break }
        }
      } catch let problem as MailUnavailable {
        report.problem = problem
      }
    }
    report.waiting = try archive.read(NoticeDelivery.countWaiting)
    return report
  }

  /// Tries one message, unless it was cancelled since; nothing is open meanwhile.
  private static func attempt(
    _ id: NoticeDelivery.ID, _ client: SMTPClient, _ archive: Archive
  ) throws -> SMTPClient.Outcome? {
    let waiting = try archive.read { db -> (recipient: String, message: [UInt8])? in
      guard let delivery = try NoticeDelivery.find(id, db), delivery.state == .waiting else { return nil }
      return (delivery.recipient, try NoticeDelivery.message(id, db))
    }
    return waiting.map { client.send($0.message, to: $0.recipient) }
  }

  /// Puts what became of an attempt on record.
  private static func keep(
    _ outcome: SMTPClient.Outcome, of id: NoticeDelivery.ID, _ archive: Archive, _ session: Session,
    _ report: inout Report
  ) throws {
    if case .unavailable(let problem) = outcome {
      report.problem = problem
      // A timer finds the same trouble every few minutes, and the ledger needs it once.
      guard try archive.read({ try NoticeDelivery.find(id, $0)?.answer }) != problem.description else { return }
    }
    let state = try archive.perform(.noticeDelivery, by: session) { act in
      guard var delivery = try NoticeDelivery.find(id, act.db) else {
        throw StorageError("there is no message \(id); restore the archive from a backup")
      }
      let before = delivery
      delivery.apply(outcome, at: act.now)
      if delivery != before { try delivery.update(act) }
      act.note("to", .text(delivery.recipient))
      act.note("kind", .text(delivery.kind.rawValue))
      act.note("messageID", .text(delivery.messageID))
      act.note("sha256", .text(delivery.digest.hex))
      act.note("state", .text(delivery.state.rawValue))
      act.note("answer", .text(delivery.answer ?? ""))
      return delivery.state
    }
    guard report.problem == nil else { return }
    switch state {
    case .sent: report.sent += 1
    case .waiting: report.delayed += 1
    case .failed: report.failed += 1
    case .cancelled: break
    }
  }
}

extension NoticeDelivery {
  /// What an attempt makes of it.
  ///
  /// Cancelled while it was under way, it stays so unless it went out after all.
  mutating func apply(_ outcome: SMTPClient.Outcome, at now: Moment) {
    switch outcome {
    case .sent(let said):
      (state, answer, ended) = (.sent, said, now)
      attempts += 1
    case .refused(let said) where state == .waiting:
      (state, answer, ended) = (.failed, said, now)
      attempts += 1
    case .delayed(let said) where state == .waiting:
      attempts += 1
      answer = said
      if let next = RetrySchedule.next(after: attempts, at: now) {
        nextAttempt = next
      } else {
        (state, ended) = (.failed, now)
        answer = "given up after \(attempts) attempts: \(said)"
      }
    case .unavailable(let problem) where state == .waiting:
      answer = problem.description
    case .refused, .delayed, .unavailable:
      break
    }
  }
}

extension Outbox {
  /// Whether a message waits whose next attempt may be made.
  package static func isDue(at now: Moment, _ db: Database) throws -> Bool {
    try !NoticeDelivery.waiting(by: now, db).isEmpty
  }
}
