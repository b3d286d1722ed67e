#include "engine/plan-inputs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/csv-reader.h"
#include "engine/dataset-settings.h"
#include "engine/model-data.h"
#include "result/result-json.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

void
assay_plan_inputs_clear (AssayPlanInputs *self)
{
  g_clear_pointer (&self->data, assay_source_free);
  g_clear_pointer (&self->reference, assay_source_free);
  g_clear_pointer (&self->train, assay_source_free);
  g_clear_pointer (&self->baseline, assay_result_unref);
  g_clear_pointer (&self->rules, g_bytes_unref);
  g_clear_pointer (&self->ranges, g_bytes_unref);
  g_clear_pointer (&self->scenarios, g_bytes_unref);
}

/* ---- files that must be as they were ---- */

static const char *
role_label (AssayPlanFileRole role)
{
  static const char *const labels[ASSAY_N_PLAN_FILES] = { N_("data"), N_("development sample"), N_("training sample"), N_("baseline"), N_("rules"), N_("ranges"),
                                                           N_("scenarios") };

  return _(labels[role]);
}

static gboolean
check_there (const AssayPlanFile *file, AssayPlanFileRole role, GError **error)
{
  if (g_file_test (file->path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  /* Translators: what a file was to a run, such as development sample; its path */
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("The %s of this run was the file “%s”, which is not there any more. Bring it back, or start a new run with another."), role_label (role), file->path);
  return FALSE;
}

static gboolean
check_same (const AssayPlanFile *file, AssayPlanFileRole role, const char *sha256, GError **error)
{
  if (g_strcmp0 (file->sha256, sha256) == 0)
    return TRUE;
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED,
               _("The %s of this run was the file “%s”, which has changed since: its SHA-256 was %.12s… and is %.12s…. Start a new run to use it as it is now."),
               role_label (role), file->path, file->sha256 != NULL ? file->sha256 : "?", sha256);
  return FALSE;
}

/* What was found in the file is found again, since it is the same; what was said is said again. */
static void
take_setting (const char *name, const char *value, gboolean given, const char *column, gpointer user_data)
{
  AssayReadOptions *options = user_data;

  if (!given || value == NULL)
    return;
  if (strcmp (name, "type") != 0)
    {
      assay_read_options_set (options, name, value, NULL);
      return;
    }
  for (int type = 0; column != NULL && type <= ASSAY_TYPE_TEXT; type++)
    if (strcmp (value, assay_type_name (type)) == 0)
      assay_read_options_set_type (options, column, type);
}

static AssaySource *
load_file (AssayPlan *self, AssayPlanFileRole role, AssayProgress *progress, GError **error)
{
  const AssayPlanFile *file = &self->files[role];
  g_auto(AssayReadOptions) options = { 0 };
  g_autoptr(AssaySource) source = NULL;

  if (!check_there (file, role, error))
    return NULL;
  assay_read_options_init (&options);
  assay_dataset_settings_foreach (file->settings, take_setting, &options);
  source = assay_source_load_for_models (file->path, &options, self->models, self->n_threads, progress, NULL, error);
  return source != NULL && check_same (file, role, source->sha256, error) ? g_steal_pointer (&source) : NULL;
}

/* ---- samples ---- */

static gboolean
load_sample (AssayPlan *self, AssayWorkspace *workspace, AssayPlanFileRole role, gint64 dataset, const AssaySource **sample, AssaySource **owned,
             AssayProgress *progress, GError **error)
{
  if (*sample != NULL || (dataset == 0 && self->files[role].path == NULL))
    return TRUE;
  *owned = dataset > 0 ? assay_source_load_dataset (workspace, dataset, progress, error) : load_file (self, role, progress, error);
  *sample = *owned;
  return *owned != NULL;
}

static gboolean
fail_no_data (GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("This run read data that are neither a dataset of the workspace nor a file. Import them, then start a new run."));
  return FALSE;
}

/* ---- the baseline and the rules ---- */

static GBytes *
read_bytes (const char *path, GError **error)
{
  g_autoptr(GError) problem = NULL;
  gsize length;
  char *text;

  if (g_file_get_contents (path, &text, &length, &problem))
    return g_bytes_new_take (text, length);
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("“%s” cannot be read: %s"), path, problem->message);
  return NULL;
}

static AssayResult *
parse_baseline (const char *path, GBytes *bytes, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr(AssayResult) baseline = assay_result_from_json (text, length, error);

  if (baseline == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  if (strcmp (assay_result_get_analysis (baseline), "validate-baseline") == 0)
    return g_steal_pointer (&baseline);
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("“%s” is a result of “%s” and no baseline. “assay validate --write-baseline FILE” makes one."),
               path, assay_result_get_analysis (baseline));
  return NULL;
}

static GBytes *
read_remembered (AssayPlan *self, AssayPlanFileRole role, GError **error)
{
  const AssayPlanFile *file = &self->files[role];
  g_autoptr(GBytes) bytes = file->text != NULL ? g_bytes_new (file->text, strlen (file->text)) : check_there (file, role, error) ? read_bytes (file->path, error) : NULL;
  g_autofree char *sha256 = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;

  return bytes != NULL && check_same (file, role, sha256, error) ? g_steal_pointer (&bytes) : NULL;
}

/* Takes what is read into *inputs and lends it to the plan. */
static gboolean
use_baseline (AssayPlan *self, const char *path, GBytes *bytes, AssayPlanInputs *inputs, GError **error)
{
  inputs->baseline = parse_baseline (path, bytes, error);
  if (inputs->baseline == NULL)
    return FALSE;
  self->baseline = inputs->baseline;
  g_free (self->baseline_name);
  g_free (self->baseline_sha256);
  self->baseline_name = g_path_get_basename (path);
  self->baseline_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return TRUE;
}

static void
remember (AssayPlan *self, AssayPlanFileRole role, const char *path, GBytes *bytes)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL), *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  assay_plan_set_file (self, role, absolute, sha256, NULL);
}

gboolean
assay_plan_read_baseline (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error)
{
  g_autoptr(GBytes) bytes = read_bytes (path, error);

  if (bytes == NULL || !use_baseline (self, path, bytes, inputs, error))
    return FALSE;
  remember (self, ASSAY_PLAN_BASELINE, path, bytes);
  return TRUE;
}

gboolean
assay_plan_read_rules (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error)
{
  self->rules = inputs->rules = read_bytes (path, error);
  if (inputs->rules != NULL)
    remember (self, ASSAY_PLAN_RULES, path, inputs->rules);
  return inputs->rules != NULL;
}

gboolean
assay_plan_read_ranges (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error)
{
  self->ranges = inputs->ranges = read_bytes (path, error);
  if (inputs->ranges != NULL)
    remember (self, ASSAY_PLAN_RANGES, path, inputs->ranges);
  return inputs->ranges != NULL;
}

gboolean
assay_plan_read_scenarios (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error)
{
  self->scenarios = inputs->scenarios = read_bytes (path, error);
  if (inputs->scenarios != NULL)
    remember (self, ASSAY_PLAN_SCENARIOS, path, inputs->scenarios);
  return inputs->scenarios != NULL;
}

static gboolean
load_baseline (AssayPlan *self, AssayPlanInputs *inputs, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;

  if (self->baseline != NULL || self->files[ASSAY_PLAN_BASELINE].path == NULL)
    return TRUE;
  bytes = read_remembered (self, ASSAY_PLAN_BASELINE, error);
  return bytes != NULL && use_baseline (self, self->files[ASSAY_PLAN_BASELINE].path, bytes, inputs, error);
}

static gboolean
load_rules (AssayPlan *self, AssayPlanInputs *inputs, GError **error)
{
  if (self->rules != NULL || self->files[ASSAY_PLAN_RULES].path == NULL)
    return TRUE;
  self->rules = inputs->rules = read_remembered (self, ASSAY_PLAN_RULES, error);
  return self->rules != NULL;
}

static gboolean
load_ranges (AssayPlan *self, AssayPlanInputs *inputs, GError **error)
{
  if (self->ranges != NULL || self->files[ASSAY_PLAN_RANGES].path == NULL)
    return TRUE;
  self->ranges = inputs->ranges = read_remembered (self, ASSAY_PLAN_RANGES, error);
  return self->ranges != NULL;
}

static gboolean
load_scenarios (AssayPlan *self, AssayPlanInputs *inputs, GError **error)
{
  if (self->scenarios != NULL || self->files[ASSAY_PLAN_SCENARIOS].path == NULL)
    return TRUE;
  self->scenarios = inputs->scenarios = read_remembered (self, ASSAY_PLAN_SCENARIOS, error);
  return self->scenarios != NULL;
}

/* ---- all of them ---- */

static gboolean
load_data (AssayPlan *self, AssayWorkspace *workspace, gint64 dataset, AssayPlanInputs *inputs, AssayProgress *progress, GError **error)
{
  if (dataset == 0 && self->lacks_data && self->analysis->may_lack_data)
    return TRUE;
  if (dataset == 0 && self->files[ASSAY_PLAN_DATA].path == NULL)
    return fail_no_data (error);
  inputs->data = dataset > 0 ? assay_source_load_dataset (workspace, dataset, progress, error) : load_file (self, ASSAY_PLAN_DATA, progress, error);
  return inputs->data != NULL;
}

gboolean
assay_plan_load_inputs (AssayPlan *self, AssayWorkspace *workspace, gint64 dataset, AssayPlanInputs *inputs, AssayProgress *progress, GError **error)
{
  return load_data (self, workspace, dataset, inputs, progress, error)
         && load_sample (self, workspace, ASSAY_PLAN_REFERENCE, self->reference_dataset, &self->reference, &inputs->reference, progress, error)
         && load_sample (self, workspace, ASSAY_PLAN_TRAIN, self->train_dataset, &self->train, &inputs->train, progress, error)
         && load_baseline (self, inputs, error) && load_rules (self, inputs, error) && load_ranges (self, inputs, error)
         && load_scenarios (self, inputs, error);
}
