/* Sums of errors, and the questions they answer. */
#include "analysis/backtest/backtest-run-private.h"

#include "analysis/wording.h"
#include "base/number.h"

#include <math.h>

static void
add_interval (BacktestInterval *to, const BacktestInterval *later)
{
  to->n += later->n;
  to->n_covered += later->n_covered;
  to->width += later->width;
  to->winkler += later->winkler;
  to->scaled_winkler += later->scaled_winkler;
  to->n_scaled += later->n_scaled;
}

void
backtest_sums_add (BacktestSums *to, const BacktestSums *later)
{
  am_accuracy_merge (&to->point, &later->point);
  to->scaled += later->scaled;
  to->n_scaled += later->n_scaled;
  to->scaled_square += later->scaled_square;
  to->n_scaled_square += later->n_scaled_square;
  to->crps += later->crps;
  to->n_crps += later->n_crps;
  to->naive_square += later->naive_square;
  to->square += later->square;
  to->seasonal_abs += later->seasonal_abs;
  to->seasonal_actual += later->seasonal_actual;
  to->abs += later->abs;
  for (guint i = 0; i < BACKTEST_MOST_LEVELS; i++)
    {
      add_interval (&to->own[i], &later->own[i]);
      add_interval (&to->conformal[i], &later->conformal[i]);
    }
}

/* A cell is doubles only. */
void
backtest_cell_add (BacktestCell *to, const BacktestCell *later)
{
  double *sums = (double *) to;
  const double *more = (const double *) later;

  G_STATIC_ASSERT (sizeof (BacktestCell) % sizeof (double) == 0);
  for (gsize i = 0; i < sizeof (BacktestCell) / sizeof (double); i++)
    sums[i] += more[i];
}

double
backtest_over (double a, double b)
{
  return b > 0 ? a / b : NAN;
}

guint
backtest_n_models (const BacktestRun *self)
{
  return self->how->models->len;
}

const AssayModelChoice *
backtest_get_model (const BacktestRun *self, guint model)
{
  return self->how->models->pdata[model];
}

static void
add_to_sum (BacktestSum *sum, const BacktestCell *cell)
{
  sum->n_windows += cell->n_windows;
  sum->n += cell->n;
  sum->n_scaled += cell->n_scaled_windows;
  sum->abs_error += cell->abs_error;
  sum->error += cell->error;
  sum->abs_actual += cell->abs_actual;
  sum->mase += cell->mase;
  sum->rmsse += cell->rmsse;
}

void
backtest_run_sum (const BacktestRun *self, gsize series, guint origin, guint model, BacktestSum *sum)
{
  guint n_models = backtest_n_models (self);

  g_return_if_fail (series == G_MAXSIZE || origin == G_MAXUINT);

  *sum = (BacktestSum) { 0 };
  if (series != G_MAXSIZE)
    add_to_sum (sum, &self->series_cells[series * n_models + model]);
  else
    for (guint i = origin == G_MAXUINT ? 0 : origin; i < (origin == G_MAXUINT ? self->how->n_origins : origin + 1); i++)
      add_to_sum (sum, &self->origin_cells[(gsize) i * n_models + model]);
}

char *
backtest_word_done (const BacktestRun *self)
{
  g_autofree char *series = assay_word_count (self->n_series_done), *of_series = assay_word_items (self->n_series, "series", "series");
  g_autofree char *windows = assay_word_count (self->n_windows_done), *of_windows = assay_word_items (self->n_windows, "window", "windows");

  if (self->n_series > 1)
    return g_strdup_printf ("%s of %s", series, of_series);
  return g_strdup_printf ("%s of %s", windows, of_windows);
}

char *
backtest_word_level (double level)
{
  return assay_number_print ("%.6g %", 100 * level);
}
