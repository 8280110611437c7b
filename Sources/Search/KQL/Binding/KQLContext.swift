public import Archive

/// What a query means depends on when and where it is asked: `today`, `2021-04-15`.
public struct KQLContext: Hashable, Sendable {
  public var now: Moment
  /// Whose days, weeks, months and years are meant, and times without an offset.
  public var zone: KQLTimeZone

  public init(now: Moment, zone: KQLTimeZone = .utc) { (self.now, self.zone) = (now, zone) }
}
