/* Outliers and missing values in the past that models see. */
#include "analysis/backtest/backtest-run-private.h"

#include <math.h>
#include <string.h>

#include "math/sensitivity/counter-random.h"

static guint64
hash_text (const char *text, guint64 x)
{
  for (; *text != '\0'; text++)
    x = (x ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  return x;
}

static double
standard_deviation (const double *y, gsize n)
{
  double mean = 0, sum = 0;
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (y[i]))
      {
        double d = y[i] - mean;

        mean += d / ++count;
        sum += d * (y[i] - mean);
      }
  return count > 1 ? sqrt (sum / (count - 1)) : 0;
}

static gboolean
has_negative (const double *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (y[i] < 0)
      return TRUE;
  return FALSE;
}

/* Each step has numbers of its own, whatever is done to others: a larger share takes in the same steps and more. What never was below 0 does not
 * become so. */
double *
backtest_trial_disturb (const BacktestTrial *self, AssayPanel *panel, const AssayCalendar *calendar, gsize series, const double *grid, gsize n)
{
  g_autofree char *label = assay_panel_dup_label (panel, series);
  guint64 own = hash_text (label, G_GUINT64_CONSTANT (0xcbf29ce484222325)) ^ self->seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  gint64 start = calendar->times[assay_panel_get_first (panel, series)];
  double *seen = g_memdup2 (grid, MAX (n, 1) * sizeof *grid), size = self->outlier_size * standard_deviation (grid, n), least = has_negative (grid, n) ? -INFINITY : 0;

  for (gsize i = 0; i < n; i++)
    {
      AmRandom random = { own + (guint64) (start + (gint64) i * calendar->step) * G_GUINT64_CONSTANT (0xd1342543de82ef95) };
      double moved = am_random_uniform (&random), lost = am_random_uniform (&random), up = am_random_uniform (&random);

      if (moved < self->outliers && !isnan (seen[i]))
        seen[i] = MAX (seen[i] + (up < 0.5 ? size : -size), least);
      if (lost < self->missing)
        seen[i] = NAN;
    }
  return seen;
}
