internal import Archive
internal import GRDB

/// Runs a plan to the set of messages it matches, of all there are or of some alone.
struct PlanRunner {
  let db: Database
  let analyzer: Analyzer
  /// One past the highest message number searched: what came after a search began isn't in its later pages.
  let limit: Int64
  /// The lowest message number searched.
  private let first: Int64
  /// The only messages asked about; nil: all.
  private let asked: MessageSet?
  /// The words of those; nil where all are searched.
  private let words: BatchWords?
  private let lists = WordLists()

  init(db: Database, analyzer: Analyzer, limit: Int64) {
    (self.db, self.analyzer, self.limit) = (db, analyzer, limit)
    (first, asked, words) = (0, nil, nil)
  }

  /// Asks about some messages alone, at a cost that doesn't grow with the archive.
  init(db: Database, analyzer: Analyzer, only words: BatchWords) {
    let asked = words.messages
    (self.db, self.analyzer, limit) = (db, analyzer, asked.limit)
    (first, self.asked, self.words) = (asked.first, asked, words)
  }

  func run(_ plan: SearchPlan) throws -> MessageSet {
    var found = try run(plan, among: asked)
    if let asked { found.formIntersection(asked) }
    return found
  }

  private var empty: MessageSet { MessageSet(limit: limit, from: first) }

  /// `candidates`: the only messages worth testing, where that is known.
  func run(_ plan: SearchPlan, among candidates: MessageSet?) throws -> MessageSet {
    switch plan {
    case .everything: return try candidates ?? everything()
    case .nothing: return empty
    case .text(let expression, _): return try text(expression)
    case .beginning(let pattern, let field, let expression):
      return try beginning(pattern, field, expression, among: candidates)
    case .words(let shape, let field): return try words(shape, field, among: candidates)
    case .checked(let plan, let check): return try checked(plan, check, among: candidates)
    case .near(let search): return try near(search, among: candidates)
    case .scalar(let test): return try scalar(test, among: candidates)
    case .not(let inner):
      var set = try candidates ?? everything()
      set.subtract(try run(inner, among: set))
      return set
    case .or(let members):
      var set = empty
      for member in members { set.formUnion(try run(member, among: candidates)) }
      return set
    case .and(let members):
      var set = candidates
      // Text is cheapest and narrows most; each further member then looks only at what is left.
      for member in members.sorted(by: { $0.cost < $1.cost }) {
        let found = try run(member, among: set)
        if set == nil { set = found } else { set?.formIntersection(found) }
        if let set, set.isEmpty { break }
      }
      return try set ?? everything()
    }
  }

  private func text(_ expression: String) throws -> MessageSet {
    var set = empty
    let statement = try textStatement()
    statement.bind(1, expression)
    try collect(statement, into: &set)
    return set
  }

  /// What few messages say is read in their own words; the list of a beginning's words grows with the archive.
  private func beginning(
    _ pattern: WordPattern, _ field: TextField, _ expression: String, among candidates: MessageSet?
  ) throws -> MessageSet {
    guard let words, var found = try words.matching(pattern, in: field, db, analyzer) else {
      return try text(expression)
    }
    if let candidates { found.formIntersection(candidates) }
    guard pattern.places.count > 1 else { return found }
    return try read(found) { text in
      try text.texts(of: field).contains { try PlacedTerms($0, analyzer).hasAsIndexed(pattern) }
    }
  }

  /// Looks up an expression in the index: all of its list, or by the index's own means the part that is asked about.
  private func textStatement() throws -> PreparedStatement {
    guard asked != nil else {
      return try PreparedStatement(db, "SELECT rowid FROM search_text WHERE search_text MATCH ?")
    }
    let statement = try PreparedStatement(
      db, "SELECT rowid FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?")
    statement.bind(2, first)
    statement.bind(3, limit - 1)
    return statement
  }

  private func collect(_ statement: PreparedStatement, into set: inout MessageSet) throws {
    try statement.rows { row in
      set.insert(row.int64(0))
      return true
    }
  }

  /// Word by word: one expression of thousands would have FTS5 open them all at once.
  ///
  /// Where some messages alone are asked about, reading them is cheaper than reading the list of all words.
  private func words(_ shape: WordShape, _ field: TextField, among candidates: MessageSet?) throws -> MessageSet {
    if asked != nil, let candidates {
      return try read(candidates) { text in
        try text.texts(of: field).contains { text in
          try analyzer.tokens(of: text, purpose: .document).contains { shape.accepts($0.term) }
        }
      }
    }
    var set = empty
    let statement = try textStatement()
    for word in try lists.words(like: shape, db) {
      statement.bind(1, TextExpression.word(word, in: field))
      try collect(statement, into: &set)
    }
    return set
  }

  /// Those of some messages whose texts pass a test.
  private func read(_ messages: MessageSet, _ test: (IndexedText) throws -> Bool) throws -> MessageSet {
    var set = empty
    try IndexedText.read(messages, db) { id, text in
      if try test(text) { set.insert(id) }
      return true
    }
    return set
  }

  private func checked(_ plan: SearchPlan, _ check: TextCheck, among candidates: MessageSet?) throws -> MessageSet {
    var found = try run(plan, among: candidates)
    if let candidates { found.formIntersection(candidates) }
    return try read(found) { try check.accepts($0, analyzer) }
  }

  private func near(_ search: NearSearch, among candidates: MessageSet?) throws -> MessageSet {
    let close = try text(search.close)
    var found = search.check.isOrdered ? empty : close
    var doubtful = search.check.isOrdered ? close : empty
    var farther = try text(search.wide)
    farther.subtract(close)
    try FactWalk(db).members(of: farther) { facts, _ in
      if facts.flags.contains(.unspaced) { doubtful.insert(facts.id) }
    }
    if let candidates { doubtful.formIntersection(candidates) }
    found.formUnion(try read(doubtful) { try search.check.matches($0, analyzer) })
    return found
  }

  private func everything() throws -> MessageSet {
    var set = empty
    try FactWalk(db).all { facts, _ in set.insert(facts.id) }
    return set
  }

  private func scalar(_ test: ScalarTest, among candidates: MessageSet?) throws -> MessageSet {
    let walk = FactWalk(db)
    if let candidates, let range = test.sentRange { return try walk.members(of: candidates, sent: range) }
    var set = empty
    if let candidates {
      try walk.members(of: candidates) { facts, _ in if test.accepts(facts) { set.insert(facts.id) } }
    } else {
      try walk.all(sent: test.sentRange) { facts, _ in if test.accepts(facts) { set.insert(facts.id) } }
    }
    return set
  }
}

/// What the words of one plan stand for, each list read once.
private final class WordLists {
  private var known: [WordShape: [String]] = [:]

  func words(like shape: WordShape, _ db: Database) throws -> [String] {
    if let words = known[shape] { return words }
    let words = try Vocabulary(db).words(like: shape)
    known[shape] = words
    return words
  }
}

extension SearchPlan {
  fileprivate var cost: Int {
    switch self {
    case .nothing: 0
    case .text: 1
    case .beginning: 1
    case .words: 2
    case .near: 2
    case .and, .or: 3
    case .scalar: 4
    // Reads each text, so it comes when there are fewest left.
    case .checked: 5
    case .not: 6
    case .everything: 7
    }
  }
}

extension ScalarTest {
  func accepts(_ facts: borrowing MessageFacts) -> Bool {
    switch self {
    case .sent(let range): range.contains(Moment(microseconds: facts.sent))
    case .size(let range): range.contains(facts.size)
    case .kind(let kind): facts.kind == kind.code
    case .direction(let direction): facts.flags.contains(.inbound) == (direction == .inbound)
    case .hasAttachment(let wanted): facts.flags.contains(.hasAttachment) == wanted
    case .partlyIndexed(let wanted): facts.flags.contains(.partial) == wanted
    }
  }

  fileprivate var sentRange: Range<Moment>? {
    if case .sent(let range) = self { range } else { nil }
  }
}
