internal import Foundation

/// How all of it is proved to somebody who trusts nobody.
extension Tour {
  private static let export = "ledger.jsonl"

  private struct Export: Decodable { var key: String }

  mutating func prove(_ suspect: Suspect) async throws {
    begin(
      "Proof",
      "Every act above is on a ledger: hash-linked, signed, written with the act or not at all. So is every look.")
    try await holdfast(
      "audit", "verify", "--deep", note: "Every entry, every signature, and every stored byte of every message.")
    try await holdfast("audit", "export", Self.export)
    let key = try await ask(Export.self, "audit", "verify", "--export", Self.export).key
    try await holdfast(
      "audit", "verify", "--export", Self.export, "--key", key,
      note: "A stranger needs this file, the key that 'init' showed, and this program: no archive, and no trust in us.",
      show: { Array($0.prefix(2)) })
    try await run(["sed", "-i", "s/CaseAdded/CaseRemoved/", Self.export])
    let damaged = try await holdfast(
      "audit", "verify", "--export", Self.export, "--key", key, exit: 65,
      note: "One word in one entry was changed, and it is found and named.")
    try check(damaged.joined().contains("damaged at entry"), "the damaged entry's number", damaged.joined())
  }
}
