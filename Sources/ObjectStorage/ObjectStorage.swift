public import Archive

/// Clients of the object stores that the archive may keep its content and staging in.
public enum ObjectStorage {
  /// Makes the client that the settings ask for.
  public static let opener: ObjectStores.Opener = { settings, credentials in
    try open(settings, credentials)
  }

  /// Makes the client that the settings ask for; nothing is asked of the store yet.
  public static func open(
    _ settings: StoreSettings, _ credentials: StoreCredentials, options: StoreOptions = StoreOptions()
  ) throws -> any ObjectStore {
    let transport = try StoreTransport(settings, options)
    switch (settings.kind, credentials) {
    case (.s3, .key(let id, let secret)): return S3Store(settings, transport, id: id, secret: secret)
    case (.azure, .signature(let query)): return AzureBlobStore(settings, transport, signature: query)
    default:
      transport.close()
      throw StorageError("the credentials of \(settings.address) are of another kind; run 'holdfast storage set'")
    }
  }
}

/// How stores are spoken to.
public struct StoreOptions: Sendable {
  /// How long to wait for a connection and its encryption.
  public var connectTimeout = Duration.seconds(10)
  /// How long to wait for an answer to begin, and for each next piece of it.
  public var readTimeout = Duration.seconds(60)
  /// How long one request may take: a part of 8 MiB over a line of 30 kB/s.
  public var requestTimeout = Duration.seconds(300)
  /// Tries in all, where what went wrong may pass.
  public var attempts = 5
  /// The longest pause after the first try; it doubles with each, up to ``longestPause``.
  public var firstPause = Duration.milliseconds(200)
  public var longestPause = Duration.seconds(5)
  /// What goes in one request; larger objects go in parts of this size.
  ///
  /// S3 takes no parts under 5 MiB but the last. Each upload holds one part in memory, and there are eight at once.
  public var partSize = 8 << 20

  public init() {}
}
