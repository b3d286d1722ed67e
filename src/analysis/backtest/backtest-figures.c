#include "analysis/backtest/backtest-run-private.h"

#include "analysis/calendar.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const AssayModelChoice *
get_model (const BacktestRun *run, guint model)
{
  return run->how->models->pdata[model];
}

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
  guint h = run->how->horizon;
  AssayFigure *figure = assay_figure_new ("wape-by-step", ASSAY_FIGURE_SERIES, N_("Error by Step"));
  const AmAccuracy *first = &run->by_step[0], *last = &run->by_step[h - 1];
  gboolean has_data = FALSE;

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, N_("step"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "WAPE", NULL);
  for (guint model = 0; model < run->how->models->len; model++)
    {
      double *x = g_new (double, h), *y = g_new (double, h);

      for (guint i = 0; i < h; i++)
        {
          x[i] = i + 1;
          y[i] = am_wape (&run->by_step[(gsize) model * h + i]);
          has_data |= !isnan (y[i]);
        }
      assay_figure_add_series (figure, get_model (run, model)->name, get_model (run, model)->title, role_of (run, model), h, take (x, h), take (y, h), NULL, NULL, NULL);
    }
  if (!has_data)
    {
      assay_figure_unref (figure);
      return;
    }
  {
    g_autofree char *near = assay_word_share (am_wape (first)), *far = assay_word_share (am_wape (last));
    g_autofree char *finding = g_strdup_printf ("%s errs by %s of the actual total one step ahead and by %s %u steps ahead.", get_model (run, 0)->title, near, far, h);

    assay_figure_set_finding (figure, finding);
  }
  assay_figure_set_convention (figure, N_("WAPE of all series and origins pooled, by step after the origin."));
  assay_result_take_figure (result, figure);
}

/* ---- the last forecast of one series ---- */

/* The series whose last forecast missed by the most, in units of its scale. */
static gsize
find_worst (const BacktestRun *run)
{
  gsize worst = G_MAXSIZE;
  double size = -1;

  for (gsize i = 0; i < run->n_series; i++)
    {
      double here;

      if (run->n_origins[i] == 0 || backtest_run_get_window (run, i, 0, 0)->n == 0)
        continue;
      here = backtest_run_get_window (run, i, 0, 0)->scaled_abs;
      here = isnan (here) ? 0 : here;
      if (here > size)
        {
          size = here;
          worst = i;
        }
    }
  return worst;
}

static double
to_x (AssayType type, gint64 time)
{
  return type == ASSAY_TYPE_DATETIME ? time / 1e6 : time;
}

static void
add_lines (AssayFigure *figure, const BacktestRun *run, const double *grid, gsize n, const double *x, gsize shown)
{
  guint h = run->how->horizon;
  gsize from = n - shown, at = n - 1 - h;
  gsize length = run->how->window > 0 ? run->how->window : at + 1;
  AssayPast past = { .y = grid + at + 1 - length, .n = length, .season = run->how->season };

  assay_figure_add_series (figure, "actual", N_("Actual"), ASSAY_SERIES_ACTUAL, shown, g_bytes_new (x, shown * sizeof (double)),
                           g_bytes_new (grid + from, shown * sizeof (double)), NULL, NULL, NULL);
  for (guint model = 0; model < run->how->models->len; model++)
    {
      const AssayModelChoice *choice = get_model (run, model);
      double *mean = g_new (double, h), *lower = g_new (double, h), *upper = g_new (double, h);
      GBytes *when = g_bytes_new (x + shown - h, h * sizeof (double));
      AssayPast of_model = past;
      g_autoptr(AssayFitted) fitted = NULL;

      of_model.variant = choice->variant;
      fitted = assay_fitted_new (choice->kind, &of_model, NULL);
      if (fitted != NULL)
        {
          assay_fitted_forecast_levels (fitted, h, NULL, &backtest_levels[BACKTEST_N_LEVELS - 1], 1, mean, lower, upper);
          if (model == 0)
            assay_figure_add_series (figure, "band", N_("95 % Interval"), ASSAY_SERIES_BAND, h, g_bytes_ref (when),
                                     g_bytes_new (lower, h * sizeof (double)), g_bytes_new (upper, h * sizeof (double)), NULL, NULL);
          assay_figure_add_series (figure, choice->name, choice->title, role_of (run, model), h, g_bytes_ref (when),
                                   g_bytes_new (mean, h * sizeof (double)), NULL, NULL, NULL);
        }
      g_bytes_unref (when);
      g_free (mean);
      g_free (lower);
      g_free (upper);
    }
}

static gboolean
add_last_forecast (AssayResult *result, const BacktestRun *run, const AssayRoles *roles, AssayProgress *progress, GError **error)
{
  gsize series = find_worst (run), n = 0, n_off = 0, shown;
  AssayType type = assay_panel_get_time_type (run->panel);
  g_auto(AssayCalendar) calendar = { 0 };
  g_autofree double *grid = NULL, *x = NULL;
  g_autofree char *label = NULL, *share = NULL, *finding = NULL;
  const BacktestWindow *window;
  AssayFigure *figure;
  gint64 start;

  if (series == G_MAXSIZE)
    return TRUE;
  if (!assay_calendar_init (&calendar, run->panel, progress, error))
    return FALSE;
  grid = backtest_make_grid (run->panel, calendar.times, calendar.step, series, &n, &n_off, error);
  if (grid == NULL)
    return FALSE;

  shown = MIN (n, 4 * (gsize) run->how->horizon);
  start = assay_panel_get_times (run->panel)[assay_panel_get_first (run->panel, series)];
  x = g_new (double, shown);
  for (gsize i = 0; i < shown; i++)
    x[i] = to_x (type, assay_step_add (assay_panel_get_step (run->panel), type, start, n - shown + i));

  window = backtest_run_get_window (run, series, 0, 0);
  label = assay_panel_dup_label (run->panel, series);
  share = assay_word_share (window->abs_actual > 0 ? window->abs_error / window->abs_actual : NAN);
  finding = g_strdup_printf ("From the last origin, %s errs by %s of the actual total: of all series the largest scaled error.", get_model (run, 0)->title, share);
  if (run->n_series == 1)
    {
      g_free (finding);
      finding = g_strdup_printf ("From the last origin, %s errs by %s of the actual total.", get_model (run, 0)->title, share);
    }
  figure = assay_figure_new ("forecast", ASSAY_FIGURE_SERIES, N_("Last Forecast and Actual"));
  assay_figure_set_x (figure, type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER,
                      ASSAY_UNIT_NONE, roles->time, NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, roles->value, NULL);
  assay_figure_set_subtitle (figure, run->n_series > 1 ? label : NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, get_model (run, 0)->kind->convention);
  add_lines (figure, run, grid, n, x, shown);
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
