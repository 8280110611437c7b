/// The made-up company whose phones the feed is of, and everyone else they talk to.
struct FeedPeople {
  struct Employee {
    let name: String
    let email: String
    /// E.164.
    let number: String
    let department: String
    /// The mapping CSV names them, and an awkward feed's own e-mail property doesn't.
    let isMappedByFile: Bool
  }

  let employees: [Employee]

  /// Half of the numbers that Ofcom reserves for drama, +447700900000 to 999: nobody's phone rings.
  static let employeeNumbers = 500

  /// Every seventh employee is mapped by the CSV.
  private static let fileMappedEvery = 7

  init(count: Int) {
    employees = (0..<count).map { i in
      let (first, firstASCII) = Self.firstNames[i % Self.firstNames.count]
      // Another factor than the first names' count, so that full names repeat late.
      let (last, lastASCII) = Self.lastNames[(i * 7 + i / Self.firstNames.count) % Self.lastNames.count]
      let digits = Self.threeDigits(i)
      return Employee(
        name: "\(first) \(last)", email: "\(firstASCII).\(lastASCII).\(digits)@corp.example",
        number: "+447700900\(digits)", department: Self.departments[i % Self.departments.count],
        isMappedByFile: i % Self.fileMappedEvery == 0)
    }
  }

  /// How an employee is written on an item.
  func party(_ index: Int, clean: Bool, _ random: inout SeededRandom) -> FeedItem.Party {
    let employee = employees[index]
    guard !clean else {
      return FeedItem.Party(number: employee.number, email: employee.email, name: employee.name)
    }
    let email = !employee.isMappedByFile ? employee.email : index % 2 == 0 ? "someone.else@corp.example" : nil
    let digits = employee.number.dropFirst(3)
    let shape = random.unit()
    let number =
      shape < 0.10
      ? "0\(digits.prefix(4)) \(digits.dropFirst(4))"
      : shape < 0.15 ? "0044\(digits)" : shape < 0.18 ? "+44 (0) \(digits)" : employee.number
    return FeedItem.Party(number: number, email: email, name: employee.name)
  }

  /// Somebody outside the company, known by number alone.
  static func outsider(_ random: inout SeededRandom) -> FeedItem.Party {
    let number = employeeNumbers + random.below(1000 - employeeNumbers)
    return FeedItem.Party(number: "+447700900\(threeDigits(number))", email: nil, name: nil)
  }

  /// A sender that isn't a phone: a short code or a name.
  static func service(_ random: inout SeededRandom) -> FeedItem.Party {
    FeedItem.Party(number: random.pick(services), email: nil, name: nil)
  }

  private static func threeDigits(_ value: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: 3 - text.count) + text
  }

  private static let services = [
    "62255", "84433", "60777", "PARCELS", "MyBank", "Dentist-SE1", "CABS 24", "O2",
  ]
  private static let departments = ["Sales", "Trading", "Legal", "Operations", "Compliance", "Treasury"]

  private static let firstNames: [(String, String)] = [
    ("Amélie", "amelie"), ("Bashir", "bashir"), ("Chiara", "chiara"), ("Dmitri", "dmitri"),
    ("Edith", "edith"),
    ("Farah", "farah"), ("Gareth", "gareth"), ("Hanna", "hanna"), ("Ines", "ines"), ("Jürgen", "juergen"),
    ("Kavya", "kavya"), ("Liang", "liang"), ("Moira", "moira"), ("Niamh", "niamh"), ("Olu", "olu"),
    ("Priya", "priya"), ("Quentin", "quentin"), ("Rosa", "rosa"), ("สมชาย", "somchai"), ("Tomasz", "tomasz"),
    ("Uma", "uma"), ("Viktor", "viktor"), ("Wanjiru", "wanjiru"), ("Xenia", "xenia"), ("Yusuf", "yusuf"),
    ("美咲", "misaki"), ("Zofia", "zofia"), ("Øyvind", "oyvind"), ("Siân", "sian"),
  ]
  private static let lastNames: [(String, String)] = [
    ("Ashdown", "ashdown"), ("Bertrand", "bertrand"), ("Calloway", "calloway"), ("D'Arcy", "darcy"),
    ("Ekström", "ekstroem"), ("Fairweather", "fairweather"), ("Gupta", "gupta"), ("Holloway", "holloway"),
    ("Ito", "ito"), ("Jankowski", "jankowski"), ("Kettering", "kettering"), ("Lindqvist", "lindqvist"),
    ("Mbeki", "mbeki"), ("Núñez", "nunez"), ("O'Rourke", "orourke"), ("Pemberton", "pemberton"),
    ("Rahman", "rahman"), ("Silverwood", "silverwood"), ("Tanaka", "tanaka"), ("van der Berg", "vanderberg"),
    ("Whitlock", "whitlock"), ("Zielinski", "zielinski"), ("Okafor", "okafor"),
  ]
}
