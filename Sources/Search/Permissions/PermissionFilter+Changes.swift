public import Archive
internal import GRDB

extension PermissionFilter {
  /// What a filter is made of.
  public struct Terms: Sendable {
    public var effect: Effect
    public var subjects: [Subject]
    public var mailboxes: [String]
    public var departments: [String]
    /// The query as typed and as read; nil: everything in those places.
    public var query: (text: String, query: Query)?

    public init(
      _ effect: Effect, for subjects: [Subject], mailboxes: [String] = [], departments: [String] = [],
      query: (text: String, query: Query)? = nil
    ) {
      (self.effect, self.subjects, self.query) = (effect, subjects, query)
      (self.mailboxes, self.departments) = (mailboxes, departments)
    }
  }

  /// Makes a filter; from this act on it bears on every search.
  ///
  /// - Throws: ``InputError`` where it is for nobody, covers everything, names what isn't there, or can't be searched for.
  @discardableResult
  public static func create(_ name: String, _ terms: Terms, _ act: Act) throws -> PermissionFilter {
    let db = act.db
    try check(name, terms)
    guard try Bool.fetchOne(db, sql: isTaken, arguments: [name]) == false else {
      throw InputError("there is a permission filter '\(name)' already; choose another name", code: "filter.exists")
    }
    let mailboxes = try terms.mailboxes.map { try Mailbox.require($0, db).email }
    let departments = try terms.departments.map { try department($0, db) }
    if let query = terms.query {
      // What can't be searched for must fail now, not at the search of someone it is to be hidden from.
      try SearchEngine.require(answerable: query.query, db)
      guard query.query != .everything else { throw coversAll }
      guard try KQL.canonicalReading(query.query.description) == query.query else {
        throw InputError("the query can't be kept as it is meant; write it another way", code: "filter.query")
      }
    }
    for subject in Set(terms.subjects) { try checkRoom(for: subject, db) }
    try db.execute(
      sql: """
        INSERT INTO permission_filter (name, effect, query, canonical, created, created_entry) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, terms.effect.rawValue, terms.query?.text, terms.query?.query.description, act.now.microseconds, act.entry,
      ])
    let id = db.lastInsertedRowID
    for subject in Set(terms.subjects) {
      try db.execute(
        sql: "INSERT INTO permission_filter_subject (filter, kind, name) VALUES (?, ?, ?)",
        arguments: [id, subject.kind, subject.description])
    }
    for (kind, values) in [("mailbox", mailboxes), ("department", departments)] {
      for value in Set(values) {
        try db.execute(
          sql: "INSERT INTO permission_filter_place (filter, kind, value) VALUES (?, ?, ?)",
          arguments: [id, kind, value])
      }
    }
    let made = try require(name, db)
    made.note(in: act)
    return made
  }

  /// Takes a filter away.
  public func remove(_ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE permission_filter SET removed_entry = ? WHERE id = ?", arguments: [act.entry, id.rawValue])
    note(in: act)
  }

  private func note(in act: Act) {
    act.note("effect", .text(effect.rawValue))
    act.note("for", .list(subjects.map { .text($0.description) }))
    act.note("mailboxes", .list(mailboxes.map { .text($0) }))
    act.note("departments", .list(departments.map { .text($0) }))
    if let query { act.note("query", .text(query)) }
  }

  private static let isTaken =
    "SELECT EXISTS (SELECT 1 FROM permission_filter WHERE name = ? AND removed_entry IS NULL)"

  private static func check(_ name: String, _ terms: Terms) throws {
    guard !name.allSatisfy(\.isWhitespace), name.unicodeScalars.count <= longestName,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw InputError(
        "a permission filter's name has 1 to \(longestName) characters and no control characters", code: "filter.name")
    }
    guard !terms.subjects.isEmpty else {
      throw InputError("a filter for nobody filters nothing; name an account or a role group", code: "filter.nobody")
    }
    guard !terms.mailboxes.isEmpty || !terms.departments.isEmpty || terms.query != nil else { throw coversAll }
    guard max(terms.subjects.count, terms.mailboxes.count, terms.departments.count) <= mostNames else {
      throw InputError("a filter names at most \(mostNames) of a kind; make several", code: "filter.too-large")
    }
  }

  private static var coversAll: InputError {
    InputError("a filter that covers everything is none; name mailboxes, departments or a query", code: "filter.empty")
  }

  /// The department as the directory writes it.
  private static func department(_ name: String, _ db: Database) throws -> String {
    let known = try String.fetchOne(
      db, sql: "SELECT department FROM mailbox WHERE department = ? COLLATE NOCASE LIMIT 1", arguments: [name])
    guard let known else {
      throw InputError(
        "nobody in the directory is of the department '\(name)'; see 'holdfast directory list'",
        code: "department.unknown")
    }
    return known
  }

  private static func checkRoom(for subject: Subject, _ db: Database) throws {
    let count = try all(db).count { $0.subjects.contains(subject) }
    guard count < mostForOne else {
      throw InputError(
        "'\(subject)' has \(mostForOne) permission filters, which is the most; remove one, or join several in one query",
        code: "filter.too-many")
    }
  }
}
