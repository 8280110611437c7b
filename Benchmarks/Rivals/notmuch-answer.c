// Answers queries from a notmuch database, one a line: `NANOSECONDS MATCHES`, or `-1 WHY` where it can't be asked.
//
// What is measured is what the others do too: all matches counted, and the first page of 50, newest first, with what a
// list of messages shows of each. Texts are not read: notmuch would open a file for each.
#include <notmuch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAGE = 50, LONGEST_QUERY = 4096 };

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

// Shows a message as a list does; the sum keeps the compiler from leaving it out.
static size_t show(notmuch_message_t *message) {
  static const char *const headers[] = {"from", "subject", "message-id"};
  size_t sum = (size_t)notmuch_message_get_date(message);
  for (int i = 0; i < 3; i++) {
    const char *value = notmuch_message_get_header(message, headers[i]);
    if (value) sum += strlen(value);
  }
  return sum;
}

static notmuch_status_t answer(notmuch_database_t *database, const char *text, unsigned *count, size_t *sum) {
  notmuch_query_t *query = NULL;
  notmuch_status_t status = notmuch_query_create_with_syntax(database, text, NOTMUCH_QUERY_SYNTAX_XAPIAN, &query);
  if (status != NOTMUCH_STATUS_SUCCESS) return status;
  notmuch_query_set_sort(query, NOTMUCH_SORT_NEWEST_FIRST);
  notmuch_query_set_omit_excluded(query, NOTMUCH_EXCLUDE_FALSE);
  notmuch_messages_t *messages = NULL;
  status = notmuch_query_count_messages(query, count);
  if (status == NOTMUCH_STATUS_SUCCESS) status = notmuch_query_search_messages(query, &messages);
  for (int i = 0; status == NOTMUCH_STATUS_SUCCESS && i < PAGE && notmuch_messages_valid(messages); i++) {
    notmuch_message_t *message = notmuch_messages_get(messages);
    if (message == NULL) status = NOTMUCH_STATUS_OUT_OF_MEMORY;
    else *sum += show(message);
    notmuch_messages_move_to_next(messages);
  }
  notmuch_query_destroy(query);
  return status;
}

int main(int count, char **arguments) {
  notmuch_database_t *database = NULL;
  char *message = NULL;
  if (count != 2) return 64;
  // The configuration is the environment's, NOTMUCH_CONFIG.
  notmuch_status_t status = notmuch_database_open_with_config(
      arguments[1], NOTMUCH_DATABASE_MODE_READ_ONLY, NULL, NULL, &database, &message);
  if (status != NOTMUCH_STATUS_SUCCESS) {
    fprintf(stderr, "notmuch-answer: %s: %s\n", arguments[1], message ? message : notmuch_status_to_string(status));
    return 66;
  }
  char line[LONGEST_QUERY];
  size_t sum = 0;
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    unsigned matches = 0;
    long long start = now();
    status = answer(database, line, &matches, &sum);
    long long end = now();
    if (status == NOTMUCH_STATUS_SUCCESS) printf("%lld %u\n", end - start, matches);
    else printf("-1 %s\n", notmuch_status_to_string(status));
    fflush(stdout);
  }
  // So that what was shown was needed.
  if (sum == 1) fputs("\n", stderr);
  notmuch_database_destroy(database);
  return 0;
}
