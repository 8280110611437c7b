// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "holdfast-benchmarks",
  products: [.executable(name: "holdfast-bench", targets: ["HoldfastBench"])],
  dependencies: [
    .package(name: "holdfast", path: ".."),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // libicu's words, the yardstick of recall.
    .target(name: "CWords", linkerSettings: [.linkedLibrary("icuuc")]),
    .executableTarget(
      name: "HoldfastBench",
      dependencies: [
        "CWords",
        .product(name: "Archive", package: "holdfast"),
        .product(name: "Hold", package: "holdfast"),
        .product(name: "Importer", package: "holdfast"),
        .product(name: "Search", package: "holdfast"),
        .product(name: "PartnerSite", package: "holdfast"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
