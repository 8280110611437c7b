internal import Testing

/// How often two readers say the same of a field, and where they don't.
struct AgreementReport {
  private var same: [String: Int] = [:]
  private var total: [String: Int] = [:]
  private var order: [String] = []
  private(set) var differences: [String: String] = [:]

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

  /// Every difference has a reason, and every reason a difference.
  func check(known: [String: String]) {
    for (place, what) in differences.sorted(by: { $0.key < $1.key }) where known[place] == nil {
      Issue.record("\(place): we read \(what)")
    }
    for (place, reason) in known where differences[place] == nil { Issue.record("\(place) is alike now: \(reason)") }
  }
}
