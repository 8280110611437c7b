internal import Foundation
internal import Glibc

/// Someone who is asked and answers, line by line.
protocol Conversation {
  func say(_ text: String)
  /// The answer without its line break; nil where there will be none any more.
  func ask(_ question: String) -> String?
  /// The answer to a question whose answer nobody may see.
  func askSecretly(_ question: String) -> String?
}

/// The person at the terminal.
///
/// Questions go to stderr, so that stdout has the result and nothing else.
struct Terminal: Conversation {
  /// Longest answer taken: the longest path Linux knows.
  private static let longest = 4096

  /// Whether there is a person to ask: answers come from a terminal and questions go to one.
  static var isAttended: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

  func ask(_ question: String) -> String? {
    FileHandle.standardError.write(Data("\(question) ".utf8))
    guard let line = readLine(), line.utf8.count <= Self.longest else { return nil }
    return line.trimmingCharacters(in: .whitespaces)
  }

  func askSecretly(_ question: String) -> String? {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    // What was typed ahead was shown, and is no password.
    guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { return nil }
    defer {
      tcsetattr(STDIN_FILENO, TCSANOW, &before)
      FileHandle.standardError.write(Data("\n".utf8))
    }
    FileHandle.standardError.write(Data("\(question) ".utf8))
    guard let line = readLine(), line.utf8.count <= Self.longest else { return nil }
    return line
  }
}
