/* Series are taken in chunks whose number depends on the data only; each chunk sums its errors by model and step, and the
 * sums are merged in chunk order, so the numbers are the same for any number of threads. A model gets the past as an array
 * that ends at the origin: there is no future in its reach. */
#include "analysis/backtest/backtest-run-private.h"

#include "analysis/calendar.h"
#include "base/parallel.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_CHUNKS 256
#define MOST_GRID ((gsize) 1 << 28)

const double backtest_levels[BACKTEST_N_LEVELS] = { 0.8, 0.95 };

typedef struct
{
  AmAccuracy *by_model, *by_low_level, *by_step;
  AssaySum *scaled_sum;        /* [n_models * horizon] */
  gsize *n_scaled;
  gsize n_unfitted, n_off;
  char *why_unfitted;
} Chunk;

typedef struct                 /* columns of the table, and where each series' rows begin */
{
  gsize *first;
  guint32 *model;
  gint64 *origin, *time, *step, *series_row;
  double *actual, *forecast, *lower, *upper;
} Table;

typedef struct
{
  BacktestRun *run;
  AssayCalendar calendar;
  gsize n_chunks;
  Chunk *chunks;
  Table *table;                /* NULL: errors only */
  AssayProgress *progress;
} Pass;

static guint
n_models (const BacktestRun *run)
{
  return run->how->models->len;
}

const BacktestWindow *
backtest_run_get_window (const BacktestRun *self, gsize series, guint origin, guint model)
{
  return &self->windows[self->first_window[series] + (gsize) origin * n_models (self) + model];
}

/* ---- the grid ---- */

double *
backtest_make_grid (AssayPanel *panel, const gint64 *times, gint64 step, gsize series, gsize *n, gsize *n_off, GError **error)
{
  gsize first = assay_panel_get_first (panel, series), end = assay_panel_get_first (panel, series + 1);
  gsize n_steps = end > first ? (times[end - 1] - times[first]) / step + 1 : 0;
  double *grid;

  if (n_steps > MOST_GRID || n_steps > 1000 * (end - first) + 1000)
    {
      g_autofree char *label = assay_panel_dup_label (panel, series);

      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("Series “%s” has %zu rows over %zu steps of time, too few for its calendar. "
                     "Sum the data to a longer step, or limit the period with --start and --end."), label, end - first, n_steps);
      return NULL;
    }

  grid = g_new (double, MAX (n_steps, 1));
  for (gsize i = 0; i < n_steps; i++)
    grid[i] = NAN;
  for (gsize row = first; row < end; row++)
    if ((times[row] - times[first]) % step == 0)
      grid[(times[row] - times[first]) / step] = assay_panel_get_values (panel)[row];
    else
      ++*n_off;
  *n = n_steps;
  return grid;
}

static gsize
count_steps (const Pass *pass, gsize series)
{
  gsize first = assay_panel_get_first (pass->run->panel, series), end = assay_panel_get_first (pass->run->panel, series + 1);

  return end > first ? (pass->calendar.times[end - 1] - pass->calendar.times[first]) / pass->calendar.step + 1 : 0;
}

/* Enough past: two seasons, or the whole window where it is fixed. */
static guint
count_origins (const Pass *pass, gsize series)
{
  const BacktestSettings *how = pass->run->how;
  gsize n = count_steps (pass, series), least = MAX (MAX (2 * (gsize) how->season, how->window), 2);

  if (n < least + how->horizon)
    return 0;
  return MIN (how->n_origins, (n - least - how->horizon) / how->step + 1);
}

/* ---- one origin ---- */

typedef struct
{
  double *mean, *lower, *upper;      /* [horizon], [horizon * levels] */
} Forecast;

static void
forecast_nothing (const BacktestSettings *how, Forecast *forecast)
{
  for (guint i = 0; i < how->horizon; i++)
    forecast->mean[i] = NAN;
  for (guint i = 0; i < how->horizon * BACKTEST_N_LEVELS; i++)
    forecast->lower[i] = forecast->upper[i] = NAN;
}

static void
make_forecast (const Pass *pass, Chunk *chunk, guint model, const AssayPast *past, Forecast *forecast)
{
  const BacktestSettings *how = pass->run->how;
  const AssayModelChoice *choice = how->models->pdata[model];
  g_autoptr(GError) error = NULL;
  AssayPast of_model = *past;
  g_autoptr(AssayFitted) fitted = NULL;

  of_model.variant = choice->variant;
  fitted = assay_fitted_new (choice->kind, &of_model, &error);

  forecast_nothing (how, forecast);
  if (fitted == NULL)
    {
      chunk->n_unfitted++;
      if (chunk->why_unfitted == NULL)
        chunk->why_unfitted = g_strdup_printf ("%s: %s", choice->name, error->message);
      return;
    }
  assay_fitted_forecast_levels (fitted, how->horizon, NULL, backtest_levels, BACKTEST_N_LEVELS, forecast->mean, forecast->lower, forecast->upper);
}

static void
judge_forecast (const Pass *pass, Chunk *chunk, guint model, const AssayPast *past, const double *actual,
                const Forecast *forecast, BacktestWindow *window)
{
  const BacktestSettings *how = pass->run->how;
  double scale = am_mase_scale (past->y, past->n, how->season), square_scale = am_rmsse_scale (past->y, past->n, how->season);
  double squares = 0;

  for (guint i = 0; i < how->horizon; i++)
    {
      gsize at = (gsize) model * how->horizon + i;
      double error = forecast->mean[i] - actual[i];

      am_accuracy_add (&chunk->by_model[model], actual[i], forecast->mean[i]);
      am_accuracy_add (&chunk->by_step[at], actual[i], forecast->mean[i]);
      am_accuracy_add_interval (&chunk->by_low_level[model], actual[i], forecast->lower[i], forecast->upper[i], backtest_levels[0]);
      am_accuracy_add_interval (&chunk->by_model[model], actual[i], forecast->lower[how->horizon + i], forecast->upper[how->horizon + i], backtest_levels[1]);
      am_accuracy_add_interval (&chunk->by_step[at], actual[i], forecast->lower[how->horizon + i], forecast->upper[how->horizon + i], backtest_levels[1]);
      if (isnan (error))
        continue;
      window->n++;
      window->abs_error += fabs (error);
      window->error += error;
      window->abs_actual += fabs (actual[i]);
      squares += error * error;
      if (scale > 0)
        {
          assay_sum_add (&chunk->scaled_sum[at], fabs (error) / scale);
          chunk->n_scaled[at]++;
        }
    }
  window->scaled_abs = scale > 0 && window->n > 0 ? window->abs_error / window->n / scale : NAN;
  window->scaled_square = square_scale > 0 && window->n > 0 ? squares / window->n / square_scale : NAN;
}

static void
put_rows (const Pass *pass, gsize series, guint model, guint origin, guint n_origins, gsize at, const double *actual, const Forecast *forecast)
{
  const BacktestSettings *how = pass->run->how;
  AssayPanel *panel = pass->run->panel;
  AssayStep step = assay_panel_get_step (panel);
  AssayType type = assay_panel_get_time_type (panel);
  gsize first = assay_panel_get_first (panel, series);
  gint64 start = assay_panel_get_times (panel)[first];
  Table *table = pass->table;
  gsize row = table->first[series] + ((gsize) model * n_origins + (n_origins - 1 - origin)) * how->horizon;

  for (guint i = 0; i < how->horizon; i++, row++)
    {
      table->series_row[row] = first;
      table->model[row] = model;
      table->origin[row] = assay_step_add (step, type, start, at);
      table->time[row] = assay_step_add (step, type, start, at + 1 + i);
      table->step[row] = i + 1;
      table->actual[row] = actual[i];
      table->forecast[row] = forecast->mean[i];
      table->lower[row] = forecast->lower[(BACKTEST_N_LEVELS - 1) * how->horizon + i];
      table->upper[row] = forecast->upper[(BACKTEST_N_LEVELS - 1) * how->horizon + i];
    }
}

static gboolean
run_series (Pass *pass, Chunk *chunk, gsize series, Forecast *forecast, GError **error)
{
  BacktestRun *run = pass->run;
  const BacktestSettings *how = run->how;
  g_autofree double *grid = NULL;
  gsize n;

  if (run->n_origins[series] == 0)
    return TRUE;
  grid = backtest_make_grid (run->panel, pass->calendar.times, pass->calendar.step, series, &n, &chunk->n_off, error);
  if (grid == NULL)
    return FALSE;

  for (guint origin = 0; origin < run->n_origins[series]; origin++)
    {
      gsize at = n - 1 - how->horizon - (gsize) origin * how->step;      /* the last step that is known */
      gsize length = how->window > 0 ? how->window : at + 1;
      AssayPast past = { .y = grid + at + 1 - length, .n = length, .season = how->season };

      if (assay_progress_is_cancelled (pass->progress))
        return assay_progress_step (pass->progress, 0, error);
      for (guint model = 0; model < n_models (run); model++)
        {
          make_forecast (pass, chunk, model, &past, forecast);
          judge_forecast (pass, chunk, model, &past, grid + at + 1, forecast,
                          (BacktestWindow *) backtest_run_get_window (run, series, origin, model));
          if (pass->table != NULL)
            put_rows (pass, series, model, origin, run->n_origins[series], at, grid + at + 1, forecast);
        }
    }
  return TRUE;
}

static gboolean
run_chunk (gsize item, guint worker, gpointer user_data, GError **error)
{
  Pass *pass = user_data;
  gsize n_series = pass->run->n_series, first = item * n_series / pass->n_chunks, end = (item + 1) * n_series / pass->n_chunks;
  guint h = pass->run->how->horizon;
  g_autofree double *room = g_new (double, h * (1 + 2 * BACKTEST_N_LEVELS));
  Forecast forecast = { room, room + h, room + h * (1 + BACKTEST_N_LEVELS) };

  for (gsize series = first; series < end; series++)
    if (!run_series (pass, &pass->chunks[item], series, &forecast, error))
      return FALSE;
  return TRUE;
}

/* ---- put together ---- */

static Chunk *
make_chunks (const Pass *pass)
{
  gsize models = n_models (pass->run), steps = models * pass->run->how->horizon;
  Chunk *chunks = g_new0 (Chunk, pass->n_chunks);

  for (gsize i = 0; i < pass->n_chunks; i++)
    {
      chunks[i].by_model = g_new0 (AmAccuracy, models);
      chunks[i].by_low_level = g_new0 (AmAccuracy, models);
      chunks[i].by_step = g_new0 (AmAccuracy, steps);
      chunks[i].scaled_sum = g_new0 (AssaySum, steps);
      chunks[i].n_scaled = g_new0 (gsize, steps);
      for (gsize k = 0; k < models; k++)
        {
          am_accuracy_init (&chunks[i].by_model[k]);
          am_accuracy_init (&chunks[i].by_low_level[k]);
        }
      for (gsize k = 0; k < steps; k++)
        am_accuracy_init (&chunks[i].by_step[k]);
    }
  return chunks;
}

static void
free_chunks (Pass *pass)
{
  for (gsize i = 0; i < pass->n_chunks; i++)
    {
      g_free (pass->chunks[i].by_model);
      g_free (pass->chunks[i].by_low_level);
      g_free (pass->chunks[i].by_step);
      g_free (pass->chunks[i].scaled_sum);
      g_free (pass->chunks[i].n_scaled);
      g_free (pass->chunks[i].why_unfitted);
    }
  g_free (pass->chunks);
}

static void
merge_chunks (Pass *pass)
{
  BacktestRun *run = pass->run;
  gsize models = n_models (run), steps = models * run->how->horizon;

  run->by_model = g_new0 (AmAccuracy, models);
  run->by_low_level = g_new0 (AmAccuracy, models);
  run->by_step = g_new0 (AmAccuracy, steps);
  run->scaled_by_step = g_new (double, steps);
  for (gsize i = 0; i < pass->n_chunks; i++)
    {
      Chunk *chunk = &pass->chunks[i];

      for (gsize k = 0; k < models; k++)
        {
          am_accuracy_merge (&run->by_model[k], &chunk->by_model[k]);
          am_accuracy_merge (&run->by_low_level[k], &chunk->by_low_level[k]);
        }
      for (gsize k = 0; k < steps; k++)
        am_accuracy_merge (&run->by_step[k], &chunk->by_step[k]);
      run->n_unfitted += chunk->n_unfitted;
      run->n_off_calendar += chunk->n_off;
      if (run->why_unfitted == NULL)
        run->why_unfitted = g_steal_pointer (&chunk->why_unfitted);
    }
  for (gsize k = 0; k < steps; k++)
    {
      AssaySum sum = { 0 };
      gsize n = 0;

      for (gsize i = 0; i < pass->n_chunks; i++)
        {
          assay_sum_add (&sum, assay_sum_get (&pass->chunks[i].scaled_sum[k]));
          n += pass->chunks[i].n_scaled[k];
        }
      run->scaled_by_step[k] = n > 0 ? assay_sum_get (&sum) / n : NAN;
    }
}

/* ---- the table ---- */

static Table *
make_table (const BacktestRun *run, gsize *n_rows)
{
  Table *table = g_new0 (Table, 1);
  gsize n = 0;

  table->first = g_new (gsize, run->n_series + 1);
  for (gsize i = 0; i < run->n_series; i++)
    {
      table->first[i] = n;
      n += (gsize) run->n_origins[i] * n_models (run) * run->how->horizon;
    }
  table->first[run->n_series] = n;
  table->series_row = g_new (gint64, n);
  table->model = g_new (guint32, n);
  table->origin = g_new (gint64, n);
  table->time = g_new (gint64, n);
  table->step = g_new (gint64, n);
  table->actual = g_new (double, n);
  table->forecast = g_new (double, n);
  table->lower = g_new (double, n);
  table->upper = g_new (double, n);
  *n_rows = n;
  return table;
}

static void
free_table (Table *table)
{
  if (table == NULL)
    return;
  g_free (table->first);
  g_free (table->series_row);
  g_free (table->model);
  g_free (table->origin);
  g_free (table->time);
  g_free (table->step);
  g_free (table->actual);
  g_free (table->forecast);
  g_free (table->lower);
  g_free (table->upper);
  g_free (table);
}

static AssayColumn *
take_times (const BacktestRun *run, const char *name, gint64 **times, gsize n)
{
  gint64 *values = g_steal_pointer (times);
  gint32 *days;

  if (assay_panel_get_time_type (run->panel) == ASSAY_TYPE_DATETIME)
    return assay_column_take_datetimes (name, values, n);
  if (assay_panel_get_time_type (run->panel) != ASSAY_TYPE_DATE)
    return assay_column_take_int64s (name, values, n);

  days = g_new (gint32, n);
  for (gsize i = 0; i < n; i++)
    days[i] = (gint32) values[i];
  g_free (values);
  return assay_column_take_dates (name, days, n);
}

static AssayColumn *
make_key (const BacktestRun *run, guint key, const char *name, const Table *table, gsize n, GString *renamed)
{
  static const char *const ours[] = { "model", "origin", "time", "step", "actual", "forecast", "lower", "upper", NULL };
  g_autoptr(AssayColumn) of_panel = assay_panel_make_key_column (run->panel, key);
  g_autoptr(AssayColumn) column = NULL;
  g_autofree gsize *rows = g_new (gsize, n);
  g_autofree char *other = NULL;

  for (gsize i = 0; i < n; i++)
    rows[i] = table->series_row[i];
  column = assay_column_take_rows (of_panel, rows, n);
  if (!g_strv_contains (ours, name))
    return g_steal_pointer (&column);

  other = g_strconcat ("series_", name, NULL);
  g_string_append_printf (renamed, "%s“%s” is called “%s” in the table", renamed->len > 0 ? ", " : "", name, other);
  return assay_column_rename (column, other);
}

static AssayFrame *
table_to_frame (const BacktestRun *run, Table *table, const AssayRoles *roles, gsize n, char **renamed)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(GString) changes = g_string_new (NULL);
  char **names = g_new0 (char *, n_models (run) + 1);

  for (guint i = 0; i < n_models (run); i++)
    names[i] = g_strdup (((const AssayModelChoice *) run->how->models->pdata[i])->name);
  for (guint key = 0; key < assay_panel_get_n_keys (run->panel); key++)
    g_ptr_array_add (columns, make_key (run, key, roles->series[key], table, n, changes));
  g_ptr_array_add (columns, assay_column_take_codes ("model", g_steal_pointer (&table->model), n, names, n_models (run)));
  g_ptr_array_add (columns, take_times (run, "origin", &table->origin, n));
  g_ptr_array_add (columns, take_times (run, "time", &table->time, n));
  g_ptr_array_add (columns, assay_column_take_int64s ("step", g_steal_pointer (&table->step), n));
  g_ptr_array_add (columns, assay_column_take_doubles ("actual", g_steal_pointer (&table->actual), n));
  g_ptr_array_add (columns, assay_column_take_doubles ("forecast", g_steal_pointer (&table->forecast), n));
  g_ptr_array_add (columns, assay_column_take_doubles ("lower", g_steal_pointer (&table->lower), n));
  g_ptr_array_add (columns, assay_column_take_doubles ("upper", g_steal_pointer (&table->upper), n));
  *renamed = changes->len > 0 ? g_strdup (changes->str) : NULL;
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}

/* ---- the run ---- */

static void
lay_out (Pass *pass)
{
  BacktestRun *run = pass->run;

  run->n_origins = g_new (guint, run->n_series);
  run->first_window = g_new (gsize, run->n_series + 1);
  run->first_window[0] = 0;
  for (gsize i = 0; i < run->n_series; i++)
    {
      run->n_origins[i] = count_origins (pass, i);
      run->first_window[i + 1] = run->first_window[i] + (gsize) run->n_origins[i] * n_models (run);
    }
  run->windows = g_new0 (BacktestWindow, run->first_window[run->n_series]);
}

BacktestRun *
backtest_run_new (AssayPanel *panel, const BacktestSettings *how, const AssayRoles *roles, const AssayTask *task,
                  AssayFrame **rows, char **renamed, AssayProgress *progress, GError **error)
{
  g_autoptr(BacktestRun) run = g_new0 (BacktestRun, 1);
  Pass pass = { .run = run, .progress = progress };
  gboolean done;

  run->panel = panel;
  run->how = how;
  run->n_series = assay_panel_get_n_series (panel);
  if (!assay_calendar_init (&pass.calendar, panel, progress, error))
    {
      assay_calendar_clear (&pass.calendar);
      return NULL;
    }

  lay_out (&pass);
  pass.n_chunks = MIN (run->n_series, MOST_CHUNKS);
  pass.chunks = make_chunks (&pass);
  pass.table = how->errors_only ? NULL : make_table (run, &run->n_rows);
  done = assay_parallel_for (task->n_threads, pass.n_chunks, run_chunk, &pass, progress, error);
  if (done)
    merge_chunks (&pass);
  if (done && pass.table != NULL)
    *rows = table_to_frame (run, pass.table, roles, run->n_rows, renamed);
  free_chunks (&pass);
  free_table (pass.table);
  assay_calendar_clear (&pass.calendar);
  return done ? g_steal_pointer (&run) : NULL;
}

void
backtest_run_free (BacktestRun *self)
{
  if (self == NULL)
    return;
  g_free (self->n_origins);
  g_free (self->first_window);
  g_free (self->windows);
  g_free (self->by_model);
  g_free (self->by_low_level);
  g_free (self->by_step);
  g_free (self->scaled_by_step);
  g_free (self->why_unfitted);
  g_free (self);
}

static void
add_window (BacktestSum *sum, const BacktestWindow *window)
{
  if (window->n == 0)
    return;
  sum->n_windows++;
  sum->n += window->n;
  sum->abs_error += window->abs_error;
  sum->error += window->error;
  sum->abs_actual += window->abs_actual;
  if (!isnan (window->scaled_abs) && !isnan (window->scaled_square))
    {
      sum->n_scaled++;
      sum->mase += window->scaled_abs;
      sum->rmsse += sqrt (window->scaled_square);
    }
}

void
backtest_run_sum (const BacktestRun *self, gsize series, guint origin, guint model, BacktestSum *sum)
{
  gsize from = series == G_MAXSIZE ? 0 : series, to = series == G_MAXSIZE ? self->n_series : series + 1;

  *sum = (BacktestSum) { 0 };
  for (gsize s = from; s < to; s++)
    for (guint o = 0; o < self->n_origins[s]; o++)
      if (origin == G_MAXUINT || origin == o)
        add_window (sum, backtest_run_get_window (self, s, o, model));
}
