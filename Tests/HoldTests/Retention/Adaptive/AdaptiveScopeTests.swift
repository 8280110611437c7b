@testable internal import Archive
internal import ArchiveTesting
internal import Hold
internal import Search
internal import Testing

@Suite("an adaptive scope")
struct AdaptiveScopeTests {
  static let ann = Mailbox(
    id: 1, email: "ann@corp.example", displayName: "Ann Bell", mobileNumber: "+447700900001", department: "Trading",
    status: .active)
  static let nobody = Mailbox(
    id: 2, email: "desk@desk.corp.example", displayName: "The \"desk\"", mobileNumber: nil, department: nil,
    status: .inactive)

  @Test(
    "is true of the mailboxes the directory describes so",
    arguments: [
      ("department = Trading", true, false), ("department = \"trading\"", true, false),
      ("DEPARTMENT=TRADING", true, false), ("department <> Trading", false, true), ("department = Trad*", true, false),
      ("department = Trad", false, false), ("department = \"\"", false, true),
      ("email = ann@corp.example", true, false), ("domain = corp.example", true, false),
      ("domain = desk.corp.example", false, true), ("displayName = \"Ann \"*", true, false),
      ("displayName = \"The \\\"desk\\\"\"", false, true), ("mobileNumber = +4477*", true, false),
      ("mobileNumber <> +4477*", false, true), ("status = inactive", false, true), ("status <> INACTIVE", true, false),
      ("NOT department = Trading", false, true), ("NOT NOT department = Trading", true, false),
      ("department = Trading AND status = inactive", false, false),
      ("department = Trading OR status = inactive", true, true),
      // AND binds tighter than OR.
      ("status = active OR status = inactive AND department = Sales", true, false),
      ("(status = active OR status = inactive) AND department = Sales", false, false),
      ("department = \"AND\" OR email = ann*", true, false), ("  (  department=Trading)  ", true, false),
    ])
  func matches(text: String, ann: Bool, nobody: Bool) throws {
    let scope = try AdaptiveScope(text)
    #expect(scope.covers(Self.ann) == ann)
    #expect(scope.covers(Self.nobody) == nobody)
  }

  @Test(
    "says where an expression is wrong",
    arguments: [
      ("", 0, "a comparison is missing here: department = \"Trading\""),
      (
        "dept = x", 0,
        "the directory has no such attribute; it has department, displayName, domain, email, mobileNumber, status"
      ),
      ("department", 10, "department is compared with = or <>"),
      ("department Trading", 11, "department is compared with = or <>"),
      ("department =", 12, "a value is missing here; quote AND, OR and NOT"),
      ("department = AND", 13, "a value is missing here; quote AND, OR and NOT"),
      ("department = x AND", 18, "a comparison is missing here: department = \"Trading\""),
      ("department = x y = z", 15, "AND or OR is missing before this, or it needs quotation marks"),
      ("(department = x", 0, "this parenthesis has no partner"),
      ("department = x)", 14, "this parenthesis has no partner"),
      ("department = \"x", 13, "this quotation mark has no partner"),
      (
        "department > x", 11,
        "this sign has no meaning here; compare with = or <>, join with AND, OR, NOT, quote with \""
      ),
      ("department = *", 13, "a * means 'begins with' and stands right after a value: department = Trad*"),
      ("department = x *", 15, "a * means 'begins with' and stands right after a value: department = Trad*"),
      ("department = \"\"*", 13, "everything begins with nothing; for everyone use --all"),
      ("status = activ", 9, "status is active or inactive"), ("status = act*", 9, "status is active or inactive"),
    ])
  func errors(text: String, offset: Int, message: String) throws {
    let error = try #require(throws: AdaptiveScopeError.self) { try AdaptiveScope(text) }
    #expect(error.description == message)
    #expect(error.diagnostic.position.offset == offset)
  }

  @Test("draws a caret under what is wrong")
  func caret() throws {
    let error = try #require(throws: AdaptiveScopeError.self) { try AdaptiveScope("department = Trading AND team = 4") }
    #expect(
      error.rendered == """
        error: the directory has no such attribute; it has department, displayName, domain, email, mobileNumber, status
          department = Trading AND team = 4
                                   ^~~~
        """)
  }

  @Test("is bounded in length, in depth and in comparisons")
  func bounds() throws {
    func refuses(_ text: String) -> String? { refusal { try AdaptiveScope(text) } }
    func many(_ count: Int) -> String { Array(repeating: "department=x", count: count).joined(separator: " OR ") }
    #expect(try AdaptiveScope(many(200)).covers(Self.ann) == false)
    #expect(refuses(many(201)) == "an expression makes at most 200 comparisons")
    func deep(_ depth: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: depth) + "department=x" + String(repeating: close, count: depth)
    }
    for (open, close) in [("(", ")"), ("NOT ", "")] {
      #expect(refuses(deep(19, open, close)) == nil)
      #expect(refuses(deep(20, open, close)) == "parentheses and NOT nest at most 20 deep")
      // A hostile one costs no more than its length.
      #expect(refuses(deep(2_400, open, close)) == "parentheses and NOT nest at most 20 deep")
    }
    #expect(refuses("department = \(String(repeating: "x", count: 512))") == nil)
    #expect(
      refuses("department = \(String(repeating: "x", count: 513))")
        == "a value has at most 512 characters, as the directory's fields have")
    #expect(
      refuses("department = x" + String(repeating: " ", count: 9_987))
        == "an expression has at most 10000 characters; this one has 10001")
  }

  @Test("reads back what it prints, and nothing else comes of it")
  func printAndParse() throws {
    var random = SplitMix(seed: 71)
    for _ in 0..<3_000 {
      let scope = Self.random(depth: 4, &random)
      let again = try AdaptiveScope(scope.description)
      #expect(again == scope, "\(scope)")
      #expect(again.covers(Self.ann) == scope.covers(Self.ann))
    }
  }

  @Test("never fails otherwise than with a place in the text, whatever the text")
  func anyText() throws {
    var random = SplitMix(seed: 72)
    let pieces = [
      "department", "status", "=", "<>", "AND", "OR", "NOT", "(", ")", "*", "\"", "\\", " ", "x", "é", "\u{202E}", "<",
      "🙂",
    ]
    var (accepted, refused) = (0, 0)
    for _ in 0..<5_000 {
      // A good expression, with some of its words lost and others put in.
      var words = Self.random(depth: 2, &random).description.split(separator: " ").map(String.init)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0..<words.count, using: &random)
        words[place] = random.chance(1, in: 3) ? "" : words[place] + (pieces.randomElement(using: &random) ?? "")
      }
      let text = words.joined(separator: random.chance(1, in: 8) ? "" : " ")
      do {
        let scope = try AdaptiveScope(text)
        #expect(try AdaptiveScope(scope.description) == scope)
        accepted += 1
      } catch let error as AdaptiveScopeError {
        #expect((0...text.unicodeScalars.count).contains(error.diagnostic.position.offset), "\(text)")
        refused += 1
      }
    }
    #expect(accepted > 1_000 && refused > 1_000, "\(accepted) of \(refused)")
  }

  private static func random(depth: Int, _ random: inout SplitMix) -> AdaptiveScope {
    switch depth == 0 ? 0 : Int.random(in: 0..<5, using: &random) {
    case 1: return .not(Self.random(depth: depth - 1, &random))
    case 2: return .all((0..<Int.random(in: 2...3, using: &random)).map { _ in Self.random(depth: depth - 1, &random) })
    case 3: return .any((0..<Int.random(in: 2...3, using: &random)).map { _ in Self.random(depth: depth - 1, &random) })
    default:
      let attribute = AdaptiveScope.Attribute.allCases.randomElement(using: &random) ?? .email
      let values = ["Trading", "a \"b\" \\", "AND", "+4477", "ann@corp.example", "(x", "é*"]
      let value = attribute == .status ? "active" : values.randomElement(using: &random) ?? ""
      return .comparison(
        AdaptiveScope.Comparison(
          attribute, value, isPrefix: attribute != .status && random.chance(1, in: 3),
          isNegated: random.chance(1, in: 3)))
    }
  }
}
