/* Shapley effects and Monte Carlo, of inputs that depend on one another and of those that do not. */
#include "sensitivity-fixture.h"

#include <math.h>

static AssayOutcome *
run (const char *method, const char *function, const char *ranges)
{
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = sensitivity_run ((const char *[]) { "method", method, "function", function, NULL }, ranges, 1, 2, &error);

  g_assert_no_error (error);
  return outcome;
}

/* Of independent inputs an interaction is shared evenly: S1 + S13 / 2, S2, S13 / 2 (Owen 2014). */
static void
test_shapley_ishigami (void)
{
  g_autoptr(AssayOutcome) outcome = run ("shapley", "ishigami", NULL);
  double sum = 0;

  g_assert_near (sensitivity_value (outcome, "shapley", "x1", "effect"), 0.31390519 + 0.24368366 / 2, 0.03);
  g_assert_near (sensitivity_value (outcome, "shapley", "x2", "effect"), 0.44241114, 0.03);
  g_assert_near (sensitivity_value (outcome, "shapley", "x3", "effect"), 0.24368366 / 2, 0.03);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", i);

      sum += sensitivity_value (outcome, "shapley", name, "effect");
    }
  g_assert_near (sum, 1, 1e-12);
}

/* An input that the function does not read shares in what it tells of one that it reads: half each, when they are all but the same. */
static void
test_shapley_dependent (void)
{
  g_autoptr(AssayOutcome) outcome = run ("shapley", "linear:1,0,1", "{\"inputs\": {}, \"correlations\": [{\"inputs\": [\"x1\", \"x2\"], \"value\": 0.9999}]}");

  g_assert_near (sensitivity_value (outcome, "shapley", "x1", "effect"), 0.25, 0.03);
  g_assert_near (sensitivity_value (outcome, "shapley", "x2", "effect"), 0.25, 0.03);
  g_assert_near (sensitivity_value (outcome, "shapley", "x3", "effect"), 0.5, 0.03);
}

/* One uniform input: percentiles are themselves, the mean over P95 is 0.975. */
static void
test_monte_carlo_uniform (void)
{
  g_autoptr(AssayOutcome) outcome = run ("monte-carlo", "linear:1", NULL);

  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "p5"), 0.05, 1e-3);
  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "p50"), 0.5, 1e-3);
  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "p95"), 0.95, 1e-3);
  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "expected-shortfall"), 0.975, 1e-3);
  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "mean"), 0.5, 1e-4);
  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "sd"), sqrt (1 / 12.0), 1e-3);
  g_assert_true (sensitivity_has_note (outcome, "Stopped when the standard error of P95 was below 1 % of it"));
}

/* 3 in 100 draws are 1, all others 0: P95 is 0, and of the highest twentieth three fifths are 1. */
static void
test_monte_carlo_atom (void)
{
  g_autoptr(AssayOutcome) outcome = run ("monte-carlo", "linear:1", "{\"inputs\": {\"x1\": {\"values\": [0, 1], \"shares\": [97, 3]}}}");

  g_assert_cmpfloat (sensitivity_value (outcome, "monte-carlo", "y", "p95"), ==, 0);
  g_assert_cmpfloat (sensitivity_value (outcome, "monte-carlo", "y", "p99"), ==, 1);
  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "expected-shortfall"), 0.6, 1e-9);
}

/* Quantiles and moments against the definition, on all that was drawn: one input, whose Latin hypercube hits each hundredth as often. */
static void
test_monte_carlo_exact (void)
{
  g_autoptr(AssayOutcome) outcome = run ("monte-carlo", "linear:1", "{\"inputs\": {\"x1\": {\"values\": [-3, -1, 0, 2, 7], \"shares\": [1, 1, 1, 1, 1]}}}");
  static const struct { const char *measure; double value; } expected[] = {
    { "p1", -3 }, { "p10", -3 }, { "p25", -1 }, { "p50", 0 }, { "p75", 2 }, { "p90", 7 }, { "p99", 7 }, { "mean", 1 }, { "sd", 3.4059 }, { "expected-shortfall", 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", expected[i].measure), expected[i].value, 1e-3);
}

/* A sum of two uniform inputs: variance 2 / 12 (1 + rho), where rho of uniforms is 6 / pi asin (r / 2) for normal scores of r. */
static void
test_monte_carlo_dependent (void)
{
  g_autoptr(AssayOutcome) outcome = run ("monte-carlo", "linear:1,1", "{\"inputs\": {}, \"correlations\": [{\"inputs\": [\"x1\", \"x2\"], \"value\": 0.8}]}");
  double rho = 6 / G_PI * asin (0.4);

  g_assert_near (sensitivity_value (outcome, "monte-carlo", "y", "sd"), sqrt ((1 + rho) / 6), 0.005);
}

static void
test_constant (void)
{
  g_autoptr(AssayOutcome) outcome = run ("shapley,monte-carlo", "linear:0,0", NULL);

  g_assert_true (sensitivity_has_note (outcome, "Shapley effects: the output does not vary"));
  g_assert_cmpfloat (sensitivity_value (outcome, "monte-carlo", "y", "p95"), ==, 0);
}

/* Correlations that cannot hold together: refused with the nearest, which can be asked for. */
static void
test_not_positive (void)
{
  static const char ranges[] = "{\"inputs\": {}, \"correlations\": [{\"inputs\": [\"x1\", \"x2\"], \"value\": 0.9}, {\"inputs\": [\"x2\", \"x3\"], \"value\": 0.9},"
                               " {\"inputs\": [\"x1\", \"x3\"], \"value\": -0.9}]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) refused = sensitivity_run ((const char *[]) { "method", "monte-carlo", "function", "linear:1,1,1", NULL }, ranges, 1, 1, &error), nearest = NULL;

  g_assert_null (refused);
  g_assert_cmpstr (error->message, ==, "The correlations cannot all hold together: their matrix is not positive definite (smallest eigenvalue -0.8). The nearest that can: "
                   "“x2” and “x3” 0.9 → 0.5; “x1” and “x2” 0.9 → 0.5; “x1” and “x3” -0.9 → -0.5. Take them with --nearest-correlations, or correct the file.");
  g_clear_error (&error);
  nearest = sensitivity_run ((const char *[]) { "method", "monte-carlo", "function", "linear:1,1,1", "nearest-correlations", "true", NULL }, ranges, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_true (sensitivity_has_note (nearest, "The correlations are not positive definite"));
}

static void
test_wrong (void)
{
  static const struct { const char *text, *message; } cases[] = {
    { "{\"inputs\": {}, \"correlations\": [{\"inputs\": [\"x1\", \"x1\"], \"value\": 0.5}]}", "Ranges: “x1” has a correlation with itself." },
    { "{\"inputs\": {}, \"correlations\": [{\"inputs\": [\"x1\", \"y\"], \"value\": 0.5}]}", "Ranges: there is no input “y”." },
    { "{\"inputs\": {}, \"correlations\": [{\"inputs\": [\"x1\", \"x2\"], \"value\": 1.5}]}", "Ranges: “correlations” must be between -1 and 1." },
    { "{\"inputs\": {}, \"correlations\": [{\"inputs\": [\"x1\"], \"value\": 0.5}]}", "Ranges: “correlations” must hold objects such as {\"inputs\": [\"income\", \"debt\"], \"value\": 0.4}." },
    { "{\"inputs\": {}, \"correlations\": 3}", "Ranges: “correlations” must hold objects such as {\"inputs\": [\"income\", \"debt\"], \"value\": 0.4}." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sensitivity_run ((const char *[]) { "method", "monte-carlo", "function", "linear:1,1", NULL }, cases[i].text, 1, 1, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/sensitivity/shapley/ishigami", test_shapley_ishigami);
  g_test_add_func ("/analysis/sensitivity/shapley/dependent", test_shapley_dependent);
  g_test_add_func ("/analysis/sensitivity/monte-carlo/uniform", test_monte_carlo_uniform);
  g_test_add_func ("/analysis/sensitivity/monte-carlo/atom", test_monte_carlo_atom);
  g_test_add_func ("/analysis/sensitivity/monte-carlo/exact", test_monte_carlo_exact);
  g_test_add_func ("/analysis/sensitivity/monte-carlo/dependent", test_monte_carlo_dependent);
  g_test_add_func ("/analysis/sensitivity/dependence/constant", test_constant);
  g_test_add_func ("/analysis/sensitivity/dependence/not-positive", test_not_positive);
  g_test_add_func ("/analysis/sensitivity/dependence/wrong", test_wrong);
  return g_test_run ();
}
