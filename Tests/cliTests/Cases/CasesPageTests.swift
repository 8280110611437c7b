internal import Testing

/// The page on cases is run as it is written.
@Suite("docs/cases.md") struct CasesPageTests {
  @Test("every command of the page on cases does what the page says it does")
  func walkThrough() async throws {
    let page = try WalkThrough("docs/cases.md")
    #expect(page.commands.count > 45)
    let (status, printed) = try await page.run()
    #expect(status == 0, "\(printed)")
  }
}
