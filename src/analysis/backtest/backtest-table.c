/* The table of all forecasts: by series, model, origin (oldest first) and step. */
#include "analysis/backtest/backtest-pass-private.h"

#include <math.h>

BacktestTable *
backtest_table_new (BacktestRun *run)
{
  BacktestTable *self = g_new0 (BacktestTable, 1);
  gsize n = 0;

  self->first = g_new (gsize, run->n_series + 1);
  for (gsize i = 0; i < run->n_series; i++)
    {
      self->first[i] = n;
      n += (gsize) run->n_origins[i] * backtest_n_models (run) * run->how->horizon;
    }
  self->first[run->n_series] = n;
  self->series_row = g_new (gint64, n);
  self->model = g_new (guint32, n);
  self->origin = g_new (gint64, n);
  self->time = g_new (gint64, n);
  self->step = g_new (gint64, n);
  self->actual = g_new (double, n);
  self->forecast = g_new (double, n);
  self->lower = g_new (double, n);
  self->upper = g_new (double, n);
  run->n_rows = n;
  return self;
}

void
backtest_table_free (BacktestTable *self)
{
  if (self == NULL)
    return;
  g_free (self->first);
  g_free (self->series_row);
  g_free (self->model);
  g_free (self->origin);
  g_free (self->time);
  g_free (self->step);
  g_free (self->actual);
  g_free (self->forecast);
  g_free (self->lower);
  g_free (self->upper);
  g_free (self);
}

/* position counts all origins of the series; those for calibration come first and have no rows. */
gsize
backtest_table_row (const BacktestPass *pass, gsize series, guint model, gsize position)
{
  const BacktestRun *run = pass->run;
  gsize n_all = run->first_origin[series + 1] - run->first_origin[series], tested = position - (n_all - run->n_origins[series]);

  return pass->table->first[series] + ((gsize) model * run->n_origins[series] + tested) * run->how->horizon;
}

void
backtest_table_lay (const BacktestPass *pass, gsize series, gsize position, const double *actual)
{
  const BacktestRun *run = pass->run;
  AssayStep step = assay_panel_get_step (run->panel);
  AssayType type = assay_panel_get_time_type (run->panel);
  gsize first = assay_panel_get_first (run->panel, series), at = run->origin_at[run->first_origin[series] + position];
  gint64 start = assay_panel_get_times (run->panel)[first], origin = assay_step_add (step, type, start, at);
  BacktestTable *table = pass->table;

  for (guint i = 0; i < run->how->horizon; i++)
    {
      gint64 time = assay_step_add (step, type, start, at + 1 + run->how->gap + i);

      for (guint model = 0; model < backtest_n_models (run); model++)
        {
          gsize row = backtest_table_row (pass, series, model, position) + i;

          table->series_row[row] = first;
          table->model[row] = model;
          table->origin[row] = origin;
          table->time[row] = time;
          table->step[row] = run->how->gap + i + 1;
          table->actual[row] = actual[i];
        }
    }
}

/* ---- the frame ---- */

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
make_key (const BacktestRun *run, guint key, const char *name, const BacktestTable *table, gsize n, GString *renamed)
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

static void
move_row (BacktestTable *self, gsize to, gsize from)
{
  self->series_row[to] = self->series_row[from];
  self->model[to] = self->model[from];
  self->origin[to] = self->origin[from];
  self->time[to] = self->time[from];
  self->step[to] = self->step[from];
  self->actual[to] = self->actual[from];
  self->forecast[to] = self->forecast[from];
  self->lower[to] = self->lower[from];
  self->upper[to] = self->upper[from];
}

/* Windows that were not reached, or not finished, have no rows. */
static gsize
drop_undone (const BacktestPass *pass)
{
  const BacktestRun *run = pass->run;
  gsize kept = 0, row = 0;

  for (gsize series = 0; series < run->n_series; series++)
    for (guint model = 0; model < backtest_n_models (run); model++)
      for (gsize i = run->first_origin[series + 1] - run->n_origins[series]; i < run->first_origin[series + 1]; i++)
        for (guint step = 0; step < run->how->horizon; step++, row++)
          if (pass->is_done[i])
            move_row (pass->table, kept++, row);
  return kept;
}

AssayFrame *
backtest_table_to_frame (BacktestPass *pass, const AssayRoles *roles, char **renamed)
{
  BacktestRun *run = pass->run;
  BacktestTable *table = pass->table;
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(GString) changes = g_string_new (NULL);
  guint n_models = backtest_n_models (run);
  char **names = g_new0 (char *, n_models + 1);
  gsize n = run->n_rows = drop_undone (pass);

  for (guint i = 0; i < n_models; i++)
    names[i] = g_strdup (backtest_get_model (run, i)->name);
  for (guint key = 0; key < assay_panel_get_n_keys (run->panel); key++)
    g_ptr_array_add (columns, make_key (run, key, roles->series[key], table, n, changes));
  g_ptr_array_add (columns, assay_column_take_codes ("model", g_steal_pointer (&table->model), n, names, n_models));
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
