/* What workspace.db holds, version by version. A version that was ever released is never edited:
 * a change is one more migration at the end.
 *
 * Times are microseconds since 1970 in UTC. `binned` and `purged` are the times when that was done, 0 for never.
 * The triggers keep honest programs honest; whoever goes round them is found by assay_workspace_verify (). */
#include "store/database.h"

#include <glib/gi18n-lib.h>

static const char version_1[] =
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"

  "CREATE TABLE dataset ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, source TEXT, source_sha256 TEXT, object TEXT NOT NULL,"
  "  n_rows INTEGER NOT NULL, n_columns INTEGER NOT NULL, n_bytes INTEGER NOT NULL,"
  "  settings TEXT, quality TEXT, created INTEGER NOT NULL,"
  "  binned INTEGER NOT NULL DEFAULT 0, purged INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE UNIQUE INDEX dataset_name ON dataset (name) WHERE binned = 0;"
  "CREATE TRIGGER dataset_is_kept BEFORE DELETE ON dataset BEGIN SELECT RAISE (ABORT, 'datasets are never deleted'); END;"
  "CREATE TRIGGER dataset_is_immutable BEFORE UPDATE OF id, source, source_sha256, object, n_rows, n_columns, n_bytes, quality, created"
  "  ON dataset BEGIN SELECT RAISE (ABORT, 'what was imported never changes'); END;"

  "CREATE TABLE run ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT, analysis TEXT NOT NULL, title TEXT NOT NULL,"
  "  inputs TEXT NOT NULL, options TEXT NOT NULL,"
  "  policy_sha256 TEXT, seed INTEGER NOT NULL, engine TEXT NOT NULL, started INTEGER NOT NULL, duration INTEGER NOT NULL,"
  "  verdict TEXT NOT NULL, result TEXT NOT NULL, rows TEXT, n_anomalies INTEGER NOT NULL,"
  "  binned INTEGER NOT NULL DEFAULT 0, purged INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE TRIGGER run_is_kept BEFORE DELETE ON run BEGIN SELECT RAISE (ABORT, 'runs are never deleted'); END;"
  "CREATE TRIGGER run_is_immutable BEFORE UPDATE OF id, analysis, title, inputs, options, policy_sha256, seed, engine, started,"
  "  duration, verdict, result, rows, n_anomalies ON run BEGIN SELECT RAISE (ABORT, 'runs are immutable'); END;"

  "CREATE TABLE report ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, runs TEXT NOT NULL,"
  "  created INTEGER NOT NULL, n_pages INTEGER NOT NULL) STRICT;"
  "CREATE TRIGGER report_is_kept BEFORE DELETE ON report BEGIN SELECT RAISE (ABORT, 'reports are never deleted'); END;"
  "CREATE TRIGGER report_is_immutable BEFORE UPDATE ON report BEGIN SELECT RAISE (ABORT, 'reports are immutable'); END;"

  "CREATE TABLE review ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run (id), row INTEGER NOT NULL, review TEXT NOT NULL,"
  "  note TEXT, who TEXT NOT NULL, time INTEGER NOT NULL) STRICT;"
  "CREATE INDEX review_run ON review (run, row);"
  "CREATE TRIGGER review_is_kept BEFORE DELETE ON review BEGIN SELECT RAISE (ABORT, 'review marks are never deleted'); END;"
  "CREATE TRIGGER review_is_immutable BEFORE UPDATE ON review BEGIN SELECT RAISE (ABORT, 'review marks are only superseded'); END;"

  "CREATE TABLE audit ("
  "  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT,"
  "  previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;"
  "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit trail is append-only'); END;"
  "CREATE TRIGGER audit_is_immutable BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit trail is append-only'); END;";

/* The registry of models: a row a version; what the file is never changes, how it meets data (settings) may. */
static const char version_2[] =
  "CREATE TABLE model ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, version TEXT NOT NULL, source TEXT NOT NULL, object TEXT NOT NULL,"
  "  format TEXT NOT NULL, kind TEXT NOT NULL, writer TEXT, n_bytes INTEGER NOT NULL, facts TEXT, card TEXT, members TEXT,"
  "  dataset INTEGER REFERENCES dataset (id), settings TEXT, created INTEGER NOT NULL,"
  "  binned INTEGER NOT NULL DEFAULT 0, purged INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE UNIQUE INDEX model_version ON model (name, version) WHERE binned = 0;"
  "CREATE TRIGGER model_is_kept BEFORE DELETE ON model BEGIN SELECT RAISE (ABORT, 'models are never deleted'); END;"
  "CREATE TRIGGER model_is_immutable BEFORE UPDATE OF id, name, version, source, object, format, kind, writer, n_bytes, facts, card, members,"
  "  dataset, created ON model BEGIN SELECT RAISE (ABORT, 'a changed model is a new version'); END;"

  "CREATE TABLE stage ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT, model INTEGER NOT NULL REFERENCES model (id), stage TEXT NOT NULL, reason TEXT NOT NULL,"
  "  who TEXT NOT NULL, time INTEGER NOT NULL) STRICT;"
  "CREATE INDEX stage_model ON stage (model);"
  "CREATE TRIGGER stage_is_kept BEFORE DELETE ON stage BEGIN SELECT RAISE (ABORT, 'stages are never deleted'); END;"
  "CREATE TRIGGER stage_is_immutable BEFORE UPDATE ON stage BEGIN SELECT RAISE (ABORT, 'stages are only superseded'); END;";

const char *const assay_db_migrations[] = { version_1, version_2, NULL };

static gboolean
migrate_locked (sqlite3 *db, const char *const *migrations, GError **error)
{
  gint64 version;

  /* Asked again under the write lock: another process may have migrated while we waited for it. */
  if (!assay_db_get_integer (db, &version, 0, error, "PRAGMA user_version", ""))
    return FALSE;
  for (guint i = 0; migrations[i] != NULL; i++)
    {
      g_autofree char *next = g_strdup_printf ("PRAGMA user_version = %u", i + 1);
      if (i >= version && (!assay_db_script (db, migrations[i], error) || !assay_db_script (db, next, error)))
        return FALSE;
    }
  return assay_db_script (db, "COMMIT", error);
}

gboolean
assay_db_migrate (sqlite3 *db, const char *const *migrations, GError **error)
{
  gint64 version;
  g_autofree char *mode = NULL;

  if (!assay_db_get_integer (db, &version, 0, error, "PRAGMA user_version", ""))
    return FALSE;
  if (version < g_strv_length ((char **) migrations))
    {
      if (!assay_db_script (db, "BEGIN IMMEDIATE", error))
        return FALSE;
      if (!migrate_locked (db, migrations, error))
        {
          sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }
  /* WAL stays with the file; setting it takes a lock that other readers would feel. */
  if (!assay_db_get_text (db, &mode, error, "PRAGMA journal_mode", ""))
    return FALSE;
  return g_strcmp0 (mode, "wal") == 0 || g_strcmp0 (mode, "memory") == 0 || assay_db_script (db, "PRAGMA journal_mode = WAL", error);
}
