/// Base64 (RFC 4648, 4), into bytes that are there already.
public enum Base64 {
  /// Bytes that make one full line of 76 columns (RFC 2045, 6.8).
  public static let bytesPerLine = 57
  static let columns = 76

  /// Two letters for each twelve bits: half the look-ups of an alphabet's.
  private static let pairs: [UInt16] = {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return (0..<4096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8 }
  }()
  private static let padding = UInt8(ascii: "=")

  /// Appends one unbroken run.
  public static func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    extend(&output, by: (bytes.count + 2) / 3 * 4) { write(bytes, to: $0) }
  }

  /// Appends lines of 76 columns, each ended by CRLF.
  public static func appendLines(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    appendLines(bytes, bytesPerLine: bytesPerLine, hasReturns: true, to: &output)
  }

  /// Appends lines of so many bytes each, a multiple of three, ended by CRLF or by LF alone.
  static func appendLines(
    _ bytes: UnsafeRawBufferPointer, bytesPerLine: Int, hasReturns: Bool, to output: inout [UInt8]
  ) {
    let lines = (bytes.count + bytesPerLine - 1) / bytesPerLine
    extend(&output, by: (bytes.count + 2) / 3 * 4 + lines * (hasReturns ? 2 : 1)) { target in
      var (source, target) = (0, target)
      while source < bytes.count {
        let line = UnsafeRawBufferPointer(rebasing: bytes[source..<min(source + bytesPerLine, bytes.count)])
        write(line, to: target)
        target += (line.count + 2) / 3 * 4
        if hasReturns {
          target.storeBytes(of: UInt16(0x0A0D).littleEndian, as: UInt16.self)
          target += 2
        } else {
          target.storeBytes(of: 0x0A, as: UInt8.self)
          target += 1
        }
        source += line.count
      }
    }
  }

  /// Makes room once rather than letter by letter.
  private static func extend(_ output: inout [UInt8], by count: Int, _ fill: (UnsafeMutableRawPointer) -> Void) {
    guard count > 0 else { return }
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: count))
    output.withUnsafeMutableBytes { bytes in
      if let base = bytes.baseAddress { fill(base + start) }
    }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
    pairs.withUnsafeBufferPointer { pairs in
      var (index, target) = (0, target)
      while index + 2 < bytes.count {
        let word = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
        target.storeBytes(of: pairs[word >> 12].littleEndian, as: UInt16.self)
        target.storeBytes(of: pairs[word & 0xFFF].littleEndian, toByteOffset: 2, as: UInt16.self)
        index += 3
        target += 4
      }
      let left = bytes.count - index
      guard left > 0 else { return }
      let word = Int(bytes[index]) << 16 | (left == 2 ? Int(bytes[index + 1]) << 8 : 0)
      target.storeBytes(of: pairs[word >> 12].littleEndian, as: UInt16.self)
      target.storeBytes(of: pairs[word & 0xFFF].littleEndian, toByteOffset: 2, as: UInt16.self)
      target.storeBytes(of: padding, toByteOffset: 3, as: UInt8.self)
      if left == 1 { target.storeBytes(of: padding, toByteOffset: 2, as: UInt8.self) }
    }
  }
}

/// Base64 in lines, fed piece by piece.
public struct Base64Lines: Sendable {
  private var pending: [UInt8] = []
  private let bytesPerLine: Int
  private let hasReturns: Bool

  /// Lines of 76 columns ended by CRLF (RFC 2045, 6.8).
  public init() { (bytesPerLine, hasReturns) = (Base64.bytesPerLine, true) }

  /// Lines of so many columns, a multiple of four, ended by CRLF or by LF alone.
  init(columns: Int, hasReturns: Bool) {
    (bytesPerLine, self.hasReturns) = (max(columns / 4, 1) * 3, hasReturns)
  }

  private func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    Base64.appendLines(bytes, bytesPerLine: bytesPerLine, hasReturns: hasReturns, to: &output)
  }

  /// What is complete with this piece.
  public mutating func encode(_ piece: UnsafeRawBufferPointer) -> [UInt8] {
    var start = 0
    var out: [UInt8] = []
    out.reserveCapacity((piece.count / bytesPerLine + 2) * (bytesPerLine / 3 * 4 + 2))
    if !pending.isEmpty {
      start = min(bytesPerLine - pending.count, piece.count)
      pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[0..<start]))
      guard pending.count == bytesPerLine else { return out }
      pending.withUnsafeBytes { append($0, to: &out) }
      pending.removeAll(keepingCapacity: true)
    }
    let end = start + (piece.count - start) / bytesPerLine * bytesPerLine
    append(UnsafeRawBufferPointer(rebasing: piece[start..<end]), to: &out)
    pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[end...]))
    return out
  }

  /// The last, shorter line.
  public mutating func finish() -> [UInt8] {
    var out: [UInt8] = []
    pending.withUnsafeBytes { append($0, to: &out) }
    pending.removeAll()
    return out
  }
}
