// swift-tools-version:6.2
import PackageDescription

/// What every module of ours is compiled with: Swift 6 strict concurrency comes with the language
/// mode; the upcoming features make `any` and every import's visibility explicit.
let ours: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
  name: "holdfast",
  products: [
    .executable(name: "holdfast", targets: ["cli"]),
    .executable(name: "holdfast-verify", targets: ["Verifier"]),
    .executable(name: "embed-example", targets: ["embed-example"]),
    .library(name: "Archive", targets: ["Archive"]),
    .library(name: "Search", targets: ["Search"]),
    .library(name: "Importer", targets: ["Importer"]),
    .library(name: "Hold", targets: ["Hold"]),
    .library(name: "PartnerSite", targets: ["PartnerSite"]),
    .library(name: "Service", targets: ["Service"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    // The system's C and C++ libraries, each behind a header Swift can read.
    .systemLibrary(
      name: "CZstd", path: "Sources/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(
      name: "CLibXML2", path: "Sources/CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(name: "CXML", dependencies: ["CLibXML2"], path: "Sources/CXML"),
    .target(name: "CZIP", path: "Sources/CZIP", linkerSettings: [.linkedLibrary("zip")]),
    .target(
      name: "CICU", path: "Sources/CICU",
      linkerSettings: [.linkedLibrary("icuuc")]),
    .target(
      name: "CSQLiteLog", path: "Sources/CSQLiteLog",
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "CPhoneNumber", path: "Sources/CPhoneNumber",
      linkerSettings: [.linkedLibrary("phonenumber")]),
    .target(
      name: "CSimdJSON", path: "Sources/CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson")]),
    // Loads libldap when a directory is to be read, and links nothing.
    .target(name: "CLDAP", path: "Sources/CLDAP"),
    // Loads libcurl when mail is to be sent, and links nothing.
    .target(name: "CSMTP", path: "Sources/CSMTP"),

    // What is kept and who may touch it. Imports none of ours but the shims.
    .target(
      name: "Archive", dependencies: ["CZstd", "CSQLiteLog", grdb, sqlite, crypto, cryptoExtras], swiftSettings: ours),
    // Text to tokens to index; KQL to plan to results.
    .target(name: "Search", dependencies: ["Archive", "CICU", grdb], swiftSettings: ours),
    // The clients of object stores that content and staging may lie in.
    .target(
      name: "ObjectStorage", dependencies: ["Archive", crypto, httpClient, nioCore, nioHTTP, nioSSL],
      swiftSettings: ours),
    // Partner feed to e-mail to mailboxes.
    .target(
      name: "Importer",
      dependencies: [
        "Archive", "Search", "CICU", "CLDAP", "CPhoneNumber", "CSimdJSON", "CXML", "CZIP", grdb, crypto, cryptoExtras,
        httpClient, nioCore, nioPosix, nioHTTP, nioSSL,
      ],
      swiftSettings: ours),
    // Cases, holds, retention and the one gate to deletion.
    .target(name: "Hold", dependencies: ["Archive", "Search", "CSMTP", grdb, crypto], swiftSettings: ours),
    // A stand-in for the archiving partner's site.
    .target(
      name: "PartnerSite",
      dependencies: [
        "Archive", hummingbird, hummingbirdCore, hummingbirdTLS, httpTypes, lifecycle, logging, crypto, nioCore,
        nioSSL,
      ],
      swiftSettings: ours),
    // What runs by itself: schedules, alarms, health and figures.
    .target(
      name: "Service",
      dependencies: [
        "Archive", "Importer", "Hold", grdb, hummingbird, hummingbirdCore, httpTypes, lifecycle, signals, logging,
        nioCore,
      ],
      swiftSettings: ours),
    // The command, and the one place that wires the modules together.
    .executableTarget(
      name: "cli",
      dependencies: [
        "Archive", "Search", "Importer", "Hold", "PartnerSite", "ObjectStorage", "Service", arguments, logging,
      ],
      swiftSettings: ours),

    // Checks what the ledger's owner hands over; of ours it imports nothing.
    .executableTarget(name: "Verifier", dependencies: [crypto], swiftSettings: ours),

    // What docs/examples shows: the archive used as a library.
    .executableTarget(
      name: "embed-example", dependencies: ["Archive", "Search", "Importer", "Hold", "PartnerSite"],
      path: "docs/examples/embed", swiftSettings: ours),

    // The kit that tests share, and a suite for each module.
    .target(
      name: "ArchiveTesting", dependencies: ["Archive", "Search", "Importer", "Hold", "PartnerSite", grdb],
      path: "Tests/ArchiveTesting", swiftSettings: ours),
    .testTarget(
      name: "ArchiveTests", dependencies: ["Archive", "ArchiveTesting", grdb, crypto], swiftSettings: ours),
    .testTarget(name: "SearchTests", dependencies: ["Search", "Archive", "ArchiveTesting", grdb], swiftSettings: ours),
    .testTarget(
      name: "ImporterTests",
      dependencies: [
        "Importer", "PartnerSite", "Archive", "Search", "ArchiveTesting", grdb, crypto, cryptoExtras,
      ],
      swiftSettings: ours),
    .testTarget(
      name: "HoldTests",
      dependencies: ["Hold", "Importer", "Search", "Archive", "Verifier", "ArchiveTesting", grdb],
      swiftSettings: ours),
    .testTarget(
      name: "PartnerSiteTests", dependencies: ["PartnerSite", "Archive", httpClient, nioCore, nioHTTP],
      swiftSettings: ours),
    .testTarget(
      name: "ServiceTests",
      dependencies: ["Service", "Archive", "Importer", "Hold", "PartnerSite", "ArchiveTesting", grdb, logging],
      swiftSettings: ours),
    .testTarget(
      name: "ObjectStorageTests",
      dependencies: ["ObjectStorage", "Archive", "Importer", "Hold", "ArchiveTesting", grdb, nioHTTP],
      swiftSettings: ours),
    .testTarget(
      name: "VerifierTests", dependencies: ["Verifier", "Archive", "ArchiveTesting", grdb, crypto],
      swiftSettings: ours),
    .testTarget(
      name: "cliTests",
      dependencies: ["cli", "Verifier", "embed-example", "ArchiveTesting", "PartnerSite", "Archive", grdb],
      swiftSettings: ours),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
