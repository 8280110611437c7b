package import Archive

extension MailService {
  /// What became of a message that was handed over.
  package enum Handover: Sendable, Equatable {
    case taken
    /// For good: trying again would change nothing.
    case refused
    /// For now.
    case later
  }

  /// Waits for a server that stands still no longer than a service may take to stop, in milliseconds.
  private static let patience = SMTPClient.Timeouts(connect: 5_000, answer: 10_000, total: 20_000)

  /// Hands one message to the mail server.
  ///
  /// - Throws: ``MailUnavailable`` where nothing can be sent to anyone.
  package func hand(_ message: [UInt8], to recipient: String, keys: KeyRing) throws -> Handover {
    switch try SMTPClient(self, keys: keys, timeouts: Self.patience).send(message, to: recipient) {
    case .sent: return .taken
    case .refused: return .refused
    case .delayed: return .later
    case .unavailable(let problem): throw problem
    }
  }
}
