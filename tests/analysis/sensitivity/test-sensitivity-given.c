/* eFAST, derivatives, and the methods for given runs, against shared/data/expected/sensitivity.json: a reference library with 10,000 points. */
#include "sensitivity-fixture.h"

#include <math.h>

static AssayOutcome *
run (const char *method, const char *function, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = sensitivity_run ((const char *[]) { "method", method, "function", function, NULL }, NULL, 1, n_threads, &error);

  g_assert_no_error (error);
  return outcome;
}

static void
test_ishigami (void)
{
  static const struct { const char *method, *measure; double expected[3], tolerance; } cases[] = {
    { "efast", "first", { 0.3076, 0.4439, 0.0 }, 0.01 }, { "efast", "total", { 0.5507, 0.4877, 0.2393 }, 0.03 }, { "rbd-fast", "first", { 0.3117, 0.4538, -0.0003 }, 0.02 },
    { "dgsm", "dgsm", { 2.229, 7.066, 3.18 }, 0.03 }, { "delta", "delta", { 0.21, 0.358, 0.155 }, 0.02 }, { "pawn", "median", { 0.2366, 0.3856, 0.086 }, 0.02 },
  };
  static const char *const inputs[] = { "x1", "x2", "x3" };
  g_autoptr(AssayOutcome) outcome = run ("efast,rbd-fast,dgsm,delta,pawn", "ishigami", 2);

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (guint i = 0; i < 3; i++)
      g_assert_near (sensitivity_value (outcome, cases[c].method, inputs[i], cases[c].measure), cases[c].expected[i], cases[c].tolerance);
}

/* Of a sum: shares c^2 / sum of c^2; of its derivative c^2 12 / (pi^2 sum of c^2). */
static void
test_linear (void)
{
  g_autoptr(AssayOutcome) outcome = run ("efast,rbd-fast,dgsm,delta", "linear:3,-4,0", 1);

  g_assert_near (sensitivity_value (outcome, "efast", "x1", "first"), 0.36, 0.01);
  g_assert_near (sensitivity_value (outcome, "efast", "x2", "total"), 0.64, 0.02);
  g_assert_near (sensitivity_value (outcome, "rbd-fast", "x2", "first"), 0.64, 0.02);
  g_assert_near (sensitivity_value (outcome, "rbd-fast", "x3", "first"), 0, 0.01);
  g_assert_near (sensitivity_value (outcome, "dgsm", "x2", "dgsm"), 0.64 * 12 / (G_PI * G_PI), 0.005);
  g_assert_near (sensitivity_value (outcome, "dgsm", "x2", "derivative"), 16, 1e-6);
  g_assert_near (sensitivity_value (outcome, "delta", "x3", "delta"), 0, 0.03);
}

static void
test_constant (void)
{
  g_autoptr(AssayOutcome) outcome = run ("efast,rbd-fast,dgsm,delta,pawn", "linear:0,0", 1);

  g_assert_true (isnan (sensitivity_value (outcome, "efast", "x1", "first")));
  g_assert_true (sensitivity_has_note (outcome, "RBD-FAST: the output is the same in all 10000 rows"));
}

static void
test_threads (void)
{
  g_autoptr(AssayOutcome) one = run ("efast,rbd-fast,dgsm,delta,pawn,morris,oat", "sobol-g", 1), four = run ("efast,rbd-fast,dgsm,delta,pawn,morris,oat", "sobol-g", 4);

  for (guint c = 3; c < 6; c++)
    for (gsize r = 0; r < assay_frame_get_n_rows (one->rows); r++)
      {
        double a = assay_column_get_doubles (assay_frame_get_column (one->rows, c))[r], b = assay_column_get_doubles (assay_frame_get_column (four->rows, c))[r];

        g_assert_true (a == b || (isnan (a) && isnan (b)));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/sensitivity/given/ishigami", test_ishigami);
  g_test_add_func ("/analysis/sensitivity/given/linear", test_linear);
  g_test_add_func ("/analysis/sensitivity/given/constant", test_constant);
  g_test_add_func ("/analysis/sensitivity/given/threads", test_threads);
  return g_test_run ();
}
