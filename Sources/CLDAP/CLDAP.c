#include "CLDAP.h"

#include <dlfcn.h>
#include <ldap.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

// libldap's functions, found when first needed. The names are kept, so that what follows reads as its manual does.
static struct {
  bool loaded;
  __typeof__(ldap_initialize) *initialize;
  __typeof__(ldap_set_option) *set_option;
  __typeof__(ldap_get_option) *get_option;
  __typeof__(ldap_start_tls_s) *start_tls_s;
  __typeof__(ldap_sasl_bind) *sasl_bind;
  __typeof__(ldap_create_page_control) *create_page_control;
  __typeof__(ldap_control_free) *control_free;
  __typeof__(ldap_controls_free) *controls_free;
  __typeof__(ldap_control_find) *control_find;
  __typeof__(ldap_parse_pageresponse_control) *parse_pageresponse_control;
  __typeof__(ldap_search_ext) *search_ext;
  __typeof__(ldap_result) *result;
  __typeof__(ldap_parse_result) *parse_result;
  __typeof__(ldap_get_dn) *get_dn;
  __typeof__(ldap_get_values_len) *get_values_len;
  __typeof__(ldap_value_free_len) *value_free_len;
  __typeof__(ldap_msgfree) *msgfree;
  __typeof__(ldap_memfree) *memfree;
  __typeof__(ldap_err2string) *err2string;
  __typeof__(ldap_unbind_ext_s) *unbind_ext_s;
  __typeof__(ber_bvfree) *bvfree;
  __typeof__(ber_sockbuf_ctrl) *sockbuf_ctrl;
} ldap;

static void load(void) {
  // Neither /etc/ldap/ldap.conf, nor a file of the user's, nor the environment has a say in whom is trusted.
  setenv("LDAPNOINIT", "1", 1);
  // Debian 12's, and its successor's.
  void *library = dlopen("libldap-2.5.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libldap.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(field, name) (ldap.field = dlsym(library, name)) != NULL
  ldap.loaded =
      FIND(initialize, "ldap_initialize") && FIND(set_option, "ldap_set_option") &&
      FIND(get_option, "ldap_get_option") && FIND(start_tls_s, "ldap_start_tls_s") &&
      FIND(sasl_bind, "ldap_sasl_bind") && FIND(create_page_control, "ldap_create_page_control") &&
      FIND(control_free, "ldap_control_free") && FIND(controls_free, "ldap_controls_free") &&
      FIND(control_find, "ldap_control_find") &&
      FIND(parse_pageresponse_control, "ldap_parse_pageresponse_control") &&
      FIND(search_ext, "ldap_search_ext") && FIND(result, "ldap_result") &&
      FIND(parse_result, "ldap_parse_result") && FIND(get_dn, "ldap_get_dn") &&
      FIND(get_values_len, "ldap_get_values_len") && FIND(value_free_len, "ldap_value_free_len") &&
      FIND(msgfree, "ldap_msgfree") && FIND(memfree, "ldap_memfree") && FIND(err2string, "ldap_err2string") &&
      FIND(unbind_ext_s, "ldap_unbind_ext_s") && FIND(bvfree, "ber_bvfree") &&
      FIND(sockbuf_ctrl, "ber_sockbuf_ctrl");
#undef FIND
}

static pthread_once_t load_once = PTHREAD_ONCE_INIT;

bool holdfast_ldap_is_here(void) {
  pthread_once(&load_once, load);
  return ldap.loaded;
}

struct holdfast_ldap_session {
  const holdfast_ldap_request *request;
  LDAP *handle;
  int search;
  bool ended;
  struct berval *cookie;
  LDAPMessage *entry;
  char *name;
  // Of the entry, in the request's order; filled when asked for.
  struct berval ***values;
  int32_t attributes;
  int64_t references;
  struct timespec begun;
};

static bool is_overdue(const holdfast_ldap_session *session) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - session->begun.tv_sec) * 1000 > session->request->total_timeout;
}

static void say(holdfast_ldap_session *session, holdfast_ldap_problem *problem, int stage, int code) {
  problem->stage = stage;
  problem->code = code;
  char *detail = NULL;
  if (session->handle) ldap.get_option(session->handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &detail);
  bool has_detail = detail && detail[0];
  snprintf(
      problem->text, sizeof(problem->text), "%s%s%s%s", ldap.err2string(code), has_detail ? " (" : "",
      has_detail ? detail : "", has_detail ? ")" : "");
  if (detail) ldap.memfree(detail);
}

static struct timeval milliseconds(int32_t count) {
  return (struct timeval){.tv_sec = count / 1000, .tv_usec = (count % 1000) * 1000};
}

static int configure(holdfast_ldap_session *session) {
  const holdfast_ldap_request *request = session->request;
  int version = LDAP_VERSION3;
  int deref = LDAP_DEREF_NEVER;
  int certificate = LDAP_OPT_X_TLS_DEMAND;
  int oldest = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
  int client = 0;
  struct timeval connect = milliseconds(request->connect_timeout);
  struct timeval answer = milliseconds(request->answer_timeout);
  int code = LDAP_SUCCESS;
#define SET(option, value) \
  if (code == LDAP_SUCCESS) code = ldap.set_option(session->handle, option, value)
  SET(LDAP_OPT_PROTOCOL_VERSION, &version);
  // A server that points elsewhere would get the password there.
  SET(LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  SET(LDAP_OPT_DEREF, &deref);
  SET(LDAP_OPT_NETWORK_TIMEOUT, &connect);
  SET(LDAP_OPT_TIMEOUT, &answer);
  SET(LDAP_OPT_X_TLS_REQUIRE_CERT, &certificate);
  SET(LDAP_OPT_X_TLS_PROTOCOL_MIN, &oldest);
  SET(LDAP_OPT_X_TLS_CACERTFILE, request->authorities);
  SET(LDAP_OPT_X_TLS_NEWCTX, &client);
#undef SET
  Sockbuf *buffer = NULL;
  ber_len_t longest = request->longest_answer;
  if (code == LDAP_SUCCESS) code = ldap.get_option(session->handle, LDAP_OPT_SOCKBUF, &buffer);
  if (code == LDAP_SUCCESS && ldap.sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &longest) < 0) {
    code = LDAP_LOCAL_ERROR;
  }
  return code;
}

static int bind_simply(holdfast_ldap_session *session) {
  const holdfast_ldap_request *request = session->request;
  struct berval password = {0, NULL};
  if (request->password) {
    password.bv_val = (char *)request->password;
    password.bv_len = strlen(request->password);
  }
  int message = 0;
  int code = ldap.sasl_bind(
      session->handle, request->bind_dn ? request->bind_dn : "", LDAP_SASL_SIMPLE, &password, NULL, NULL, &message);
  if (code != LDAP_SUCCESS) return code;
  struct timeval wait = milliseconds(request->answer_timeout);
  LDAPMessage *answer = NULL;
  int kind = ldap.result(session->handle, message, LDAP_MSG_ALL, &wait, &answer);
  if (kind == 0) return LDAP_TIMEOUT;
  if (kind < 0) {
    ldap.get_option(session->handle, LDAP_OPT_RESULT_CODE, &code);
    return code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code;
  }
  int said = LDAP_OTHER;
  code = ldap.parse_result(session->handle, answer, &said, NULL, NULL, NULL, NULL, 1);
  return code == LDAP_SUCCESS ? said : code;
}

// Asks for the next page.
static int search(holdfast_ldap_session *session) {
  const holdfast_ldap_request *request = session->request;
  LDAPControl *page = NULL;
  int code = ldap.create_page_control(session->handle, request->page, session->cookie, 1, &page);
  if (code != LDAP_SUCCESS) return code;
  LDAPControl *controls[] = {page, NULL};
  code = ldap.search_ext(
      session->handle, request->base, LDAP_SCOPE_SUBTREE, request->filter, (char **)request->attributes, 0, controls,
      NULL, NULL, LDAP_NO_LIMIT, &session->search);
  ldap.control_free(page);
  return code;
}

holdfast_ldap_session *holdfast_ldap_open(const holdfast_ldap_request *request, holdfast_ldap_problem *problem) {
  memset(problem, 0, sizeof(*problem));
  if (!holdfast_ldap_is_here()) return NULL;
  holdfast_ldap_session *session = calloc(1, sizeof(*session));
  if (!session) return NULL;
  session->request = request;
  clock_gettime(CLOCK_MONOTONIC, &session->begun);
  while (request->attributes[session->attributes]) session->attributes++;
  session->values = calloc(session->attributes + 1, sizeof(*session->values));
  int stage = HOLDFAST_LDAP_CONNECTING;
  int code = session->values ? ldap.initialize(&session->handle, request->url) : LDAP_NO_MEMORY;
  if (code == LDAP_SUCCESS) code = configure(session);
  if (code == LDAP_SUCCESS && request->start_tls) code = ldap.start_tls_s(session->handle, NULL, NULL);
  if (code == LDAP_SUCCESS) {
    code = bind_simply(session);
    // Nobody was there to refuse anything.
    bool unreached = code == LDAP_SERVER_DOWN || code == LDAP_CONNECT_ERROR || code == LDAP_TIMEOUT;
    stage = unreached ? HOLDFAST_LDAP_CONNECTING : HOLDFAST_LDAP_SIGNING_IN;
  }
  if (code == LDAP_SUCCESS) {
    stage = HOLDFAST_LDAP_SEARCHING;
    code = search(session);
  }
  if (code == LDAP_SUCCESS) return session;
  say(session, problem, stage, code);
  holdfast_ldap_close(session);
  return NULL;
}

static void forget_entry(holdfast_ldap_session *session) {
  for (int32_t index = 0; index < session->attributes; index++) {
    if (session->values[index]) ldap.value_free_len(session->values[index]);
    session->values[index] = NULL;
  }
  if (session->name) ldap.memfree(session->name);
  session->name = NULL;
  if (session->entry) ldap.msgfree(session->entry);
  session->entry = NULL;
}

// The end of a page: what the server says of it, and whether another follows.
static int end_page(holdfast_ldap_session *session, LDAPMessage *answer) {
  int said = LDAP_OTHER;
  LDAPControl **controls = NULL;
  int code = ldap.parse_result(session->handle, answer, &said, NULL, NULL, NULL, &controls, 1);
  if (code != LDAP_SUCCESS || said != LDAP_SUCCESS) {
    if (controls) ldap.controls_free(controls);
    return code != LDAP_SUCCESS ? code : said;
  }
  if (session->cookie) ldap.bvfree(session->cookie);
  session->cookie = NULL;
  LDAPControl *page = ldap.control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
  struct berval next = {0, NULL};
  ber_int_t estimate = 0;
  if (page) code = ldap.parse_pageresponse_control(session->handle, page, &estimate, &next);
  if (controls) ldap.controls_free(controls);
  if (code != LDAP_SUCCESS) return code;
  session->ended = next.bv_len == 0;
  if (session->ended) {
    if (next.bv_val) ldap.memfree(next.bv_val);
    return LDAP_SUCCESS;
  }
  session->cookie = malloc(sizeof(*session->cookie));
  if (!session->cookie) return LDAP_NO_MEMORY;
  *session->cookie = next;
  return search(session);
}

int32_t holdfast_ldap_next(holdfast_ldap_session *session, holdfast_ldap_problem *problem) {
  memset(problem, 0, sizeof(*problem));
  forget_entry(session);
  while (!session->ended) {
    struct timeval wait = milliseconds(session->request->answer_timeout);
    LDAPMessage *answer = NULL;
    int kind = ldap.result(session->handle, session->search, LDAP_MSG_ONE, &wait, &answer);
    // A server that goes on for ever, be it with empty pages, is left.
    int code = is_overdue(session) ? LDAP_TIMEOUT : LDAP_SUCCESS;
    if (kind == LDAP_RES_SEARCH_ENTRY && code == LDAP_SUCCESS) {
      session->entry = answer;
      return 1;
    }
    if (kind == LDAP_RES_SEARCH_REFERENCE) session->references++;
    if (kind == LDAP_RES_SEARCH_RESULT && code == LDAP_SUCCESS) {
      code = end_page(session, answer);
      answer = NULL;
    }
    if (kind == 0) code = LDAP_TIMEOUT;
    if (kind < 0) {
      ldap.get_option(session->handle, LDAP_OPT_RESULT_CODE, &code);
      if (code == LDAP_SUCCESS) code = LDAP_SERVER_DOWN;
    }
    if (answer) ldap.msgfree(answer);
    if (code != LDAP_SUCCESS) {
      say(session, problem, HOLDFAST_LDAP_SEARCHING, code);
      return -1;
    }
  }
  return 0;
}

const char *holdfast_ldap_name(holdfast_ldap_session *session) {
  if (session->entry && !session->name) session->name = ldap.get_dn(session->handle, session->entry);
  return session->name ? session->name : "";
}

static struct berval **values_of(holdfast_ldap_session *session, int32_t attribute) {
  if (!session->entry || attribute < 0 || attribute >= session->attributes) return NULL;
  if (!session->values[attribute]) {
    session->values[attribute] =
        ldap.get_values_len(session->handle, session->entry, session->request->attributes[attribute]);
  }
  return session->values[attribute];
}

int32_t holdfast_ldap_count(holdfast_ldap_session *session, int32_t attribute) {
  struct berval **values = values_of(session, attribute);
  int32_t count = 0;
  while (values && values[count]) count++;
  return count;
}

const uint8_t *holdfast_ldap_value(
    holdfast_ldap_session *session, int32_t attribute, int32_t place, size_t *length) {
  struct berval **values = values_of(session, attribute);
  *length = 0;
  if (!values || place < 0 || place >= holdfast_ldap_count(session, attribute)) return NULL;
  *length = values[place]->bv_len;
  return (const uint8_t *)values[place]->bv_val;
}

int64_t holdfast_ldap_references(const holdfast_ldap_session *session) { return session->references; }

void holdfast_ldap_close(holdfast_ldap_session *session) {
  if (!session) return;
  if (session->values) forget_entry(session);
  free(session->values);
  if (session->cookie) ldap.bvfree(session->cookie);
  if (session->handle) ldap.unbind_ext_s(session->handle, NULL, NULL);
  free(session);
}
