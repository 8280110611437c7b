internal import Foundation
internal import Glibc

/// Where results and progress go: results on stdout, everything else on stderr.
struct Output {
  let json: Bool

  /// Prints a result: the JSON document, or the text for people.
  func print<Result: Encodable>(_ result: Result, text: @autoclosure () -> String) throws {
    if json {
      write(try Self.encode(result) + [10], to: FileHandle.standardOutput)
    } else {
      let text = text()
      if !text.isEmpty { write(Array((text + "\n").utf8), to: FileHandle.standardOutput) }
    }
  }

  /// Prints a document too long to be held whole: the head's fields, and a list whose elements come a page at a time.
  ///
  /// - Parameters:
  ///   - name: the list's field.
  ///   - next: the next elements; none at the end.
  func stream(_ head: some Encodable, listing name: String, next: () throws -> [some Encodable]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    write(try Self.encode(head).dropLast() + Array(",\"\(name)\":[".utf8), to: FileHandle.standardOutput)
    var isFirst = true
    while true {
      let page = try next()
      guard !page.isEmpty else { break }
      // Without the brackets of the page's own list.
      let elements = try encoder.encode(page).dropFirst().dropLast()
      write((isFirst ? [] : [UInt8(ascii: ",")]) + elements, to: FileHandle.standardOutput)
      isFirst = false
    }
    write(Array("]}\n".utf8), to: FileHandle.standardOutput)
  }

  /// Prints bytes as they are.
  func print(bytes: [UInt8]) { write(bytes, to: FileHandle.standardOutput) }

  /// A line on stderr, where a person is watching.
  func progress(_ line: String) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    write(Array("\r\u{1B}[K\(line.prefix(100))".utf8), to: FileHandle.standardError)
  }

  func endProgress() {
    guard isatty(STDERR_FILENO) == 1 else { return }
    write(Array("\r\u{1B}[K".utf8), to: FileHandle.standardError)
  }

  func warn(_ line: String) { write(Array("warning: \(line)\n".utf8), to: FileHandle.standardError) }

  static func encode(_ result: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(Document(result: result)))
  }

  private func write(_ bytes: [UInt8], to handle: FileHandle) { try? handle.write(contentsOf: Data(bytes)) }

  /// The result's own fields, and the version beside them.
  private struct Document<Result: Encodable>: Encodable {
    let result: Result
    private enum CodingKeys: CodingKey { case schema }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Version.schema, forKey: .schema)
      try result.encode(to: encoder)
    }
  }
}

/// A field that is `null` in JSON where there is no value, instead of being left out.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}
