/* Both naive models are one: the last m values are repeated, with m the season, or 1. sigma_h = s sqrt (k + 1), k = floor
 * ((h - 1) / m) whole seasons passed before; s is the root mean square of the past differences y[t] - y[t - m]. Hyndman &
 * Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.5. */
#include "analysis/backtest/forecasters.h"

#include "analysis/analysis.h"
#include "math/distribution.h"
#include "math/forecast-accuracy.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  guint m;
  double s;                    /* NaN: no pair of values a season apart */
  double last[];               /* [m] */
} Naive;

static gpointer
fit (const AssayPast *past, guint m, GError **error)
{
  Naive *model;

  if (past->n < m)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("The past has %zu steps, and a seasonal naive forecast needs one season of %u. Use a shorter --season or a longer --window."),
                   past->n, m);
      return NULL;
    }

  model = g_malloc (sizeof (Naive) + m * sizeof (double));
  model->m = m;
  model->s = sqrt (am_rmsse_scale (past->y, past->n, m));
  for (guint i = 0; i < m; i++)
    model->last[i] = past->y[past->n - m + i];
  return model;
}

static gpointer
fit_seasonal (const AssayPast *past, GError **error)
{
  return fit (past, past->season, error);
}

static gpointer
fit_last (const AssayPast *past, GError **error)
{
  return fit (past, 1, error);
}

static void
forecast (gpointer data, guint h, const double *levels, guint n_levels, double *mean, double *lower, double *upper)
{
  const Naive *model = data;

  for (guint i = 0; i < h; i++)
    mean[i] = model->last[i % model->m];

  for (guint level = 0; level < n_levels; level++)
    {
      double reach = am_normal_quantile (0.5 + levels[level] / 2) * model->s;

      for (guint i = 0; i < h; i++)
        {
          double half = reach * sqrt (i / model->m + 1);

          lower[level * h + i] = mean[i] - half;
          upper[level * h + i] = mean[i] + half;
        }
    }
}

const AssayForecaster assay_seasonal_naive_forecaster = {
  .id = "seasonal-naive",
  .title = N_("Seasonal Naive"),
  .convention = N_("the value of the same step one season earlier, the last season repeated; interval: normal, s √(k + 1) with k whole seasons before, "
                   "s the root mean square of past seasonal differences"),
  .fit = fit_seasonal,
  .forecast = forecast,
  .free = g_free,
};

const AssayForecaster assay_naive_forecaster = {
  .id = "naive",
  .title = N_("Naive"),
  .convention = N_("the last value; interval: normal, s √h, s the root mean square of past changes"),
  .fit = fit_last,
  .forecast = forecast,
  .free = g_free,
};
