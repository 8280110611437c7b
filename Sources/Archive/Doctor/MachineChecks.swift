internal import Foundation
internal import GRDB
internal import Glibc

extension Check {
  /// The clock: not behind the ledger, and kept right.
  static let clock = Check("clock") { examination in
    var found: [Finding] = []
    let (last, isSandbox) = try examination.read {
      (try Ledger.lastMoment($0), try Setting.sandbox.read($0) == "true")
    }
    if let last, last > examination.now, !isSandbox {
      found.append(
        .error(
          "clock",
          "the clock reads \(RFC3339.format(examination.now)), before the ledger's last entry at \(RFC3339.format(last))",
          "set the clock right; until then the archive refuses every act"))
    }
    if SystemClock.isSynchronized == false {
      found.append(
        .warning(
          "clock", "the system's clock is not synchronized", "turn on time synchronization: 'timedatectl set-ntp true'")
      )
    }
    let said =
      SystemClock.isSynchronized == nil ? "; whether it is synchronized can't be told" : ", and is synchronized"
    return found.isEmpty ? [.ok("clock", "not before the ledger's last entry\(said)")] : found
  }

  /// Room on the archive's disk.
  static let space = Check("space") { examination in
    guard let room = FileSystem.room(in: examination.folder) else {
      return [.warning("space", "how much room the disk has can't be told", "check it by hand: df")]
    }
    let text = "\(room.free >> 20) MB free of \(room.all >> 20)"
    return room.free < max(room.all / leastShare, leastFree)
      ? [
        .warning(
          "space", text,
          "make room: where the disk is full imports stop, and so do holds and searches, which go on the ledger")
      ] : [.ok("space", text)]
  }

  /// A tenth of the disk should be free.
  private static let leastShare: Int64 = 10
  /// A gigabyte should be free at least: a day of a large company's texts and its log.
  private static let leastFree: Int64 = 1 << 30

  /// Whether a thief of the disk could read it.
  static let volume = Check("volume") { examination in
    let isSandbox = try examination.isSandbox()
    switch EncryptedVolume.state(of: examination.folder) {
    case .encrypted: return [.ok("volume", "on an encrypted volume (dm-crypt)")]
    case .plain where isSandbox, .unknown where isSandbox:
      return [.ok("volume", "not known to be encrypted, which a sandbox need not be")]
    case .plain:
      return [
        .warning(
          "volume", "the disk is not encrypted by this machine (no dm-crypt)",
          "move the archive to a LUKS volume; where the disk is encrypted below the machine, say so with --skip volume")
      ]
    case .unknown:
      return [
        .warning(
          "volume", "whether the disk is encrypted can't be told",
          "make sure that it is, then say so with --skip volume")
      ]
    }
  }
}

/// What the kernel knows of its clock.
enum SystemClock {
  private typealias AdjTime = @convention(c) (UnsafeMutableRawPointer) -> Int32
  /// Larger than `struct timex` on every Linux (208 bytes on 64 bits).
  private static let structureBytes = 512
  /// What `adjtimex(2)` gives for a clock that nobody keeps right (TIME_ERROR).
  private static let unsynchronized: Int32 = 5

  /// Whether something keeps the clock right; nil where the kernel doesn't say.
  ///
  /// Asked with no modes set, `adjtimex` changes nothing.
  static var isSynchronized: Bool? {
    guard let address = dlsym(nil, "adjtimex") else { return nil }
    let ask = unsafeBitCast(address, to: AdjTime.self)
    let state = withUnsafeTemporaryAllocation(byteCount: structureBytes, alignment: 16) { room -> Int32 in
      guard let base = room.baseAddress else { return -1 }
      memset(base, 0, structureBytes)
      return ask(base)
    }
    return state < 0 ? nil : state != unsynchronized
  }
}

/// Whether a folder's file system lies on dm-crypt.
enum EncryptedVolume {
  enum State: Equatable { case encrypted, plain, unknown }

  /// Devices stand on devices (LVM on LUKS on RAID), and never so deep.
  private static let deepest = 8

  static func state(of folder: URL) -> State {
    var status = stat()
    guard stat(folder.path, &status) == 0 else { return .unknown }
    let device = UInt64(status.st_dev)
    // Linux's encoding of dev_t.
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & ~0xFF
    return state(of: URL(fileURLWithPath: "/sys/dev/block/\(major):\(minor)", isDirectory: true), depth: 0)
  }

  /// `device`: its folder in sysfs.
  static func state(of device: URL, depth: Int) -> State {
    let files = FileManager.default
    guard depth < deepest, files.fileExists(atPath: device.path) else { return .unknown }
    let identity = try? String(contentsOf: device.appendingPathComponent("dm/uuid"), encoding: .utf8)
    if identity?.hasPrefix("CRYPT-") == true { return .encrypted }
    // A partition's slaves are its disk's.
    let slaves = device.appendingPathComponent("slaves", isDirectory: true).resolvingSymlinksInPath()
    let below = ((try? files.contentsOfDirectory(atPath: slaves.path)) ?? []).map {
      state(of: slaves.appendingPathComponent($0).resolvingSymlinksInPath(), depth: depth + 1)
    }
    guard !below.isEmpty else { return .plain }
    if below.allSatisfy({ $0 == .encrypted }) { return .encrypted }
    return below.contains(.unknown) ? .unknown : .plain
  }
}
