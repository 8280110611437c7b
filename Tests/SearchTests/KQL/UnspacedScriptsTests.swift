internal import Testing

@testable internal import Search

/// The query language says by blocks which letters stand in scripts without spaces; the analyser asks libicu.
@Suite("scripts without spaces")
struct UnspacedScriptsTests {
  @Test("are the same to the query language as to the analyser, for every letter of Unicode")
  func agree() {
    let table = CharacterTable()
    var differing: [String] = []
    for value in UInt32(0x80)...0x3FFFF {
      guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned,
        KQLBinder.letters(in: scalar) != nil
      else { continue }
      let kind = table.traits(of: value).kind
      guard kind == .unspaced || kind == .letter else { continue }
      if KQLBinder.isUnspaced(scalar) != (kind == .unspaced) { differing.append(String(value, radix: 16)) }
    }
    #expect(differing == [])
  }
}
