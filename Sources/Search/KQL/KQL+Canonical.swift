internal import Archive

extension KQL {
  /// What a query's written-out form (`description`) is read as, at any time: its dates are resolved.
  ///
  /// For whatever keeps a query: what does not read back as itself must not be kept.
  public static func canonicalReading(_ text: String) throws(KQLError) -> Query {
    try parse(text, context: KQLContext(now: Moment(microseconds: 0))).query
  }
}
