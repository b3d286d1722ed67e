/* Sobol indices of functions with known ones: the numbers within the tolerances of a Saltelli design, intervals that hold, and clear words. */
#include "sensitivity-fixture.h"

#include "result/result-json.h"

#include <math.h>
#include <string.h>

static const char *const inputs[] = { "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8" };
static const double ishigami_first[] = { 0.31390519114781146, 0.4424111447900409, 0 }, ishigami_total[] = { 0.5575888552099592, 0.4424111447900409, 0.2436836640621477 };
static const double g_first[] = { 0.716192, 0.179048, 0.023676, 0.007162, 7.2e-05, 7.2e-05, 7.2e-05, 7.2e-05 };
static const double g_total[] = { 0.787144, 0.242198, 0.034317, 0.01046, 0.000105, 0.000105, 0.000105, 0.000105 };

static AssayOutcome *
run (const char *function, const char *samples, guint64 seed)
{
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = sensitivity_run ((const char *[]) { "method", "sobol", "function", function, "samples", samples, NULL }, NULL, seed, 1, &error);

  g_assert_no_error (error);
  return outcome;
}

static void
assert_indices (const char *function, const double *first, const double *total, guint n)
{
  static const struct { const char *n; double tolerance; } sizes[] = { { "1024", 0.05 }, { "4096", 0.015 }, { "16384", 0.006 } };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr(AssayOutcome) outcome = run (function, sizes[s].n, 1);

      for (guint i = 0; i < n; i++)
        {
          g_assert_near (sensitivity_value (outcome, "sobol", inputs[i], "first"), first[i], sizes[s].tolerance);
          g_assert_near (sensitivity_value (outcome, "sobol", inputs[i], "total"), total[i], sizes[s].tolerance);
        }
    }
}

/* v:sobol-ishigami and shared/data/expected/sensitivity.json: closed forms of Ishigami & Homma (1990) and Sobol (1993). */
static void
test_ishigami (void)
{
  g_autoptr(AssayOutcome) outcome = run ("ishigami", "16384", 2);

  assert_indices ("ishigami", ishigami_first, ishigami_total, 3);
  g_assert_near (sensitivity_value (outcome, "sobol", "x1 × x3", "second"), 0.2436836640621477, 0.01);
  g_assert_near (sensitivity_value (outcome, "sobol", "x1 × x2", "second"), 0, 0.01);
  g_assert_near (assay_result_find_metric (outcome->result, "output-mean")->value, 3.5, 0.01);
  g_assert_near (assay_result_find_metric (outcome->result, "output-variance")->value, 13.844587940719254, 0.05);
}

static void
test_sobol_g (void)
{
  assert_indices ("sobol-g", g_first, g_total, 8);
}

/* S = ST = c^2 / sum of c^2. */
static void
test_linear (void)
{
  const double shares[] = { 1.0 / 30, 4.0 / 30, 9.0 / 30, 16.0 / 30 };

  assert_indices ("linear:1,2,3,-4", shares, shares, 4);
}

/* How many of 200 seeded runs have the true indices in their intervals: of all inputs together 95 %, 3 % more or less, and of none far fewer or all. */
static void
assert_covered (const char *function, const char *measure, const double *truth, guint n)
{
  guint n_held[G_N_ELEMENTS (inputs)] = { 0 }, n_all = 0;

  for (guint seed = 1; seed <= 200; seed++)
    {
      g_autoptr(AssayOutcome) outcome = run (function, "1024", seed);

      for (guint i = 0; i < n; i++)
        {
          double low, high;

          sensitivity_interval (outcome, "sobol", inputs[i], measure, &low, &high);
          n_held[i] += low <= truth[i] && truth[i] <= high;
        }
    }
  for (guint i = 0; i < n; i++)
    {
      g_test_message ("%s, %s of %s: held in %u of 200", function, measure, inputs[i], n_held[i]);
      g_assert_cmpuint (n_held[i], >=, 180);
      g_assert_cmpuint (n_held[i], <=, 199);
      n_all += n_held[i];
    }
  g_assert_cmpfloat (n_all / (200.0 * n), >=, 0.92);
  g_assert_cmpfloat (n_all / (200.0 * n), <=, 0.98);
}

static void
test_coverage (void)
{
  static const double a[] = { 0, 1, 4.5, 9, 99, 99, 99, 99 };
  const double shares[] = { 1.0 / 30, 4.0 / 30, 9.0 / 30, 16.0 / 30 };
  double first[8], total[8], product = 1;

  for (guint i = 0; i < 8; i++)
    product *= 1 + 1 / (3 * (1 + a[i]) * (1 + a[i]));
  for (guint i = 0; i < 8; i++)
    {
      double own = 1 / (3 * (1 + a[i]) * (1 + a[i]));

      first[i] = own / (product - 1);
      total[i] = own * product / (1 + own) / (product - 1);
    }
  assert_covered ("ishigami", "first", ishigami_first, 3);
  assert_covered ("ishigami", "total", ishigami_total, 3);
  assert_covered ("sobol-g", "first", first, 8);
  assert_covered ("sobol-g", "total", total, 8);
  assert_covered ("linear:1,2,3,-4", "first", shares, 4);
  assert_covered ("linear:1,2,3,-4", "total", shares, 4);
}

/* Places that are said to be settled are right in more than 95 of 100 runs; of inputs that are nearly alike few are. */
static void
test_settled (void)
{
  guint n_settled = 0, n_right = 0, n_all = 0;

  for (guint seed = 1; seed <= 200; seed++)
    {
      g_autoptr(AssayOutcome) outcome = run ("sobol-g:0.9,0.7,0.6,0", "512", seed);
      AssayTable *table = assay_result_find_table (outcome->result, "sobol");
      int column = assay_table_find_column (table, "settled");

      for (guint place = 0; place < 4; place++, n_all++)
        if (strcmp (assay_table_get_text (table, place, column), "settled") == 0)
          {
            n_settled++;
            n_right += strcmp (assay_table_get_text (table, place, 0), inputs[3 - place]) == 0;
          }
    }
  g_test_message ("%u of %u places settled, %u of them right", n_settled, n_all, n_right);
  g_assert_cmpuint (n_settled, >, n_all / 4);
  g_assert_cmpuint (n_settled, <, n_all);
  g_assert_cmpfloat (n_right, >=, 0.95 * n_settled);
}

/* Without BA, as with many inputs, the same numbers come out a little less sharp. */
static void
test_without_pairs (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = sensitivity_run ((const char *[]) { "method", "sobol", "function", "ishigami", "samples", "16384", "pairs", "no", NULL }, NULL, 1, 1, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_near (sensitivity_value (outcome, "sobol", inputs[i], "first"), ishigami_first[i], 0.02);
      g_assert_near (sensitivity_value (outcome, "sobol", inputs[i], "total"), ishigami_total[i], 0.02);
    }
  g_assert_true (isnan (sensitivity_value (outcome, "sobol", "x1 × x3", "second")));
  g_assert_null (assay_result_find_table (outcome->result, "sobol-pairs"));
}

static char *
text_of (guint n_threads)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = sensitivity_run ((const char *[]) { "method", "sobol", "function", "sobol-g", "samples", "8192", NULL }, NULL, 5, n_threads, &error);
  gsize length;

  g_assert_no_error (error);
  return assay_result_to_json (outcome->result, &length);
}

static void
test_threads (void)
{
  g_autofree char *one = text_of (1), *three = text_of (3), *eight = text_of (8);

  g_assert_cmpstr (one, ==, three);
  g_assert_cmpstr (one, ==, eight);
}

/* 1,024 points are not enough for ± 0.01, so it goes on to 2,048, 4,096 …, and says when it stops before. */
static void
test_doubling (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) fine = sensitivity_run ((const char *[]) { "method", "sobol", "function", "ishigami", "precision", "0.01", "max-samples", "65536", NULL }, NULL, 1, 1, &error);
  g_autoptr(AssayOutcome) capped = sensitivity_run ((const char *[]) { "method", "sobol", "function", "ishigami", "precision", "0.0005", "max-samples", "2048", NULL }, NULL, 1, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (assay_result_find_metric (fine->result, "sobol-n")->value, >, 1024);
  g_assert_cmpfloat (assay_result_find_metric (fine->result, "sobol-widest")->value, <, 0.01);
  g_assert_false (sensitivity_has_note (fine, "Not yet settled"));
  g_assert_cmpfloat (assay_result_find_metric (capped->result, "sobol-n")->value, ==, 2048);
  g_assert_true (sensitivity_has_note (capped, "Not yet settled"));
}

static void
test_rounded_up (void)
{
  g_autoptr(AssayOutcome) outcome = run ("ishigami", "1000", 1);

  g_assert_cmpfloat (assay_result_find_metric (outcome->result, "sobol-n")->value, ==, 1024);
  g_assert_true (sensitivity_has_note (outcome, "--samples 1,000 is rounded up to 1,024"));
}

static void
test_constant (void)
{
  g_autoptr(AssayOutcome) outcome = run ("linear:0,0", "256", 1);

  g_assert_true (isnan (sensitivity_value (outcome, "sobol", "x1", "total")));
  g_assert_true (sensitivity_has_note (outcome, "The output is 0 at every point: nothing varies, so no index is defined."));
}

static void
test_ignored (void)
{
  g_autoptr(AssayOutcome) outcome = run ("linear:1,0,2", "256", 1);

  g_assert_cmpfloat (sensitivity_value (outcome, "sobol", "x2", "total"), ==, 0);
  g_assert_true (sensitivity_has_note (outcome, "“x2” is ignored: no output changes with it"));
  g_assert_false (sensitivity_has_note (outcome, "“x1” is ignored"));
}

/* 200 inputs of a sum: each has its share, and all together 1. */
static void
test_many (void)
{
  g_autoptr(GString) function = g_string_new ("linear:");
  double sum = 0, squares = 0;

  for (guint i = 1; i <= 200; i++)
    {
      g_string_append_printf (function, "%s%u", i > 1 ? "," : "", i);
      squares += (double) i * i;
    }
  g_autoptr(AssayOutcome) outcome = run (function->str, "1024", 1);
  for (guint i = 1; i <= 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", i);
      double total = sensitivity_value (outcome, "sobol", name, "total");

      g_assert_near (total, (double) i * i / squares, 0.01);
      sum += total;
    }
  g_assert_near (sum, 1, 0.03);
  g_assert_null (assay_result_find_table (outcome->result, "sobol-pairs"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/sensitivity/sobol/ishigami", test_ishigami);
  g_test_add_func ("/analysis/sensitivity/sobol/sobol-g", test_sobol_g);
  g_test_add_func ("/analysis/sensitivity/sobol/linear", test_linear);
  g_test_add_func ("/analysis/sensitivity/sobol/coverage", test_coverage);
  g_test_add_func ("/analysis/sensitivity/sobol/settled", test_settled);
  g_test_add_func ("/analysis/sensitivity/sobol/without-pairs", test_without_pairs);
  g_test_add_func ("/analysis/sensitivity/sobol/threads", test_threads);
  g_test_add_func ("/analysis/sensitivity/sobol/doubling", test_doubling);
  g_test_add_func ("/analysis/sensitivity/sobol/rounded-up", test_rounded_up);
  g_test_add_func ("/analysis/sensitivity/sobol/constant", test_constant);
  g_test_add_func ("/analysis/sensitivity/sobol/ignored", test_ignored);
  g_test_add_func ("/analysis/sensitivity/sobol/many", test_many);
  return g_test_run ();
}
