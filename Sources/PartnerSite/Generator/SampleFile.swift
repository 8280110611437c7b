internal import Archive

/// A recording or a contact card, made on demand from a few numbers, so that a redelivered item's file can be
/// made again instead of being kept.
enum SampleFile: Hashable {
  /// A tone of so many seconds; the serial number makes its sound and so its digest its own.
  case recording(seconds: Int, serial: Int)
  case contact(serial: Int)

  var name: String {
    switch self {
    case .recording: "call.wav"
    case .contact: "contact.vcf"
    }
  }

  var mediaType: String {
    switch self {
    case .recording: "audio/wav"
    case .contact: "text/vcard"
    }
  }

  var bytes: [UInt8] {
    switch self {
    case .recording(let seconds, let serial): Self.wav(seconds: seconds, serial: serial)
    case .contact(let serial):
      Array(
        """
        BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Contact \(serial)\r\nTEL;VALUE=uri:tel:+447700900\(500 + serial % 500)\r
        NOTE:met at the trade fair\\, stand \(serial)\r\nEND:VCARD\r\n
        """.utf8)
    }
  }

  private static let samplesPerSecond = 8000

  /// RIFF WAVE, PCM: 8,000 samples of 8 bits a second, one channel.
  ///
  /// The sound is a triangle wave whose pitch the serial number sets. The serial number itself is the first
  /// four samples, so that no two recordings are the same file.
  private static func wav(seconds: Int, serial: Int) -> [UInt8] {
    let count = seconds * samplesPerSecond
    var file: [UInt8] = []
    file.reserveCapacity(44 + count)
    func number(_ value: Int, _ width: Int) {
      for shift in 0..<width { file.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
    }
    file += "RIFF".utf8
    number(36 + count, 4)
    file += "WAVEfmt ".utf8
    number(16, 4)
    number(1, 2)  // PCM
    number(1, 2)  // channels
    number(samplesPerSecond, 4)
    number(samplesPerSecond, 4)  // bytes a second
    number(1, 2)  // bytes a sample
    number(8, 2)  // bits a sample
    file += "data".utf8
    number(count, 4)
    number(serial, 4)
    let period = 16 + serial % 48
    for i in 4..<count {
      let phase = i % period * 2
      let height = (phase < period ? phase : 2 * period - phase) * 60 / period
      file.append(UInt8(98 + height))
    }
    return file
  }
}
