/* How honest the intervals are, and when the errors are large. */
#include "analysis/backtest/backtest-evidence.h"

#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_HEAT_COLUMNS 60
#define MOST_HEAT_ROWS 40

static GBytes *
take (double *values, gsize n)
{
  return g_bytes_new_take (values, n * sizeof (double));
}

/* ---- reliability ---- */

static const BacktestInterval *
get_interval (const BacktestSums *sums, gboolean is_conformal, guint level)
{
  return is_conformal ? &sums->conformal[level] : &sums->own[level];
}

static void
add_reliability_table (AssayResult *result, const BacktestRun *run)
{
  const BacktestSettings *how = run->how;
  AssayTable *table = assay_table_new ("reliability", N_("Interval Reliability"));
  guint n_rows = 0;

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "interval", N_("Interval"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "nominal", N_("Nominal"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "coverage", N_("Coverage"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "distance", N_("Distance"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "n", N_("Forecasts"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "width", N_("Mean Width"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "winkler", "Winkler", ASSAY_CELL_NUMBER);
  for (guint model = 0; model < how->models->len; model++)
    for (int conformal = 0; conformal < 2; conformal++)
      for (guint level = 0; level < how->n_levels; level++)
        {
          const BacktestInterval *interval = get_interval (&run->sums[model], conformal, level);
          double coverage = backtest_over (interval->n_covered, interval->n);

          if (!(interval->n > 0))
            continue;
          n_rows++;
          assay_table_add_row (table);
          assay_table_set_text (table, 0, backtest_get_model (run, model)->name);
          assay_table_set_text (table, 1, conformal ? N_("conformal") : N_("own"));
          assay_table_set_number (table, 2, how->levels[level]);
          assay_table_set_number (table, 3, coverage);
          assay_table_set_number (table, 4, coverage - how->levels[level]);
          assay_table_set_number (table, 5, interval->n);
          assay_table_set_number (table, 6, interval->width / interval->n);
          assay_table_set_number (table, 7, interval->winkler / interval->n);
        }
  assay_table_set_note (table, N_("Share of actual values inside, ends included, all forecasts pooled. Own: as the model states it. Conformal: calibrated for each step on windows before the tested ones."));
  if (n_rows > 0)
    assay_result_take_table (result, table);
  else
    assay_table_unref (table);
}

/* Nominal against measured, a line of dots a model and kind, with the diagonal. */
static void
add_reliability_figure (AssayResult *result, const BacktestRun *run)
{
  const BacktestSettings *how = run->how;
  AssayFigure *figure = assay_figure_new ("reliability", ASSAY_FIGURE_POINTS, N_("Interval Reliability"));
  double ends[2] = { how->levels[0], how->levels[how->n_levels - 1] }, worst = 0;
  g_autofree char *far = NULL, *finding = NULL, *of = NULL;
  guint n_series = 0;

  for (guint model = 0; model < how->models->len; model++)
    for (int conformal = 0; conformal < 2; conformal++)
      {
        g_autofree char *id = g_strdup_printf ("%s:%s", backtest_get_model (run, model)->name, conformal ? "conformal" : "own");
        g_autofree char *label = g_strdup_printf ("%s, %s", backtest_get_model (run, model)->name, conformal ? "conformal" : "own");
        g_autofree double *y = g_new (double, how->n_levels);
        gboolean has_any = FALSE;

        for (guint level = 0; level < how->n_levels; level++)
          {
            const BacktestInterval *interval = get_interval (&run->sums[model], conformal, level);

            y[level] = backtest_over (interval->n_covered, interval->n);
            has_any |= !isnan (y[level]);
            if (fabs (y[level] - how->levels[level]) > fabs (worst))
              {
                worst = y[level] - how->levels[level];
                g_free (of);
                of = g_strdup (label);
              }
          }
        if (!has_any)
          continue;
        assay_figure_add_series (figure, id, label, ASSAY_SERIES_OTHER, how->n_levels, g_bytes_new (how->levels, how->n_levels * sizeof (double)),
                                 g_bytes_new (y, how->n_levels * sizeof (double)), NULL, NULL, NULL);
        n_series++;
      }
  if (n_series == 0)
    {
      assay_figure_unref (figure);
      return;
    }
  far = assay_word_share (fabs (worst));
  finding = of == NULL ? g_strdup (N_("Every interval covers exactly what it promises."))
            : g_strdup_printf ("The largest distance is that of %s: %s too %s.", of, far, worst < 0 ? "few covered" : "many covered");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, N_("nominal"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("covered"), NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("On the line an interval covers what it promises; below it is too narrow."));
  assay_figure_add_series (figure, "promised", N_("As Promised"), ASSAY_SERIES_BASELINE, how->n_levels > 1 ? 2 : 1, g_bytes_new (ends, (how->n_levels > 1 ? 2 : 1) * sizeof (double)),
                           g_bytes_new (ends, (how->n_levels > 1 ? 2 : 1) * sizeof (double)), NULL, NULL, NULL);
  assay_result_take_figure (result, figure);
}

static void
add_coverage_by_step (AssayResult *result, const BacktestRun *run)
{
  const BacktestSettings *how = run->how;
  guint top = how->n_levels - 1, h = how->horizon, n_series = 0;
  g_autofree char *level = backtest_word_level (how->levels[top]), *title = g_strdup_printf ("Coverage of the %s Interval by Step", level);
  AssayFigure *figure = assay_figure_new ("coverage-by-step", ASSAY_FIGURE_SERIES, title);

  for (guint model = 0; model < how->models->len; model++)
    for (int conformal = 0; conformal < 2; conformal++)
      {
        g_autofree char *id = g_strdup_printf ("%s:%s", backtest_get_model (run, model)->name, conformal ? "conformal" : "own");
        g_autofree char *label = g_strdup_printf ("%s, %s", backtest_get_model (run, model)->name, conformal ? "conformal" : "own");
        double *x, *y;

        if (!(get_interval (&run->sums[model], conformal, top)->n > 0))
          continue;
        x = g_new (double, h);
        y = g_new (double, h);
        for (guint step = 0; step < h; step++)
          {
            const BacktestInterval *interval = get_interval (&run->step_sums[(gsize) model * h + step], conformal, top);

            x[step] = step + 1;
            y[step] = backtest_over (interval->n_covered, interval->n);
          }
        assay_figure_add_series (figure, id, label, conformal ? ASSAY_SERIES_FORECAST : ASSAY_SERIES_OTHER, h, take (x, h), take (y, h), NULL, NULL, NULL);
        n_series++;
      }
  if (n_series == 0)
    {
      assay_figure_unref (figure);
      return;
    }
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, N_("step"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("covered"), NULL);
  assay_figure_set_convention (figure, N_("Share of actual values inside, all series and origins pooled, by step after the origin."));
  assay_figure_add_rule (figure, how->levels[top], level);
  assay_result_take_figure (result, figure);
}

void
backtest_add_reliability (AssayResult *result, const BacktestRun *run)
{
  if (run->how->n_levels == 0)
    return;
  add_reliability_table (result, run);
  add_reliability_figure (result, run);
  add_coverage_by_step (result, run);
}

/* ---- errors by weekday, and by origin and step ---- */

static void
add_weekdays (AssayResult *result, const BacktestRun *run)
{
  static const char *const days[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"), NULL };
  AssayFigure *figure = assay_figure_new ("bias-by-weekday", ASSAY_FIGURE_BARS, N_("Bias by Weekday"));
  double worst = 0;
  guint worst_day = 0, shown = backtest_get_shown_model (run);
  gboolean has_any = FALSE;
  g_autofree char *size = NULL, *finding = NULL;

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("weekday"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("bias"), NULL);
  assay_figure_set_categories (figure, days);
  for (guint model = 0; model < run->how->models->len; model++)
    {
      double *y = g_new (double, BACKTEST_N_WEEKDAYS);

      for (guint day = 0; day < BACKTEST_N_WEEKDAYS; day++)
        {
          y[day] = am_relative_bias (&run->weekday_sums[model * BACKTEST_N_WEEKDAYS + day].point);
          has_any |= !isnan (y[day]);
          if (model == shown && fabs (y[day]) > fabs (worst))
            {
              worst = y[day];
              worst_day = day;
            }
        }
      assay_figure_add_series (figure, backtest_get_model (run, model)->name, backtest_get_model (run, model)->title,
                               model == run->how->benchmark ? ASSAY_SERIES_BASELINE : ASSAY_SERIES_OTHER, BACKTEST_N_WEEKDAYS, NULL, take (y, BACKTEST_N_WEEKDAYS), NULL, NULL, NULL);
    }
  if (!has_any)
    {
      assay_figure_unref (figure);
      return;
    }
  size = assay_word_share (fabs (worst));
  finding = worst == 0 ? NULL : g_strdup_printf ("%s is furthest off on %s: %s too %s.", backtest_get_model (run, shown)->title, days[worst_day], size, worst < 0 ? "low" : "high");
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Sum of forecast less actual over the sum of |actual|, all series, origins and steps of that weekday pooled."));
  assay_result_take_figure (result, figure);
}

/* Scaled by the mean size of the series' errors, so that large series do not hide the others. */
static void
add_errors_of (const BacktestRun *run, guint origin, guint model, double *sum, double *count)
{
  guint k = run->how->models->len;

  for (gsize series = 0; series < run->n_series; series++)
    {
      const BacktestCell *cell = &run->series_cells[series * k + model];
      gsize at;
      const double *e = backtest_run_get_errors (run, series, origin, model, &at);

      if (e == NULL || !(cell->abs_error > 0))
        continue;
      for (guint step = 0; step < run->how->horizon; step++)
        if (!isnan (e[step]))
          {
            sum[step] += fabs (e[step]) / (cell->abs_error / cell->n);
            count[step]++;
          }
    }
}

static void
add_heat (AssayResult *result, const BacktestRun *run)
{
  const BacktestSettings *how = run->how;
  guint h = MIN (how->horizon, MOST_HEAT_COLUMNS), n_rows = MIN (how->n_origins, MOST_HEAT_ROWS), n_shown = 0, worst_origin = 0, shown = backtest_get_shown_model (run);
  AssayFigure *figure = assay_figure_new ("error-by-origin", ASSAY_FIGURE_HEAT, N_("Error by Origin and Step"));
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *sum = g_new (double, how->horizon), *count = g_new (double, how->horizon);
  g_autofree char *finding = NULL, *size = NULL;
  double worst = 0;

  for (guint step = 0; step < h; step++)
    g_ptr_array_add (names, g_strdup_printf ("%u", step + 1));
  g_ptr_array_add (names, NULL);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("step"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("share of the mean error"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_subtitle (figure, backtest_get_model (run, shown)->title);
  for (guint origin = n_rows; origin-- > 0;)
    {
      g_autofree char *label = g_strdup_printf ("%u", origin + 1), *id = g_strdup_printf ("origin-%u", origin + 1);
      double *y = g_new (double, h), total = 0, n = 0;

      for (guint step = 0; step < how->horizon; step++)
        sum[step] = count[step] = 0;
      add_errors_of (run, origin, shown, sum, count);
      for (guint step = 0; step < h; step++)
        {
          y[step] = backtest_over (sum[step], count[step]);
          total += sum[step];
          n += count[step];
        }
      n_shown += n > 0;
      if (n > 0 && total / n > worst)
        {
          worst = total / n;
          worst_origin = origin + 1;
        }
      assay_figure_add_series (figure, id, label, ASSAY_SERIES_OTHER, h, NULL, take (y, h), NULL, NULL, NULL);
    }
  if (n_shown == 0)
    {
      assay_figure_unref (figure);
      return;
    }
  size = assay_word_number (worst);
  finding = g_strdup_printf ("Origin %u from the end is the worst: %s times the mean error.", worst_origin, size);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Absolute error over the mean absolute error of the series, mean over series; origins counted back from the end."));
  assay_result_take_figure (result, figure);
}

void
backtest_add_error_figures (AssayResult *result, const BacktestRun *run)
{
  if (run->weekday_sums != NULL)
    add_weekdays (result, run);
  add_heat (result, run);
}
