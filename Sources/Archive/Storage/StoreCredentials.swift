/// What a store asks for before it lets anyone in; prints as `(hidden)`.
public enum StoreCredentials: Sendable, Codable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// S3: the key's id and the secret that requests are signed with.
  case key(id: String, secret: String)
  /// Azure: a shared access signature, the query of its URL without `?`.
  case signature(String)

  public var description: String { "(hidden)" }
  public var debugDescription: String { "(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// A file of AWS's form with one profile takes a twentieth of it.
  public static let largestFile = 16 << 10

  /// Reads AWS's form of an S3 credentials file: `aws_access_key_id = …` and `aws_secret_access_key = …`, with blank
  /// lines, comments and one `[profile]` heading.
  ///
  /// - Throws: ``InputError``, which quotes nothing of the file.
  public static func s3(file bytes: [UInt8]) throws -> StoreCredentials {
    var values: [String: String] = [:]
    var headings = 0
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let text = trimmed(line)
      if text.isEmpty || text.hasPrefix("#") || text.hasPrefix(";") { continue }
      if text.hasPrefix("[") {
        headings += 1
        continue
      }
      guard let equals = text.firstIndex(of: "=") else { throw unreadable }
      values[trimmed(text[..<equals]).lowercased()] = String(trimmed(text[text.index(after: equals)...]))
    }
    guard headings <= 1, let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"],
      isVisible(id), isVisible(secret)
    else { throw unreadable }
    guard values["aws_session_token"] == nil else {
      throw InputError(
        "the credentials are a session's, which end within hours; give a key that stays", code: "storage.credentials")
    }
    return .key(id: id, secret: secret)
  }

  /// Reads a shared access signature, alone or as the URL that has it.
  public static func azure(_ text: String) throws -> StoreCredentials {
    let query = text.firstIndex(of: "?").map { text[text.index(after: $0)...] } ?? text[...]
    guard isVisible(query), query.split(separator: "&").contains(where: { $0.hasPrefix("sig=") }) else {
      throw InputError(
        "this is no shared access signature: it has no 'sig='; give the SAS URL as the portal shows it",
        code: "storage.credentials")
    }
    return .signature(String(query))
  }

  private static func trimmed(_ text: some StringProtocol) -> Substring {
    var rest = Substring(text).drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }

  private static func isVisible(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (33...126).contains($0) }
  }

  private static var unreadable: InputError {
    InputError(
      "the credentials file must have the lines 'aws_access_key_id = ...' and 'aws_secret_access_key = ...', of one "
        + "profile", code: "storage.credentials")
  }
}
