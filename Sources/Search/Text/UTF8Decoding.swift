extension UnsafeBufferPointer<UInt8> {
  /// The code point that starts at an offset, and its length; nil and 1 where no valid one does.
  ///
  /// Strict (Unicode 15, table 3-7): no surrogates, no overlong forms. An invalid byte costs only
  /// itself, so the valid text around it is read as if it stood alone.
  @inline(__always)
  func scalar(at offset: Int) -> (value: UInt32?, length: Int) {
    let first = UInt32(self[offset])
    if first < 0x80 { return (first, 1) }
    func continuation(_ distance: Int) -> UInt32? {
      guard offset + distance < count, self[offset + distance] & 0xC0 == 0x80 else { return nil }
      return UInt32(self[offset + distance] & 0x3F)
    }
    if first < 0xE0 {
      guard first >= 0xC2, let second = continuation(1) else { return (nil, 1) }
      return ((first & 0x1F) << 6 | second, 2)
    }
    guard let second = continuation(1), let third = continuation(2) else { return (nil, 1) }
    if first < 0xF0 {
      let value = (first & 0xF) << 12 | second << 6 | third
      guard value >= 0x800, value & 0xF800 != 0xD800 else { return (nil, 1) }
      return (value, 3)
    }
    guard let fourth = continuation(3) else { return (nil, 1) }
    let value = (first & 0xF) << 18 | second << 12 | third << 6 | fourth
    guard (0x10000...0x10FFFF).contains(value), first < 0xF8 else { return (nil, 1) }
    return (value, 4)
  }
}
