internal import Testing

@testable internal import ObjectStorage

@Suite("What is read of a store's XML")
struct StoreXMLTests {
  @Test("texts and groups are found, entities read, and the first of several texts taken")
  func reads() {
    let xml = StoreXML(
      Array(
        """
        <?xml version="1.0"?><R xmlns="x"><IsTruncated>true</IsTruncated><A><Key>a&amp;b</Key><O><ID>1</ID></O></A>
        <A><Key>c</Key><Key>d</Key></A><IsTruncated>false</IsTruncated></R>
        """.utf8), groups: ["A"])
    #expect(xml["IsTruncated"] == "true")
    #expect(xml.groups.map { $0["Key"] } == ["a&b", "c"])
    #expect(xml.groups.first?["ID"] == "1")
    #expect(xml["none"] == "")
  }

  @Test("what is no XML, too deep, too long, or names other files gives nothing")
  func hostile() {
    let deep = String(repeating: "<a>", count: 40) + "<Code>x</Code>" + String(repeating: "</a>", count: 40)
    let long = "<R><Code>\(String(repeating: "x", count: 20_000))</Code></R>"
    let file = #"<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><R><Code>&e;</Code></R>"#
    let bomb =
      #"<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;"#
      + #"&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><R><Code>&d;</Code></R>"#
    for text in ["", "Bad Gateway", "<R><Code>x", deep, long, file, bomb] {
      #expect(StoreXML(Array(text.utf8))["Code"].isEmpty, "\(text.prefix(60))")
    }
  }

  @Test("text is written so that it reads back")
  func escapes() {
    let text = #"<a & "b">"#
    #expect(StoreXML(Array("<R><T>\(StoreXML.escaped(text))</T></R>".utf8))["T"] == text)
  }
}
