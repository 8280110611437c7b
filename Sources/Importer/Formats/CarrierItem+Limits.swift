internal import Archive

extension CarrierItem {
  /// The item if it is one that can be believed and borne, whatever format it came in; else the first thing about it
  /// that can't.
  ///
  /// The partner's feed checks the same as it reads, with the names of its fields.
  func checked() -> ReadRecord {
    do throws(ItemProblem) {
      try check()
      return .success(self)
    } catch {
      return .failure(error)
    }
  }

  private func problem(_ code: ItemProblem.Code, _ message: String) -> ItemProblem {
    ItemProblem(code, message, partnerID: FeedLimits.isUsableID(partnerID) ? partnerID : nil)
  }

  private func check() throws(ItemProblem) {
    guard FeedLimits.isUsableID(partnerID) else {
      throw problem(.id, "its id is empty, longer than \(FeedLimits.longestID) bytes or holds control characters")
    }
    guard Moment.believable.contains(sent.moment) else {
      throw problem(.date, "it is dated \(sent.moment), which is not a believable time")
    }
    if let durationSeconds, !(0...FeedLimits.longestCallSeconds).contains(durationSeconds) {
      throw problem(.duration, "it lasted \(durationSeconds) seconds, which is not a call's length")
    }
    guard !to.isEmpty else { throw problem(.participants, "it has no recipient") }
    guard to.count <= FeedLimits.mostRecipients else {
      throw problem(.participants, "it has \(to.count) recipients; the most is \(FeedLimits.mostRecipients)")
    }
    for party in participants {
      for text in [party.number, party.email, party.name] where (text?.utf8.count ?? 0) > FeedLimits.longestPartyField {
        throw problem(
          .participants, "the number, address or name of somebody is longer than \(FeedLimits.longestPartyField) bytes")
      }
    }
    guard files.count <= FeedLimits.mostFiles else {
      throw problem(.attachment, "it has \(files.count) attachments; the most is \(FeedLimits.mostFiles)")
    }
    for file in files where file.name.utf8.count > FeedLimits.longestFileName {
      throw problem(.attachment, "an attachment's name is longer than \(FeedLimits.longestFileName) bytes")
    }
  }
}
