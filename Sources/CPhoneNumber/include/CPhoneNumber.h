#ifndef HOLDFAST_CPHONENUMBER_H
#define HOLDFAST_CPHONENUMBER_H

// A C face for Debian's libphonenumber (C++), showing plain integers and bytes only, so that Swift needs
// no C++ interoperability. Every function may be called from any thread at once.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How the written form says which country it belongs to.
enum holdfast_phone_source {
  /// It began with `+`.
  HOLDFAST_PHONE_PLUS = 1,
  /// It began with the region's international prefix (`00` in most of the world).
  HOLDFAST_PHONE_INTERNATIONAL_PREFIX = 2,
  /// It began with the region's own country code, bare.
  HOLDFAST_PHONE_BARE_COUNTRY_CODE = 3,
  /// It said nothing, so it was read as the region's.
  HOLDFAST_PHONE_REGION = 4
};

/// Room for any E.164 number (15 digits and `+`, with space for numbering plans that break the rule) or
/// its spaced form, terminator included.
enum { HOLDFAST_PHONE_TEXT_SIZE = 48 };

typedef struct {
  /// A `holdfast_phone_source`.
  int32_t source;
  /// Has a length that full numbers of its country have.
  bool possible;
  /// Has a length that the country's mobile numbers have.
  bool possible_mobile;
  bool has_extension;
  /// `+447700900123`
  char e164[HOLDFAST_PHONE_TEXT_SIZE];
  /// `+44 7700 900123`
  char spaced[HOLDFAST_PHONE_TEXT_SIZE];
} holdfast_phone_number;

/// Reads `length` bytes of UTF-8 as a phone number as written in `region` (ISO 3166-1, `GB`). False where
/// the library sees no number there, and then `result` is not to be used. About 14 microseconds.
bool holdfast_phone_parse(
    const char *text, size_t length, const char *region, holdfast_phone_number *result);

/// What the metadata knows of a number.
enum holdfast_phone_listing {
  /// Not a number, or in no range it lists as in use.
  HOLDFAST_PHONE_UNLISTED = 0,
  /// A service's (freephone, premium rate, a company's short number).
  HOLDFAST_PHONE_SERVICE = 1,
  /// A subscriber's line: fixed, mobile or VoIP.
  HOLDFAST_PHONE_SUBSCRIBER = 2
};

/// Looks a number up in the ranges in use: three times as dear as reading it.
int32_t holdfast_phone_listing_of(const char *text, size_t length, const char *region);

/// Whether there is metadata for this region.
bool holdfast_phone_region_known(const char *region);

#ifdef __cplusplus
}
#endif

#endif
