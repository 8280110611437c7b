internal import Archive
internal import Testing

@testable internal import Importer

@Suite("a file in an e-mail")
struct AttachmentFormTests {
  @Test(
    "a file's name is one line and no path",
    arguments: [
      ("call.wav", "call.wav"), ("../../etc/passwd", ".._.._etc_passwd"), ("C:\\x", "C:_x"),
      ("", "attachment"),
      ("..", "attachment"), ("a\r\nb", "a  b"), ("\u{0}", "attachment"), ("ภาพ.jpg", "ภาพ.jpg"),
    ])
  func names(written: String, safe: String) { #expect(AttachmentForm.safeName(written) == safe) }

  @Test(
    "a media type is two tokens or unknown bytes",
    arguments: [
      ("audio/wav", "audio/wav"), ("Image/JPEG", "image/jpeg"),
      ("application/vnd.x+json", "application/vnd.x+json"),
      ("", "application/octet-stream"), ("audio", "application/octet-stream"),
      ("a/b/c", "application/octet-stream"),
      ("text/plain; charset=x", "application/octet-stream"), ("text/pla in", "application/octet-stream"),
      ("x/y\r\nBcc: z", "application/octet-stream"), ("multipart/mixed", "application/octet-stream"),
      ("message/rfc822", "application/octet-stream"), ("tëxt/plain", "application/octet-stream"),
      ("a/" + String(repeating: "b", count: 128), "application/octet-stream"),
    ])
  func mediaTypes(written: String, legal: String) { #expect(AttachmentForm.legalMediaType(written) == legal) }

  @Test("long names and those beyond ASCII are told in numbered pieces")
  func parameters() {
    func header(_ name: String) -> String {
      var bytes: [UInt8] = []
      AttachmentForm(Samples.file([1], name: name)).appendHeader(to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(header("a.jpg").contains("\r\n filename=\"a.jpg\"\r\n\r\n"))
    #expect(header("é.jpg").contains("\r\n filename*0*=utf-8''%C3%A9.jpg\r\n\r\n"))
    #expect(header("a\"b").contains("\r\n filename*0*=utf-8''a%22b\r\n\r\n"))
    let long = header(String(repeating: "ภ", count: 300))
    #expect(long.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    #expect(long.contains(";\r\n filename*1*=%E0%B8%A0"))
  }
}
