#ifndef HOLDFAST_CZIP_H
#define HOLDFAST_CZIP_H

// A narrow face for Debian's libzip: ZIP files are listed and their entries read, nothing is ever written. An archive
// and its entries serve one thread at a time.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct holdfast_zip holdfast_zip;
typedef struct holdfast_zip_file holdfast_zip_file;

typedef struct {
  /// UTF-8; good until the archive is closed.
  const char *name;
  /// Uncompressed, as the archive declares it.
  uint64_t bytes;
  bool encrypted;
  /// A symbolic link, a device or the like by its Unix mode.
  bool special;
} holdfast_zip_entry;

/// Opens the archive in a file that is open for reading; the descriptor is the archive's from then on, also where null
/// is returned. `problem` then gets a few words, at most `count` bytes with their end.
holdfast_zip *holdfast_zip_open(int descriptor, char *problem, size_t count);
void holdfast_zip_close(holdfast_zip *zip);

int64_t holdfast_zip_count(holdfast_zip *zip);
/// False where the archive is damaged.
bool holdfast_zip_stat(holdfast_zip *zip, int64_t index, holdfast_zip_entry *entry);

/// Null where the entry can't be read.
holdfast_zip_file *holdfast_zip_file_open(holdfast_zip *zip, int64_t index);
/// The bytes read; 0 at the end, -1 where the entry is damaged: its checksum too is checked.
int64_t holdfast_zip_file_read(holdfast_zip_file *file, uint8_t *bytes, size_t count);
void holdfast_zip_file_close(holdfast_zip_file *file);

#ifdef __cplusplus
}
#endif

#endif
