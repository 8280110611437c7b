internal import Archive

/// A field with parameters: Content-Type or Content-Disposition (RFC 2045, 5.1; RFC 2183; RFC 2231).
public struct ParameterizedField: Hashable, Sendable {
  /// The value before the parameters, in lower case, without blanks and comments: `text/plain`, `attachment`.
  public var value: String
  /// The parameters by their names in lower case; where one stands twice, the first counts.
  public var parameters: [String: String]

  public init(value: String, parameters: [String: String] = [:]) {
    (self.value, self.parameters) = (value, parameters)
  }

  public init(reading bytes: [UInt8]) {
    var reader = ParameterReader(HeaderDecoding.unfold(bytes))
    self = reader.read()
  }
}

private struct ParameterReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// One parameter as written: its name, perhaps with RFC 2231's number and star.
  private struct Raw {
    var name: String
    var value: [UInt8]
  }

  mutating func read() -> ParameterizedField {
    let value = mainValue()
    var raw: [Raw] = []
    while position < bytes.count, raw.count < MailLimits.parameterPieces {
      if bytes[position] == UInt8(ascii: ";") || bytes[position] <= 32 {
        position += 1
        continue
      }
      let start = position
      let name = token(until: [UInt8(ascii: "="), UInt8(ascii: ";")])
      if position < bytes.count, bytes[position] == UInt8(ascii: "=") {
        position += 1
        raw.append(Raw(name: name, value: parameterValue()))
      }
      if position == start { position += 1 }
    }
    return ParameterizedField(value: value, parameters: Self.join(raw))
  }

  /// What stands before the parameters, of which a forgotten semicolon may be the first.
  private mutating func mainValue() -> String {
    var out: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: ";") {
      if bytes[position] == UInt8(ascii: "(") {
        skipComment()
        continue
      }
      if bytes[position] <= 32, out.contains(UInt8(ascii: "/")), out.last != UInt8(ascii: "/") {
        let rest = bytes[position...].drop { $0 <= 32 }
        if let first = rest.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "("),
          rest.prefix(while: { $0 != UInt8(ascii: ";") }).contains(UInt8(ascii: "="))
        {
          break
        }
      }
      if bytes[position] > 32, bytes[position] != UInt8(ascii: "\"") { out.append(bytes[position]) }
      position += 1
    }
    return String(decoding: out, as: UTF8.self).lowercased()
  }

  private mutating func skipComment() {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\\") {
        position += 1
      } else if byte == UInt8(ascii: "(") {
        depth += 1
      } else if byte == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return }
      }
    }
  }

  private mutating func token(until ends: [UInt8]) -> String {
    var out: [UInt8] = []
    while position < bytes.count, !ends.contains(bytes[position]) {
      let byte = bytes[position]
      if byte == UInt8(ascii: "(") {
        skipComment()
        continue
      }
      if byte > 32, byte != UInt8(ascii: "\"") { out.append(byte) }
      position += 1
    }
    return String(decoding: out, as: UTF8.self).lowercased()
  }

  private mutating func parameterValue() -> [UInt8] {
    while position < bytes.count, bytes[position] == 32 || bytes[position] == 9 { position += 1 }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return bareValue() }
    position += 1
    var out: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\"), position < bytes.count,
        bytes[position] == UInt8(ascii: "\"")
          || bytes[position] == UInt8(ascii: "\\")
      {
        out.append(bytes[position])
        position += 1
      } else {
        out.append(byte)
      }
    }
    while position < bytes.count, bytes[position] != UInt8(ascii: ";"), bytes[position] <= 32 { position += 1 }
    return out
  }

  private mutating func bareValue() -> [UInt8] {
    var out: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: ";") {
      if bytes[position] == UInt8(ascii: "("), out.last.map({ $0 <= 32 }) ?? true {
        skipComment()
        continue
      }
      out.append(bytes[position])
      position += 1
    }
    while let last = out.last, last <= 32 { out.removeLast() }
    return out
  }

  /// Puts together what RFC 2231 lets a sender split and encode: `name*0*=utf-8''a%20; name*1=b`.
  private static func join(_ raw: [Raw]) -> [String: String] {
    var found: [String: String] = [:]
    var pieces: [String: [(number: Int, isEncoded: Bool, value: [UInt8])]] = [:]
    for parameter in raw {
      let parts = parameter.name.split(separator: "*", omittingEmptySubsequences: false)
      guard let name = parts.first.map(String.init), !name.isEmpty else { continue }
      if parts.count == 1 {
        if found[name] == nil { found[name] = HeaderText.clean(HeaderDecoding.decode(parameter.value)) }
      } else {
        pieces[name, default: []].append((Int(parts[1]) ?? 0, parts.last?.isEmpty ?? false, parameter.value))
      }
    }
    for (name, all) in pieces {
      var charset: String?
      var bytes: [UInt8] = []
      for (index, piece) in all.sorted(by: { $0.number < $1.number }).enumerated() {
        var value = piece.value[...]
        if piece.isEncoded {
          let parts = value.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
          if index == 0, parts.count == 3 {
            charset = String(decoding: parts[0], as: UTF8.self)
            value = parts[2]
          }
          bytes += percentDecoded(value)
        } else {
          bytes += value
        }
      }
      // The encoded form counts where both are there (RFC 6266, 4.3, says so for HTTP; mail programs do the same).
      found[name] = HeaderText.clean(
        charset == nil ? HeaderDecoding.decode(bytes) : Charset.decode(bytes, charset.flatMap { $0.isEmpty ? nil : $0 })
      )
    }
    return found
  }

  private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = Hex.value(bytes[index + 1]),
        let low = Hex.value(bytes[index + 2])
      {
        out.append(high << 4 | low)
        index += 3
      } else {
        out.append(bytes[index])
        index += 1
      }
    }
    return out
  }
}
