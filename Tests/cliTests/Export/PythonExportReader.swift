import ArchiveTesting
import Foundation

/// A reader of exports that shares nothing with ours: Python's own packages, and its JSON Schema validator where it is
/// installed.
enum PythonExportReader {
  static let python = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Reads an export of a format and compares it with its results.csv and manifest; prints how many items it found, or
  /// what is wrong.
  static func read(_ export: URL, format: String) throws -> String {
    let script = export.deletingLastPathComponent().appendingPathComponent("read-\(UUID().uuidString).py")
    try Data(Self.script.utf8).write(to: script)
    defer { try? FileManager.default.removeItem(at: script) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "/usr/bin/python3")
    process.arguments = ["-B", script.path, export.path, format, SharedData.folder.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }

  private static let script = #"""
    import base64, csv, email, email.policy, hashlib, io, json, mailbox, os, re, sys, zipfile
    try:
        import jsonschema
    except ImportError:
        jsonschema = None

    root, form, shared = sys.argv[1:4]

    def files(ending):
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                if name.endswith(ending):
                    yield os.path.join(folder, name)

    def sha(data):
        return hashlib.sha256(data).hexdigest()

    def schema(path):
        path = os.path.join(shared, path)
        if jsonschema is None or not os.path.exists(path):
            return lambda document: None
        with open(path, encoding="utf-8") as file:
            kind = jsonschema.Draft7Validator(json.load(file), format_checker=jsonschema.FormatChecker())
        def check(document):
            problems = [p.message for p in kind.iter_errors(document)]
            assert not problems, problems[:3]
        return check

    manifest = json.load(open(f"{root}/manifest.json", encoding="utf-8"))
    listed = {f["path"]: f for f in manifest["files"]}
    found = {os.path.relpath(os.path.join(d, n), root) for d, _, names in os.walk(root) for n in names}
    assert found == set(listed) | {"manifest.json"}, found ^ set(listed)
    for path, entry in listed.items():
        data = open(os.path.join(root, path), "rb").read()
        assert (len(data), sha(data)) == (entry["size"], entry["sha256"]), path
    results = list(csv.DictReader(open(f"{root}/results.csv", encoding="utf-8-sig", newline="")))
    counts = manifest["counts"]
    fates = [r["Outcome"] for r in results]
    assert len(results) == counts["hits"], "a row for every hit"
    for fate, name in (("exported", "exported"), ("duplicate", "duplicates"), ("exception", "exceptions")):
        assert fates.count(fate) == counts[name], name
    assert len(manifest["exceptions"]) == counts["exceptions"]
    assert all(r["Reason"] for r in results if r["Outcome"] == "exception")
    for row in results:
        for cell in row.values():
            assert not re.match(r"[=+\-@\t\r]", cell), "a spreadsheet would calculate " + ascii(cell)
    exported = {r["Item"]: r for r in results if r["Outcome"] == "exported"}
    for row in exported.values():
        assert row["File"] in listed, row["File"]

    def eml():
        for row in exported.values():
            data = open(os.path.join(root, row["File"]), "rb").read()
            assert sha(data) == row["E-mail SHA-256"] and len(data) == int(row["Size"])
            message = email.message_from_bytes(data, policy=email.policy.default)
            assert message["Message-ID"] == row["Message-ID"] and not message.defects
        return len(exported)

    def mbox():
        total = 0
        for path in files(".mbox"):
            box = list(mailbox.mbox(path))
            here = [r for r in exported.values() if os.path.join(root, r["File"]) == path]
            assert len(box) == len(here), (path, len(box), len(here))
            raw = open(path, "rb").read()
            assert b"\r" not in raw
            ids = {r["Message-ID"]: r for r in here}
            for part in re.split(rb"(?:^|(?<=\n\n))From (?=[^\n]* \d{4}\n)", raw)[1:]:
                body = re.sub(rb"(?m)^>(>*From )", rb"\1", part.split(b"\n", 1)[1])
                data = body[:-1].replace(b"\n", b"\r\n")
                row = ids[email.message_from_bytes(data)["Message-ID"]]
                # A message that had no line end of its own was given one.
                assert len(data) - int(row["Size"]) in (0, 2), row
                assert sha(data[:int(row["Size"])]) == row["E-mail SHA-256"], row
                total += 1
        return total

    def rsmf():
        check, total = schema("rsmf/rsmf_schema_2_0_0.json"), 0
        for path in files(".rsmf"):
            raw = open(path, "rb").read()
            for line in raw.split(b"\r\n"):
                assert len(line) <= 998 and b"\n" not in line and b"\r" not in line
            message = email.message_from_bytes(raw, policy=email.policy.default)
            assert not message.defects, message.defects
            assert message["X-RSMF-Version"] == "2.0.0" and message["From"] and message["Date"]
            parts = list(message.walk())
            zips = [p for p in parts if p.get_filename() == "rsmf.zip"]
            assert len(zips) == 1 and zips[0]["Content-Transfer-Encoding"] == "base64"
            archive = zipfile.ZipFile(io.BytesIO(zips[0].get_payload(decode=True)))
            assert archive.testzip() is None
            document = json.loads(archive.read("rsmf_manifest.json"))
            check(document)
            people = [p["id"] for p in document["participants"]]
            assert len(people) == len(set(people)) and len(document["conversations"]) == 1
            conversation = document["conversations"][0]
            assert set(conversation["participants"]) == set(people) and conversation.get("custodian", people[0]) in people
            assert message["X-RSMF-EventCount"] == str(len(document["events"])) and len(document["events"]) <= 10000
            shown = parts[1].get_payload(decode=True).decode("utf-8")
            members = {"rsmf_manifest.json"}
            for event in document["events"]:
                assert event["participant"] in people and event["conversation"] == conversation["id"]
                assert event["timestamp"] in shown and event["body"] in shown
                custom = {c["name"]: c["value"] for c in event["custom"]}
                row = exported[custom["Item"]]
                assert row["E-mail SHA-256"] == custom["E-mail SHA-256"] and os.path.join(root, row["File"]) == path
                assert row["Attachments"] == str(len(event.get("attachments", [])))
                for attachment in event.get("attachments", []):
                    assert archive.getinfo(attachment["id"]).file_size == attachment["size"]
                    members.add(attachment["id"])
                total += 1
            assert members == set(archive.namelist())
            days = {event["timestamp"][:10] for event in document["events"]}
            assert len(days) == 1, days
        return total

    def vcon():
        check, total = schema("vcon/vcon_json_schema.json"), 0
        for path in files(".vcon"):
            document = json.load(open(path, encoding="utf-8"))
            check(document)
            for dialog in document["dialog"]:
                assert all(p < len(document["parties"]) for p in dialog["parties"])
                if dialog.get("encoding") == "base64url":
                    assert re.fullmatch(r"[A-Za-z0-9_-]*", dialog["body"])
                    base64.urlsafe_b64decode(dialog["body"] + "==")
                total += 1
            for attachment in document["attachments"]:
                assert attachment["dialog"] < len(document["dialog"])
                base64.urlsafe_b64decode(attachment["body"] + "==")
        return total

    def loadfile():
        text = open(f"{root}/loadfile.dat", encoding="utf-8-sig", newline="").read()
        assert open(f"{root}/loadfile.dat", "rb").read(3) == b"\xef\xbb\xbf"
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\x14", quotechar="\xfe", doublequote=True))
        documents = [dict(zip(rows[0], r)) for r in rows[1:]]
        assert all(len(r) == len(rows[0]) for r in rows)
        controls = [d["Control Number"] for d in documents]
        assert len(controls) == len(set(controls))
        for document in documents:
            native = open(os.path.join(root, document["Native File"].replace("\\", "/")), "rb").read()
            assert sha(native) == document["SHA256 Hash"] and len(native) == int(document["File Size"])
            if document["Extracted Text"]:
                text = open(os.path.join(root, document["Extracted Text"].replace("\\", "/")), "rb").read()
                assert text.startswith(b"\xef\xbb\xbf")
                text.decode("utf-8")
            assert not document["Parent Document ID"] or document["Parent Document ID"] in controls
            for cell in document.values():
                assert not re.match(r"[=+\-@\t\r]", cell) and "\n" not in cell, ascii(cell)
        for line in open(f"{root}/loadfile.opt", encoding="ascii", newline=""):
            key, volume, path, first, _, _, pages = line.rstrip("\r\n").split(",")
            assert key in controls and os.path.exists(os.path.join(root, path.replace("\\", "/"))) and first == "Y"
        return sum(1 for d in documents if not d["Parent Document ID"])

    total = {"eml": eml, "mbox": mbox, "rsmf": rsmf, "vcon": vcon, "loadfile": loadfile}[form]()
    assert total == len(exported), (total, len(exported))
    print(f"{total} read")
    """#
}
