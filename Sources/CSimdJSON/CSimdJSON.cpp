#include "CSimdJSON.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <type_traits>

using simdjson::dom::element;

static_assert(sizeof(element) == sizeof(holdfast_json_value), "an element is a place in a document");
static_assert(std::is_trivially_copyable<element>::value, "an element can be lent as bytes");

struct holdfast_json_parser {
  simdjson::dom::parser parser;
};

static holdfast_json_value lend(const element &value) {
  holdfast_json_value lent;
  std::memcpy(&lent, &value, sizeof lent);
  return lent;
}

static element take(holdfast_json_value value) {
  element taken;
  std::memcpy(&taken, &value, sizeof taken);
  return taken;
}

holdfast_json_parser *holdfast_json_parser_new(void) { return new (std::nothrow) holdfast_json_parser; }

void holdfast_json_parser_free(holdfast_json_parser *parser) { delete parser; }

bool holdfast_json_parse(
    holdfast_json_parser *parser, const uint8_t *bytes, size_t count, holdfast_json_value *root) {
  element parsed;
  // The text is copied, to have bytes behind it that the parser may read.
  if (parser->parser.parse(bytes, count, true).get(parsed)) return false;
  *root = lend(parsed);
  return true;
}

int32_t holdfast_json_type_of(holdfast_json_value value) {
  switch (take(value).type()) {
    case simdjson::dom::element_type::NULL_VALUE: return HOLDFAST_JSON_NULL;
    case simdjson::dom::element_type::BOOL: return HOLDFAST_JSON_BOOL;
    case simdjson::dom::element_type::INT64: return HOLDFAST_JSON_INTEGER;
    case simdjson::dom::element_type::STRING: return HOLDFAST_JSON_STRING;
    case simdjson::dom::element_type::ARRAY: return HOLDFAST_JSON_ARRAY;
    case simdjson::dom::element_type::OBJECT: return HOLDFAST_JSON_OBJECT;
    default: return HOLDFAST_JSON_OTHER_NUMBER;
  }
}

bool holdfast_json_member(
    holdfast_json_value object, const char *name, size_t count, holdfast_json_value *member) {
  simdjson::dom::object members;
  if (take(object).get(members)) return false;
  element found;
  if (members.at_key(std::string_view(name, count)).get(found)) return false;
  *member = lend(found);
  return true;
}

size_t holdfast_json_elements(holdfast_json_value array, holdfast_json_value *elements, size_t room) {
  simdjson::dom::array all;
  if (take(array).get(all)) return 0;
  size_t count = 0;
  for (element each : all) {
    if (count == room) return room + 1;
    elements[count] = lend(each);
    count += 1;
  }
  return count;
}

const char *holdfast_json_string(holdfast_json_value string, size_t *count) {
  std::string_view text;
  if (take(string).get(text)) text = {};
  *count = text.size();
  return text.data();
}

int64_t holdfast_json_integer(holdfast_json_value integer) {
  int64_t number = 0;
  if (take(integer).get(number)) return 0;
  return number;
}

bool holdfast_json_bool(holdfast_json_value value) {
  bool flag = false;
  if (take(value).get(flag)) return false;
  return flag;
}
