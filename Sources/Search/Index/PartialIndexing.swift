public import Archive

/// Which messages are only partly searchable, and say so.
public enum PartialIndexing {
  /// An attachment that may hold words the index doesn't read.
  ///
  /// Sound and pictures hold none that any search here could find by text; everything else might.
  public static func applies(to envelope: Envelope) -> Bool {
    applies(to: envelope.attachments)
  }

  public static func applies(to attachments: [Attachment]) -> Bool {
    attachments.contains { attachment in
      !["audio/", "image/", "video/"].contains { attachment.mediaType.hasPrefix($0) }
    }
  }
}
