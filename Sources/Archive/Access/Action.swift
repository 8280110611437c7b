/// Something a person can do to the archive: its name on the ledger and who may do it.
///
/// This table is the whole of the access rules. ``Archive/perform(_:on:by:details:_:)`` checks it for every
/// act; nothing else grants or refuses by role.
public struct Action: Hashable, Sendable {
  /// The operation's name on the ledger.
  public let name: String
  /// The role groups of which one must be held; empty: any account the archive knows.
  public let allowed: Set<RoleGroup>

  init(_ name: String, _ allowed: RoleGroup...) {
    self.name = name
    self.allowed = Set(allowed)
  }
}

extension Action {
  // Setting up
  public static let archiveCreated = Action("ArchiveCreated")
  public static let directoryImported = Action("DirectoryImported", .organizationManagement)
  public static let directoryListed = Action(
    "DirectoryListed", .organizationManagement, .dataConnectorAdmin, .eDiscoveryManager,
    .eDiscoveryAdministrator, .recordsManagement)
  public static let directorySourceChanged = Action("DirectorySourceChanged", .organizationManagement)
  public static let directorySourceViewed = Action("DirectorySourceViewed", .organizationManagement, .auditReader)
  public static let directorySynced = Action("DirectorySynced", .organizationManagement)
  public static let directorySyncRehearsed = Action("DirectorySyncRehearsed", .organizationManagement)
  public static let mailboxRemoved = Action("MailboxRemoved", .organizationManagement)
  public static let roleGranted = Action("RoleGranted", .organizationManagement)
  public static let roleRevoked = Action("RoleRevoked", .organizationManagement)
  public static let rolesListed = Action("RolesListed", .organizationManagement, .auditReader)
  public static let partnerProvisioned = Action("PartnerProvisioned", .organizationManagement)
  public static let settingsListed = Action(
    "SettingsListed", .organizationManagement, .recordsManagement, .eDiscoveryAdministrator, .auditReader)
  public static let settingChanged = Action("SettingChanged", .organizationManagement)
  public static let settingChangeRequested = Action("SettingChangeRequested", .organizationManagement)

  // Connectors
  public static let connectorCreated = Action("ConnectorCreated", .dataConnectorAdmin)
  public static let connectorChanged = Action("ConnectorChanged", .dataConnectorAdmin)
  public static let connectorRemoved = Action("ConnectorRemoved", .dataConnectorAdmin)
  public static let connectorViewed = Action("ConnectorViewed", .dataConnectorAdmin)
  public static let connectorRun = Action("ConnectorRun", .dataConnectorAdmin)
  public static let itemsImported = Action("ItemsImported", .dataConnectorAdmin)
  public static let dayCompleted = Action("DayCompleted", .dataConnectorAdmin)
  public static let fileImported = Action("FileImported", .dataConnectorAdmin)
  public static let mappingChanged = Action("MappingChanged", .dataConnectorAdmin)
  public static let decryptionKeyAdded = Action("DecryptionKeyAdded", .dataConnectorAdmin)
  public static let decryptionKeysListed = Action("DecryptionKeysListed", .dataConnectorAdmin)
  // Who discards must be able to see what.
  public static let quarantineViewed = Action("QuarantineViewed", .dataConnectorAdmin, .searchAndPurge)
  public static let quarantineReplayed = Action("QuarantineReplayed", .dataConnectorAdmin)
  public static let quarantineDiscarded = Action("QuarantineDiscarded", .searchAndPurge)
  public static let reconciliationViewed = Action(
    "ReconciliationViewed", .dataConnectorAdmin, .recordsManagement, .auditReader)

  // Search
  public static let searchStarted = Action(
    "SearchStarted", .eDiscoveryManager, .eDiscoveryAdministrator, .searchAndPurge)
  public static let searchCounted = Action("SearchReport", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let itemViewed = Action(
    "PreviewItemRendered", .eDiscoveryManager, .eDiscoveryAdministrator, .searchAndPurge)

  // Search jobs
  public static let searchJobCreated = Action("SearchCreated", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let searchJobRun = Action("SearchStarted", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let searchJobPreviewed = Action(
    "SearchPreviewed", .eDiscoveryManager, .eDiscoveryAdministrator, .searchAndPurge)
  public static let searchJobViewed = Action(
    "SearchViewed", .eDiscoveryManager, .eDiscoveryAdministrator, .searchAndPurge)
  public static let searchJobRemoved = Action("SearchRemoved", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let searchPurgeRequested = Action("SearchPurgeRequested", .searchAndPurge)
  public static let searchPurgeApproved = Action("SearchPurgeApproved", .searchAndPurge)
  public static let searchPurgeRejected = Action("SearchPurgeRejected", .searchAndPurge)
  public static let searchResultsPurged = Action("SearchResultsPurged", .searchAndPurge)

  // Permission filters: who grants roles could widen what an account sees in any case, and needs no search role, so that
  // nobody who searches need be able to lift a filter from himself.
  public static let permissionFilterCreated = Action("SearchPermissionCreated", .organizationManagement)
  public static let permissionFilterRemoved = Action("SearchPermissionRemoved", .organizationManagement)
  public static let permissionFilterViewed = Action(
    "SearchPermissionViewed", .organizationManagement, .eDiscoveryAdministrator, .auditReader)

  // Export
  public static let exportPreviewed = Action(
    "SearchPreviewed", .eDiscoveryManager, .eDiscoveryAdministrator, .export)
  public static let exportStarted = Action("SearchExportStarted", .export)
  public static let exportResumed = Action("SearchExportResumed", .export)
  public static let exportStopped = Action("SearchExportStopped", .export)
  public static let exportFinished = Action("SearchExported", .export)

  // Cases and holds
  public static let caseAdded = Action("CaseAdded", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let caseUpdated = Action("CaseUpdated", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let caseRemoved = Action("CaseRemoved", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let caseViewed = Action("CaseViewed", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let caseMemberAdded = Action("CaseMemberAdded", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let caseMemberUpdated = Action("CaseMemberUpdated", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let caseMemberRemoved = Action("CaseMemberRemoved", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let holdCreated = Action("HoldCreated", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let holdUpdated = Action("HoldUpdated", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let holdRemoved = Action("HoldRemoved", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let holdViewed = Action(
    "HoldViewed", .eDiscoveryManager, .eDiscoveryAdministrator, .recordsManagement)
  public static let litigationHoldPlaced = Action(
    "LitigationHoldPlaced", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let litigationHoldChanged = Action(
    "LitigationHoldChanged", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let litigationHoldReleased = Action(
    "LitigationHoldReleased", .eDiscoveryManager, .eDiscoveryAdministrator)
  // The delay holds of a mailbox follow holds of any case, so that it takes someone who may work in all of them.
  public static let delayHoldEnded = Action("DelayHoldEnded", .eDiscoveryAdministrator)

  // Legal hold notices: whoever holds a custodian's code may give it back.
  public static let noticeCreated = Action("NoticeCreated", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeIssued = Action("NoticeIssued", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeReissued = Action("NoticeReissued", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeResent = Action("NoticeResent", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeReminded = Action("NoticeReminded", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeReleased = Action("NoticeReleased", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeViewed = Action("NoticeViewed", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeCodeViewed = Action("NoticeCodeViewed", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeDelivery = Action("NoticeDelivery", .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeAcknowledged = Action("NoticeAcknowledged")
  public static let noticeCodeRefused = Action("NoticeCodeRefused")
  public static let noticeManagerChanged = Action(
    "NoticeManagerChanged", .organizationManagement, .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let noticeMailChanged = Action("NoticeMailChanged", .organizationManagement)
  public static let noticeMailViewed = Action(
    "NoticeMailViewed", .organizationManagement, .eDiscoveryManager, .eDiscoveryAdministrator, .auditReader)

  // Retention and deletion
  public static let retentionPolicyCreated = Action("RetentionPolicyCreated", .recordsManagement)
  public static let retentionPolicyChanged = Action("RetentionPolicyChanged", .recordsManagement)
  public static let retentionPolicyRemoved = Action("RetentionPolicyRemoved", .recordsManagement)
  public static let retentionPolicyLocked = Action("RetentionPolicyLocked", .recordsManagement)
  public static let retentionChangeRequested = Action("RetentionChangeRequested", .recordsManagement)
  public static let retentionChangeApproved = Action("RetentionChangeApproved", .recordsManagement)
  public static let retentionChangeRejected = Action("RetentionChangeRejected", .recordsManagement)
  public static let mailboxExplained = Action("MailboxExplained", .recordsManagement)
  public static let retentionViewed = Action("RetentionViewed", .recordsManagement)
  public static let retentionRehearsed = Action("RetentionRehearsed", .recordsManagement)
  public static let retentionSwept = Action("RetentionSwept", .recordsManagement)
  public static let labelCreated = Action("RetentionLabelCreated", .recordsManagement)
  public static let labelChanged = Action("RetentionLabelChanged", .recordsManagement)
  public static let labelDeleted = Action("RetentionLabelRemoved", .recordsManagement)
  public static let labelApplied = Action("RetentionLabelApplied", .recordsManagement)
  public static let labelRemoved = Action("RetentionLabelTakenOff", .recordsManagement)
  public static let labelRuleCreated = Action("RetentionLabelRuleCreated", .recordsManagement)
  public static let labelRuleClosed = Action("RetentionLabelRuleClosed", .recordsManagement)
  public static let retentionEventCreated = Action("RetentionEventCreated", .recordsManagement)
  public static let disposalApproved = Action("ApproveDisposal", .recordsManagement)
  public static let retentionExtended = Action("ExtendRetention", .recordsManagement)
  public static let itemRelabelled = Action("RelabelItem", .recordsManagement)
  public static let reviewerAdded = Action("AddReviewer", .recordsManagement)
  public static let dispositionViewed = Action("DispositionViewed", .recordsManagement)
  public static let reviewersReminded = Action("ReviewersReminded", .recordsManagement)
  public static let disposalProved = Action("DisposalProofExported", .recordsManagement, .auditReader)
  public static let itemExplained = Action(
    "ItemExplained", .recordsManagement, .searchAndPurge, .eDiscoveryManager, .eDiscoveryAdministrator)
  public static let itemsDeleted = Action("SoftDelete", .searchAndPurge)
  public static let itemsPurged = Action("HardDelete", .searchAndPurge)
  public static let itemsRestored = Action("ItemsRestored", .searchAndPurge, .recordsManagement)
  public static let erasureViewed = Action(
    "ErasureViewed", .organizationManagement, .searchAndPurge, .recordsManagement, .auditReader)
  public static let erasureRun = Action(
    "ErasureRun", .organizationManagement, .searchAndPurge, .recordsManagement)

  // Where content and staging lie
  public static let storageChanged = Action("StorageChanged", .organizationManagement)
  public static let storageViewed = Action("StorageViewed", .organizationManagement, .recordsManagement, .auditReader)
  public static let contentMoved = Action("ContentMoved", .organizationManagement)
  public static let storageCleaned = Action("StorageCleaned", .organizationManagement)
  public static let objectsLocked = Action(
    "ObjectsLocked", .organizationManagement, .recordsManagement, .dataConnectorAdmin)

  // Ledger
  public static let auditSearched = Action("AuditSearched", .auditReader)
  public static let auditVerified = Action("AuditVerified", .auditReader)
  public static let auditExported = Action("AuditExported", .auditReader)
  public static let auditProved = Action("AuditProved", .auditReader)

  // The search index
  public static let indexViewed = Action(
    "IndexViewed", .organizationManagement, .eDiscoveryManager, .eDiscoveryAdministrator, .auditReader)
  public static let indexRebuildStarted = Action("IndexRebuildStarted", .organizationManagement)
  public static let indexRebuilt = Action("IndexRebuilt", .organizationManagement)

  // The service, which acts as an account of its own, and what alarms it
  public static let serviceStarted = Action(
    "ServiceStarted", .organizationManagement, .dataConnectorAdmin, .recordsManagement)
  public static let serviceStopped = Action(
    "ServiceStopped", .organizationManagement, .dataConnectorAdmin, .recordsManagement)
  public static let serviceViewed = Action(
    "ServiceViewed", .organizationManagement, .dataConnectorAdmin, .recordsManagement, .auditReader)
  public static let alarmRaised = Action(
    "AlarmRaised", .organizationManagement, .dataConnectorAdmin, .recordsManagement)
  public static let alarmCleared = Action(
    "AlarmCleared", .organizationManagement, .dataConnectorAdmin, .recordsManagement)
  public static let alarmAcknowledged = Action(
    "AlarmAcknowledged", .organizationManagement, .dataConnectorAdmin, .recordsManagement)

  // Backup: who may copy everything may read everything.
  public static let backupStarted = Action("BackupStarted", .organizationManagement)
  public static let backupMade = Action("BackupMade", .organizationManagement)
  static let archiveRestored = Action("ArchiveRestored")

  /// Written when an account tried what its role groups don't allow.
  static let accessDenied = Action("AccessDenied")
}
