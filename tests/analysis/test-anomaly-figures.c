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

/* The last rows only: what is shown, marked, said and written under the title is of those. */
static void
test_last (void)
{
  const gsize spikes[] = { 100, 1700 };
  g_autoptr(AssayOutcome) outcome = make_run (1826, spikes, 2, 1826);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_forecast (rows, 0, 180);
  g_autoptr(AssayFigure) zscore = assay_anomaly_figure_zscore (rows, 0, 2, 180);
  const AssayFigureSeries *actual = series (figure, "actual"), *marks = series (figure, "anomalies");
  const gint64 *anomaly = assay_column_get_int64s (assay_frame_find (outcome->rows, "anomaly"));
  gsize n_anomalies = 0;

  for (gsize row = 1646; row < 1826; row++)
    n_anomalies += anomaly[row] == 1;
  g_assert_cmpuint (actual->n, ==, 180);
  g_assert_cmpfloat (assay_figure_series_x (actual)[0], ==, 21646);
  g_assert_cmpuint (assay_figure_series_row (actual)[0], ==, 1646);
  g_assert_cmpuint (assay_figure_series_row (actual)[179], ==, 1825);
  g_assert_cmpuint (series (zscore, "zscore")->n, ==, 180);
  g_assert_cmpuint (marks->n, ==, n_anomalies);
  g_assert_cmpuint (assay_figure_series_row (marks)[0], >=, 1646);
  g_assert_cmpstr (assay_figure_get_subtitle (figure), ==, "last 180 of 1,826 values; the run's CSV has all");
  g_assert_true (g_str_has_prefix (assay_figure_get_finding (figure), "In the last 180 values actual and forecast differ by "));
  g_assert_true (g_str_has_prefix (assay_figure_get_finding (zscore), "In the last 180 values the largest Z-score is +"));
  g_assert_nonnull (strstr (assay_figure_get_finding (zscore), " of 180 scores reach ±2."));
}

/* As many as there are: nothing is left out, and nothing said about it. */
static void
test_last_of_few (void)
{
  g_autoptr(AssayOutcome) outcome = make_run (180, NULL, 0, 180);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_forecast (rows, 0, 180);

  g_assert_cmpuint (series (figure, "actual")->n, ==, 180);
  g_assert_null (assay_figure_get_subtitle (figure));
  g_assert_true (g_str_has_prefix (assay_figure_get_finding (figure), "Actual and forecast differ by "));
}

/* ---- over time ---- */

static void
check_periods (gsize n_days, const char *name, const char *first, const char *last, guint n)
{
  const gsize spikes[] = { 60, n_days - 5 };
  g_autoptr(AssayOutcome) outcome = make_run (n_days, spikes, 2, n_days);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_over_time (rows);
  const AssayAxis *x = assay_figure_get_x (figure);
  double total = 0;

  g_assert_cmpstr (x->label, ==, name);
  g_assert_cmpuint (g_strv_length (x->categories), ==, n);
  g_assert_cmpuint (n, <=, 40);
  g_assert_cmpstr (x->categories[0], ==, first);
  g_assert_cmpstr (x->categories[n - 1], ==, last);
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *level = assay_figure_get_series (figure, s);

      g_assert_cmpuint (level->n, ==, n);
      for (guint i = 0; i < n; i++)
        if (!isnan (assay_figure_series_y (level)[i]))
          total += assay_figure_series_y (level)[i];
    }
  g_assert_cmpfloat (total, ==, fixture_number (outcome->result, "n-anomalies"));
}

/* Day 20000 is Friday 4 October 2024. Every anomaly is in one period, whatever their length. */
static void
test_periods (void)
{
  check_periods (90, "week", "2024-09-30", "2024-12-30", 14);
  check_periods (500, "month", "2024-10", "2026-02", 17);
  check_periods (1826, "quarter", "2024 Q4", "2029 Q4", 21);
  check_periods (9000, "year", "2024", "2049", 26);
  check_periods (40000, "5 years", "2020–2024", "2130–2134", 23);
}

/* Nothing was scored in the first weeks: that is not the same as no anomaly. */
static void
test_unscored_period (void)
{
  const gsize spikes[] = { 60 };
  g_autoptr(AssayOutcome) outcome = make_run (90, spikes, 1, 90);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_over_time (rows);
  const double *critical = assay_figure_series_y (series (figure, "critical"));

  g_assert_true (isnan (critical[0]));
  g_assert_cmpfloat (critical[7], ==, 0);
  g_assert_cmpfloat (critical[9], ==, 1);
}

/* One period says nothing over time; no anomaly is no picture. */
static void
test_no_periods (void)
{
  const gint32 days[] = { 1 };
  const double values[] = { 1 };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, NULL, 1);
  FixtureRun how = { "date", "value" };
  g_autoptr(AssayOutcome) one = fixture_run ("anomalies", frame, &how, NULL, NULL), few = make_run (30, NULL, 0, 30);
  g_autoptr(AssayAnomalyRows) row = assay_anomaly_rows_new (one->rows, NULL), rows = assay_anomaly_rows_new (few->rows, NULL);
  g_autoptr(AssayFigure) single = assay_anomaly_figure_over_time (row), none = assay_anomaly_figure_over_time (rows);

  g_assert_false (assay_anomaly_figure_has_data (single));
  g_assert_false (assay_anomaly_figure_has_data (none));
  g_assert_null (assay_figure_get_finding (none));
}

static void
test_residuals (void)
{
  g_autoptr(AssayOutcome) outcome = make_run (400, NULL, 0, 400);
  g_autoptr(AssayAnomalyRows) rows = assay_anomaly_rows_new (outcome->rows, NULL);
  g_autoptr(AssayFigure) figure = assay_anomaly_figure_residuals (rows, NULL, NULL);
  const AssayFigureSeries *bins = series (figure, "rows");
  double n = 0;

  for (gsize i = 0; i < bins->n; i++)
    n += assay_figure_series_y (bins)[i];
  g_assert_cmpfloat (n, ==, 393);
  g_assert_cmpfloat (assay_figure_get_x (figure)->bin_width, >, 0);
  g_assert_cmpfloat (assay_figure_series_x (bins)[0], <, 0);
}

/* One error a thousand times the usual does not push the rest into one bin, and is counted all the same. */
static void
test_residuals_fenced (void)
{
  g_autoptr(AssayOutcome) outcome = make_run (400, NULL, 0, 400);
  AssayColumn *columns[16];
  guint n_columns = assay_frame_get_n_columns (outcome->rows);
  gsize n_rows = assay_frame_get_n_rows (outcome->rows);
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayAnomalyRows) rows = NULL;
  g_autoptr(AssayFigure) figure = NULL;
  const AssayFigureSeries *bins;
  double n = 0, most = 0;

  for (guint i = 0; i < n_columns; i++)
    {
      columns[i] = assay_frame_get_column (outcome->rows, i);
      if (strcmp (assay_column_get_name (columns[i]), "residual") == 0)
        {
          double *residual = g_memdup2 (assay_column_get_doubles (columns[i]), n_rows * sizeof (double));

          for (gsize row = 0; row < n_rows; row++)
            if (!isnan (residual[row]))
              residual[row] = row == 200 ? 1e6 : (double) (row % 50) - 25;
          columns[i] = assay_column_take_doubles ("residual", residual, n_rows);
        }
      else
        assay_column_ref (columns[i]);
    }
  frame = assay_frame_new (columns, n_columns, n_rows);
  for (guint i = 0; i < n_columns; i++)
    assay_column_unref (columns[i]);
  rows = assay_anomaly_rows_new (frame, NULL);
  figure = assay_anomaly_figure_residuals (rows, NULL, NULL);
  bins = series (figure, "rows");
  for (gsize i = 0; i < bins->n; i++)
    {
      n += assay_figure_series_y (bins)[i];
      most = MAX (most, assay_figure_series_y (bins)[i]);
    }
  g_assert_cmpfloat (n, ==, 393);
  g_assert_cmpfloat (most, <, 100);
  /* whole numbers, whole bins */
  g_assert_cmpfloat (assay_figure_get_x (figure)->bin_width, ==, floor (assay_figure_get_x (figure)->bin_width));
  g_assert_cmpuint (bins->n, >, 4);
  g_assert_nonnull (strstr (assay_figure_get_convention (figure), "; 1 outside the range"));
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
  g_test_add_func ("/analysis/anomaly-figures/last", test_last);
  g_test_add_func ("/analysis/anomaly-figures/last-of-few", test_last_of_few);
  g_test_add_func ("/analysis/anomaly-figures/periods", test_periods);
  g_test_add_func ("/analysis/anomaly-figures/unscored-period", test_unscored_period);
  g_test_add_func ("/analysis/anomaly-figures/no-periods", test_no_periods);
  g_test_add_func ("/analysis/anomaly-figures/residuals", test_residuals);
  g_test_add_func ("/analysis/anomaly-figures/residuals-fenced", test_residuals_fenced);
  g_test_add_func ("/analysis/anomaly-figures/acf", test_acf);
  g_test_add_func ("/analysis/anomaly-figures/series", test_series_found);
  g_test_add_func ("/analysis/anomaly-figures/foreign-table", test_foreign_table);
  return g_test_run ();
}
