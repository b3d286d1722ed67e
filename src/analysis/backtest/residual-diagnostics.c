#include "analysis/backtest/residual-diagnostics.h"

#include "analysis/wording.h"
#include "math/arima/unit-root.h"
#include "math/autocorrelation.h"
#include "math/evidence/normal-plot.h"
#include "math/evidence/residual-tests.h"
#include "math/histogram.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST 8                /* residuals below which nothing is drawn or tested */
#define MOST_BINS 60
#define CURVE_POINTS 121

/* ---- numbers ---- */

static double *
keep_existing (const double *e, gsize n, gsize *n_kept)
{
  double *kept = g_new (double, n + 1);

  *n_kept = 0;
  for (gsize i = 0; i < n; i++)
    if (isfinite (e[i]))
      kept[(*n_kept)++] = e[i];
  return kept;
}

static void
compute_moments (const double *x, gsize n, ResidualTests *tests)
{
  double squares = 0;

  tests->mean = 0;
  for (gsize i = 0; i < n; i++)
    tests->mean += x[i] / n;
  for (gsize i = 0; i < n; i++)
    squares += (x[i] - tests->mean) * (x[i] - tests->mean);
  tests->sd = n > 1 ? sqrt (squares / (n - 1)) : NAN;
}

static void
test_independence (const double *e, gsize n, guint season, guint n_parameters, ResidualTests *tests)
{
  gsize most = MIN (season > 1 ? 2 * (gsize) season : 10, tests->n / 5);
  g_autofree double *r = NULL;

  tests->lags = MAX (most, n_parameters + 3);
  tests->df = tests->lags - n_parameters;
  if (tests->lags >= tests->n || tests->lags >= n)
    return;
  r = g_new (double, tests->lags + 1);
  am_autocorrelation (e, n, tests->lags, r);
  tests->ljung_box = am_ljung_box (r, tests->n, tests->lags, n_parameters, &tests->ljung_box_p);
  for (guint k = 1; k <= tests->lags; k++)
    if (!(fabs (r[k]) <= fabs (tests->largest)))
      {
        tests->largest = r[k];
        tests->largest_at = k;
      }
}

static void
test_stationarity (const double *x, gsize n, ResidualTests *tests)
{
  AmUnitRoot adf, kpss;
  g_autofree double *work = NULL;

  tests->adf_lags = cbrt (n - 1.0);
  tests->kpss_lags = am_kpss_lags (n);
  work = g_new (double, am_adf_work (n, tests->adf_lags));
  if (am_adf (x, n, AM_TREND_LEVEL, tests->adf_lags, work, &adf))
    {
      tests->adf = adf.statistic;
      tests->adf_p = adf.p;
    }
  if (am_kpss (x, n, AM_TREND_LEVEL, tests->kpss_lags, &kpss))
    {
      tests->kpss = kpss.statistic;
      tests->kpss_p = kpss.p;
    }
}

void
residual_tests_compute (const double *e, gsize n, guint season, guint n_parameters, ResidualTests *tests)
{
  gsize n_kept;
  g_autofree double *x = keep_existing (e, n, &n_kept), *work = NULL;

  *tests = (ResidualTests) {
    .n = n_kept, .mean = NAN, .sd = NAN, .largest = NAN, .ljung_box = NAN, .ljung_box_p = NAN, .jarque_bera = NAN, .jarque_bera_p = NAN,
    .skew = NAN, .kurtosis = NAN, .arch = NAN, .arch_p = NAN, .arch_share = NAN, .runs_z = NAN, .runs_p = NAN, .adf = NAN, .adf_p = NAN, .kpss = NAN, .kpss_p = NAN,
  };
  if (n_kept < LEAST)
    return;
  compute_moments (x, n_kept, tests);
  test_independence (e, n, season, n_parameters, tests);
  tests->jarque_bera = am_jarque_bera (x, n_kept, &tests->jarque_bera_p, &tests->skew, &tests->kurtosis);
  tests->arch_lags = season > 1 && season <= n_kept / 5 ? season : MAX (MIN (10, n_kept / 5), 1);
  work = g_new (double, n_kept * (tests->arch_lags + 2));
  /* ARCH is about the size of errors round their mean. */
  for (gsize i = 0; i < n_kept; i++)
    x[i] -= tests->mean;
  tests->arch = am_arch_lm (x, n_kept, tests->arch_lags, &tests->arch_p, work);
  tests->arch_share = tests->arch / (n_kept - tests->arch_lags);
  tests->runs_z = am_runs_test (x, n_kept, &tests->runs_p, work);
  test_stationarity (x, n_kept, tests);
}

/* ---- the table ---- */

AssayTable *
residual_table_new (void)
{
  AssayTable *table = assay_table_new ("residual-tests", N_("Residual Tests"));

  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "n", N_("Residuals"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "mean", N_("Mean"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "sd", N_("Standard Deviation"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "ljung-box", "Ljung-Box", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "df", N_("Degrees"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "ljung-box-p", "p", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "jarque-bera-p", N_("p Jarque-Bera"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "arch-p", N_("p ARCH-LM"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "runs-p", N_("p Runs"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "adf-p", "p ADF", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "kpss-p", "p KPSS", ASSAY_CELL_NUMBER);
  return table;
}

void
residual_table_add_row (AssayTable *table, const char *series, const char *model, const ResidualTests *tests)
{
  const double numbers[] = { tests->n, tests->mean, tests->sd, tests->ljung_box, isnan (tests->ljung_box) ? NAN : tests->df, tests->ljung_box_p, tests->jarque_bera_p,
                             tests->arch_p, tests->runs_p, tests->adf_p, tests->kpss_p };

  assay_table_add_row (table);
  assay_table_set_text (table, 0, series);
  assay_table_set_text (table, 1, model);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    assay_table_set_number (table, 2 + i, numbers[i]);
}

/* ---- figures ---- */

static GBytes *
copy (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof (double));
}

static AssayFigure *
start_figure (const ResidualSeries *series, const char *id, AssayFigureKind kind, const char *title)
{
  AssayFigure *figure = assay_figure_new (id, kind, title);

  assay_figure_set_subtitle (figure, series->subject);
  return figure;
}

static void
add_time (AssayResult *result, const ResidualSeries *series, const ResidualTests *tests)
{
  AssayFigure *figure = start_figure (series, "residuals", ASSAY_FIGURE_SERIES, N_("Residuals over Time"));
  g_autofree char *mean = assay_word_number (tests->mean), *sd = assay_word_number (tests->sd), *n = assay_word_count (tests->n);
  g_autofree char *finding = g_strdup_printf ("%s residuals with mean %s and standard deviation %s.", n, mean, sd);

  assay_figure_set_x (figure, series->x != NULL ? series->x_type : ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, N_("time"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, N_("residual"), NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Actual less the one-step forecast inside the past that the model was fitted on."));
  assay_figure_add_series (figure, "residual", N_("Residual"), ASSAY_SERIES_ACTUAL, series->n, series->x != NULL ? copy (series->x, series->n) : NULL,
                           copy (series->e, series->n), NULL, NULL, NULL);
  assay_figure_add_rule (figure, 0, NULL);
  assay_result_take_figure (result, figure);
}

/* Stems of r[1..n_lags] with the band of pure noise. */
static void
add_stems (AssayResult *result, const ResidualSeries *series, const char *id, const char *title, const char *y_label, const double *r, guint n_lags, double n)
{
  AssayFigure *figure = start_figure (series, id, ASSAY_FIGURE_STEMS, title);
  g_autofree double *lag = g_new (double, n_lags);
  g_autofree char *finding = NULL, *size = NULL;
  double band = 1.96 / sqrt (n);
  guint n_outside = 0, largest = 1;

  for (guint k = 1; k <= n_lags; k++)
    {
      lag[k - 1] = k;
      n_outside += fabs (r[k]) > band;
      largest = fabs (r[k]) > fabs (r[largest]) ? k : largest;
    }
  size = assay_word_number (round (r[largest] * 1000) / 1000);
  finding = g_strdup_printf ("%u of %u lags lie outside the band; the largest is %s at lag %u.", n_outside, n_lags, size, largest);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, N_("lag"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, y_label, NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Band: ±1.96/√n, where 95 % of the lags of pure noise lie."));
  assay_figure_add_series (figure, "r", y_label, ASSAY_SERIES_OTHER, n_lags, copy (lag, n_lags), copy (r + 1, n_lags), NULL, NULL, NULL);
  assay_figure_add_rule (figure, band, "+95 %");
  assay_figure_add_rule (figure, -band, "-95 %");
  assay_result_take_figure (result, figure);
}

static void
add_correlations (AssayResult *result, const ResidualSeries *series, const ResidualTests *tests)
{
  guint n_lags = MIN (MAX (24, 2 * (gsize) series->season), MIN (tests->n / 3, 400));
  g_autofree double *r = g_new (double, n_lags + 1), *partial = g_new (double, n_lags + 1), *work = g_new (double, 2 * (n_lags + 1));

  am_autocorrelation (series->e, series->n, n_lags, r);
  if (isnan (r[0]))
    return;
  am_partial_autocorrelation (r, n_lags, partial, work);
  add_stems (result, series, "residual-acf", N_("Autocorrelation of Residuals"), N_("autocorrelation"), r, n_lags, tests->n);
  add_stems (result, series, "residual-pacf", N_("Partial Autocorrelation of Residuals"), N_("partial autocorrelation"), partial, n_lags, tests->n);
}

static void
add_histogram (AssayResult *result, const ResidualSeries *series, const double *x, const ResidualTests *tests)
{
  AssayFigure *figure;
  double low, width;
  size_t n_bins;
  g_autofree double *edge = NULL, *count = NULL, *at = NULL, *normal = NULL;
  g_autofree char *skew = assay_word_number (tests->skew), *kurtosis = assay_word_number (tests->kurtosis), *finding = NULL;

  am_histogram_bins (x, tests->n, MOST_BINS, &low, &width, &n_bins);
  if (n_bins == 0 || !(tests->sd > 0))
    return;
  edge = g_new (double, n_bins);
  count = g_new0 (double, n_bins);
  am_histogram_count (x, tests->n, low, width, n_bins, count);
  for (gsize i = 0; i < n_bins; i++)
    edge[i] = low + i * width;
  at = g_new (double, CURVE_POINTS);
  normal = g_new (double, CURVE_POINTS);
  for (gsize i = 0; i < CURVE_POINTS; i++)
    {
      double z;

      at[i] = low + i * n_bins * width / (CURVE_POINTS - 1);
      z = (at[i] - tests->mean) / tests->sd;
      normal[i] = tests->n * width / tests->sd * exp (-0.5 * z * z) / sqrt (2 * G_PI);
    }
  finding = isnan (tests->skew) ? NULL : g_strdup_printf ("Skew %s and kurtosis %s; a normal distribution has 0 and 3.", skew, kurtosis);
  figure = start_figure (series, "residual-histogram", ASSAY_FIGURE_HISTOGRAM, N_("Distribution of Residuals"));
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, N_("residual"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("residuals"), NULL);
  assay_figure_set_bin_width (figure, width);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Bin width by Freedman & Diaconis (1981), rounded up. Line: the normal distribution of the same mean and standard deviation."));
  assay_figure_add_series (figure, "count", N_("Residuals"), ASSAY_SERIES_OTHER, n_bins, copy (edge, n_bins), copy (count, n_bins), NULL, NULL, NULL);
  assay_figure_add_series (figure, "normal", N_("Normal"), ASSAY_SERIES_BASELINE, CURVE_POINTS, copy (at, CURVE_POINTS), copy (normal, CURVE_POINTS), NULL, NULL, NULL);
  assay_result_take_figure (result, figure);
}

/* Sorts x. */
static void
add_qq (AssayResult *result, const ResidualSeries *series, double *x, const ResidualTests *tests)
{
  AssayFigure *figure = start_figure (series, "residual-qq", ASSAY_FIGURE_POINTS, N_("Q–Q Plot of Residuals"));
  g_autofree double *z = g_new (double, tests->n);
  g_autofree char *p = assay_word_number (tests->jarque_bera_p), *finding = NULL;
  double a, b, ends[2], line[2];

  qsort (x, tests->n, sizeof (double), am_compare_doubles);
  am_normal_scores (tests->n, z);
  am_normal_plot_line (x, tests->n, &a, &b);
  finding = isnan (tests->jarque_bera_p) ? NULL
            : g_strdup_printf ("The residuals %s a normal distribution (Jarque-Bera p %s).", tests->jarque_bera_p < 0.05 ? "do not follow" : "are compatible with", p);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, N_("normal quantile"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, N_("residual"), NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Positions (i − 1/2)/n; the line goes through the quartiles of both."));
  assay_figure_add_series (figure, "residual", N_("Residual"), ASSAY_SERIES_OTHER, tests->n, copy (z, tests->n), copy (x, tests->n), NULL, NULL, NULL);
  for (int i = 0; i < 2; i++)
    {
      ends[i] = z[i == 0 ? 0 : tests->n - 1];
      line[i] = a + b * ends[i];
    }
  assay_figure_add_series (figure, "line", N_("Normal"), ASSAY_SERIES_BASELINE, 2, copy (ends, 2), copy (line, 2), NULL, NULL, NULL);
  assay_result_take_figure (result, figure);
}

void
residual_figures_add (AssayResult *result, const ResidualSeries *series)
{
  ResidualTests tests;
  g_autofree double *x = NULL;
  gsize n;

  residual_tests_compute (series->e, series->n, series->season, 0, &tests);
  if (tests.n < LEAST)
    return;
  x = keep_existing (series->e, series->n, &n);
  add_time (result, series, &tests);
  add_correlations (result, series, &tests);
  add_histogram (result, series, x, &tests);
  add_qq (result, series, x, &tests);
}
