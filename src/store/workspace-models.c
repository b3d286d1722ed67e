/* The registry: each version of a model is a row, its file an object, its stages a list that only grows. */
#include "store/workspace-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include "base/options.h"

#define COLUMNS "m.id, m.name, m.version, m.source, m.object, m.format, m.kind, m.writer, m.n_bytes, m.facts, m.card, m.members, m.dataset," \
                " m.settings, m.created, m.binned, s.stage, s.who, s.reason, s.time"
/* with the latest stage of each */
#define FROM " FROM model m LEFT JOIN stage s ON s.id = (SELECT max (id) FROM stage WHERE stage.model = m.id)"

static const char *const names[ASSAY_N_STAGES] = { "draft", "under-review", "approved", "retired" };
static const char *const labels[ASSAY_N_STAGES] = { N_("Draft"), N_("Under Review"), N_("Approved"), N_("Retired") };

const char *
assay_stage_name (AssayStage stage)
{
  g_return_val_if_fail ((guint) stage < ASSAY_N_STAGES, NULL);
  return names[stage];
}

const char *
assay_stage_label (AssayStage stage)
{
  g_return_val_if_fail ((guint) stage < ASSAY_N_STAGES, NULL);
  return labels[stage];
}

gboolean
assay_stage_from_name (const char *name, AssayStage *stage)
{
  for (guint i = 0; i < ASSAY_N_STAGES; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *stage = i;
        return TRUE;
      }
  return FALSE;
}

void
assay_model_version_free (AssayModelVersion *self)
{
  g_free (self->name);
  g_free (self->version);
  g_free (self->source);
  g_free (self->sha256);
  g_free (self->format);
  g_free (self->kind);
  g_free (self->writer);
  g_free (self->facts);
  g_free (self->card);
  g_free (self->members);
  g_free (self->settings);
  g_free (self->stage_who);
  g_free (self->stage_reason);
  g_free (self);
}

static AssayModelVersion *
read_version (sqlite3_stmt *statement)
{
  AssayModelVersion *self = g_new0 (AssayModelVersion, 1);
  char **texts[] = { &self->name, &self->version, &self->source, &self->sha256, &self->format, &self->kind, &self->writer };

  self->id = sqlite3_column_int64 (statement, 0);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup (assay_db_column_text (statement, 1 + i));
  self->n_bytes = sqlite3_column_int64 (statement, 8);
  self->facts = g_strdup (assay_db_column_text (statement, 9));
  self->card = g_strdup (assay_db_column_text (statement, 10));
  self->members = g_strdup (assay_db_column_text (statement, 11));
  self->dataset = sqlite3_column_int64 (statement, 12);
  self->settings = g_strdup (assay_db_column_text (statement, 13));
  self->created = sqlite3_column_int64 (statement, 14);
  self->binned = sqlite3_column_int64 (statement, 15) > 0;
  assay_stage_from_name (assay_db_column_text (statement, 16), &self->stage);
  self->stage_who = g_strdup (assay_db_column_text (statement, 17));
  self->stage_reason = g_strdup (assay_db_column_text (statement, 18));
  self->stage_time = sqlite3_column_int64 (statement, 19);
  return self;
}

/* The first row; NULL without error: there is none. */
static AssayModelVersion *
read_one (sqlite3_stmt *statement, GError **error)
{
  gboolean row;

  if (statement == NULL || !assay_db_step (statement, &row, error) || !row)
    return NULL;
  return read_version (statement);
}

/* ---- adding ---- */

static gboolean
members_exist (AssayWorkspace *self, const char *members, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;
  gboolean row;

  if (members == NULL)
    return TRUE;
  statement = assay_db_query (self->db, error, "SELECT json_extract (value, '$.sha256') FROM json_each (?1)", "t", members);
  if (statement == NULL)
    return FALSE;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      if (!assay_object_require (self, assay_db_column_text (statement, 0), error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
check_is_new (AssayWorkspace *self, const AssayModelVersion *version, GError **error)
{
  g_autofree char *same_file = NULL;
  gint64 taken = 0;

  if (!assay_db_get_text (self->db, &same_file, error, "SELECT version FROM model WHERE name = ?1 AND object = ?2 AND binned = 0 ORDER BY id DESC", "tt",
                          version->name, version->sha256)
      || !assay_db_get_integer (self->db, &taken, 0, error, "SELECT count (*) FROM model WHERE name = ?1 AND version = ?2 AND binned = 0", "tt",
                                version->name, version->version))
    return FALSE;
  if (same_file != NULL)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS, _("This file is in the workspace already: it is version %s of “%s”."), same_file, version->name);
  else if (taken > 0)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS,
                 _("“%s” has a version %s already, which is another file. A version never changes: give this one another number."), version->name, version->version);
  else
    return TRUE;
  return FALSE;
}

/* Whole numbers count on from the highest, whatever else versions are called. Binned ones count: a number never comes back as another file. */
static char *
next_version (AssayWorkspace *self, const char *name, GError **error)
{
  gint64 highest = 0;

  if (!assay_db_get_integer (self->db, &highest, 0, error,
                             "SELECT max (CAST (version AS INTEGER)) FROM model WHERE name = ?1 AND version NOT GLOB '*[^0-9]*' AND length (version) < 10",
                             "t", name))
    return NULL;
  return g_strdup_printf ("%" PRId64, highest + 1);
}

static gboolean
add_locked (AssayWorkspace *self, AssayModelVersion *version, GError **error)
{
  if (version->version == NULL && (version->version = next_version (self, version->name, error)) == NULL)
    return FALSE;
  if (!check_is_new (self, version, error) || !assay_object_require (self, version->sha256, error) || !members_exist (self, version->members, error))
    return FALSE;
  version->created = g_get_real_time ();
  if (!assay_db_run (self->db, error,
                     "INSERT INTO model (name, version, source, object, format, kind, writer, n_bytes, facts, card, members, dataset, settings, created)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, nullif (?12, 0), ?13, ?14)", "tttttttitttiti",
                     version->name, version->version, version->source, version->sha256, version->format, version->kind, version->writer,
                     version->n_bytes, version->facts, version->card, version->members, version->dataset, version->settings, version->created))
    return FALSE;
  version->id = sqlite3_last_insert_rowid (self->db);
  return assay_audit_add_record (self, "add-model", ASSAY_RECORD_MODEL, version->id, error);
}

gboolean
assay_workspace_add_model (AssayWorkspace *self, AssayModelVersion *version, GError **error)
{
  gboolean is_named = version->version != NULL;

  g_return_val_if_fail (version->name != NULL && version->source != NULL && version->sha256 != NULL, FALSE);
  g_return_val_if_fail (version->format != NULL && version->kind != NULL, FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  if (assay_workspace_end (self, add_locked (self, version, error), error))
    return TRUE;
  version->id = 0;
  if (!is_named)
    g_clear_pointer (&version->version, g_free);
  return FALSE;
}

/* ---- asking ---- */

GPtrArray *
assay_workspace_list_models (AssayWorkspace *self, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_model_version_free);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "SELECT " COLUMNS FROM " WHERE m.binned = 0 ORDER BY m.name, m.id DESC", "");
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_version (statement));
    }
  return NULL;
}

static gboolean
fail_not_there (AssayWorkspace *self, gint64 id, GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The workspace “%s” has no model %" PRId64 "."), self->folder, id);
  return FALSE;
}

AssayModelVersion *
assay_workspace_get_model (AssayWorkspace *self, gint64 id, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "SELECT " COLUMNS FROM " WHERE m.id = ?1", "i", id);
  g_autoptr(GError) problem = NULL;
  AssayModelVersion *found = read_one (statement, &problem);

  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (found == NULL && statement != NULL)
    fail_not_there (self, id, error);
  return found;
}

static void
fail_not_found (AssayWorkspace *self, const char *name, const char *version, GError **error)
{
  g_autofree char *all = NULL, *known = NULL;
  g_auto(GStrv) list = NULL;
  const char *near;

  if (!assay_db_get_text (self->db, &all, error, "SELECT group_concat (version, ', ') FROM (SELECT version FROM model WHERE name = ?1 AND binned = 0 ORDER BY id)", "t", name)
      || !assay_db_get_text (self->db, &known, error, "SELECT group_concat (name, char (10)) FROM (SELECT DISTINCT name FROM model WHERE binned = 0)", ""))
    return;
  list = g_strsplit (known != NULL ? known : "", "\n", -1);
  near = assay_nearest_name (name, (const char *const *) list);
  if (all != NULL)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The model “%s” has no version %s. It has: %s."), name, version, all);
  else if (near != NULL && *near != '\0')
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The workspace “%s” has no model “%s”; did you mean “%s”?"), self->folder, name, near);
  else
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                 _("The workspace “%s” has no model “%s”. “assay workspace models” lists what it has."), self->folder, name);
}

AssayModelVersion *
assay_workspace_find_model (AssayWorkspace *self, const char *name, const char *version, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT " COLUMNS FROM " WHERE m.binned = 0 AND m.name = ?1 AND (?2 IS NULL OR m.version = ?2)"
    " ORDER BY coalesce (s.stage, '') = 'retired', m.id DESC LIMIT 1", "tt", name, version);
  g_autoptr(GError) problem = NULL;
  AssayModelVersion *found = read_one (statement, &problem);

  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (found == NULL && statement != NULL)
    fail_not_found (self, name, version, error);
  return found;
}

AssayModelVersion *
assay_workspace_find_model_file (AssayWorkspace *self, const char *sha256, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT " COLUMNS FROM " WHERE m.binned = 0 AND m.object = ?1 ORDER BY m.id DESC LIMIT 1", "t", sha256);

  return read_one (statement, error);
}

gboolean
assay_workspace_set_model_settings (AssayWorkspace *self, gint64 id, const char *settings, GError **error)
{
  if (!assay_workspace_begin (self, error))
    return FALSE;
  gboolean ok = assay_db_run (self->db, error, "UPDATE model SET settings = ?2 WHERE id = ?1", "it", id, settings)
                && (sqlite3_changes (self->db) == 1 || fail_not_there (self, id, error))
                && assay_audit_add_record (self, "settings", ASSAY_RECORD_MODEL, id, error);
  return assay_workspace_end (self, ok, error);
}

/* ---- the bin ---- */

static gboolean
check_unused (AssayWorkspace *self, gint64 id, GError **error)
{
  g_autofree char *users = NULL, *name = NULL;

  if (!assay_db_get_text (self->db, &users, error,
                          "WITH users AS (SELECT id, title FROM run WHERE binned = 0 AND EXISTS"
                          "  (SELECT 1 FROM json_each (run.inputs) WHERE json_extract (value, '$.model') = ?1))"
                          " SELECT group_concat (text, ', ') FROM (SELECT 'Run ' || id || ' “' || title || '”' AS text FROM users"
                          "  UNION ALL SELECT 'Report ' || id || ' “' || title || '”' FROM report"
                          "  WHERE EXISTS (SELECT 1 FROM users WHERE instr (',' || report.runs || ',', ',' || users.id || ',') > 0))", "i", id)
      || !assay_db_get_text (self->db, &name, error, "SELECT name || '@' || version FROM model WHERE id = ?1", "i", id))
    return FALSE;
  if (users != NULL)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE, _("“%s” cannot be deleted, because these runs and reports use it: %s."), name, users);
      return FALSE;
    }
  return TRUE;
}

static gboolean
prepare_return (AssayWorkspace *self, gint64 id, gboolean is_purged, GError **error)
{
  g_autofree char *name = NULL, *version = NULL;
  gint64 taken = 0;

  if (!assay_db_get_text (self->db, &name, error, "SELECT name FROM model WHERE id = ?1", "i", id)
      || !assay_db_get_text (self->db, &version, error, "SELECT version FROM model WHERE id = ?1", "i", id)
      || !assay_db_get_integer (self->db, &taken, 0, error, "SELECT count (*) FROM model WHERE name = ?1 AND version = ?2 AND binned = 0", "tt", name, version))
    return FALSE;
  if (is_purged)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                 _("“%s@%s” cannot be brought back: it was in the bin for more than 30 days and its file was removed."), name, version);
  else if (taken > 0)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS, _("“%s@%s” cannot be brought back: another file has become that version since."), name, version);
  else
    return TRUE;
  return FALSE;
}

const AssayBinKind assay_bin_models = { "model", ASSAY_RECORD_MODEL, fail_not_there, check_unused, prepare_return };

gboolean
assay_workspace_bin_model (AssayWorkspace *self, gint64 id, gboolean binned, GError **error)
{
  return assay_bin_set_alone (self, &assay_bin_models, id, binned, error);
}

/* ---- stages ---- */

void
assay_stage_mark_free (AssayStageMark *self)
{
  g_free (self->reason);
  g_free (self->who);
  g_free (self);
}

static gboolean
set_stage_locked (AssayWorkspace *self, gint64 model, AssayStage stage, const char *reason, GError **error)
{
  g_autofree char *who = assay_workspace_dup_user ();
  gint64 n;

  if (!assay_db_get_integer (self->db, &n, 0, error, "SELECT count (*) FROM model WHERE id = ?1", "i", model))
    return FALSE;
  if (n == 0)
    return fail_not_there (self, model, error);
  return assay_db_run (self->db, error, "INSERT INTO stage (model, stage, reason, who, time) VALUES (?1, ?2, ?3, ?4, ?5)", "ittti",
                       model, names[stage], reason, who, g_get_real_time ())
         && assay_audit_add_record (self, "stage", ASSAY_RECORD_STAGE, sqlite3_last_insert_rowid (self->db), error);
}

gboolean
assay_workspace_set_stage (AssayWorkspace *self, gint64 model, AssayStage stage, const char *reason, GError **error)
{
  g_return_val_if_fail ((guint) stage < ASSAY_N_STAGES && reason != NULL && *reason != '\0', FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  return assay_workspace_end (self, set_stage_locked (self, model, stage, reason, error), error);
}

static AssayStageMark *
read_mark (sqlite3_stmt *statement)
{
  AssayStageMark *mark = g_new0 (AssayStageMark, 1);

  assay_stage_from_name (assay_db_column_text (statement, 0), &mark->stage);
  mark->reason = g_strdup (assay_db_column_text (statement, 1));
  mark->who = g_strdup (assay_db_column_text (statement, 2));
  mark->when = sqlite3_column_int64 (statement, 3);
  return mark;
}

GPtrArray *
assay_workspace_list_stages (AssayWorkspace *self, gint64 model, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_stage_mark_free);
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error, "SELECT stage, reason, who, time FROM stage WHERE model = ?1 ORDER BY id", "i", model);
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_mark (statement));
    }
  return NULL;
}
