#include "model/arima/arima-family.h"
#include "model/arima/arima-past.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A seasonal polynomial of a longer season has nothing to be estimated from and a state too large to keep. */
#define MOST_SEASON 60

static gboolean
check_variant (const char *text, GError **error)
{
  ArimaVariant variant;

  return assay_arima_variant_parse (text, TRUE, &variant, error);
}

/* The main season, or the longest that is short enough. */
static guint
choose_season (const AssayPast *past)
{
  guint m = past->season <= MOST_SEASON ? MAX (past->season, 1) : 1;

  for (guint i = 0; past->season > MOST_SEASON && i < past->n_seasons; i++)
    if (past->seasons[i] >= 2 && past->seasons[i] <= MOST_SEASON)
      m = MAX (m, (guint) lround (past->seasons[i]));
  return m;
}

static gboolean
fit_given (const AssayPast *past, const double *z, const ArimaVariant *variant, guint m, AmArimaFit *fit, GError **error)
{
  AmArimaOrder order = variant->order;
  g_autofree double *filled = g_memdup2 (z, past->n * sizeof (double));
  g_autofree char *text = NULL;
  AmArimaFitter *fitter;
  gboolean done;

  order.m = order.P + order.D + order.Q > 0 ? MAX (past->season, 1) : m;
  order.constant = order.d + order.D == 0 || variant->has_drift;
  if (order.P + order.D + order.Q > 0 && (order.m == 1 || assay_arima_state_size (&order) > ASSAY_ARIMA_MOST_STATE))
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "seasonal orders need a season of 2 to some hundred steps, and the season is %u", order.m);
      return FALSE;
    }
  if (!am_arima_filters_gaps (past->n * (past->n_x + 1), order.m))
    am_arima_fill_gaps (filled, past->n, order.m);
  fitter = am_arima_fitter_alloc (filled, past->n, past->x, past->n_x);
  done = fitter != NULL && am_arima_fit (fitter, &order, AM_ARIMA_ML, fit);
  am_arima_fitter_free (fitter);
  if (done)
    return TRUE;
  text = assay_arima_order_to_text (&order);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "%s cannot be fitted on the %zu steps of the past; use smaller orders or a longer --window", text, past->n);
  return FALSE;
}

static gpointer
fit (const AssayPast *past, GError **error)
{
  double lambda;
  ArimaVariant variant;
  g_autofree double *z = NULL;
  ArimaModel *model;
  AmArimaFit best;
  guint n_tried = 0, m = choose_season (past);

  if (!assay_arima_variant_parse (past->variant, TRUE, &variant, error))
    return NULL;
  z = assay_arima_transform (past, variant.transform, &lambda, error);
  if (z == NULL || !assay_arima_check_cancelled (past->progress, error))
    return NULL;
  if (variant.has_orders ? !fit_given (past, z, &variant, m, &best, error)
                         : !assay_arima_choose (z, past->n, past->x, past->n_x, m, past->progress, &best, &n_tried, error))
    return NULL;
  model = assay_arima_finish (&best, z, past->n, past->x, past->n_x, lambda, error);
  if (model == NULL)
    return NULL;
  model->n_x = past->n_x;
  model->n_tried = n_tried;
  return model;
}

const AssayForecaster assay_arima_forecaster = {
  .id = "arima",
  .title = N_("ARIMA"),
  .convention = N_("seasonal ARIMA by exact Gaussian likelihood after a conditional start; orders stepwise by AICc with p, q ≤ 5, P, Q ≤ 2, at most 94 models, "
                   "d ≤ 2 by KPSS at 5 %, D ≤ 1 by seasonal strength above 0.64, models near a unit root refused, conditional sum of squares in the search "
                   "for more than 150 steps or seasons above 12; missing values are filled for the search, and in long series (170 months, 410 days) for the coefficients; "
                   "regressors with ARIMA errors; a logarithm or power (Guerrero, 0 or more) is taken back without correction, so the forecast is a median; "
                   "interval: normal, exact variance of the state, σ² with degrees of freedom"),
  .reference = N_("Hyndman & Khandakar 2008"),
  .variants = N_("PDQ or PDQ-PDQ such as 011-011 or 2.1.1-0.1.1, and -drift, -log, -boxcox; or log, boxcox"),
  .flags = ASSAY_FORECASTER_TAKES_GAPS | ASSAY_FORECASTER_TAKES_X,
  .least = 3,
  .check_variant = check_variant,
  .fit = fit,
  .forecast = assay_arima_model_forecast,
  .update = assay_arima_model_update,
  .get_fitted = assay_arima_model_get_fitted,
  .describe = assay_arima_model_describe,
  .write = assay_arima_model_write,
  .read = assay_arima_model_read,
  .free = assay_arima_model_free,
};
