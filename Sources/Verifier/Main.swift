internal import FoundationEssentials
internal import Glibc

/// `holdfast-verify`: checks what a ledger's owner hands over, by the published format alone.
///
/// It shares no code with Holdfast. Whoever doubts it, too, writes a third from `docs/ledger-format.md`.
@main
enum Main {
  private static let usage = """
    usage: holdfast-verify FILE [--key HEX] [--continues OLDER] [--rows ROWS] [--json]

    FILE        an export ('holdfast audit export') or a proof ('holdfast audit prove')
    --key       the ledger's key as it was written down, 64 hex digits. Without it a ledger that was signed anew from
                its first entry on, with another key, passes.
    --continues an older export, or a state that was written down as SIZE:ROOT, which FILE must continue
    --rows      the rows the ledger commits to ('holdfast audit export ROWS --rows'), written just before FILE: each must be
                as the last act that wrote it left it, none gone and none planted
    --json      print one JSON document

    exit: 0 intact; 64 wrong usage; 65 damaged, or no such file
    """

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["--help"] || arguments == ["-h"] {
      print(usage)
      exit(0)
    }
    guard let request = Request(arguments) else {
      write(usage + "\n", to: STDERR_FILENO)
      exit(64)
    }
    do throws(Finding) {
      let report = try request.run()
      print(request.isJSON ? report.json : report.text)
    } catch {
      write((request.isJSON ? Report.json(error) : "error: \(error)") + "\n", to: STDERR_FILENO)
      exit(65)
    }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}

/// What the command line asks for.
struct Request {
  var file: String
  var key: Key?
  var older: Older?
  var rows: String?
  var isJSON = false

  enum Older {
    case state(KnownState)
    case export(String)

    init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count == 2, let size = Int64(parts[0]), size > 0, let root = Hex.hash(String(parts[1])) {
        self = .state(KnownState(size: size, root: root))
      } else if !text.isEmpty {
        self = .export(text)
      } else {
        return nil
      }
    }
  }

  /// Nil where the arguments are not understood.
  init?(_ arguments: [String]) {
    var files: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": isJSON = true
      case "--key":
        guard let text = rest.popFirst(), let given = Key(hex: text), key == nil else { return nil }
        key = given
      case "--continues":
        guard let text = rest.popFirst(), let given = Older(text), older == nil else { return nil }
        older = given
      case "--rows":
        guard let text = rest.popFirst(), !text.isEmpty, rows == nil else { return nil }
        rows = text
      default:
        guard !argument.hasPrefix("-") else { return nil }
        files.append(argument)
      }
    }
    guard files.count == 1 else { return nil }
    file = files[0]
  }

  func run() throws(Finding) -> Report {
    let known = try knownState()
    if rows == nil, let proof = try proof() {
      return Report(try ProofCheck(key: key, known: known).check(proof), isKeyGiven: key != nil)
    }
    let found = try ExportCheck(key: key, known: known, rows: rows).check(file)
    return Report(found, continues: known, isKeyGiven: key != nil)
  }

  private func knownState() throws(Finding) -> KnownState? {
    switch older {
    case nil: return nil
    case .state(let state): return state
    case .export(let path):
      let found = try ExportCheck(key: key).check(path)
      return found.entries > 0 ? KnownState(size: found.entries, root: found.root) : nil
    }
  }

  /// The file's proof; nil where it is none.
  private func proof() throws(Finding) -> Forms.Proof? {
    var lines = try Lines(file)
    defer { lines.close() }
    guard let line = try lines.next(), let proof = Forms.parse(Forms.Proof.self, line), proof.format == Forms.Proof.name
    else { return nil }
    return proof
  }
}
