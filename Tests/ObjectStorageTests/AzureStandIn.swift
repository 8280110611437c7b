internal import Foundation
internal import Glibc

/// A stand-in for Azure's Blob service: no emulator of it can be installed here (Azurite is on npm alone).
///
/// Written from Microsoft's public REST documentation ("Put Blob", "Put Block", "Put Block List", "Get Blob", "Get Blob
/// Properties", "Delete Blob", "List Blobs"), in Python, so that it shares nothing with the client. It checks each request's
/// form (version, signature, blob type, MD5, conditions) and answers as documented; it is no proof of Azure's own ways.
final class AzureStandIn: Sendable {
  static let signature = "sv=2021-12-02&sr=c&sp=racwdl&sig=a%2Bb%2Fc%3D"

  let endpoint: String
  private let process: Process
  private let input: Pipe

  private struct NotStarted: Error {}

  init() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B", "-c", Self.script, Self.signature]
    let (output, input) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 { line.append(byte) }
    guard let port = Int(String(decoding: line, as: UTF8.self)) else { throw NotStarted() }
    endpoint = "http://127.0.0.1:\(port)"
    (self.process, self.input) = (process, input)
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static let script = """
    import base64, email.utils, hashlib, http.server, os, re, sys, threading, time
    from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit
    from xml.sax.saxutils import escape
    blobs, blocks = {}, {}
    class Site(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *args): pass
        def answer(self, status, body=b"", code=None, headers={}):
            self.send_response(status)
            if code:
                self.send_header("x-ms-error-code", code)
                body = b"<?xml version='1.0'?><Error><Code>%s</Code></Error>" % code.encode()
            for name, value in headers.items(): self.send_header(name, value)
            if "Content-Length" not in headers: self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD": self.wfile.write(body)
        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            signed = dict(parse_qsl(sys.argv[1]))
            if not all(query.get(name) == value for name, value in signed.items()):
                return self.answer(403, code="AuthenticationFailed")
            if not re.fullmatch(r"20\\d\\d-\\d\\d-\\d\\d", self.headers.get("x-ms-version", "")):
                return self.answer(400, code="InvalidHeaderValue")
            container, _, name = unquote(parts.path[1:]).partition("/")
            if container != "box": return self.answer(404, code="ContainerNotFound")
            if "content-md5" in self.headers:
                if base64.b64encode(hashlib.md5(body).digest()).decode() != self.headers["content-md5"]:
                    return self.answer(400, code="Md5Mismatch")
            elif self.command == "PUT": return self.answer(400, code="MissingRequiredHeader")
            getattr(self, "on_" + self.command)(name, query, body)
        def on_PUT(self, name, query, body):
            if query.get("comp") == "block":
                blocks.setdefault(name, {})[base64.b64decode(query["blockid"])] = body
                if len({len(b) for b in blocks[name]}) > 1: return self.answer(400, code="InvalidBlobOrBlock")
                return self.answer(201)
            if query.get("comp") == "blocklist":
                wanted = [base64.b64decode(b) for b in re.findall(rb"<Latest>([^<]*)</Latest>", body)]
                have = blocks.pop(name, {})
                if not all(b in have for b in wanted): return self.answer(400, code="InvalidBlockList")
                blobs[name] = (b"".join(have[b] for b in wanted), time.time())
                return self.answer(201)
            if self.headers.get("x-ms-blob-type") != "BlockBlob": return self.answer(400, code="MissingRequiredHeader")
            if self.headers.get("if-none-match") == "*" and name in blobs:
                return self.answer(409, code="BlobAlreadyExists")
            blobs[name] = (body, time.time())
            self.answer(201)
        def on_HEAD(self, name, query, body):
            if name not in blobs: return self.answer(404, code="BlobNotFound", headers={"Content-Length": "0"})
            self.answer(200, headers={"Content-Length": str(len(blobs[name][0])), "x-ms-blob-type": "BlockBlob"})
        def on_GET(self, name, query, body):
            if query.get("comp") == "list": return self.list(query)
            if name not in blobs: return self.answer(404, code="BlobNotFound")
            first, last = re.fullmatch(r"bytes=(\\d+)-(\\d+)", self.headers["x-ms-range"]).groups()
            data = blobs[name][0]
            if int(first) >= len(data): return self.answer(416, code="InvalidRange")
            self.answer(206, data[int(first):int(last) + 1])
        def on_DELETE(self, name, query, body):
            if self.headers.get("x-ms-delete-snapshots") != "include": return self.answer(409, code="SnapshotsPresent")
            if name.startswith("p/immutable"): return self.answer(409, code="BlobImmutableDueToPolicy")
            if blobs.pop(name, None) is None: return self.answer(404, code="BlobNotFound")
            self.answer(202)
        def list(self, query):
            if query.get("restype") != "container": return self.answer(400, code="InvalidQueryParameterValue")
            names = sorted(n for n in blobs if n.startswith(query["prefix"]) and n > query.get("marker", ""))
            page = names[:2]
            out = "".join("<Blob><Name>%s</Name><Properties><Last-Modified>%s</Last-Modified><Content-Length>%d"
                "</Content-Length></Properties></Blob>" % (escape(n), email.utils.formatdate(blobs[n][1], usegmt=True),
                len(blobs[n][0])) for n in page)
            marker = escape(page[-1]) if len(names) > 2 else ""
            xml = "\\ufeff<?xml version='1.0' encoding='utf-8'?><EnumerationResults><Blobs>%s</Blobs><NextMarker>%s</NextMarker>" \\
                "</EnumerationResults>" % (out, marker)
            self.answer(200, xml.encode())
        do_GET = do_PUT = do_HEAD = do_DELETE = handle_any
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    os._exit(0)
    """
}
