internal import Archive
internal import Hold

/// The notices of a case as the command shows them.
struct NoticeStatusView: Encodable {
  struct Delivery: Encodable {
    var id: NoticeDelivery.ID
    var kind: String
    var version: Int
    var audience: String
    var to: String
    var state: String
    var attempts: Int
    var queued: String
    @Nullable var ended: String?
    @Nullable var nextAttempt: String?
    @Nullable var answer: String?
    var messageID: String
    var sha256: String
  }

  struct Acknowledgement: Encodable {
    var at: String
    var by: String
    var version: Int
  }

  struct Step: Encodable {
    var step: String
    var at: String
  }

  struct Person: Encodable {
    var email: String
    var displayName: String
    var status: String
    var version: Int
    var issued: String
    @Nullable var released: String?
    @Nullable var delivery: String?
    @Nullable var acknowledged: Acknowledgement?
    var reminders: Int
    var escalations: Int
    @Nullable var next: Step?
    var deliveries: [Delivery]
  }

  struct One: Encodable {
    var name: String
    var version: Int
    var officer: String
    var created: String
    var custodians: [Person]
  }

  var legalCase: String
  var notices: [One]
  var silent: [String]

  private enum CodingKeys: String, CodingKey {
    case legalCase = "case"
    case notices, silent
  }

  init(_ legalCase: LegalCase, _ status: NoticeStatus) {
    self.legalCase = legalCase.name
    silent = status.silent.map(\.email)
    notices = status.notices.map { one in
      One(
        name: one.notice.name, version: one.notice.version, officer: one.notice.officer,
        created: one.notice.created.description, custodians: one.custodians.map(Person.init))
    }
  }

  private static let header = [
    "NOTICE", "CUSTODIAN", "STATUS", "VERSION", "ISSUED", "DELIVERY", "ACKNOWLEDGED", "REMINDERS", "ESCALATIONS",
    "NEXT", "NEXT AT", "SERVER SAID",
  ]

  private var rows: [[String]] {
    notices.flatMap { notice in
      notice.custodians.map { person in
        [
          notice.name, person.email, person.status, String(person.version), person.issued, person.delivery ?? "",
          person.acknowledged?.at ?? "", String(person.reminders), String(person.escalations), person.next?.step ?? "",
          person.next?.at ?? "", person.deliveries.last { $0.state != "cancelled" }?.answer ?? "",
        ]
      }
    }
  }

  var text: String {
    var parts: [String] = []
    if notices.isEmpty { parts.append("the case '\(legalCase)' has no notice") }
    let empty = notices.filter(\.custodians.isEmpty).map { "'\($0.name)'" }
    if !rows.isEmpty {
      // What the server said is a line of its own: the table is wide enough.
      parts.append(Table.text(Array(Self.header.dropLast()), rows.map { Array($0.dropLast()) }))
      for row in rows where row[5] != "sent" && !(row.last ?? "").isEmpty {
        parts.append("\(row[1]): \(TerminalText.safe(row[11]))")
      }
    }
    if !empty.isEmpty { parts.append("not issued yet: \(empty.joined(separator: ", "))") }
    if !silent.isEmpty { parts.append("in no notice (silent): \(silent.joined(separator: ", "))") }
    return parts.joined(separator: "\n")
  }

  var csv: [UInt8] {
    var writer = CSVWriter()
    writer.append(texts: [
      "Notice", "Custodian", "Status", "Version", "Issued", "Delivery", "Acknowledged",
      "Reminders", "Escalations", "Next", "NextAt", "ServerSaid",
    ])
    for row in rows { writer.append(texts: row) }
    for email in silent { writer.append(texts: ["", email, "silent"] + Array(repeating: "", count: 9)) }
    return writer.drain()
  }
}

extension NoticeStatusView.Person {
  init(_ person: NoticeStatus.Person) {
    let enrolment = person.enrolment
    (email, displayName) = (person.mailbox.email, person.mailbox.displayName)
    (status, version) = (enrolment.status.rawValue, enrolment.version)
    (issued, released) = (enrolment.issued.description, enrolment.released?.description)
    delivery = person.announcement?.state.rawValue
    acknowledged = enrolment.acknowledgement.map {
      .init(at: $0.at.description, by: $0.by, version: enrolment.version)
    }
    (reminders, escalations) = (enrolment.progress.reminders, enrolment.progress.escalations)
    next = person.next.map { .init(step: $0.step.rawValue, at: $0.at.description) }
    deliveries = person.deliveries.map { delivery in
      .init(
        id: delivery.id, kind: delivery.kind.rawValue, version: delivery.version, audience: delivery.audience.rawValue,
        to: delivery.recipient, state: delivery.state.rawValue, attempts: delivery.attempts,
        queued: delivery.queued.description, ended: delivery.ended?.description,
        nextAttempt: delivery.state == .waiting ? delivery.nextAttempt.description : nil, answer: delivery.answer,
        messageID: delivery.messageID, sha256: delivery.digest.hex)
    }
  }
}
