internal import FoundationEssentials

/// One line of a partner's JSON Lines file (`docs/partner-feed.md`, version 1), read into a ``CarrierItem``.
///
/// A line is data by a stranger. Fields we don't know are ignored, since the line itself is kept; whatever
/// would have to be guessed is a problem instead, and the line waits in quarantine with its bytes. Where a
/// key occurs twice, the first counts (Foundation's rule, tested); what is malformed inside a field we don't
/// read goes unnoticed.
///
/// One reader serves one thread at a time.
public struct FeedItem {
  private let decoder = JSONDecoder()
  private let reader = FeedLineReader()

  public init() {}

  /// Reads a line without its line end, whose length whoever reads the file has bounded.
  public func read(_ line: [UInt8]) -> Result<CarrierItem, ItemProblem> {
    line.withUnsafeBytes { read($0) }
  }

  /// Reads a line without its line end.
  public func read(_ line: UnsafeRawBufferPointer) -> Result<CarrierItem, ItemProblem> {
    if let fields = reader.read(line) { return fields.item() }
    return decode(line)
  }

  /// Reads a line the slow way, which can say what is wrong with it.
  func decode(_ line: UnsafeRawBufferPointer) -> Result<CarrierItem, ItemProblem> {
    // Foundation guesses UTF-16 and UTF-32 from NULs; the format is UTF-8, where JSON has none.
    guard !line.contains(0) else {
      return .failure(ItemProblem(.json, "the line is not UTF-8 JSON: it holds a NUL byte"))
    }
    let data = Data(line)
    do {
      return try decoder.decode(FeedLine.self, from: data).item()
    } catch let error as DecodingError {
      return .failure(problem(error, in: data))
    } catch {
      return .failure(ItemProblem(.json, "the line could not be read: \(error)"))
    }
  }

  private func problem(_ error: DecodingError, in line: Data) -> ItemProblem {
    let id = (try? decoder.decode(FeedLineID.self, from: line))?.usable
    switch error {
    case .valueNotFound(_, let context) where !context.codingPath.isEmpty:
      return ItemProblem(.missing, "\(Self.path(context.codingPath)) is null", partnerID: id)
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let path = Self.path(context.codingPath)
      guard !path.isEmpty else { return ItemProblem(.json, "the line is JSON, but not an object") }
      return ItemProblem(.json, "\(path) is not of the right type", partnerID: id)
    case .keyNotFound(let key, let context):
      return ItemProblem(.missing, "\(Self.path(context.codingPath + [key])) is missing", partnerID: id)
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return ItemProblem(.json, "\(Self.path(context.codingPath)) has a value out of range", partnerID: id)
    default:
      let cut = line.last { $0 > 32 } != UInt8(ascii: "}")
      let stops = "the line is not JSON: it stops before its object ends"
      return ItemProblem(.json, cut ? stops : "the line is not valid UTF-8 JSON")
    }
  }

  /// A place in the line, as `to[0].number`.
  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += path.isEmpty ? key.stringValue : "." + key.stringValue
      }
    }
  }
}

/// Just enough of a line to name it in quarantine when the rest can't be read.
private struct FeedLineID: Decodable {
  let id: String

  var usable: String? { FeedLimits.isUsableID(id) ? id : nil }
}
