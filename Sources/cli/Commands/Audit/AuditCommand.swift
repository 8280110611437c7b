internal import Archive
internal import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "The ledger of every act: read it, verify it, hand it over.",
    subcommands: [
      AuditList.self, AuditVerify.self, AuditExport.self, AuditProve.self, AuditOperations.self,
    ])
}

extension LedgerDamage {
  /// As the contract has it: exit 65, naming the first bad entry.
  var failure: InputError { InputError(description, code: LedgerDamage.code) }
}
