/// Media types by the endings of files' names, where a format has nothing better.
enum MediaTypes {
  /// What phones send, of IANA's registry.
  private static let byEnding = [
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "heic": "image/heic", "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "3gp": "video/3gpp",
    "webm": "video/webm", "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "amr": "audio/amr",
    "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav", "gsm": "audio/gsm", "ulaw": "audio/basic",
    "vcf": "text/vcard", "pdf": "application/pdf", "txt": "text/plain", "eml": "message/rfc822",
  ]

  static func type(of name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
    return byEnding[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
  }
}
