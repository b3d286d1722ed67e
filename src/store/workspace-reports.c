#include "store/workspace-private.h"

#include <glib/gi18n-lib.h>

void
assay_report_entry_free (AssayReportEntry *self)
{
  g_free (self->title);
  g_free (self->file);
  g_free (self->sha256);
  g_free (self->runs);
  g_free (self);
}

static gboolean
runs_exist (AssayWorkspace *self, const char *runs, GError **error)
{
  g_auto(GStrv) ids = g_strsplit (runs, ",", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      gint64 n, id;
      if (!g_ascii_string_to_signed (ids[i], 10, 1, G_MAXINT64, &id, error)
          || !assay_db_get_integer (self->db, &n, 0, error, "SELECT count (*) FROM run WHERE id = ?1", "i", id))
        return FALSE;
      if (n == 0)
        {
          g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                       _("The workspace “%s” has no run %s that a report could show."), self->folder, ids[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
add_locked (AssayWorkspace *self, AssayReportEntry *entry, GError **error)
{
  if (!runs_exist (self, entry->runs, error))
    return FALSE;
  entry->created = g_get_real_time ();
  if (!assay_db_run (self->db, error, "INSERT INTO report (title, file, sha256, runs, created, n_pages) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                     "ttttii", entry->title, entry->file, entry->sha256, entry->runs, entry->created, entry->n_pages))
    return FALSE;
  entry->id = sqlite3_last_insert_rowid (self->db);
  return assay_audit_add_record (self, "report", ASSAY_RECORD_REPORT, entry->id, error);
}

gboolean
assay_workspace_add_report (AssayWorkspace *self, AssayReportEntry *entry, GError **error)
{
  g_return_val_if_fail (entry->title != NULL && entry->file != NULL && entry->sha256 != NULL && entry->runs != NULL, FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  if (assay_workspace_end (self, add_locked (self, entry, error), error))
    return TRUE;
  entry->id = 0;
  return FALSE;
}

static AssayReportEntry *
read_entry (sqlite3_stmt *statement)
{
  AssayReportEntry *entry = g_new0 (AssayReportEntry, 1);

  entry->id = sqlite3_column_int64 (statement, 0);
  entry->title = g_strdup (assay_db_column_text (statement, 1));
  entry->file = g_strdup (assay_db_column_text (statement, 2));
  entry->sha256 = g_strdup (assay_db_column_text (statement, 3));
  entry->runs = g_strdup (assay_db_column_text (statement, 4));
  entry->created = sqlite3_column_int64 (statement, 5);
  entry->n_pages = sqlite3_column_int64 (statement, 6);
  return entry;
}

GPtrArray *
assay_workspace_list_reports (AssayWorkspace *self, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_report_entry_free);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT id, title, file, sha256, runs, created, n_pages FROM report ORDER BY id DESC", "");
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_entry (statement));
    }
  return NULL;
}
