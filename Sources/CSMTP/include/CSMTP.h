#ifndef HOLDFAST_CSMTP_H
#define HOLDFAST_CSMTP_H

// A C face for sending mail with Debian's libcurl, showing plain integers and bytes only: its setters are
// variadic, which Swift can't call. The library is loaded when the first mail is to be sent: linking it
// would load thirty others at every start of the command and cost it some 4 ms.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How the connection is secured.
enum holdfast_smtp_tls {
  /// Not at all.
  HOLDFAST_SMTP_PLAIN = 0,
  /// Plain first, then TLS by STARTTLS (RFC 3207), without which nothing is sent.
  HOLDFAST_SMTP_STARTTLS = 1,
  /// TLS from the first byte (RFC 8314).
  HOLDFAST_SMTP_IMPLICIT = 2
};

/// Where mail is handed in. Every text ends in NUL; the session keeps copies.
typedef struct {
  /// `smtp://host:port/client` or `smtps://host:port/client`, where `client` is the name given in EHLO.
  const char *url;
  /// A `holdfast_smtp_tls`.
  int32_t tls;
  /// NULL: no signing in.
  const char *username;
  const char *password;
  /// The authorities trusted, in PEM; NULL: those of the system.
  const char *authorities;
  size_t authorities_length;
  /// Milliseconds for the connection with its TLS handshake, for each answer of the server, and for all of it.
  int32_t connect_timeout;
  int32_t answer_timeout;
  int32_t total_timeout;
} holdfast_smtp_server;

/// How far sending came.
enum holdfast_smtp_stage {
  /// Nobody was reached, or no secure connection was made.
  HOLDFAST_SMTP_CONNECTING = 0,
  /// The server refused the sign-in.
  HOLDFAST_SMTP_SIGNING_IN = 1,
  /// The server answered, and refused before any recipient was named: its greeting, EHLO or MAIL FROM.
  HOLDFAST_SMTP_GREETING = 2,
  /// RCPT TO, DATA, or what comes after it.
  HOLDFAST_SMTP_MESSAGE = 3,
  /// The server has taken the message.
  HOLDFAST_SMTP_DONE = 4
};

/// Room for the line a server answers with (RFC 5321, 4.5.3.1.5: 512), terminator included.
enum { HOLDFAST_SMTP_TEXT_SIZE = 520 };

typedef struct {
  /// A `holdfast_smtp_stage`.
  int32_t stage;
  /// The server's last answer, 0 where there was none.
  int32_t code;
  /// That answer's last line, as it came; empty where the server said nothing or might repeat the password.
  char answer[HOLDFAST_SMTP_TEXT_SIZE];
  /// What the library says went wrong; empty where nothing did.
  char problem[HOLDFAST_SMTP_TEXT_SIZE];
} holdfast_smtp_result;

/// A connection, made when the first message is sent and used again for the next. Not for two threads at once.
typedef struct holdfast_smtp_session holdfast_smtp_session;

/// NULL where libcurl isn't installed.
holdfast_smtp_session *holdfast_smtp_open(const holdfast_smtp_server *server);

void holdfast_smtp_close(holdfast_smtp_session *session);

/// Connects, secures the connection and signs in, and sends nothing.
void holdfast_smtp_check(holdfast_smtp_session *session, holdfast_smtp_result *result);

/// Sends one message to one recipient. `sender` and `recipient` are addresses without brackets, which the
/// caller has checked; `message` is what RFC 5322 makes of it, with CR LF at every line's end.
void holdfast_smtp_send(
    holdfast_smtp_session *session, const char *sender, const char *recipient, const uint8_t *message,
    size_t length, holdfast_smtp_result *result);

#ifdef __cplusplus
}
#endif

#endif
