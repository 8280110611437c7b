/// What an act is called in Microsoft Purview's audit log, so that who knows that log finds his way in this one.
///
/// The ledger keeps the act's own name, which is signed and never changes; this is said beside it, from this table alone.
/// See ADR 19.
public struct AuditOperation: Sendable, Hashable {
  /// The sort of record it is: Purview's where it has one.
  public enum RecordType: String, Sendable, CaseIterable, Encodable {
    /// Cases, holds, searches, exports.
    case discovery = "Discovery"
    /// Administration of mailboxes, as the Exchange admin log has it.
    case exchangeAdmin = "ExchangeAdmin"
    /// What was done to items.
    case exchangeItemGroup = "ExchangeItemGroup"
    /// Retention policies, labels and disposition.
    case securityComplianceCenter = "SecurityComplianceCenter"
    case complianceConnector = "ComplianceConnector"
    /// Ours: the archive itself, its accounts, settings and index.
    case archive = "HoldfastArchive"
    /// Ours: the ledger.
    case ledger = "HoldfastLedger"
  }

  /// The name of the act on the ledger.
  public var action: String
  /// The model's name; the act's own where the model has none.
  public var name: String
  /// Other names of the model for the same act: its cmdlets.
  public var others: [String]
  public var recordType: RecordType
  /// Whether the act's object is a case.
  public var isOnCase: Bool
  /// Only entries with this detail are this operation: an older version had one act for several of the model's.
  public var detail: String?

  init(
    _ action: String, as name: String? = nil, others: [String] = [], _ recordType: RecordType, onCase: Bool = false,
    where detail: String? = nil
  ) {
    (self.action, self.name, self.others) = (action, name ?? action, others)
    (self.recordType, isOnCase, self.detail) = (recordType, onCase, detail)
  }

  /// All operations; of several for one act the first whose detail an entry has is that entry's.
  public static let all: [AuditOperation] =
    [
      cases, holds, notices, searches, filters, exports, retention, labels, disposition, items, connectors, archives,
      ledgers,
    ].flatMap(\.self)

  private static let cases: [AuditOperation] = [
    AuditOperation("CaseUpdated", as: "CaseMemberAdded", .discovery, onCase: true, where: "member"),
    AuditOperation("CaseAdded", .discovery, onCase: true), AuditOperation("CaseUpdated", .discovery, onCase: true),
    AuditOperation("CaseRemoved", .discovery, onCase: true), AuditOperation("CaseViewed", .discovery, onCase: true),
    AuditOperation("CaseMemberAdded", .discovery, onCase: true),
    AuditOperation("CaseMemberUpdated", .discovery, onCase: true),
    AuditOperation("CaseMemberRemoved", .discovery, onCase: true), AuditOperation("CaseAdminAdded", .discovery),
    AuditOperation("CaseAdminUpdated", .discovery), AuditOperation("CaseAdminRemoved", .discovery),
  ]

  private static let holds: [AuditOperation] = [
    AuditOperation(
      "HoldCreated", others: ["New-CaseHoldPolicy", "New-CaseHoldRule"], .discovery, onCase: true),
    AuditOperation(
      "HoldUpdated", others: ["Set-CaseHoldPolicy", "Set-CaseHoldRule"], .discovery, onCase: true),
    AuditOperation(
      "HoldRemoved", others: ["Remove-CaseHoldPolicy", "Remove-CaseHoldRule"], .discovery, onCase: true),
    AuditOperation("HoldViewed", .discovery, onCase: true),
    AuditOperation("LitigationHoldPlaced", as: "Set-Mailbox", .exchangeAdmin),
    AuditOperation("LitigationHoldChanged", as: "Set-Mailbox", .exchangeAdmin),
    AuditOperation("LitigationHoldReleased", as: "Set-Mailbox", .exchangeAdmin),
    AuditOperation("DelayHoldEnded", as: "Set-Mailbox", .exchangeAdmin),
  ]

  private static let notices: [AuditOperation] = [
    "NoticeCreated", "NoticeIssued", "NoticeReissued", "NoticeResent", "NoticeReminded", "NoticeReleased",
    "NoticeViewed", "NoticeCodeViewed", "NoticeCodeRefused", "NoticeDelivery", "NoticeAcknowledged",
    "NoticeManagerChanged", "NoticeMailChanged", "NoticeMailViewed",
  ].map { AuditOperation($0, .discovery) }

  private static let searches: [AuditOperation] =
    [
      "SearchCreated", "SearchUpdated", "SearchStarted", "SearchStopped", "SearchRemoved", "SearchViewed",
      "SearchPreviewed", "SearchReport", "PreviewItemListed", "PreviewItemRendered", "PreviewItemDownloaded",
      "SearchPurgeRequested", "SearchPurgeApproved", "SearchPurgeRejected", "SearchResultsPurged",
    ].map { AuditOperation($0, .discovery) }

  private static let filters: [AuditOperation] = [
    "SearchPermissionCreated", "SearchPermissionUpdated", "SearchPermissionRemoved", "SearchPermissionViewed",
  ].map { AuditOperation($0, .discovery) }

  private static let exports: [AuditOperation] = [
    "SearchExported", "SearchExportDownloaded", "SearchExportStarted", "SearchExportResumed", "SearchExportStopped",
  ].map { AuditOperation($0, .discovery) }

  private static let retention: [AuditOperation] =
    [
      AuditOperation(
        "RetentionPolicyCreated", as: "NewRetentionCompliancePolicy", others: ["NewRetentionComplianceRule"],
        .securityComplianceCenter),
      AuditOperation(
        "RetentionPolicyChanged", as: "SetRetentionCompliancePolicy", others: ["SetRetentionComplianceRule"],
        .securityComplianceCenter),
      AuditOperation(
        "RetentionPolicyRemoved", as: "RemoveRetentionCompliancePolicy", others: ["RemoveRetentionComplianceRule"],
        .securityComplianceCenter),
      AuditOperation("RetentionPolicyLocked", as: "SetRestrictiveRetentionUI", .securityComplianceCenter),
    ]
    + [
      "RetentionViewed", "RetentionRehearsed", "RetentionSwept", "RetentionChangeRequested", "RetentionChangeApproved",
      "RetentionChangeRejected", "ItemExplained", "MailboxExplained", "NewComplianceTag",
      "SetComplianceTag", "RemoveComplianceTag", "NewAdaptiveScope", "SetAdaptiveScope", "RemoveAdaptiveScope",
      "ApplicableAdaptiveScopeChange", "SetRestrictiveRetentionUI",
    ].map { AuditOperation($0, .securityComplianceCenter) }

  private static let labels: [AuditOperation] =
    [
      AuditOperation("RetentionLabelCreated", as: "NewComplianceTag", .securityComplianceCenter),
      AuditOperation("RetentionLabelChanged", as: "SetComplianceTag", .securityComplianceCenter),
      AuditOperation("RetentionLabelRemoved", as: "RemoveComplianceTag", .securityComplianceCenter),
      AuditOperation("RetentionLabelRuleCreated", as: "NewRetentionComplianceRule", .securityComplianceCenter),
      AuditOperation("RetentionLabelRuleClosed", as: "RemoveRetentionComplianceRule", .securityComplianceCenter),
    ]
    + ["RetentionLabelApplied", "RetentionLabelTakenOff", "RetentionEventCreated"].map {
      AuditOperation($0, .securityComplianceCenter)
    }

  private static let disposition: [AuditOperation] = [
    "ApproveDisposal", "ExtendRetention", "RelabelItem", "AddReviewer", "RecordDelete", "DispositionViewed",
    "DisposalProofExported", "ReviewersReminded",
  ].map { AuditOperation($0, .securityComplianceCenter) }

  private static let items: [AuditOperation] = ["SoftDelete", "HardDelete", "ItemsRestored"].map {
    AuditOperation($0, .exchangeItemGroup)
  }

  private static let connectors: [AuditOperation] = [
    "ConnectorCreated", "ConnectorChanged", "ConnectorRemoved", "ConnectorViewed", "ConnectorRun", "ItemsImported",
    "DayCompleted", "FileImported", "MappingChanged", "DecryptionKeyAdded", "DecryptionKeysListed",
    "QuarantineViewed", "QuarantineReplayed", "PartnerProvisioned", "QuarantineDiscarded", "ReconciliationViewed",
  ].map { AuditOperation($0, .complianceConnector) }

  private static let archives: [AuditOperation] = [
    "ArchiveCreated", "DirectoryImported", "DirectoryListed", "MailboxRemoved", "RoleGranted", "RoleRevoked",
    "RolesListed", "SettingsListed", "SettingChanged", "IndexViewed", "IndexRebuildStarted", "IndexRebuilt",
    "AccessDenied", "SettingChangeRequested", "ErasureViewed", "ErasureRun", "DirectorySourceChanged",
    "DirectorySourceViewed", "DirectorySynced", "DirectorySyncRehearsed",
    "ServiceStarted", "ServiceStopped", "ServiceViewed", "AlarmRaised", "AlarmCleared", "AlarmAcknowledged",
    "StorageChanged", "StorageViewed", "ContentMoved", "StorageCleaned", "ObjectsLocked",
    "BackupStarted", "BackupMade", "ArchiveRestored",
  ].map { AuditOperation($0, .archive) }

  private static let ledgers: [AuditOperation] = ["AuditSearched", "AuditVerified", "AuditExported", "AuditProved"].map
  {
    AuditOperation($0, .ledger)
  }
}

extension AuditOperation {
  private static let byAction = Dictionary(grouping: all, by: \.action)

  /// The operation that an entry is; of an act that a newer version made, its own name.
  static func of(_ entry: LedgerEntry) -> AuditOperation {
    let candidates = byAction[entry.action] ?? []
    return candidates.first { $0.detail.map { entry.details[$0] != nil } ?? true }
      ?? AuditOperation(entry.action, .archive)
  }

  /// The operations of that name, in any letter case.
  static func named(_ name: String) throws -> [AuditOperation] {
    let wanted = name.lowercased()
    let found = all.filter { operation in
      ([operation.name] + operation.others).contains { $0.lowercased() == wanted }
    }
    guard !found.isEmpty else {
      throw InputError(
        "there is no operation '\(name)'; 'holdfast audit operations' lists them", code: "audit.operation")
    }
    return found
  }
}
