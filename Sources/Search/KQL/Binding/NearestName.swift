/// Finds what somebody meant to type.
enum NearestName {
  /// Names longer than this aren't compared: no property's is, and comparing costs length times length.
  static let longest = 24

  /// The nearest of some names, if it is within two slips (one for names under five letters).
  static func to(_ typed: String, among names: [String]) -> String? {
    let typed = typed.lowercased().unicodeScalars.map(\.value)
    guard typed.count <= longest else { return nil }
    let allowed = typed.count < 5 ? 1 : 2
    return names.compactMap { name in
      EditDistance.between(typed, name.unicodeScalars.map(\.value), atMost: allowed).map { (name: name, slips: $0) }
    }.min { $0.slips < $1.slips }?.name
  }
}
