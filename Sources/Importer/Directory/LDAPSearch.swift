internal import Archive
internal import CLDAP
internal import Foundation
internal import Glibc

/// One search of an LDAP directory, entry by entry: pages are fetched as they are needed (RFC 2696).
///
/// References to other servers are counted and not followed: they would be told the password.
final class LDAPSearch {
  /// An entry with the values of the attributes that were asked for, in their order.
  struct Entry {
    var name: String
    var values: [[String]]
  }

  struct Timeouts {
    /// For a machine in the same company.
    var connect: Int32 = 10_000
    /// For an answer, be it of a busy server.
    var answer: Int32 = 60_000
    /// For a million people a thousand at a time.
    var total: Int32 = 1_800_000
  }

  /// Entries a page: Active Directory gives no more at once.
  private static let page: Int32 = 1_000
  /// An entry with some dozen values has some kilobytes, and few have a photo that we don't ask for.
  private static let longestAnswer = 4 << 20
  /// Values of one attribute that are looked at: a person has a few numbers.
  private static let mostValues: Int32 = 32
  /// Where Debian has the authorities of the system.
  private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

  private let session: OpaquePointer
  private let request: UnsafeMutablePointer<holdfast_ldap_request>
  private let texts: Texts
  private let attributes: [String]
  private let url: String

  init(_ service: DirectoryService, keys: KeyRing, timeouts: Timeouts = Timeouts()) throws {
    url = service.url
    attributes = service.attributes.all
    guard holdfast_ldap_is_here() else {
      throw DirectoryUnavailable(
        .library, "the library that speaks LDAP is not installed; run 'apt-get install libldap-2.5-0'")
    }
    let authorities = try TrustedAuthorities(service.authorities)
    defer { authorities.remove() }
    let texts = Texts()
    self.texts = texts
    let password = try service.password(keys)
    request = .allocate(capacity: 1)
    request.initialize(
      to: holdfast_ldap_request(
        url: texts.keep(service.url), start_tls: service.usesStartTLS,
        authorities: texts.keep(authorities.file ?? Self.systemAuthorities),
        bind_dn: service.bindDN.map(texts.keep), password: password.map { texts.keep($0.reveal()) },
        base: texts.keep(service.base), filter: texts.keep(service.filter), attributes: texts.keep(list: attributes),
        page: Self.page, connect_timeout: timeouts.connect, answer_timeout: timeouts.answer,
        total_timeout: timeouts.total, longest_answer: Self.longestAnswer))
    var problem = holdfast_ldap_problem()
    guard let session = holdfast_ldap_open(request, &problem) else {
      request.deallocate()
      throw DirectoryUnavailable(problem, at: service.url)
    }
    self.session = session
  }

  deinit {
    holdfast_ldap_close(session)
    request.deallocate()
  }

  /// References to other servers met so far.
  var references: Int64 { holdfast_ldap_references(session) }

  /// The next entry; nil when all pages are at their end.
  func next() throws -> Entry? {
    var problem = holdfast_ldap_problem()
    switch holdfast_ldap_next(session, &problem) {
    case 1: return Entry(name: String(cString: holdfast_ldap_name(session)), values: attributes.indices.map(values))
    case 0: return nil
    default: throw DirectoryUnavailable(problem, at: url)
    }
  }

  /// The values of an attribute that are text.
  private func values(of attribute: Int) -> [String] {
    let count = min(holdfast_ldap_count(session, Int32(attribute)), Self.mostValues)
    return (0..<count).compactMap { place in
      var length = 0
      guard let bytes = holdfast_ldap_value(session, Int32(attribute), place, &length) else { return nil }
      return String(validating: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self)
    }
  }
}

/// C copies of texts, for as long as a search needs them; forgotten as zeros, a password being among them.
private final class Texts {
  private var texts: [UnsafeMutablePointer<CChar>] = []
  private var lists: [UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>] = []

  func keep(_ text: String) -> UnsafePointer<CChar> { UnsafePointer(copy(text)) }

  func keep(list: [String]) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: list.count + 1)
    for (index, text) in list.enumerated() { pointers[index] = copy(text) }
    pointers[list.count] = nil
    lists.append(pointers)
    return UnsafePointer(pointers)
  }

  private func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
    let bytes = text.utf8CString
    let kept = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { kept[index] = byte }
    texts.append(kept)
    return kept
  }

  deinit {
    for text in texts {
      explicit_bzero(text, strlen(text))
      text.deallocate()
    }
    for list in lists { list.deallocate() }
  }
}

/// The authorities a search trusts, as the file that the library reads them from when it connects.
private struct TrustedAuthorities {
  /// Nil: the system's.
  let file: String?

  init(_ authorities: String?) throws {
    guard let authorities else {
      file = nil
      return
    }
    let place = FileManager.default.temporaryDirectory.appendingPathComponent(
      "holdfast-authorities-\(getpid())-\(UInt64.random(in: 0 ... .max)).pem")
    guard
      FileManager.default.createFile(
        atPath: place.path, contents: Data(authorities.utf8), attributes: [.posixPermissions: 0o600])
    else { throw StorageError("could not write \(place.path)") }
    file = place.path
  }

  func remove() { if let file { unlink(file) } }
}

/// The directory can't be read; nothing was changed.
public struct DirectoryUnavailable: Error, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    case unreachable
    case signInRefused = "sign-in"
    /// It answers, and broke off or refuses the search.
    case refused
    case library
  }

  public let kind: Kind
  public let description: String

  init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }

  fileprivate init(_ problem: holdfast_ldap_problem, at url: String) {
    let text = withUnsafeBytes(of: problem.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let said = HeaderText.clean(text)
    switch holdfast_ldap_stage(UInt32(problem.stage)) {
    case HOLDFAST_LDAP_SIGNING_IN:
      self.init(
        .signInRefused,
        "the directory \(url) refuses the sign-in: \(said); set it with 'holdfast directory source set'")
    case HOLDFAST_LDAP_SEARCHING:
      self.init(.refused, "the directory \(url) could not be read to its end: \(said); nothing was changed")
    default:
      self.init(.unreachable, "the directory \(url) can't be reached securely: \(said); check its name and certificate")
    }
  }
}
