internal import CXML

/// Reads XML or HTML piece by piece with libxml2, and tells its delegate what it finds.
///
/// Entities, document types and the network are off (`Sources/CXML`): what a text says is all there is to it.
final class MarkupParser {
  enum Language { case xml, html }

  private let parser: OpaquePointer

  /// The deepest that elements may lie in each other: a backup has four levels, a page two dozen; without a limit a few
  /// megabytes of start tags would use up memory.
  static let deepest: Int32 = 64

  private final class Box {
    unowned let delegate: any MarkupDelegate
    init(_ delegate: any MarkupDelegate) { self.delegate = delegate }
  }
  private let box: Box

  /// The delegate is not kept alive.
  init(_ language: Language, delegate: any MarkupDelegate) throws {
    box = Box(delegate)
    let events = holdfast_markup_events(
      context: Unmanaged.passUnretained(box).toOpaque(),
      start: { context, name, attributes, count in
        guard let context, let name else { return }
        Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().delegate.start(
          MarkupName(name), MarkupAttributes(pairs: attributes, count: Int(count)))
      },
      end: { context, name in
        guard let context, let name else { return }
        Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().delegate.end(MarkupName(name))
      },
      text: { context, bytes, count in
        guard let context, let bytes else { return }
        Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().delegate.text(
          UnsafeRawBufferPointer(start: bytes, count: count))
      },
      other: { context in
        guard let context else { return }
        Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().delegate.other()
      })
    guard let made = holdfast_markup_new(language == .html, Self.deepest, events) else {
      throw FormatDamage("there is not enough memory to read it")
    }
    parser = made
  }

  deinit { holdfast_markup_free(parser) }

  /// Reads some more bytes.
  ///
  /// - Throws: ``FormatDamage`` where the text can't be read on.
  func push(_ bytes: UnsafeRawBufferPointer, isLast: Bool = false) throws {
    guard holdfast_markup_push(parser, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, isLast)
    else {
      throw FormatDamage(holdfast_markup_problem(parser).map { String(cString: $0) } ?? "it can't be read")
    }
  }

  func push(_ bytes: [UInt8], isLast: Bool = false) throws {
    try bytes.withUnsafeBytes { try push($0, isLast: isLast) }
  }
}

/// Told of what a text holds, in its order.
protocol MarkupDelegate: AnyObject {
  func start(_ name: MarkupName, _ attributes: MarkupAttributes)
  func end(_ name: MarkupName)
  /// UTF-8, perhaps a part of what stands between two tags.
  func text(_ bytes: UnsafeRawBufferPointer)
  /// A comment or an instruction was passed over.
  func other()
}

/// An element's name; good only during the call it is given in.
struct MarkupName {
  private let bytes: UnsafePointer<CChar>

  fileprivate init(_ bytes: UnsafePointer<CChar>) { self.bytes = bytes }

  var text: String { String(cString: bytes) }

  static func ~= (name: StaticString, found: MarkupName) -> Bool { isSame(name, found.bytes) }

  /// Whether they are the same, without making a string of either: a backup has some twenty attributes a record.
  fileprivate static func isSame(_ name: StaticString, _ found: UnsafePointer<CChar>) -> Bool {
    let count = name.utf8CodeUnitCount
    return name.withUTF8Buffer { wanted in
      for index in 0..<count {
        // Ends at the terminator, which no name holds.
        if UInt8(bitPattern: found[index]) != wanted[index] { return false }
      }
      return found[count] == 0
    }
  }
}

/// An element's attributes; good only during the call they are given in.
struct MarkupAttributes {
  fileprivate let pairs: UnsafePointer<UnsafePointer<CChar>?>?
  fileprivate let count: Int

  /// The attribute's value; nil where the element hasn't got it.
  subscript(name: StaticString) -> String? { bytes(of: name).map { String(cString: $0) } }

  /// The same without making a string of it, for what is large.
  func withValue<R>(of name: StaticString, _ body: (UnsafePointer<CChar>) throws -> R) rethrows -> R? {
    try bytes(of: name).map(body)
  }

  private func bytes(of name: StaticString) -> UnsafePointer<CChar>? {
    guard let pairs else { return nil }
    for index in 0..<count {
      guard let found = pairs[2 * index], MarkupName.isSame(name, found) else { continue }
      return pairs[2 * index + 1]
    }
    return nil
  }
}
