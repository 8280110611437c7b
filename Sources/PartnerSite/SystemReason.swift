internal import Glibc

/// What the system says of the call that just failed.
func systemReason() -> String { String(cString: strerror(errno)) }
