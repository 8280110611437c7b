internal import Archive

/// `name:value`, by the kind of property.
extension KQLBinder {
  mutating func restriction(
    _ name: KQLName, _ op: KQLOperator, _ value: KQLText, _ position: KQLPosition
  ) -> Query {
    guard let property = property(name, value: value) else { return .nothing }
    guard property.operators.contains(op) else {
      diagnostics.error(
        .wrongOperator,
        "\(property.name) takes \(Self.listed(property.operators.map(\.rawValue))), not \(op.rawValue)",
        at: position)
      return .nothing
    }
    let length = value.text.unicodeScalars.count
    if length > KQLLimits.valueLength {
      diagnostics.error(
        .valueTooLong, "a value of \(length) characters; the most is \(KQLLimits.valueLength)",
        at: value.position)
      return .nothing
    }
    let positive: Query?
    switch property.kind {
    case .text(let field): positive = text(value, field, property)
    case .date: return date(value, op, position)
    case .size: return size(value, op, position)
    case .indexingErrorCode: return indexingErrorCode(value, op, position)
    case .itemKind: positive = kind(value, property)
    case .direction: positive = choice(value, Direction.allCases, property) { .direction($0) }
    case .hasAttachment:
      positive = choice(value, [Truth.true, .false], property) { .hasAttachment($0 == .true) }
    case .partlyIndexed:
      positive = choice(value, [Truth.true, .false], property) { .partlyIndexed($0 == .true) }
    case .conversation: positive = conversation(value, name, op)
    case .never:
      diagnostics.warn(
        .emptyProperty, "no text or call has \(property.name): this matches nothing", at: position)
      return op == .notEqual ? .everything : .nothing
    }
    guard let positive else { return .nothing }
    return op == .notEqual ? .negation(of: positive) : positive
  }

  /// Looks a property up, or reports that there is none of that name.
  mutating func property(_ name: KQLName, value: KQLText?) -> KQLProperty? {
    if let property = KQLProperty.named(name.text) { return property }
    let shown = VisibleText.quoted(name.text)
    if KQLProperty.isAbsent(name.text) {
      diagnostics.error(
        .absentProperty, "texts and calls have no property \(shown) to search by", at: name.position)
      return nil
    }
    let names = KQLProperty.all.flatMap { [$0.name] + $0.aliases }
    if let near = NearestName.to(name.text, among: names) {
      diagnostics.error(
        .unknownProperty, "no property \(shown); did you mean \(near)?", at: name.position, fix: near)
    } else {
      let known = Self.listed(KQLProperty.all.map(\.name))
      let quote = value?.isQuoted == false ? "; to search for the text itself, put it in quotation marks" : ""
      diagnostics.error(
        .unknownProperty, "no property \(shown); there are \(known)\(quote)", at: name.position)
    }
    return nil
  }

  // MARK: Values

  private mutating func text(_ value: KQLText, _ field: TextField, _ property: KQLProperty) -> Query? {
    if value.isQuoted, Self.singleSpaced(value.text).isEmpty {
      diagnostics.warn(
        .emptyValue, "an empty \(property.name) can't be searched for: this matches nothing",
        at: value.position)
      return .nothing
    }
    return match(value, in: field).map(Query.text)
  }

  private enum Truth: String { case `true`, `false` }

  private mutating func choice<Choice: RawRepresentable<String>>(
    _ value: KQLText, _ choices: [Choice], _ property: KQLProperty, _ test: (Choice) -> ScalarTest
  ) -> Query? {
    let typed = value.text.lowercased()
    if let choice = choices.first(where: { $0.rawValue == typed }) { return .scalar(test(choice)) }
    let names = choices.map(\.rawValue)
    diagnostics.error(
      .badChoice,
      "\(property.name) is \(Self.listed(names, "or")), not \(VisibleText.quoted(value.text))",
      at: value.position, fix: NearestName.to(typed, among: names))
    return nil
  }

  /// Kinds that the product we match has and an archive of texts and calls never will.
  private static let absentKinds: Set<String> = [
    "contacts", "docs", "externaldata", "fax", "faxes", "im", "journals", "meetings",
    "microsoftteams", "notes", "posts", "rssfeeds", "tasks", "voicemail",
  ]

  private mutating func kind(_ value: KQLText, _ property: KQLProperty) -> Query? {
    let typed = value.text.lowercased()
    if Self.absentKinds.contains(typed) {
      diagnostics.warn(
        .emptyValue, "nothing here is of kind \(typed), only sms, call and email: this matches nothing",
        at: value.position)
      return .nothing
    }
    return choice(value, ItemKind.allCases, property) { .kind($0) }
  }

  /// Names as a person lists them: `a, b and c`.
  static func listed(_ names: [String], _ conjunction: String = "and") -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
