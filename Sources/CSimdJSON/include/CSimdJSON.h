#ifndef HOLDFAST_CSIMDJSON_H
#define HOLDFAST_CSIMDJSON_H

// A C face for Debian's libsimdjson (C++), showing plain values and bytes only, so that Swift needs no C++
// interoperability. A parser serves one thread at a time.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct holdfast_json_parser holdfast_json_parser;

/// A value of the text parsed last; good until the next is parsed.
typedef struct {
  const void *document;
  size_t place;
} holdfast_json_value;

enum holdfast_json_type {
  HOLDFAST_JSON_NULL = 0,
  HOLDFAST_JSON_BOOL = 1,
  /// A number that is a signed 64-bit integer.
  HOLDFAST_JSON_INTEGER = 2,
  HOLDFAST_JSON_STRING = 3,
  HOLDFAST_JSON_ARRAY = 4,
  HOLDFAST_JSON_OBJECT = 5,
  HOLDFAST_JSON_OTHER_NUMBER = 6
};

/// NULL where memory is short.
holdfast_json_parser *holdfast_json_parser_new(void);
void holdfast_json_parser_free(holdfast_json_parser *parser);

/// Parses one JSON text (RFC 8259) in UTF-8. False where it is none, is nested over a thousand deep, or holds a number
/// that no 64-bit form can.
bool holdfast_json_parse(
    holdfast_json_parser *parser, const uint8_t *bytes, size_t count, holdfast_json_value *root);

int32_t holdfast_json_type_of(holdfast_json_value value);

/// An object's member of that name, the first where there are several.
bool holdfast_json_member(holdfast_json_value object, const char *name, size_t count, holdfast_json_value *member);

/// An array's elements: writes at most `room` of them and returns how many there are, or `room + 1` for more.
size_t holdfast_json_elements(holdfast_json_value array, holdfast_json_value *elements, size_t room);

/// A string's UTF-8, unescaped; good until the next text is parsed.
const char *holdfast_json_string(holdfast_json_value string, size_t *count);
int64_t holdfast_json_integer(holdfast_json_value integer);
bool holdfast_json_bool(holdfast_json_value value);

#ifdef __cplusplus
}
#endif

#endif
