internal import ArchiveTesting
internal import Archive
internal import Foundation
internal import Testing

@testable internal import Importer

/// Every e-mail we make, read by somebody else's reader: Python's `email` package, in its strictest mode.
@Suite("e-mails read by another program")
struct EmailRoundTripTests {
  static let python = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(
    "come back with the same text, names, numbers and files, and no field nobody wrote",
    .enabled(if: python != nil, "python3 isn't installed"))
  func roundTrip() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let cases = HostileItems.all()
    #expect(cases.count > (SharedData.isHere ? 4_000 : 1_200))
    let converter = try Samples.converter()
    var messages = Data()
    var expectations: [ExpectedEmail] = []
    for (item, contents) in cases {
      let message = converter.convert(item) { _ in nil }
      let bytes = try Samples.bytes(of: message.email, contents: contents)
      #expect(Int64(bytes.count) == message.email.size)
      expectations.append(ExpectedEmail(item, message.envelope, contents: contents, size: bytes.count))
      messages.append(contentsOf: bytes)
    }
    try messages.write(to: folder.appending(path: "messages"))
    try JSONEncoder().encode(expectations).write(to: folder.appending(path: "expected.json"))
    try Data(PythonReader.script.utf8).write(to: folder.appending(path: "read.py"))
    let report = try run(in: folder)
    #expect(report == "\(cases.count) read\n", Comment(rawValue: report))
  }

  private func run(in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = ["-B", folder.appending(path: "read.py").path, folder.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}

/// What the other reader must find in an e-mail.
struct ExpectedEmail: Encodable {
  struct Person: Encodable { let name, address: String }
  struct File: Encodable { let name, mediaType, sha256: String }

  let size: Int
  let body: String
  /// Whether `body` is only how the text ends (a call's e-mail has lines of ours before it).
  let isEnding: Bool
  let subject: String
  let date: String
  let from: [Person]
  let to: [Person]
  let fromNumbers: [String]
  let toNumbers: [String]
  let emails: [String]
  let partnerID: String
  let messageID: String
  let files: [File]

  init(_ item: CarrierItem, _ envelope: Envelope, contents: [[UInt8]], size: Int) {
    self.size = size
    body = item.kind == .sms ? item.body : item.transcript ?? ""
    isEnding = item.kind == .call
    subject = envelope.subject
    date = RFC3339.format(
      ZonedMoment(
        Moment(seconds: item.sent.moment.microseconds / 1_000_000), offsetMinutes: item.sent.offsetMinutes))
    let british = PhoneNumbers(region: "GB")
    func person(_ party: FeedParty, _ kept: Party) -> Person {
      let email = kept.email.flatMap { EmailAddress.isWritable($0) ? $0 : nil }
      let local = kept.number.map(EmailAddress.localPart(forNumber:)) ?? "withheld"
      let shown = party.number.flatMap { british?.read($0).display }.map(HeaderText.clean) ?? ""
      let fallback = shown.isEmpty ? (email == nil ? "withheld number" : "") : shown
      return Person(name: kept.name ?? fallback, address: email ?? "\(local)@number.holdfast.invalid")
    }
    from = [person(item.from, envelope.from)]
    to = zip(item.to, envelope.to).map(person)
    fromNumbers = [envelope.from.number].compactMap { $0 }
    toNumbers = envelope.to.compactMap(\.number)
    emails = item.participants.compactMap { party in
      party.email.map(HeaderText.clean).flatMap { $0.isEmpty || EmailAddress.isWritable($0) ? nil : $0 }
    }
    partnerID = HeaderText.clean(item.partnerID)
    messageID = envelope.messageID
    files = zip(envelope.attachments, contents).map {
      File(name: $0.name, mediaType: $0.mediaType, sha256: Digest(of: $1).hex)
    }
  }
}
