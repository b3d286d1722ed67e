#include "store/workspace-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define COLUMNS "id, analysis, title, inputs, options, policy_sha256, seed, engine, started, duration, verdict, result, rows, n_anomalies, binned"

void
assay_run_free (AssayRun *self)
{
  g_free (self->analysis);
  g_free (self->title);
  g_free (self->inputs);
  g_free (self->options);
  g_free (self->policy_sha256);
  g_free (self->engine);
  g_free (self->verdict);
  g_free (self->result);
  g_free (self->rows);
  g_free (self);
}

static AssayRun *
read_run (sqlite3_stmt *statement)
{
  AssayRun *run = g_new0 (AssayRun, 1);

  run->id = sqlite3_column_int64 (statement, 0);
  run->analysis = g_strdup (assay_db_column_text (statement, 1));
  run->title = g_strdup (assay_db_column_text (statement, 2));
  run->inputs = g_strdup (assay_db_column_text (statement, 3));
  run->options = g_strdup (assay_db_column_text (statement, 4));
  run->policy_sha256 = g_strdup (assay_db_column_text (statement, 5));
  run->seed = sqlite3_column_int64 (statement, 6);
  run->engine = g_strdup (assay_db_column_text (statement, 7));
  run->started = sqlite3_column_int64 (statement, 8);
  run->duration = sqlite3_column_int64 (statement, 9);
  run->verdict = g_strdup (assay_db_column_text (statement, 10));
  run->result = g_strdup (assay_db_column_text (statement, 11));
  run->rows = g_strdup (assay_db_column_text (statement, 12));
  run->n_anomalies = sqlite3_column_int64 (statement, 13);
  run->binned = sqlite3_column_int64 (statement, 14) > 0;
  return run;
}

static gboolean
add_locked (AssayWorkspace *self, AssayRun *run, GError **error)
{
  gint64 is_json;

  /* Which datasets a run needs is read from its inputs: broken JSON there would be our own bug. */
  if (!assay_db_get_integer (self->db, &is_json, 0, error, "SELECT json_valid (?1) AND json_valid (?2)", "tt", run->inputs, run->options))
    return FALSE;
  g_return_val_if_fail (is_json, FALSE);
  if (!assay_object_require (self, run->result, error) || (run->rows != NULL && !assay_object_require (self, run->rows, error)))
    return FALSE;
  if (!assay_db_run (self->db, error,
                     "INSERT INTO run (analysis, title, inputs, options, policy_sha256, seed, engine, started, duration, verdict, result,"
                     " rows, n_anomalies) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)", "tttttitiittti",
                     run->analysis, run->title, run->inputs, run->options, run->policy_sha256, run->seed, run->engine, run->started,
                     run->duration, run->verdict, run->result, run->rows, run->n_anomalies))
    return FALSE;
  run->id = sqlite3_last_insert_rowid (self->db);
  return assay_audit_add_record (self, "run", ASSAY_RECORD_RUN, run->id, error);
}

gboolean
assay_workspace_add_run (AssayWorkspace *self, AssayRun *run, GError **error)
{
  g_return_val_if_fail (run->analysis != NULL && run->title != NULL && run->inputs != NULL && run->options != NULL, FALSE);
  g_return_val_if_fail (run->engine != NULL && run->verdict != NULL && run->result != NULL, FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  if (assay_workspace_end (self, add_locked (self, run, error), error))
    return TRUE;
  run->id = 0;
  return FALSE;
}

GPtrArray *
assay_workspace_list_runs (AssayWorkspace *self, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_run_free);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT " COLUMNS " FROM run WHERE binned = 0 ORDER BY id DESC", "");
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_run (statement));
    }
  return NULL;
}

static gboolean
fail_not_there (AssayWorkspace *self, gint64 id, GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("The workspace “%s” has no run %" PRId64 ". “assay workspace list” shows what it has."), self->folder, id);
  return FALSE;
}

AssayRun *
assay_workspace_get_run (AssayWorkspace *self, gint64 id, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "SELECT " COLUMNS " FROM run WHERE id = ?1", "i", id);
  gboolean row;

  if (statement == NULL || !assay_db_step (statement, &row, error))
    return NULL;
  if (row)
    return read_run (statement);
  fail_not_there (self, id, error);
  return NULL;
}

/* ---- the bin ---- */

static gboolean
check_unused (AssayWorkspace *self, gint64 id, GError **error)
{
  g_autofree char *users = NULL;

  if (!assay_db_get_text (self->db, &users, error,
                          "SELECT group_concat ('Report ' || id || ' “' || title || '”', ', ') FROM report"
                          " WHERE instr (',' || runs || ',', ',' || ?1 || ',') > 0", "i", id))
    return FALSE;
  if (users != NULL)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE,
                   _("Run %" PRId64 " cannot be deleted, because these reports show it: %s."), id, users);
      return FALSE;
    }
  return TRUE;
}

/* Whatever in the bin the run was made from. */
static gboolean
restore_inputs (AssayWorkspace *self, gint64 id, const char *sql, const AssayBinKind *kind_of_input, GError **error)
{
  g_autoptr(sqlite3_stmt) inputs = assay_db_query (self->db, error, sql, "i", id);
  gboolean row;

  if (inputs == NULL)
    return FALSE;
  while (assay_db_step (inputs, &row, error))
    {
      if (!row)
        return TRUE;
      if (!assay_bin_set (self, kind_of_input, sqlite3_column_int64 (inputs, 0), FALSE, error))
        return FALSE;
    }
  return FALSE;
}

/* A run comes back together with the data and the models it was made from. */
static gboolean
prepare_return (AssayWorkspace *self, gint64 id, gboolean is_purged, GError **error)
{
  if (is_purged)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                   _("Run %" PRId64 " cannot be brought back: it was in the bin for more than 30 days and its result was removed."), id);
      return FALSE;
    }
  return restore_inputs (self, id, "SELECT dataset.id FROM run, json_each (run.inputs) AS input JOIN dataset ON dataset.id = json_extract (input.value, '$.dataset')"
                         " WHERE run.id = ?1 AND dataset.binned > 0 AND dataset.purged = 0", &assay_bin_datasets, error)
         && restore_inputs (self, id, "SELECT model.id FROM run, json_each (run.inputs) AS input JOIN model ON model.id = json_extract (input.value, '$.model')"
                            " WHERE run.id = ?1 AND model.binned > 0 AND model.purged = 0", &assay_bin_models, error);
}

static const AssayBinKind kind = { "run", ASSAY_RECORD_RUN, fail_not_there, check_unused, prepare_return };

gboolean
assay_workspace_bin_run (AssayWorkspace *self, gint64 id, gboolean binned, GError **error)
{
  return assay_bin_set_alone (self, &kind, id, binned, error);
}

GPtrArray *
assay_workspace_list_model_runs (AssayWorkspace *self, gint64 model, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_run_free);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT " COLUMNS " FROM run WHERE binned = 0 AND EXISTS"
    " (SELECT 1 FROM json_each (run.inputs) WHERE json_extract (value, '$.model') = ?1) ORDER BY id DESC", "i", model);
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_run (statement));
    }
  return NULL;
}
