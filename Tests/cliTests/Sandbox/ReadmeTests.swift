internal import ArchiveTesting
internal import Foundation
internal import Testing

/// The README is run as it is written.
@Suite("README") struct ReadmeTests {
  @Test("every command of the walk-through does what the README says it does")
  func walkThrough() async throws {
    let readme = try WalkThrough("README.md")
    #expect(readme.commands.count > 15)
    let (status, printed) = try await readme.run()
    #expect(status == 0, "\(printed)")
  }

  @Test("every command of the page on search jobs does what the page says it does")
  func searchJobs() async throws {
    let page = try WalkThrough("docs/search-jobs.md")
    #expect(page.commands.count > 25)
    let (status, printed) = try await page.run()
    #expect(status == 0, "\(printed)")
  }

  @Test("every file that the documentation links to is there")
  func links() throws {
    let root = TestFolders.root
    let files =
      try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent("docs").path)
      .filter { $0.hasSuffix(".md") }.map { "docs/\($0)" } + ["README.md"]
    for file in files {
      let url = root.appendingPathComponent(file)
      let text = try String(contentsOf: url, encoding: .utf8)
      for match in text.matches(of: /\]\(([^)#\s]+)[^)]*\)/) {
        let target = String(match.1)
        guard !target.contains("://") else { continue }
        let linked = url.deletingLastPathComponent().appendingPathComponent(target)
        #expect(FileManager.default.fileExists(atPath: linked.path), "\(file) links to \(target)")
      }
    }
  }
}
