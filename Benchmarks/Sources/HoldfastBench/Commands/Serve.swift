internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import PartnerSite

/// Serves a feed until its input ends: what ``SiteProcess`` starts.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve a feed folder on a free port, which is printed, until the input ends.", shouldDisplay: false)

  @Argument(help: "The feed folder.")
  var folder: String

  func run() async throws {
    let site = try PartnerSite(
      folder: folder, username: SiteProcess.username, password: SiteProcess.password)
    Thread.detachNewThread {
      while getchar() != EOF {}
      Glibc.exit(0)
    }
    try await site.run { port in
      FileHandle.standardOutput.write(Data("\(port)\n".utf8))
    }
  }
}
