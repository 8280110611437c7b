internal import Testing

@testable internal import cli

@Suite("tour layout") struct TourLayoutTests {
  @Test("ideographs and emoji take two columns, marks none")
  func columns() {
    #expect(TourLayout.columns("abc") == 3)
    #expect(TourLayout.columns("打ち合わせ") == 10)
    #expect(TourLayout.columns("é") == TourLayout.columns("e\u{301}"))
    #expect(TourLayout.columns("🎉") == 2)
  }

  @Test("a clipped line fits, says that it was clipped, and a line that fits is left alone")
  func clipped() {
    for line in ["", "short", String(repeating: "x", count: 40), String(repeating: "合", count: 40)] {
      for width in 2...20 {
        let clipped = TourLayout.clipped(line, to: width)
        #expect(TourLayout.columns(clipped) <= width)
        #expect(clipped == line || clipped.hasSuffix("…"))
        if TourLayout.columns(line) <= width { #expect(clipped == line) }
      }
    }
  }

  @Test("a table that is too wide loses blanks between columns before it loses text")
  func squeezed() {
    let table = ["ID    NAME      STATE", "1     Ada       active", "2000  Benedict  inactive"]
    #expect(
      TourLayout.squeezed(table, to: 22) == ["ID   NAME     STATE", "1    Ada      active", "2000 Benedict inactive"])
    #expect(TourLayout.squeezed(table, to: 100) == table)
    #expect(TourLayout.squeezed(table, to: 12).allSatisfy { TourLayout.columns($0) <= 12 })
  }

  @Test("wrapping keeps every word in order")
  func wrapped() {
    let text = "the counts are complete and every answer says how much was searched"
    for width in 1...80 {
      let lines = TourLayout.wrapped(text, to: width)
      #expect(lines.joined(separator: " ") == text)
      #expect(lines.allSatisfy { TourLayout.columns($0) <= width || !$0.contains(" ") })
    }
  }

  @Test("a prompt is broken between words only, so that it can be pasted back")
  func prompt() {
    #expect(TourLayout.prompt(["holdfast", "search", "'a b'"]) == "$ holdfast search 'a b'")
    let words = TourStep.written(["holdfast", "search", String(repeating: "a b ", count: 12), "--mailbox", "x"])
    let long = TourLayout.prompt(words + words)
    #expect(long.replacing(" \\\n   ", with: "") == "$ " + (words + words).joined(separator: " "))
    #expect(long.split(separator: "\n").allSatisfy { $0.count <= TourLayout.width })
  }

  @Test("words are quoted as a shell needs it")
  func quoting() {
    #expect(
      TourStep.written(["holdfast", "search", "from:ada", "it's", "", "a b", "$HOME", "ใบแจ้งหนี้"]) == [
        "holdfast", "search", "from:ada", #"'it'\''s'"#, "''", "'a b'", "'$HOME'", "ใบแจ้งหนี้",
      ])
    #expect(TourStep.written(["sh", "-c", "echo a >> b"]) == ["echo a >> b"])
  }
}
