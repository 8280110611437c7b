internal import Archive
internal import Foundation
internal import GRDB

/// One version of everything a notice says, as its authors wrote it.
///
/// Each letter is `Subject: ...`, an empty line and the body; `text` is a body alone, which all letters but the release
/// carry at their end.
public struct NoticeTexts: Sendable, Hashable {
  /// The instructions themselves: what is to be kept, and how.
  public var text: String?
  public var issuance: String
  public var reissue: String
  public var release: String
  public var reminder: String?
  public var escalation: String?

  public init(
    issuance: String, reissue: String, release: String, reminder: String? = nil, escalation: String? = nil,
    text: String? = nil
  ) {
    (self.issuance, self.reissue, self.release) = (issuance, reissue, release)
    (self.reminder, self.escalation, self.text) = (reminder, escalation, text)
  }

  /// The largest file a text is read from, a byte order mark and some room for the error included.
  public static let largestFile = NoticeTemplate.largest + 3

  /// Reads a text's file.
  ///
  /// - Throws: ``InputError`` where it isn't UTF-8.
  public static func read(_ bytes: [UInt8], what: String) throws -> String {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else {
      throw InputError("the \(what) is not UTF-8 text: save it as UTF-8", code: "notice.text")
    }
    return text
  }

  func content(of kind: NoticeKind) -> String? {
    switch kind {
    case .issuance: issuance
    case .reissue: reissue
    case .release: release
    case .reminder: reminder
    case .escalation: escalation
    }
  }

  /// Reads every text and says what is wrong with the first that is no letter.
  ///
  /// A letter that asks for acknowledgement must hold the means, itself or in the text it carries.
  func check(linkBase: String?) throws {
    let shared = try text.map { try NoticeTemplate($0, hasSubject: false, what: Self.textName) }
    for kind in NoticeKind.allCases {
      guard let content = content(of: kind) else { continue }
      let letter = try NoticeTemplate(content, hasSubject: true, what: Self.name(of: kind))
      let parts = [letter] + (kind.asksForAcknowledgement ? [shared].compactMap(\.self) : [])
      let acknowledges = parts.contains(where: \.acknowledges)
      guard kind.asksForAcknowledgement == acknowledges else {
        throw InputError(
          kind.asksForAcknowledgement
            ? "the \(Self.name(of: kind)) has neither {{code}} nor {{link}}: nobody could acknowledge the notice"
            : "the \(Self.name(of: kind)) holds {{code}} or {{link}}, and there is nothing to acknowledge in it",
          code: "notice.text")
      }
      guard linkBase != nil || !parts.contains(where: \.usesLink) else {
        throw InputError(
          "the \(Self.name(of: kind)) uses {{link}}, and links have no address yet; "
            + "give it with 'holdfast notice mail set --link-base', or use {{code}}", code: "notice.text")
      }
    }
  }

  static let textName = "text"
  static func name(of kind: NoticeKind) -> String { "\(kind.rawValue) letter" }
}

extension NoticeTexts {
  private var byKind: [(kind: String, content: String)] {
    NoticeKind.allCases.compactMap { kind in content(of: kind).map { (kind.rawValue, $0) } }
      + (text.map { [(Self.textName, $0)] } ?? [])
  }

  /// Keeps this version for good, and puts the digest of each text on the ledger.
  func insert(notice: Notice.ID, version: Int, _ act: Act) throws {
    var digests: [String: LedgerValue] = [:]
    for (kind, content) in byKind {
      let digest = Digest(of: content.utf8)
      digests[kind] = .text(digest.hex)
      try act.db.execute(
        sql: "INSERT INTO notice_text (notice, version, kind, content, digest, entry) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [notice.rawValue, version, kind, content, Data(digest.bytes), act.entry])
    }
    act.note("version", .number(version))
    act.note("texts", .record(digests))
  }

  /// A version as it was kept; altered behind the archive's back, it is an error.
  static func fetch(notice: Notice.ID, version: Int, _ db: Database) throws -> NoticeTexts {
    let rows = try Row.fetchAll(
      db, sql: "SELECT kind, content, digest FROM notice_text WHERE notice = ? AND version = ?",
      arguments: [notice.rawValue, version])
    var contents: [String: String] = [:]
    for row in rows {
      let content: String = row["content"]
      guard Digest(of: content.utf8) == Digest(bytes: row["digest"] as Data) else {
        throw StorageError("a text of notice \(notice), version \(version), is not what was kept; restore a backup")
      }
      contents[row["kind"]] = content
    }
    func content(_ kind: NoticeKind) -> String? { contents[kind.rawValue] }
    guard let issuance = content(.issuance), let reissue = content(.reissue), let release = content(.release) else {
      throw StorageError("notice \(notice) lacks its texts of version \(version); restore them from a backup")
    }
    return NoticeTexts(
      issuance: issuance, reissue: reissue, release: release, reminder: content(.reminder),
      escalation: content(.escalation), text: contents[textName])
  }
}
