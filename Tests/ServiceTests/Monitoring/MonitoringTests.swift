internal import Archive
internal import Testing

@testable internal import Service

@Suite("What monitors read")
struct MonitoringTests {
  @Test("figures are written as Prometheus reads them, with what is in labels escaped")
  func form() {
    var text = PrometheusText()
    text.add("a_total", .counter, "How many.", 12)
    text.add("b", .gauge, "Which.", [([("connector", "a\"b\\c\nd"), ("outcome", "x")], 0.5)])
    text.add("c", .gauge, "None.", [])
    #expect(
      text.text == """
        # HELP a_total How many.
        # TYPE a_total counter
        a_total 12
        # HELP b Which.
        # TYPE b gauge
        b{connector="a\\"b\\\\c\\nd",outcome="x"} 0.5

        """)
  }

  @Test("they are told to this machine only", arguments: ["0.0.0.0", "192.0.2.1", "archive.corp.example", "::", ""])
  func elsewhere(host: String) throws {
    let error = #expect(throws: InputError.self) { try MonitorAddress(host: host, port: 9464) }
    #expect(
      error?.description
        == "health and figures are told to this machine only: listen on 127.0.0.1, [::1] or localhost, and let a proxy "
        + "that checks who asks pass them on")
    #expect(try MonitorAddress(host: "::1", port: 1).description == "[::1]:1")
  }

  @Test("a page that was led here under another name is told nothing")
  func rebinding() {
    for name in ["127.0.0.1:9464", "localhost", "[::1]:9464", nil] { #expect(MonitorAddress.isLocal(name)) }
    for name in ["evil.example", "127.0.0.1.evil.example:9464", "[::2]:9464", ""] {
      #expect(!MonitorAddress.isLocal(name))
    }
  }
}
