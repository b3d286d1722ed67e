/* Conformal intervals: as wide as the errors of earlier forecasts were, step by step.
 *
 * At an origin only errors are used whose actual value was known by then. The limit of a level is the ceil ((n + 1) level)-th
 * smallest of n absolute errors, so n must be at least 1 / (1 - level) - 1: of the series itself where it has OWN_LEAST of them
 * (the latest n_calibration where that is set), else of all series pooled, each error over the in-sample scale of its window,
 * and widened again by that of the series at hand. Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World. */
#include "analysis/backtest/backtest-pass-private.h"

#include "base/parallel.h"
#include "math/order.h"

#include <math.h>
#include <stdlib.h>

#define OWN_LEAST 20
#define MOST_TIMES 64

typedef struct { double size; gint64 known; } Error;      /* |error| over its scale; when the actual value was there */

typedef struct
{
  BacktestPass *pass;
  gint64 *times;               /* [n_times] origins, rising: errors known at the latest that is not after an origin are used there */
  gsize n_times;
} Conformal;

static gint64
time_of (const BacktestPass *pass, gsize series, gsize at)
{
  return pass->calendar.times[assay_panel_get_first (pass->run->panel, series)] + (gint64) at * pass->calendar.step;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static int
compare_errors (gconstpointer a, gconstpointer b)
{
  const Error *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? 1 : -1;
  return (x->known > y->known) - (x->known < y->known);
}

/* Times of tested origins; of very many a few, so that each origin uses errors known then or somewhat before. */
static void
find_times (Conformal *self)
{
  const BacktestRun *run = self->pass->run;
  gsize n = 0, n_distinct = 0;

  self->times = g_new (gint64, run->first_origin[run->n_series] + 1);
  for (gsize series = 0; series < run->n_series; series++)
    for (gsize i = run->first_origin[series]; i < run->first_origin[series + 1]; i++)
      if (run->origin_id[i] < run->how->n_origins)
        self->times[n++] = time_of (self->pass, series, run->origin_at[i]);
  qsort (self->times, n, sizeof (gint64), compare_times);
  for (gsize i = 0; i < n; i++)
    if (n_distinct == 0 || self->times[i] != self->times[n_distinct - 1])
      self->times[n_distinct++] = self->times[i];
  self->n_times = MIN (n_distinct, MOST_TIMES);
  for (gsize i = 0; i < self->n_times; i++)
    self->times[i] = self->times[i * n_distinct / self->n_times];
}

/* Which of the errors, 1 the smallest; 0: there are too few. */
static gsize
rank_of (gsize n, double level)
{
  double rank = ceil ((n + 1) * level - 1e-9);

  return rank <= n ? (gsize) rank : 0;
}

/* ---- pooled ---- */

static GArray *
gather (const Conformal *self, guint model, guint step)
{
  const BacktestRun *run = self->pass->run;
  GArray *errors = g_array_new (FALSE, FALSE, sizeof (Error));

  for (gsize series = 0; series < run->n_series; series += run->every)
    for (gsize i = run->first_origin[series]; i < run->first_origin[series + 1]; i++)
      {
        const double *of_window = backtest_errors_of (run, series, i - run->first_origin[series], model);
        Error error;

        if (!(run->scales[i] > 0) || isnan (of_window[step]))
          continue;
        error.size = fabs (of_window[step]) / run->scales[i];
        error.known = time_of (self->pass, series, run->origin_at[i] + 1 + run->how->gap + step);
        g_array_append_val (errors, error);
      }
  if (errors->len > 0)
    qsort (errors->data, errors->len, sizeof (Error), compare_errors);
  return errors;
}

/* limits[n_times * n_levels]; NaN where too few errors were known. */
static void
find_pooled (const Conformal *self, GArray *errors, double *limits)
{
  const BacktestSettings *how = self->pass->run->how;

  for (gsize t = 0; t < self->n_times; t++)
    {
      gsize n = 0, rank = 0;
      guint level = 0;

      for (guint i = 0; i < errors->len; i++)
        n += g_array_index (errors, Error, i).known <= self->times[t];
      for (guint i = 0; i < how->n_levels; i++)
        limits[t * how->n_levels + i] = NAN;
      for (guint i = 0; i < errors->len && level < how->n_levels; i++)
        {
          if (g_array_index (errors, Error, i).known > self->times[t])
            continue;
          rank++;
          for (; level < how->n_levels && rank == rank_of (n, how->levels[level]); level++)
            limits[t * how->n_levels + level] = g_array_index (errors, Error, i).size;
          if (level < how->n_levels && rank_of (n, how->levels[level]) == 0)
            break;
        }
    }
}

static double
pooled_limit (const Conformal *self, const double *limits, gint64 time, guint level, double scale)
{
  gsize low = 0, high = self->n_times;

  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (self->times[middle] <= time)
        low = middle;
      else
        high = middle;
    }
  if (self->n_times == 0 || self->times[low] > time || !(scale > 0))
    return NAN;
  return limits[low * self->pass->run->how->n_levels + level] * scale;
}

/* ---- of the series itself ---- */

/* Sizes of the latest errors known at the origin, sorted; returns how many. */
static gsize
gather_own (const Conformal *self, guint model, guint step, gsize series, gsize position, double *sizes)
{
  const BacktestRun *run = self->pass->run;
  gsize first = run->first_origin[series], n = 0, most = run->how->n_calibration > 0 ? run->how->n_calibration : G_MAXSIZE;

  for (gsize i = position; i-- > 0 && n < most;)
    {
      const double *errors = backtest_errors_of (run, series, i, model);

      if (run->origin_at[first + i] + 1 + run->how->gap + step <= run->origin_at[first + position] && !isnan (errors[step]))
        sizes[n++] = fabs (errors[step]);
    }
  qsort (sizes, n, sizeof (double), am_compare_doubles);
  return n;
}

/* ---- judged ---- */

static void
judge (BacktestInterval *sums, double actual, double lower, double upper, double level, double scale)
{
  double tail = (1 - level) / 2, winkler = upper - lower + (actual < lower ? lower - actual : actual > upper ? actual - upper : 0) / tail;

  sums->n++;
  sums->n_covered += actual >= lower && actual <= upper;
  sums->width += upper - lower;
  sums->winkler += winkler;
  if (scale > 0)
    {
      sums->scaled_winkler += winkler / scale;
      sums->n_scaled++;
    }
}

static gboolean
shows_conformal (const BacktestRun *run, guint model)
{
  if (run->how->intervals == BACKTEST_INTERVALS_CONFORMAL)
    return TRUE;
  return run->how->intervals == BACKTEST_INTERVALS_BOTH && (backtest_get_model (run, model)->kind->flags & ASSAY_FORECASTER_NO_INTERVALS) != 0;
}

static void
put_limits (const Conformal *self, guint model, guint step, gsize series, gsize position, double limit)
{
  const BacktestRun *run = self->pass->run;
  BacktestTable *table = self->pass->table;
  gsize row;

  if (table == NULL || !shows_conformal (run, model))
    return;
  row = backtest_table_row (self->pass, series, model, position) + step;
  table->lower[row] = table->forecast[row] - limit;
  table->upper[row] = table->forecast[row] + limit;
  if (run->how->nonnegative)
    {
      table->lower[row] = fmax (table->lower[row], 0);
      table->upper[row] = fmax (table->upper[row], 0);
    }
  if (isnan (limit))
    table->lower[row] = table->upper[row] = NAN;
}

static void
judge_window (const Conformal *self, guint model, guint step, gsize series, gsize position, const double *pooled, double *sizes, const double *grid)
{
  BacktestRun *run = self->pass->run;
  const BacktestSettings *how = run->how;
  gsize origin = run->first_origin[series] + position, n_own;
  const double *errors = backtest_errors_of (run, series, position, model);
  gint64 time = time_of (self->pass, series, run->origin_at[origin]);

  n_own = errors != NULL ? gather_own (self, model, step, series, position, sizes) : 0;
  for (guint level = 0; level < how->n_levels; level++)
    {
      gsize rank = rank_of (n_own, how->levels[level]);
      gboolean uses_own = rank > 0 && n_own >= OWN_LEAST;
      double limit = uses_own ? sizes[rank - 1] : pooled_limit (self, pooled, time, level, run->scales[origin]);
      double actual, forecast, lower, upper;

      if (isnan (limit) && rank > 0)
        limit = sizes[rank - 1];
      if (level == how->n_levels - 1)
        put_limits (self, model, step, series, position, limit);
      if (isnan (limit) || errors == NULL || isnan (errors[step]))
        continue;
      actual = grid[run->origin_at[origin] + 1 + how->gap + step];
      forecast = actual + errors[step];
      lower = how->nonnegative ? fmax (forecast - limit, 0) : forecast - limit;
      upper = how->nonnegative ? fmax (forecast + limit, 0) : forecast + limit;
      judge (&run->sums[model].conformal[level], actual, lower, upper, how->levels[level], run->scales[origin]);
      judge (&run->step_sums[(gsize) model * how->horizon + step].conformal[level], actual, lower, upper, how->levels[level], run->scales[origin]);
    }
}

static gboolean
is_done (const Conformal *self, gsize series, gsize position)
{
  const BacktestRun *run = self->pass->run;

  return run->origin_id[run->first_origin[series] + position] < run->how->n_origins && self->pass->is_done[run->first_origin[series] + position];
}

/* All steps of one model. */
static gboolean
run_model (gsize model, guint worker, gpointer user_data, GError **error)
{
  const Conformal *self = user_data;
  BacktestRun *run = self->pass->run;
  guint h = run->how->horizon;
  gsize limits_a_step = self->n_times * run->how->n_levels, most = 1;
  g_autofree double *pooled = g_new (double, limits_a_step * h + 1), *sizes = NULL;

  for (guint step = 0; step < h; step++)
    {
      g_autoptr(GArray) errors = gather (self, (guint) model, step);

      find_pooled (self, errors, pooled + limits_a_step * step);
      if (assay_progress_is_cancelled (self->pass->run->is_stopped ? NULL : self->pass->progress))
        return assay_progress_step (self->pass->progress, 0, error);
    }
  for (gsize series = 0; series < run->n_series; series++)
    most = MAX (most, run->first_origin[series + 1] - run->first_origin[series]);
  sizes = g_new (double, most);
  for (gsize series = 0; series < run->n_series; series++)
    {
      gsize n_all = run->first_origin[series + 1] - run->first_origin[series], n, n_off = 0;
      g_autofree double *grid = NULL;

      if (n_all == 0 || (self->pass->table == NULL && series % run->every != 0))
        continue;
      grid = backtest_pad_grid (run->panel, &self->pass->calendar, series, run->how->gap + h, &n, &n_off);
      for (gsize position = n_all - run->n_origins[series]; position < n_all; position++)
        for (guint step = 0; step < h && is_done (self, series, position); step++)
          judge_window (self, (guint) model, step, series, position, pooled + limits_a_step * step, sizes, grid);
    }
  return TRUE;
}

gboolean
backtest_run_conformal (BacktestPass *pass, AssayProgress *progress, GError **error)
{
  Conformal self = { .pass = pass };
  gboolean done, has_earlier = FALSE;

  for (gsize i = 0; i < pass->run->n_series; i++)
    has_earlier |= pass->run->first_origin[i + 1] - pass->run->first_origin[i] > 1;
  if (pass->run->how->intervals == BACKTEST_INTERVALS_MODEL || !has_earlier)
    return TRUE;
  find_times (&self);
  done = assay_parallel_for (pass->task->n_threads, backtest_n_models (pass->run), run_model, &self, progress, error);
  g_free (self.times);
  return done;
}
