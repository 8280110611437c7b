internal import Archive
internal import ArgumentParser
internal import Foundation
internal import ObjectStorage
internal import Search

/// An opened archive and who acts on it: what a command starts from.
///
/// The one place where modules are wired together.
struct Context {
  let archive: Archive
  let session: Session
  let output: Output

  init(_ options: GlobalOptions, connections: Connections = .several) throws {
    let time = try options.time()
    archive = try Archive.open(
      at: options.folder, connections: connections, stores: ObjectStorage.opener, prepare: SearchIndex.prepare)
    try SearchIndex.attach(to: archive)
    session = try archive.session(user: Self.user, account: options.account, at: time)
    output = Output(json: options.json)
  }

  /// Makes a new archive with everything in it that the modules need.
  static func create(_ options: GlobalOptions, organization: String, sandbox: Bool) throws -> Archive {
    let archive = try Archive.create(
      at: options.folder, organization: organization, sandbox: sandbox, user: user, at: options.time(),
      prepare: SearchIndex.prepare)
    try SearchIndex.attach(to: archive)
    return archive
  }

  /// The user of this machine who calls.
  static var user: String { Client.userName }
}

/// A command that works on an archive.
protocol ArchiveCommand: AsyncParsableCommand {
  /// `one` for a command that asks one question and ends: it starts and ends faster.
  static var connections: Connections { get }
  var global: GlobalOptions { get }
  func run(in context: Context) async throws
}

extension ArchiveCommand {
  static var connections: Connections { .several }
  func run() async throws { try await run(in: Context(global, connections: Self.connections)) }
}
