internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Search

/// Names that every file system takes, whatever people and attackers call themselves.
@Suite("names of exported files")
struct SafeNameTests {
  @Test(
    "come out as shown",
    arguments: [
      ("ada.ames@corp.example", "ada.ames@corp.example"), ("CON", "_CON"), ("con.txt", "_con.txt"), ("nul", "_nul"),
      ("Com1.log", "_Com1.log"), ("LPT9", "_LPT9"), ("COM10", "COM10"), ("console", "console"),
      ("../../etc/passwd", "etc_passwd"), ("C:\\Windows\\x", "C_Windows_x"), ("...", "unnamed"), ("", "unnamed"),
      ("name. ", "name"), ("  spaced  out ", "spaced_out"), ("-rf", "rf"), (".hidden", "hidden"), ("a/b", "a_b"),
      ("a\u{0}b", "a_b"), ("a\nb", "a_b"), ("x\u{202E}gpj.exe", "x_gpj.exe"), ("e\u{301}te\u{301}", "\u{E9}t\u{E9}"),
      ("田中さん", "田中さん"), ("👨‍👩‍👧", "unnamed"), ("a<b>c:d\"e|f?g*h", "a_b_c_d_e_f_g_h"), ("~tmp", "tmp"),
      ("ＣＯＮ", "ＣＯＮ"), ("a%2e%2e", "a_2e_2e"),
    ])
  func shown(text: String, name: String) {
    #expect(SafeName.make(text) == name)
    // Swift calls both forms of an accented letter equal; a file system doesn't.
    #expect(Array(SafeName.make(text).utf8) == Array(name.utf8))
  }

  @Test("have the ending a program would open them by, or bin")
  func endings() {
    let expected = [
      ("call.WAV", "wav"), ("a.tar.gz", "gz"), ("noending", "bin"), (".jpg", "bin"), ("x.", "bin"), ("x.e xe", "bin"),
      ("x.جpg", "bin"), ("x.12345678901", "bin"), ("..\\..\\CON.JPG", "jpg"), ("x./etc", "bin"),
    ]
    for (name, ending) in expected { #expect(SafeName.ending(of: name) == ending, "\(name)") }
  }

  private static func isSafe(_ name: String) -> Bool {
    let bad = CharacterSet(charactersIn: "<>:\"/\\|?*").union(.controlCharacters).union(.whitespacesAndNewlines)
    let devices = ["CON", "PRN", "AUX", "NUL"] + (0...9).flatMap { ["COM\($0)", "LPT\($0)"] }
    return !name.isEmpty && name.utf8.count <= SafeName.longest && name.unicodeScalars.allSatisfy { !bad.contains($0) }
      && !name.hasPrefix(".") && !name.hasPrefix("-") && !name.hasSuffix(".")
      && Array(name.precomposedStringWithCanonicalMapping.utf8) == Array(name.utf8)
      && !devices.contains(String(name.prefix { $0 != "." }).uppercased())
  }

  @Test("are safe whatever the text, and stay as they are when made again")
  func anyText() {
    var random = SplitMix(seed: 17)
    let pool: [Unicode.Scalar] =
      Array(" ./\\:*?\"<>|-~%=+@con\u{0}\u{7F}\u{85}\u{200D}\u{202E}\u{301}\u{FEFF}éßıİ田สวัสดี👍🏽\u{10FFFF}".unicodeScalars)
    for _ in 0..<3_000 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...90, using: &random) {
        let any = Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &random))
        scalars.append(random.chance(2, in: 3) ? pool.randomElement(using: &random) ?? " " : any ?? " ")
      }
      let name = SafeName.make(String(scalars))
      #expect(Self.isSafe(name), "\(name.debugDescription)")
      #expect(SafeName.make(name) == name, "\(name.debugDescription)")
    }
  }

  @Test("are safe for every naughty string", .enabled(if: SharedData.exists("blns"), "\(SharedData.absent)"))
  func naughtyStrings() throws {
    var count = 0
    for path in try SharedData.files(under: "blns") where path.hasSuffix(".txt") {
      for line in try SharedData.lines(path) {
        #expect(Self.isSafe(SafeName.make(line)), "\(line.debugDescription)")
        count += 1
      }
    }
    #expect(count > 100)
  }

  @Test("are given once each, also where capitals don't count")
  func unique() {
    var names = UniqueNames()
    #expect(names.take("ada@corp.example") == "ada@corp.example")
    #expect(names.take("ADA@corp.example") == "ADA@corp.example_2")
    #expect(names.take("ada@corp.example") == "ada@corp.example_3")
    #expect(names.take("a/b") == "a_b")
    #expect(names.take("a\\b") == "a_b_2")
    #expect(names.take("e\u{301}") == "\u{E9}")
    #expect(names.take("\u{C9}") == "\u{C9}_2")
  }
}
