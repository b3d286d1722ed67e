/* Says what was altered since it was written: objects against their names, the chain against itself and its
 * head, every row against what the trail wrote down when the row was made or last changed. */
#include "store/workspace-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include "base/digest.h"

typedef struct
{
  AssayWorkspace *workspace;
  sqlite3 *db;                 /* a connection of its own: a long check holds nobody up */
  GPtrArray *problems;
  gint64 head_id;              /* of audit.head; read before the snapshot, so that it cannot run ahead of it */
  char *head_hash;
} Check;

G_GNUC_PRINTF (2, 3) static void
tell (Check *self, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  g_ptr_array_add (self->problems, g_strdup_vprintf (format, values));
  va_end (values);
}

/* ---- the database itself ---- */

static gboolean
check_integrity (Check *self, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "PRAGMA integrity_check (20)", "");
  gboolean row;

  if (statement == NULL)
    return FALSE;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      if (g_strcmp0 (assay_db_column_text (statement, 0), "ok") != 0)
        tell (self, _("The database is damaged: %s."), assay_db_column_text (statement, 0));
    }
  return FALSE;
}

/* The rules that refuse changes are part of the schema: compare it with a fresh one. */
static gboolean
check_schema (Check *self, GError **error)
{
  static const char sql[] = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name";
  g_autoptr(GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(sqlite3_stmt) actual = assay_db_query (self->db, error, sql, "");
  sqlite3 *fresh = assay_db_create (":memory:", error);
  gboolean row = TRUE, ok = actual != NULL && fresh != NULL;

  while (ok && (ok = assay_db_step (actual, &row, error)) && row)
    g_hash_table_insert (found, g_strdup (assay_db_column_text (actual, 1)), g_strdup (assay_db_column_text (actual, 2)));
  if (ok)
    {
      g_autoptr(sqlite3_stmt) wanted = assay_db_query (fresh, error, sql, "");
      for (row = TRUE; wanted != NULL && assay_db_step (wanted, &row, error) && row;)
        {
          const char *type = assay_db_column_text (wanted, 0), *name = assay_db_column_text (wanted, 1);
          const char *now = g_hash_table_lookup (found, name);
          if (now == NULL)
            tell (self, _("The %s “%s” of the database was removed."), type, name);
          else if (g_strcmp0 (now, assay_db_column_text (wanted, 2)) != 0)
            tell (self, _("The %s “%s” of the database was altered."), type, name);
          g_hash_table_remove (found, name);
        }
    }
  sqlite3_close_v2 (fresh);

  GHashTableIter rest;
  gpointer name;
  g_hash_table_iter_init (&rest, found);
  while (ok && g_hash_table_iter_next (&rest, &name, NULL))
    tell (self, _("“%s” was added to the database by another program."), (char *) name);
  return ok;
}

static gboolean
check_settings (Check *self, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "SELECT key FROM meta WHERE key NOT IN ('name', 'audit-head') ORDER BY key", "");
  gboolean row;

  if (statement == NULL)
    return FALSE;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      tell (self, _("“%s” was added to the database by another program."), assay_db_column_text (statement, 0));
    }
  return FALSE;
}

/* ---- the chain ---- */

static void
check_entry (Check *self, const AssayAuditEntry *entry, gint64 expected, const char *previous)
{
  g_autofree char *hash = assay_audit_hash (entry);

  if (entry->id != expected)
    tell (self, _("Audit trail: the entries %" PRId64 " to %" PRId64 " were removed."), expected, entry->id - 1);
  else if (g_strcmp0 (entry->previous, previous) != 0)
    tell (self, _("Audit trail: entry %" PRId64 " does not follow from the one before."), entry->id);
  if (g_strcmp0 (hash, entry->hash) != 0)
    tell (self, _("Audit trail: entry %" PRId64 " (%s, %s) was altered."), entry->id, entry->action, entry->subject);
  if (entry->id == self->head_id && g_strcmp0 (entry->hash, self->head_hash) != 0)
    tell (self, _("Audit trail: entry %" PRId64 " is not the one that “audit.head” knows: the trail was rewritten."), entry->id);
}

static gboolean
check_heads (Check *self, gint64 last, const char *hash, GError **error)
{
  g_autofree char *head = NULL, *expected = g_strdup_printf ("%" G_GINT64_FORMAT " %s", last, hash);

  if (!assay_db_get_text (self->db, &head, error, "SELECT value FROM meta WHERE key = 'audit-head'", ""))
    return FALSE;
  if (last > 0 && g_strcmp0 (head, expected) != 0)
    tell (self, _("Audit trail: it ends at entry %" PRId64 ", but the database remembers its end as “%s”."), last, head != NULL ? head : "");
  /* One entry may be there without the file: a kill came between the two. */
  if (self->head_hash == NULL && last > 1)
    tell (self, _("“audit.head” is missing or unreadable: it cannot be told whether entries were cut off the end of the audit trail."));
  else if (self->head_id > last)
    tell (self, _("Audit trail: the entries %" PRId64 " to %" PRId64 " were cut off its end."), last + 1, self->head_id);
  return TRUE;
}

static gboolean
check_chain (Check *self, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "SELECT " ASSAY_AUDIT_COLUMNS " FROM audit ORDER BY id", "");
  g_autofree char *previous = g_strdup (ASSAY_AUDIT_FIRST);
  gint64 last = 0;
  gboolean row;

  if (statement == NULL)
    return FALSE;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return check_heads (self, last, previous, error);
      AssayAuditEntry *entry = assay_audit_entry_read (statement);
      check_entry (self, entry, last + 1, previous);
      last = entry->id;
      g_free (previous);
      previous = g_steal_pointer (&entry->hash);
      assay_audit_entry_free (entry);
    }
  return FALSE;
}

/* ---- rows ---- */

/* Names each field whose value is not the one that the trail wrote down. */
static gboolean
tell_differences (Check *self, const char *name, gint64 id, const char *then, const char *now, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT o.key, o.atom, n.atom FROM json_each (?1) o LEFT JOIN json_each (?2) n ON n.key = o.key WHERE o.atom IS NOT n.atom", "tt", then, now);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      const char *old = assay_db_column_text (statement, 1), *new = assay_db_column_text (statement, 2);
      tell (self, _("%s %" PRId64 ": “%s” was changed from “%s” to “%s”."), name, id,
            assay_db_column_text (statement, 0), old != NULL ? old : "", new != NULL ? new : "");
    }
  return FALSE;
}

static gboolean
check_records (Check *self, AssayRecord record, GError **error)
{
  const char *name = assay_record_name (record);
  g_autofree char *sql = g_strdup_printf (
    "SELECT coalesce (r.id, a.item), a.detail, r.now FROM (%s) r FULL OUTER JOIN"
    " (SELECT json_extract (detail, '$.id') AS item, detail, max (id) FROM audit"
    "  WHERE json_valid (detail) AND json_extract (detail, '$.record') = '%s' GROUP BY item) a ON a.item = r.id ORDER BY 1",
    assay_record_sql (record), name);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, sql, "");
  gboolean row;

  if (statement == NULL)
    return FALSE;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      gint64 id = sqlite3_column_int64 (statement, 0);
      const char *then = assay_db_column_text (statement, 1), *now = assay_db_column_text (statement, 2);
      if (now == NULL)
        tell (self, _("%s %" PRId64 " was removed."), name, id);
      else if (then == NULL)
        tell (self, _("%s %" PRId64 " has no entry in the audit trail: it was not added by Assay."), name, id);
      else if (strcmp (then, now) != 0 && !tell_differences (self, name, id, then, now, error))
        return FALSE;
    }
  return FALSE;
}

/* ---- files ---- */

typedef struct { char *path, *sha256, *what; gint64 size; gboolean is_outside; } Expected;

static void
expected_free (Expected *self)
{
  g_free (self->path);
  g_free (self->sha256);
  g_free (self->what);
  g_free (self);
}

/* Every file that is recorded, each object once. A report may have been written outside of the workspace, and over an
 * older one: the last one written is what must be found under that name. */
static GPtrArray *
list_expected (Check *self, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) expected_free);
  const char *folder = self->workspace->folder;
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT hash, group_concat (what, ', '), file FROM ("
    " SELECT object AS hash, 'dataset ' || id AS what, NULL AS file FROM dataset WHERE purged = 0"
    " UNION ALL SELECT result, 'result of run ' || id, NULL FROM run WHERE purged = 0"
    " UNION ALL SELECT rows, 'rows of run ' || id, NULL FROM run WHERE purged = 0 AND rows IS NOT NULL"
    " UNION ALL SELECT object, 'model ' || id, NULL FROM model WHERE purged = 0"
    " UNION ALL SELECT json_extract (value, '$.sha256'), 'member of model ' || model.id, NULL FROM model, json_each (model.members)"
    "  WHERE purged = 0 AND members IS NOT NULL"
    ") GROUP BY hash UNION ALL SELECT sha256, 'report ' || id, file FROM report"
    " WHERE id IN (SELECT max (id) FROM report GROUP BY file)", "");
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      const char *hash = assay_db_column_text (statement, 0), *file = assay_db_column_text (statement, 2);
      Expected *expected = g_new0 (Expected, 1);
      g_ptr_array_add (list, expected);
      expected->sha256 = g_strdup (hash != NULL ? hash : "");
      expected->what = g_strdup (assay_db_column_text (statement, 1));
      expected->is_outside = file != NULL && g_path_is_absolute (file);
      if (expected->is_outside)
        expected->path = g_strdup (file);
      else if (file != NULL)
        expected->path = g_build_filename (folder, "reports", file, NULL);
      else if (assay_object_name_is_valid (hash))
        expected->path = assay_object_path (folder, hash);
    }
  return NULL;
}

/* Objects that nobody refers to (left by a kill, or not yet cleaned up) must still be what their name says. */
static void
add_unreferenced (Check *self, GPtrArray *list)
{
  g_autofree char *objects = g_build_filename (self->workspace->folder, "objects", NULL);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GDir) shelves = g_dir_open (objects, 0, NULL);
  const char *shelf, *name;

  for (guint i = 0; i < list->len; i++)
    g_hash_table_add (known, ((Expected *) list->pdata[i])->sha256);
  while (shelves != NULL && (shelf = g_dir_read_name (shelves)) != NULL)
    {
      g_autofree char *path = g_build_filename (objects, shelf, NULL);
      g_autoptr(GDir) files = strlen (shelf) == 2 ? g_dir_open (path, 0, NULL) : NULL;
      while (files != NULL && (name = g_dir_read_name (files)) != NULL)
        {
          g_autofree char *sha256 = g_strconcat (shelf, name, NULL);
          if (g_hash_table_contains (known, sha256) || !assay_object_name_is_valid (sha256))
            continue;
          Expected *stray = g_new0 (Expected, 1);
          stray->path = assay_object_path (self->workspace->folder, sha256);
          stray->sha256 = g_steal_pointer (&sha256);
          stray->what = g_strdup (_("in use by nothing"));
          g_ptr_array_add (list, stray);
        }
    }
}

static gboolean
check_file (Check *self, const Expected *expected, AssayProgress *progress, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autofree char *found = NULL;

  if (expected->path == NULL)
    {
      tell (self, _("“%s” of %s is not the name of an object."), expected->sha256, expected->what);
      return TRUE;
    }
  /* A report outside belongs to whoever it was given to, and may have been moved, or gone to a pipe or device. */
  if (expected->is_outside && !g_file_test (expected->path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  if (!g_file_test (expected->path, G_FILE_TEST_EXISTS))
    {
      tell (self, _("The file “%s” (%s) is missing."), expected->path, expected->what);
      return TRUE;
    }
  /* What a link points to lies outside and can change unseen. */
  if (!expected->is_outside && g_file_test (expected->path, G_FILE_TEST_IS_SYMLINK))
    tell (self, _("The file “%s” (%s) was replaced by a link to another."), expected->path, expected->what);
  found = assay_digest_file (expected->path, progress, &problem);
  if (found == NULL && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (found == NULL)
    tell (self, _("The file “%s” (%s) cannot be read: %s"), expected->path, expected->what, problem->message);
  else if (strcmp (found, expected->sha256) != 0)
    tell (self, _("The file “%s” (%s) was altered: its SHA-256 is %s, recorded is %s."), expected->path, expected->what, found, expected->sha256);
  return TRUE;
}

static gboolean
check_files (Check *self, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) list = list_expected (self, error);
  gint64 total = 1, done = 0;

  if (list == NULL)
    return FALSE;
  add_unreferenced (self, list);
  for (guint i = 0; i < list->len; i++)
    {
      Expected *expected = list->pdata[i];
      struct stat status;
      expected->size = expected->path != NULL && stat (expected->path, &status) == 0 ? status.st_size : 0;
      total += expected->size;
    }
  for (guint i = 0; i < list->len; i++)
    {
      const Expected *expected = list->pdata[i];
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) done / total, (double) (done + expected->size) / total);
      if (!check_file (self, expected, part, error) || !assay_progress_step (part, 1, error))
        return FALSE;
      done += expected->size;
    }
  return TRUE;
}

/* ---- all of it ---- */

static gboolean
check_all (Check *self, AssayProgress *progress, GError **error)
{
  gboolean ok = assay_db_script (self->db, "BEGIN", error) && check_integrity (self, error) && check_schema (self, error)
                && check_settings (self, error) && check_chain (self, error);

  for (AssayRecord record = 0; ok && record < ASSAY_N_RECORDS; record++)
    ok = check_records (self, record, error);
  return ok && check_files (self, progress, error);
}

gboolean
assay_workspace_verify (AssayWorkspace *self, GPtrArray *problems, AssayProgress *progress, GError **error)
{
  Check check = { .workspace = self, .problems = problems };
  g_autoptr(GError) problem = NULL;
  gboolean read_only, done;
  guint n_before = problems->len;

  assay_audit_read_head (self->folder, &check.head_id, &check.head_hash);
  check.db = assay_db_open (self->folder, &read_only, error);
  if (check.db == NULL)
    {
      g_free (check.head_hash);
      return FALSE;
    }
  done = check_all (&check, progress, &problem);
  sqlite3_exec (check.db, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close_v2 (check.db);
  g_free (check.head_hash);
  /* Damage so bad that SQLite cannot go on is an answer, not a failure to check. */
  if (!done && g_error_matches (problem, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED))
    tell (&check, "%s", problem->message);
  else if (!done)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return problems->len == n_before;
}
