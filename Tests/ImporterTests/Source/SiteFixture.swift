import Archive
import Foundation
import Importer
import PartnerSite

/// A stand-in site over a small folder, and sources that speak to it.
enum SiteFixture {
  static let day = CivilDate(daysSince1970: 19_724)
  static let emptyDay = CivilDate(daysSince1970: 19_725)
  static let absentDay = CivilDate(daysSince1970: 19_726)
  static let items = Array("{\"id\":\"1\"}\n{\"id\":\"2\"}\n".utf8)
  static let recording = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  static let manifest = Array(#"{"schema":1,"files":["..."]}"#.utf8)
  static let emptyManifest = Array(#"{"schema":1,"files":[]}"#.utf8)

  /// Runs something with a folder that holds a day, and a day without items.
  static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = NSTemporaryDirectory() + "importer-source-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["\(day)/attachments", "\(emptyDay)"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    try write(manifest, "\(day)/manifest.json")
    try write(items, "\(day)/items-0001.jsonl")
    try write(recording, "\(day)/attachments/\(Digest(of: recording))")
    try write(emptyManifest, "\(emptyDay)/manifest.json")
    return try await body(folder)
  }

  /// Runs something with a source that speaks to a site over the folder, which has its bad days.
  static func withSite<Result: Sendable>(
    faults: [Fault] = [], password: String = "right", options: HTTPPartnerSource.Options = .init(),
    _ body: @escaping @Sendable (_ source: any PartnerSource, _ folder: String) async throws -> Result
  ) async throws -> Result {
    try await withFolder { folder in
      let site = try PartnerSite(folder: folder, username: "acme", password: "right", faults: Faults(faults))
      return try await site.withServer { port in
        try await SiteAddress("http://127.0.0.1:\(port)").withSource(
          network: "o2", username: "acme", password: Secret(password), options: options
        ) { source in try await body(source, folder) }
      }
    }
  }

  /// The error something ends with.
  static func failure(_ body: () async throws -> some Sendable) async -> SourceError? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error as? SourceError
    }
  }
}

extension ByteChunks {
  /// All of it, whatever it is: what tests read is small.
  func all() async throws -> [UInt8] { try await collect(limit: .max, at: "test") }
}
