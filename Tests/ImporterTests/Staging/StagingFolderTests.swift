internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("what runs that were cut off leave behind")
struct StagingFolderTests {
  @Test("half-fetched files and complete days are removed, and what a run can go on with stays")
  func staging() throws {
    try TestArchive.with { test in
      let staging = try StagingFolder(of: "o2", in: test.archive)
      let (complete, open) = (CivilDate(daysSince1970: 19_723), CivilDate(daysSince1970: 19_724))
      let files = [
        staging.day(complete).appendingPathComponent("a.sealed"), staging.day(open).appendingPathComponent("b.sealed"),
        staging.day(open).appendingPathComponent("c.sealed.123.tmp"),
      ]
      for file in files {
        try DurableFile.makeFolder(file.deletingLastPathComponent())
        try Data([1]).write(to: file)
      }
      try staging.removeLeftovers { $0 == open }
      #expect(files.map { FileManager.default.fileExists(atPath: $0.path) } == [false, true, false])
    }
  }

  @Test("temporary files are removed once their process is gone, and not before")
  func content() throws {
    try TestArchive.with { test in
      let own = try test.archive.content.temporaryFile()
      let folder = own.deletingLastPathComponent()
      // No process has the highest number Linux gives, plus one.
      let stale = folder.appendingPathComponent(".4194305.77.tmp")
      let head = test.archive.folder.appendingPathComponent(".ledger.head.4194305.5.tmp")
      let content = folder.appendingPathComponent("ab")
      for file in [own, stale, head, content] { try Data([1]).write(to: file) }
      try StagingFolder.removeTemporaries(of: test.archive)
      let there = [own, stale, head, content].map { FileManager.default.fileExists(atPath: $0.path) }
      #expect(there == [true, false, false, true])
    }
  }

  @Test("one connector's run doesn't keep another's from running, whatever their names")
  func locks() throws {
    try TestArchive.with { test in
      let names = ["o2", "o2.lock", "run.lock"]
      let locks = try names.map { try StagingFolder(of: $0, in: test.archive).tryLock() }
      #expect(locks.allSatisfy { $0 != nil })
      #expect(try StagingFolder(of: "o2", in: test.archive).tryLock() == nil)
      for lock in locks { lock?.release() }
      #expect(try StagingFolder(of: "o2", in: test.archive).tryLock() != nil)
    }
  }
}
