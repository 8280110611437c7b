internal import Archive
internal import Foundation

/// What one page says, in the order it says it.
///
/// Pages are marked up as microformats (hAtom, hCard), which say the same in every language that Google writes them in.
struct TakeoutPage {
  /// Somebody on the page.
  struct Person: Hashable, Codable, Sendable {
    var number: String?
    var name: String?
    /// Whether it is whose account it is.
    var isOwner = false

    var party: FeedParty { FeedParty(number: number, name: name) }
  }

  /// One text of a conversation.
  struct Message {
    var date: String?
    var sender: Person?
    var text = ""
    /// The names of its files, as the page has them.
    var media: [String] = []
    /// Exactly as it stands on the page.
    var bytes: [UInt8] = []
  }

  /// The file's name, without folders.
  let name: String
  var isConversation = false
  var isCall = false
  var title = ""
  /// A conversation's people, as far as the page names them.
  var people: [Person] = []
  var messages: [Message] = []
  /// Of a call: the other person, when, how long, what was said, and what is on record.
  var contributor: Person?
  var published: String?
  var duration: String?
  var transcript: String?
  var media: [String] = []
  /// As `placed`, `missed`, `voicemail`: Google's own names for the kinds.
  var labels: Set<String> = []

  init(name: String) { self.name = name }

  /// Reads the page; of a message alone, `isMessage`.
  mutating func parse(_ bytes: [UInt8], isMessage: Bool = false) throws {
    let parser = try TakeoutPageParser(self)
    self = try parser.parse(bytes, isMessage: isMessage)
  }
}

/// Reads a page with the HTML parser.
private final class TakeoutPageParser: MarkupDelegate {
  /// What an element is for, as long as it is open.
  private enum Role { case other, title, participants, message, person, name(isOwner: Bool), text, transcript, unread }

  /// Bounds what a page of a stranger can list: Google begins a new page after some hundred messages.
  private static let mostMessages = 100_000
  /// Files and people of one message or page.
  private static let mostListed = 1_000
  /// The most of a text that is kept; the page's own limit is far above.
  private static let longestText = 1 << 20

  private var page: TakeoutPage
  private var roles: [Role] = []
  private var message: TakeoutPage.Message?
  private var person: TakeoutPage.Person?
  private var collected: [UInt8] = []
  /// The bytes of the message that is open, and those since the last tag outside of one.
  private var bytes: [UInt8] = []
  private var problem: FormatDamage?

  init(_ page: TakeoutPage) throws { self.page = page }

  func parse(_ whole: [UInt8], isMessage: Bool) throws -> TakeoutPage {
    let parser = try MarkupParser(.html, delegate: self)
    if isMessage { try parser.push(Array("<div class=\"hChatLog\">".utf8)) }
    var rest: [UInt8]? = whole
    var pieces = MarkupPieces {
      defer { rest = nil }
      return rest
    }
    while let piece = try pieces.piece() {
      if message != nil {
        bytes += piece
      } else {
        // Without what stands before the tag, should it be a message's first.
        bytes = Array(piece[(piece.firstIndex(of: UInt8(ascii: "<")) ?? piece.startIndex)...])
      }
      let before = page.messages.count
      try piece.withUnsafeBytes { try parser.push($0) }
      if let problem { throw problem }
      if page.messages.count > before { page.messages[before].bytes = bytes }
    }
    try parser.push([], isLast: true)
    return page
  }

  func start(_ name: MarkupName, _ attributes: MarkupAttributes) {
    let classes = Set((attributes["class"] ?? "").split(separator: " ").map(String.init))
    roles.append(role(name, attributes, classes))
    if message != nil || page.isCall { addMedia(name, attributes, classes) }
    switch name {
    case "br": if case .text? = roles.dropLast().last { collect([10]) }
    case "abbr":
      if classes.contains("dt") { message?.date = attributes["title"] }
      if classes.contains("published") { page.published = attributes["title"] }
      if classes.contains("duration") { page.duration = attributes["title"] }
    case "a":
      guard attributes["rel"] == "tag", let mark = attributes["href"]?.split(separator: "#").last else { break }
      if page.labels.count < Self.mostListed { page.labels.insert(String(mark)) }
    default: break
    }
  }

  private func role(_ name: MarkupName, _ attributes: MarkupAttributes, _ classes: Set<String>) -> Role {
    if classes.contains("fn"), person != nil {
      collected = []
      if case "abbr" = name { return .name(isOwner: true) }
      return .name(isOwner: false)
    }
    switch name {
    case "title":
      collected = []
      return .title
    case "style", "script": return .unread
    case "div":
      if classes.contains("hChatLog") { page.isConversation = true }
      if classes.contains("haudio") { page.isCall = true }
      if classes.contains("participants") { return .participants }
      if classes.contains("message"), message == nil {
        message = TakeoutPage.Message()
        return .message
      }
    case "a":
      guard classes.contains("tel") else { break }
      let number = attributes["href"].map { $0.hasPrefix("tel:") ? String($0.dropFirst(4)) : $0 }
      person = TakeoutPage.Person(number: number.flatMap { $0.isEmpty ? nil : $0 })
      return .person
    case "q":
      guard message != nil else { break }
      collected = []
      return .text
    case "span":
      guard classes.contains("full-text") else { break }
      collected = []
      return .transcript
    default: break
    }
    return .other
  }

  private func addMedia(_ name: MarkupName, _ attributes: MarkupAttributes, _ classes: Set<String>) {
    var file: String?
    switch name {
    case "img", "audio", "video": file = attributes["src"]
    case "a" where classes.contains("video") || classes.contains("vcard") || attributes["rel"] == "enclosure":
      file = attributes["href"]
    default: break
    }
    guard let file, !file.isEmpty else { return }
    if var media = message?.media {
      if !media.contains(file), media.count < Self.mostListed { media.append(file) }
      message?.media = media
    } else if !page.media.contains(file), page.media.count < Self.mostListed {
      page.media.append(file)
    }
  }

  func end(_ name: MarkupName) {
    guard let role = roles.popLast() else { return }
    switch role {
    case .title: page.title = text()
    case .name(let isOwner):
      let name = text()
      person?.name = name.isEmpty || isOwner ? nil : name
      person?.isOwner = isOwner
    case .person: place()
    case .text: message?.text = String(decoding: collected, as: UTF8.self)
    case .transcript: page.transcript = text()
    case .message:
      guard page.messages.count < Self.mostMessages else {
        problem = FormatDamage("'\(page.name)' holds more than \(Self.mostMessages) messages")
        return
      }
      if let message { page.messages.append(message) }
      message = nil
    case .other, .participants, .unread: break
    }
  }

  /// Puts the person just read where they belong.
  private func place() {
    guard let person else { return }
    self.person = nil
    if var open = message {
      open.sender = open.sender ?? person
      message = open
    } else if page.isCall {
      page.contributor = page.contributor ?? person
    }
    if message != nil || roles.contains(where: { if case .participants = $0 { true } else { false } }),
      !page.people.contains(person), page.people.count < Self.mostListed
    {
      page.people.append(person)
    }
  }

  func text(_ bytes: UnsafeRawBufferPointer) {
    switch roles.last {
    case .title, .name, .text, .transcript: collect(bytes)
    default: break
    }
  }

  private func collect(_ bytes: some Sequence<UInt8>) {
    if collected.count < Self.longestText { collected += bytes }
  }

  func other() {}

  /// What was collected, on one line.
  private func text() -> String {
    String(decoding: collected, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
