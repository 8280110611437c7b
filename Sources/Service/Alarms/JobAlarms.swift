internal import Importer

/// Alarms about what the jobs' last runs ended with.
enum JobAlarms {
  /// Failures in a row after which it is no passing trouble; a connector's are told by its days and its sign-in.
  static let mostFailures = 3

  static func signIn(_ connector: Connector, _ record: JobRecord?) -> [AlarmCause] {
    guard record?.code == SourceError.signInCode else { return [] }
    return [
      AlarmCause(
        kind: .signInRefused, subject: connector.name,
        text:
          "connector '\(connector.name)': the partner's site refuses the sign-in, so that nothing comes in; ask the "
          + "partner for the password, give it with 'holdfast connector change \(connector.name) --password-file FILE', then run "
          + "'holdfast connector run \(connector.name)'")
    ]
  }

  static func failing(_ records: [JobRecord]) -> [AlarmCause] {
    records.filter { $0.job != .imports && $0.failures >= mostFailures }.map { record in
      AlarmCause(
        kind: .jobFailing, subject: record.job.rawValue,
        text: "the job '\(record.job.rawValue)' failed \(mostFailures) times or more in a row, last with "
          + "'\(record.code ?? "unexpected")'; 'holdfast service status' shows when it is tried again")
    }
  }
}
