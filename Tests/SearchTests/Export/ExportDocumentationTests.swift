internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Search

/// What docs/export.md says of columns, fields and formats.
@Suite("the page on exports")
struct ExportDocumentationTests {
  private static let page = try? String(
    contentsOf: TestFolders.root.appendingPathComponent("docs/export.md"), encoding: .utf8)

  @Test("lists the columns of results.csv and the fields of the load file, in order")
  func columns() throws {
    let page = try #require(Self.page)
    #expect(page.contains("`results.csv` has: \(ResultsFile.columns.joined(separator: ", "))."))
    #expect(page.contains("The fields: \(LoadFileRecord.fields.joined(separator: ", "))."))
  }

  @Test("shows every format", arguments: ExportFormat.allCases)
  func formats(_ format: ExportFormat) throws {
    let page = try #require(Self.page)
    #expect(page.contains("| `\(format.rawValue)` | "))
    #expect(page.contains("\n**\(format.rawValue)**: "))
  }

  @Test("says the limits that the program keeps")
  func limits() throws {
    let page = try #require(Self.page)
    #expect(page.contains("at most \(SafeName.longest) bytes"))
    #expect(ExportPlace.filesInFolder == 10_000 && page.contains("No folder has more than 10,000 files"))
    #expect(ExportReader.mostEvents == 10_000 && page.contains("at most 10,000 events"))
  }
}
