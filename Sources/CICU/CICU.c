#include "CICU.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uvernum.h>
#include <unicode/uversion.h>

// The numbers in the header are ICU's; these make sure of it.
_Static_assert(CICU_CATEGORY_UNASSIGNED == U_UNASSIGNED, "category");
_Static_assert(CICU_CATEGORY_FIRST_LETTER == U_UPPERCASE_LETTER, "category");
_Static_assert(CICU_CATEGORY_LAST_LETTER == U_OTHER_LETTER, "category");
_Static_assert(CICU_CATEGORY_NONSPACING_MARK == U_NON_SPACING_MARK, "category");
_Static_assert(CICU_CATEGORY_ENCLOSING_MARK == U_ENCLOSING_MARK, "category");
_Static_assert(CICU_CATEGORY_SPACING_MARK == U_COMBINING_SPACING_MARK, "category");
_Static_assert(CICU_CATEGORY_DECIMAL == U_DECIMAL_DIGIT_NUMBER, "category");
_Static_assert(CICU_CATEGORY_LETTER_NUMBER == U_LETTER_NUMBER, "category");
_Static_assert(CICU_CATEGORY_OTHER_NUMBER == U_OTHER_NUMBER, "category");
_Static_assert(CICU_CATEGORY_PRIVATE_USE == U_PRIVATE_USE_CHAR, "category");
_Static_assert(CICU_CATEGORY_SURROGATE == U_SURROGATE, "category");
_Static_assert(CICU_SCRIPT_COMMON == USCRIPT_COMMON, "script");
_Static_assert(CICU_SCRIPT_INHERITED == USCRIPT_INHERITED, "script");
_Static_assert(CICU_SCRIPT_CYRILLIC == USCRIPT_CYRILLIC, "script");
_Static_assert(CICU_SCRIPT_GREEK == USCRIPT_GREEK, "script");
_Static_assert(CICU_SCRIPT_LATIN == USCRIPT_LATIN, "script");

const char *cicu_version(void) {
  return U_ICU_VERSION;
}

const char *cicu_unicode_version(void) {
  return U_UNICODE_VERSION;
}

/// Whether normalising a text may change a character because of what precedes it, other than by
/// putting marks in order: half-width voiced marks compose as the full-width ones do.
static bool composes_back(UChar32 c) {
  if (u_getIntPropertyValue(c, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) != 0) {
    return u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) == UNORM_MAYBE;
  }
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);
  return U_FAILURE(status) || !unorm2_hasBoundaryBefore(form, c);
}

/// Han and kana, or a mark shared by them such as the prolonged sound mark, or a South-East Asian
/// script that ICU cuts with a dictionary or leaves whole.
static bool is_unspaced(UChar32 c) {
  if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return true;
  return uscript_hasScript(c, USCRIPT_HAN) || uscript_hasScript(c, USCRIPT_HIRAGANA)
    || uscript_hasScript(c, USCRIPT_KATAKANA);
}

static bool is_mark(int8_t category) {
  return category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_COMBINING_SPACING_MARK;
}

cicu_character cicu_describe(uint32_t code_point) {
  UChar32 c = (UChar32)code_point;
  UErrorCode status = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript(c, &status);
  int8_t category = u_charType(c);
  int32_t syllabic = u_getIntPropertyValue(c, UCHAR_INDIC_SYLLABIC_CATEGORY);
  bool leads = u_hasBinaryProperty(c, UCHAR_LOGICAL_ORDER_EXCEPTION);
  cicu_character result = {
    .category = (uint8_t)category,
    .script = (uint8_t)(U_SUCCESS(status) && script >= 0 && script < 256 ? script : USCRIPT_UNKNOWN),
    .leading_class = (uint8_t)u_getIntPropertyValue(c, UCHAR_LEAD_CANONICAL_COMBINING_CLASS),
    .trailing_class = (uint8_t)u_getIntPropertyValue(c, UCHAR_TRAIL_CANONICAL_COMBINING_CLASS),
    .default_ignorable = u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT),
    .extended_pictographic = u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC),
    .emoji_modifier = u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER),
    .regional_indicator = u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR),
    .unspaced = is_unspaced(c),
    .composes_back = composes_back(c),
    .extends = is_mark(category)
      || (!leads && (syllabic == U_INSC_VOWEL_DEPENDENT || syllabic == U_INSC_TONE_MARK)),
    .leads = leads,
    // Burmese as it was written before Unicode 5.1, and as many phones still write it (Zawgyi), ends syllables with
    // the sign that stacks them today: it may stand between two words.
    .stacks = syllabic == U_INSC_INVISIBLE_STACKER && c != 0x1039,
  };
  return result;
}

int32_t cicu_digit_value(uint32_t code_point) {
  return u_charDigitValue((UChar32)code_point);
}

typedef const UNormalizer2 *(*normalizer)(UErrorCode *);

static int32_t normalize(
  normalizer open, const uint16_t *input, int32_t count, uint16_t *output, int32_t capacity
) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *form = open(&status);
  int32_t length = unorm2_normalize(form, input, count, output, capacity, &status);
  return U_FAILURE(status) ? -1 : length;
}

int32_t cicu_nfkd(const uint16_t *input, int32_t count, uint16_t *output, int32_t capacity) {
  return normalize(unorm2_getNFKDInstance, input, count, output, capacity);
}

int32_t cicu_nfkc_casefold(const uint16_t *input, int32_t count, uint16_t *output, int32_t capacity) {
  return normalize(unorm2_getNFKCCasefoldInstance, input, count, output, capacity);
}

int32_t cicu_decode(
  const char *charset, const uint8_t *input, int32_t count, uint16_t *output, int32_t capacity
) {
  UErrorCode status = U_ZERO_ERROR;
  if (ucnv_countAliases(charset, &status) == 0 || U_FAILURE(status)) return -1;
  UConverter *converter = ucnv_open(charset, &status);
  if (U_FAILURE(status)) return -1;
  // The converter's own way with what it can't read is to write U+FFFD and go on.
  int32_t length = ucnv_toUChars(converter, output, capacity, (const char *)input, count, &status);
  ucnv_close(converter);
  return U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR ? -1 : length;
}
