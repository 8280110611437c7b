@testable internal import cli

/// Someone who gives the answers of a script, and keeps what was said and asked.
final class ScriptedPerson: Conversation {
  private var answers: ArraySlice<String>
  private var secrets: ArraySlice<String>
  private(set) var said: [String] = []
  private(set) var asked: [String] = []

  init(_ answers: [String], secrets: [String] = []) { (self.answers, self.secrets) = (answers[...], secrets[...]) }

  var hasAnswered: Bool { answers.isEmpty && secrets.isEmpty }

  func say(_ text: String) { said.append(text) }

  func ask(_ question: String) -> String? {
    asked.append(question)
    return answers.popFirst()
  }

  func askSecretly(_ question: String) -> String? {
    asked.append(question)
    return secrets.popFirst()
  }
}
