/* A series on its calendar. */
#include "analysis/backtest/backtest-pass-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_GRID ((gsize) 1 << 28)

gboolean
backtest_grid_is_sparse (gsize n_steps, gsize n_rows)
{
  return n_steps > MOST_GRID || n_steps > 1000 * n_rows + 1000;
}

double *
backtest_pad_grid (AssayPanel *panel, const AssayCalendar *calendar, gsize series, gsize pad, gsize *n, gsize *n_off)
{
  gsize first = assay_panel_get_first (panel, series), end = assay_panel_get_first (panel, series + 1);
  const gint64 *times = calendar->times;
  double *grid;

  *n = end > first ? (times[end - 1] - times[first]) / calendar->step + 1 : 0;
  grid = g_new (double, *n + pad + 1);
  for (gsize i = 0; i < *n + pad; i++)
    grid[i] = NAN;
  for (gsize row = first; row < end; row++)
    if ((times[row] - times[first]) % calendar->step == 0)
      grid[(times[row] - times[first]) / calendar->step] = assay_panel_get_values (panel)[row];
    else
      ++*n_off;
  return grid;
}

void
backtest_fail_sparse (AssayPanel *panel, gsize series, gsize n_steps, GError **error)
{
  gsize n_rows = assay_panel_get_first (panel, series + 1) - assay_panel_get_first (panel, series);
  g_autofree char *label = assay_panel_dup_label (panel, series);

  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
               _("Series “%s” has %zu rows over %zu steps of time, too few for its calendar. "
                 "Sum the data to a longer step, or limit the period with --start and --end."), label, n_rows, n_steps);
}

double *
backtest_make_grid (AssayPanel *panel, const gint64 *times, gint64 step, gsize series, gsize *n, gsize *n_off, GError **error)
{
  const AssayCalendar calendar = { times, step };
  gsize first = assay_panel_get_first (panel, series), end = assay_panel_get_first (panel, series + 1);
  gsize n_steps = end > first ? (times[end - 1] - times[first]) / step + 1 : 0;

  if (!backtest_grid_is_sparse (n_steps, end - first))
    return backtest_pad_grid (panel, &calendar, series, 0, n, n_off);
  backtest_fail_sparse (panel, series, n_steps, error);
  return NULL;
}
