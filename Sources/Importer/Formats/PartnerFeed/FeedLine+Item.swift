internal import Archive

extension FeedLine {
  /// The item this line is, or the first thing about it that can't be believed.
  func item() -> Result<CarrierItem, ItemProblem> {
    do throws(ItemProblem) {
      guard FeedLimits.isUsableID(id) else {
        throw ItemProblem(
          .id, "id is empty, longer than \(FeedLimits.longestID) bytes or holds control characters")
      }
      guard let kind = ItemKind(rawValue: type), kind != .email else {
        throw problem(.type, "type is neither sms nor call")
      }
      guard let direction = Direction(rawValue: direction) else {
        throw problem(.direction, "direction is neither inbound nor outbound")
      }
      let call = kind == .call
      return .success(
        CarrierItem(
          partnerID: id, kind: kind, direction: direction, sent: try date(call ? "started" : "sent"),
          durationSeconds: try duration(), answered: answered, from: try party(from, "from"),
          to: try recipients(), body: call ? "" : text ?? "", transcript: call ? text : nil,
          recording: try recording.map { file throws(ItemProblem) in try self.file(file, "recording") },
          attachments: try files()))
    } catch {
      return .failure(error)
    }
  }

  private func problem(_ code: ItemProblem.Code, _ message: String) -> ItemProblem {
    ItemProblem(code, message, partnerID: id)
  }

  /// A date outside living memory is a defect at the partner's, and an item filed under it could be missed
  /// by a hold or fall to a retention rule: it waits in quarantine instead.
  private func date(_ field: String) throws(ItemProblem) -> ZonedMoment {
    guard let moment else { throw problem(.date, "\(field) is missing") }
    guard let sent = RFC3339.parse(moment) else {
      throw problem(.date, "\(field) is not an RFC 3339 time with an offset (2024-01-02T08:15:03+00:00)")
    }
    guard Moment.believable.contains(sent.moment) else {
      throw problem(.date, "\(field) is not a believable time: \(sent.moment)")
    }
    return sent
  }

  private func duration() throws(ItemProblem) -> Int64? {
    guard let durationSeconds else { return nil }
    guard (0...FeedLimits.longestCallSeconds).contains(durationSeconds) else {
      throw problem(.duration, "durationSeconds is not a call's length: \(durationSeconds)")
    }
    return durationSeconds
  }

  private func recipients() throws(ItemProblem) -> [FeedParty] {
    guard !to.isEmpty else { throw problem(.participants, "to is empty") }
    guard to.count <= FeedLimits.mostRecipients else {
      throw problem(
        .participants, "to names \(to.count) participants; the most is \(FeedLimits.mostRecipients)")
    }
    for (index, party) in to.enumerated() { _ = try self.party(party, "to[\(index)]") }
    return to
  }

  private func party(_ party: FeedParty, _ path: String) throws(ItemProblem) -> FeedParty {
    for (field, text) in [("number", party.number), ("email", party.email), ("name", party.name)] {
      if let text, text.utf8.count > FeedLimits.longestPartyField {
        throw problem(
          .participants, "\(path).\(field) is longer than \(FeedLimits.longestPartyField) bytes")
      }
    }
    return party
  }

  private func files() throws(ItemProblem) -> [FeedAttachment] {
    guard let attachments else { return [] }
    guard attachments.count <= FeedLimits.mostFiles else {
      throw problem(.attachment, "\(attachments.count) attachments; the most is \(FeedLimits.mostFiles)")
    }
    var files: [FeedAttachment] = []
    for (index, attachment) in attachments.enumerated() {
      files.append(try file(attachment, "attachments[\(index)]"))
    }
    return files
  }

  private func file(_ file: FeedFile, _ path: String) throws(ItemProblem) -> FeedAttachment {
    guard let digest = Digest(hex: file.sha256) else {
      throw problem(.attachment, "\(path).sha256 is not 64 hex digits")
    }
    guard (0...FeedLimits.largestFile).contains(file.bytes) else {
      throw problem(.attachment, "\(path).bytes is not a file's size: \(file.bytes)")
    }
    let name = file.name ?? ""
    guard name.utf8.count <= FeedLimits.longestFileName else {
      throw problem(.attachment, "\(path).name is longer than \(FeedLimits.longestFileName) bytes")
    }
    return FeedAttachment(name: name, mediaType: file.mediaType ?? "", bytes: file.bytes, sha256: digest)
  }
}
