/* The audit trail: who did what, when; each entry holds the hash of the one before. */
#include "store/workspace-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "base/digest.h"
#include "base/file-write.h"

static const struct { const char *name, *sql; } records[ASSAY_N_RECORDS] = {
  [ASSAY_RECORD_WORKSPACE] = { "workspace",
    "SELECT 0 AS id, json_object ('record', 'workspace', 'id', 0, 'name', value) AS now FROM meta WHERE key = 'name'" },
  [ASSAY_RECORD_DATASET] = { "dataset",
    "SELECT id, json_object ('record', 'dataset', 'id', id, 'name', name, 'source', source, 'source_sha256', source_sha256,"
    " 'object', object, 'rows', n_rows, 'columns', n_columns, 'bytes', n_bytes, 'settings', assay_short (settings),"
    " 'quality', assay_short (quality), 'created', created, 'binned', binned, 'purged', purged) AS now FROM dataset" },
  [ASSAY_RECORD_RUN] = { "run",
    "SELECT id, json_object ('record', 'run', 'id', id, 'analysis', analysis, 'title', title, 'verdict', verdict, 'anomalies', n_anomalies,"
    " 'inputs', assay_short (inputs), 'options', assay_short (options), 'policy', policy_sha256, 'seed', seed, 'engine', engine,"
    " 'started', started, 'duration', duration, 'result', result, 'rows', rows, 'binned', binned, 'purged', purged) AS now FROM run" },
  [ASSAY_RECORD_REPORT] = { "report",
    "SELECT id, json_object ('record', 'report', 'id', id, 'title', title, 'file', file, 'sha256', sha256, 'runs', runs,"
    " 'created', created, 'pages', n_pages) AS now FROM report" },
  [ASSAY_RECORD_REVIEW] = { "review",
    "SELECT id, json_object ('record', 'review', 'id', id, 'run', run, 'row', row, 'review', review, 'note', note,"
    " 'who', who, 'time', time) AS now FROM review" },
  [ASSAY_RECORD_MODEL] = { "model",
    "SELECT id, json_object ('record', 'model', 'id', id, 'name', name, 'version', version, 'source', source, 'sha256', object,"
    " 'format', format, 'kind', kind, 'writer', writer, 'bytes', n_bytes, 'facts', assay_short (facts), 'card', assay_short (card),"
    " 'members', assay_short (members), 'dataset', dataset, 'settings', assay_short (settings), 'created', created,"
    " 'binned', binned, 'purged', purged) AS now FROM model" },
  [ASSAY_RECORD_STAGE] = { "stage",
    "SELECT id, json_object ('record', 'stage', 'id', id, 'model', model, 'stage', stage, 'reason', reason, 'who', who, 'time', time) AS now FROM stage" },
};

const char *
assay_record_name (AssayRecord record)
{
  return records[record].name;
}

const char *
assay_record_sql (AssayRecord record)
{
  return records[record].sql;
}

static void
append_field (GString *text, const char *field)
{
  if (field == NULL)
    g_string_append (text, "-,");
  else
    g_string_append_printf (text, "%" G_GSIZE_FORMAT ":%s,", strlen (field), field);
}

static void
append_number (GString *text, gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  append_field (text, digits);
}

char *
assay_audit_hash (const AssayAuditEntry *entry)
{
  g_autoptr(GString) text = g_string_new ("assay-audit/1\n");

  append_number (text, entry->id);
  append_number (text, entry->when);
  append_field (text, entry->who);
  append_field (text, entry->action);
  append_field (text, entry->subject);
  append_field (text, entry->detail);
  append_field (text, entry->previous);
  return assay_digest_bytes (text->str, text->len);
}

AssayAuditEntry *
assay_audit_entry_read (sqlite3_stmt *statement)
{
  AssayAuditEntry *entry = g_new0 (AssayAuditEntry, 1);

  entry->id = sqlite3_column_int64 (statement, 0);
  entry->when = sqlite3_column_int64 (statement, 1);
  entry->who = g_strdup (assay_db_column_text (statement, 2));
  entry->action = g_strdup (assay_db_column_text (statement, 3));
  entry->subject = g_strdup (assay_db_column_text (statement, 4));
  entry->detail = g_strdup (assay_db_column_text (statement, 5));
  entry->previous = g_strdup (assay_db_column_text (statement, 6));
  entry->hash = g_strdup (assay_db_column_text (statement, 7));
  return entry;
}

void
assay_audit_entry_free (AssayAuditEntry *self)
{
  g_free (self->who);
  g_free (self->action);
  g_free (self->subject);
  g_free (self->detail);
  g_free (self->previous);
  g_free (self->hash);
  g_free (self);
}

char *
assay_workspace_dup_user (void)
{
  const char *login = g_get_user_name (), *name = g_get_real_name ();
  g_autofree char *valid = NULL;

  if (name == NULL || *name == '\0' || g_str_equal (name, "Unknown") || g_str_equal (name, login))
    return g_utf8_make_valid (login, -1);
  valid = g_strdup_printf ("%s (%s)", login, name);
  return g_utf8_make_valid (valid, -1);
}

gboolean
assay_audit_add (AssayWorkspace *self, const char *action, const char *subject, const char *detail, GError **error)
{
  g_autofree char *who = assay_workspace_dup_user ();
  g_autofree char *previous = NULL, *hash = NULL, *head = NULL;
  AssayAuditEntry entry = { .when = g_get_real_time (), .who = who, .action = (char *) action,
                            .subject = (char *) subject, .detail = (char *) detail };

  if (!assay_db_get_integer (self->db, &entry.id, 0, error, "SELECT max (id) FROM audit", "")
      || !assay_db_get_text (self->db, &previous, error, "SELECT hash FROM audit WHERE id = ?1", "i", entry.id))
    return FALSE;
  entry.id++;
  entry.previous = previous != NULL ? previous : (char *) ASSAY_AUDIT_FIRST;
  hash = assay_audit_hash (&entry);
  head = g_strdup_printf ("%" G_GINT64_FORMAT " %s", entry.id, hash);
  return assay_db_run (self->db, error, "INSERT INTO audit (" ASSAY_AUDIT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", "iitttttt",
                       entry.id, entry.when, who, action, subject, detail, entry.previous, hash)
         && assay_db_run (self->db, error, "INSERT OR REPLACE INTO meta VALUES ('audit-head', ?1)", "t", head);
}

gboolean
assay_audit_add_record (AssayWorkspace *self, const char *action, AssayRecord record, gint64 id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT now FROM (%s) WHERE id = ?1", records[record].sql);
  g_autofree char *detail = NULL, *subject = NULL;

  if (!assay_db_get_text (self->db, &detail, error, sql, "i", id))
    return FALSE;
  if (record == ASSAY_RECORD_WORKSPACE)
    subject = g_strdup ("workspace");
  else if (record == ASSAY_RECORD_REVIEW
           && !assay_db_get_text (self->db, &subject, error, "SELECT 'run ' || run || ', row ' || row FROM review WHERE id = ?1", "i", id))
    return FALSE;
  else if (record == ASSAY_RECORD_STAGE
           && !assay_db_get_text (self->db, &subject, error, "SELECT 'model ' || model FROM stage WHERE id = ?1", "i", id))
    return FALSE;
  if (subject == NULL)
    subject = g_strdup_printf ("%s %" G_GINT64_FORMAT, records[record].name, id);
  return assay_audit_add (self, action, subject, detail, error);
}

/* ---- the head ---- */

void
assay_audit_write_head (AssayWorkspace *self)
{
  g_autofree char *path = g_build_filename (self->folder, "audit.head", NULL);
  g_autofree char *head = NULL, *line = NULL;

  /* The change is committed and counts, whatever becomes of this file: verify () allows it to lag. */
  if (!assay_db_get_text (self->db, &head, NULL, "SELECT value FROM meta WHERE key = 'audit-head'", "") || head == NULL)
    return;
  line = g_strconcat (head, "\n", NULL);
  if (!assay_file_write_all (path, line, strlen (line), NULL))
    g_debug ("%s lags behind", path);
}

gboolean
assay_audit_read_head (const char *folder, gint64 *id, char **hash)
{
  g_autofree char *path = g_build_filename (folder, "audit.head", NULL);
  g_autofree char *text = NULL;
  char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  *id = g_ascii_strtoll (text, &rest, 10);
  if (*id <= 0 || *rest != ' ')
    return FALSE;
  *hash = g_strdup (g_strchomp (rest + 1));
  return TRUE;
}

/* ---- the door ---- */

gboolean
assay_workspace_audit (AssayWorkspace *self, const char *action, const char *subject, const char *detail, GError **error)
{
  g_return_val_if_fail (action != NULL && subject != NULL, FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  return assay_workspace_end (self, assay_audit_add (self, action, subject, detail, error), error);
}

GPtrArray *
assay_workspace_list_audit (AssayWorkspace *self, gint64 after, guint limit, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_audit_entry_free);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT " ASSAY_AUDIT_COLUMNS " FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2", "ii", after, (gint64) (limit == 0 ? -1 : (gint64) limit));
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, assay_audit_entry_read (statement));
    }
  return NULL;
}
