/// A stretch of a query's text, counted in Unicode scalars from its start.
///
/// Scalars (what Python's `str` indexes by) rather than what a person sees as one character, whose
/// boundaries change with each version of Unicode, or bytes, which would point into the middle of a letter.
public struct KQLPosition: Hashable, Sendable, Codable {
  public var offset: Int
  public var length: Int

  public init(offset: Int, length: Int) { (self.offset, self.length) = (offset, length) }

  /// Just past the last scalar.
  public var end: Int { offset + length }

  /// From this position's start to another's end.
  func through(_ other: KQLPosition) -> KQLPosition {
    KQLPosition(offset: offset, length: max(length, other.end - offset))
  }
}
