internal import Archive
internal import Foundation
internal import Importer

/// Sets a connector up with a person, in the seven steps that administrators know from the portal of the product we match:
/// the carrier, the terms, the sign-in to the partner, automatic mapping, custom mapping, a review, the end.
///
/// Each step is checked before the next is asked, `back` goes to the one before with what was said kept, and nothing is
/// created before the last.
struct ConnectorWizard {
  enum Step: Int, CaseIterable {
    case carrier, terms, signIn, automaticMapping, customMapping, review, finish

    var title: String {
      switch self {
      case .carrier: "Choose a carrier"
      case .terms: "Terms of service"
      case .signIn: "Sign in to the partner's site"
      case .automaticMapping: "Automatic mapping"
      case .customMapping: "Custom mapping"
      case .review: "Review"
      case .finish: "Finish"
      }
    }
  }

  /// How a step ended.
  enum Move {
    case next, back, leave
  }

  let person: any Conversation
  let checks: ConnectorChecks
  var draft = ConnectorDraft()

  /// Wrong answers in a row before it gives up, so that an input that isn't a person doesn't ask for ever.
  private static let patience = 20

  /// Asks for everything; nil where the person left.
  ///
  /// `name`: one that was given already.
  mutating func run(name: String? = nil) async throws -> ConnectorDraft? {
    draft.name = name
    try checks.mayCreate()
    person.say("This sets up a connector in seven steps. 'back' goes a step back, 'quit' leaves; nothing is created")
    person.say("before the last step. An answer in brackets is taken when you press return.")
    var step = Step.carrier
    while true {
      person.say("\nStep \(step.rawValue + 1) of \(Step.allCases.count): \(step.title)")
      switch try await take(step) {
      case .leave:
        person.say("nothing was created")
        return nil
      case .back: step = Step(rawValue: step.rawValue - 1) ?? .carrier
      case .next:
        guard let following = Step(rawValue: step.rawValue + 1) else { return draft }
        step = following
      }
    }
  }

  private mutating func take(_ step: Step) async throws -> Move {
    switch step {
    case .carrier: carrier()
    case .terms: terms()
    case .signIn: try await signIn()
    case .automaticMapping: automaticMapping()
    case .customMapping: try customMapping()
    case .review: review()
    case .finish: finish()
    }
  }

  private var type: ConnectorType { ConnectorType.find(draft.typeID) ?? ConnectorType.catalog[0] }

  // MARK: - Steps

  private mutating func carrier() -> Move {
    for (index, type) in ConnectorType.catalog.enumerated() { person.say("  \(index + 1)  \(type.title)") }
    let move = ask("carrier", current: type.title) { answer, draft in
      let byNumber = Int(answer).flatMap { number in
        ConnectorType.catalog.indices.contains(number - 1) ? ConnectorType.catalog[number - 1] : nil
      }
      let wanted = answer.lowercased()
      let type =
        byNumber ?? ConnectorType.catalog.first { $0.id == wanted || $0.title.lowercased() == wanted }
      guard let type else { return "type a number from 1 to \(ConnectorType.catalog.count), or a name from the list" }
      draft.typeID = type.id
      return nil
    }
    guard move == .next else { return move }
    return ask("a name for this connector", current: draft.name ?? type.network) { [checks] answer, draft in
      if let problem = checks.problem(withName: answer) { return problem }
      draft.name = answer
      return nil
    }
  }

  private mutating func terms() -> Move {
    person.say("The partner fetches your users' texts and calls from the carrier and keeps them until they are fetched")
    person.say("from it. Read its terms of service before you go on.")
    return ask("do you accept them (yes or no)?", current: draft.acceptsTerms ? "yes" : nil) { answer, draft in
      guard let accepts = Self.yesOrNo(answer) else { return "answer yes or no" }
      draft.acceptsTerms = accepts
      return accepts ? nil : "without them there is no connector: answer yes, or 'quit' to leave"
    }
  }

  private mutating func signIn() async throws -> Move {
    for _ in 0..<Self.patience {
      let move = askForSignIn()
      guard move == .next else { return move }
      guard let creation = draft.creation else { continue }
      person.say("signing in ...")
      do {
        try await checks.signIn(creation)
        person.say("signed in: network '\(type.network)' is there")
        return .next
      } catch let error where error is SourceError || error is InputError {
        person.say("that did not work: \(TerminalText.safe("\(error)"))")
        (draft.password, draft.passwordFile) = (nil, nil)
        if let error = error as? SourceError, error.kind == .insecure, pin() != .next { return .leave }
      }
    }
    return .leave
  }

  private mutating func pin() -> Move {
    ask("a file with its authority's certificate (PEM), or return for the system's", current: "", isEmptyAllowed: true)
    {
      answer, draft in
      (draft.authorities, draft.caFile) = (nil, nil)
      guard !answer.isEmpty else { return nil }
      do {
        try draft.pin(answer)
        return nil
      } catch { return "\(error)" }
    }
  }

  private mutating func askForSignIn() -> Move {
    let site = ask("the partner's site (https://...)", current: draft.site) { answer, draft in
      do {
        // As it will be kept: a folder's whole path.
        draft.site = try SiteAddress(answer).description
        return nil
      } catch { return "\(error)" }
    }
    guard site == .next else { return site }
    let username = ask("user name there", current: draft.username) { answer, draft in
      draft.username = answer
      return nil
    }
    guard username == .next else { return username }
    let file = ask("a file with the password, or return to type it", current: "", isEmptyAllowed: true) {
      answer, draft in
      (draft.password, draft.passwordFile) = (nil, nil)
      guard !answer.isEmpty else { return nil }
      do {
        draft.password = try Secret(file: answer)
        draft.passwordFile = answer
        return nil
      } catch { return "\(error)" }
    }
    guard file == .next, draft.password == nil else { return file }
    for _ in 0..<Self.patience {
      guard let typed = person.askSecretly("password (not shown):") else { return .leave }
      guard !typed.isEmpty else { continue }
      draft.password = Secret(typed)
      return .next
    }
    return .leave
  }

  private mutating func automaticMapping() -> Move {
    person.say("The partner puts an e-mail address on everyone who took part. With automatic mapping it decides whose")
    person.say("mailbox an item goes to, where the custom mapping doesn't.")
    return ask("automatic mapping (yes or no)?", current: draft.automaticMapping ? "yes" : "no") { answer, draft in
      guard let isOn = Self.yesOrNo(answer) else { return "answer yes or no" }
      draft.automaticMapping = isOn
      return nil
    }
  }

  private mutating func customMapping() throws -> Move {
    person.say("A CSV file with the header MobileNumber,Email decides first, by the number.")
    let region = ask("the region in which its national numbers are read (ISO 3166)", current: draft.region) {
      [checks] answer, draft in
      if let problem = checks.problem(withRegion: answer) { return problem }
      draft.region = answer
      return nil
    }
    guard region == .next else { return region }
    return ask("the file, or 'none'", current: draft.mappingFile ?? "none") { [checks] answer, draft in
      guard answer.lowercased() != "none" else {
        guard draft.automaticMapping else {
          return "with automatic mapping off a file is needed: nobody's items could be filed without either"
        }
        (draft.mapping, draft.mappingFile) = (nil, nil)
        return nil
      }
      do {
        let bytes = try InputFile.read(answer, limit: InputFile.largestTable)
        try checks.mapping(bytes, region: draft.region)
        (draft.mapping, draft.mappingFile) = (bytes, answer)
        return nil
      } catch { return "\(error)" }
    }
  }

  private mutating func review() -> Move {
    person.say(
      """
        carrier            \(type.title)
        connector          \(draft.name ?? "")
        folder             \(type.folder)
        site               \(draft.site ?? "")
        user name          \(TerminalText.safe(draft.username ?? ""))
        automatic mapping  \(draft.automaticMapping ? "on" : "off")
        custom mapping     \(draft.mappingFile.map(TerminalText.safe) ?? "none")
        region             \(draft.region)
        size limit         \(draft.sizeLimit) bytes
      """)
    return ask("the largest item filed, in bytes (what is larger waits in quarantine)", current: "\(draft.sizeLimit)") {
      answer, draft in
      guard let bytes = Int64(answer), bytes > 0 else { return "type a number of bytes above 0, as 10485760" }
      draft.sizeLimit = bytes
      return nil
    }
  }

  private mutating func finish() -> Move {
    ask("create it (yes or no)?", current: "yes") { answer, _ in
      Self.yesOrNo(answer) == true ? nil : "answer yes, 'back' to change something, or 'quit' to leave"
    }
  }

  // MARK: - Asking

  /// Asks until the answer will do.
  ///
  /// `take`: takes the answer, or says what is wrong with it.
  private mutating func ask(
    _ question: String, current: String?, isEmptyAllowed: Bool = false,
    _ take: (String, inout ConnectorDraft) -> String?
  ) -> Move {
    let offered = current.flatMap { $0.isEmpty ? nil : " [\(TerminalText.safe($0))]" } ?? ""
    for _ in 0..<Self.patience {
      guard let typed = person.ask("\(question)\(offered):") else { return .leave }
      switch typed.lowercased() {
      case "back": return .back
      case "quit": return .leave
      default: break
      }
      let answer = typed.isEmpty ? current ?? "" : typed
      guard !answer.isEmpty || isEmptyAllowed else { continue }
      guard let problem = take(answer, &draft) else { return .next }
      person.say(TerminalText.safe(problem, keepingLines: true))
    }
    return .leave
  }

  private static func yesOrNo(_ answer: String) -> Bool? {
    switch answer.lowercased() {
    case "yes", "y", "accept": true
    case "no", "n": false
    default: nil
    }
  }
}
