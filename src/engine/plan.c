#include "engine/plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "assay-config.h"
#include "base/date.h"
#include "base/number.h"
#include "data/filter.h"
#include "engine/dataset-settings.h"
#include "engine/model-choice.h"
#include "model/forecaster.h"
#include "model/json-check.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

AssayPlan *
assay_plan_new (const AssayAnalysis *analysis)
{
  AssayPlan *self = g_new0 (AssayPlan, 1);

  self->analysis = analysis;
  self->options = assay_options_new (analysis->options);
  self->policy = assay_policy_new ();
  self->seed = 1;
  return self;
}

AssayPlan *
assay_plan_copy (const AssayPlan *self)
{
  AssayPlan *copy = g_new0 (AssayPlan, 1);

  copy->analysis = self->analysis;
  copy->options = assay_options_copy (self->options);
  assay_roles_copy (&copy->roles, &self->roles);
  copy->where = g_strdupv (self->where);
  copy->start = g_strdup (self->start);
  copy->end = g_strdup (self->end);
  copy->policy = assay_policy_copy (self->policy);
  copy->seed = self->seed;
  copy->n_threads = self->n_threads;
  copy->model_choices = assay_model_choices_copy (self->model_choices);
  copy->models = self->models != NULL ? g_ptr_array_ref (self->models) : NULL;
  copy->keep_models = self->keep_models;
  copy->keep_violations = self->keep_violations;
  copy->artifact = self->artifact != NULL ? g_bytes_ref (self->artifact) : NULL;
  copy->artifact_name = g_strdup (self->artifact_name);
  copy->artifact_sha256 = g_strdup (self->artifact_sha256);
  copy->as_of = g_strdup (self->as_of);
  copy->title = g_strdup (self->title);
  copy->has_no_champion = self->has_no_champion;
  copy->reference_dataset = self->reference_dataset;
  copy->train_dataset = self->train_dataset;
  for (guint i = 0; i < ASSAY_N_PLAN_FILES; i++)
    if (self->files[i].text != NULL)
      assay_plan_set_text (copy, i, self->files[i].path, self->files[i].text);
    else
      assay_plan_set_file (copy, i, self->files[i].path, self->files[i].sha256, self->files[i].settings);
  copy->lacks_data = self->lacks_data;
  return copy;
}

void
assay_plan_set_file (AssayPlan *self, AssayPlanFileRole role, const char *path, const char *sha256, const char *settings)
{
  AssayPlanFile *file = &self->files[role];

  g_free (file->path);
  g_free (file->sha256);
  g_free (file->settings);
  g_free (file->text);
  *file = (AssayPlanFile) { g_strdup (path), path != NULL ? g_strdup (sha256) : NULL, path != NULL ? g_strdup (settings) : NULL, NULL };
}

void
assay_plan_set_text (AssayPlan *self, AssayPlanFileRole role, const char *name, const char *text)
{
  g_autofree char *kept = g_strdup (text), *sha256 = text != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1) : NULL;

  assay_plan_set_file (self, role, text != NULL ? name : NULL, sha256, NULL);
  self->files[role].text = g_steal_pointer (&kept);
}

void
assay_plan_free (AssayPlan *self)
{
  assay_options_unref (self->options);
  assay_roles_clear (&self->roles);
  g_strfreev (self->where);
  g_free (self->start);
  g_free (self->end);
  g_clear_pointer (&self->policy, assay_policy_free);
  g_free (self->as_of);
  g_free (self->title);
  g_clear_pointer (&self->artifact, g_bytes_unref);
  g_clear_pointer (&self->models, g_ptr_array_unref);
  g_clear_pointer (&self->model_choices, g_ptr_array_unref);
  g_free (self->artifact_name);
  g_free (self->artifact_sha256);
  g_free (self->baseline_name);
  g_free (self->baseline_sha256);
  for (guint i = 0; i < ASSAY_N_PLAN_FILES; i++)
    assay_plan_set_file (self, i, NULL, NULL, NULL);
  g_free (self);
}

char *
assay_as_of_resolve (const char *given, GError **error)
{
  const char *epoch = g_getenv ("SOURCE_DATE_EPOCH");
  g_autoptr(GDateTime) now = NULL;
  gint64 seconds;
  gint32 day;
  char text[32];

  if (given != NULL)
    {
      if (!assay_date_parse (given, strlen (given), &day))
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                       _("The as-of date is “%s”; it must be a date such as 2026-11-21."), given);
          return NULL;
        }
      assay_date_format (day, text);
      return g_strdup (text);
    }
  if (epoch == NULL || *epoch == '\0')
    {
      now = g_date_time_new_now_local ();
      return g_date_time_format (now, "%Y-%m-%d");
    }
  if (assay_integer_parse (epoch, strlen (epoch), 0, &seconds))
    now = g_date_time_new_from_unix_utc (seconds);
  if (now == NULL)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("The environment variable SOURCE_DATE_EPOCH is “%s”; it must be whole seconds since 1970, or unset."), epoch);
      return NULL;
    }
  return g_date_time_format (now, "%Y-%m-%d");
}

static gboolean
has_items (char **list)
{
  return list != NULL && list[0] != NULL;
}

static gboolean
fail_empty_scope (const AssayPlan *self, const AssaySource *source, const AssayRoles *roles, GError **error)
{
  g_autoptr(GString) scope = g_string_new (NULL);

  for (guint i = 0; has_items (self->where) && self->where[i] != NULL; i++)
    g_string_append_printf (scope, "%s%s", scope->len > 0 ? ", " : "", self->where[i]);
  if (self->start != NULL)
    g_string_append_printf (scope, "%s%s >= %s", scope->len > 0 ? ", " : "", roles->time, self->start);
  if (self->end != NULL)
    g_string_append_printf (scope, "%s%s <= %s", scope->len > 0 ? ", " : "", roles->time, self->end);
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_EMPTY,
               _("%s: none of its %zu rows is in the scope (%s). Widen the scope."),
               source->name, assay_frame_get_n_rows (source->frame), scope->str);
  return FALSE;
}

/* The rows in scope, and which column is what. Conditions on columns come first, because a scope of one series
 * needs no series keys; the period comes after, because it needs to know the time column. */
static AssayFrame *
select_by_role (const AssayPlan *self, const AssaySource *source, AssayRoles *roles, GError **error)
{
  g_auto(AssayRoles) wanted = { 0 };
  g_autoptr(AssayFrame) matching = NULL;

  assay_source_choose_roles (source, &self->roles, &wanted);
  matching = assay_filter_frame (source->frame, (const char *const *) self->where, NULL, NULL, NULL, self->n_threads, error);
  if (matching == NULL)
    return NULL;
  if (self->analysis->choose_roles != NULL && !self->analysis->choose_roles (matching, self->options, &wanted, error))
    return NULL;
  if (!assay_roles_resolve (matching, &wanted, roles, error))
    return NULL;
  return assay_filter_frame (matching, NULL, roles->time, self->start, self->end, self->n_threads, error);
}

/* Columns are what the user says they are, or nothing. */
static AssayFrame *
select_by_row (const AssayPlan *self, const AssaySource *source, AssayRoles *roles, gsize **row_numbers, GError **error)
{
  assay_source_choose_roles (source, &self->roles, roles);
  return assay_filter_frame_rows (source->frame, (const char *const *) self->where, roles->time, self->start, self->end, self->n_threads,
                                  row_numbers, error);
}

static gboolean
is_by_row (const AssayPlan *self)
{
  return self->analysis->is_by_row || (self->analysis->is_by_row_for != NULL && self->analysis->is_by_row_for (self->options));
}

/* row_numbers: only filled for an analysis by row that leaves some out. */
AssayFrame *
assay_plan_select_rows (const AssayPlan *self, const AssaySource *source, AssayRoles *roles, gsize **row_numbers, GError **error)
{
  g_autoptr(AssayFrame) frame = NULL;

  /* Without a row no column is known to hold dates or numbers: the messages about roles would lead astray. */
  if (assay_frame_get_n_rows (source->frame) == 0)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_EMPTY, _("%s: there are no rows below the header. Give data that has some."), source->name);
      return NULL;
    }
  frame = is_by_row (self) ? select_by_row (self, source, roles, row_numbers, error) : select_by_role (self, source, roles, error);
  if (frame == NULL)
    return NULL;
  if (assay_frame_get_n_rows (frame) == 0)
    {
      fail_empty_scope (self, source, roles, error);
      return NULL;
    }
  return g_steal_pointer (&frame);
}

/* An analysis knows best what an option came to (a default that follows another option), so its word stays. */
static void
note_option (AssayResult *result, const char *name, const char *value)
{
  if (assay_result_find_option (result, name) == NULL)
    assay_result_set_option (result, name, value != NULL ? value : "");
}

static void
note_setting (const char *name, const char *value, gboolean given, const char *column, gpointer user_data)
{
  g_autofree char *full = column != NULL ? g_strdup_printf ("%s:%s", name, column) : g_strdup (name);

  note_option (user_data, full, value);
}

static void
note_options (AssayResult *result, const AssayPlan *self, const AssayRoles *roles)
{
  g_autofree char *series = g_strjoinv (",", roles->series != NULL ? roles->series : (char *[]) { NULL });
  g_autofree char *where = has_items (self->where) ? g_strjoinv (" and ", self->where) : NULL;

  for (const AssayOption *option = self->analysis->options; option->name != NULL; option++)
    note_option (result, option->name, assay_options_get_text (self->options, option->name));
  note_option (result, "time", roles->time);
  note_option (result, "value", roles->value);
  note_option (result, "series", series);
  note_option (result, "where", where);
  note_option (result, "start", self->start);
  note_option (result, "end", self->end);
}

static void
note_roles_found (AssayResult *result, const AssayRoles *roles)
{
  g_autoptr(GString) note = g_string_new (NULL);

  if (roles->time_found)
    g_string_append_printf (note, "time = %s", roles->time);
  if (roles->value_found)
    g_string_append_printf (note, "%svalue = %s", note->len > 0 ? ", " : "", roles->value);
  if (roles->series_found && has_items (roles->series))
    {
      g_autofree char *series = g_strjoinv (",", roles->series);
      g_string_append_printf (note, "%sseries = %s", note->len > 0 ? ", " : "", series);
    }
  if (note->len > 0)
    {
      g_string_prepend (note, "Roles found in the data, because only these columns fit: ");
      g_string_append_c (note, '.');
      assay_result_add_note (result, note->str);
    }
}

static void
note_sample (AssayResult *result, const char *role, const AssaySource *source)
{
  if (source != NULL)
    assay_result_add_input (result, role, source->name, source->sha256, assay_frame_get_n_rows (source->frame), assay_frame_get_n_columns (source->frame));
}

static void
note_file (AssayResult *result, const AssayPlan *self, AssayPlanFileRole role, const char *label, GBytes *bytes)
{
  g_autofree char *name = self->files[role].path != NULL ? g_path_get_basename (self->files[role].path) : g_strdup (label);
  g_autofree char *sha256 = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;

  if (bytes != NULL)
    assay_result_add_input (result, label, name, sha256, -1, -1);
}

static void
note_provenance (AssayResult *result, const AssayPlan *self, const AssaySource *source, const AssayRoles *roles, const char *as_of)
{
  if (source != NULL)
    assay_result_add_input (result, "data", source->name, source->sha256,
                            assay_frame_get_n_rows (source->frame), assay_frame_get_n_columns (source->frame));
  if (self->artifact != NULL)
    assay_result_add_input (result, "model", self->artifact_name, self->artifact_sha256, -1, -1);
  for (guint i = 0; self->models != NULL && i < self->models->len; i++)
    {
      const AssayTaskModel *model = self->models->pdata[i];

      assay_result_add_input (result, "model", model->file, assay_artifact_get_sha256 (model->artifact), -1, -1);
    }
  note_sample (result, "reference", self->reference);
  note_sample (result, "train", self->train);
  note_file (result, self, ASSAY_PLAN_RANGES, "ranges", self->ranges);
  note_file (result, self, ASSAY_PLAN_SCENARIOS, "scenarios", self->scenarios);
  if (self->baseline != NULL)
    assay_result_add_input (result, "baseline", self->baseline_name, self->baseline_sha256, -1, -1);
  note_options (result, self, roles);
  if (source != NULL)
    assay_dataset_settings_foreach (source->settings, note_setting, result);
  note_roles_found (result, roles);
  assay_result_set_provenance (result, "assay " ASSAY_VERSION, as_of, self->seed, self->policy->name, self->policy->sha256);
}

static void
name_result (AssayResult *result, const AssayPlan *self, const AssaySource *source)
{
  g_autofree char *title = NULL;

  if (self->title == NULL && source == NULL)
    title = g_strdup_printf ("%s: %s", self->analysis->title, assay_result_get_title (result));
  else if (self->title == NULL)
    title = g_strdup_printf ("%s: %s", assay_result_get_title (result), source->name);
  assay_result_set_title (result, self->title != NULL ? self->title : title);
}

static void
mark_partial (AssayResult *result)
{
  g_autofree char *title = g_strdup_printf ("%s (partial)", assay_result_get_title (result));

  assay_result_set_title (result, title);
}

static gboolean
check_models (const AssayPlan *self, GError **error)
{
  guint n = self->models != NULL ? self->models->len : 0;

  if (n >= self->analysis->min_models && n <= self->analysis->max_models)
    return TRUE;
  if (n < self->analysis->min_models)
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“%s” needs a model. Choose one."), _(self->analysis->title));
  else
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, ngettext ("“%s” works with at most %u model; there are %u.",
                 "“%s” works with at most %u models; there are %u.", self->analysis->max_models), _(self->analysis->title), self->analysis->max_models, n);
  return FALSE;
}

/* A model that was withdrawn may be run, to compare or to look back, but not unknowingly. */
static void
note_retired (AssayOutcome *outcome, const AssayPlan *self)
{
  for (guint i = self->models != NULL ? self->models->len : 0; i > 0; i--)
    {
      const AssayTaskModel *model = self->models->pdata[i - 1];
      g_autofree char *note = NULL;

      if (!model->is_retired)
        continue;
      note = g_strdup_printf ("The model “%s” is retired in its workspace. Its numbers are not for use; take a version that is not retired.", model->file);
      assay_result_put_note_first (outcome->result, note);
      if (outcome->guesses == NULL)
        outcome->guesses = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_insert (outcome->guesses, 0, g_steal_pointer (&note));
    }
}

AssayOutcome *
assay_plan_run (const AssayPlan *self, const AssaySource *source, AssayProgress *progress, GError **error)
{
  g_autofree char *as_of = assay_as_of_resolve (self->as_of, error);
  g_auto(AssayRoles) roles = { 0 };
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autofree gsize *row_numbers = NULL;
  g_autofree char *ranges_name = self->files[ASSAY_PLAN_RANGES].path != NULL ? g_path_get_basename (self->files[ASSAY_PLAN_RANGES].path) : NULL;
  g_autofree char *scenarios_name = self->files[ASSAY_PLAN_SCENARIOS].path != NULL ? g_path_get_basename (self->files[ASSAY_PLAN_SCENARIOS].path) : NULL;
  AssayTask task;
  g_autoptr(GError) problem = NULL;

  if (as_of == NULL)
    return NULL;
  g_return_val_if_fail (source != NULL || self->analysis->may_lack_data, NULL);
  frame = source != NULL ? assay_plan_select_rows (self, source, &roles, &row_numbers, error) : NULL;
  if ((source != NULL && frame == NULL) || !check_models (self, error))
    return NULL;

  task = (AssayTask) {
    .frame = frame, .report = source != NULL ? source->report : NULL, .roles = &roles, .options = self->options,
    .policy = self->policy, .seed = self->seed, .n_threads = self->n_threads, .row_numbers = row_numbers, .models = self->models,
    .reference = self->reference != NULL ? self->reference->frame : NULL, .train = self->train != NULL ? self->train->frame : NULL,
    .baseline = self->baseline, .rules = self->rules, .ranges = self->ranges, .ranges_name = ranges_name, .scenarios = self->scenarios, .scenarios_name = scenarios_name, .has_no_champion = self->has_no_champion,
    .keep_models = self->keep_models, .keep_violations = self->keep_violations, .artifact = self->artifact, .data_name = source != NULL ? source->name : NULL,
    .checkpoint = self->checkpoint, .partial = self->partial, .partial_data = self->partial_data, .keep_partial = self->keep_partial,
  };
  outcome = self->analysis->run (&task, progress, &problem);
  if (outcome == NULL)
    {
      if (self->artifact != NULL && (problem->domain == ASSAY_JSON_ERROR || problem->domain == ASSAY_MODEL_ERROR))
        g_prefix_error (&problem, "%s: ", self->artifact_name);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  note_provenance (outcome->result, self, source, &roles, as_of);
  name_result (outcome->result, self, source);
  note_retired (outcome, self);
  if (outcome->is_partial)
    mark_partial (outcome->result);
  return g_steal_pointer (&outcome);
}

AssayPanel *
assay_plan_make_panel (const AssayPlan *self, const AssaySource *source, AssayRoles *roles, AssayProgress *progress, GError **error)
{
  static const char *const rules[] = { "error", "sum", "mean", "first", "last", NULL };
  const char *rule = assay_option_find (self->analysis->options, "duplicates") != NULL ? assay_options_get_text (self->options, "duplicates") : "error";
  g_auto(AssayRoles) found = { 0 };
  g_autoptr(AssayFrame) frame = assay_plan_select_rows (self, source, &found, NULL, error);
  AssayDuplicates duplicates = ASSAY_DUPLICATES_ERROR;

  if (frame == NULL)
    return NULL;
  for (guint i = 0; rules[i] != NULL; i++)
    if (strcmp (rules[i], rule) == 0)
      duplicates = (AssayDuplicates) i;
  if (roles != NULL)
    assay_roles_copy (roles, &found);
  return assay_panel_new (frame, &found, duplicates, self->n_threads, progress, error);
}
