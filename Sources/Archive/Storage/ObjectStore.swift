/// Keeps bytes under keys on another machine: a bucket of S3, a container of Azure Blob.
///
/// Calls wait for the answer. Acts are synchronous, so that a cancelled task can't leave half of one, and what an act
/// needs of a store it gets before its transaction begins. Everything that goes wrong is a ``StorageError`` whose code
/// is one of ``StoreProblem``; passing troubles have been tried again before one is thrown.
public protocol ObjectStore: Sendable {
  /// What people call it: no credentials are in it.
  var address: String { get }

  /// Stores the file under the key; when this returns, the store has confirmed that it has exactly these bytes.
  ///
  /// An object that has the key already is kept where it has the same bytes, and replaced where it hasn't.
  func put(_ file: LocalObject, as key: String) throws

  /// The object's size, or nil where there is none.
  func size(of key: String) throws -> Int64?

  /// Bytes of the object from `offset`, at most `count` of them: fewer only at its end.
  ///
  /// - Throws: ``StoreProblem/missing`` where there is no such object.
  func read(_ key: String, from offset: Int64, count: Int) throws -> [UInt8]

  /// Removes the object with all its versions, and makes sure that it is gone; that it was never there is no error.
  ///
  /// - Throws: ``StoreProblem/locked`` where the store's lock forbids it.
  func remove(_ key: String) throws

  /// Some of the objects whose keys begin so, in the order of their keys.
  ///
  /// `page`: what the answer before gave for going on; nil for the first.
  func list(_ prefix: String, page: String?) throws -> ObjectPage

  /// Whether it can lock objects against removal.
  func hasLocks() throws -> Bool

  /// Puts a legal hold on the object, or takes it off.
  func setHold(_ isHeld: Bool, on key: String) throws

  /// Locks the object against removal until then, or for as long as it is locked already.
  func retain(_ key: String, until: Moment, mode: StoreSettings.Lock) throws

  /// Ends its connections.
  func close()
}

/// A file that is to become an object, with what is known of it.
public struct LocalObject: Sendable {
  public var path: String
  public var size: Int64
  public var digest: Digest

  public init(path: String, size: Int64, digest: Digest) {
    (self.path, self.size, self.digest) = (path, size, digest)
  }
}

/// Some of a store's objects.
public struct ObjectPage: Sendable {
  public struct Object: Sendable, Hashable {
    public var key: String
    public var size: Int64
    /// When it was stored; nil where the store does not say so in a readable way.
    public var stored: Moment?

    public init(key: String, size: Int64, stored: Moment?) {
      (self.key, self.size, self.stored) = (key, size, stored)
    }
  }

  public var objects: [Object]
  /// What the next call goes on with; nil at the end.
  public var next: String?

  public init(objects: [Object], next: String?) { (self.objects, self.next) = (objects, next) }
}

/// What goes wrong with a store: the codes of its ``StorageError``s.
public enum StoreProblem: String, Sendable {
  /// No connection, or no answer in time.
  case unreachable = "store.unreachable"
  /// The connection would not keep the credentials and the content from others.
  case insecure = "store.insecure"
  /// The store knows the credentials, or doesn't, and says no.
  case refused = "store.refused"
  /// There is no such bucket or object.
  case missing = "store.missing"
  /// The object is locked against removal there.
  case locked = "store.locked"
  /// Any other answer.
  case failed = "store.failed"

  public func error(_ text: String) -> StorageError { StorageError(text, code: rawValue) }
  public func `is`(_ error: any Error) -> Bool { (error as? StorageError)?.code == rawValue }

  /// Whether it says something of the store and nothing of the content: that a store can't be asked is no damage.
  public static func isOfStore(_ error: any Error) -> Bool {
    [unreachable, insecure, refused, failed].contains { $0.is(error) }
  }
}

extension ObjectStore {
  /// How much of an object is asked for at once: enough that its answer takes longer than the way there and back.
  public static var pieceSize: Int { 4 << 20 }

  /// The object piece by piece, each asked for by itself, so that a connection lost in the middle costs one piece.
  ///
  /// Fewer bytes than `size` are an error of whoever checks the digest.
  public func pieces(of key: String, size: Int64) -> ContentPieces {
    var offset: Int64 = 0
    return {
      guard offset < size else { return nil }
      let piece = try read(key, from: offset, count: Int(min(Int64(Self.pieceSize), size - offset)))
      guard !piece.isEmpty else { throw StoreProblem.failed.error("\(address): \(key) ends before its end") }
      offset += Int64(piece.count)
      return piece
    }
  }
}
