/// What an adaptive scope may cost: every bound, each with its reason.
public enum AdaptiveScopeLimits {
  /// The longest expression, in Unicode scalars: the ceiling of the product we match.
  public static let length = 10_000
  /// The most comparisons: the same product's ceiling on attributes.
  ///
  /// Each is made for every mailbox that a sweep looks at.
  public static let comparisons = 200
  /// How deep parentheses and NOT may nest.
  ///
  /// The model allows 3. Each level costs the parser and every later pass a stack frame, and nobody reads a rule nested
  /// deeper than this.
  public static let depth = 20
  /// The longest value, in Unicode scalars: what a field of the directory may have at most, in bytes.
  public static let valueLength = 512
}
