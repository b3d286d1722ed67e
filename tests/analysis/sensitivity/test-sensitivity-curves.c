/* Partial dependence and accumulated effects of functions whose curves are known. */
#include "sensitivity-fixture.h"

#include <math.h>
#include <string.h>

static AssayOutcome *
run (const char *method, const char *function, const char *ranges, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = sensitivity_run ((const char *[]) { "method", method, "function", function, NULL }, ranges, 1, n_threads, &error);

  g_assert_no_error (error);
  return outcome;
}

static guint
column (AssayTable *table, const char *id)
{
  int found = assay_table_find_column (table, id);

  g_assert_cmpint (found, >=, 0);
  return (guint) found;
}

/* Slope of the curve of an input between its first and its last place. */
static double
slope (AssayTable *table, const char *value, const char *input)
{
  double x0 = NAN, y0 = NAN, x1 = NAN, y1 = NAN;

  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    if (strcmp (assay_table_get_text (table, row, column (table, "input")), input) == 0)
      {
        x1 = assay_table_get_number (table, row, column (table, "at"));
        y1 = assay_table_get_number (table, row, column (table, value));
        x0 = isnan (x0) ? x1 : x0;
        y0 = isnan (y0) ? y1 : y0;
      }
  return (y1 - y0) / (x1 - x0);
}

/* Of a sum the slopes of both are the coefficients, exactly. */
static void
test_linear (void)
{
  static const struct { const char *input; double slope; } inputs[] = { { "x1", 3 }, { "x2", -4.5 }, { "x3", 0 } };
  g_autoptr(AssayOutcome) outcome = run ("pdp,ale", "linear:3,-4.5,0", NULL, 2);
  AssayTable *pdp = assay_result_find_table (outcome->result, "pdp"), *ale = assay_result_find_table (outcome->result, "ale");

  g_assert_cmpuint (assay_table_get_n_rows (pdp), ==, 60);
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_assert_near (slope (pdp, "pdp", inputs[i].input), inputs[i].slope, 1e-12);
      g_assert_near (slope (ale, "ale", inputs[i].input), inputs[i].slope, 1e-12);
    }
  /* the first is the widest */
  g_assert_cmpstr (assay_table_get_text (pdp, 0, 0), ==, "x2");
  g_assert_near (sensitivity_value (outcome, "pdp", "x2", "range"), 4.5, 1e-9);
  g_assert_nonnull (assay_result_find_figure (outcome->result, "pdp-x1"));
  g_assert_nonnull (assay_result_find_figure (outcome->result, "ale-x2"));
}

/* sin x1 (1 + 0.1 E x3^4) + 7 / 2, and for x3 a constant: what x3 does it does through x1. */
static void
test_ishigami (void)
{
  g_autoptr(AssayOutcome) outcome = run ("pdp,ale", "ishigami", NULL, 1);
  AssayTable *pdp = assay_result_find_table (outcome->result, "pdp");
  double fourth = pow (G_PI, 4) / 5;

  for (guint row = 0; row < assay_table_get_n_rows (pdp); row++)
    {
      const char *input = assay_table_get_text (pdp, row, column (pdp, "input"));
      double x = assay_table_get_number (pdp, row, column (pdp, "at")), y = assay_table_get_number (pdp, row, column (pdp, "pdp"));
      double low = assay_table_get_number (pdp, row, column (pdp, "low")), high = assay_table_get_number (pdp, row, column (pdp, "high"));
      double expected = strcmp (input, "x1") == 0 ? sin (x) * (1 + 0.1 * fourth) + 3.5 : strcmp (input, "x2") == 0 ? 7 * sin (x) * sin (x) : 3.5;

      g_assert_near (y, expected, 0.05);
      g_assert_cmpfloat (low, <=, y);
      g_assert_cmpfloat (high, >=, y);
    }
}

/* Few values are the places themselves. */
static void
test_values (void)
{
  g_autoptr(AssayOutcome) outcome = run ("pdp", "linear:2,1", "{\"inputs\": {\"x1\": {\"values\": [0, 1, 5]}}}", 1);
  AssayTable *pdp = assay_result_find_table (outcome->result, "pdp");
  static const double values[] = { 0, 1, 5 };
  guint n = 0;

  for (guint row = 0; row < assay_table_get_n_rows (pdp); row++)
    if (strcmp (assay_table_get_text (pdp, row, 0), "x1") == 0)
      g_assert_cmpfloat (assay_table_get_number (pdp, row, column (pdp, "at")), ==, values[n++]);
  g_assert_cmpuint (n, ==, 3);
}

static void
test_threads (void)
{
  g_autoptr(AssayOutcome) one = run ("pdp,ale", "sobol-g", NULL, 1), four = run ("pdp,ale", "sobol-g", NULL, 4);

  g_assert_cmpuint (assay_frame_get_n_rows (one->rows), ==, assay_frame_get_n_rows (four->rows));
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
  g_test_add_func ("/analysis/sensitivity/curves/linear", test_linear);
  g_test_add_func ("/analysis/sensitivity/curves/ishigami", test_ishigami);
  g_test_add_func ("/analysis/sensitivity/curves/values", test_values);
  g_test_add_func ("/analysis/sensitivity/curves/threads", test_threads);
  return g_test_run ();
}
