#include "CZIP.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

// Both are libzip's own, under names that show nothing of it.
static zip_t *taken(holdfast_zip *zip) { return (zip_t *)zip; }
static zip_file_t *taken_file(holdfast_zip_file *file) { return (zip_file_t *)file; }

holdfast_zip *holdfast_zip_open(int descriptor, char *problem, size_t count) {
  int code = 0;
  zip_t *zip = zip_fdopen(descriptor, 0, &code);
  if (zip != NULL) return (holdfast_zip *)zip;
  close(descriptor);
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  snprintf(problem, count, "%s", zip_error_strerror(&error));
  zip_error_fini(&error);
  return NULL;
}

void holdfast_zip_close(holdfast_zip *zip) { zip_discard(taken(zip)); }

int64_t holdfast_zip_count(holdfast_zip *zip) { return zip_get_num_entries(taken(zip), 0); }

bool holdfast_zip_stat(holdfast_zip *zip, int64_t index, holdfast_zip_entry *entry) {
  zip_stat_t found;
  zip_stat_init(&found);
  if (index < 0 || zip_stat_index(taken(zip), (zip_uint64_t)index, 0, &found) != 0) return false;
  const zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE;
  if ((found.valid & wanted) != wanted || found.name == NULL) return false;
  entry->name = found.name;
  entry->bytes = found.size;
  entry->encrypted = (found.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && found.encryption_method != ZIP_EM_NONE;
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  entry->special = false;
  if (zip_file_get_external_attributes(taken(zip), (zip_uint64_t)index, 0, &system, &attributes) == 0
      && system == ZIP_OPSYS_UNIX) {
    mode_t kind = (mode_t)(attributes >> 16) & S_IFMT;
    entry->special = kind != 0 && kind != S_IFREG && kind != S_IFDIR;
  }
  return true;
}

holdfast_zip_file *holdfast_zip_file_open(holdfast_zip *zip, int64_t index) {
  return (holdfast_zip_file *)zip_fopen_index(taken(zip), (zip_uint64_t)index, 0);
}

int64_t holdfast_zip_file_read(holdfast_zip_file *file, uint8_t *bytes, size_t count) {
  return zip_fread(taken_file(file), bytes, count);
}

void holdfast_zip_file_close(holdfast_zip_file *file) { zip_fclose(taken_file(file)); }
