#ifndef HOLDFAST_CLDAP_H
#define HOLDFAST_CLDAP_H

// A C face for reading a directory with Debian's libldap, showing plain integers and bytes only. The library is loaded
// when a directory is first read: few archives have one, and the command must start without it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A directory and what is asked of it. Every text ends in NUL and must outlive the session.
typedef struct {
  /// `ldap://host:port` or `ldaps://host:port`.
  const char *url;
  /// Plain first, then TLS by StartTLS (RFC 4511, 4.14), without which nothing is said.
  bool start_tls;
  /// A file of the authorities trusted, in PEM.
  const char *authorities;
  /// NULL: anonymously.
  const char *bind_dn;
  const char *password;
  const char *base;
  const char *filter;
  /// The attributes wanted, ended by NULL.
  char *const *attributes;
  /// Entries asked for at a time (RFC 2696).
  int32_t page;
  /// Milliseconds for the connection, for each answer of the server, and for all of it.
  int32_t connect_timeout;
  int32_t answer_timeout;
  int32_t total_timeout;
  /// Bytes of one answer, an entry with its values.
  size_t longest_answer;
} holdfast_ldap_request;

/// How far things came when something went wrong.
enum holdfast_ldap_stage {
  /// Nobody was reached, or no secure connection was made.
  HOLDFAST_LDAP_CONNECTING = 0,
  /// The server refused the sign-in.
  HOLDFAST_LDAP_SIGNING_IN = 1,
  /// It refused the search, or broke off.
  HOLDFAST_LDAP_SEARCHING = 2
};

enum { HOLDFAST_LDAP_TEXT_SIZE = 512 };

typedef struct {
  /// A `holdfast_ldap_stage`.
  int32_t stage;
  /// The LDAP result code (RFC 4511, 4.1.9), negative for the library's own.
  int32_t code;
  /// What the library and the server say of it; never the password.
  char text[HOLDFAST_LDAP_TEXT_SIZE];
} holdfast_ldap_problem;

/// A search under way. Not for two threads at once.
typedef struct holdfast_ldap_session holdfast_ldap_session;

/// Whether libldap is installed.
bool holdfast_ldap_is_here(void);

/// Connects, secures the connection and signs in; NULL where that fails.
holdfast_ldap_session *holdfast_ldap_open(const holdfast_ldap_request *request, holdfast_ldap_problem *problem);

/// Goes to the next entry: 1 where there is one, 0 at the end of all pages, -1 where something went wrong.
int32_t holdfast_ldap_next(holdfast_ldap_session *session, holdfast_ldap_problem *problem);

/// The entry's name. Valid until the next call of this session.
const char *holdfast_ldap_name(holdfast_ldap_session *session);

/// How many values the entry has of the attribute at that place of the request.
int32_t holdfast_ldap_count(holdfast_ldap_session *session, int32_t attribute);

/// One of them. Valid until the next entry.
const uint8_t *holdfast_ldap_value(
    holdfast_ldap_session *session, int32_t attribute, int32_t place, size_t *length);

/// References to other servers that were met, and not followed.
int64_t holdfast_ldap_references(const holdfast_ldap_session *session);

void holdfast_ldap_close(holdfast_ldap_session *session);

#ifdef __cplusplus
}
#endif

#endif
