/* Where each series is forecast from, and how the work is cut. */
#include "analysis/backtest/backtest-pass-private.h"

#include <math.h>

#define MOST_ITEMS 256
#define FIRST_ITEMS 16         /* of one unit each, so that there is soon something to show */
#define MOST_PART_BYTES ((gsize) 64 << 20)
#define MOST_ERRORS ((gsize) 8 << 20)
#define LONG_PAST 2000

static gsize
count_steps (const BacktestPass *pass, gsize series)
{
  gsize first = assay_panel_get_first (pass->run->panel, series), end = assay_panel_get_first (pass->run->panel, series + 1);

  return end > first ? (pass->calendar.times[end - 1] - pass->calendar.times[first]) / pass->calendar.step + 1 : 0;
}

/* Steps before the first value; of demand, before the first sale. 0 when there is none at all. */
static gsize
count_leading (const BacktestPass *pass, gsize series)
{
  AssayPanel *panel = pass->run->panel;
  gsize first = assay_panel_get_first (panel, series), end = assay_panel_get_first (panel, series + 1);
  const double *values = assay_panel_get_values (panel);

  for (gsize row = first; row < end; row++)
    if (!isnan (values[row]) && !(pass->run->how->nonnegative && values[row] == 0))
      return (pass->calendar.times[row] - pass->calendar.times[first]) / pass->calendar.step;
  return 0;
}

/* ---- rolling ---- */

typedef struct { gsize n, leading, least; } Length;

/* Enough past: two seasons, or the whole window where it is fixed. A series that is never that long is tested from its last
 * origin alone: models that can do with less do, the others say why not. */
static guint
count_rolling (const BacktestPass *pass, const Length *length, guint most)
{
  const BacktestSettings *how = pass->run->how;
  gsize after = (gsize) how->horizon + how->gap, used = length->leading + length->least + after;

  if (length->n >= used)
    return (guint) MIN (most, (length->n - used) / how->step + 1);
  return most > 0 && length->n >= length->leading + 2 + after ? 1 : 0;
}

static void
lay_rolling (const BacktestPass *pass, gsize series, const Length *length, GArray *ids, GArray *places)
{
  const BacktestSettings *how = pass->run->how;
  guint n = count_rolling (pass, length, how->n_origins + how->n_calibration);

  for (guint i = n; i-- > 0;)
    {
      guint32 at = (guint32) (length->n - 1 - how->horizon - how->gap - (gsize) i * how->step);

      g_array_append_val (ids, i);
      g_array_append_val (places, at);
    }
  pass->run->n_origins[series] = MIN (n, how->n_origins);
}

/* ---- fixed ---- */

static void
lay_cutoffs (const BacktestPass *pass, gsize series, const Length *length, GArray *ids, GArray *places)
{
  const BacktestSettings *how = pass->run->how;
  AssayPanel *panel = pass->run->panel;
  gsize row = assay_panel_get_first (panel, series), end = assay_panel_get_first (panel, series + 1), first = row;
  const gint64 *times = assay_panel_get_times (panel);

  for (guint32 i = how->n_cutoffs; i-- > 0;)
    {
      guint32 at;

      while (row < end && times[row] <= how->cutoffs[i])
        row++;
      if (row == first)
        continue;
      at = (guint32) ((pass->calendar.times[row - 1] - pass->calendar.times[first]) / pass->calendar.step);
      if (at + 1 < length->leading + MIN (length->least, 2) || at + how->gap + 1 >= length->n)
        continue;
      g_array_append_val (ids, i);
      g_array_append_val (places, at);
      pass->run->n_origins[series]++;
    }
}

/* ---- the cut ---- */

guint
backtest_refit_of (const BacktestPass *pass, gsize series)
{
  if (pass->run->how->refit > 0)
    return pass->run->how->refit;
  return count_steps (pass, series) > LONG_PAST ? 4 : 1;
}

gsize
backtest_count_units (const BacktestPass *pass, gsize series)
{
  gsize n = pass->run->first_origin[series + 1] - pass->run->first_origin[series];
  guint refit = backtest_refit_of (pass, series);

  return (n + refit - 1) / refit;
}

/* The same for any number of threads, and whether or not the run may be resumed. */
static void
cut_items (BacktestPass *pass)
{
  gsize n_units = pass->first_unit[pass->run->n_series];
  gsize part_bytes = (gsize) backtest_n_models (pass->run) * (pass->run->how->horizon + 8) * sizeof (BacktestSums);
  gsize most = CLAMP (MOST_PART_BYTES / part_bytes, 32, MOST_ITEMS);

  pass->n_items = MIN (n_units, most);
  pass->n_first = n_units > most ? FIRST_ITEMS : 0;
}

void
backtest_item_span (const BacktestPass *pass, gsize item, gsize *first_unit, gsize *end_unit)
{
  gsize n_units = pass->first_unit[pass->run->n_series] - pass->n_first, n_items = pass->n_items - pass->n_first;

  if (item < pass->n_first)
    {
      *first_unit = item;
      *end_unit = item + 1;
      return;
    }
  item -= pass->n_first;
  *first_unit = pass->n_first + item * n_units / n_items;
  *end_unit = pass->n_first + (item + 1) * n_units / n_items;
}

gsize
backtest_unit_series (const BacktestPass *pass, gsize unit)
{
  gsize low = 0, high = pass->run->n_series;

  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (pass->first_unit[middle] <= unit)
        low = middle;
      else
        high = middle;
    }
  return low;
}

void
backtest_unit_span (const BacktestPass *pass, gsize unit, gsize series, gsize *first, gsize *end)
{
  gsize n = pass->run->first_origin[series + 1] - pass->run->first_origin[series];
  guint refit = backtest_refit_of (pass, series);

  *first = (unit - pass->first_unit[series]) * refit;
  *end = MIN (*first + refit, n);
}

static gboolean
is_sparse (const BacktestPass *pass, gsize series)
{
  return backtest_grid_is_sparse (count_steps (pass, series),
                                  assay_panel_get_first (pass->run->panel, series + 1) - assay_panel_get_first (pass->run->panel, series));
}

static void
lay_series (BacktestPass *pass, gsize series, GArray *ids, GArray *places)
{
  BacktestRun *run = pass->run;
  const BacktestSettings *how = run->how;
  Length length = { count_steps (pass, series), 0, MAX (how->window > 0 ? how->window : 2 * (gsize) how->seasons.main, 2) };
  gsize before = ids->len;

  if (is_sparse (pass, series))
    {
      run->n_sparse++;
      return;
    }
  length.leading = count_leading (pass, series);
  if (how->n_cutoffs > 0)
    lay_cutoffs (pass, series, &length, ids, places);
  else
    lay_rolling (pass, series, &length, ids, places);
  run->n_short += ids->len > before && g_array_index (places, guint32, before) + 1 < length.leading + length.least;
}

gboolean
backtest_lay_out (BacktestPass *pass, GError **error)
{
  BacktestRun *run = pass->run;
  const BacktestSettings *how = run->how;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32)), places = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n_errors;

  run->n_origins = g_new0 (guint, run->n_series + 1);
  run->first_origin = g_new0 (gsize, run->n_series + 1);
  pass->first_unit = g_new0 (gsize, run->n_series + 1);
  for (gsize i = 0; i < run->n_series; i++)
    {
      lay_series (pass, i, ids, places);
      run->first_origin[i + 1] = ids->len;
      run->n_windows += run->n_origins[i];
      pass->first_unit[i + 1] = pass->first_unit[i] + backtest_count_units (pass, i);
    }
  if (run->n_sparse > 0 && run->n_sparse == run->n_series)
    {
      backtest_fail_sparse (run->panel, 0, count_steps (pass, 0), error);
      return FALSE;
    }
  run->origin_id = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&ids), FALSE);
  run->origin_at = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&places), FALSE);

  run->scales = g_new (double, run->first_origin[run->n_series] + 1);
  n_errors = run->first_origin[run->n_series] * backtest_n_models (run) * how->horizon;
  run->every = n_errors / MOST_ERRORS + 1;
  cut_items (pass);
  return TRUE;
}
