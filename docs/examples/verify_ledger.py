#!/usr/bin/env python3
"""Checks an export of a Holdfast ledger, from docs/ledger-format.md and Python's standard library alone.

usage: verify_ledger.py FILE [KEY]

A third verifier, to show that the format is enough to write one: read it, and write a fourth. Its signature check is
the mathematics of RFC 8032, plain and slow, some hundred signatures a second.
"""
import datetime
import hashlib
import json
import sys

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def add(a, b):
    """Adds two points of the curve -x² + y² = 1 + dx²y², in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * D * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def times(n, point):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total


def point(data):
    """The point that 32 bytes are: y, and the lowest bit of x in the highest bit."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P:
        raise ValueError("not a point of the curve")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, text, signature):
    try:
        r, s = signature[:32], int.from_bytes(signature[32:], "little")
        if len(signature) != 64 or s >= ORDER:
            return False
        h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % ORDER
        a, b = times(s, BASE), add(point(r), times(h, point(key)))
    except ValueError:
        return False
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def grow(subtrees, size, leaf):
    while size & 1:
        leaf, size = node(subtrees.pop(), leaf), size >> 1
    subtrees.append(leaf)


def root_of(subtrees):
    if not subtrees:
        return hashlib.sha256(b"").digest()
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node(left, root)
    return root


def check(lines, expected=None):
    """Gives (number of entries, root); raises ValueError with the first entry that is wrong."""
    header = lines.pop(0)
    fields = json.loads(header)
    if fields["format"] != "holdfast-ledger-export" or fields["version"] != 1:
        raise ValueError("not an export")
    key = bytes.fromhex(fields["key"])
    if expected is not None and key != expected:
        raise ValueError("signed with another key")
    subtrees, size = [], 0
    while not lines[0].startswith(b'{"entries":'):
        text, size = lines.pop(0), size + 1
        grow(subtrees, size - 1, hashlib.sha256(b"\0" + text).digest())
        root, mark, entry = root_of(subtrees), json.loads(lines.pop(0)), json.loads(text)
        at = (datetime.datetime.fromisoformat(entry["at"].replace("Z", "+00:00")) - EPOCH) // datetime.timedelta(
            microseconds=1)
        message = f"holdfast-ledger-v1\n{size}\n{root.hex()}\n{at}\n".encode()
        if (mark["size"], mark["at"], entry["seq"]) != (size, at, size) or bytes.fromhex(mark["root"]) != root:
            raise ValueError(f"entry {size} was changed")
        if not signed(key, message, bytes.fromhex(mark["signature"])):
            raise ValueError(f"entry {size} is not signed")
    seal, root = json.loads(lines.pop(0)), root_of(subtrees)
    digest = hashlib.sha256(header).hexdigest()
    message = f"holdfast-ledger-export-v1\n{digest}\n{size}\n{root.hex()}\n".encode()
    if seal["format"] != "holdfast-ledger-seal" or seal["entries"] != size or bytes.fromhex(seal["root"]) != root:
        raise ValueError("the seal is over something else")
    if not signed(key, message, bytes.fromhex(seal["signature"])) or lines:
        raise ValueError("the seal is not signed, or something follows it")
    return size, root.hex()


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        content = file.read().removesuffix(b"\n").split(b"\n")
    try:
        entries, top = check(content, bytes.fromhex(sys.argv[2]) if len(sys.argv) > 2 else None)
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        sys.exit(f"damaged: {problem}")
    print(f"intact: {entries} entries, root {top}")
