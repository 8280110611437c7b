internal import Foundation
internal import FoundationXML

/// The few things we read of a store's answers: the texts of elements, and repeated groups of them.
///
/// libxml2 reads it, by way of Foundation, and fetches nothing that a document names; depth and size are bounded, as
/// what answers may not be a store at all.
struct StoreXML {
  /// Each element's first text, by name.
  private(set) var texts: [String: String] = [:]
  /// The texts in each group, in order.
  private(set) var groups: [[String: String]] = []

  /// Nobody's answer is nested deeper than half of this.
  fileprivate static let deepest = 16
  /// Longer than any key, and short of what an endless element would fill.
  fileprivate static let longestText = 8 << 10

  /// `group`: the elements to gather in ``groups``.
  init(_ bytes: [UInt8], groups names: Set<String> = []) {
    guard bytes.first == UInt8(ascii: "<") || bytes.first == 0xEF else { return }
    let gatherer = Gatherer(names)
    let parser = XMLParser(data: Data(bytes))
    parser.shouldResolveExternalEntities = false
    parser.delegate = gatherer
    guard parser.parse() else { return }
    (texts, groups) = (gatherer.texts, gatherer.groups)
  }

  subscript(name: String) -> String { texts[name] ?? "" }

  /// Text as it stands in an element we write.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}

private final class Gatherer: NSObject, XMLParserDelegate {
  private let names: Set<String>
  var texts: [String: String] = [:]
  var groups: [[String: String]] = []
  private var path: [String] = []
  private var text = ""
  private var group: [String: String]?

  init(_ names: Set<String>) { self.names = names }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    path.append(name)
    text = ""
    if path.count > StoreXML.deepest { return parser.abortParsing() }
    if names.contains(name) { group = ["": name] }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    text += string
    if text.utf8.count > StoreXML.longestText { parser.abortParsing() }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    path.removeLast()
    if let done = group, done[""] == name {
      groups.append(done)
      group = nil
    } else if group != nil {
      if group?[name] == nil { group?[name] = text }
    } else if texts[name] == nil {
      texts[name] = text
    }
    text = ""
  }
}
