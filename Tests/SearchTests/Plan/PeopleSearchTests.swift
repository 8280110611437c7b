internal import Archive
internal import Testing

@testable internal import Search

@Suite("a search for numbers and for those who talked to each other")
struct PeopleSearchTests {
  private static let ann = Party(name: "Ann Ames", email: "ann@corp.example", number: "+447700900001")
  private static let ben = Party(name: "Ben", email: nil, number: "+447700900501")
  private static let cat = Party(name: "Cat", email: "cat@corp.example", number: "07700 900777")

  @Test(
    "finds a number in whatever form it is typed, blanks and all, in texts and people",
    arguments: [
      "07700 900001", "+44 7700 900001", "+44 (0)7700 900001", "(07700) 900001", "07700 900 001", "447700900001",
      "+447700900001", "07700-900001", "\"07700 900001\"", "0044 7700 900001",
    ])
  func numbers(query: String) throws {
    try SearchWorld.with { world in
      try world.enter([
        try .text("from Ann", from: Self.ann), try .text("to Ann", to: [Self.ben, Self.ann]),
        try .text("call 447700900001"), try .text("call +44 7700 900001 now"), try .text("07700900001?"),
        try .text("call 07700 900002", from: Self.ben),
      ])
      let expected = ["from Ann", "to Ann", "call 447700900001", "call +44 7700 900001 now", "07700900001?"]
      #expect(try world.bodies(query) == expected)
      #expect(try world.bodies("from:(\(query))") == ["from Ann"])
      #expect(try world.bodies("NOT (\(query))") == ["call 07700 900002"])
    }
  }

  @Test("finds what the words say as well, and two numbers side by side as two")
  func besides() throws {
    try SearchWorld.with { world in
      try world.enter([
        try .text("900001 and also 07700"), try .text("+447700900001"), try .text("+447700900001 +447700900002"),
      ])
      #expect(try world.bodies("07700 900001").count == 3)
      #expect(try world.bodies("07700 900001 07700 900002") == ["+447700900001 +447700900002"])
      #expect(try world.bodies("+44 7700 900001 +44 7700 900002") == ["+447700900001 +447700900002"])
    }
  }

  @Test(
    "a conversation is what each sent the other, and nothing that a third sent both",
    arguments: [
      "\"+447700900001;+447700900501\"", "07700900001;07700900501", "\"07700 900501; 07700 900001\"",
      "\"Ann Ames;Ben\"", "ann@corp.example;07700900501", "\"ben ; ame*\"",
    ])
  func conversation(people: String) throws {
    try SearchWorld.with { world in
      try world.enter([
        try .text("1", from: Self.ann, to: [Self.ben]), try .text("2", from: Self.ben, to: [Self.ann]),
        try .text("3", from: Self.ann, to: [Self.cat, Self.ben]),
        try .text("4", from: Self.cat, to: [Self.ann, Self.ben]),
        try .text("5", from: Self.ann, to: [Self.cat]), try .text("6", from: Self.ann, to: [Self.ann]),
      ])
      #expect(try world.bodies("conversation:\(people)") == ["1", "2", "3"])
      #expect(try world.bodies("conversation<>\(people)") == ["4", "5", "6"])
      #expect(try world.bodies("conversation:\(people) sent:2024-03-01 kind:sms").count == 3)
    }
  }

  @Test("a conversation of three is what one of them sent both others")
  func three() throws {
    try SearchWorld.with { world in
      try world.enter([
        try .text("1", from: Self.ann, to: [Self.ben]), try .text("2", from: Self.ben, to: [Self.ann, Self.cat]),
        try .text("3", from: Self.cat, to: [Self.cat, Self.ben, Self.ann]),
      ])
      #expect(try world.bodies("conversation:\"ann;ben;cat\"") == ["2", "3"])
      #expect(try world.bodies("conversation:\"ann;ben\" conversation:\"ben;cat\"") == ["1", "2", "3"])
    }
  }

  @Test(
    "finds a whole address as that address alone, in any letter case",
    arguments: ["ann@corp.example", "Ann@CORP.example", "\"ann@corp.example\""])
  func wholeAddress(query: String) throws {
    try SearchWorld.with { world in
      func party(_ email: String) -> Party { Party(name: nil, email: email, number: nil) }
      let others = ["jo.ann@corp.example", "ann@corp.example.org", "ann-corp@example.org", "bob@corp.example"]
      try world.enter([
        try .text("hers", from: Self.ann), try .text("to her", to: [Self.ben, Self.ann]),
        try .text("named so", from: Party(name: "ann@corp.example", email: nil, number: nil)),
        try .text("ask ann@corp.example.", from: Self.ben),
      ])
      for other in others { try world.enter([try .text("of \(other)", from: party(other), to: [party(other)])]) }
      #expect(try world.bodies("from:\(query)") == ["hers", "named so"])
      #expect(try world.bodies("to:\(query)") == ["to her"])
      #expect(try world.bodies("participants:\(query)") == ["hers", "to her", "named so"])
      #expect(try world.bodies("from<>\(query)").count == 6)
      // Anywhere in the text the words of it in their order will do.
      #expect(try world.bodies(query).count == 7)
      #expect(try world.bodies("from:\"\u{3}ann@corp.example\"") == ["hers", "named so"])
      #expect(try world.bodies("from:corp.example").contains("of bob@corp.example"))
    }
  }

  @Test("what is only partly indexed can be asked for, by the model's name too")
  func partlyIndexed() throws {
    try SearchWorld.with { world in
      let file = MessageFile(name: "a.pdf", mediaType: "application/pdf", bytes: 1, digest: Digest(of: [1]))
      try world.enter([try .text("whole"), try .text("part", attachments: [file])])
      #expect(try world.bodies("partlyindexed:true") == ["part"])
      #expect(try world.bodies("partlyindexed:false") == ["whole"])
      #expect(try world.bodies("IndexingErrorCode>0 OR IndexingErrorCode<0") == ["part"])
      #expect(try world.bodies("IndexingErrorCode:0") == ["whole"])
      #expect(try world.bodies("IndexingErrorCode<>1") == ["whole"])
      #expect(try world.bodies("IndexingErrorCode>=0") == ["whole", "part"])
    }
  }
}
