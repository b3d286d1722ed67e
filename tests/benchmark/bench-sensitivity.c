/* Sobol indices of 20 inputs with N = 16,384: on 500 random trees of depth 6 (360,448 runs of the model), and of a sum, which is next to nothing to evaluate, so that what
 * is left is sampling and estimation. bench-sensitivity.py times SALib on the same where it is installed. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "analysis/sensitivity/sensitivity.h"
#include "math/init.h"
#include "random-trees.h"

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

  for (guint f = 0; f < RANDOM_TREES_INPUTS; f++)
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
  model = random_trees_new ();
  for (guint i = 2; i <= RANDOM_TREES_INPUTS; i++)
    g_string_append_printf (sum, ",%u", i);
  run ("Sobol, N = 16384, 20 inputs, 500 trees, 360448 runs", model, NULL, 1);
  run ("Sobol, N = 16384, 20 inputs, 500 trees, 360448 runs", model, NULL, 2);
  run ("Sobol, N = 16384, 20 inputs, a sum: sampling and estimation", NULL, sum->str, 1);
  run ("Sobol, N = 16384, 20 inputs, a sum: sampling and estimation", NULL, sum->str, 2);
  return 0;
}
