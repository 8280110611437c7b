internal import Archive

/// The sign-in to a partner's site, tried before anything is kept of it.
struct PartnerSignIn {
  var site: SiteAddress
  var type: ConnectorType
  var username: String
  var password: Secret
  var authorities: PinnedAuthorities?

  /// Signs in, and sees that the account may fetch the carrier's network.
  ///
  /// - Throws: ``SourceError`` where the site refuses or can't be reached, ``InputError``.
  func check(_ options: HTTPPartnerSource.Options) async throws {
    if authorities != nil, case .folder = site {
      throw InputError("a folder has no certificate: leave --ca-file out", code: "connector.authorities")
    }
    var options = options
    options.authorities = authorities
    let networks = try await site.withSource(
      network: type.network, username: username, password: password, options: options
    ) { source in
      try await RetryPolicy().retrying { try await source.networks() }
    }
    guard networks.contains(type.network) else {
      throw InputError(
        "the sign-in works, but this account has no network '\(type.network)' at \(site); ask the partner to add it",
        code: "connector.network")
    }
  }
}
