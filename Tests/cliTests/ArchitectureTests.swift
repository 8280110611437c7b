internal import ArchiveTesting
internal import Foundation
internal import Testing

/// What docs/architecture.md says of the sources, held to the sources.
@Suite("architecture") struct ArchitectureTests {
  private struct Source {
    /// Below the package's root.
    var path: String
    var text: String
    var imports: Set<String> {
      Set(
        text.matches(
          of:
            /^(?:@\w+(?:\(\w+\))? )?(?:(?:public|package|internal|fileprivate|private) )?import (?:struct |class |enum |func )?(\w+)/
            .anchorsMatchLineEndings()
        )
        .map { String($0.1) })
    }
  }

  private static func sources(in folder: String) throws -> [Source] {
    let url = TestFolders.root.appendingPathComponent(folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: url.path)
      .filter { path in [".swift", ".c", ".cpp", ".h"].contains { path.hasSuffix($0) } }
    return try paths.sorted().map {
      Source(path: "\(folder)/\($0)", text: try String(contentsOf: url.appendingPathComponent($0), encoding: .utf8))
    }
  }

  private static let ours: Set<String> = [
    "Archive", "Search", "Importer", "Hold", "PartnerSite", "Service", "ObjectStorage", "cli", "CICU", "CLDAP",
    "CPhoneNumber", "CSimdJSON", "CSMTP", "CSQLiteLog", "CXML", "CZIP", "CZstd", "Verifier",
  ]

  @Test(
    "modules import each other in one direction",
    arguments: [
      ("Archive", ["CSQLiteLog", "CZstd"]), ("Search", ["Archive", "CICU"]),
      ("Importer", ["Archive", "Search", "CICU", "CLDAP", "CPhoneNumber", "CSimdJSON", "CXML", "CZIP"]),
      ("Hold", ["Archive", "Search", "CSMTP"]), ("PartnerSite", ["Archive"]),
      ("Service", ["Archive", "Importer", "Hold"]), ("ObjectStorage", ["Archive"]),
      ("cli", ["Archive", "Search", "Importer", "Hold", "PartnerSite", "Service", "ObjectStorage"]),
    ])
  func directions(module: String, allowed: [String]) throws {
    let sources = try Self.sources(in: "Sources/\(module)")
    #expect(!sources.isEmpty)
    for source in sources {
      let others = source.imports.intersection(Self.ours).subtracting(allowed)
      #expect(others.isEmpty, "\(source.path) imports \(others.sorted())")
    }
    #expect(sources.reduce(into: Set<String>()) { $0.formUnion($1.imports) }.isSuperset(of: allowed))
  }

  @Test("the ledger's verifier shares nothing with its writer but the hash function")
  func verifier() throws {
    let sources = try Self.sources(in: "Sources/Verifier")
    let imports = sources.reduce(into: Set<String>()) { $0.formUnion($1.imports) }
    #expect(imports == ["Crypto", "FoundationEssentials", "Glibc"])
    let lines = sources.reduce(0) { $0 + $1.text.split(separator: "\n").count }
    #expect(lines < 900, "it is to be read at one sitting")
  }

  @Test("only the command reads a command line")
  func argumentParser() throws {
    for source in try Self.sources(in: "Sources") where !source.path.hasPrefix("Sources/cli/") {
      #expect(!source.imports.contains("ArgumentParser"), "\(source.path)")
    }
  }

  @Test("the query language knows neither SQLite nor ICU, and the retention decision no database")
  func pure() throws {
    for folder in ["Sources/Search/KQL", "Sources/Hold/Decision"] {
      for source in try Self.sources(in: folder) {
        #expect(source.imports.isDisjoint(with: ["GRDB", "GRDBSQLite", "CICU"]), "\(source.path)")
      }
    }
  }

  @Test("items, messages and contents are deleted by the gate and the content store alone")
  func deletions() throws {
    let deletion = /(?i)\bDELETE\s+FROM\s+(item|message|content)\b/
    let found = try Self.sources(in: "Sources")
      // The tour shows a person's attempt, which the database refuses.
      .filter { !$0.path.hasPrefix("Sources/cli/Commands/Sandbox/Tour/") && $0.text.contains(deletion) }
      .map(\.path)
    #expect(found == ["Sources/Archive/Items/ContentStore.swift", "Sources/Hold/Gate/Destruction.swift"])
  }

  @Test("commands read items through the search engine, which alone applies permission filters")
  func reading() throws {
    let direct = /\bItem\.(require|find|fetch\w*)\(/
    let found = try Self.sources(in: "Sources/cli").filter { $0.text.contains(direct) }.map(\.path)
    #expect(found.isEmpty, "\(found)")
    // Whoever makes an engine says for whom; nobody but the archive's own rules for nobody.
    let unlimited = try Self.sources(in: "Sources").filter { $0.text.contains("for: .program") }.map(\.path)
    #expect(unlimited == ["Sources/Hold/SearchJobs/SearchPurge.swift"])
  }

  @Test("no file is longer than a thousand lines, and half are shorter than a hundred and fifty")
  func lengths() throws {
    let all = try Self.sources(in: "Sources") + Self.sources(in: "Tests")
    let lengths = all.map { $0.text.split(separator: "\n", omittingEmptySubsequences: false).count }
    for (source, length) in zip(all, lengths) { #expect(length <= 1_000, "\(source.path)") }
    let median = lengths.sorted()[lengths.count / 2]
    #expect(median < 150)
  }

  @Test("the architecture names every module, every table and every decision")
  func complete() throws {
    let text = try String(
      contentsOf: TestFolders.root.appendingPathComponent("docs/architecture.md"), encoding: .utf8)
    for module in Self.ours { #expect(text.contains("`\(module)`"), "no \(module)") }
    let tables = try Self.sources(in: "Sources").flatMap {
      $0.text.matches(of: /CREATE (?:VIRTUAL )?TABLE (\w+)/).map { String($0.1) }
    }
    #expect(tables.count > 25)
    for table in tables { #expect(text.contains("`\(table)`"), "no table \(table)") }
    let folder = TestFolders.root.appendingPathComponent("docs/adr")
    let index = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name != "README.md" {
      #expect(index.contains("(\(name))"), "docs/adr/README.md has no \(name)")
    }
  }
}
