import Testing

@testable import PartnerSite

@Suite struct FeedPeopleTests {
  private let people = FeedPeople(count: FeedGenerator.mostUsers).employees

  @Test("no two employees share an address or a number")
  func unique() {
    #expect(Set(people.map(\.email)).count == people.count)
    #expect(Set(people.map(\.number)).count == people.count)
  }

  @Test("every number is one that Ofcom keeps for drama")
  func reserved() {
    for person in people {
      #expect(person.number.hasPrefix("+447700900"))
      #expect(person.number.utf8.count == 13)
    }
    var random = SeededRandom(seed: 1)
    let company = Set(people.map(\.number))
    for _ in 0..<2000 {
      let number = FeedPeople.outsider(&random).number
      #expect(number.hasPrefix("+447700900") && number.utf8.count == 13)
      #expect(!company.contains(number))
    }
  }

  @Test("nothing in the directory would have to be quoted in a CSV, and addresses are plain ASCII")
  func plain() {
    for person in people {
      for field in [person.name, person.email, person.department] {
        #expect(!field.contains { ",\"\r\n".contains($0) }, "\(field)")
      }
      #expect(person.email.utf8.allSatisfy { $0 < 128 && $0 > 32 }, "\(person.email)")
    }
  }
}
