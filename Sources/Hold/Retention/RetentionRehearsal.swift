public import Archive
public import GRDB
internal import Search

/// Says what a sweep would remove at some time, and changes nothing.
public enum RetentionRehearsal {
  public struct Report: Sendable {
    public var at: Moment
    public var wouldRemove = 0
    public var wouldKeep = 0
    public var byPolicy: [String: Int] = [:]
    public var byMailbox: [String: Int] = [:]
  }

  public static func run(_ db: Database, at moment: Moment) throws -> Report {
    var report = Report(at: moment)
    var byMailbox: [Mailbox.ID: Int] = [:]
    let candidates = try Candidates(db, at: moment)
    var expired: [ItemScan.Facts] = []
    try candidates.all { facts, isExpired in
      guard isExpired else {
        report.wouldKeep += 1
        return
      }
      report.wouldRemove += 1
      byMailbox[facts.mailbox, default: 0] += 1
      expired.append(facts)
    }
    for facts in expired { report.byPolicy[try candidates.rule(for: facts), default: 0] += 1 }
    for (id, count) in byMailbox {
      report.byMailbox[try Mailbox.find(id, db)?.email ?? "\(id)"] = count
    }
    return report
  }
}
