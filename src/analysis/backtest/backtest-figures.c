#include "analysis/backtest/backtest-run-private.h"

#include "analysis/backtest/backtest-evidence.h"
#include "analysis/calendar.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static GBytes *
take (double *values, gsize n)
{
  return g_bytes_new_take (values, n * sizeof (double));
}

static AssaySeriesRole
role_of (const BacktestRun *run, guint model)
{
  if (run->how->models->len > 1 && model == run->how->benchmark)
    return ASSAY_SERIES_BASELINE;
  return model == 0 || (model == 1 && run->how->benchmark == 0) ? ASSAY_SERIES_FORECAST : ASSAY_SERIES_OTHER;
}

/* ---- error by step ---- */

static void
add_steps (AssayResult *result, const BacktestRun *run)
{
  guint h = run->how->horizon, shown = backtest_get_shown_model (run);
  AssayFigure *figure = assay_figure_new ("wape-by-step", ASSAY_FIGURE_SERIES, N_("Error by Step"));
  const AmAccuracy *first = &run->step_sums[(gsize) shown * h].point, *last = &run->step_sums[(gsize) shown * h + h - 1].point;
  gboolean has_data = FALSE;

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, N_("step"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "WAPE", NULL);
  for (guint model = 0; model < run->how->models->len; model++)
    {
      double *x = g_new (double, h), *y = g_new (double, h);

      for (guint i = 0; i < h; i++)
        {
          x[i] = run->how->gap + i + 1;
          y[i] = am_wape (&run->step_sums[(gsize) model * h + i].point);
          has_data |= !isnan (y[i]);
        }
      assay_figure_add_series (figure, backtest_get_model (run, model)->name, backtest_get_model (run, model)->title, role_of (run, model), h, take (x, h), take (y, h), NULL, NULL, NULL);
    }
  if (!has_data)
    {
      assay_figure_unref (figure);
      return;
    }
  {
    g_autofree char *near = assay_word_share (am_wape (first)), *far = assay_word_share (am_wape (last));
    g_autofree char *finding = g_strdup_printf ("%s errs by %s of the actual total one step ahead and by %s %u steps ahead.", backtest_get_model (run, shown)->title, near, far, h);

    assay_figure_set_finding (figure, finding);
  }
  assay_figure_set_convention (figure, N_("WAPE of all series and origins pooled, by step after the origin."));
  assay_result_take_figure (result, figure);
}

/* ---- the last forecast of one series ---- */

static double
to_x (AssayType type, gint64 time)
{
  return type == ASSAY_TYPE_DATETIME ? time / 1e6 : time;
}

/* at: the origin; from: the first step shown, that of x[0]. */
static void
add_lines (AssayFigure *figure, const BacktestRun *run, const double *x, gsize from, gsize at)
{
  guint h = run->how->horizon, gap = run->how->gap;
  g_autofree char *percent = backtest_word_level (run->how->levels[run->how->n_levels - 1]), *band = g_strdup_printf ("%s Interval", percent);

  for (guint model = 0; model < backtest_n_models (run); model++)
    {
      const AssayModelChoice *choice = backtest_get_model (run, model);
      const double *mean = run->picture.mean + (gsize) model * h;
      g_autoptr(GBytes) when = g_bytes_new (x + (at + 1 + gap - from), h * sizeof (double));

      if (isnan (mean[0]) && isnan (mean[h - 1]))
        continue;
      if (model == 0 && !isnan (run->picture.lower[0]))
        assay_figure_add_series (figure, "band", band, ASSAY_SERIES_BAND, h, g_bytes_ref (when), g_bytes_new (run->picture.lower, h * sizeof (double)),
                                 g_bytes_new (run->picture.upper, h * sizeof (double)), NULL, NULL);
      assay_figure_add_series (figure, choice->name, choice->title, role_of (run, model), h, g_bytes_ref (when),
                               g_bytes_new (mean, h * sizeof (double)), NULL, NULL, NULL);
    }
}

static double
missed_by (const BacktestRun *run, const double *actual)
{
  double error = 0, total = 0;

  for (guint i = 0; i < run->how->horizon; i++)
    if (!isnan (run->picture.mean[i] - actual[i]))
      {
        error += fabs (run->picture.mean[i] - actual[i]);
        total += fabs (actual[i]);
      }
  return total > 0 ? error / total : NAN;
}

/* The series whose last forecast missed by the most, in units of its scale. */
static gboolean
add_last_forecast (AssayResult *result, const BacktestRun *run, const AssayRoles *roles, AssayProgress *progress, GError **error)
{
  gsize series = run->picture.series, n = 0, n_off = 0, at, from, end;
  guint reach = run->how->gap + run->how->horizon;
  AssayType type = assay_panel_get_time_type (run->panel);
  g_auto(AssayCalendar) calendar = { 0 };
  g_autofree double *grid = NULL, *x = NULL;
  g_autofree char *label = NULL, *share = NULL, *finding = NULL;
  AssayFigure *figure;
  gint64 start;

  if (series == G_MAXSIZE)
    return TRUE;
  if (!assay_calendar_init (&calendar, run->panel, progress, error))
    return FALSE;
  grid = backtest_pad_grid (run->panel, &calendar, series, reach, &n, &n_off);
  at = run->origin_at[run->first_origin[series + 1] - 1];
  end = at + 1 + reach;
  from = end > 4 * (gsize) reach ? end - 4 * (gsize) reach : 0;
  start = assay_panel_get_times (run->panel)[assay_panel_get_first (run->panel, series)];
  x = g_new (double, end - from);
  for (gsize i = from; i < end; i++)
    x[i - from] = to_x (type, assay_step_add (assay_panel_get_step (run->panel), type, start, i));

  label = assay_panel_dup_label (run->panel, series);
  share = assay_word_share (missed_by (run, grid + at + 1 + run->how->gap));
  finding = g_strdup_printf (run->n_series == 1 ? "From the last origin, %s errs by %s of the actual total."
                                                : "From the last origin, %s errs by %s of the actual total: of all series the largest scaled error.",
                             backtest_get_model (run, 0)->title, share);
  figure = assay_figure_new ("forecast", ASSAY_FIGURE_SERIES, N_("Last Forecast and Actual"));
  assay_figure_set_x (figure, type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER,
                      ASSAY_UNIT_NONE, roles->time, NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, roles->value, NULL);
  assay_figure_set_subtitle (figure, run->n_series > 1 ? label : NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, backtest_get_model (run, 0)->kind->convention);
  assay_figure_add_series (figure, "actual", N_("Actual"), ASSAY_SERIES_ACTUAL, end - from, g_bytes_new (x, (end - from) * sizeof (double)),
                           g_bytes_new (grid + from, (end - from) * sizeof (double)), NULL, NULL, NULL);
  add_lines (figure, run, x, from, at);
  assay_result_take_figure (result, figure);
  return TRUE;
}

gboolean
backtest_add_figures (AssayResult *result, const BacktestRun *run, const AssayRoles *roles, AssayProgress *progress, GError **error)
{
  if (!add_last_forecast (result, run, roles, progress, error))
    return FALSE;
  add_steps (result, run);
  return TRUE;
}
