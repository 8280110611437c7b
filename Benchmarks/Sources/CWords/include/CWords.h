#ifndef HOLDFAST_CWORDS_H
#define HOLDFAST_CWORDS_H

#include <stdint.h>

// libicu's word breaks, dictionaries and all: the yardstick of recall. The product does not use them.

typedef struct cwords cwords;

/// An iterator for no particular language, or null if ICU can't.
cwords *cwords_open(void);
void cwords_close(cwords *words);

/// Starts on a UTF-16 text, which must stay in place until the last call of `cwords_next`; 0 if ICU could.
int32_t cwords_begin(cwords *words, const uint16_t *text, int32_t count);

/// Finds the next word, letters, digits or ideographs; false after the last.
_Bool cwords_next(cwords *words, int32_t *start, int32_t *end);

#endif
