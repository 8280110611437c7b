internal import Foundation

/// A JSON document as a test looks into it: `result.json["total"]["imported"].int`.
public enum JSONValue: Sendable, Hashable, Codable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case record([String: JSONValue])

  public init(_ bytes: some Sequence<UInt8>) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .record(try container.decode([String: JSONValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .record(let fields): try container.encode(fields)
    }
  }

  /// A field; null where there is none.
  public subscript(name: String) -> JSONValue {
    if case .record(let fields) = self { fields[name] ?? .null } else { .null }
  }

  /// An element; null past the end.
  public subscript(index: Int) -> JSONValue {
    if case .list(let list) = self, list.indices.contains(index) { list[index] } else { .null }
  }

  public var int: Int? { if case .number(let number) = self { Int(exactly: number) } else { nil } }
  public var double: Double? { if case .number(let number) = self { number } else { nil } }
  public var text: String? { if case .text(let text) = self { text } else { nil } }
  public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
  /// Its elements; none where it is no list.
  public var list: [JSONValue] { if case .list(let list) = self { list } else { [] } }
  /// The names of its fields, sorted; none where it is no record.
  public var names: [String] { if case .record(let fields) = self { fields.keys.sorted() } else { [] } }
}
