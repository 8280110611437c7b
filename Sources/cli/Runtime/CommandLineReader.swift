internal import ArgumentParser

/// Reads the command line.
enum CommandLineReader {
  static func read(_ arguments: [String]) throws -> any ParsableCommand {
    // Whatever is wrong, or asks for help, is said as the whole command says it.
    if let command = try? readNamed(arguments) { return command }
    // Of an unknown command the parser says that it knows no `--json`; what it says without it is what is wrong.
    do { return try Holdfast.parseAsRoot(arguments) } catch {
      let rest = arguments.filter { $0 != "--json" }
      guard rest.count < arguments.count else { throw error }
      _ = try Holdfast.parseAsRoot(rest)
      throw error
    }
  }

  /// Reads the arguments of the command that the first words name.
  ///
  /// The parser makes a tree of all eighty commands before it reads a word, 1 ms; for a right command line only the one
  /// that is named matters.
  private static func readNamed(_ arguments: [String]) throws -> (any ParsableCommand)? {
    var command: any ParsableCommand.Type = Holdfast.self
    var rest = arguments[...]
    while let word = rest.first, let named = command.configuration.subcommands.first(where: { $0.name == word }) {
      command = named
      rest = rest.dropFirst()
    }
    guard command.configuration.subcommands.isEmpty else { return nil }
    let read = try command.parseAsRoot(Array(rest))
    // A plea for help is read as a command of the parser's own.
    return type(of: read) == command ? read : nil
  }
}

extension ParsableCommand {
  fileprivate static var name: String? { configuration.commandName }
}
