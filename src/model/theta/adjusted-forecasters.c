/* The benchmarks of the M4 competition: a plain model on the seasonally adjusted series, the season put back on forecast and
 * limits. Makridakis, Spiliotis & Assimakopoulos 2020, International Journal of Forecasting 36, 54-74, and their published
 * code, whose rule for the season needs three of it. */
#include "model/theta/theta-family.h"

#include "math/distribution.h"
#include "math/forecast-accuracy.h"
#include "math/theta/benchmark-trend.h"
#include "model/theta/season-part.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST 2
#define MOST_TRENDS 3
#define MOST_STEPS 1e15
#define N_NUMBERS 8

typedef struct
{
  SeasonPart season;
  AmTrend trends[MOST_TRENDS];   /* of the adjusted series; the forecast is their mean */
  guint n_trends;
  gsize n;                       /* as fitted; trends[].n counts updates too */
  double *fitted;                /* [n], adjusted; NULL: read from a file */
} Adjusted;

static const char *const names[] = { "ses", "holt", "damped" };

static void
free_adjusted (gpointer data)
{
  Adjusted *model = data;

  season_part_clear (&model->season);
  g_free (model->fitted);
  g_free (model);
}

/* ---- fitting ---- */

/* The last value is a level that follows everything. */
static AmTrend
make_naive (const double *y, gsize n)
{
  return (AmTrend) { .kind = AM_TREND_NONE, .alpha = 1, .phi = 1, .level0 = y[0], .level = y[n - 1], .n = n, .sigma = sqrt (am_rmsse_scale (y, n, 1)) };
}

static gboolean
fit_trends (Adjusted *model, const AssayPast *past, const AmTrendKind *kinds, guint n_kinds, const double *adjusted, GError **error)
{
  for (guint i = 0; i < n_kinds; i++)
    {
      if (theta_is_cancelled (past, error))
        return FALSE;
      model->n_trends += am_trend_fit (kinds[i], adjusted, past->n, &model->trends[model->n_trends]);
    }
  if (model->n_trends == 0)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the past has %zu values and the model needs at least %d", past->n,
                 kinds[0] == AM_TREND_NONE ? 4 : kinds[0] == AM_TREND_LINEAR ? 6 : 7);
  return model->n_trends > 0;
}

static void
keep_fitted (Adjusted *model, const double *adjusted)
{
  g_autofree double *one = g_new (double, model->n);

  model->fitted = g_new0 (double, model->n);
  for (guint i = 0; i < model->n_trends; i++)
    {
      am_trend_fitted (&model->trends[i], adjusted, model->n, one);
      for (gsize t = 0; t < model->n; t++)
        model->fitted[t] += one[t] / model->n_trends;
    }
}

static gpointer
fit (const AssayPast *past, const AmTrendKind *kinds, guint n_kinds, GError **error)
{
  Adjusted *model = g_new0 (Adjusted, 1);
  g_autofree double *adjusted = season_part_take_off (&model->season, past, 3 * (gsize) past->season);

  model->n = past->n;
  if (!fit_trends (model, past, kinds, n_kinds, adjusted, error))
    {
      free_adjusted (model);
      return NULL;
    }
  keep_fitted (model, adjusted);
  return model;
}

static gpointer
fit_naive2 (const AssayPast *past, GError **error)
{
  Adjusted *model = g_new0 (Adjusted, 1);
  g_autofree double *adjusted = season_part_take_off (&model->season, past, 3 * (gsize) past->season);

  model->n = past->n;
  model->n_trends = 1;
  model->trends[0] = make_naive (adjusted, past->n);
  keep_fitted (model, adjusted);
  model->fitted[0] = NAN;
  return model;
}

static gpointer
fit_ses (const AssayPast *past, GError **error)
{
  return fit (past, (const AmTrendKind[]) { AM_TREND_NONE }, 1, error);
}

static gpointer
fit_holt (const AssayPast *past, GError **error)
{
  return fit (past, (const AmTrendKind[]) { AM_TREND_LINEAR }, 1, error);
}

static gpointer
fit_damped (const AssayPast *past, GError **error)
{
  return fit (past, (const AmTrendKind[]) { AM_TREND_DAMPED }, 1, error);
}

static gpointer
fit_comb (const AssayPast *past, GError **error)
{
  return fit (past, (const AmTrendKind[]) { AM_TREND_NONE, AM_TREND_LINEAR, AM_TREND_DAMPED }, 3, error);
}

/* ---- asking ---- */

/* On the adjusted scale; sd, the mean of the members' widths, may be NULL. */
static void
forecast_adjusted (const Adjusted *model, guint h, double *mean, double *sd)
{
  g_autofree double *one = g_new (double, h);

  for (guint i = 0; i < h; i++)
    mean[i] = 0;
  for (guint i = 0; i < h && sd != NULL; i++)
    sd[i] = 0;
  for (guint k = 0; k < model->n_trends; k++)
    {
      am_trend_forecast (&model->trends[k], h, one);
      for (guint i = 0; i < h; i++)
        mean[i] += one[i] / model->n_trends;
      if (sd == NULL)
        continue;
      am_trend_spread (&model->trends[k], h, one);
      for (guint i = 0; i < h; i++)
        sd[i] += one[i] / model->n_trends;
    }
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Adjusted *model = data;
  gsize n = model->trends[0].n;
  g_autofree double *sd = g_new (double, h);

  forecast_adjusted (model, h, mean, sd);
  for (guint i = 0; i < h; i++)
    {
      for (guint k = 0; k < n_p; k++)
        quantiles[(gsize) k * h + i] = season_part_back (&model->season, n + i, mean[i] + am_normal_quantile (p[k]) * sd[i]);
      mean[i] = season_part_back (&model->season, n + i, mean[i]);
    }
}

static void
update (gpointer data, double y)
{
  Adjusted *model = data;
  double adjusted = season_part_off (&model->season, model->trends[0].n, y);

  for (guint k = 0; k < model->n_trends; k++)
    am_trend_update (&model->trends[k], adjusted);
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Adjusted *model = data;

  for (gsize t = 0; t < model->n && model->fitted != NULL; t++)
    fitted[t] = season_part_back (&model->season, t, model->fitted[t]);
}

static void
add_number (AssayParameters *parameters, const Adjusted *model, const AmTrend *trend, const char *id, double value)
{
  g_autofree char *whole = model->n_trends > 1 ? g_strdup_printf ("%s-%s", names[trend->kind], id) : g_strdup (id);

  assay_parameters_add (parameters, whole, value);
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Adjusted *model = data;

  for (const AmTrend *trend = model->trends; trend < model->trends + model->n_trends; trend++)
    {
      add_number (parameters, model, trend, "alpha", trend->alpha);
      if (trend->kind != AM_TREND_NONE)
        add_number (parameters, model, trend, "beta", trend->beta);
      if (trend->kind == AM_TREND_DAMPED)
        add_number (parameters, model, trend, "phi", trend->phi);
      add_number (parameters, model, trend, "level", trend->level);
      if (trend->kind != AM_TREND_NONE)
        add_number (parameters, model, trend, "slope", trend->slope);
      add_number (parameters, model, trend, "sigma", trend->sigma);
    }
  season_part_describe (&model->season, parameters);
}

/* level: the one-step forecast, and then the forecast, on the adjusted scale; steps taken in updates are not kept. */
static void
decompose (gconstpointer data, guint h, AssayComponents *components)
{
  const Adjusted *model = data;
  gsize n = model->trends[0].n;
  double *level = g_new (double, n + h);

  for (gsize t = 0; t < n; t++)
    level[t] = model->fitted != NULL && t < model->n ? model->fitted[t] : NAN;
  forecast_adjusted (model, h, level + n, NULL);
  assay_components_take (components, "level", level);
  season_part_decompose (&model->season, n + h, components);
}

/* ---- as an artifact ---- */

static void
write_adjusted (gconstpointer data, JsonObject *to)
{
  const Adjusted *model = data;

  json_object_set_int_member (to, "steps", (gint64) model->trends[0].n);
  for (const AmTrend *trend = model->trends; trend < model->trends + model->n_trends; trend++)
    {
      const double numbers[N_NUMBERS] = { trend->alpha, trend->beta, trend->phi, trend->level0, trend->slope0, trend->level, trend->slope, trend->sigma };

      assay_json_put_numbers (to, names[trend->kind], numbers, N_NUMBERS);
    }
  season_part_write (&model->season, to);
}

static gboolean
read_trend (Adjusted *model, AmTrendKind kind, gsize steps, JsonObject *from, GError **error)
{
  gsize n;
  g_autofree double *numbers = assay_json_get_numbers (from, names[kind], &n, N_NUMBERS, N_NUMBERS, error);
  gboolean good = TRUE;

  if (numbers == NULL)
    return FALSE;
  for (guint i = 0; i + 1 < N_NUMBERS; i++)
    good = good && isfinite (numbers[i]);
  for (guint i = 0; i < 3; i++)
    good = good && numbers[i] >= 0 && numbers[i] <= 1;
  if (!good || numbers[N_NUMBERS - 1] < 0)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“%s” of the forecast model must be three smoothing parameters from 0 to 1, four numbers of state and a spread of at least 0."), names[kind]);
      return FALSE;
    }
  model->trends[model->n_trends++] = (AmTrend) { kind, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], steps, numbers[7] };
  return TRUE;
}

static gpointer
read_adjusted (JsonObject *from, GError **error)
{
  Adjusted *model = g_new0 (Adjusted, 1);
  gint64 steps;
  gboolean good = assay_json_get_integer (from, "steps", 1, (gint64) MOST_STEPS, &steps, error) && season_part_read (&model->season, from, error);

  for (AmTrendKind kind = AM_TREND_NONE; kind <= AM_TREND_DAMPED && good; kind++)
    if (json_object_has_member (from, names[kind]))
      good = read_trend (model, kind, (gsize) steps, from, error);
  if (good && model->n_trends == 0)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("The forecast model has none of “ses”, “holt” and “damped”."));
      good = FALSE;
    }
  if (good)
    return model;
  free_adjusted (model);
  return NULL;
}

#define PLUMBING \
  .least = LEAST, .forecast = forecast, .update = update, .get_fitted = get_fitted, .describe = describe, .decompose = decompose, \
  .write = write_adjusted, .read = read_adjusted, .free = free_adjusted

const AssayForecaster assay_naive2_forecaster = {
  .id = "naive2",
  .title = N_("Naive 2"),
  .convention = N_("the last value of the seasonally adjusted series, the season put back on forecast and limits; classical indices where a 90 % test finds a season "
                   "in at least three of it, multiplicative when all values are above 0, else additive"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_naive2,
  PLUMBING,
};

const AssayForecaster assay_ses_sa_forecaster = {
  .id = "ses-sa",
  .title = N_("SES, seasonally adjusted"),
  .convention = N_("simple exponential smoothing of the seasonally adjusted series, the season as in Naive 2; parameters where the search of the M4 benchmark ends"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_ses,
  PLUMBING,
};

const AssayForecaster assay_holt_sa_forecaster = {
  .id = "holt-sa",
  .title = N_("Holt, seasonally adjusted"),
  .convention = N_("Holt's linear trend on the seasonally adjusted series, the season as in Naive 2; parameters where the search of the M4 benchmark ends"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_holt,
  PLUMBING,
};

const AssayForecaster assay_damped_sa_forecaster = {
  .id = "damped-sa",
  .title = N_("Damped trend, seasonally adjusted"),
  .convention = N_("damped trend on the seasonally adjusted series, the season as in Naive 2; parameters where the search of the M4 benchmark ends"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_damped,
  PLUMBING,
};

const AssayForecaster assay_comb_forecaster = {
  .id = "comb",
  .title = N_("Comb"),
  .convention = N_("mean of simple exponential smoothing, Holt and damped trend on the seasonally adjusted series, the season as in Naive 2; limits: mean of their limits"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_comb,
  PLUMBING,
};
