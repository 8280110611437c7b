#ifndef HOLDFAST_CICU_H
#define HOLDFAST_CICU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The system's libicu for Swift, without any of ICU's own types: a Swift file that imports both
// Foundation and a module that shows ICU's UErrorCode does not compile, and libicu's functions
// carry a version in their names which only <unicode/...> knows.

/// ICU's version, such as "72.1". Never null; lives as long as the process.
const char *cicu_version(void);

/// The version of Unicode that ICU implements, such as "15.0".
const char *cicu_unicode_version(void);

/// What the analyser needs to know of one code point.
typedef struct {
  /// General category, as one of the CICU_CATEGORY values below or another number.
  uint8_t category;
  /// Script (ISO 15924, numbered as ICU does), from the Script property.
  uint8_t script;
  /// Canonical combining class of the first and of the last code point of its decomposition.
  uint8_t leading_class;
  uint8_t trailing_class;
  bool default_ignorable;
  bool extended_pictographic;
  bool emoji_modifier;
  bool regional_indicator;
  /// Written without spaces between words: Line_Break=SA, or used with Han or kana.
  bool unspaced;
  /// May compose with what precedes it when normalised.
  bool composes_back;
  /// Part of the character before it as a reader sees it: a mark, or a dependent vowel written behind.
  bool extends;
  /// A vowel that is written before its consonant (Logical_Order_Exception).
  bool leads;
  /// Makes the next consonant one with the one before (Indic_Syllabic_Category=Invisible_Stacker);
  /// not so the Burmese one.
  bool stacks;
} cicu_character;

/// The general categories the analyser tells apart, numbered as Unicode's data files order them.
enum {
  CICU_CATEGORY_UNASSIGNED = 0,
  CICU_CATEGORY_NONSPACING_MARK = 6,
  CICU_CATEGORY_ENCLOSING_MARK = 7,
  CICU_CATEGORY_SPACING_MARK = 8,
  CICU_CATEGORY_DECIMAL = 9,
  CICU_CATEGORY_LETTER_NUMBER = 10,
  CICU_CATEGORY_OTHER_NUMBER = 11,
  CICU_CATEGORY_PRIVATE_USE = 17,
  CICU_CATEGORY_SURROGATE = 18,
  /// The letters are 1 (Lu) to 5 (Lo).
  CICU_CATEGORY_FIRST_LETTER = 1,
  CICU_CATEGORY_LAST_LETTER = 5,
};

/// The scripts the folding rules name.
enum {
  CICU_SCRIPT_COMMON = 0,
  CICU_SCRIPT_INHERITED = 1,
  CICU_SCRIPT_CYRILLIC = 8,
  CICU_SCRIPT_GREEK = 14,
  CICU_SCRIPT_LATIN = 25,
};

/// Describes a code point; any number is allowed, also one beyond U+10FFFF.
cicu_character cicu_describe(uint32_t code_point);

/// The value of a decimal digit (Nd) of any script, or -1.
int32_t cicu_digit_value(uint32_t code_point);

/// Normalises UTF-16 to NFKD.
///
/// Writes at most `capacity` units and returns how many, or a negative number if ICU failed or the
/// result doesn't fit. `input` and `output` must not overlap.
int32_t cicu_nfkd(const uint16_t *input, int32_t count, uint16_t *output, int32_t capacity);

/// Applies NFKC_Casefold (Unicode 15, 3.13) to UTF-16; results as for `cicu_nfkd`.
int32_t cicu_nfkc_casefold(const uint16_t *input, int32_t count, uint16_t *output, int32_t capacity);

/// Decodes bytes of a named character set to UTF-16; what is not of it becomes U+FFFD.
///
/// Writes at most `capacity` units and returns how many there are, which may be more: call again with room for them.
/// Negative: ICU knows no such set. Only names from ICU's own list of aliases are looked for, since ICU takes any
/// other for the name of a file.
int32_t cicu_decode(
  const char *charset, const uint8_t *input, int32_t count, uint16_t *output, int32_t capacity
);

#endif
