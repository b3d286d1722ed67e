/* Models from files and from the registry of a workspace, bound, recorded with runs, and run again. */
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/scoring/score.h"
#include "engine/model-source.h"
#include "engine/plan.h"
#include "engine/predictions.h"
#include "model/forecaster.h"

/* Points for the balance and for the region: 100 - balance, and 10 in the north. */
#define MODEL \
  "{\"assay_model\": 1, \"kind\": \"linear\"," \
  " \"inputs\": [{\"name\": \"balance\", \"type\": \"number\", \"min\": 0, \"max\": 1000}," \
  "              {\"name\": \"region\", \"type\": \"category\", \"values\": [\"north\", \"south\"]}]," \
  " \"linear\": {\"link\": \"identity\", \"intercept\": %s, \"terms\": [{\"input\": \"balance\", \"coef\": -1}," \
  "   {\"input\": \"region\", \"level\": \"north\", \"coef\": 10}]}}"

typedef struct { char *folder, *model, *data, *place; AssayWorkspace *workspace; } Fixture;

static char *
put (Fixture *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf (MODEL, "100");

  self->folder = g_dir_make_tmp ("assay-models-XXXXXX", NULL);
  self->model = put (self, "limit.assay.json", text);
  self->data = put (self, "loans.csv", "client,balance,area\n7,10,north\n8,20,south\n9,n/k,north\n8,30,west\n");
  self->place = g_build_filename (self->folder, "ws", NULL);
  self->workspace = assay_workspace_init (self->place, "Test", NULL);
  g_assert_nonnull (self->workspace);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->workspace, assay_workspace_unref);
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->model);
  g_free (self->data);
  g_free (self->place);
}

static AssayTaskModel *
load (const char *path)
{
  g_autoptr(GError) error = NULL;
  AssayTaskModel *model = assay_model_source_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return model;
}

/* ---- files ---- */

static void
test_file (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayTaskModel) model = load (self->model);
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, model->bytes);

  g_assert_cmpstr (model->name, ==, "limit");
  g_assert_cmpstr (model->file, ==, "limit.assay.json");
  g_assert_cmpstr (assay_artifact_get_sha256 (model->artifact), ==, digest);
  g_assert_cmpint (model->version, ==, 0);
  g_assert_cmpint (assay_model_source_sniff (self->model, NULL), ==, ASSAY_FORMAT_ASSAY_MODEL);
  g_assert_cmpint (assay_model_source_sniff (self->data, NULL), ==, ASSAY_FORMAT_UNKNOWN);
  g_assert_cmpint (assay_model_source_sniff ("/no/such/file", NULL), ==, ASSAY_FORMAT_UNKNOWN);
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  const AssayModelSettings settings = { .max_bytes = 1 << 20 };
  g_autofree char *blank = g_strnfill ((2 << 20) + 7, ' '), *path = put (self, "blank.json", blank);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_model_source_load (path, &settings, NULL, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, "blank.json is larger than the 1 MiB allowed for a model. Raise the limit with --max-model-size.");
}

static void
test_short_names (void)
{
  static const char *const cases[][2] = { { "/a/b/champion.assay.json.gz", "champion" }, { "m.pmml", "m" }, { "loan_rf.xgb.ubj", "loan_rf.xgb" },
                                          { "-", "model" }, { "json", "json" }, { "x/.json", ".json" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = assay_model_source_short_name (cases[i][0]);
      g_assert_cmpstr (name, ==, cases[i][1]);
    }
}

static GPtrArray *
load_list (Fixture *self, guint n)
{
  GPtrArray *models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (models, load (self->model));
  assay_model_source_name_apart (models);
  return models;
}

static void
test_names_apart (Fixture *self, gconstpointer data)
{
  g_autoptr(GPtrArray) models = load_list (self, 3);

  g_assert_cmpstr (((AssayTaskModel *) models->pdata[0])->name, ==, "limit");
  g_assert_cmpstr (((AssayTaskModel *) models->pdata[1])->name, ==, "limit-2");
  g_assert_cmpstr (((AssayTaskModel *) models->pdata[2])->name, ==, "limit-3");
}

static void
test_bind (Fixture *self, gconstpointer data)
{
  g_autoptr(GPtrArray) models = load_list (self, 2);
  AssayTaskModel *first = models->pdata[0], *second = models->pdata[1];
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_model_source_bind (models, "region=area", NULL));
  g_assert_true (assay_model_source_bind (models, "limit-2:region=a=b", NULL));
  g_assert_cmpstr (assay_model_settings_find_column (&first->settings, "region"), ==, "area");
  g_assert_cmpstr (assay_model_settings_find_column (&second->settings, "region"), ==, "a=b");
  g_assert_null (assay_model_settings_find_column (&second->settings, "balance"));
  g_assert_false (assay_model_source_bind (models, "regio=area", &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN);
  g_assert_cmpstr (error->message, ==, "The column for “regio” was named, but the model has no such input; did you mean “region”?");
  g_clear_error (&error);
  g_assert_false (assay_model_source_bind (models, "region", &error));
  g_clear_error (&error);
  g_assert_false (assay_model_source_bind (models, "region=", &error));
}

/* ---- settings ---- */

static void
test_settings (void)
{
  g_auto(AssayModelSettings) settings = { .zero_is_missing = TRUE, .link = g_strdup ("probit"), .max_bytes = G_GUINT64_CONSTANT (3) << 30 }, again = { 0 }, none = { 0 };
  g_autofree char *json = NULL, *empty = NULL;

  assay_model_settings_bind (&settings, "a \"b\"", "c");
  assay_model_settings_bind (&settings, "d", "e");
  assay_model_settings_bind (&settings, "d", "f");
  json = assay_model_settings_to_json (&settings);
  g_assert_cmpstr (json, ==, "{\"bind\":{\"a \\\"b\\\"\":\"c\",\"d\":\"f\"},\"link\":\"probit\",\"max_bytes\":3221225472,\"zero_is_missing\":true}");
  assay_model_settings_from_json (&again, json);
  g_assert_cmpstr (assay_model_settings_find_column (&again, "d"), ==, "f");
  g_assert_cmpstr (again.link, ==, "probit");
  g_assert_cmpuint (again.max_bytes, ==, settings.max_bytes);
  g_assert_true (again.zero_is_missing && !again.all_rounds && !again.allow_absent);
  empty = assay_model_settings_to_json (&none);
  g_assert_cmpstr (empty, ==, "{}");
  for (guint i = 0; i < 4; i++)
    {
      static const char *const broken[] = { NULL, "", "[1]", "{\"bind\": 3, \"link\": [], \"max_bytes\": \"x\", \"zero_is_missing\": \"yes\"" };
      g_auto(AssayModelSettings) usual = { 0 };

      assay_model_settings_from_json (&usual, broken[i]);
      g_assert_true (usual.bind == NULL && !usual.zero_is_missing);
    }
}

/* ---- the registry ---- */

static AssayPlan *
make_plan (AssayTaskModel *model)
{
  AssayPlan *plan = assay_plan_new (&assay_score);

  plan->as_of = g_strdup ("2026-11-21");
  plan->models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  g_ptr_array_add (plan->models, model);
  g_assert_true (assay_options_set (plan->options, "id", "client", NULL));
  return plan;
}

static char *
table (AssayFrame *frame)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < assay_frame_get_n_rows (frame); i++)
    for (guint k = 0; k < assay_frame_get_n_columns (frame); k++)
      {
        assay_column_append_cell (assay_frame_get_column (frame, k), i, text);
        g_string_append_c (text, k + 1 < assay_frame_get_n_columns (frame) ? ',' : '\n');
      }
  return g_string_free (text, FALSE);
}

static gint64
import (Fixture *self)
{
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  gint64 id;

  assay_read_options_init (&options);
  assay_read_options_set_type (&options, "balance", ASSAY_TYPE_CATEGORY);
  id = assay_import_file (self->workspace, self->data, NULL, &options, NULL, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  return id;
}

static AssayOutcome *
run (AssayPlan *plan, AssaySource *source)
{
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = assay_plan_run (plan, source, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

static void
test_run_again (Fixture *self, gconstpointer data)
{
  gint64 dataset = import (self);
  g_autoptr(AssaySource) source = assay_source_load_dataset (self->workspace, dataset, NULL, NULL);
  AssayTaskModel *model = load (self->model);
  g_autoptr(AssayPlan) plan = NULL, again = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  assay_model_settings_bind (&model->settings, "region", "area");
  plan = make_plan (model);
  g_autoptr(AssayOutcome) outcome = run (plan, source);
  g_autofree char *rows = table (outcome->rows);
  g_assert_true (g_str_has_prefix (rows, "7,100,"));
  id = assay_run_save (self->workspace, plan, source, outcome, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, ==, 1);

  /* the file is gone, its version is not */
  g_unlink (self->model);
  g_autoptr(AssayRun) stored = assay_workspace_get_run (self->workspace, id, NULL);
  g_assert_nonnull (strstr (stored->inputs, "\"role\":\"model\",\"name\":\"limit.assay.json\""));
  g_assert_nonnull (strstr (stored->inputs, "\"model\":1"));
  again = assay_plan_from_run (stored, &error);
  g_assert_no_error (error);
  g_assert_null (again->models);
  g_assert_true (assay_plan_load_models (again, self->workspace, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (again->models->len, ==, 1);
  g_autoptr(AssayOutcome) second = run (again, source);
  g_autofree char *rows_again = table (second->rows);
  g_assert_cmpstr (rows_again, ==, rows);

  g_assert_false (assay_workspace_bin_model (self->workspace, 1, TRUE, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE);
}

static void
test_registered_once (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayTaskModel) first = load (self->model), second = load (self->model), third = NULL;
  g_autofree char *text = g_strdup_printf (MODEL, "90"), *changed = put (self, "limit.assay.json", text);
  gint64 id = assay_model_source_ensure_registered (self->workspace, first, NULL);

  g_assert_cmpint (id, ==, 1);
  g_assert_cmpint (assay_model_source_ensure_registered (self->workspace, second, NULL), ==, id);
  /* a changed file under the same name is a new version */
  third = load (changed);
  g_assert_cmpint (assay_model_source_ensure_registered (self->workspace, third, NULL), ==, 2);
  g_autoptr(AssayModelVersion) version = assay_workspace_get_model (self->workspace, 2, NULL);
  g_assert_cmpstr (version->name, ==, "limit");
  g_assert_cmpstr (version->version, ==, "2");
}

static void
test_kept_settings (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayTaskModel) model = load (self->model), found = NULL, overridden = NULL, missing = NULL;
  AssayModelSettings now = { 0 };
  g_autoptr(GError) error = NULL;

  assay_model_settings_bind (&model->settings, "region", "area");
  g_assert_cmpint (assay_model_source_register (self->workspace, model, "limit", "1.0", 0, &error), ==, 1);
  found = assay_model_source_find (self->workspace, "limit@1.0", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->file, ==, "limit@1.0");
  g_assert_cmpint (found->version, ==, 1);
  g_assert_cmpstr (assay_model_settings_find_column (&found->settings, "region"), ==, "area");
  assay_model_settings_bind (&now, "region", "zone");
  overridden = assay_model_source_find (self->workspace, "limit", &now, NULL, NULL);
  g_assert_cmpstr (assay_model_settings_find_column (&overridden->settings, "region"), ==, "zone");
  assay_model_settings_clear (&now);
  missing = assay_model_source_find (self->workspace, "limitt", NULL, NULL, &error);
  g_assert_null (missing);
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
}

static void
test_chosen (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayTaskModel) model = load (self->model);
  g_autoptr(AssayPlan) plan = assay_plan_new (&assay_score), copy = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id = assay_model_source_register (self->workspace, model, NULL, NULL, 0, NULL);

  assay_plan_choose_model (plan, id, NULL, "champion");
  assay_plan_choose_model (plan, id, NULL, NULL);
  copy = assay_plan_copy (plan);
  g_assert_true (assay_plan_load_models (copy, self->workspace, NULL, &error));
  g_assert_cmpuint (copy->models->len, ==, 2);
  g_assert_cmpstr (((AssayTaskModel *) copy->models->pdata[0])->name, ==, "champion");
  g_assert_cmpstr (((AssayTaskModel *) copy->models->pdata[1])->name, ==, "limit");
  assay_plan_choose_model (plan, 99, NULL, "gone");
  g_assert_false (assay_plan_load_models (plan, self->workspace, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
}

static void
test_no_model (Fixture *self, gconstpointer data)
{
  gint64 dataset = import (self);
  g_autoptr(AssaySource) source = assay_source_load_dataset (self->workspace, dataset, NULL, NULL);
  g_autoptr(AssayPlan) plan = assay_plan_new (&assay_score);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_plan_run (plan, source, NULL, &error));
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
  g_assert_cmpstr (error->message, ==, "“Scoring” needs a model. Choose one.");
}

/* ---- predictions ---- */

static void
test_predictions (Fixture *self, gconstpointer data)
{
  gint64 dataset = import (self);
  g_autoptr(AssaySource) source = assay_source_load_dataset (self->workspace, dataset, NULL, NULL);
  AssayTaskModel *model = load (self->model);
  g_autoptr(AssayPlan) plan = NULL;

  assay_model_settings_bind (&model->settings, "region", "area");
  plan = make_plan (model);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(AssayOutcome) outcome = run (plan, source);
      g_assert_cmpint (assay_run_save (self->workspace, plan, source, outcome, 1, 1, NULL), ==, i + 1);
    }
  g_autoptr(GPtrArray) found = assay_predictions_find (self->workspace, "8", NULL, NULL);
  g_autoptr(GPtrArray) none = assay_predictions_find (self->workspace, "80", NULL, NULL);
  const AssayPrediction *newest;

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);
  newest = found->pdata[0];
  g_assert_cmpint (newest->run->id, ==, 2);
  g_assert_cmpstr (newest->id_column, ==, "client");
  g_assert_cmpuint (assay_frame_get_n_rows (newest->rows), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add ("/engine/model-source/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (file);
  ADD (too_large);
  g_test_add_func ("/engine/model-source/short-names", test_short_names);
  ADD (names_apart);
  ADD (bind);
  g_test_add_func ("/engine/model-source/settings", test_settings);
  ADD (run_again);
  ADD (registered_once);
  ADD (kept_settings);
  ADD (chosen);
  ADD (no_model);
  ADD (predictions);
  return g_test_run ();
}
