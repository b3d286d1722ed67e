#include "analysis-fixture.h"

#include "analysis/anomaly/anomaly-figures.h"
#include "math/init.h"

#include <math.h>
#include <string.h>

/* n days from 20000 on, with a spike at each row of spikes and no row in [hole, hole + 5). */
static AssayOutcome *
make_run (gsize n, const gsize *spikes, gsize n_spikes, gsize hole)
{
  g_autofree gint32 *days = g_new (gint32, n);
  g_autofree double *values = g_new (double, n);
  g_autoptr(AssayFrame) frame = NULL;
  FixtureRun how = { "date", "value" };

  for (gsize i = 0; i < n; i++)
    {
      days[i] = 20000 + i + (i >= hole ? 5 : 0);
      values[i] = 50 + (i * 7919 % 23);
    }
  for (gsize i = 0; i < n_spikes; i++)
    values[spikes[i]] = 5000 + i;
  frame = fixture_frame (days, values, NULL, n);
  return fixture_run ("anomalies", frame, &how, NULL, NULL);
}

static const AssayFigureSeries *
series (AssayFigure *figure, const char *id)
{
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    if (strcmp (assay_figure_get_series (figure, i)->id, id) == 0)
      return assay_figure_get_series (figure, i);
  g_error ("there is no series %s", id);
}

/* Without a hole and without thinning the values are the frame's own memory. */
static void
test_lends (void)
{
  g_autoptr(AssayOutcome) outcome = make_run (400, NULL, 0, 400);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_forecast (rows, 0, 0);
  const AssayFigureSeries *actual = series (figure, "actual");

  g_assert_cmpuint (actual->n, ==, 400);
  g_assert_true (assay_figure_series_y (actual) == assay_column_get_doubles (assay_frame_find (outcome->rows, "actual")));
  g_assert_cmpfloat (assay_figure_series_x (actual)[399], ==, 20399);
  g_assert_cmpuint (assay_figure_series_row (actual)[399], ==, 399);
  g_assert_null (assay_figure_get_subtitle (figure));
}

/* A hole in the calendar breaks the line: one point without a value, at a day without a row. */
static void
test_hole (void)
{
  g_autoptr(AssayOutcome) outcome = make_run (200, NULL, 0, 100);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_forecast (rows, 0, 0);
  const AssayFigureSeries *actual = series (figure, "actual");

  g_assert_cmpuint (actual->n, ==, 201);
  g_assert_true (isnan (assay_figure_series_y (actual)[100]));
  g_assert_cmpfloat (assay_figure_series_x (actual)[100], ==, 20100);
  g_assert_cmpfloat (assay_figure_series_x (actual)[101], ==, 20105);
  g_assert_cmpuint (assay_figure_series_row (actual)[100], ==, 99);
}

/* Thinning keeps both ends, every extreme and every anomaly, in order. */
static void
test_thinning (void)
{
  const gsize spikes[] = { 777, 20000, 20001, 43210, 49990 };
  g_autoptr(AssayOutcome) outcome = make_run (50000, spikes, G_N_ELEMENTS (spikes), 50000);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_forecast (rows, 0, 2000);
  g_autoptr(AssayFigure) zscore = assay_anomaly_figure_zscore (rows, 0, 2, 2000);
  const AssayFigureSeries *actual = series (figure, "actual"), *marks = series (figure, "anomalies");
  const double *x = assay_figure_series_x (actual);
  double highest = 0;

  g_assert_cmpuint (actual->n, <=, 2002);
  g_assert_cmpuint (actual->n, >, 500);
  g_assert_cmpfloat (x[0], ==, 20000);
  g_assert_cmpfloat (x[actual->n - 1], ==, 69999);
  for (gsize i = 0; i < actual->n; i++)
    {
      g_assert_true (i == 0 || x[i] > x[i - 1]);
      highest = MAX (highest, assay_figure_series_y (actual)[i]);
    }
  g_assert_cmpfloat (highest, ==, 5004);
  g_assert_cmpuint (marks->n, ==, MIN (fixture_number (outcome->result, "n-anomalies"), 2000));
  g_assert_cmpuint (series (zscore, "zscore")->n, <=, 2002);
  g_assert_true (g_str_has_prefix (assay_figure_get_subtitle (figure), "50,000 rows, thinned"));
}

/* More anomalies than points: the most severe stay. */
static void
test_marks (void)
{
  const gsize spikes[] = { 100, 300, 500 };
  g_autoptr(AssayOutcome) outcome = make_run (800, spikes, 3, 800);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_forecast (rows, 0, 3);
  const AssayFigureSeries *marks = series (figure, "anomalies");

  g_assert_cmpuint (marks->n, ==, 3);
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpuint (assay_figure_series_row (marks)[i], ==, spikes[i]);
      g_assert_cmpint (assay_figure_series_risk (marks)[i], ==, ASSAY_RISK_CRITICAL);
    }
}

static void
test_residuals (void)
{
  g_autoptr(AssayOutcome) outcome = make_run (400, NULL, 0, 400);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_residuals (rows);
  const AssayFigureSeries *bins = series (figure, "rows");
  double n = 0;

  for (gsize i = 0; i < bins->n; i++)
    n += assay_figure_series_y (bins)[i];
  g_assert_cmpfloat (n, ==, 393);
  g_assert_cmpfloat (assay_figure_get_x (figure)->bin_width, >, 0);
  g_assert_cmpfloat (assay_figure_series_x (bins)[0], <, 0);
}

/* A series of period 4 in its residuals: lag 4 is the largest, and a hole does not shift the lags. */
static void
test_acf (void)
{
  gint32 days[400];
  double values[400];
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(AssayAnomalyRows) rows = NULL;
  g_autoptr(AssayFigure) figure = NULL;
  FixtureRun how = { "date", "value" };
  gsize n = 0;

  for (int day = 0; n < 400; day++)
    if (day % 50 != 13 && day % 50 != 14 && day % 50 != 15)
      {
        days[n] = day;
        values[n++] = day % 4 == 0 ? 10 : 1;
      }
  frame = fixture_frame (days, values, NULL, 400);
  outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
  rows = assay_anomaly_rows_new (outcome->rows, NULL);
  figure = assay_anomaly_figure_acf (rows, 0, 10);
  g_assert_cmpfloat (assay_figure_series_y (series (figure, "acf"))[3], >, 0.75);
  g_assert_cmpfloat (assay_figure_series_y (series (figure, "acf"))[7], >, 0.75);
  g_assert_cmpfloat (assay_figure_series_y (series (figure, "acf"))[4], <, 0.5);
}

static void
test_series_found (void)
{
  const gint32 days[] = { 1, 2, 1, 2, 3, 1 }, keys[] = { 5, 5, 10, 10, 10, 30 };
  const double values[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, keys, 6);
  FixtureRun how = { "date", "value", "key" };
  g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autofree char *label = assay_anomaly_rows_dup_label (rows, 1);

  g_assert_cmpuint (assay_anomaly_rows_get_n_series (rows), ==, 3);
  g_assert_cmpuint (assay_anomaly_rows_get_first (rows, 1), ==, 2);
  g_assert_cmpuint (assay_anomaly_rows_get_first (rows, 3), ==, 6);
  g_assert_cmpuint (assay_anomaly_rows_find_series (rows, 1), ==, 0);
  g_assert_cmpuint (assay_anomaly_rows_find_series (rows, 4), ==, 1);
  g_assert_cmpuint (assay_anomaly_rows_find_series (rows, 5), ==, 2);
  g_assert_cmpstr (label, ==, "key 10");
}

static void
test_foreign_table (void)
{
  const gint32 days[] = { 1 };
  const double values[] = { 1 };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, NULL, 1);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_anomaly_rows_new (frame, &error));
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA);
  g_assert_cmpstr (error->message, ==, "This is not the table of an anomaly run: it has no column “actual” of type double.");
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/anomaly-figures/lends", test_lends);
  g_test_add_func ("/analysis/anomaly-figures/hole", test_hole);
  g_test_add_func ("/analysis/anomaly-figures/thinning", test_thinning);
  g_test_add_func ("/analysis/anomaly-figures/marks", test_marks);
  g_test_add_func ("/analysis/anomaly-figures/residuals", test_residuals);
  g_test_add_func ("/analysis/anomaly-figures/acf", test_acf);
  g_test_add_func ("/analysis/anomaly-figures/series", test_series_found);
  g_test_add_func ("/analysis/anomaly-figures/foreign-table", test_foreign_table);
  return g_test_run ();
}
