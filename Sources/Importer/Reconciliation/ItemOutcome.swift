/// What became of one item that the partner offered.
///
/// Each has exactly one: the six sum up to what was offered.
public enum ItemOutcome: String, Sendable, Codable, CaseIterable {
  /// It was filed in at least one mailbox.
  case imported
  /// It was filed without a recording or attachment that the partner announced and did not deliver.
  case partial
  /// It was archived before, or waits in quarantine already, or was destroyed by decision.
  case duplicate
  /// It could not be filed, and waits with its bytes or was discarded at the deletion gate.
  case quarantined
  /// It could neither be filed nor set aside.
  case failed
  /// The manifest announces it and no file that could be read has it.
  case missing
}

/// Counts of items by what became of them.
public struct OutcomeCounts: Sendable, Hashable {
  private var counts = [Int64](repeating: 0, count: ItemOutcome.allCases.count)

  public init() {}

  public subscript(_ outcome: ItemOutcome) -> Int64 {
    get { counts[Self.place(outcome)] }
    set { counts[Self.place(outcome)] = newValue }
  }

  /// All that was offered.
  public var offered: Int64 { counts.reduce(0, +) }

  public static func += (sum: inout OutcomeCounts, other: OutcomeCounts) {
    for index in sum.counts.indices { sum.counts[index] += other.counts[index] }
  }

  private static func place(_ outcome: ItemOutcome) -> Int {
    switch outcome {
    case .imported: 0
    case .partial: 1
    case .duplicate: 2
    case .quarantined: 3
    case .failed: 4
    case .missing: 5
    }
  }
}
