/// Finds what somebody meant to type.
enum NearestName {
  /// Names longer than this aren't compared: no property's is, and comparing costs length times length.
  static let longest = 24

  /// The nearest of some names, if it is within two slips (one for names under five letters).
  static func to(_ typed: String, among names: [String]) -> String? {
    let typed = Array(typed.lowercased().utf8)
    guard typed.count <= longest else { return nil }
    let allowed = typed.count < 5 ? 1 : 2
    let best = names.map { (name: $0, slips: slips(typed, Array($0.utf8))) }.min { $0.slips < $1.slips }
    return best.flatMap { $0.slips <= allowed ? $0.name : nil }
  }

  /// Letters added, dropped, changed or swapped with a neighbour (optimal string alignment).
  static func slips(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var older: [Int] = []
    var old = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in 0..<b.count {
        var cost = min(old[j + 1] + 1, row[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
        row.append(cost)
      }
      (older, old) = (old, row)
    }
    return old[b.count]
  }
}
