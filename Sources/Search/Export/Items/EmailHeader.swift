internal import Archive

/// Reads the header of an e-mail of ours, which is made by rule (ADR 4): what the envelope doesn't say stands there.
struct EmailHeader {
  private let fields: [(name: Substring, value: Substring)]

  init(_ email: EmailForm) {
    guard case .bytes(let bytes)? = email.segments.first else {
      fields = []
      return
    }
    var fields: [(Substring, Substring)] = []
    let header = String(decoding: Self.header(of: bytes), as: UTF8.self)
    for line in header.split(separator: "\r\n") {
      if line.first == " " || line.first == "\t", var last = fields.popLast() {
        last.1 = last.1 + "\r\n" + line
        fields.append(last)
      } else if let colon = line.firstIndex(of: ":") {
        fields.append((line[..<colon], line[line.index(after: colon)...]))
      }
    }
    self.fields = fields
  }

  private static func header(of bytes: [UInt8]) -> ArraySlice<UInt8> {
    var index = 0
    while index + 3 < bytes.count {
      if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 {
        return bytes[..<index]
      }
      index += 1
    }
    return bytes[...]
  }

  /// A field's value as it stands there, folds and encoded words included, without the blank before it.
  func raw(_ name: String) -> String? {
    fields.first { $0.name == name }.map { String($0.value.drop { $0 == " " }) }
  }

  /// All values of a field.
  func all(_ name: String) -> [String] {
    fields.filter { $0.name == name }.map { String($0.value.drop { $0 == " " }) }
  }

  /// A call's length.
  var durationSeconds: Int64? { raw("X-Holdfast-Duration-Seconds").flatMap { Int64($0) } }

  /// Whether somebody took a call; nil where the partner didn't say.
  var wasAnswered: Bool? { raw("X-Holdfast-Answered").map { $0 == "yes" } }

  /// The carrier's network.
  var network: String { raw("X-Holdfast-Network") ?? "unknown" }

  /// How many files the partner announced and never delivered.
  var missingAttachments: Int { fields.count { $0.name == "X-Holdfast-Missing-Attachment" } }
}
