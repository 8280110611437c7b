import Archive
import ArchiveTesting
import Foundation
import Testing

/// Nobody does anything without the role for it, and who tried is on the ledger.
@Suite("Role groups")
struct RolesTests {
  /// Every command that works on an archive, with arguments that would do, and what it is on the ledger.
  private static func commands(_ folder: URL) -> [(arguments: [String], action: String)] {
    let csv = folder.appendingPathComponent("handmade-feed/directory.csv").path
    let mapping = folder.appendingPathComponent("handmade-feed/mapping.csv").path
    let ada = HandmadeFeed.ada.email
    return [
      (["directory", "import", csv], "DirectoryImported"), (["directory", "list"], "DirectoryListed"),
      (["directory", "remove", ada], "MailboxRemoved"), (["directory", "sync"], "DirectorySynced"),
      (["directory", "sync", "--dry-run"], "DirectorySyncRehearsed"),
      (["directory", "source", "set", "ldap://localhost", "--base", "dc=x"], "DirectorySourceChanged"),
      (["directory", "source", "show"], "DirectorySourceViewed"),
      (["connector", "report", "o2"], "ReconciliationViewed"),
      (["connector", "change", "o2", "--size-limit", "7"], "ConnectorChanged"),
      (["quarantine", "discard", "1", "--reason", "r"], "QuarantineDiscarded"),
      (["role", "grant", "nobody@corp.example", "Audit Reader"], "RoleGranted"),
      (["role", "revoke", "root", "Audit Reader"], "RoleRevoked"), (["role", "list"], "RolesListed"),
      (["partner", "provision", "app-2", "--name", "Partner"], "PartnerProvisioned"),
      (
        [
          "connector", "create", "two", "--type", "o2-network", "--site", "file:\(folder.path)", "--username", "u",
          "--password-file", mapping + ".password", "--accept-terms",
        ], "ConnectorCreated"
      ),
      (["connector", "run", "o2"], "ConnectorRun"), (["connector", "list"], "ConnectorViewed"),
      (["connector", "show", "o2"], "ConnectorViewed"), (["connector", "log", "o2"], "ConnectorViewed"),
      (["connector", "pause", "o2"], "ConnectorChanged"), (["connector", "resume", "o2"], "ConnectorChanged"),
      (["connector", "remove", "o2"], "ConnectorRemoved"),
      (["connector", "key", "list"], "DecryptionKeysListed"), (["mapping", "set", "o2", mapping], "MappingChanged"),
      (["mapping", "test", "o2", "--number", "1"], "ConnectorViewed"), (["quarantine", "list"], "QuarantineViewed"),
      (["quarantine", "show", "1"], "QuarantineViewed"), (["quarantine", "replay"], "QuarantineReplayed"),
      (["search", "hello"], "SearchStarted"), (["item", "show", "1"], "PreviewItemRendered"),
      (["statistics", "hello"], "SearchReport"), (["search-job", "create", "j", "hello"], "SearchCreated"),
      (["search-job", "run", "j"], "SearchStarted"), (["search-job", "preview", "j"], "SearchPreviewed"),
      (["search-job", "statistics", "j"], "SearchReport"), (["search-job", "list"], "SearchViewed"),
      (["search-job", "show", "j"], "SearchViewed"), (["search-job", "remove", "j"], "SearchRemoved"),
      (["search-job", "purge", "j", "--hard", "--reason", "r"], "SearchPurgeRequested"),
      (["search-job", "approve-purge", "1"], "SearchPurgeApproved"),
      (["search-job", "reject-purge", "1", "--reason", "r"], "SearchPurgeRejected"),
      (["search-job", "purges"], "SearchViewed"), (["search-job", "purges", "1"], "SearchViewed"),
      (
        ["permission-filter", "create", "f", "deny", "--for", "a@corp.example", "--mailbox", ada],
        "SearchPermissionCreated"
      ),
      (["permission-filter", "list"], "SearchPermissionViewed"),
      (["permission-filter", "show", "f"], "SearchPermissionViewed"),
      (["permission-filter", "remove", "f"], "SearchPermissionRemoved"),
      (["item", "explain", "1"], "ItemExplained"), (["item", "delete", "1"], "SoftDelete"),
      (["item", "purge", "1"], "HardDelete"), (["index", "rebuild"], "IndexRebuildStarted"),
      (["index", "status"], "IndexViewed"),
      (["export", "preview", "--query", ""], "SearchPreviewed"),
      (["export", "run", "\(folder.path)/out", "--query", "", "--format", "eml"], "SearchExportStarted"),
      (["export", "run", "\(folder.path)/out", "--query", "", "--format", "eml", "--resume"], "SearchExportResumed"),
      (["case", "create", "c"], "CaseAdded"), (["case", "list"], "CaseViewed"), (["case", "show", "c"], "CaseViewed"),
      (["case", "member", "add", "c", ada], "CaseMemberAdded"),
      (["case", "member", "change", "c", ada, "--role", "reviewer"], "CaseMemberUpdated"),
      (["case", "member", "remove", "c", ada], "CaseMemberRemoved"), (["case", "member", "list", "c"], "CaseViewed"),
      (["case", "custodian", "add", "c", ada], "CaseUpdated"),
      (["case", "custodian", "reactivate", "c", ada], "CaseUpdated"),
      (["case", "source", "add", "c", ada], "CaseUpdated"), (["case", "source", "release", "c", ada], "CaseUpdated"),
      (["case", "source", "reactivate", "c", ada], "CaseUpdated"), (["case", "source", "list", "c"], "CaseViewed"),
      (["case", "close", "c"], "CaseUpdated"), (["case", "delete", "c"], "CaseRemoved"),
      (["hold", "litigation", "place", ada], "LitigationHoldPlaced"),
      (["hold", "litigation", "release", ada], "LitigationHoldReleased"),
      (["hold", "place", "c", "h", "--mailbox", ada], "HoldCreated"), (["hold", "release", "c", "h"], "HoldRemoved"),
      (["hold", "release", "c", "h", "--mailbox", ada], "HoldUpdated"), (["hold", "apply", "c", "h"], "HoldUpdated"),
      (["hold", "delete", "c", "h"], "HoldRemoved"), (["hold", "list"], "HoldViewed"),
      (["hold", "preview", "c", "h", "--mailbox", ada], "HoldViewed"), (["hold", "statistics", "c"], "HoldViewed"),
      (["hold", "delay", "list"], "HoldViewed"), (["hold", "delay", "end", ada, "--reason", "r"], "DelayHoldEnded"),
      (["hold", "litigation", "show", ada], "HoldViewed"), (["hold", "litigation", "list"], "HoldViewed"),
      (["hold", "litigation", "change", ada, "--note", "n"], "LitigationHoldChanged"),
      (
        ["retention", "policy", "create", "p", "--action", "delete", "--days", "1", "--all"], "RetentionPolicyCreated"
      ),
      (["retention", "label", "create", "l", "--action", "retain", "--forever"], "RetentionLabelCreated"),
      (["retention", "label", "change", "l", "--days", "1"], "RetentionLabelChanged"),
      (["retention", "label", "delete", "l"], "RetentionLabelRemoved"),
      (["retention", "label", "history", "1"], "RetentionViewed"),
      (["retention", "label", "list"], "RetentionViewed"), (["retention", "label", "rules"], "RetentionViewed"),
      (["retention", "label", "apply", "l", "--item", "1"], "RetentionLabelApplied"),
      (["retention", "label", "apply", "l", "--query", "x"], "RetentionLabelApplied"),
      (["retention", "label", "remove", "--item", "1"], "RetentionLabelTakenOff"),
      (["retention", "label", "auto", "l", "--query", "x"], "RetentionLabelRuleCreated"),
      (["retention", "label", "default", "l", "--folder", "f"], "RetentionLabelRuleCreated"),
      (["retention", "label", "close-rule", "1"], "RetentionLabelRuleClosed"),
      (
        ["retention", "event", "create", "e", "--type", "t", "--date", "2024-01-01"], "RetentionEventCreated"
      ),
      (["retention", "event", "list"], "RetentionViewed"), (["disposition", "list"], "DispositionViewed"),
      (["disposition", "approve", "1", "--comment", "c"], "ApproveDisposal"),
      (["disposition", "extend", "1", "--until", "2040-01-01", "--comment", "c"], "ExtendRetention"),
      (["disposition", "relabel", "1", "--label", "l", "--comment", "c"], "RelabelItem"),
      (["disposition", "add-reviewer", "l", "a@corp.example", "--stage", "1"], "AddReviewer"),
      (["disposition", "proof"], "DisposalProofExported"),
      (["retention", "policy", "list"], "RetentionViewed"), (["retention", "rehearse"], "RetentionRehearsed"),
      (["retention", "policy", "show", "p"], "RetentionViewed"),
      (["retention", "policy", "change", "p", "--days", "2"], "RetentionPolicyChanged"),
      (["retention", "policy", "change", "p", "--exclude", ada], "RetentionPolicyChanged"),
      (["retention", "policy", "disable", "p"], "RetentionPolicyChanged"),
      (["retention", "policy", "enable", "p"], "RetentionPolicyChanged"),
      (["retention", "policy", "lock", "p", "--confirm", "p"], "RetentionPolicyLocked"),
      (["retention", "policy", "delete", "p"], "RetentionPolicyRemoved"),
      (["retention", "approval", "list"], "RetentionViewed"),
      (["retention", "approval", "show", "1"], "RetentionViewed"),
      (["retention", "approval", "approve", "1"], "RetentionChangeApproved"),
      (["retention", "approval", "reject", "1", "--reason", "r"], "RetentionChangeRejected"),
      (["retention", "explain", ada], "MailboxExplained"),
      (["setting", "set", "retention-approval", "on"], "SettingChanged"),
      (["retention", "run"], "RetentionSwept"), (["audit", "list"], "AuditSearched"),
      (["audit", "verify"], "AuditVerified"), (["audit", "export", "\(folder.path)/ledger.jsonl"], "AuditExported"),
      (["audit", "export", "\(folder.path)/ledger.jsonl", "--format", "csv"], "AuditExported"),
      (["audit", "prove", "1"], "AuditProved"),
    ]
  }

  @Test("an account without roles is refused everything, changes nothing, and every attempt is on the ledger")
  func withoutRoles() async throws {
    try await HandmadeFeed.with { feed, test in
      let folder = test.archive.folder.deletingLastPathComponent()
      try Data("secret\n".utf8).write(to: folder.appendingPathComponent("handmade-feed/mapping.csv.password"))
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "hello")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      let commands = Self.commands(folder)
      for (arguments, action) in commands {
        let refused = try await test.run(["--as", "Nobody@corp.example"] + arguments)
        #expect(refused.status == Exit.noRole, "\(arguments): \(refused.errors)")
        #expect(refused.stdout.isEmpty, "\(arguments)")
        #expect(refused.error["code"].text == "access.denied", "\(arguments)")
        #expect(
          refused.error["message"].text?.hasPrefix("nobody@corp.example may not do this (\(action)): it takes ")
            == true, "\(arguments): \(refused.errors)")
      }
      let denied = try await test.run(["audit", "list", "--action", "AccessDenied"]).json["entries"].list
      #expect(denied.map { $0["details"]["attempted"].text } == commands.map(\.action))
      #expect(Set(denied.map { $0["actor"].text }) == ["nobody@corp.example"])
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/ledger.jsonl"))
      #expect(
        try await test.run(["audit", "list", "--actor", "nobody@corp.example"]).json["entries"].list.count
          == denied.count)
    }
  }

  @Test("a role lets its members do what it is for and nothing else, until it is taken away")
  func granted() async throws {
    try await HandmadeFeed.with { _, test in
      let account = "Carla@corp.example"
      let granted = try await test.run(["role", "grant", account, "data connector admin"])
      #expect(granted.status == Exit.done)
      #expect(granted.json.names == ["accounts", "schema"])
      #expect(
        granted.json["accounts"].list.contains(
          .record(["email": .text("carla@corp.example"), "groups": .list([.text("Data Connector Admin")])])))
      #expect(try await test.run(["--as", account, "connector", "list"]).status == Exit.done)
      #expect(try await test.run(["--as", account, "search", ""]).status == Exit.noRole)
      let revoked = try await test.run(["role", "revoke", account, "Data Connector Admin"])
      #expect(revoked.json["accounts"].list.count == 1)
      #expect(try await test.run(["--as", account, "connector", "list"]).status == Exit.noRole)
      let twice = try await test.run(["role", "revoke", account, "Data Connector Admin"])
      #expect(twice.status == Exit.badInput)
      #expect(
        twice.error["message"].text
          == "'\(account)' is not a member of 'Data Connector Admin'; see 'holdfast role list'")
    }
  }

  @Test("the last who can grant roles keeps the role, and an unknown group is named beside the known ones")
  func lastAdministrator() async throws {
    try await HandmadeFeed.with { _, test in
      let last = try await test.run(["role", "revoke", TestArchive.machineUser, "Organization Management"])
      #expect(last.status == Exit.badInput)
      #expect(
        last.error["message"].text
          == "'\(TestArchive.machineUser)' is the last member of 'Organization Management'; grant it to someone else first"
      )
      let unknown = try await test.run(["role", "grant", "a@corp.example", "Superuser"])
      #expect(unknown.status == Exit.usage)
      #expect(
        unknown.error["message"].text?.contains("there is no role group 'Superuser'; known: 'Organization") == true)
    }
  }

  @Test("a real archive keeps real time and real accounts")
  func realArchive() async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder, sandbox: false)
      let other = try await test.run(["--as", "someone@corp.example", "role", "list"])
      #expect(other.status == Exit.noRole)
      #expect(
        other.error["message"].text
          == "the user '\(TestArchive.machineUser)' of this machine may not act as 'someone@corp.example'; --as is free "
          + "only in a sandbox archive")
      let own = try await test.run(["--as", TestArchive.machineUser, "role", "list"])
      #expect(own.status == Exit.done)
      let time = try await test.run(["--at", "2030-01-01T00:00:00Z", "role", "list"])
      #expect(time.status == Exit.usage)
      #expect(
        time.error["message"].text
          == "--at works only in an archive made with 'holdfast init --sandbox'; this one keeps real time")
    }
  }
}
