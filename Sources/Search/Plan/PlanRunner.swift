internal import Archive
internal import GRDB

/// Runs a plan to the set of messages it matches.
struct PlanRunner {
  let db: Database
  let analyzer: Analyzer
  /// One past the highest message number searched: what came after a search began isn't in its later pages.
  let limit: Int64
  private let lists = WordLists()

  init(db: Database, analyzer: Analyzer, limit: Int64) { (self.db, self.analyzer, self.limit) = (db, analyzer, limit) }

  /// `candidates`: the only messages worth testing, where that is known.
  func run(_ plan: SearchPlan, among candidates: MessageSet? = nil) throws -> MessageSet {
    switch plan {
    case .everything: return try candidates ?? everything()
    case .nothing: return MessageSet(limit: limit)
    case .text(let expression, _): return try text(expression)
    case .words(let shape, let field): return try words(shape, field)
    case .checked(let plan, let check): return try checked(plan, check, among: candidates)
    case .near(let search): return try near(search)
    case .scalar(let test): return try scalar(test, among: candidates)
    case .not(let inner):
      var set = try candidates ?? everything()
      set.subtract(try run(inner, among: set))
      return set
    case .or(let members):
      var set = MessageSet(limit: limit)
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
    var set = MessageSet(limit: limit)
    let statement = try PreparedStatement(db, "SELECT rowid FROM search_text WHERE search_text MATCH ?")
    statement.bind(1, expression)
    try statement.rows { row in
      set.insert(row.int64(0))
      return true
    }
    return set
  }

  /// Word by word: one expression of thousands would have FTS5 open them all at once.
  private func words(_ shape: WordShape, _ field: TextField) throws -> MessageSet {
    var set = MessageSet(limit: limit)
    let statement = try PreparedStatement(db, "SELECT rowid FROM search_text WHERE search_text MATCH ?")
    for word in try lists.words(like: shape, db) {
      statement.bind(1, TextExpression.word(word, in: field))
      try statement.rows { row in
        set.insert(row.int64(0))
        return true
      }
    }
    return set
  }

  private func checked(_ plan: SearchPlan, _ check: TextCheck, among candidates: MessageSet?) throws -> MessageSet {
    var found = try run(plan, among: candidates)
    if let candidates { found.formIntersection(candidates) }
    var set = MessageSet(limit: limit)
    let codec = try MessageCodec()
    for id in found.members {
      guard let message = try Message.find(Message.ID(id), db) else { continue }
      if try check.accepts(IndexedText(try message.unpack(codec).envelope), analyzer) { set.insert(id) }
    }
    return set
  }

  private func near(_ search: NearSearch) throws -> MessageSet {
    let close = try text(search.close)
    var found = search.check.isOrdered ? MessageSet(limit: limit) : close
    var doubtful = search.check.isOrdered ? close : MessageSet(limit: limit)
    var farther = try text(search.wide)
    farther.subtract(close)
    try FactWalk(db).members(of: farther) { facts, _ in
      if facts.flags.contains(.unspaced) { doubtful.insert(facts.id) }
    }
    let codec = try MessageCodec()
    for id in doubtful.members {
      guard let message = try Message.find(Message.ID(id), db) else { continue }
      if try search.check.matches(IndexedText(try message.unpack(codec).envelope), analyzer) { found.insert(id) }
    }
    return found
  }

  private func everything() throws -> MessageSet {
    var set = MessageSet(limit: limit)
    try FactWalk(db).all { facts, _ in set.insert(facts.id) }
    return set
  }

  private func scalar(_ test: ScalarTest, among candidates: MessageSet?) throws -> MessageSet {
    let walk = FactWalk(db)
    if let candidates, let range = test.sentRange { return try walk.members(of: candidates, sent: range) }
    var set = MessageSet(limit: limit)
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
