/* One series from one origin, or from the origins between two fits: every model is fitted, forecasts, and is judged.
 *
 * A model gets the past as an array that ends at the origin: there is no future in its reach. Scales, seasons and repairs are
 * made from that array alone, anew in every window. */
#include "analysis/backtest/backtest-pass-private.h"

#include <math.h>
#include <string.h>

#define MOST_RESIDUALS 2000
#define MOST_RESIDUAL_SERIES 64

typedef struct
{
  BacktestPass *pass;
  BacktestPart *part;
  gsize series, position;      /* among the origins of the series, oldest first */
  guint id;
  gsize at, n;                 /* the origin; steps of the grid */
  const double *grid, *x;
  const double *seen;          /* the past as models see it: grid, or a disturbed copy */
  AssayPast past;
  const double *clean;         /* [past.n] as it was: scales and benchmarks are made from it */
  double seasons[ASSAY_MOST_SEASONS];
  double scale, square_scale, last;
  AssayFitted **fitted;        /* [n_models] */
  double *mean, *quantiles;    /* [gap + horizon], [n_p * (gap + horizon)] of the model at hand */
  double *window_loss;         /* [n_models] mean scaled |error| of the window */
  double *window_winkler;      /* [n_models] mean interval score of the window */
  double crps;                 /* of the step that is judged; NaN: the model has no quantiles */
  guint *lower_at, *upper_at;  /* [n_levels] in p */
} Unit;

static const BacktestSettings *
how_of (const Unit *self)
{
  return self->pass->run->how;
}

static guint
reach (const Unit *self)
{
  return how_of (self)->gap + how_of (self)->horizon;
}

/* ---- the past ---- */

static gsize
skip_leading (const double *y, gsize n, gboolean skip_zeros)
{
  for (gsize i = 0; i < n; i++)
    if (!isnan (y[i]) && !(skip_zeros && y[i] == 0))
      return i;
  return 0;
}

static double
last_value (const double *y, gsize n)
{
  for (gsize i = n; i-- > 0;)
    if (!isnan (y[i]))
      return y[i];
  return NAN;
}

static void
take_past (Unit *self)
{
  const BacktestSettings *how = how_of (self);
  gsize length = how->window > 0 ? MIN (how->window, self->at + 1) : self->at + 1, from = self->at + 1 - length, leading;

  leading = skip_leading (self->grid + from, length, how->nonnegative);
  from += leading;
  length -= leading;
  self->past = (AssayPast) {
    .y = self->seen + from, .n = length, .season = how->seasons.main, .nonnegative = how->nonnegative,
    .seed = self->pass->task->seed, .progress = self->pass->progress,
    .x = self->x != NULL ? self->x + from * how->n_x : NULL, .n_x = how->n_x,
  };
  self->clean = self->grid + from;
  self->past.smoothing = how->trial != NULL ? how->trial->smoothing : NULL;
  self->past.n_seasons = assay_seasons_of_past (&how->seasons, self->past.n, self->seasons);
  self->past.seasons = self->past.n_seasons > 0 ? self->seasons : NULL;
  self->scale = am_mase_scale (self->clean, self->past.n, how->seasons.main);
  self->square_scale = am_rmsse_scale (self->clean, self->past.n, how->seasons.main);
  self->last = last_value (self->clean, self->past.n);
  self->pass->run->scales[self->pass->run->first_origin[self->series] + self->position] = self->scale;
}

/* The same step one or more whole seasons before. */
static double
seasonal_naive (const Unit *self, guint ahead)
{
  gsize season = how_of (self)->seasons.main, back = season - 1 - (ahead % season);

  return back < self->past.n ? self->clean[self->past.n - 1 - back] : NAN;
}

/* ---- fitting ---- */

static void
note_unfitted (Unit *self, guint model, const GError *error)
{
  const AssayModelChoice *choice = backtest_get_model (self->pass->run, model);
  g_autofree char *label = NULL;

  if (self->part->why_none[model] == NULL)
    {
      label = assay_panel_dup_label (self->pass->run->panel, self->series);
      self->part->why_none[model] = g_strdup_printf ("%s (%s)", error->message, label);
    }
  if (self->part->why_unfitted == NULL)
    self->part->why_unfitted = g_strdup_printf ("%s: %s", choice->name, error->message);
  self->part->n_unfitted++;
}

/* FALSE only when the run is to stop; a model that cannot be fitted stays NULL. */
static gboolean
fit (Unit *self, guint model, GError **error)
{
  const AssayModelChoice *choice = backtest_get_model (self->pass->run, model);
  AssayPast past = self->past;
  g_autoptr(GError) problem = NULL;

  g_clear_pointer (&self->fitted[model], assay_fitted_free);
  past.variant = choice->variant;
  self->fitted[model] = assay_fitted_new (choice->kind, &past, &problem);
  if (self->fitted[model] != NULL)
    return TRUE;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  note_unfitted (self, model, problem);
  return TRUE;
}

/* From one origin to the next without fitting; regressors cannot be handed on, so a model that uses them is fitted. */
static gboolean
carry_on (Unit *self, guint model, gsize from)
{
  AssayFitted *fitted = self->fitted[model];
  gboolean uses_x = fitted != NULL && how_of (self)->n_x > 0 && (assay_fitted_get_kind (fitted)->flags & ASSAY_FORECASTER_TAKES_X) != 0;

  if (fitted == NULL || uses_x || !assay_fitted_can_update (fitted))
    return FALSE;
  for (gsize i = from + 1; i <= self->at; i++)
    assay_fitted_update (fitted, self->seen[i]);
  return TRUE;
}

/* ---- judging ---- */

static void
fill (double *to, gsize n, double value)
{
  for (gsize i = 0; i < n; i++)
    to[i] = value;
}

static void
forecast (Unit *self, guint model)
{
  const BacktestSettings *how = how_of (self);
  guint h = reach (self);

  fill (self->mean, h, NAN);
  fill (self->quantiles, (gsize) how->n_p * h, NAN);
  if (self->fitted[model] != NULL)
    assay_fitted_forecast (self->fitted[model], h, self->x != NULL ? self->x + (self->at + 1) * how->n_x : NULL, how->p, how->n_p,
                           self->mean, self->quantiles);
}

static double
quantile_at (const Unit *self, guint p, guint ahead)
{
  return self->quantiles[(gsize) p * reach (self) + ahead];
}

/* Twice the mean pinball loss over the grid of probabilities: an approximation of the integral that CRPS is. */
static double
crps (const Unit *self, guint ahead, double actual)
{
  const BacktestSettings *how = how_of (self);
  double sum = 0;
  guint n = 0;

  for (guint k = 0; k < how->n_p; k++)
    {
      double q = quantile_at (self, k, ahead), p = how->p[k];

      if (!how->in_grid[k])
        continue;
      sum += actual >= q ? p * (actual - q) : (1 - p) * (q - actual);
      n++;
    }
  return 2 * sum / n;
}

static void
add_interval (BacktestInterval *to, double actual, double lower, double upper, double level, double scale)
{
  double tail = (1 - level) / 2, winkler;

  if (isnan (actual) || isnan (lower) || isnan (upper))
    return;
  winkler = upper - lower + (actual < lower ? lower - actual : actual > upper ? actual - upper : 0) / tail;
  to->n++;
  to->n_covered += actual >= lower && actual <= upper;
  to->width += upper - lower;
  to->winkler += winkler;
  if (scale > 0)
    {
      to->scaled_winkler += winkler / scale;
      to->n_scaled++;
    }
}

static void
add_to_sums (const Unit *self, BacktestSums *sums, guint ahead, double actual)
{
  const BacktestSettings *how = how_of (self);
  double mean = self->mean[ahead], error = mean - actual, seasonal = seasonal_naive (self, ahead);
  guint last = how->n_levels - 1;

  am_accuracy_add (&sums->point, actual, mean);
  am_accuracy_add_interval (&sums->point, actual, quantile_at (self, self->lower_at[last], ahead), quantile_at (self, self->upper_at[last], ahead), how->levels[last]);
  for (guint i = 0; i < how->n_levels; i++)
    add_interval (&sums->own[i], actual, quantile_at (self, self->lower_at[i], ahead), quantile_at (self, self->upper_at[i], ahead), how->levels[i], self->scale);
  if (isnan (error))
    return;

  if (self->scale > 0)
    {
      sums->scaled += fabs (error) / self->scale;
      sums->n_scaled++;
    }
  if (self->square_scale > 0)
    {
      sums->scaled_square += error * error / self->square_scale;
      sums->n_scaled_square++;
    }
  if (!isnan (self->crps))
    {
      sums->crps += self->crps;
      sums->n_crps++;
    }
  sums->naive_square += (self->last - actual) * (self->last - actual);
  sums->square += error * error;
  if (!isnan (seasonal))
    {
      sums->seasonal_abs += fabs (seasonal - actual);
      sums->seasonal_actual += fabs (actual);
      sums->abs += fabs (error);
    }
}

static void
add_to_cell (const Unit *self, BacktestCell *cell, guint ahead, double actual)
{
  const BacktestSettings *how = how_of (self);
  double mean = self->mean[ahead], error = mean - actual, seasonal = seasonal_naive (self, ahead);
  double lower = quantile_at (self, self->lower_at[how->n_levels - 1], ahead), upper = quantile_at (self, self->upper_at[how->n_levels - 1], ahead);
  BacktestInterval interval = { 0 };

  add_interval (&interval, actual, lower, upper, how->levels[how->n_levels - 1], self->scale);
  cell->n_interval += interval.n;
  cell->n_covered += interval.n_covered;
  cell->width += interval.width;
  cell->winkler += interval.winkler;
  /* The mean loss of both limits as quantiles is the interval score times a quarter of the chance to be outside. */
  cell->pinball += interval.winkler * (1 - how->levels[how->n_levels - 1]) / 4;
  cell->scaled_winkler += interval.scaled_winkler;
  cell->n_scaled_interval += interval.n_scaled;
  if (isnan (error))
    return;
  if (!isnan (self->crps))
    {
      cell->crps += self->crps;
      cell->n_crps++;
    }
  cell->n++;
  cell->abs_error += fabs (error);
  cell->error += error;
  cell->square += error * error;
  cell->abs_actual += fabs (actual);
  cell->smape += fabs (actual) + fabs (mean) > 0 ? 2 * fabs (error) / (fabs (actual) + fabs (mean)) : 0;
  if (actual != 0)
    {
      cell->ape += fabs (error / actual);
      cell->n_ape++;
    }
  cell->naive_square += (self->last - actual) * (self->last - actual);
  if (!isnan (seasonal))
    {
      cell->seasonal_abs += fabs (seasonal - actual);
      cell->seasonal_pairs_abs += fabs (error);
      cell->seasonal_pairs_actual += fabs (actual);
    }
}

static int
weekday_of (const Unit *self, guint ahead)
{
  AssayPanel *panel = self->pass->run->panel;
  AssayType type = assay_panel_get_time_type (panel);
  gint64 start = assay_panel_get_times (panel)[assay_panel_get_first (panel, self->series)];
  gint64 time = assay_step_add (assay_panel_get_step (panel), type, start, self->at + 1 + ahead);
  gint64 day = type == ASSAY_TYPE_DATETIME ? time / G_GINT64_CONSTANT (86400000000) - (time % G_GINT64_CONSTANT (86400000000) < 0) : time;

  return (int) (((day + 3) % 7 + 7) % 7);      /* 1970-01-01 was a Thursday */
}

/* The figures of the window itself, into the cells of its series and its origin. */
static void
close_window (Unit *self, guint model, BacktestCell *cell)
{
  guint n_models = backtest_n_models (self->pass->run);
  gboolean has_scale = self->scale > 0 && self->square_scale > 0 && cell->n > 0;

  cell->n_windows = cell->n > 0;
  cell->n_fits = self->fitted[model] != NULL;
  cell->n_unfitted = self->fitted[model] == NULL;
  self->window_winkler[model] = backtest_over (cell->winkler, cell->n_interval);
  self->window_loss[model] = self->scale > 0 && cell->n > 0 ? cell->abs_error / cell->n / self->scale : NAN;
  if (has_scale)
    {
      cell->n_scaled_windows = 1;
      cell->mase = self->window_loss[model];
      cell->rmsse = sqrt (cell->square / cell->n / self->square_scale);
    }
  backtest_cell_add (&self->part->series_cells[(self->series - self->part->first_series) * n_models + model], cell);
  backtest_cell_add (&self->part->origin_cells[(gsize) self->id * n_models + model], cell);
}

static void
keep_picture (Unit *self, guint model, const BacktestCell *cell)
{
  const BacktestSettings *how = how_of (self);
  BacktestPicture *picture = &self->part->picture;
  guint n_models = backtest_n_models (self->pass->run), h = how->horizon;
  double size;

  if (model == 0)
    {
      size = self->window_loss[0];
      if (cell->n == 0)
        return;
      size = isnan (size) ? 0 : size;
      if (picture->series != G_MAXSIZE && !(size > picture->size))
        return;
      picture->series = self->series;
      picture->size = size;
    }
  if (picture->series != self->series)
    return;
  if (picture->mean == NULL)
    {
      picture->mean = g_new (double, (gsize) n_models * h);
      picture->lower = g_new (double, (gsize) n_models * h);
      picture->upper = g_new (double, (gsize) n_models * h);
    }
  for (guint i = 0; i < h; i++)
    {
      picture->mean[(gsize) model * h + i] = self->mean[how->gap + i];
      picture->lower[(gsize) model * h + i] = quantile_at (self, self->lower_at[how->n_levels - 1], how->gap + i);
      picture->upper[(gsize) model * h + i] = quantile_at (self, self->upper_at[how->n_levels - 1], how->gap + i);
    }
}

static void
keep_errors (const Unit *self, guint model)
{
  const BacktestSettings *how = how_of (self);
  double *errors = backtest_errors_of (self->pass->run, self->series, self->position, model);

  for (guint i = 0; errors != NULL && i < how->horizon; i++)
    errors[i] = self->mean[how->gap + i] - self->grid[self->at + 1 + how->gap + i];
}

static void
put_rows (const Unit *self, guint model)
{
  const BacktestSettings *how = how_of (self);
  BacktestTable *table = self->pass->table;
  gsize row = backtest_table_row (self->pass, self->series, model, self->position);

  for (guint i = 0; i < how->horizon; i++, row++)
    {
      table->forecast[row] = self->mean[how->gap + i];
      table->lower[row] = quantile_at (self, self->lower_at[how->n_levels - 1], how->gap + i);
      table->upper[row] = quantile_at (self, self->upper_at[how->n_levels - 1], how->gap + i);
    }
}

static void
judge (Unit *self, guint model)
{
  const BacktestSettings *how = how_of (self);
  BacktestPart *part = self->part;
  BacktestCell cell = { 0 };

  for (guint i = 0; i < how->horizon; i++)
    {
      guint ahead = how->gap + i;
      double actual = self->grid[self->at + 1 + ahead];

      self->crps = crps (self, ahead, actual);
      add_to_sums (self, &part->sums[model], ahead, actual);
      add_to_sums (self, &part->step_sums[(gsize) model * how->horizon + i], ahead, actual);
      if (part->weekday_sums != NULL)
        add_to_sums (self, &part->weekday_sums[(gsize) model * BACKTEST_N_WEEKDAYS + weekday_of (self, ahead)], ahead, actual);
      add_to_cell (self, &cell, ahead, actual);
    }
  close_window (self, model, &cell);
  if (self->id == 0)
    keep_picture (self, model, &cell);
  if (self->pass->table != NULL)
    put_rows (self, model);
}

/* Losses are compared where both a model and the benchmark have one. */
static void
compare (Unit *self)
{
  guint n_models = backtest_n_models (self->pass->run);
  double benchmark = self->window_loss[how_of (self)->benchmark], benchmark_winkler = self->window_winkler[how_of (self)->benchmark];

  for (guint model = 0; model < n_models; model++)
    {
      double loss = self->window_loss[model], winkler = self->window_winkler[model];
      BacktestCell cell = { 0 };

      if (!isnan (loss) && !isnan (benchmark))
        cell = (BacktestCell) { .loss = loss, .n_loss = 1, .loss_difference = loss - benchmark };
      if (!isnan (winkler) && !isnan (benchmark_winkler))
        {
          cell.winkler_difference = winkler - benchmark_winkler;
          cell.n_winkler = 1;
        }
      backtest_cell_add (&self->part->series_cells[(self->series - self->part->first_series) * n_models + model], &cell);
      backtest_cell_add (&self->part->origin_cells[(gsize) self->id * n_models + model], &cell);
    }
}

/* ---- residuals ---- */

static gboolean
wants_residuals (const Unit *self)
{
  gsize n = self->pass->run->n_series, every = (n + MOST_RESIDUAL_SERIES - 1) / MOST_RESIDUAL_SERIES;

  return self->id == 0 && self->series % every == 0;
}

static guint
count_parameters (const AssayFitted *fitted)
{
  g_autoptr(GPtrArray) parameters = assay_fitted_get_parameters (fitted);

  for (guint i = 0; i < parameters->len; i++)
    {
      const AssayParameter *parameter = parameters->pdata[i];

      if (strcmp (parameter->id, "n-parameters") == 0 && parameter->value >= 0 && parameter->value < 1e6)
        return (guint) parameter->value;
    }
  return 0;
}

static void
keep_residuals (Unit *self, guint model)
{
  AssayFitted *fitted = self->fitted[model];
  gsize n = fitted != NULL ? assay_fitted_get_n (fitted) : 0, kept = MIN (n, MOST_RESIDUALS);
  AssayPanel *panel = self->pass->run->panel;
  gint64 start = assay_panel_get_times (panel)[assay_panel_get_first (panel, self->series)];
  g_autofree double *one_step = NULL;
  BacktestResiduals *residuals;

  if (n == 0 || n > self->at + 1)
    return;
  one_step = g_new (double, n);
  assay_fitted_get_one_step (fitted, one_step);
  residuals = g_new0 (BacktestResiduals, 1);
  residuals->series = self->series;
  residuals->model = model;
  residuals->first_time = assay_step_add (assay_panel_get_step (panel), assay_panel_get_time_type (panel), start, self->at + 1 - kept);
  residuals->n = kept;
  residuals->values = g_new (double, kept);
  for (gsize i = 0; i < kept; i++)
    residuals->values[i] = self->grid[self->at + 1 - kept + i] - one_step[n - kept + i];
  residuals->n_parameters = count_parameters (fitted);
  g_ptr_array_add (self->part->residuals, residuals);
}

/* ---- the unit ---- */

static gboolean
run_origin (Unit *self, gboolean is_first, gsize before, GError **error)
{
  BacktestRun *run = self->pass->run;
  gboolean is_tested = self->id < run->how->n_origins;

  take_past (self);
  if (self->pass->table != NULL && is_tested)
    backtest_table_lay (self->pass, self->series, self->position, self->grid + self->at + 1 + run->how->gap);
  for (guint model = 0; model < backtest_n_models (run); model++)
    {
      if (assay_progress_is_cancelled (self->pass->progress))
        return assay_progress_step (self->pass->progress, 0, error);
      if ((is_first || !carry_on (self, model, before)) && !fit (self, model, error))
        return FALSE;
      forecast (self, model);
      keep_errors (self, model);
      if (is_tested)
        judge (self, model);
      if (wants_residuals (self))
        keep_residuals (self, model);
    }
  if (is_tested)
    {
      compare (self);
      self->part->n_windows++;
    }
  return TRUE;
}

static void
find_limits (Unit *self)
{
  const BacktestSettings *how = how_of (self);

  self->lower_at = g_new0 (guint, how->n_levels);
  self->upper_at = g_new0 (guint, how->n_levels);
  for (guint i = 0; i < how->n_levels; i++)
    for (guint k = 0; k < how->n_p; k++)
      {
        if (fabs (how->p[k] - (1 - how->levels[i]) / 2) < 1e-9)
          self->lower_at[i] = k;
        if (fabs (how->p[k] - (1 + how->levels[i]) / 2) < 1e-9)
          self->upper_at[i] = k;
      }
}

gboolean
backtest_run_unit (BacktestPass *pass, BacktestPart *part, gsize series, gsize unit, const double *grid, const double *seen, gsize n, const double *x, GError **error)
{
  BacktestRun *run = pass->run;
  guint n_models = backtest_n_models (run), h = run->how->horizon + run->how->gap;
  g_autofree double *mean = g_new (double, h), *quantiles = g_new (double, (gsize) h * run->how->n_p), *window_loss = g_new (double, n_models), *window_winkler = g_new (double, n_models);
  g_autofree AssayFitted **fitted = g_new0 (AssayFitted *, n_models);
  Unit self = { .pass = pass, .part = part, .series = series, .grid = grid, .seen = seen, .n = n, .x = x, .fitted = fitted, .mean = mean,
                .quantiles = quantiles, .window_loss = window_loss, .window_winkler = window_winkler };
  gsize first, end, before = 0;
  gboolean done = TRUE;

  find_limits (&self);
  backtest_unit_span (pass, unit, series, &first, &end);
  for (self.position = first; done && self.position < end; self.position++)
    {
      self.id = run->origin_id[run->first_origin[series] + self.position];
      self.at = run->origin_at[run->first_origin[series] + self.position];
      done = run_origin (&self, self.position == first, before, error);
      before = self.at;
    }
  for (guint model = 0; model < n_models; model++)
    assay_fitted_free (fitted[model]);
  g_free (self.lower_at);
  g_free (self.upper_at);
  return done;
}
