/// Numbers that look random and are the same for the same seed, on every machine and in every release.
///
/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014). The draws below are
/// ours rather than the standard library's because those may change how they use a generator.
struct SeededRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From 0 up to `bound`, which is at least 1 (a remainder's bias is below 2^-40 for the bounds used here).
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// From 0 up to 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func chance(_ share: Double) -> Bool { unit() < share }

  /// One of them; the list is never empty.
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// One of them, the earlier ones far more often, as words are used (Zipf's law, roughly).
  mutating func pickSkewed<Element>(_ list: [Element]) -> Element {
    let u = unit()
    return list[min(Int(u * u * u * Double(list.count)), list.count - 1)]
  }
}
