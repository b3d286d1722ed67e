/* Sobol indices of 20 inputs with N = 16,384: on 500 random trees of depth 6 (360,448 runs of the model), and of a sum, which is next to nothing to evaluate, so that what
 * is left is sampling and estimation. bench-sensitivity.py times SALib on the same where it is installed. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "analysis/sensitivity/sensitivity.h"
#include "math/init.h"
#include "model/artifact/artifact-file.h"

#define N_FEATURES 20
#define N_TREES 500
#define DEPTH 6
#define N_NODES ((2u << DEPTH) - 1)
#define N_INNER ((1u << DEPTH) - 1)

typedef double (*MakeValue) (GRand *rand, guint node);

static double make_left (GRand *rand, guint node) { return node < N_INNER ? 2.0 * node + 1 : -1; }
static double make_right (GRand *rand, guint node) { return node < N_INNER ? 2.0 * node + 2 : -1; }
static double make_feature (GRand *rand, guint node) { return g_rand_int_range (rand, 0, N_FEATURES); }
static double make_side (GRand *rand, guint node) { return g_rand_boolean (rand); }
static double make_condition (GRand *rand, guint node) { return node < N_INNER ? g_rand_double_range (rand, 0, 1) : g_rand_double_range (rand, -0.1, 0.1); }

static void
add_array (GString *text, GRand *rand, const char *key, MakeValue make)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "\"%s\":[", key);
  for (guint i = 0; i < N_NODES; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", g_ascii_formatd (number, sizeof number, "%.8g", make (rand, i)));
  g_string_append (text, "],");
}

static AssayTaskModel *
make_model (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  g_autoptr(GString) text = g_string_new ("{\"learner\":{\"feature_names\":[");
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;

  for (guint f = 0; f < N_FEATURES; f++)
    g_string_append_printf (text, "%s\"x%u\"", f > 0 ? "," : "", f + 1);
  g_string_append (text, "],\"gradient_booster\":{\"model\":{\"tree_info\":[");
  for (guint t = 0; t < N_TREES; t++)
    g_string_append (text, t > 0 ? ",0" : "0");
  g_string_append (text, "],\"trees\":[");
  for (guint t = 0; t < N_TREES; t++)
    {
      g_string_append (text, t > 0 ? ",{" : "{");
      add_array (text, rand, "left_children", make_left);
      add_array (text, rand, "right_children", make_right);
      add_array (text, rand, "split_indices", make_feature);
      add_array (text, rand, "default_left", make_side);
      add_array (text, rand, "split_conditions", make_condition);
      g_string_append_printf (text, "\"tree_param\":{\"num_nodes\":\"%u\"}}", N_NODES);
    }
  g_string_append_printf (text, "]},\"name\":\"gbtree\"},\"learner_model_param\":{\"base_score\":\"5E-1\",\"num_feature\":\"%u\"},"
                          "\"objective\":{\"name\":\"binary:logistic\"}},\"version\":[2,0,3]}", N_FEATURES);
  g_autoptr(GBytes) bytes = g_bytes_new (text->str, text->len);
  artifact = assay_artifact_read ("model.json", bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return assay_task_model_new (artifact, "trees", NULL);
}

static void
run (const char *name, AssayTaskModel *model, const char *function, guint n_threads)
{
  g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  g_autoptr(GString) ranges = g_string_new ("{\"inputs\": {");
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  AssayTask task = { .options = options, .policy = policy, .models = models, .seed = 1, .n_threads = n_threads };
  double best = INFINITY, cpu = INFINITY;

  for (guint f = 0; f < N_FEATURES; f++)
    g_string_append_printf (ranges, "%s\"x%u\": {\"low\": 0, \"high\": 1}", f > 0 ? ", " : "", f + 1);
  g_string_append (ranges, "}}");
  task.ranges = bytes = g_bytes_new (ranges->str, ranges->len);
  if (model != NULL)
    g_ptr_array_add (models, model);
  else
    assay_options_set (options, "function", function, NULL);
  assay_options_set (options, "method", "sobol", NULL);
  assay_options_set (options, "samples", "16384", NULL);
  for (guint round = 0; round < 3; round++)
    {
      gint64 start = g_get_monotonic_time ();
      clock_t ticks = clock ();
      g_autoptr(AssayOutcome) outcome = assay_sensitivity.run (&task, NULL, &error);

      g_assert_no_error (error);
      best = fmin (best, (g_get_monotonic_time () - start) / 1e6);
      cpu = fmin (cpu, (double) (clock () - ticks) / CLOCKS_PER_SEC);
    }
  g_print ("%s: %.4f s on %u thread%s, %.4f s of processor time\n", name, best, n_threads, n_threads > 1 ? "s" : "", cpu);
}

int
main (void)
{
  g_autoptr(AssayTaskModel) model = NULL;
  g_autoptr(GString) sum = g_string_new ("linear:1");

  am_init ();
  model = make_model ();
  for (guint i = 2; i <= N_FEATURES; i++)
    g_string_append_printf (sum, ",%u", i);
  run ("Sobol, N = 16384, 20 inputs, 500 trees, 360448 runs", model, NULL, 1);
  run ("Sobol, N = 16384, 20 inputs, 500 trees, 360448 runs", model, NULL, 2);
  run ("Sobol, N = 16384, 20 inputs, a sum: sampling and estimation", NULL, sum->str, 1);
  run ("Sobol, N = 16384, 20 inputs, a sum: sampling and estimation", NULL, sum->str, 2);
  return 0;
}
