#ifndef HOLDFAST_CSQLITELOG_H
#define HOLDFAST_CSQLITELOG_H

// sqlite3_db_config takes variable arguments, which Swift can't pass.

struct sqlite3;

/// Has a connection leave the write-ahead log as it is when it is the last to close, instead of copying it into the
/// database. Gives SQLite's result code.
int holdfast_leave_log_on_close(struct sqlite3 *connection);

#endif
