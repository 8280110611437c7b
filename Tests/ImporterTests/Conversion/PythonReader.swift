/// A reader of e-mail that shares nothing with ours.
enum PythonReader {
  /// Reads `messages` and `expected.json` in a folder; prints each difference, then how many it read.
  ///
  /// Names and addresses are read by the package's older parser: in Python before 3.13 the newer one leaves
  /// blanks between adjacent encoded words of a name (CPython issue 128110). Everything else is the newer
  /// one's, which must not note a single defect.
  static let script = #"""
    import datetime, email, email.policy, email.utils, hashlib, json, os, sys
    from email.header import decode_header, make_header

    folder = sys.argv[1]
    data = open(os.path.join(folder, "messages"), "rb").read()
    expected = json.load(open(os.path.join(folder, "expected.json"), encoding="utf-8"))
    allowed = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
               "Content-Transfer-Encoding", "X-Holdfast-Network", "X-Holdfast-Connector", "X-Holdfast-Partner-ID",
               "X-Holdfast-Type", "X-Holdfast-Direction", "X-Holdfast-Sent", "X-Holdfast-From-Number",
               "X-Holdfast-To-Number", "X-Holdfast-From-Email", "X-Holdfast-To-Email",
               "X-Holdfast-Duration-Seconds", "X-Holdfast-Answered"}
    once = allowed - {"X-Holdfast-To-Number", "X-Holdfast-To-Email"}
    failures = 0

    def differ(index, what, found, wanted):
        global failures
        if found != wanted:
            failures += 1
            if failures <= 20:
                print(f"message {index}: {what} is {ascii(found)[:300]} and not {ascii(wanted)[:300]}")

    def decoded(raw):
        return str(make_header(decode_header(raw.replace("\r\n", ""))))

    def people(raw):
        return [{"name": decoded(n), "address": a} for n, a in email.utils.getaddresses([raw.replace("\r\n", "")])]

    def check(index, raw, want):
        for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n"):
            differ(index, "a header line is legal", len(line) <= 998 and line.isascii() and line.strip() != b"", True)
        for line in raw.split(b"\r\n"):
            differ(index, "no bare line end", b"\r" in line or b"\n" in line or b"\0" in line, False)
            differ(index, "a line's length", len(line) <= 998, True)
        strict = email.message_from_bytes(raw, policy=email.policy.strict)
        old = email.message_from_bytes(raw, policy=email.policy.compat32)
        names = strict.keys()
        differ(index, "unexpected fields", sorted(set(names) - allowed), [])
        differ(index, "fields there twice", sorted(n for n in once if names.count(n) > 1), [])
        for part in strict.walk():
            differ(index, "defects", [repr(d) for d in part.defects], [])
            for name, value in part.items():
                if name not in ("From", "To"):
                    differ(index, "defects of " + name, [repr(d) for d in value.defects], [])
        differ(index, "from", people(old["From"]), want["from"])
        differ(index, "to", people(old["To"]), want["to"])
        differ(index, "recipients", [a.addr_spec for a in strict["To"].addresses], [p["address"] for p in want["to"]])
        differ(index, "subject", str(strict["Subject"]), want["subject"])
        differ(index, "partner id", str(strict["X-Holdfast-Partner-ID"]), want["partnerID"])
        differ(index, "message id", str(strict["Message-ID"]), want["messageID"])
        differ(index, "date", strict["Date"].datetime, datetime.datetime.fromisoformat(want["date"]))
        differ(index, "from numbers", strict.get_all("X-Holdfast-From-Number", []), want["fromNumbers"])
        differ(index, "to numbers", strict.get_all("X-Holdfast-To-Number", []), want["toNumbers"])
        found = strict.get_all("X-Holdfast-From-Email", []) + strict.get_all("X-Holdfast-To-Email", [])
        differ(index, "emails", found, want["emails"])
        parts = list(strict.iter_parts()) if strict.is_multipart() else [strict]
        text = parts[0].get_payload(decode=True).decode("utf-8")
        differ(index, "body", text.endswith(want["body"]) if want["isEnding"] else text,
               True if want["isEnding"] else want["body"])
        # Not get_filename(): it takes quotes and angle brackets off a name that has them.
        files = [{"name": p["Content-Disposition"].params["filename"], "mediaType": p.get_content_type(),
                  "sha256": hashlib.sha256(p.get_payload(decode=True)).hexdigest()} for p in parts[1:]]
        differ(index, "files", files, want["files"])

    position = 0
    for index, want in enumerate(expected):
        raw = data[position:position + want["size"]]
        position += want["size"]
        try:
            check(index, raw, want)
        except Exception as problem:
            differ(index, "the reading", repr(problem), None)
    print(f"{len(expected)} read" + (f", {failures} differences" if failures else ""))
    """#
}
