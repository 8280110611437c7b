internal import Testing

@testable internal import Search

@Suite("a bound query's shape")
struct QuerySimplificationTests {
  private let a = Query.text(TextMatch("a"))
  private let b = Query.text(TextMatch("b"))
  private let c = Query.text(TextMatch("c"))

  @Test("members of the same kind are taken up, single ones stand alone")
  func flat() {
    #expect(Query.all(of: [a, .all(of: [b, c])]) == .and([a, b, c]))
    #expect(Query.any(of: [.any(of: [a, b]), c]) == .or([a, b, c]))
    #expect(Query.all(of: [a]) == a && Query.any(of: [a]) == a)
  }

  @Test("everything and nothing don't survive inside a query")
  func ends() {
    #expect(Query.all(of: [a, .everything]) == a)
    #expect(Query.all(of: [a, .nothing]) == .nothing)
    #expect(Query.any(of: [a, .nothing]) == a)
    #expect(Query.any(of: [a, .everything]) == .everything)
    #expect(Query.all(of: []) == .everything && Query.any(of: []) == .nothing)
    #expect(Query.negation(of: .everything) == .nothing && Query.negation(of: .nothing) == .everything)
  }

  @Test("a double negation is none")
  func negation() { #expect(Query.negation(of: .negation(of: a)) == a) }

  @Test("leaving out what nothing can have leaves out nothing, and says so")
  func empty() throws {
    #expect(try parsed("a -cc:bob").query == a)
    #expect(try warnings("a -cc:bob") == ["property.empty"])
    #expect(try parsed("cc<>bob").query == .everything)
    #expect(try parsed("kind<>fax").query == .everything)
  }

  @Test("NOT of an impossible size or time is everything, of a possible one is not")
  func ranges() throws {
    #expect(try parsed("NOT size<0").query == .everything)
    #expect(try parsed("size<>5").query == .not(.scalar(.size(5...5))))
  }
}
