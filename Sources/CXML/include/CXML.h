#ifndef HOLDFAST_CXML_H
#define HOLDFAST_CXML_H

// A narrow face for Debian's libxml2: its push parsers for XML and HTML, event by event, with everything off that would
// reach outside the bytes given (entities, document types, the network). A parser serves one thread at a time.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct holdfast_markup holdfast_markup;

/// Told of what is read. Strings are UTF-8, and good until the call returns.
typedef struct {
  void *context;
  /// `attributes`: `count` names each followed by its value.
  void (*start)(void *context, const char *name, const char *const *attributes, int32_t count);
  void (*end)(void *context, const char *name);
  void (*text)(void *context, const char *bytes, size_t count);
  /// A comment or an instruction was passed over.
  void (*other)(void *context);
} holdfast_markup_events;

/// A parser of XML 1.0, or of HTML as it is found; null where memory is out.
///
/// `deepest`: elements inside each other, past which the text is refused.
holdfast_markup *holdfast_markup_new(bool html, int32_t deepest, holdfast_markup_events events);
void holdfast_markup_free(holdfast_markup *markup);

/// Reads some more bytes; `last`: there are no more. False where the text can't be read on.
bool holdfast_markup_push(holdfast_markup *markup, const uint8_t *bytes, size_t count, bool last);

/// What was wrong with the text, in a few words; null where nothing was.
const char *holdfast_markup_problem(const holdfast_markup *markup);

#ifdef __cplusplus
}
#endif

#endif
