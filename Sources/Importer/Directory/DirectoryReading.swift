internal import Archive

/// The people that a directory lists, read to its end.
struct DirectoryReading {
  /// A person, and where they stand in the directory.
  struct Found {
    var person: DirectoryPerson
    /// Numbers beside the person's one.
    var otherNumbers: [String]
    /// The entry's name.
    var entry: String
  }

  private(set) var people: [Found] = []
  private(set) var rejected: [DirectorySync.Rejection] = []
  /// Addresses of rejected entries, as far as they have one: nobody is taken for a leaver whose entry has a mistake.
  private(set) var rejectedAddresses: Set<String> = []
  private(set) var references: Int64 = 0

  /// Longest name of an entry that is kept or told.
  private static let longestName = 1_000

  /// `known`: the addresses of mailboxes, in lower case.
  init(_ service: DirectoryService, keys: KeyRing, known: Set<String>, timeouts: LDAPSearch.Timeouts) throws {
    let search = try LDAPSearch(service, keys: keys, timeouts: timeouts)
    let numbers = try ConnectorCreation.numbers(region: service.region)
    var entries: [String: String] = [:]
    var count = 0
    while let entry = try search.next() {
      count += 1
      guard count <= DirectorySync.mostEntries, people.count <= DirectoryImport.mostRecords else {
        throw InputError(
          "the directory lists more than \(DirectoryImport.mostRecords) people: narrow --base or --filter",
          code: "directory.size")
      }
      let found = Self.read(entry, known, numbers)
      if let other = entries[found.person.email] {
        reject(entry, found, "'\(found.person.email)' is already that of \(other)")
      } else if let reason = found.person.problem {
        reject(entry, found, reason)
      } else {
        entries[found.person.email] = found.entry
        people.append(found)
      }
    }
    references = search.references
  }

  private mutating func reject(_ entry: LDAPSearch.Entry, _ found: Found, _ reason: String) {
    // All of its addresses: which of them it was listed by before is not known.
    rejectedAddresses.formUnion(entry.values[0].map { $0.lowercased() })
    guard rejected.count < DirectorySync.mostRejections else { return }
    rejected.append(DirectorySync.Rejection(entry: found.entry, reason: reason))
  }

  /// The values of an attribute have no order, so the first by the alphabet is taken, and it is the same each time; of
  /// several addresses one that has a mailbox already, or a further address could take a person away from it.
  private static func read(_ entry: LDAPSearch.Entry, _ known: Set<String>, _ numbers: PhoneNumbers) -> Found {
    func first(_ place: Int) -> String { entry.values[place].filter { !$0.isEmpty }.min() ?? "" }
    let address = entry.values[0].filter { known.contains($0.lowercased()) }.min() ?? first(0)
    var written: [String] = []
    for values in entry.values.dropFirst(3) {
      for number in values.map({ numbers.normalize($0).text }).sorted() where !number.isEmpty {
        if !written.contains(number) { written.append(number) }
      }
    }
    // A line's number goes before what can't be read as one.
    let best = written.first { numbers.normalize($0).e164 != nil } ?? written.first
    return Found(
      person: DirectoryPerson(
        email: address, displayName: first(1), mobileNumber: best, department: first(2)),
      otherNumbers: written.filter { $0 != best && numbers.normalize($0).e164 != nil },
      entry: String(HeaderText.clean(entry.name).prefix(longestName)))
  }
}
