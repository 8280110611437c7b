internal import Testing

@testable internal import Search

/// What a person sees of a diagnostic, literally.
@Suite("a query's diagnostics as drawn")
struct RenderingTests {
  @Test("a caret stands under what is wrong")
  func caret() throws {
    #expect(
      try drawn("cat AND") == """
        error: nothing after AND
          cat AND
              ^~~
        """)
  }

  @Test("a fix is what to write instead")
  func fix() throws {
    #expect(
      try drawn("lunch sent:4/15/2021") == """
        error: '4/15/2021' is not a date: write 2021-04-15, or 2021-04-15T08:30:00 with Z for UTC
          lunch sent:4/15/2021
                     ^~~~~~~~~
          write: 2021-04-15
        """)
  }

  @Test("a slip in a property's name is guessed")
  func nearestName() throws {
    #expect(
      try drawn("form:alice") == """
        error: no property 'form'; did you mean from?
          form:alice
          ^~~~
          write: from
        """)
    #expect(try firstError("recepients:x").fix == "recipients")
    #expect(try firstError("hasatachment:true").fix == "hasattachment")
    #expect(try firstError("zz:x").fix == nil)
  }

  @Test("the caret allows for wide characters and marks without width")
  func wide() throws {
    #expect(
      try drawn("会议 e\u{301} *t*") == """
        error: at least 2 letters or digits in a word with a *
          会议 e\u{301} *t*
                 ^~~
        """)
  }

  @Test("control and direction characters are spelled out, not sent to the terminal")
  func controls() throws {
    let query = "a\u{1B}[31m \u{202E}b AND\nOR"
    let error = try #require(throws: KQLError.self) { try parsed(query) }
    let text = error.rendered(in: query)
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(text.contains("a<U+001B>[31m <U+202E>b AND<U+000A>OR"))
    #expect(try firstError("x\u{7}y:z\u{2028}").message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  @Test("a long query is cut around the caret")
  func long() throws {
    let query = String(repeating: "cat ", count: 20) + "*t*" + String(repeating: " dog", count: 20)
    let lines = try drawn(query).split(separator: "\n")
    #expect(lines[1].count == 2 + 1 + 50 + 50 + 1)
    #expect(lines[1].hasPrefix("  …") && lines[1].hasSuffix("…"))
    let caret = lines[2].prefix { $0 != "^" }.count
    #expect(lines[1].dropFirst(caret).hasPrefix("*t*"))
  }

  @Test("positions count scalars of the query as typed, whatever was taken out before")
  func positions() throws {
    #expect(try firstError("👩‍👩‍👧 “x” \u{200E}*t*").position == KQLPosition(offset: 11, length: 3))
  }

  @Test("errors come in the order of the text, and the first is the one to show")
  func order() throws {
    let error = try #require(throws: KQLError.self) { try parsed("cat or *t* foo:bar (x") }
    #expect(
      error.diagnostics.map(\.code) == [
        .lowercaseOperator, .wildcardTooShort, .unknownProperty, .unbalancedParenthesis,
      ])
    #expect(error.first.code == .wildcardTooShort)
    #expect(KQLError.code == "query.syntax")
  }

  @Test(
    "applying a warning's fix takes the warning away",
    arguments: [
      "cat or dog", "a OR b AND c", "a OR b c", "cat –dog", "“cat”", "ca\u{200E}t", "to: bob",
      "from:07700 900123", "from:+44 7700", "-07700 900123", "NOT 07700 900123",
    ])
  func fixes(query: String) throws {
    var text = Array(query.unicodeScalars)
    for warning in try parsed(query).warnings.reversed() {
      let fix = try #require(warning.fix)
      text.replaceSubrange(warning.position.offset..<warning.position.end, with: Array(fix.unicodeScalars))
    }
    #expect(try warnings(String(String.UnicodeScalarView(text))).isEmpty)
  }

  private func drawn(_ query: String) throws -> String { try firstError(query).rendered(in: query) }
}
