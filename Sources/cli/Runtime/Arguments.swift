public import Archive
public import ArgumentParser
public import Hold
public import Importer
public import Search

// How the modules' own types are read from the command line.

extension Identifier: ExpressibleByArgument {
  public init?(argument: String) {
    guard let number = Int64(argument), number > 0 else { return nil }
    self.init(number)
  }
}

extension SearchOrder: ExpressibleByArgument {}
extension KeyWrap: ExpressibleByArgument {}
extension ContentCipher: ExpressibleByArgument {}
extension DeliveryForm: ExpressibleByArgument {}
extension PeriodLength: ExpressibleByArgument {}
extension PermissionFilter.Effect: ExpressibleByArgument {}
extension Retention.Action: ExpressibleByArgument {}
extension CaseMembers.Role: ExpressibleByArgument {}
extension PolicyRecord.Start: ExpressibleByArgument {}
extension RetentionLabel.Start: ExpressibleByArgument {}
extension ExportFormat: ExpressibleByArgument {}
extension MailService.Security: ExpressibleByArgument {}
extension ActResult: ExpressibleByArgument {}
extension LedgerOrder: ExpressibleByArgument {}
extension LedgerTable: ExpressibleByArgument {}
extension ObjectStores.Purpose: ExpressibleByArgument {}
extension StoreSettings.Lock: ExpressibleByArgument {}

extension AuditOperation.RecordType: ExpressibleByArgument {
  /// In any letter case.
  public init?(argument: String) {
    guard let type = Self.allCases.first(where: { $0.rawValue.lowercased() == argument.lowercased() }) else {
      return nil
    }
    self = type
  }
}
