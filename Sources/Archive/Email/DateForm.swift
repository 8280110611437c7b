/// Times as headers have them.
package enum DateForm {
  private static let days: StaticString = "MonTueWedThuFriSatSun"
  private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

  /// `Tue, 02 Jan 2024 08:15:03 +0000` (RFC 5322, 3.3), in the offset the source wrote.
  package static func append(_ sent: ZonedMoment, to output: inout [UInt8]) {
    let civil = CivilTime(sent)
    appendName(days, civil.date.weekday, to: &output)
    output.append(", " as StaticString)
    ASCII.append(civil.date.day, width: 2, to: &output)
    output.append(UInt8(ascii: " "))
    appendName(months, civil.date.month, to: &output)
    output.append(UInt8(ascii: " "))
    ASCII.append(civil.date.year, width: 4, to: &output)
    output.append(UInt8(ascii: " "))
    ASCII.append(civil.hour, width: 2, to: &output)
    output.append(UInt8(ascii: ":"))
    ASCII.append(civil.minute, width: 2, to: &output)
    output.append(UInt8(ascii: ":"))
    ASCII.append(civil.second, width: 2, to: &output)
    output.append(UInt8(ascii: " "))
    output.append(sent.offsetMinutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    ASCII.append(abs(sent.offsetMinutes) / 60, width: 2, to: &output)
    ASCII.append(abs(sent.offsetMinutes) % 60, width: 2, to: &output)
  }

  private static func appendName(_ names: StaticString, _ number: Int, to output: inout [UInt8]) {
    output.append(contentsOf: UnsafeBufferPointer(start: names.utf8Start + (number - 1) * 3, count: 3))
  }
}
