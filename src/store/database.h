/* SQLite with GError: the only way this room speaks to it.
 *
 * A statement is made with its values in one go: `types` has a letter a value, 't' for a text (const char *,
 * NULL is allowed) and 'i' for a gint64. Private to store/. */
#pragma once
#include <sqlite3.h>
#include "store/workspace.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* Opens workspace.db of a folder as far as the folder allows: *read_only says whether it can be written.
 * Checks that it is a workspace and not a newer one; changes nothing. */
sqlite3 *assay_db_open (const char *folder, gboolean *read_only, GError **error);
sqlite3 *assay_db_create (const char *path, GError **error);

/* The error of the last call on db, in the code that fits it. */
void assay_db_set_error (sqlite3 *db, GError **error);

sqlite3_stmt *assay_db_query (sqlite3 *db, GError **error, const char *sql, const char *types, ...);
gboolean assay_db_step (sqlite3_stmt *statement, gboolean *row, GError **error);    /* *row FALSE: that was all */
gboolean assay_db_run (sqlite3 *db, GError **error, const char *sql, const char *types, ...);
gboolean assay_db_script (sqlite3 *db, const char *sql, GError **error);

/* The first column of the first row; fallback when there is none. */
gboolean assay_db_get_integer (sqlite3 *db, gint64 *value, gint64 fallback, GError **error,
                               const char *sql, const char *types, ...);
gboolean assay_db_get_text (sqlite3 *db, char **value, GError **error, const char *sql, const char *types, ...);

const char *assay_db_column_text (sqlite3_stmt *statement, int column);              /* lent until the next step; NULL stays NULL */

/* ---- the schema ---- */
#define ASSAY_DB_APPLICATION_ID 0x41736179      /* "Asay" */

/* migrations[i] takes version i to i + 1; NULL ends the list. */
extern const char *const assay_db_migrations[];
gboolean assay_db_migrate (sqlite3 *db, const char *const *migrations, GError **error);

G_END_DECLS
