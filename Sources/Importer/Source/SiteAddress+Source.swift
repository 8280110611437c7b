public import Archive

extension SiteAddress {
  /// Opens the source at this address for as long as `body` runs.
  ///
  /// `network`: the carrier's network, as the partner's interface names it.
  ///
  /// A delivered folder needs no sign-in: who may read it is the file system's business, and the name and the
  /// password are not used.
  ///
  /// - Throws: ``SourceError`` where the source can't be prepared; then whatever `body` throws.
  public func withSource<Result>(
    network: String, username: String, password: Secret, options: HTTPPartnerSource.Options = .init(),
    _ body: (any PartnerSource) async throws -> Result
  ) async throws -> Result {
    let source: any PartnerSource =
      switch self {
      case .web(let site):
        try HTTPPartnerSource(site: site, network: network, username: username, password: password, options: options)
      case .folder(let path): FolderPartnerSource(folder: path, network: network)
      }
    do {
      let result = try await body(source)
      await source.close()
      return result
    } catch {
      await source.close()
      throw error
    }
  }
}
