#include "CWords.h"

#include <stdlib.h>
#include <unicode/ubrk.h>

struct cwords {
  UBreakIterator *iterator;
};

cwords *cwords_open(void) {
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(UBRK_WORD, "root", NULL, 0, &status);
  cwords *words = U_FAILURE(status) ? NULL : malloc(sizeof *words);
  if (words == NULL) return NULL;
  words->iterator = iterator;
  return words;
}

void cwords_close(cwords *words) {
  if (words == NULL) return;
  ubrk_close(words->iterator);
  free(words);
}

int32_t cwords_begin(cwords *words, const uint16_t *text, int32_t count) {
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText(words->iterator, text, count, &status);
  return U_FAILURE(status) ? -1 : 0;
}

_Bool cwords_next(cwords *words, int32_t *start, int32_t *end) {
  for (;;) {
    *start = ubrk_current(words->iterator);
    *end = ubrk_next(words->iterator);
    if (*end == UBRK_DONE) return 0;
    if (ubrk_getRuleStatus(words->iterator) >= UBRK_WORD_NONE_LIMIT) return 1;
  }
}
