#include "store/database.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include "base/digest.h"

/* Another process writes for a few milliseconds; ten seconds is a disk in trouble. */
#define BUSY_TIMEOUT_MS 10000
/* Longer texts stand in the audit trail by their hash. */
#define SHORT_TEXT 400

static int
error_code (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR:
      return ASSAY_STORE_ERROR_DAMAGED;
    default:
      return ASSAY_STORE_ERROR_WRITE;
    }
}

void
assay_db_set_error (sqlite3 *db, GError **error)
{
  int code = sqlite3_extended_errcode (db), system = sqlite3_system_errno (db);
  const char *path = sqlite3_db_filename (db, "main");

  if (path == NULL || *path == '\0')
    path = "workspace.db";
  if ((code & 0xff) == SQLITE_BUSY)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE,
                 _("“%s” is being written by another program. Nothing was changed; try again."), path);
  else if (error_code (code) == ASSAY_STORE_ERROR_DAMAGED)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED, _("“%s” is damaged: %s."), path, sqlite3_errmsg (db));
  else if (system != 0)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("“%s” could not be written: %s (%s). What it held is untouched."),
                 path, sqlite3_errmsg (db), g_strerror (system));
  else
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("“%s” could not be written: %s. What it held is untouched."),
                 path, sqlite3_errmsg (db));
}

static gboolean
bind_values (sqlite3 *db, sqlite3_stmt *statement, const char *types, va_list values, GError **error)
{
  int code = SQLITE_OK;

  for (int i = 0; types[i] != '\0' && code == SQLITE_OK; i++)
    if (types[i] == 't')
      code = sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
    else
      code = sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
  if (code != SQLITE_OK)
    assay_db_set_error (db, error);
  return code == SQLITE_OK;
}

static sqlite3_stmt *
query_valist (sqlite3 *db, GError **error, const char *sql, const char *types, va_list values)
{
  g_autoptr(sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      assay_db_set_error (db, error);
      return NULL;
    }
  if (!bind_values (db, statement, types, values, error))
    return NULL;
  return g_steal_pointer (&statement);
}

sqlite3_stmt *
assay_db_query (sqlite3 *db, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  va_start (values, types);
  sqlite3_stmt *statement = query_valist (db, error, sql, types, values);
  va_end (values);
  return statement;
}

gboolean
assay_db_step (sqlite3_stmt *statement, gboolean *row, GError **error)
{
  int code = sqlite3_step (statement);

  *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW || code == SQLITE_DONE)
    return TRUE;
  assay_db_set_error (sqlite3_db_handle (statement), error);
  return FALSE;
}

gboolean
assay_db_run (sqlite3 *db, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  gboolean row = TRUE;

  va_start (values, types);
  g_autoptr(sqlite3_stmt) statement = query_valist (db, error, sql, types, values);
  va_end (values);
  if (statement == NULL)
    return FALSE;
  while (row)
    if (!assay_db_step (statement, &row, error))
      return FALSE;
  return TRUE;
}

gboolean
assay_db_script (sqlite3 *db, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  assay_db_set_error (db, error);
  return FALSE;
}

gboolean
assay_db_get_integer (sqlite3 *db, gint64 *value, gint64 fallback, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  gboolean row;

  va_start (values, types);
  g_autoptr(sqlite3_stmt) statement = query_valist (db, error, sql, types, values);
  va_end (values);
  if (statement == NULL || !assay_db_step (statement, &row, error))
    return FALSE;
  *value = row ? sqlite3_column_int64 (statement, 0) : fallback;
  return TRUE;
}

gboolean
assay_db_get_text (sqlite3 *db, char **value, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  gboolean row;

  va_start (values, types);
  g_autoptr(sqlite3_stmt) statement = query_valist (db, error, sql, types, values);
  va_end (values);
  if (statement == NULL || !assay_db_step (statement, &row, error))
    return FALSE;
  *value = row ? g_strdup (assay_db_column_text (statement, 0)) : NULL;
  return TRUE;
}

const char *
assay_db_column_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* ---- opening ---- */

/* assay_short (text): the text itself, or its hash when it is long. */
static void
short_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  int size = sqlite3_value_bytes (values[0]);

  if (sqlite3_value_type (values[0]) == SQLITE_NULL || size <= SHORT_TEXT)
    {
      sqlite3_result_value (context, values[0]);
      return;
    }
  g_autofree char *digest = assay_digest_bytes (sqlite3_value_text (values[0]), size);
  g_autofree char *text = g_strconcat ("sha256:", digest, NULL);
  sqlite3_result_text (context, text, -1, SQLITE_TRANSIENT);
}

static void
prepare_connection (sqlite3 *db)
{
  sqlite3_busy_timeout (db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_create_function (db, "assay_short", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, short_text, NULL, NULL);
  sqlite3_exec (db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL", NULL, NULL, NULL);
}

static sqlite3 *
open_path (const char *path, int flags)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) == SQLITE_OK)
    prepare_connection (db);
  return db;
}

/* A folder that cannot be written has no place for the files that WAL needs. Reading without them is
 * right as long as nothing waits in the log. */
static sqlite3 *
open_immutable (const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  GStatBuf status;

  if (g_stat (log, &status) == 0 && status.st_size > 0)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE,
                   _("“%s” is in a read-only folder and holds changes that were never put in order (“%s”). "
                     "Make the folder writable, or open a copy of it."), path, log);
      return NULL;
    }
  return open_path (uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

static gboolean
check_identity (sqlite3 *db, const char *folder, GError **error)
{
  g_autoptr(GError) problem = NULL;
  gint64 application = 0, version = 0, newest = 0;

  if (!assay_db_get_integer (db, &application, 0, &problem, "PRAGMA application_id", "")
      || !assay_db_get_integer (db, &version, 0, &problem, "PRAGMA user_version", ""))
    {
      if ((sqlite3_errcode (db) & 0xff) != SQLITE_NOTADB)
        g_propagate_error (error, g_steal_pointer (&problem));
      else
        g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_A_WORKSPACE,
                     _("“%s” is not a workspace: its “workspace.db” is no database."), folder);
      return FALSE;
    }
  if (application != ASSAY_DB_APPLICATION_ID)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_A_WORKSPACE,
                   _("“%s” is not a workspace: its “workspace.db” belongs to another program."), folder);
      return FALSE;
    }
  if (version < 0)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED,
                   _("“%s” is damaged: its “workspace.db” has format %" PRId64 ", which there never was."), folder, version);
      return FALSE;
    }
  while (assay_db_migrations[newest] != NULL)
    newest++;
  if (version > newest)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NEWER,
                   _("“%s” was made by a newer Assay: it has format %" PRId64 ", this program reads up to %" PRId64 ". "
                     "Nothing was changed; open it with the newer program."), folder, version, newest);
      return FALSE;
    }
  return TRUE;
}

sqlite3 *
assay_db_open (const char *folder, gboolean *read_only, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr(GError) problem = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_A_WORKSPACE,
                   g_file_test (folder, G_FILE_TEST_EXISTS)
                   ? _("“%s” is not a workspace: it has no “workspace.db”. Make one with “assay workspace init”.")
                   : _("There is no folder “%s”. Make a workspace with “assay workspace init”."), folder);
      return NULL;
    }
  sqlite3 *db = open_path (path, SQLITE_OPEN_READWRITE);
  if (db != NULL && check_identity (db, folder, &problem))
    {
      *read_only = sqlite3_db_readonly (db, "main") == 1;
      return db;
    }
  /* CANTOPEN, READONLY, IOERR: the folder does not let us; anything else is about the content. */
  gboolean folder_refuses = g_error_matches (problem, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE)
                            && (sqlite3_errcode (db) & 0xff) != SQLITE_BUSY;
  sqlite3_close_v2 (db);
  if (!folder_refuses)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  db = open_immutable (path, error);
  if (db == NULL)
    return NULL;
  *read_only = TRUE;
  if (check_identity (db, folder, error))
    return db;
  sqlite3_close_v2 (db);
  return NULL;
}

sqlite3 *
assay_db_create (const char *path, GError **error)
{
  sqlite3 *db = open_path (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  g_autofree char *identity = g_strdup_printf ("PRAGMA application_id = %d", ASSAY_DB_APPLICATION_ID);

  if (sqlite3_errcode (db) != SQLITE_OK)
    assay_db_set_error (db, error);
  else if (assay_db_script (db, identity, error) && assay_db_migrate (db, assay_db_migrations, error))
    return db;
  sqlite3_close_v2 (db);
  return NULL;
}
