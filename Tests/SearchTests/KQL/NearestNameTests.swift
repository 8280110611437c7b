internal import Testing

@testable internal import Search

@Suite("what somebody meant to type")
struct NearestNameTests {
  private let names = ["from", "to", "subject", "participants"]

  @Test(
    "a name within two slips is found",
    arguments: [
      ("fro", "from"), ("form", "from"), ("subjct", "subject"), ("sujbect", "subject"),
      ("SUBJECTS", "subject"), ("particpant", "participants"),
    ])
  func near(typed: String, meant: String) { #expect(NearestName.to(typed, among: names) == meant) }

  @Test(
    "anything further is not guessed",
    arguments: ["", "cc", "http", "fxxo1", "subjekkkt", String(repeating: "subject", count: 9)])
  func far(typed: String) { #expect(NearestName.to(typed, among: names) == nil) }
}
