#ifndef HOLDFAST_CSQLITELOG_H
#define HOLDFAST_CSQLITELOG_H

// What Swift can't call of SQLite: sqlite3_db_config takes variable arguments, and the methods of an open file are
// pointers in a structure.

struct sqlite3;

/// Has a connection leave the write-ahead log as it is when it is the last to close, instead of copying it into the
/// database. Gives SQLite's result code.
int holdfast_leave_log_on_close(struct sqlite3 *connection);

/// Reads bytes of a connection's database file as they lie on disk, through the connection's own handle: to open and close
/// the file a second time would give up the process's locks on it (POSIX). Gives SQLite's result code.
int holdfast_read_database(struct sqlite3 *connection, void *buffer, int count, long long offset);

#endif
