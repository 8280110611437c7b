internal import Foundation

/// A way in which source text removes, overwrites or blanks something, or asks the gate for it.
struct WayToDelete {
  /// As `docs/deletions.md` writes it; a pattern's first group, where it has one, takes the place of `*`.
  let name: String
  let pattern: String

  /// What stands before a call that is no declaration and no other thing's method.
  private static let call = #"(?<![\w.])(?<!func )"#

  static let all: [WayToDelete] =
    ["DELETE FROM", "REPLACE INTO", "DROP TABLE"].map {
      WayToDelete(name: "\($0) *", pattern: "\\b\($0)\\s+(?:IF EXISTS\\s+)?([\\w.]+)")
    }
    + [
      // What was archived, and what the log says of it.
      WayToDelete(name: "UPDATE *", pattern: #"\bUPDATE (item|message|content|quarantine|import_log)\s+SET\b"#),
      // FTS5's commands that forget.
      WayToDelete(name: "'*'", pattern: #"VALUES \([?, ]*'(delete|delete-all|optimize|rebuild|merge)'"#),
      WayToDelete(name: "wal_checkpoint(TRUNCATE)", pattern: #"wal_checkpoint\s*\(TRUNCATE\)"#),
      WayToDelete(name: "VACUUM", pattern: #"\bVACUUM\b"#),
    ]
    + ["unlink", "unlinkat", "rename", "renameat", "renameat2", "ftruncate", "truncate", "rmdir"].map {
      WayToDelete(name: $0, pattern: "\(call)(?:Glibc\\.)?\($0)\\(")
    }
    + ["removeItem", "moveItem", "replaceItem", "replaceItemAt", "createFile"].map {
      WayToDelete(name: $0, pattern: "\\.\($0)\\(")
    }
    + [
      WayToDelete(name: "O_TRUNC", pattern: #"\bO_TRUNC\b"#),
      WayToDelete(name: "Data.write(to:)", pattern: #"(?:Data\([^\n]*\)|\bdata|\btext)\.write\(\s*to:"#),
      WayToDelete(name: "DurableFile.replace", pattern: #"DurableFile\.replace\("#),
      WayToDelete(name: "DurableFile.publish", pattern: #"DurableFile\.publish\("#),
      WayToDelete(name: "DELETE ?uploadId", pattern: #"uploadId[^\n]*DELETE|DELETE[^\n]*uploadId"#),
      WayToDelete(name: "ObjectStore.remove()", pattern: #"\bstore\.remove\("#),
    ]
    + ["DeletionGate", "Destruction"].map { WayToDelete(name: "\($0)()", pattern: "\(call)\($0)\\(") }
    + ["ItemDeletion.purge", "ObjectRemoval.run", "QuarantineDiscard.run"].map {
      WayToDelete(name: "\($0)()", pattern: "\\b\($0.replacing(".", with: "\\."))\\(")
    }
    + ["dropUnreferenced", "unlinkPending"].map { WayToDelete(name: "\($0)()", pattern: "(?<!func )\\b\($0)\\(") }

  /// How often it stands in a text, by its name there.
  func count(in text: String) throws -> [String: Int] {
    let expression = try NSRegularExpression(pattern: pattern)
    var counts: [String: Int] = [:]
    for match in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
      var found = name
      if match.numberOfRanges > 1, let group = Range(match.range(at: 1), in: text) {
        found = name.replacing("*", with: text[group])
      }
      counts[found, default: 0] += 1
    }
    return counts
  }

  /// Everything of the kind in a source, comments aside.
  static func found(in source: String) throws -> [String: Int] {
    let code = source.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      let text = line.drop { $0 == " " }
      return !text.hasPrefix("//") && !text.hasPrefix("--")
    }.joined(separator: "\n")
    return try all.reduce(into: [:]) { found, way in found.merge(try way.count(in: code), uniquingKeysWith: +) }
  }
}
