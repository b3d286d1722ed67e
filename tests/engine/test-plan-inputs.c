/* A run of files can be made again: they are remembered with their hashes, and one that is gone or another is said. */
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/validation/validate.h"
#include "engine/model-source.h"
#include "engine/plan-inputs.h"
#include "math/init.h"

typedef struct
{
  char *folder, *data, *reference, *baseline, *rules;
  AssayWorkspace *workspace;
  gint64 run;
  double auc;
} Fixture;

static char *
put (Fixture *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* The first lines of the loans, with a separator and a code of their own, which have to be said again. */
static char *
put_loans (Fixture *self, const char *name, guint n_lines)
{
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", "home-equity.csv", NULL), *text = NULL;
  g_autoptr(GString) part = g_string_new (NULL);

  g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (part, "%s\n", lines[i]);
  g_string_replace (part, ",,", ",-999,", 0);
  return put (self, name, part->str);
}

static AssaySource *
load (const char *path)
{
  AssayReadOptions options;
  g_autoptr(GError) error = NULL;
  AssaySource *source;

  assay_read_options_init (&options);
  g_assert_true (assay_read_options_set (&options, "missing", "-999", &error));
  assay_read_options_set_type (&options, "Job", ASSAY_TYPE_CATEGORY);
  source = assay_source_load (path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  return source;
}

static AssayPlan *
make_plan (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", "home-equity.assay.json", NULL);
  AssayPlan *plan = assay_plan_new (&assay_validate);
  g_autoptr(GError) error = NULL;

  plan->models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  g_ptr_array_add (plan->models, assay_model_source_load (path, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (assay_options_set (plan->options, "target", "Default", &error));
  g_assert_true (assay_options_set (plan->options, "checks", "disc-", &error));
  return plan;
}

static AssayOutcome *
run (AssayPlan *plan, AssaySource *source)
{
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = assay_plan_run (plan, source, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

/* A run of four files, recorded. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(AssayPlanInputs) inputs = { 0 };
  g_autofree char *folder = NULL;
  g_autoptr(AssayPlan) plan = make_plan ();

  self->folder = g_dir_make_tmp ("assay-inputs-XXXXXX", &error);
  g_assert_no_error (error);
  folder = g_build_filename (self->folder, "workspace", NULL);
  self->workspace = assay_workspace_init (folder, "Inputs", &error);
  g_assert_no_error (error);
  self->data = put_loans (self, "loans.csv", 800);
  self->reference = put_loans (self, "development.csv", 500);
  self->rules = put (self, "rules.txt", "Loan >= 0\n");
  inputs.data = load (self->data);
  {
    g_autoptr(AssayPlan) first = make_plan ();
    first->keep_models = TRUE;
    g_autoptr(AssayOutcome) made = run (first, inputs.data);
    gsize length;
    const char *text = g_bytes_get_data (made->artifact, &length);
    g_autofree char *copy = g_strndup (text, length);
    self->baseline = put (self, "approved.json", copy);
  }
  plan->reference = inputs.reference = load (self->reference);
  g_assert_true (assay_plan_read_baseline (plan, self->baseline, &inputs, &error));
  g_assert_true (assay_plan_read_rules (plan, self->rules, &inputs, &error));
  g_assert_no_error (error);
  g_autoptr(AssayOutcome) outcome = run (plan, inputs.data);
  self->auc = assay_result_find_metric (outcome->result, "auc")->value;
  self->run = assay_run_save (self->workspace, plan, inputs.data, outcome, 1, 1, &error);
  g_assert_no_error (error);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assay_workspace_unref (self->workspace);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->data);
  g_free (self->reference);
  g_free (self->baseline);
  g_free (self->rules);
}

static gboolean
load_again (Fixture *self, AssayPlan **plan, AssayPlanInputs *inputs, GError **error)
{
  g_autoptr(AssayRun) stored = assay_workspace_get_run (self->workspace, self->run, NULL);

  *plan = assay_plan_from_run (stored, NULL);
  g_assert_nonnull (*plan);
  return assay_plan_load_models (*plan, self->workspace, NULL, error) && assay_plan_load_inputs (*plan, self->workspace, 0, inputs, NULL, error);
}

static void
test_again (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = NULL;
  g_auto(AssayPlanInputs) inputs = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (load_again (self, &plan, &inputs, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_rows (inputs.reference->frame), ==, 499);
  g_assert_true (assay_column_get_type (assay_frame_find (inputs.data->frame, "Job")) == ASSAY_TYPE_CATEGORY);
  g_assert_nonnull (plan->baseline);
  g_assert_cmpuint (g_bytes_get_size (plan->rules), ==, strlen ("Loan >= 0\n"));
  g_autoptr(AssayOutcome) outcome = run (plan, inputs.data);
  g_assert_cmpfloat (assay_result_find_metric (outcome->result, "auc")->value, ==, self->auc);

  /* and what it records can be made again in its turn */
  gint64 second = assay_run_save (self->workspace, plan, inputs.data, outcome, 1, 1, &error);
  g_assert_no_error (error);
  g_autoptr(AssayRun) one = assay_workspace_get_run (self->workspace, self->run, NULL), two = assay_workspace_get_run (self->workspace, second, NULL);
  g_assert_cmpstr (one->options, ==, two->options);
  /* only the model is called otherwise: once by its file, once by its version */
  g_autoptr(AssayResult) first = assay_run_load_result (self->workspace, self->run, NULL), third = assay_run_load_result (self->workspace, second, NULL);
  g_assert_cmpuint (assay_result_get_n_checks (first), ==, assay_result_get_n_checks (third));
  g_assert_cmpuint (assay_result_get_n_inputs (first), ==, assay_result_get_n_inputs (third));
  for (guint i = 0; i < assay_result_get_n_inputs (first); i++)
    g_assert_cmpstr (assay_result_get_input (first, i)->sha256, ==, assay_result_get_input (third, i)->sha256);
}

/* For each file: what is said when it is another, and when it is gone. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  const struct { const char *path, *label; } files[] = {
    { self->data, "data" }, { self->reference, "development sample" }, { self->baseline, "baseline" }, { self->rules, "rules" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = NULL, *longer = NULL;
      g_autofree char *changed = g_strdup_printf ("The %s of this run was the file “%s”, which has changed since: its SHA-256 was ", files[i].label, files[i].path);
      g_autofree char *gone = g_strdup_printf ("The %s of this run was the file “%s”, which is not there any more. Bring it back, or start a new run with another.",
                                               files[i].label, files[i].path);

      g_assert_true (g_file_get_contents (files[i].path, &text, NULL, NULL));
      longer = g_strconcat (text, "\n", NULL);
      for (guint pass = 0; pass < 2; pass++)
        {
          g_autoptr(AssayPlan) plan = NULL;
          g_auto(AssayPlanInputs) inputs = { 0 };
          g_autoptr(GError) error = NULL;

          if (pass == 0)
            g_assert_true (g_file_set_contents (files[i].path, longer, -1, NULL));
          else
            g_assert_cmpint (g_unlink (files[i].path), ==, 0);
          g_assert_false (load_again (self, &plan, &inputs, &error));
          if (pass == 0)
            g_assert_true (g_str_has_prefix (error->message, changed));
          else
            g_assert_cmpstr (error->message, ==, gone);
        }
      g_assert_true (g_file_set_contents (files[i].path, text, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
#define ADD(path, test) g_test_add ("/engine/plan-inputs/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("again", test_again);
  ADD ("changed", test_changed);
#undef ADD
  return g_test_run ();
}
