internal import Archive

/// What a call's e-mail says: who, when, how long, and what was said.
enum CallText {
  /// Lines end in CR LF; the transcript comes last, exactly as the partner has it.
  static func make(
    for item: CarrierItem, from sender: Participant, to recipients: [Participant], files: [AttachmentForm]
  ) -> String {
    var text = "From: \(line(sender))\r\n"
    for recipient in recipients { text += "To: \(line(recipient))\r\n" }
    text += "Started: \(RFC3339.format(item.sent))\r\n"
    if let seconds = item.durationSeconds { text += "Duration: \(DateForm.duration(seconds))\r\n" }
    if let answered = item.answered { text += "Answered: \(answered ? "yes" : "no")\r\n" }
    for file in files { text += "Attached: \(file.name)\r\n" }
    if let transcript = item.transcript, !transcript.isEmpty { text += "\r\nTranscript:\r\n\(transcript)" }
    return text
  }

  /// All that is known of them, as `Ada Abbott, +447700900001, ada@corp.example`.
  private static func line(_ participant: Participant) -> String {
    let party = participant.party
    let known = [party.name, party.number, party.email].compactMap { $0 }
    return known.isEmpty ? Participant.nobody : known.joined(separator: ", ")
  }
}
