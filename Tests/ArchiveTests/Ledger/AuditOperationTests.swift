@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("What acts are called in the model's audit log")
struct AuditOperationTests {
  /// The names of acts, wherever the sources make one.
  private static func actions() throws -> Set<String> {
    let folder = TestFolders.root.appendingPathComponent("Sources")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    return try files.reduce(into: []) { names, file in
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      names.formUnion(text.matches(of: /\bAction\(\s*"(\w+)"/).map { String($0.1) })
    }
  }

  @Test("every act has its operation: one that is missing here is to be added to AuditOperation.all")
  func complete() throws {
    let actions = try Self.actions()
    #expect(actions.count > 60)
    let missing = actions.subtracting(AuditOperation.all.map(\.action))
    #expect(missing.isEmpty, "no operation for \(missing.sorted())")
  }

  @Test("every operation of the model's reference is known by its name")
  func model() throws {
    let names = [
      "CaseAdded", "CaseUpdated", "CaseRemoved", "CaseViewed", "CaseMemberAdded", "CaseMemberUpdated",
      "CaseMemberRemoved", "CaseAdminAdded", "CaseAdminUpdated", "CaseAdminRemoved", "HoldCreated", "HoldUpdated",
      "HoldRemoved", "New-CaseHoldPolicy", "Set-CaseHoldPolicy", "Remove-CaseHoldPolicy", "New-CaseHoldRule",
      "Set-CaseHoldRule", "Remove-CaseHoldRule", "SearchCreated", "SearchUpdated", "SearchStarted", "SearchStopped",
      "SearchRemoved", "SearchViewed", "SearchPreviewed", "PreviewItemListed", "PreviewItemRendered",
      "PreviewItemDownloaded", "SearchExported", "SearchReport", "SearchExportDownloaded", "SearchResultsPurged",
      "SearchPermissionCreated", "SearchPermissionUpdated", "SearchPermissionRemoved", "NewRetentionCompliancePolicy",
      "SetRetentionCompliancePolicy", "RemoveRetentionCompliancePolicy", "NewRetentionComplianceRule",
      "SetRetentionComplianceRule", "RemoveRetentionComplianceRule", "NewComplianceTag", "SetComplianceTag",
      "RemoveComplianceTag", "NewAdaptiveScope", "SetAdaptiveScope", "RemoveAdaptiveScope",
      "ApplicableAdaptiveScopeChange", "SetRestrictiveRetentionUI", "ApproveDisposal", "ExtendRetention",
      "RelabelItem", "AddReviewer", "RecordDelete", "Set-Mailbox",
    ]
    for name in names { #expect(try !AuditOperation.named(name.uppercased()).isEmpty, "\(name)") }
  }

  @Test("an act is one operation, or several told apart by a detail")
  func distinct() {
    for (action, operations) in Dictionary(grouping: AuditOperation.all, by: \.action) {
      #expect(operations.filter { $0.detail == nil }.count == 1, "\(action)")
      #expect(operations.last?.detail == nil, "\(action)")
      #expect(Set(operations.map(\.detail)).count == operations.count, "\(action)")
    }
  }

  @Test("an act of a newer version is its own operation, and an unknown operation is refused")
  func unknown() {
    let entry = LedgerEntry(seq: 1, at: "", actor: "", action: "BeamedUp", details: [:])
    #expect(LedgerRecord(entry).operation.name == "BeamedUp")
    #expect(
      throws: InputError(
        "there is no operation 'x'; 'holdfast audit operations' lists them", code: "audit.operation")
    ) { try AuditOperation.named("x") }
  }
}
