/* Checks of regressions and of errors over time, on data whose figures are published. */
#include "validation-fixture.h"

#include "analysis/statistic/published-data.h"
#include "math/init.h"
#include "math/regression/ols.h"

#include <math.h>
#include <string.h>

static const char *const settings[] = { "score", "p", "target", "y", "outcome", "value", "time", "day", NULL };

/* mpg on weight and power: the score is the fit itself. */
static AssayFrame *
make_cars (double wrong)
{
  const AmPublishedData *cars = am_published_data ("mtcars");
  const double *mpg = cars->column[0].value, *x[] = { am_published_column (cars, "wt"), am_published_column (cars, "hp") };
  AmOls *fit = am_ols_new (x, 2, TRUE, mpg, 32);
  g_autoptr(GString) csv = g_string_new ("day,p,y,wt,hp\n");

  for (int i = 0; i < 32; i++)
    {
      char number[4][G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (csv, "2024-%02d-%02d,%s,%s,%s,%s\n", 1 + i / 28, 1 + i % 28, g_ascii_dtostr (number[0], sizeof number[0], fit->fitted[i] + (i == 3 ? wrong : 0)),
                              g_ascii_dtostr (number[1], sizeof number[1], mpg[i]), g_ascii_dtostr (number[2], sizeof number[2], x[0][i]),
                              g_ascii_dtostr (number[3], sizeof number[3], x[1][i]));
    }
  am_ols_free (fit);
  return validation_frame (csv->str);
}

static void
assert_close (const AssayResult *result, const char *id, const char *subject, double value, double p)
{
  const AssayCheck *check = fixture_find (result, id, subject);

  g_assert_cmpfloat_with_epsilon (check->value, value, 1e-8);
  if (!isnan (p))
    g_assert_cmpfloat_with_epsilon (check->p_value, p, 1e-8);
}

/* R 4.2.2, lmtest 0.9.40 and nortest, of lm (mpg ~ wt + hp): the vector "mtcars-diagnostics". */
static void
test_published (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_cars (0), NULL, settings);
  g_autoptr(AssayResult) variance = fixture_run (fixture, "reg-heteroskedasticity");
  g_autoptr(AssayResult) order = fixture_run (fixture, "reg-autocorrelation");
  g_autoptr(AssayResult) form = fixture_run (fixture, "reg-reset");
  g_autoptr(AssayResult) normal = fixture_run (fixture, "reg-normality");
  g_autoptr(AssayResult) influence = fixture_run (fixture, "reg-influence");
  g_autoptr(AssayResult) metrics = fixture_run (fixture, "reg-metrics");

  assert_close (variance, "reg-heteroskedasticity", "Breusch–Pagan", 0.880722470178814, 0.643803814544341);
  assert_close (variance, "reg-heteroskedasticity", "White", 6.54308630211043, 0.256898130020376);
  assert_close (order, "reg-autocorrelation", "Durbin–Watson", 1.36239927295101, NAN);
  g_assert_cmpint (fixture_find (order, "reg-autocorrelation", "Durbin–Watson")->verdict, ==, ASSAY_VERDICT_FAIL);
  assert_close (order, "reg-autocorrelation", "Breusch–Godfrey", 3.53361204677273, 0.170877898158842);
  assert_close (form, "reg-reset", "all rows", 7.23840393515896, 0.00304115761988311);
  g_assert_cmpint (fixture_find (form, "reg-reset", NULL)->verdict, ==, ASSAY_VERDICT_FAIL);
  assert_close (normal, "reg-normality", "Jarque–Bera", 4.04620780374239, 0.132244353888295);
  assert_close (normal, "reg-normality", "Shapiro–Wilk", 0.927916476117682, 0.0342747606137479);
  assert_close (normal, "reg-normality", "Anderson–Darling", 0.665810813472234, 0.0745577724680131);
  assert_close (normal, "reg-normality", "Lilliefors", 0.113540123187709, 0.36749069352094);
  assert_close (influence, "reg-influence", "Cook's distance", 0.423610901623979, NAN);
  assert_close (influence, "reg-influence", "leverage", 0.394208157646881, NAN);
  g_assert_cmpfloat_with_epsilon (assay_result_find_metric (metrics, "rmse")->value, 2.59341177722657 * sqrt (29 / 32.0), 1e-10);
  g_assert_cmpfloat_with_epsilon (assay_result_find_metric (metrics, "r2")->value, 0.826785451882791, 1e-10);
}

static void
test_worse_than_reference (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_cars (30), make_cars (0), settings);
  g_autoptr(AssayResult) result = fixture_run (fixture, "reg-metrics");

  g_assert_cmpint (fixture_find (result, "reg-metrics", NULL)->verdict, ==, ASSAY_VERDICT_FAIL);
}

/* A row of leverage exactly 1: Anscombe's fourth set. */
static void
test_a_row_that_fits_itself (void)
{
  static const double x[] = { 8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8 }, y[] = { 6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89 };
  g_autoptr(GString) csv = g_string_new ("day,p,y,x\n");
  g_autoptr(Fixture) fixture = NULL;
  g_autoptr(AssayResult) result = NULL;

  for (int i = 0; i < 22; i++)
    g_string_append_printf (csv, "2024-01-%02d,%d,%g,%g\n", i + 1, 7, i % 11 == 7 && i > 11 ? 7.5 : y[i % 11], i > 11 ? 8 : x[i % 11]);
  fixture = fixture_new (validation_frame (csv->str), NULL, settings);
  result = fixture_run (fixture, "reg-influence");
  g_assert_cmpint (fixture_find (result, "reg-influence", "leverage")->verdict, ==, ASSAY_VERDICT_FAIL);
}

/* The flow of the Nile against its mean: a break after 1898, by R's strucchange, tseries and statsmodels. */
static AssayFrame *
make_nile (void)
{
  const double *nile = am_published_data ("nile")->column[0].value;
  g_autoptr(GString) csv = g_string_new ("day,p,y\n");

  for (int i = 0; i < 100; i++)
    g_string_append_printf (csv, "%d-07-01,919.35,%g\n", 1871 + i, nile[i]);
  return validation_frame (csv->str);
}

static void
test_series (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_nile (), NULL, settings);
  g_autoptr(AssayResult) root = fixture_run (fixture, "ts-stationarity");
  g_autoptr(AssayResult) box = fixture_run (fixture, "ts-ljung-box");
  g_autoptr(AssayResult) arch = fixture_run (fixture, "ts-arch-lm");
  g_autoptr(AssayResult) breaks = fixture_run (fixture, "ts-structural-break");
  g_autoptr(AssayResult) together = fixture_run (fixture, "ts-cointegration");

  assert_close (root, "ts-stationarity", "all rows", -4.048705096914341, 0.0011758879503871295);
  g_assert_cmpfloat_with_epsilon (fixture_find (root, "ts-stationarity", NULL)->effect, 0.8691205593783891, 1e-8);
  g_assert_cmpint (fixture_find (root, "ts-stationarity", NULL)->verdict, ==, ASSAY_VERDICT_WARN);
  assert_close (box, "ts-ljung-box", "all rows", 88.12687155129991, 1.25455201782643e-14);
  assert_close (arch, "ts-arch-lm", "all rows", 9.53788406676233, 0.048974607665072695);
  assert_close (breaks, "ts-structural-break", "sup F", 75.9297694274854, NAN);
  assert_close (breaks, "ts-structural-break", "CUSUM", 2.95176610266337, NAN);
  g_assert_cmpint (fixture_find (breaks, "ts-structural-break", "sup F")->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpint (fixture_find (together, "ts-cointegration", NULL)->verdict, ==, ASSAY_VERDICT_NONE);
}

/* Few rows, constant outcomes, perfect predictions: said, not computed. */
static void
test_poor_data (void)
{
  static const char *const ids[] = { "reg-heteroskedasticity", "reg-autocorrelation", "reg-reset", "reg-normality", "reg-influence", "reg-metrics", "ts-stationarity", "ts-ljung-box",
                                     "ts-arch-lm", "ts-cointegration", "ts-structural-break" };
  static const char *const tables[] = { "day,p,y,x\n2024-01-01,1.5,2.5,3\n2024-01-02,1,2.25,4\n", NULL, NULL };
  g_autoptr(GString) perfect = g_string_new ("day,p,y,x\n");
  g_autoptr(GString) flat = g_string_new ("day,p,y,x\n");

  for (int i = 0; i < 28; i++)
    {
      g_string_append_printf (perfect, "2024-01-%02d,%d.5,%d.5,%d\n", i + 1, i * 7 % 13, i * 7 % 13, i);
      g_string_append_printf (flat, "2024-01-%02d,%d.5,2.5,4\n", i + 1, i % 2);
    }
  for (int t = 0; t < 3; t++)
    for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
      {
        g_autoptr(Fixture) fixture = fixture_new (validation_frame (t == 0 ? tables[0] : t == 1 ? perfect->str : flat->str), NULL, settings);
        g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]);

        g_assert_cmpuint (assay_result_get_n_checks (result), >, 0);
      }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/regression/published", test_published);
  g_test_add_func ("/analysis/validation/regression/worse-than-reference", test_worse_than_reference);
  g_test_add_func ("/analysis/validation/regression/a-row-that-fits-itself", test_a_row_that_fits_itself);
  g_test_add_func ("/analysis/validation/regression/series", test_series);
  g_test_add_func ("/analysis/validation/regression/poor-data", test_poor_data);
  return g_test_run ();
}
