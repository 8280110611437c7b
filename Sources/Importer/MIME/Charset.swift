internal import CICU

/// Text from bytes of a named character set (RFC 2045, 5.1), as readers of mail take the names.
enum Charset {
  /// The text, whatever the bytes: what can't be read becomes U+FFFD, never an error.
  ///
  /// `name`: as a header has it; nil or unknown: UTF-8 where the bytes are that, else Windows' Western set, which
  /// has a character for nearly every byte.
  static func decode(_ bytes: [UInt8], _ name: String?) -> String {
    let name = name.map(normalized)
    if bytes.allSatisfy({ $0 < 0x80 }), name.map(isSupersetOfASCII) ?? true {
      return String(decoding: bytes, as: UTF8.self)
    }
    if let name, name != "utf-8", let text = convert(bytes, alias(name)) { return text }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    if name == "utf-8" { return String(decoding: bytes, as: UTF8.self) }
    return convert(bytes, "windows-1252") ?? String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the name is one that can be read.
  static func isKnown(_ name: String) -> Bool {
    let name = normalized(name)
    return name == "utf-8" || convert([], alias(name)) != nil
  }

  private static func normalized(_ name: String) -> String {
    let name = String(
      name.prefix(MailLimits.charsetName).lowercased().filter { !$0.isWhitespace && $0 != "'" && $0 != "\"" })
    return ["utf8", "unicode-1-1-utf-8", "utf-8n", "cp65001", "utf_8"].contains(name) ? "utf-8" : name
  }

  /// The set that senders mean: the wider one, of which the name is a part in their programs (as the WHATWG's Encoding
  /// Standard has it).
  ///
  /// ASCII is read as whatever the bytes turn out to be.
  private static func alias(_ name: String) -> String? {
    switch name {
    case "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "unknown-8bit", "x-unknown", "8bit", "7bit", "binary",
      "default", "_autodetect", "unknown":
      nil
    case "iso-8859-1", "latin1", "iso8859-1", "iso_8859-1", "l1", "iso-8859-1-windows-3.1-latin-1": "windows-1252"
    case "iso-8859-9", "latin5": "windows-1254"
    case "iso-8859-11", "tis-620": "windows-874"
    case "gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936": "gb18030"
    case "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "ksc_5601", "euc-kr", "korean", "cp949", "x-windows-949":
      "windows-949-2000"
    case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "cp932", "windows-31j": "ibm-943_P15A-2003"
    case "big5", "big-5", "cn-big5", "x-x-big5", "big5-hkscs": "Big5-HKSCS"
    case "iso-8859-8-i", "iso-8859-8-e": "ISO-8859-8"
    case "iso-2022-jp", "csiso2022jp": "ISO-2022-JP-2"
    case "utf-16": "UTF-16"
    case "unicode-1-1-utf-7": "UTF-7"
    default: name
    }
  }

  /// Sets in which bytes below 128 can mean something else than ASCII.
  private static func isSupersetOfASCII(_ name: String) -> Bool {
    ![
      "utf-7", "utf-16", "utf-32", "unicode", "iso-2022", "csiso2022", "hz-", "ebcdic", "ibm", "cp0", "cp5", "imap",
      "scsu",
    ]
    .contains { name.hasPrefix($0) } && !name.contains("utf-7")
  }

  private static func convert(_ bytes: [UInt8], _ name: String?) -> String? {
    guard let name, !name.isEmpty, name.utf8.count <= MailLimits.charsetName, let count = Int32(exactly: bytes.count),
      name.utf8.allSatisfy({ byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"),
          UInt8(ascii: "."):
          true
        default: false
        }
      })
    else { return nil }
    // Most sets give a unit a byte or fewer; the second try has the room that the first asked for.
    var units = [UInt16](repeating: 0, count: bytes.count + 16)
    for _ in 0..<2 {
      let length = cicu_decode(name, bytes, count, &units, Int32(clamping: units.count))
      guard length >= 0 else { return nil }
      if Int(length) <= units.count { return String(decoding: units[..<Int(length)], as: UTF16.self) }
      units = [UInt16](repeating: 0, count: Int(length))
    }
    return nil
  }
}
