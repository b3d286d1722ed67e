/* Both naive models are one: the last m values are repeated, with m the season, or 1. sigma_h = s sqrt (k + 1), k = floor
 * ((h - 1) / m) whole seasons passed before; s is the root mean square of the past differences y[t] - y[t - m]. Hyndman &
 * Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.5. */
#include "model/simple/naive-forecasters.h"

#include "base/number.h"
#include "math/distribution.h"
#include "math/forecast-accuracy.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_SEASON 1000000

typedef struct
{
  guint m;
  guint next;                  /* of `last`: the value to be repeated first */
  double s;                    /* NaN: no pair of values a season apart */
  double *last;                /* [m] */
  gsize n;
  double *fitted;              /* [n]; NULL: read from a file */
} Naive;

static void
free_naive (gpointer data)
{
  Naive *model = data;

  g_free (model->last);
  g_free (model->fitted);
  g_free (model);
}

static gpointer
fit (const AssayPast *past, guint m, GError **error)
{
  Naive *model;

  if (past->n < m)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
                   "the past has %zu steps and a seasonal naive forecast needs one season of %u; use a shorter --season or a longer --window",
                   past->n, m);
      return NULL;
    }

  model = g_new0 (Naive, 1);
  model->m = m;
  model->n = past->n;
  model->s = sqrt (am_rmsse_scale (past->y, past->n, m));
  model->last = g_memdup2 (past->y + past->n - m, m * sizeof (double));
  model->fitted = g_new (double, past->n);
  for (gsize i = 0; i < past->n; i++)
    model->fitted[i] = i < m ? NAN : past->y[i - m];
  return model;
}

static gboolean
read_season (const char *text, gint64 *season)
{
  return assay_integer_parse (text, strlen (text), 0, season) && *season >= 1 && *season <= MOST_SEASON;
}

static gboolean
check_season (const char *variant, GError **error)
{
  gint64 season;

  if (read_season (variant, &season))
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("“seasonal-naive:%s” must name a season in steps, such as seasonal-naive:364."), variant);
  return FALSE;
}

static gpointer
fit_seasonal (const AssayPast *past, GError **error)
{
  gint64 season = past->season;

  if (past->variant != NULL)
    read_season (past->variant, &season);
  return fit (past, (guint) season, error);
}

static gpointer
fit_last (const AssayPast *past, GError **error)
{
  return fit (past, 1, error);
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Naive *model = data;

  for (guint i = 0; i < h; i++)
    mean[i] = model->last[(model->next + i) % model->m];
  for (guint k = 0; k < n_p; k++)
    for (guint i = 0; i < h; i++)
      quantiles[(gsize) k * h + i] = mean[i] + am_normal_quantile (p[k]) * model->s * sqrt (i / model->m + 1);
}

static void
update (gpointer data, double y)
{
  Naive *model = data;

  model->last[model->next] = y;
  model->next = (model->next + 1) % model->m;
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Naive *model = data;

  if (model->fitted != NULL)
    memcpy (fitted, model->fitted, model->n * sizeof (double));
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Naive *model = data;

  assay_parameters_add (parameters, "season", model->m);
  assay_parameters_add (parameters, "sigma", model->s);
}

static void
write_naive (gconstpointer data, JsonObject *to)
{
  const Naive *model = data;
  g_autofree double *last = g_new (double, model->m);

  for (guint i = 0; i < model->m; i++)
    last[i] = model->last[(model->next + i) % model->m];
  assay_json_put_numbers (to, "last", last, model->m);
  assay_json_put_numbers (to, "sigma", &model->s, 1);
}

static gpointer
read_naive (JsonObject *from, GError **error)
{
  gsize m, one;
  g_autofree double *last = assay_json_get_numbers (from, "last", &m, 1, MOST_SEASON, error);
  g_autofree double *sigma = last != NULL ? assay_json_get_numbers (from, "sigma", &one, 1, 1, error) : NULL;
  Naive *model;

  if (sigma == NULL)
    return NULL;
  model = g_new0 (Naive, 1);
  model->m = m;
  model->s = *sigma;
  model->last = g_steal_pointer (&last);
  return model;
}

const AssayForecaster assay_seasonal_naive_forecaster = {
  .id = "seasonal-naive",
  .title = N_("Seasonal Naive"),
  .convention = N_("the value of the same step one season earlier, the last season repeated; interval: normal, s √(k + 1) with k whole seasons before, "
                   "s the root mean square of past seasonal differences"),
  .reference = N_("Hyndman & Athanasopoulos 2021, section 5.2"),
  .variants = N_("SEASON such as 364"),
  .flags = ASSAY_FORECASTER_TAKES_GAPS | ASSAY_FORECASTER_TAKES_CONSTANT,
  .check_variant = check_season,
  .fit = fit_seasonal,
  .forecast = forecast,
  .update = update,
  .get_fitted = get_fitted,
  .describe = describe,
  .write = write_naive,
  .read = read_naive,
  .free = free_naive,
};

const AssayForecaster assay_naive_forecaster = {
  .id = "naive",
  .title = N_("Naive"),
  .convention = N_("the last value; interval: normal, s √h, s the root mean square of past changes"),
  .reference = N_("Hyndman & Athanasopoulos 2021, section 5.2"),
  .flags = ASSAY_FORECASTER_TAKES_GAPS | ASSAY_FORECASTER_TAKES_CONSTANT,
  .fit = fit_last,
  .forecast = forecast,
  .update = update,
  .get_fitted = get_fitted,
  .describe = describe,
  .write = write_naive,
  .read = read_naive,
  .free = free_naive,
};
