#include "scorecard-run.h"

#include <glib/gstdio.h>

#include "engine/model-source.h"
#include "engine/plan-inputs.h"

void
scorecard_run_remove (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      scorecard_run_remove (child);
    }
  g_remove (path);
}

/* The sample with the month of each row. */
static char *
write_data (const char *folder, guint n_times)
{
  g_autofree char *sample = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "sample", "home-equity.csv", NULL), *text = NULL;
  g_autoptr(GString) out = g_string_new (NULL);
  char *path = g_build_filename (folder, "home-equity.csv", NULL);
  g_auto(GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (sample, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_string_append_printf (out, "%s,asof\n", lines[0]);
  for (guint k = 0; k < n_times; k++)
    for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
      g_string_append_printf (out, "%s,2024-%02u-01\n", lines[i], i * 12 / 2000 + 1);
  g_assert_true (g_file_set_contents (path, out->str, (gssize) out->len, NULL));
  return path;
}

static GBytes *
read_bytes (const char *path)
{
  char *text;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  return g_bytes_new_take (text, length);
}

AssayRun *
scorecard_run_make (const char *folder, guint n_times, AssayWorkspace **made)
{
  g_autofree char *place = g_build_filename (folder, "w", NULL), *data = write_data (folder, n_times);
  g_autofree char *artifact = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "sample", "home-equity.assay.json", NULL);
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("sensitivity"));
  g_auto(AssayPlanInputs) inputs = { 0 };
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  g_autoptr(AssayArtifact) loaded = NULL;
  g_autoptr(AssayTaskModel) model = NULL;
  gint64 dataset, version, id;

  AssayWorkspace *workspace = *made = assay_workspace_init (place, "Test", &error);

  g_assert_no_error (error);
  assay_read_options_init (&options);
  dataset = assay_import_file (workspace, data, NULL, &options, NULL, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  loaded = assay_artifact_load (artifact, NULL, NULL, &error);
  g_assert_no_error (error);
  model = assay_task_model_new (loaded, "home-equity", NULL);
  model->bytes = read_bytes (artifact);
  version = assay_model_source_register (workspace, model, NULL, NULL, 0, &error);
  g_assert_no_error (error);
  assay_plan_choose_model (plan, version, NULL, NULL);
  g_assert_true (assay_options_set (plan->options, "method", "oat", NULL));
  g_assert_true (assay_plan_load_models (plan, workspace, NULL, &error));
  g_assert_true (assay_plan_load_inputs (plan, workspace, dataset, &inputs, NULL, &error));
  outcome = assay_plan_run (plan, inputs.data, NULL, &error);
  g_assert_no_error (error);
  id = assay_run_save (workspace, plan, inputs.data, outcome, 0, 0, &error);
  g_assert_no_error (error);
  return assay_workspace_get_run (workspace, id, &error);
}
