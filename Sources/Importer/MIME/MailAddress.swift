internal import Archive

/// Somebody in a header field: a display name, an address, or both.
public struct MailAddress: Hashable, Sendable {
  public var name: String?
  public var address: String?

  public init(name: String? = nil, address: String? = nil) { (self.name, self.address) = (name, address) }

  /// Reads an address list (RFC 5322, 3.4), those of groups included, as kindly as senders are careless.
  ///
  /// Semicolons part addresses as commas do; a name without an address is somebody all the same; comments are names
  /// where there is no other.
  public static func list(_ bytes: [UInt8]) -> [MailAddress] {
    var reader = AddressListReader(HeaderDecoding.unfold(bytes))
    return reader.read()
  }
}

private struct AddressListReader {
  private let bytes: [UInt8]
  private var position = 0
  private var found: [MailAddress] = []
  /// What stands outside brackets and comments, quotes undone.
  private var phrase: [UInt8] = []
  private var comment: [UInt8] = []
  private var address: [UInt8]?
  private let lastSemicolon: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lastSemicolon = bytes.lastIndex(of: UInt8(ascii: ";")) ?? -1
  }

  mutating func read() -> [MailAddress] {
    while position < bytes.count, found.count < MailLimits.recipients {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        quoted()
        continue
      case UInt8(ascii: "("):
        readComment()
        continue
      case UInt8(ascii: "<"):
        bracketed()
        continue
      case UInt8(ascii: ","), UInt8(ascii: ";"): finishOne()
      // A group's name goes; within an address of old (routes) or a name with a time it is no group.
      case UInt8(ascii: ":") where address == nil && !phrase.contains(UInt8(ascii: "@")) && beginsGroup:
        phrase.removeAll()
        comment.removeAll()
      case UInt8(ascii: "\\") where position + 1 < bytes.count:
        position += 1
        phrase.append(bytes[position])
      case 9: phrase.append(32)
      default: phrase.append(byte)
      }
      position += 1
    }
    finishOne()
    return found
  }

  /// Whether a `;` comes after the colon: without one it is a character of a name.
  private var beginsGroup: Bool { position <= lastSemicolon || position + 1 == bytes.count }

  private mutating func quoted() {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\"), position < bytes.count {
        phrase.append(bytes[position])
        position += 1
      } else {
        phrase.append(byte)
      }
    }
  }

  private mutating func readComment() {
    var depth = 0
    if !comment.isEmpty { comment.append(32) }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "("):
        if depth > 0 { comment.append(byte) }
        if depth < MailLimits.commentDepth { depth += 1 }
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return }
        comment.append(byte)
      case UInt8(ascii: "\\") where position < bytes.count:
        comment.append(bytes[position])
        position += 1
      default: comment.append(byte)
      }
    }
  }

  private mutating func bracketed() {
    position += 1
    var inside: [UInt8] = []
    var inQuotes = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { inQuotes.toggle() }
      if !inQuotes {
        if byte == UInt8(ascii: "(") {
          readComment()
          continue
        }
        if byte == UInt8(ascii: ">") {
          position += 1
          break
        }
        // Somebody forgot the bracket.
        if byte == UInt8(ascii: ","), inside.contains(UInt8(ascii: "@")), inside.first != UInt8(ascii: "@") { break }
        if byte == UInt8(ascii: "<") { inside.removeAll() }
      }
      if byte != UInt8(ascii: "<") { inside.append(byte) }
      position += 1
    }
    // A route before the address (RFC 5322, 4.4): @one,@two:joe@three.
    if inside.first == UInt8(ascii: "@"), let colon = inside.firstIndex(of: UInt8(ascii: ":")) {
      inside.removeFirst(colon + 1)
    }
    address = inside
  }

  private mutating func finishOne() {
    defer {
      phrase.removeAll()
      comment.removeAll()
      address = nil
    }
    let name = Self.text(phrase)
    let remark = Self.text(comment)
    if let address {
      let mail = Self.mail(address)
      found.append(MailAddress(name: name ?? remark, address: mail))
      if found.last == MailAddress() { found.removeLast() }
    } else if phrase.contains(UInt8(ascii: "@")), let mail = Self.mail(phrase) {
      found.append(MailAddress(name: remark, address: mail))
    } else if name != nil || remark != nil {
      found.append(MailAddress(name: name ?? remark))
    }
  }

  private static func text(_ bytes: [UInt8]) -> String? {
    let text = HeaderText.clean(HeaderDecoding.decode(bytes))
    return text.isEmpty ? nil : HeaderText.cut(text, characters: MailLimits.nameCharacters)
  }

  private static func mail(_ bytes: [UInt8]) -> String? {
    let text = HeaderText.clean(HeaderDecoding.decode(bytes))
    return text.isEmpty ? nil : String(text.prefix(FeedLimits.longestPartyField))
  }
}
