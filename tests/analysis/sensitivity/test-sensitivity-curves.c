/* Partial dependence, single lines, accumulated effects and interactions of functions for which they are known. */
#include "sensitivity-fixture.h"

#include <math.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-methods-private.h"

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
  g_autoptr(AssayOutcome) one = run ("pdp,ale,ice,interaction", "sobol-g", NULL, 1), four = run ("pdp,ale,ice,interaction", "sobol-g", NULL, 4);

  g_assert_cmpuint (assay_frame_get_n_rows (one->rows), ==, assay_frame_get_n_rows (four->rows));
  for (guint c = 3; c < 6; c++)
    for (gsize r = 0; r < assay_frame_get_n_rows (one->rows); r++)
      {
        double a = assay_column_get_doubles (assay_frame_get_column (one->rows, c))[r], b = assay_column_get_doubles (assay_frame_get_column (four->rows, c))[r];

        g_assert_true (a == b || (isnan (a) && isnan (b)));
      }
}

/* ---- rows that exist, of two inputs that go together: output x1 x2 ---- */

#define N_ROWS 5000
#define RHO 0.9

static gboolean
evaluate_product (const AssaySensitivityFunction *function, const double *const *x, gsize n, double *y, GError **error)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[0][i] * x[1][i];
  return TRUE;
}

static void
keep (AssaySensitivityFunction *function)
{
}

static const AssaySensitivityClass product_class = { .evaluate = evaluate_product, .free = keep };

/* A generator of our own: what is asserted holds for these rows, whatever seed the tests run with. In (0, 1). */
static double
uniform (guint64 i)
{
  guint64 state = (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  state = (state ^ (state >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  state = (state ^ (state >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return ((state >> 11) + 0.5) * 0x1p-53;
}

static guint n_missing;           /* rows, without either */

static AssayResult *
run_product (const char *method, double rho)
{
  g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
  AssayTask task = { .options = options, .seed = 1, .n_threads = 2 };
  g_autofree double *x1 = g_new (double, N_ROWS), *x2 = g_new (double, N_ROWS);
  double *rows[] = { x1, x2 };
  char name1[] = "x1", name2[] = "x2", product[] = "product", y[] = "y";
  AssaySensitivityInput inputs[] = { { .name = name1, .low = -2, .high = 2, .sd = 1 }, { .name = name2, .low = -2, .high = 2, .sd = 1 } };
  AssaySensitivityFunction function = { .klass = &product_class, .name = product, .output = y, .n_inputs = 2, .inputs = inputs, .rows = rows, .n_rows = N_ROWS };
  g_autoptr(GArray) lines = sensitivity_rows_new ();
  AssaySensitivityRun run = { .task = &task, .options = options, .function = &function, .rows = lines, .result = assay_result_new ("sensitivity", "product") };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_ROWS; i++)
    {
      double radius = sqrt (-2 * log (uniform (2 * i))), angle = 2 * G_PI * uniform (2 * i + 1);

      x1[i] = radius * cos (angle);
      x2[i] = rho * x1[i] + sqrt (1 - rho * rho) * radius * sin (angle);
      if (i < n_missing)
        x1[i] = x2[i] = NAN;
    }
  assay_sensitivity_method_find (method)->run (&run, NULL, &error);
  g_assert_no_error (error);
  return run.result;
}

/* Rows that miss both inputs say nothing of how their values go together. */
static void
test_missing_together (void)
{
  g_autoptr(AssayResult) apart = NULL, together = NULL;
  AssayFigure *figure;

  n_missing = N_ROWS / 2;
  apart = run_product ("pdp", 0);
  together = run_product ("pdp", RHO);
  n_missing = 0;
  figure = assay_result_find_figure (apart, "pdp-x1");
  g_assert_nonnull (figure);
  g_assert_null (strstr (assay_figure_get_convention (figure), "other values of"));
  figure = assay_result_find_figure (together, "pdp-x1");
  g_assert_nonnull (strstr (assay_figure_get_convention (figure), "other values of “x2”"));
}

/* The value nearest to x of x1. */
static double
near (AssayTable *table, const char *value, double x)
{
  double best = INFINITY, found = NAN;

  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    if (strcmp (assay_table_get_text (table, row, 0), "x1") == 0 && fabs (assay_table_get_number (table, row, column (table, "at")) - x) < best)
      {
        best = fabs (assay_table_get_number (table, row, column (table, "at")) - x);
        found = assay_table_get_number (table, row, column (table, value));
      }
  return found;
}

/* Partial dependence of x1 is x E x2 = 0, flat, from rows that could not be. The local effect is E (x2 | x1 = x) = rho x, summed up rho x^2 / 2: a bowl, as the rows have it.
 * (Apley & Zhu 2020, section 2.) Without correlation both are flat. */
static void
test_correlated (void)
{
  g_autoptr(AssayResult) pdp = run_product ("pdp", RHO), ale = run_product ("ale", RHO), ale0 = run_product ("ale", 0);
  AssayTable *flat = assay_result_find_table (pdp, "pdp"), *bowl = assay_result_find_table (ale, "ale"), *none = assay_result_find_table (ale0, "ale");

  for (double x = -1.5; x <= 1.5; x += 0.5)
    {
      double at = near (bowl, "at", x), middle = near (bowl, "at", 0);

      g_assert_near (near (flat, "pdp", x), near (flat, "pdp", 0), 0.1);
      g_assert_near (near (bowl, "ale", x) - near (bowl, "ale", 0), RHO * (at * at - middle * middle) / 2, 0.1);
      g_assert_near (near (none, "ale", x) - near (none, "ale", 0), 0, 0.12);
      g_assert_cmpfloat (near (bowl, "low", x), <=, near (bowl, "ale", x));
    }
}

/* Without correlation the hatching begins where P99 is. */
static void
test_hatched_tails (AssayResult *result)
{
  AssayFigure *figure = assay_result_find_figure (result, "pdp-x1");
  const AssayFigureSeries *rug = assay_figure_get_series (figure, 2), *hatch = assay_figure_get_series (figure, 3);

  g_assert_cmpint (rug->role, ==, ASSAY_SERIES_RUG);
  g_assert_cmpint (hatch->role, ==, ASSAY_SERIES_HATCH);
  g_assert_cmpuint (hatch->n, ==, 2);
  g_assert_cmpfloat (assay_figure_series_y2 (hatch)[0], ==, assay_figure_series_x (rug)[1]);
  g_assert_cmpfloat (assay_figure_series_y (hatch)[1], ==, assay_figure_series_x (rug)[99]);
}

/* Far out x1 = 2 goes with x2 near 1.8: rows with another x2 are none. */
static void
test_support (void)
{
  g_autoptr(AssayResult) together = run_product ("pdp", RHO), apart = run_product ("pdp", 0);
  AssayTable *table = assay_result_find_table (together, "pdp"), *other = assay_result_find_table (apart, "pdp");
  AssayFigure *figure = assay_result_find_figure (together, "pdp-x1");
  const AssayFigureSeries *rug = NULL, *hatch = NULL;
  guint n_apart[2] = { 0 };

  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    n_apart[0] += strcmp (assay_table_get_text (table, row, column (table, "region")), "apart from most rows") == 0;
  for (guint row = 0; row < assay_table_get_n_rows (other); row++)
    n_apart[1] += strcmp (assay_table_get_text (other, row, column (other, "region")), "apart from most rows") == 0;
  g_assert_cmpuint (n_apart[0], >, 4);
  g_assert_cmpuint (n_apart[1], ==, 0);
  g_assert_cmpstr (assay_table_get_text (table, 0, column (table, "region")), ==, "outside P1 to P99");
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);

      rug = series->role == ASSAY_SERIES_RUG ? series : rug;
      hatch = series->role == ASSAY_SERIES_HATCH ? series : hatch;
    }
  g_assert_nonnull (rug);
  g_assert_nonnull (hatch);
  g_assert_cmpuint (rug->n, ==, 101);
  g_assert_cmpuint (hatch->n, ==, 2);      /* both ends; their parts are one stretch each */
  g_assert_cmpfloat (assay_figure_series_y (hatch)[0], ==, assay_figure_series_x (rug)[0]);
  g_assert_cmpfloat (assay_figure_series_y2 (hatch)[1], ==, assay_figure_series_x (rug)[100]);
  test_hatched_tails (apart);
}

/* A line x2 (x - left end): the mean is flat, the lines fan out; their slopes differ by the deviation of x2. */
static void
test_lines (void)
{
  g_autoptr(AssayResult) result = run_product ("ice", 0);
  AssayTable *table = assay_result_find_table (result, "ice");
  AssayFigure *figure = assay_result_find_figure (result, "ice-x1");
  const AssayFigureSeries *lines = assay_figure_get_series (figure, 0);
  gsize n_places;

  g_assert_cmpint (lines->role, ==, ASSAY_SERIES_LINES);
  n_places = assay_figure_get_series (figure, 1)->n;
  g_assert_cmpuint (n_places, >, 20);      /* quantiles, and more in the tails */
  g_assert_cmpuint (n_places, <=, 30);
  g_assert_cmpuint (lines->n, ==, 200 * n_places);
  for (guint line = 0; line < 200; line++)
    g_assert_cmpfloat (assay_figure_series_y (lines)[n_places * line], ==, 0);
  g_assert_near (near (table, "slopes", 0), 1, 0.15);
  g_assert_near (near (table, "sd", 1), near (table, "at", 1) - near (table, "at", -9), 0.5);
  g_assert_near (near (table, "mean", 0), 0, 0.5);
  g_assert_cmpfloat (near (table, "low", 1), <, near (table, "median", 1));
  g_assert_cmpfloat (near (table, "median", 1), <, near (table, "high", 1));
}

/* ---- interactions ---- */

/* x1 and x3: E sin^2 cancels, 0.01 Var x3^4 / E (1 + 0.1 x3^4)^2; x2 adds up. Overall: the share of the variance that is theirs together. */
static void
test_interaction_ishigami (void)
{
  g_autoptr(AssayOutcome) outcome = run ("interaction", "ishigami", NULL, 2);
  double fourth = pow (G_PI, 4) / 5, eighth = pow (G_PI, 8) / 9, low, high;
  double h2 = 0.01 * (eighth - fourth * fourth) / (1 + 0.2 * fourth + 0.01 * eighth), v13 = 0.5 * 0.01 * (eighth - fourth * fourth), all = 49.0 / 8 + 0.5 * (1 + 0.2 * fourth + 0.01 * eighth);

  g_assert_near (sensitivity_value (outcome, "interaction", "x1 × x3", "h2"), h2, 0.03);
  sensitivity_interval (outcome, "interaction", "x1 × x3", "h2", &low, &high);
  g_assert_cmpfloat (low, <, h2);
  g_assert_cmpfloat (high, >, h2);
  g_assert_near (sensitivity_value (outcome, "interaction", "x1 × x3", "size"), sqrt (v13), 0.15);
  g_assert_cmpfloat (sensitivity_value (outcome, "interaction", "x1 × x2", "h2"), ==, 0);
  g_assert_near (sensitivity_value (outcome, "interaction", "x1", "h2"), v13 / all, 0.03);
  g_assert_near (sensitivity_value (outcome, "interaction", "x3", "h2"), v13 / all, 0.03);
  g_assert_cmpfloat (sensitivity_value (outcome, "interaction", "x2", "h2"), ==, 0);
  g_assert_nonnull (assay_result_find_figure (outcome->result, "interaction"));
}

/* x1 x2 with means of 0: alone neither does anything, together all. */
static void
test_interaction_product (void)
{
  g_autoptr(AssayResult) result = run_product ("interaction", 0);
  AssayTable *table = assay_result_find_table (result, "interaction"), *overall = assay_result_find_table (result, "interaction-overall");

  g_assert_near (assay_table_get_number (table, 0, column (table, "h2")), 1, 0.02);
  g_assert_near (assay_table_get_number (table, 0, column (table, "size")), 1, 0.15);
  g_assert_near (assay_table_get_number (overall, 0, column (overall, "h2")), 1, 0.02);
}

static void
test_interaction_nothing (void)
{
  g_autoptr(AssayOutcome) sum = run ("interaction", "linear:1,2,3", NULL, 1), one = run ("interaction", "linear:1", NULL, 1), constant = run ("interaction", "linear:0,0", NULL, 1);

  g_assert_cmpfloat (sensitivity_value (sum, "interaction", "x3 × x2", "h2") + sensitivity_value (sum, "interaction", "x3", "h2"), ==, 0);
  g_assert_true (sensitivity_has_note (one, "there is one input only"));
  g_assert_true (sensitivity_has_note (constant, "the output is the same in all rows"));
}

/* ---- what they need ---- */

static void
test_refused (void)
{
  static const char *const methods[] = { "permutation", "shap" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *expected = g_strdup_printf ("“--method %s” works on a model and rows that exist: give MODEL and DATA.", methods[i]);

      g_assert_null (sensitivity_run ((const char *[]) { "method", methods[i], "function", "ishigami", NULL }, NULL, 1, 1, &error));
      g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
      g_assert_cmpstr (error->message, ==, expected);
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
  g_test_add_func ("/analysis/sensitivity/curves/correlated", test_correlated);
  g_test_add_func ("/analysis/sensitivity/curves/support", test_support);
  g_test_add_func ("/analysis/sensitivity/curves/missing-together", test_missing_together);
  g_test_add_func ("/analysis/sensitivity/curves/lines", test_lines);
  g_test_add_func ("/analysis/sensitivity/interaction/ishigami", test_interaction_ishigami);
  g_test_add_func ("/analysis/sensitivity/interaction/product", test_interaction_product);
  g_test_add_func ("/analysis/sensitivity/interaction/nothing", test_interaction_nothing);
  g_test_add_func ("/analysis/sensitivity/curves/refused", test_refused);
  return g_test_run ();
}
