internal import Archive

extension PageToken {
  /// The token as a script passes it back.
  var text: String {
    let fields = [key, item, newestItem, newestMessage, Int64(bitPattern: fingerprint)]
    return "p1" + Hex.encode(fields.flatMap { field in withUnsafeBytes(of: field.bigEndian) { Array($0) } })
  }

  /// Reads a token that an earlier answer gave.
  ///
  /// - Throws: ``InputError`` where it isn't one.
  public init(_ text: String) throws {
    guard text.hasPrefix("p1"), let bytes = Hex.decode(text.dropFirst(2)), bytes.count == 40 else {
      throw InputError(
        "'\(text.prefix(80))' is not a page token; give --after the value of 'next' of an earlier answer",
        code: "search.token")
    }
    let fields = stride(from: 0, to: 40, by: 8).map { start in
      bytes[start..<start + 8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
    self.init(
      key: fields[0], item: fields[1], newestItem: fields[2], newestMessage: fields[3],
      fingerprint: UInt64(bitPattern: fields[4]))
  }
}

extension SearchRequest {
  /// A digest of what was asked, of a job's run where there is one, so that a token is used only with its own question.
  func fingerprint(of run: SearchJobRun.ID?) -> UInt64 {
    let scope =
      (self.scope.only?.map(\.rawValue).sorted().description ?? "all")
      + self.scope.except.map(\.rawValue).sorted().description
    let digest = Digest(of: Array("\(query)\n\(order.rawValue)\n\(scope)\n\(run?.rawValue ?? 0)".utf8))
    return digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
