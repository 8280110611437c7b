#include "CSQLiteLog.h"

#include <sqlite3.h>
#include <stddef.h>

int holdfast_leave_log_on_close(struct sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

int holdfast_read_database(struct sqlite3 *connection, void *buffer, int count, long long offset) {
  sqlite3_file *file = NULL;
  int result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (result != SQLITE_OK) return result;
  if (file == NULL || file->pMethods == NULL) return SQLITE_CANTOPEN;
  return file->pMethods->xRead(file, buffer, count, offset);
}
