internal import Testing

/// How often two readers say the same of a field, and where they don't.
struct AgreementReport {
  private var same: [String: Int] = [:]
  private var total: [String: Int] = [:]
  private var order: [String] = []
  private var differences: [String: String] = [:]

  mutating func compare<T: Equatable>(_ message: String, _ field: String, _ ours: T, _ theirs: T) {
    if total[field] == nil { order.append(field) }
    total[field, default: 0] += 1
    if ours == theirs {
      same[field, default: 0] += 1
    } else {
      differences["\(message) \(field)"] = "\(ours)\n    and not \(theirs)"
    }
  }

  var summary: String {
    order.map { field in
      let (same, total) = (same[field] ?? 0, total[field] ?? 0)
      return "\(field): \(same) of \(total) alike (\(same * 1000 / max(total, 1)) per mille)"
    }.joined(separator: "\n")
  }

  /// Holds the agreement to what was measured, field by field, so that no change of the reader goes unseen.
  ///
  /// Where it is another now, all differences are shown: each is to be understood before the number is changed.
  func check(_ measured: [String: Int]) {
    guard same != measured else { return }
    let shown = differences.sorted { $0.key < $1.key }.map { "\($0.key): we read \($0.value)" }
    Issue.record("alike are \(same), and were \(measured)\n\(shown.joined(separator: "\n"))")
  }
}
