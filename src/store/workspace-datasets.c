#include "store/workspace-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define COLUMNS "id, name, source, source_sha256, object, n_rows, n_columns, n_bytes, settings, quality, created, binned"

void
assay_dataset_free (AssayDataset *self)
{
  g_free (self->name);
  g_free (self->source);
  g_free (self->source_sha256);
  g_free (self->object);
  g_free (self->settings);
  g_free (self->quality);
  g_free (self);
}

static AssayDataset *
read_dataset (sqlite3_stmt *statement)
{
  AssayDataset *dataset = g_new0 (AssayDataset, 1);

  dataset->id = sqlite3_column_int64 (statement, 0);
  dataset->name = g_strdup (assay_db_column_text (statement, 1));
  dataset->source = g_strdup (assay_db_column_text (statement, 2));
  dataset->source_sha256 = g_strdup (assay_db_column_text (statement, 3));
  dataset->object = g_strdup (assay_db_column_text (statement, 4));
  dataset->n_rows = sqlite3_column_int64 (statement, 5);
  dataset->n_columns = sqlite3_column_int64 (statement, 6);
  dataset->n_bytes = sqlite3_column_int64 (statement, 7);
  dataset->settings = g_strdup (assay_db_column_text (statement, 8));
  dataset->quality = g_strdup (assay_db_column_text (statement, 9));
  dataset->created = sqlite3_column_int64 (statement, 10);
  dataset->binned = sqlite3_column_int64 (statement, 11) > 0;
  return dataset;
}

/* “demand.csv”, else “demand.csv (2)” and so on: the first that no living dataset has. */
static char *
free_name (AssayWorkspace *self, const char *name, gint64 except, GError **error)
{
  g_autofree char *candidate = g_strdup (name);

  for (guint i = 2;; i++)
    {
      gint64 taken;
      if (!assay_db_get_integer (self->db, &taken, 0, error, "SELECT count (*) FROM dataset WHERE name = ?1 AND binned = 0 AND id != ?2",
                                 "ti", candidate, except))
        return NULL;
      if (taken == 0)
        return g_steal_pointer (&candidate);
      g_free (candidate);
      candidate = g_strdup_printf ("%s (%u)", name, i);
    }
}

static gboolean
add_locked (AssayWorkspace *self, AssayDataset *dataset, char **name, GError **error)
{
  *name = free_name (self, dataset->name, 0, error);
  if (*name == NULL || !assay_object_require (self, dataset->object, error))
    return FALSE;
  dataset->created = g_get_real_time ();
  if (!assay_db_run (self->db, error,
                     "INSERT INTO dataset (name, source, source_sha256, object, n_rows, n_columns, n_bytes, settings, quality, created)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", "ttttiiitti",
                     *name, dataset->source, dataset->source_sha256, dataset->object, dataset->n_rows, dataset->n_columns,
                     dataset->n_bytes, dataset->settings, dataset->quality, dataset->created))
    return FALSE;
  dataset->id = sqlite3_last_insert_rowid (self->db);
  return assay_audit_add_record (self, "import", ASSAY_RECORD_DATASET, dataset->id, error);
}

gboolean
assay_workspace_add_dataset (AssayWorkspace *self, AssayDataset *dataset, GError **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (dataset->name != NULL && dataset->object != NULL, FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  if (!assay_workspace_end (self, add_locked (self, dataset, &name, error), error))
    {
      dataset->id = 0;
      return FALSE;
    }
  g_free (dataset->name);
  dataset->name = g_steal_pointer (&name);
  dataset->binned = FALSE;
  return TRUE;
}

GPtrArray *
assay_workspace_list_datasets (AssayWorkspace *self, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_dataset_free);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT " COLUMNS " FROM dataset WHERE binned = 0 ORDER BY id DESC", "");
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_dataset (statement));
    }
  return NULL;
}

AssayDataset *
assay_workspace_get_dataset (AssayWorkspace *self, gint64 id, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "SELECT " COLUMNS " FROM dataset WHERE id = ?1", "i", id);
  gboolean row;

  if (statement == NULL || !assay_db_step (statement, &row, error))
    return NULL;
  if (row)
    return read_dataset (statement);
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("The workspace “%s” has no dataset %" PRId64 "."), self->folder, id);
  return NULL;
}

AssayDataset *
assay_workspace_find_dataset (AssayWorkspace *self, const char *name, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT " COLUMNS " FROM dataset WHERE name = ?1 AND binned = 0", "t", name);
  gboolean row;

  if (statement == NULL || !assay_db_step (statement, &row, error))
    return NULL;
  if (row)
    return read_dataset (statement);
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("The workspace “%s” has no dataset “%s”. “assay workspace list” shows what it has."), self->folder, name);
  return NULL;
}

static gboolean
fail_not_there (AssayWorkspace *self, gint64 id, GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("The workspace “%s” has no dataset %" PRId64 "."), self->folder, id);
  return FALSE;
}

gboolean
assay_workspace_set_dataset_settings (AssayWorkspace *self, gint64 id, const char *settings, GError **error)
{
  if (!assay_workspace_begin (self, error))
    return FALSE;
  gboolean ok = assay_db_run (self->db, error, "UPDATE dataset SET settings = ?2 WHERE id = ?1", "it", id, settings)
                && (sqlite3_changes (self->db) == 1 || fail_not_there (self, id, error))
                && assay_audit_add_record (self, "settings", ASSAY_RECORD_DATASET, id, error);
  return assay_workspace_end (self, ok, error);
}

/* ---- the bin ---- */

static gboolean
fail_in_use (AssayWorkspace *self, gint64 id, const char *users, GError **error)
{
  g_autofree char *name = NULL;

  if (assay_db_get_text (self->db, &name, error, "SELECT name FROM dataset WHERE id = ?1", "i", id))
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE,
                 _("“%s” cannot be deleted, because these runs are made from it: %s. Delete them first."), name, users);
  return FALSE;
}

static gboolean
fail_has_models (AssayWorkspace *self, gint64 id, const char *users, GError **error)
{
  g_autofree char *name = NULL;

  if (assay_db_get_text (self->db, &name, error, "SELECT name FROM dataset WHERE id = ?1", "i", id))
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE,
                 _("“%s” cannot be deleted, because these models were developed on it: %s. Delete them first."), name, users);
  return FALSE;
}

static gboolean
check_unused (AssayWorkspace *self, gint64 id, GError **error)
{
  g_autofree char *users = NULL;

  if (!assay_db_get_text (self->db, &users, error,
                          "SELECT group_concat ('Run ' || id || ' “' || title || '”', ', ') FROM run WHERE binned = 0 AND EXISTS"
                          " (SELECT 1 FROM json_each (run.inputs) WHERE json_extract (value, '$.dataset') = ?1)", "i", id))
    return FALSE;
  if (users != NULL)
    return fail_in_use (self, id, users, error);
  if (!assay_db_get_text (self->db, &users, error,
                          "SELECT group_concat (name || '@' || version, ', ') FROM model WHERE binned = 0 AND dataset = ?1", "i", id))
    return FALSE;
  if (users != NULL)
    return fail_has_models (self, id, users, error);
  return TRUE;
}

static gboolean
prepare_return (AssayWorkspace *self, gint64 id, gboolean is_purged, GError **error)
{
  g_autofree char *name = NULL, *unique = NULL;

  if (!assay_db_get_text (self->db, &name, error, "SELECT name FROM dataset WHERE id = ?1", "i", id))
    return FALSE;
  if (is_purged)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                   _("“%s” cannot be brought back: it was in the bin for more than 30 days and its rows were removed."), name);
      return FALSE;
    }
  unique = free_name (self, name, id, error);
  return unique != NULL && assay_db_run (self->db, error, "UPDATE dataset SET name = ?2 WHERE id = ?1", "it", id, unique);
}

const AssayBinKind assay_bin_datasets = { "dataset", ASSAY_RECORD_DATASET, fail_not_there, check_unused, prepare_return };

gboolean
assay_workspace_bin_dataset (AssayWorkspace *self, gint64 id, gboolean binned, GError **error)
{
  return assay_bin_set_alone (self, &assay_bin_datasets, id, binned, error);
}
