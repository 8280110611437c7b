internal import Archive
internal import Foundation

@testable internal import Importer

/// What mail-parser made of a message: its own JSON.
struct StalwartMail {
  struct Malformed: Error {}

  let parts: [[String: Any]]
  private let mail: [String: Any]

  init(_ mail: [String: Any]) throws {
    guard let parts = mail["parts"] as? [[String: Any]] else { throw Malformed() }
    (self.mail, self.parts) = (mail, parts)
  }

  private static func field(_ name: String, _ part: [String: Any]?) -> Any? {
    // Of a field that stands there twice, the last.
    (part?["headers"] as? [[String: Any]])?.last { $0["name"] as? String == name }?["value"]
  }

  func text(_ name: String) -> String? { (Self.field(name, parts.first) as? [String: Any])?["Text"] as? String }

  var date: String? { (Self.field("date", parts.first) as? [String: Any]).flatMap { Self.date($0["DateTime"] as Any) } }

  static func date(_ value: Any) -> String? {
    guard let date = value as? [String: Any], let year = date["year"] as? Int, let month = date["month"] as? Int,
      let day = date["day"] as? Int, let hour = date["hour"] as? Int, let minute = date["minute"] as? Int,
      let second = date["second"] as? Int, let hours = date["tz_hour"] as? Int, let minutes = date["tz_minute"] as? Int,
      let isWest = date["tz_before_gmt"] as? Bool
    else { return nil }
    let zone = String(format: "%@%02d:%02d", isWest && hours + minutes > 0 ? "-" : "+", hours, minutes)
    return String(format: "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute, second) + zone
  }

  func people(_ name: String) -> [String] {
    Self.people((Self.field(name, parts.first) as? [String: Any])?["Address"] as Any)
  }

  static func people(_ value: Any) -> [String] {
    guard let value = value as? [String: Any] else { return [] }
    let groups = value["Group"] as? [[String: Any]] ?? []
    let people = value["List"] as? [[String: Any]] ?? groups.flatMap { $0["addresses"] as? [[String: Any]] ?? [] }
    return people.map { person(MailAddress(name: $0["name"] as? String, address: $0["address"] as? String)) }
  }

  static func person(_ person: MailAddress) -> String { "\(person.name ?? "-") <\(person.address ?? "-")>" }

  static func type(_ value: Any) -> String {
    guard let type = value as? [String: Any], let main = type["c_type"] as? String else { return "" }
    let name = [main, type["c_subtype"] as? String].compactMap(\.self).joined(separator: "/").lowercased()
    var parameters: [String: String] = [:]
    for pair in type["attributes"] as? [[String]] ?? [] where parameters[pair[0]] == nil {
      parameters[pair[0]] = pair[1]
    }
    return name + parameters.sorted { $0.key < $1.key }.map { "; \($0.key)=\($0.value)" }.joined()
  }

  private func body(_ part: Int) -> [String: Any] { parts[part]["body"] as? [String: Any] ?? [:] }

  func texts(_ list: String) -> [String] {
    (mail[list] as? [Int] ?? []).map { part in
      let body = body(part)
      return Self.shown(body["Text"] as? String ?? body["Html"] as? String ?? "(file)")
    }
  }

  /// Ends of lines as one kind: they write CR LF as it stands, and so do we, but of a text's own last one they differ.
  private static func shown(_ text: String) -> String { text.replacing("\r\n", with: "\n") }

  static func seen(_ part: Mail.Part) throws -> String {
    guard part.mediaType.hasPrefix("text/"), let content = part.content else { return "(file)" }
    return shown(Charset.decode(try content.prefix(Int(content.bytes)), part.charset))
  }

  var files: [String] {
    (mail["attachments"] as? [Int] ?? []).map { part in
      let type = Self.field("content_type", parts[part]) as? [String: Any]
      let disposition = Self.field("content_disposition", parts[part]) as? [String: Any]
      func parameter(_ name: String, _ field: [String: Any]?) -> String? {
        let pairs = (field?["ContentType"] as? [String: Any])?["attributes"] as? [[String: Any]]
        return pairs?.first { $0["name"] as? String == name }?["value"] as? String
      }
      let name = parameter("filename", disposition) ?? parameter("name", type)
      let body = body(part)
      let content =
        if let bytes = body["Binary"] as? [Int] ?? body["InlineBinary"] as? [Int] {
          Digest(of: bytes.map { UInt8(truncatingIfNeeded: $0) }).hex
        } else if let text = body["Text"] as? String ?? body["Html"] as? String {
          Digest(of: Array(text.utf8)).hex
        } else {
          "(message)"
        }
      return "\(name ?? "-") \(content)"
    }
  }

  static func file(_ part: Mail.Part) -> String {
    let name = part.name ?? "-"
    guard part.message.isEmpty else { return "\(name) (message)" }
    // They decode the charset of texts that came as files.
    if part.mediaType.hasPrefix("text/"), let content = part.content,
      let bytes = try? content.prefix(Int(content.bytes))
    {
      return "\(name) \(Digest(of: Array(Charset.decode(bytes, part.charset).utf8)).hex)"
    }
    return "\(name) \(part.content?.digest.hex ?? "-")"
  }
}
