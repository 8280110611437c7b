public import Foundation
internal import Glibc

/// A real LDAP server on this machine: Debian's slapd, with a tree of a test's own.
public final class DirectoryServer: Sendable {
  static let program = "/usr/sbin/slapd"
  public static let isHere = FileManager.default.isExecutableFile(atPath: program)
  /// What a test says when it skips.
  public static let absent = "slapd isn't installed (tools/install-packages does)"

  public static let base = "dc=corp,dc=example"
  public static let people = "ou=people,dc=corp,dc=example"
  /// Whom the server lets read, and by which password.
  public static let reader = "cn=reader,dc=corp,dc=example"
  public static let password = "a reader's password"

  /// A person of the tree.
  public struct Person: Sendable {
    public var uid: String
    /// Lines of the entry beside its name and classes, as `mail: ann@corp.example`.
    public var lines: [String]

    public init(_ uid: String, _ lines: [String]) { (self.uid, self.lines) = (uid, lines) }

    /// Somebody with everything.
    public static func usual(_ uid: String, number: String? = nil, department: String = "Sales") -> Person {
      Person(
        uid,
        ["displayName: \(uid.capitalized) Person", "mail: \(uid)@corp.example", "departmentNumber: \(department)"]
          + (number.map { ["mobile: \($0)"] } ?? []))
    }
  }

  public let port: Int
  private let process: Process

  public var url: String { "ldap://127.0.0.1:\(port)" }

  /// Runs one for as long as `body` takes.
  ///
  /// `certificates`: for TLS, from the first byte where `isLDAPS`, else after StartTLS, without which nothing is
  /// answered. `references`: entries that only point to another server.
  public static func with<R>(
    _ people: [Person], certificates: Certificates? = nil, isLDAPS: Bool = false, references: Int = 0, in folder: URL,
    _ body: (DirectoryServer) async throws -> R
  ) async throws -> R {
    let server = try DirectoryServer(people, certificates, isLDAPS, references, folder)
    defer { server.stop() }
    return try await body(server)
  }

  private struct DidNotStart: Error { var said: String }

  private init(
    _ people: [Person], _ certificates: Certificates?, _ isLDAPS: Bool, _ references: Int, _ folder: URL
  ) throws {
    let place = folder.appendingPathComponent("ldap-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: place.appendingPathComponent("db"), withIntermediateDirectories: true)
    let configuration = place.appendingPathComponent("slapd.conf")
    try Data(Self.configuration(place, certificates, isLDAPS).utf8).write(to: configuration)
    let tree = place.appendingPathComponent("tree.ldif")
    try Data(Self.tree(people, references).utf8).write(to: tree)
    let adding = Process()
    adding.executableURL = URL(fileURLWithPath: "/usr/sbin/slapadd")
    adding.arguments = ["-q", "-f", configuration.path, "-l", tree.path]
    let said = Pipe()
    adding.standardError = said
    try adding.run()
    let errors = try said.fileHandleForReading.readToEnd() ?? Data()
    adding.waitUntilExit()
    guard adding.terminationStatus == 0 else { throw DidNotStart(said: String(decoding: errors, as: UTF8.self)) }

    let port = try Self.freePort()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = [
      "-d", "0", "-f", configuration.path, "-h", "\(isLDAPS ? "ldaps" : "ldap")://127.0.0.1:\(port)/",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    (self.port, self.process) = (port, process)
    for _ in 0..<500 {
      if Self.answers(port) { return }
      usleep(10_000)
    }
    stop()
    throw DidNotStart(said: "it does not listen")
  }

  /// Ends it, as a power cut would.
  public func stop() {
    // A process started from a worker thread inherits its mask, in which SIGTERM is blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static func configuration(_ place: URL, _ certificates: Certificates?, _ isLDAPS: Bool) -> String {
    let tls =
      certificates.map {
        """
        TLSCACertificateFile \($0.authority)
        TLSCertificateFile \($0.certificate)
        TLSCertificateKeyFile \($0.key)
        \(isLDAPS ? "" : "security tls=1")
        """
      } ?? ""
    return """
      include /etc/ldap/schema/core.schema
      include /etc/ldap/schema/cosine.schema
      include /etc/ldap/schema/inetorgperson.schema
      modulepath /usr/lib/ldap
      moduleload back_mdb
      pidfile \(place.path)/slapd.pid
      \(tls)
      sizelimit size.soft=50 size.hard=1000 size.prtotal=unlimited
      database mdb
      maxsize 134217728
      suffix "\(base)"
      rootdn "cn=admin,\(base)"
      directory \(place.path)/db
      access to attrs=userPassword by anonymous auth by * none
      access to * by dn.exact="\(reader)" read by * none

      """
  }

  private static func tree(_ people: [Person], _ references: Int) -> String {
    var entries = [
      "dn: \(base)\nobjectClass: dcObject\nobjectClass: organization\ndc: corp\no: Corp",
      "dn: \(self.people)\nobjectClass: organizationalUnit\nou: people",
      "dn: \(reader)\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\n"
        + "userPassword: \(password)",
    ]
    entries += people.map { person in
      "dn: uid=\(person.uid),\(self.people)\nobjectClass: inetOrgPerson\nuid: \(person.uid)\ncn: \(person.uid)\n"
        + "sn: \(person.uid)\n" + person.lines.joined(separator: "\n")
    }
    entries += (0..<references).map { number in
      "dn: ou=elsewhere\(number),\(self.people)\nobjectClass: referral\nobjectClass: extensibleObject\n"
        + "ou: elsewhere\(number)\nref: ldap://127.0.0.1:1/dc=elsewhere"
    }
    return entries.joined(separator: "\n\n") + "\n"
  }

  private static func answers(_ port: Int) -> Bool { withSocket(port) { connect($0, $1, $2) == 0 } }

  /// A port the system picks, free a moment ago.
  private static func freePort() throws -> Int {
    var picked = 0
    let isBound = withSocket(0) { descriptor, address, length in
      guard bind(descriptor, address, length) == 0 else { return false }
      var (bound, size) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
      let asked = withUnsafeMutablePointer(to: &bound) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
      }
      picked = Int(UInt16(bigEndian: bound.sin_port))
      return asked == 0
    }
    guard isBound else { throw DidNotStart(said: "no port is free") }
    return picked
  }

  private static func withSocket(
    _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
  ) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// Stands between a client and a server on this machine, and hangs up after so many bytes of the server's.
public enum CuttingProxy {
  private static let script = """
    import socket, sys, threading
    port, most = int(sys.argv[1]), int(sys.argv[2])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    def up(client, server):
        try:
            while data := client.recv(65536): server.sendall(data)
        except OSError: pass
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=up, args=(client, server), daemon=True).start()
        left = most
        while left > 0 and (data := server.recv(min(left, 65536))):
            client.sendall(data)
            left -= len(data)
        client.shutdown(socket.SHUT_RDWR)
        client.close()
        server.close()
    """

  public static let isHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  private struct NoPort: Error {}

  /// Runs one in front of `port` for as long as `body` takes, which is given the port to connect to.
  public static func with<R>(before port: Int, cuttingAfter bytes: Int, _ body: (Int) async throws -> R) async throws
    -> R
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", script, String(port), String(bytes)]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 { line.append(byte) }
    guard let own = Int(String(decoding: line, as: UTF8.self)) else { throw NoPort() }
    return try await body(own)
  }
}
