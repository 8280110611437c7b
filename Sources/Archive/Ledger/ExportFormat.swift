/// The form of an exported ledger: JSON Lines, in UTF-8, each line ended by LF.
///
/// 1. a header;
/// 2. for each entry two lines, the entry exactly as it was hashed and the checkpoint signed with it;
/// 3. a seal.
///
/// So `printf '\0' | cat - <(sed -n 2p FILE | tr -d '\n') | sha256sum` gives the leaf of the first entry.
enum ExportFormat {
  struct Header: Codable, Equatable {
    var format = Header.name
    var version = Header.version
    var organization: String
    /// The ledger's public key, as 64 hex digits.
    var key: String
    /// RFC 3339, UTC.
    var created: String

    static let name = "holdfast-ledger-export"
    static let version = 1
  }

  /// The last line: what a file cut short, or put together from pieces, can't have.
  struct Seal: Codable, Equatable {
    var format = Seal.name
    var entries: Int64
    var root: Digest
    /// Ed25519 over ``message(header:entries:root:)``, as 128 hex digits.
    var signature: String

    static let name = "holdfast-ledger-seal"

    /// What is signed, a text as a checkpoint's is.
    ///
    /// The header is in it so that it can't be exchanged.
    static func message(header: [UInt8], entries: Int64, root: Digest) -> [UInt8] {
      Array("holdfast-ledger-export-v1\n\(Digest(of: header).hex)\n\(entries)\n\(root.hex)\n".utf8)
    }
  }

  /// A line that isn't an entry nor a checkpoint: keys are sorted, and theirs begin otherwise.
  static let sealPrefix = Array(#"{"entries":"#.utf8)
}
