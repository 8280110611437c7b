internal import ArgumentParser

struct SearchJobCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search-job", abstract: "Searches that are kept: run, counted, looked through, exported and purged.",
    discussion: """
      A run pins what was found: what is imported later is not in it, and what is purged meanwhile is reported as gone. A
      job belongs to a case, whose members see it, or to who made it.

        holdfast search-job create heron 'merger OR "project heron"' --case 'Heron' --custodians
        holdfast search-job run heron
        holdfast search-job statistics heron --by day
        holdfast search-job preview heron --limit 20
        holdfast search-job export heron /media/heron --format rsmf
        holdfast search-job purge heron --soft --reason 'sent to the wrong list'
      """,
    subcommands: [
      SearchJobCreate.self, SearchJobRunCommand.self, SearchJobStatistics.self, SearchJobPreview.self,
      SearchJobExport.self, SearchJobPurge.self, SearchJobPurges.self,
      SearchJobApprovePurge.self, SearchJobRejectPurge.self, SearchJobList.self, SearchJobShow.self,
      SearchJobRemove.self,
    ])
}
