#include "engine/finding-rows.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "analysis/validation/validate.h"
#include "analysis/validation/validation-find-rows.h"
#include "analysis/validation/validation-prepare.h"
#include "engine/run-inputs.h"

struct _AssayFindingRows
{
  gatomicrefcount refs;
  AssayPlan *plan;
  AssaySource *data, *reference, *train;
  char *missing_sample;            /* name of a sample of the run that is not in the workspace; NULL: all are */
  AssayFrame *frame;
  gsize *row_numbers;              /* NULL: all rows, in order */
  AssayRoles roles;
  AssayValidationCase *c;
};

/* ---- what the run read ---- */

static AssaySource *
load_input (AssayWorkspace *workspace, JsonObject *input, AssayProgress *progress, GError **error)
{
  const char *name = json_object_get_string_member_with_default (input, "name", "");
  gint64 dataset = assay_run_input_find_dataset (workspace, input);
  g_autoptr(GError) problem = NULL;
  AssaySource *source = dataset > 0 ? assay_source_load_dataset (workspace, dataset, progress, &problem) : NULL;

  if (source == NULL && problem != NULL && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (source == NULL && problem != NULL)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The data of this run, “%s”, are gone: %s What was found stays; its rows cannot be shown."), name, problem->message);
  else if (source == NULL)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The data of this run, “%s”, are not in the workspace. Import the file to see its rows."), name);
  return source;
}

/* A sample that is gone is missed only by findings that lean on it. */
static gboolean
load_sample (AssayFindingRows *self, AssayWorkspace *workspace, JsonNode *inputs, const char *role, AssaySource **sample, AssayProgress *progress, GError **error)
{
  JsonObject *input = assay_run_inputs_find (inputs, role);
  g_autoptr(GError) problem = NULL;

  if (input == NULL)
    return TRUE;
  *sample = load_input (workspace, input, progress, &problem);
  if (*sample != NULL)
    return TRUE;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_free (self->missing_sample);
  self->missing_sample = g_strdup (json_object_get_string_member_with_default (input, "name", role));
  return TRUE;
}

static gboolean
load_inputs (AssayFindingRows *self, AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error)
{
  g_autoptr(JsonNode) inputs = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;
  JsonObject *data = assay_run_inputs_find (inputs, "data");

  if (data == NULL)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The run does not say which data it read."));
      return FALSE;
    }
  self->data = load_input (workspace, data, progress, error);
  return self->data != NULL && load_sample (self, workspace, inputs, "reference", &self->reference, progress, error)
         && load_sample (self, workspace, inputs, "train", &self->train, progress, error);
}

/* ---- opening ---- */

static gboolean
open_case (AssayFindingRows *self, AssayProgress *progress, GError **error)
{
  AssayTask task;

  self->frame = assay_plan_select_rows (self->plan, self->data, &self->roles, &self->row_numbers, error);
  if (self->frame == NULL)
    return FALSE;
  task = (AssayTask) {
    .frame = self->frame, .roles = &self->roles, .options = self->plan->options, .policy = self->plan->policy, .seed = self->plan->seed, .n_threads = self->plan->n_threads,
    .models = self->plan->models, .has_no_champion = self->plan->has_no_champion, .reference = self->reference != NULL ? self->reference->frame : NULL,
    .train = self->train != NULL ? self->train->frame : NULL, .data_name = self->data->name,
  };
  self->c = assay_validate_open (&task, progress, error);
  return self->c != NULL;
}

AssayFindingRows *
assay_finding_rows_open (AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayFindingRows) self = g_new0 (AssayFindingRows, 1);

  g_atomic_ref_count_init (&self->refs);
  self->plan = assay_plan_from_run (run, error);
  if (self->plan == NULL || !load_inputs (self, workspace, run, progress, error) || !assay_plan_load_models (self->plan, workspace, progress, error)
      || !open_case (self, progress, error))
    return NULL;
  return g_steal_pointer (&self);
}

AssayFindingRows *
assay_finding_rows_ref (AssayFindingRows *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_finding_rows_unref (AssayFindingRows *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->c, assay_validation_case_free);
  g_clear_pointer (&self->frame, assay_frame_unref);
  g_clear_pointer (&self->data, assay_source_free);
  g_clear_pointer (&self->reference, assay_source_free);
  g_clear_pointer (&self->train, assay_source_free);
  g_clear_pointer (&self->plan, assay_plan_free);
  assay_roles_clear (&self->roles);
  g_free (self->row_numbers);
  g_free (self->missing_sample);
  g_free (self);
}

/* ---- asking ---- */

/* Labels of segments and grades, and ranges of development, may be those of a sample. */
static gboolean
leans_on_sample (const AssayRowFilter *filter)
{
  static const char *const kinds[] = { "segment", "group", "grade", "check", NULL };

  for (guint i = 0; i < assay_row_filter_get_n_terms (filter); i++)
    if (g_strv_contains (kinds, assay_row_filter_get_term (filter, i).of))
      return TRUE;
  return FALSE;
}

GBytes *
assay_finding_rows_find (const AssayFindingRows *self, const AssayRowFilter *filter, AssayProgress *progress, GError **error)
{
  double expected = assay_row_filter_get_n_rows (filter), found;
  g_autoptr(GBytes) rows = NULL;

  if (self->missing_sample != NULL && leans_on_sample (filter))
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("These rows were told apart with the help of “%s”, which is not in the workspace. Import it to see them."),
                   self->missing_sample);
      return NULL;
    }
  rows = assay_validation_find_rows (self->c, filter, progress, error);
  if (rows == NULL)
    return NULL;
  found = g_bytes_get_size (rows) / sizeof (gsize);
  if (!isnan (expected) && found != expected)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                   _("The run counted %.0f rows here, and the data “%s” have %.0f: they are not as they were read then. The rows are not shown."), expected, self->data->name, found);
      return NULL;
    }
  return g_steal_pointer (&rows);
}

AssayFrame *
assay_finding_rows_get_frame (const AssayFindingRows *self)
{
  return self->frame;
}

gsize
assay_finding_rows_get_number (const AssayFindingRows *self, gsize row)
{
  return (self->row_numbers != NULL ? self->row_numbers[row] : row) + 1;
}

const char *
assay_finding_rows_get_score_name (const AssayFindingRows *self)
{
  return self->c->model != NULL ? self->c->score_name : NULL;
}

double
assay_finding_rows_get_score (const AssayFindingRows *self, gsize row)
{
  return self->c->data->score != NULL ? self->c->data->score[row] : NAN;
}

const char *
assay_finding_rows_get_target (const AssayFindingRows *self)
{
  return self->c->target_name;
}

AssayFrame *
assay_finding_rows_copy (const AssayFindingRows *self, GBytes *bytes)
{
  gsize n;
  const gsize *rows = g_bytes_get_data (bytes, &n);
  g_autoptr(AssayFrame) taken = NULL;
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  gint64 *numbers;

  n /= sizeof *rows;
  numbers = g_new (gint64, n + 1);
  for (gsize i = 0; i < n; i++)
    numbers[i] = assay_finding_rows_get_number (self, rows[i]);
  g_ptr_array_add (columns, assay_column_take_int64s ("row", numbers, n));
  if (assay_finding_rows_get_score_name (self) != NULL)
    {
      double *score = g_new (double, n + 1);

      for (gsize i = 0; i < n; i++)
        score[i] = assay_finding_rows_get_score (self, rows[i]);
      g_ptr_array_add (columns, assay_column_take_doubles (assay_finding_rows_get_score_name (self), score, n));
    }
  taken = assay_frame_take_rows (self->frame, rows, n, self->plan->n_threads);
  for (guint i = 0; i < assay_frame_get_n_columns (taken); i++)
    g_ptr_array_add (columns, assay_column_ref (assay_frame_get_column (taken, i)));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}
