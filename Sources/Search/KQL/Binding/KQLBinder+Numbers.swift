/// Telephone numbers typed with their blanks and without quotation marks.
extension KQLBinder {
  /// The words of digits that begin at a place among neighbours, where they may be a number.
  func numberRun(_ items: [KQLSyntax], from start: Int, in scope: Scope?) -> [NumberWords.Word]? {
    if let scope {
      guard case .text = KQLProperty.named(scope.name.text)?.kind else { return nil }
    }
    var run: [NumberWords.Word] = []
    for item in items[start...] {
      guard let word = NumberWords.word(item) else { break }
      run.append(word)
    }
    return NumberWords.numbers(in: run).isEmpty ? nil : run
  }

  /// Binds words of digits, those of a number as `(07700 AND 900123) OR "07700 900123"`.
  ///
  /// A quoted number is found in every form it is written; what the words alone would find stays in.
  mutating func numbers(_ items: ArraySlice<KQLSyntax>, _ run: [NumberWords.Word], in scope: Scope?) -> [Query] {
    var bound: [Query] = []
    for item in items { bound.append(bind(item, in: scope)) }
    for range in NumberWords.numbers(in: run).reversed() {
      let words = items[(items.startIndex + range.lowerBound)..<(items.startIndex + range.upperBound)]
      guard let first = words.first, let last = words.last, count(first) else { return bound }
      let position = first.position.through(last.position)
      let number = KQLText(
        text: run[range].map(\.text).joined(separator: " "), isQuoted: true, position: position)
      let written: Query
      if let scope {
        written = restriction(scope.name, scope.op, number, position)
      } else {
        written = match(number, in: .anyText).map(Query.text) ?? .nothing
      }
      bound.replaceSubrange(range, with: [.any(of: [.all(of: Array(bound[range])), written])])
    }
    return bound
  }

  /// Warns of `from:07700 900123`, which looks for the second half anywhere.
  mutating func warnOfSplitNumber(_ items: [KQLSyntax], at index: Int) {
    guard index + 1 < items.count, let next = NumberWords.word(items[index + 1]), !next.begins else { return }
    var item = items[index]
    var before = ""
    while true {
      switch item.kind {
      case .not(let inside): (item, before) = (inside, before + "NOT ")
      case .excluded(let inside): (item, before) = (inside, before + "-")
      case .restriction(let name, let op, let value):
        guard case .text = KQLProperty.named(name.text)?.kind, !value.isQuoted else { return }
        return warnOfSplitNumber(before + name.text + op.rawValue, value, items[index], items[index + 1])
      case .text(let text) where !before.isEmpty && !text.isQuoted:
        return warnOfSplitNumber(before, text, items[index], items[index + 1])
      default: return
      }
    }
  }

  private mutating func warnOfSplitNumber(
    _ before: String, _ value: KQLText, _ item: KQLSyntax, _ next: KQLSyntax
  ) {
    let plus = value.text.hasPrefix("+") ? "+" : ""
    guard let first = NumberWords.word(String(value.text.dropFirst(plus.count))), let second = NumberWords.word(next),
      !NumberWords.numbers(in: [first, second]).isEmpty
    else { return }
    diagnostics.warn(
      .splitNumber,
      "this reaches only to the blank, and '\(second.text)' is searched for everywhere: a number with blanks goes in "
        + "quotation marks",
      at: item.position.through(next.position), fix: "\(before)\"\(value.text) \(second.text)\"")
  }
}
