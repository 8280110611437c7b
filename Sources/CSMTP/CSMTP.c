#include "CSMTP.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libcurl's functions, found when first needed. The names are kept, so that what follows reads as its manual does.
static struct {
  bool loaded;
  __typeof__(curl_global_init) *global_init;
  __typeof__(curl_easy_init) *easy_init;
  __typeof__(curl_easy_cleanup) *easy_cleanup;
  __typeof__(curl_easy_setopt) *setopt;
  __typeof__(curl_easy_perform) *perform;
  __typeof__(curl_easy_strerror) *strerror;
  __typeof__(curl_slist_append) *slist_append;
  __typeof__(curl_slist_free_all) *slist_free_all;
} curl;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  curl.global_init = dlsym(library, "curl_global_init");
  curl.easy_init = dlsym(library, "curl_easy_init");
  curl.easy_cleanup = dlsym(library, "curl_easy_cleanup");
  curl.setopt = dlsym(library, "curl_easy_setopt");
  curl.perform = dlsym(library, "curl_easy_perform");
  curl.strerror = dlsym(library, "curl_easy_strerror");
  curl.slist_append = dlsym(library, "curl_slist_append");
  curl.slist_free_all = dlsym(library, "curl_slist_free_all");
  curl.loaded = curl.global_init && curl.easy_init && curl.easy_cleanup && curl.setopt && curl.perform &&
                curl.strerror && curl.slist_append && curl.slist_free_all &&
                curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static pthread_once_t load_once = PTHREAD_ONCE_INIT;

struct holdfast_smtp_session {
  CURL *handle;
  // Of the message being sent.
  const uint8_t *message;
  size_t length;
  size_t position;
  bool recipient_named;
  // Of the server.
  int32_t code;
  char answer[HOLDFAST_SMTP_TEXT_SIZE];
  char problem[CURL_ERROR_SIZE];
};

// Every line the server sends comes here.
static size_t on_answer(char *line, size_t size, size_t count, void *context) {
  holdfast_smtp_session *session = context;
  size_t length = size * count;
  // The library says QUIT after a refusal, and the answer to that is not what we want to know.
  if (session->code >= 400 && length >= 3 && memcmp(line, "221", 3) == 0) return length;
  if (length >= 3 && line[0] >= '2' && line[0] <= '5' && line[1] >= '0' && line[1] <= '9' && line[2] >= '0' &&
      line[2] <= '9') {
    session->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    size_t kept = length < sizeof(session->answer) - 1 ? length : sizeof(session->answer) - 1;
    memcpy(session->answer, line, kept);
    session->answer[kept] = 0;
  }
  return length;
}

// Every command that is sent, whose result code alone doesn't tell how far things came. Nothing of it is kept.
static int on_traffic(CURL *handle, curl_infotype kind, char *bytes, size_t length, void *context) {
  (void)handle;
  static const char rcpt[] = "RCPT TO:";
  holdfast_smtp_session *session = context;
  if (kind == CURLINFO_HEADER_OUT && length >= sizeof(rcpt) - 1 && memcmp(bytes, rcpt, sizeof(rcpt) - 1) == 0) {
    session->recipient_named = true;
  }
  return 0;
}

static size_t on_data_wanted(char *buffer, size_t size, size_t count, void *context) {
  holdfast_smtp_session *session = context;
  size_t room = size * count;
  size_t left = session->length - session->position;
  size_t given = left < room ? left : room;
  memcpy(buffer, session->message + session->position, given);
  session->position += given;
  return given;
}

static size_t discard(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  (void)context;
  return size * count;
}

static bool configure(holdfast_smtp_session *session, const holdfast_smtp_server *server) {
  CURL *handle = session->handle;
  bool fine = true;
#define SET(option, value) fine = fine && curl.setopt(handle, option, value) == CURLE_OK
  SET(CURLOPT_URL, server->url);
  SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  // Neither a proxy of the environment nor a password of ~/.netrc has a say in where mail goes.
  SET(CURLOPT_PROXY, "");
  SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_CONNECTTIMEOUT_MS, (long)server->connect_timeout);
  SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(server->answer_timeout + 999) / 1000);
  SET(CURLOPT_TIMEOUT_MS, (long)server->total_timeout);
  SET(CURLOPT_USE_SSL, server->tls == HOLDFAST_SMTP_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  if (server->authorities) {
    struct curl_blob blob = {(void *)server->authorities, server->authorities_length, CURL_BLOB_COPY};
    SET(CURLOPT_CAINFO_BLOB, &blob);
    // Those and no others.
    SET(CURLOPT_CAPATH, NULL);
  }
  if (server->username) {
    SET(CURLOPT_USERNAME, server->username);
    SET(CURLOPT_PASSWORD, server->password);
  }
  SET(CURLOPT_ERRORBUFFER, session->problem);
  SET(CURLOPT_HEADERFUNCTION, on_answer);
  SET(CURLOPT_HEADERDATA, session);
  SET(CURLOPT_VERBOSE, 1L);
  SET(CURLOPT_DEBUGFUNCTION, on_traffic);
  SET(CURLOPT_DEBUGDATA, session);
  SET(CURLOPT_READFUNCTION, on_data_wanted);
  SET(CURLOPT_READDATA, session);
  SET(CURLOPT_WRITEFUNCTION, discard);
#undef SET
  return fine;
}

holdfast_smtp_session *holdfast_smtp_open(const holdfast_smtp_server *server) {
  pthread_once(&load_once, load);
  if (!curl.loaded) return NULL;
  holdfast_smtp_session *session = calloc(1, sizeof(*session));
  if (!session) return NULL;
  session->handle = curl.easy_init();
  if (session->handle && configure(session, server)) return session;
  holdfast_smtp_close(session);
  return NULL;
}

void holdfast_smtp_close(holdfast_smtp_session *session) {
  if (!session) return;
  if (session->handle) curl.easy_cleanup(session->handle);
  free(session);
}

static int32_t stage_of(const holdfast_smtp_session *session, CURLcode code) {
  if (code == CURLE_OK) return HOLDFAST_SMTP_DONE;
  if (code == CURLE_LOGIN_DENIED) return HOLDFAST_SMTP_SIGNING_IN;
  if (session->recipient_named) return HOLDFAST_SMTP_MESSAGE;
  return session->code >= 400 ? HOLDFAST_SMTP_GREETING : HOLDFAST_SMTP_CONNECTING;
}

static void perform(holdfast_smtp_session *session, holdfast_smtp_result *result) {
  session->code = 0;
  session->answer[0] = 0;
  session->problem[0] = 0;
  session->recipient_named = false;
  CURLcode code = curl.perform(session->handle);
  memset(result, 0, sizeof(*result));
  result->stage = stage_of(session, code);
  result->code = session->code;
  // A server might say back what it was told while signing in.
  if (result->stage != HOLDFAST_SMTP_SIGNING_IN) memcpy(result->answer, session->answer, sizeof(result->answer));
  if (code != CURLE_OK) {
    const char *said = session->problem[0] ? session->problem : curl.strerror(code);
    snprintf(result->problem, sizeof(result->problem), "%s", said);
  }
}

void holdfast_smtp_check(holdfast_smtp_session *session, holdfast_smtp_result *result) {
  curl.setopt(session->handle, CURLOPT_CONNECT_ONLY, 1L);
  perform(session, result);
  curl.setopt(session->handle, CURLOPT_CONNECT_ONLY, 0L);
}

void holdfast_smtp_send(
    holdfast_smtp_session *session, const char *sender, const char *recipient, const uint8_t *message,
    size_t length, holdfast_smtp_result *result) {
  memset(result, 0, sizeof(*result));
  struct curl_slist *recipients = curl.slist_append(NULL, recipient);
  bool ready = recipients && curl.setopt(session->handle, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
               curl.setopt(session->handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length) == CURLE_OK &&
               curl.setopt(session->handle, CURLOPT_MAIL_FROM, sender) == CURLE_OK &&
               curl.setopt(session->handle, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK;
  if (ready) {
    session->message = message;
    session->length = length;
    session->position = 0;
    perform(session, result);
    session->message = NULL;
  } else {
    snprintf(result->problem, sizeof(result->problem), "out of memory");
  }
  curl.setopt(session->handle, CURLOPT_MAIL_RCPT, NULL);
  curl.slist_free_all(recipients);
}
