internal import Archive
internal import Foundation

/// The items that a page tells of.
struct TakeoutItems {
  let page: TakeoutPage
  let options: FormatOptions

  /// An item, and the names of its files.
  struct Made {
    var item: ReadRecord
    var media: [String]
    /// What its id is made of.
    var id: ContentID
  }

  /// The one whose account it is, as far as the page and the person importing know them.
  private var owner: FeedParty {
    var owner = options.ownerParty
    owner.number = page.people.first { $0.isOwner && $0.number != nil }?.number ?? owner.number
    return owner
  }

  /// The others in a conversation.
  private var others: [FeedParty] {
    let named = page.people.filter { !$0.isOwner }
    if !named.isEmpty { return named.map(\.party) }
    return [partner]
  }

  /// Whom a page without any word of theirs is with: its title or its name says so, as `Me to Ada` and
  /// `+447700900123 - Text - ….html`.
  private var partner: FeedParty {
    let first = page.name.components(separatedBy: " - ").first ?? ""
    let isNumber = !first.isEmpty && first.utf8.allSatisfy { "+0123456789".utf8.contains($0) }
    let title = page.title.hasPrefix("Me to ") ? String(page.title.dropFirst(6)) : nil
    let name = title ?? (isNumber || first == page.name ? nil : first)
    let isSame = name == first && isNumber
    return FeedParty(number: isNumber ? first : nil, name: isSame || name?.isEmpty == true ? nil : name)
  }

  private func contentID(_ kind: String, _ fields: [String?]) -> ContentID {
    var id = ContentID(format: "takeout")
    id.add(options.normalizedOwner)
    id.add(kind)
    for field in fields { id.add(field) }
    return id
  }

  /// The message of that number on the page; nil where there is none.
  func message(_ index: Int) -> Made? {
    guard page.messages.indices.contains(index) else { return nil }
    let message = page.messages[index]
    let sender = message.sender
    let isOutgoing = sender?.isOwner ?? false
    let from = isOutgoing ? owner : sender?.party ?? FeedParty()
    let rest = others.filter { $0 != from && ($0.number == nil || $0.number != from.number) }
    let to = isOutgoing ? others : [owner] + rest
    let id = contentID("text", [message.date, sender?.number ?? sender?.name, message.text])
    let item = sent(message.date).map { sent in
      CarrierItem(
        partnerID: "", kind: .sms, direction: isOutgoing ? .outbound : .inbound, sent: sent, from: from, to: to,
        body: message.text)
    }
    return Made(item: item, media: message.media, id: id)
  }

  /// The call or voicemail that the page is about; nil where it isn't about one.
  func call() -> Made? {
    guard page.isCall else { return nil }
    let id = contentID(
      "call", [page.labels.sorted().joined(separator: " "), page.published, page.contributor?.number, page.duration])
    let other = page.contributor?.party ?? partner
    let kind: (direction: Direction, answered: Bool?)? =
      if page.labels.contains("placed") {
        (.outbound, nil)
      } else if page.labels.contains("missed") || page.labels.contains("voicemail") {
        (.inbound, false)
      } else if page.labels.contains("received") || page.labels.contains("recorded") {
        // Google Voice records calls that came in, and no others.
        (.inbound, true)
      } else {
        nil
      }
    guard let kind else {
      return Made(
        item: .failure(
          ItemProblem(.type, "the page has no label of a call: placed, received, missed, voicemail or recorded")),
        media: page.media, id: id)
    }
    let seconds = page.duration.flatMap(ISO8601Duration.seconds)
    let item = sent(page.published).map { sent in
      CarrierItem(
        partnerID: "", kind: .call, direction: kind.direction, sent: sent, durationSeconds: seconds,
        answered: kind.answered ?? seconds.map { $0 > 0 }, from: kind.direction == .inbound ? other : owner,
        to: [kind.direction == .inbound ? owner : other], transcript: page.transcript)
    }
    return Made(item: item, media: page.media, id: id)
  }

  private func sent(_ written: String?) -> Result<ZonedMoment, ItemProblem> {
    guard let written else { return .failure(ItemProblem(.missing, "the page has no time for it")) }
    guard let sent = RFC3339.parse(written) else {
      return .failure(
        ItemProblem(.date, "its time is '\(HeaderText.clean(String(written.prefix(40))))', which is no RFC 3339 time"))
    }
    return .success(sent)
  }
}

extension CarrierItem {
  /// Adds a file: the first sound of a call is its recording.
  mutating func attach(_ file: FeedAttachment) {
    if kind == .call, recording == nil, file.mediaType.hasPrefix("audio/") {
      recording = file
    } else {
      attachments.append(file)
    }
  }
}

/// Durations as ISO 8601 has them: `PT1H2M3S`.
enum ISO8601Duration {
  /// The seconds, fractions cut; nil where it isn't one, or has days and more, which no call lasts.
  static func seconds(_ text: String) -> Int64? {
    guard let match = text.wholeMatch(of: /PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d+)?S)?/) else {
      return nil
    }
    func number(_ part: Substring?) -> Int64 { part.flatMap { Int64($0) } ?? 0 }
    return number(match.1) * 3_600 + number(match.2) * 60 + number(match.3)
  }
}
