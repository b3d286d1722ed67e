#include "sample-result.h"

#include <math.h>

#define FIRST_DAY 19723          /* 2024-01-01 */

/* A small generator of our own, so that a picture of the sample is the same everywhere. In [-1, 1]. */
static double
noise (gsize i)
{
  guint64 state = (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  state = (state ^ (state >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  state = (state ^ (state >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (double) (state >> 11) / 4503599627370496.0 - 1;
}

/* Every 97th day jumps; five days from day 200 on are a gap. */
static double
demand (gsize i)
{
  if (i >= 200 && i < 205)
    return NAN;
  return floor (180 + 0.06 * i + 40 * sin (i * 2 * G_PI / 7) + 25 * noise (i) + (i % 97 == 60 ? 160 : 0));
}

static double
zscore (gsize i)
{
  double residual = i >= 7 ? demand (i) - demand (i - 7) : NAN;

  return i < 37 ? NAN : residual / 24;
}

static AssayRisk
risk_of (double z)
{
  double size = fabs (z);

  if (isnan (z))
    return ASSAY_RISK_NONE;
  return size >= 4 ? ASSAY_RISK_CRITICAL : size >= 3 ? ASSAY_RISK_HIGH : size >= 2 ? ASSAY_RISK_MEDIUM : ASSAY_RISK_LOW;
}

static GBytes *
days (gsize n)
{
  double *x = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    x[i] = FIRST_DAY + (double) i;
  return g_bytes_new_take (x, n * sizeof (double));
}

static GBytes *
row_numbers (gsize n)
{
  guint64 *row = g_new (guint64, n);

  for (gsize i = 0; i < n; i++)
    row[i] = i;
  return g_bytes_new_take (row, n * sizeof (guint64));
}

static void
add_marks (AssayFigure *figure, gsize n)
{
  g_autoptr(GArray) x = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) y = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GByteArray) risk = g_byte_array_new ();
  g_autoptr(GArray) row = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint64 i = 0; i < n; i++)
    if (fabs (zscore (i)) >= 2)
      {
        double day = FIRST_DAY + (double) i, value = demand (i);
        guint8 level = risk_of (zscore (i));

        g_array_append_val (x, day);
        g_array_append_val (y, value);
        g_byte_array_append (risk, &level, 1);
        g_array_append_val (row, i);
      }
  assay_figure_add_series (figure, "anomalies", "Anomalies", ASSAY_SERIES_MARKS, x->len,
                           g_bytes_new (x->data, x->len * sizeof (double)), g_bytes_new (y->data, y->len * sizeof (double)),
                           NULL, g_bytes_new (risk->data, risk->len), g_bytes_new (row->data, row->len * sizeof (guint64)));
}

AssayFigure *
sample_figure_forecast (gsize n)
{
  AssayFigure *figure = assay_figure_new ("forecast", ASSAY_FIGURE_SERIES, "Forecast and Actual");
  double *actual = g_new (double, n), *forecast = g_new (double, n);
  double *low = g_new (double, n), *high = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    {
      actual[i] = demand (i);
      forecast[i] = i >= 7 ? demand (i - 7) : NAN;
      low[i] = forecast[i] - 48;
      high[i] = forecast[i] + 48;
    }
  assay_figure_set_subtitle (figure, "store 1 · item 7");
  assay_figure_set_finding (figure, "Actual and forecast differ by 12.4 % of demand; 15 days are anomalies, the last on 20 December 2025.");
  assay_figure_set_convention (figure, "Forecast: the value 7 days earlier. Marks: |Z| of at least 2.");
  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "date", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "sales", "units per day");
  assay_figure_add_series (figure, "band", "95% Band", ASSAY_SERIES_BAND, n, days (n),
                           g_bytes_new_take (low, n * sizeof (double)), g_bytes_new_take (high, n * sizeof (double)), NULL, NULL);
  assay_figure_add_series (figure, "actual", "Actual", ASSAY_SERIES_ACTUAL, n, days (n),
                           g_bytes_new_take (actual, n * sizeof (double)), NULL, NULL, row_numbers (n));
  assay_figure_add_series (figure, "forecast", "Forecast", ASSAY_SERIES_FORECAST, n, days (n),
                           g_bytes_new_take (forecast, n * sizeof (double)), NULL, NULL, row_numbers (n));
  add_marks (figure, n);
  return figure;
}

AssayFigure *
sample_figure_zscore (gsize n)
{
  AssayFigure *figure = assay_figure_new ("zscore", ASSAY_FIGURE_ZSCORE, "Rolling Z-Score");
  double *z = g_new (double, n);
  gint8 *risk = g_new (gint8, n);

  for (gsize i = 0; i < n; i++)
    {
      z[i] = zscore (i);
      risk[i] = risk_of (z[i]);
    }
  assay_figure_set_subtitle (figure, "store 1 · item 7");
  assay_figure_set_finding (figure, "The largest Z-score is +9.8, on 16 January 2025.");
  assay_figure_set_convention (figure, "Mean and sample standard deviation of the 30 residuals before each day.");
  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "date", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_ZSCORE, "Z-score", NULL);
  assay_figure_add_series (figure, "zscore", "Z-Score", ASSAY_SERIES_OTHER, n, days (n),
                           g_bytes_new_take (z, n * sizeof (double)), NULL, g_bytes_new_take (risk, n), row_numbers (n));
  assay_figure_add_rule (figure, 2, "+2");
  assay_figure_add_rule (figure, -2, "-2");
  return figure;
}

AssayFigure *
sample_figure_risk (void)
{
  static const char *const names[] = { "Low", "Medium", "High", "Critical", NULL };
  static const double count[] = { 2634, 121, 31, 12 };
  static const gint8 risk[] = { 0, 1, 2, 3 };
  AssayFigure *figure = assay_figure_new ("risk", ASSAY_FIGURE_RISK_BARS, "Risk Distribution");

  assay_figure_set_finding (figure, "43 of 2,798 scored days (1.5 %) are High or Critical.");
  assay_figure_set_convention (figure, "Cuts of |Z|: 2, 3, 4.");
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "risk level", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, "days", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "days", "Days", ASSAY_SERIES_OTHER, 4, NULL, g_bytes_new_static (count, sizeof count), NULL,
                           g_bytes_new_static (risk, sizeof risk), NULL);
  return figure;
}

AssayFigure *
sample_figure_histogram (void)
{
  static const double edge[] = { -100, -80, -60, -40, -20, 0, 20, 40, 60, 80, 100, 120, 140, 160 };
  static const double count[] = { 3, 19, 84, 301, 598, 702, 544, 287, 92, 21, 4, 0, 2, 12 };
  AssayFigure *figure = assay_figure_new ("residuals", ASSAY_FIGURE_HISTOGRAM, "Residuals");

  assay_figure_set_finding (figure, "Half of the residuals lie between -21 and 23; the mean is 0.4.");
  assay_figure_set_convention (figure, "Bin width by Freedman and Diaconis (1981), rounded up: 20.");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, "residual", "units per day");
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, "days", NULL);
  assay_figure_set_bin_width (figure, 20);
  assay_figure_add_series (figure, "days", "Days", ASSAY_SERIES_OTHER, G_N_ELEMENTS (edge),
                           g_bytes_new_static (edge, sizeof edge), g_bytes_new_static (count, sizeof count), NULL, NULL, NULL);
  return figure;
}

AssayFigure *
sample_figure_acf (void)
{
  enum { LAGS = 28 };
  AssayFigure *figure = assay_figure_new ("acf", ASSAY_FIGURE_STEMS, "Autocorrelation of Residuals");
  double *lag = g_new (double, LAGS), *r = g_new (double, LAGS);

  for (int i = 0; i < LAGS; i++)
    {
      lag[i] = i + 1;
      r[i] = i + 1 == 7 ? -0.48 : 0.06 * noise (i);
    }
  assay_figure_set_finding (figure, "1 of 28 lags lies outside the band: lag 7 with -0.48.");
  assay_figure_set_convention (figure, "Band: ±1.96 / √n, n = 723.");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, "lag", "days");
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "autocorrelation", NULL);
  assay_figure_add_series (figure, "acf", "Autocorrelation", ASSAY_SERIES_OTHER, LAGS, g_bytes_new_take (lag, LAGS * sizeof (double)),
                           g_bytes_new_take (r, LAGS * sizeof (double)), NULL, NULL, NULL);
  assay_figure_add_rule (figure, 0.0729, "+95%");
  assay_figure_add_rule (figure, -0.0729, "-95%");
  return figure;
}

AssayFigure *
sample_figure_bars (void)
{
  static const char *const names[] = { "1", "7", "14", "28", NULL };
  static const double one[] = { 0.182, 0.191, 0.203, 0.214 }, two[] = { 0.221, 0.262, NAN, 0.301 };
  AssayFigure *figure = assay_figure_new ("wape-by-step", ASSAY_FIGURE_BARS, "Error by Step");

  assay_figure_set_finding (figure, "Seasonal Naive has the lower error at every step.");
  assay_figure_set_convention (figure, "WAPE over 21 series and 3 origins.");
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "step", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "WAPE", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "seasonal-naive", "Seasonal Naive", ASSAY_SERIES_FORECAST, 4, NULL,
                           g_bytes_new_static (one, sizeof one), NULL, NULL, NULL);
  assay_figure_add_series (figure, "naive", "Naive", ASSAY_SERIES_BASELINE, 4, NULL, g_bytes_new_static (two, sizeof two),
                           NULL, NULL, NULL);
  return figure;
}
