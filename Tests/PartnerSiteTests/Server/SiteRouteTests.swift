import Archive
import Testing

@testable import PartnerSite

@Suite struct SiteRouteTests {
  @Test("every route reads back from its own path")
  func roundTrip() throws {
    let day = try #require(CivilDate("2024-01-02"))
    let digest = Digest(of: [1, 2, 3])
    for route in [
      SiteRoute.networks, .manifest(day), .file(day, "items-0001.jsonl"), .attachment(day, digest),
      .file(day, "202401020000-TeleMessage_1_153012.zip"), .file(day, "attachments"),
    ] {
      #expect(SiteRoute(path: route.description) == route)
    }
    #expect(SiteRoute.manifest(day).description == "/v1/networks/o2/days/2024-01-02")
  }

  @Test(
    "a path that isn't exactly a route names nothing",
    arguments: [
      "", "/", "/v1", "/v1/", "v1/networks", "/v1/networks/", "/v1//networks", "/v2/networks",
      "/v1/networks?x=1", "/v1/networks/o2", "/v1/networks/o2/days", "/v1/networks/o2/days/",
      "/v1/networks/ee/days/2024-01-02", "/v1/networks/o2/days/2024-02-30", "/v1/networks/o2/days/2024-1-2",
      "/v1/networks/o2/days/..", "/v1/networks/o2/days/2024-01-02/", "/v1/networks/o2/days/2024-01-02/..",
      "/v1/networks/o2/days/2024-01-02/.hidden", "/v1/networks/o2/days/2024-01-02/a%2f..%2fb",
      "/v1/networks/o2/days/2024-01-02/a b", "/v1/networks/o2/days/2024-01-02/a\\b",
      "/v1/networks/o2/days/2024-01-02/a\0b", "/v1/networks/o2/days/2024-01-02/é",
      "/v1/networks/o2/days/2024-01-02/attachments/../../../etc/passwd",
      "/v1/networks/o2/days/2024-01-02/attachments/abcd",
      "/v1/networks/o2/days/2024-01-02/../../../../etc/passwd",
      "/v1/networks/o2/days/2024-01-02/" + String(repeating: "a", count: 129),
      "/v1/networks/o2/days/2024-01-02/a" + String(repeating: "/", count: 100_000),
    ])
  func noRoute(path: String) {
    #expect(SiteRoute(path: path) == nil)
  }

  @Test("a file name may have 128 bytes and no more")
  func longestName() {
    #expect(SiteRoute.isFileName(String(repeating: "a", count: 128)))
    #expect(!SiteRoute.isFileName(String(repeating: "a", count: 129)))
  }
}
