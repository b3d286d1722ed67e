/* Moves stay within what a model declares valid, whole where that is, and it is said which did not go as far as meant. */
#include "sensitivity-fixture.h"

#include <math.h>
#include <string.h>

#include "model/artifact/artifact-file.h"

static const char model[] =
  "<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\"><Header/><DataDictionary>"
  "<DataField name=\"k\" optype=\"continuous\" dataType=\"integer\"><Interval closure=\"closedClosed\" leftMargin=\"0\" rightMargin=\"45\"/></DataField>"
  "<DataField name=\"z\" optype=\"continuous\" dataType=\"double\"><Interval closure=\"closedClosed\" leftMargin=\"0\" rightMargin=\"1\"/></DataField>"
  "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/></DataDictionary>"
  "<RegressionModel functionName=\"regression\"><MiningSchema><MiningField name=\"k\"/><MiningField name=\"z\"/><MiningField name=\"y\" usageType=\"target\"/></MiningSchema>"
  "<RegressionTable intercept=\"1\"><NumericPredictor name=\"k\" coefficient=\"2\"/><NumericPredictor name=\"z\" coefficient=\"10\"/></RegressionTable></RegressionModel></PMML>";

static AssayOutcome *
run (const char *methods, const char *ranges)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GBytes) text = g_bytes_new_static (model, strlen (model)), file = ranges != NULL ? g_bytes_new (ranges, strlen (ranges)) : NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_read ("model.pmml", text, NULL, NULL, &error);
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  AssayTask task = { .options = options, .policy = policy, .seed = 1, .n_threads = 1, .models = models, .ranges = file };
  AssayOutcome *outcome;

  g_assert_no_error (error);
  g_ptr_array_add (models, assay_task_model_new (artifact, "own", NULL));
  assay_options_set (options, "method", methods, NULL);
  outcome = assay_sensitivity.run (&task, NULL, &error);
  g_assert_no_error (error);
  return outcome;
}

/* At rest k is 22, not 22.5; a tenth up is 24.2, of which 24 is valid. */
static void
test_whole (void)
{
  g_autoptr(AssayOutcome) outcome = run ("oat,morris,sobol,efast,monte-carlo", NULL);
  AssayTable *kept = assay_result_find_table (outcome->result, "kept");

  g_assert_cmpfloat (assay_result_find_metric (outcome->result, "n-failed")->value, ==, 0);
  g_assert_cmpfloat (sensitivity_value (outcome, "oat", "k", "plus-10"), ==, 4);
  g_assert_cmpfloat (sensitivity_value (outcome, "oat", "k", "minus-10"), ==, -4);
  g_assert_cmpfloat (sensitivity_value (outcome, "oat", "k", "span"), ==, 90);
  g_assert_true (isnan (sensitivity_value (outcome, "oat", "k", "elasticity")));
  g_assert_true (sensitivity_has_note (outcome, "“k”: no elasticity, because 1 % is less than the input can be moved by"));
  g_assert_near (sensitivity_value (outcome, "oat", "z", "elasticity"), 0.5 * 10 / 50, 1e-9);
  g_assert_cmpuint (assay_table_get_n_rows (kept), ==, 2);
  g_assert_near (assay_table_get_number (kept, 1, 2), 24.2, 1e-9);
  g_assert_cmpfloat (assay_table_get_number (kept, 1, 3), ==, 24);
  /* 46 values, each as likely: the mean of 2 k is 45 */
  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "mean"), 1 + 45 + 5, 0.1);
}

/* A base near the end: the move ends there, and the elasticity is taken from the side that is left. */
static void
test_ends (void)
{
  g_autoptr(AssayOutcome) outcome = run ("oat", "{\"inputs\": {\"z\": {\"low\": 0.5, \"high\": 1, \"base\": 0.95}}}"), end = run ("oat", "{\"inputs\": {\"z\": {\"low\": 0.5, \"high\": 1, \"base\": 1}}}");

  g_assert_near (sensitivity_value (outcome, "oat", "z", "plus-10"), 0.5, 1e-9);
  g_assert_near (sensitivity_value (outcome, "oat", "z", "minus-10"), -0.95, 1e-9);
  g_assert_true (isnan (sensitivity_value (end, "oat", "z", "plus-10")));
  g_assert_near (sensitivity_value (end, "oat", "z", "elasticity"), 10 / 55.0, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/sensitivity/declared/whole", test_whole);
  g_test_add_func ("/analysis/sensitivity/declared/ends", test_ends);
  return g_test_run ();
}
