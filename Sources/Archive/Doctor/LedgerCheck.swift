internal import Foundation
internal import GRDB

extension Check {
  /// The ledger: unbroken, signed, and speaking of what is there; with all bytes unless it is to be quick.
  static let ledger = Check("ledger") { examination in
    let file = examination.folder.appendingPathComponent("keys/\(KeyRing.publicFile)")
    let text = try? String(contentsOf: file, encoding: .utf8)
    guard let key = text.flatMap({ LedgerPublicKey(hex: $0.prefix { $0 != "\n" }) }) else {
      return [
        .error(
          "ledger", "keys/\(KeyRing.publicFile) is missing or no key", "write the key there that 'holdfast init' showed"
        )
      ]
    }
    do {
      let head = try LedgerHead(file: examination.folder.appendingPathComponent("ledger.head")).read()
      let (found, isDeep) = try examination.read { db in
        // Bytes that lie in object stores are for 'audit verify --deep', which has the keys to them.
        let elsewhere =
          try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM content_object WHERE store IS NOT NULL)") ?? false
        let isDeep = !examination.isQuick && !elsewhere
        return (
          try LedgerVerifier(key: key, content: examination.content, deep: isDeep).verify(db, head: head), isDeep
        )
      }
      let depth = isDeep ? ", their bytes included" : ""
      return [
        .ok(
          "ledger",
          "intact: \(found.entries) entries, \(found.messages) messages accounted for\(depth); root \(found.root)")
      ]
    } catch let damage as LedgerDamage {
      return [
        .error(
          "ledger", damage.description,
          "keep the archive as it is for whoever looks into it, and restore the newest intact backup to another folder")
      ]
    }
  }
}
