internal import Foundation

/// Certificates for servers of tests, made by openssl.
public struct Certificates: Sendable {
  /// The authority's certificate, the server's, and the server's key, each a PEM file.
  public let authority: String
  public let certificate: String
  public let key: String

  public static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  /// What a test says when it skips.
  public static let absent: String = "openssl isn't installed, so no certificate can be made"

  /// Makes an authority and a certificate signed by it for a server of these names, as openssl writes them.
  public static func make(in folder: String, names: String = "DNS:localhost") throws -> Certificates {
    let made = Certificates(
      authority: folder + "/ca.pem", certificate: folder + "/server.pem", key: folder + "/server.key")
    let (authorityKey, request) = (folder + "/ca.key", folder + "/server.csr")
    let extensions = folder + "/server.ext"
    try Data("subjectAltName=\(names)\n".utf8).write(to: URL(fileURLWithPath: extensions))
    let curve = ["ec", "ec_paramgen_curve:prime256v1"]
    try run(
      "req", "-x509", "-newkey", curve[0], "-pkeyopt", curve[1], "-nodes", "-keyout", authorityKey, "-out",
      made.authority, "-subj", "/CN=Test Authority", "-days", "2")
    try run(
      "req", "-newkey", curve[0], "-pkeyopt", curve[1], "-nodes", "-keyout", made.key, "-out", request, "-subj",
      "/CN=localhost")
    try run(
      "x509", "-req", "-in", request, "-CA", made.authority, "-CAkey", authorityKey, "-CAcreateserial", "-out",
      made.certificate, "-days", "2", "-extfile", extensions)
    return made
  }

  private struct Failed: Error { let arguments: [String] }

  private static func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: openssl ?? "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
  }
}
