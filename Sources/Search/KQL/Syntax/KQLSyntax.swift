/// A query as written: which operators, which parentheses, where; binding gives it meaning.
public struct KQLSyntax: Hashable, Sendable {
  public let kind: Kind
  public let position: KQLPosition

  public indirect enum Kind: Hashable, Sendable {
    /// An empty query or part of one.
    case empty
    /// A place where something should stand; there is an error about it.
    case missing
    /// A word or a phrase.
    case text(KQLText)
    /// `name:value`
    case restriction(KQLName, KQLOperator, KQLText)
    /// `name:(a OR b)`
    case restrictionGroup(KQLName, KQLOperator, KQLSyntax)
    /// `( … )`
    case group(KQLSyntax)
    /// `NOT x`
    case not(KQLSyntax)
    /// `-x`
    case excluded(KQLSyntax)
    /// `+x`
    case required(KQLSyntax)
    /// `a NEAR(3) b ONEAR c`: one more operand than links.
    case near([KQLSyntax], [KQLNear])
    case and([KQLSyntax])
    case or([KQLSyntax])
    /// Side by side, with nothing between them.
    case juxtaposed([KQLSyntax])
    /// The rows of a keyword list, `a(c:s)b`.
    case rows([KQLSyntax])
    /// `keywords(c:c)(condition)(condition)`
    case conditioned(keywords: KQLSyntax, conditions: [KQLSyntax])
  }

  init(_ kind: Kind, _ position: KQLPosition) { (self.kind, self.position) = (kind, position) }
}

/// A word, a phrase or a value, as written but for its quotation marks.
public struct KQLText: Hashable, Sendable {
  public var text: String
  public var isQuoted: Bool
  /// The quotation marks included.
  public var position: KQLPosition
}

/// A property's name as written.
public struct KQLName: Hashable, Sendable {
  public var text: String
  public var position: KQLPosition
}

/// `NEAR(n)` or `ONEAR(n)`: at most `distance` words between the operands, for ONEAR in the order given.
public struct KQLNear: Hashable, Sendable {
  public var distance: Int
  public var isOrdered: Bool
}
