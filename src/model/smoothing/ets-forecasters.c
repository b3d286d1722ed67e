#include "model/smoothing/ets-forecasters.h"

#include "model/smoothing/ets-model.h"

#include <glib/gi18n-lib.h>

static const AmEtsForm level_form = { FALSE, AM_ETS_NO_TREND, AM_ETS_NO_SEASON };
static const AmEtsForm trend_form = { FALSE, AM_ETS_TREND, AM_ETS_NO_SEASON };
static const AmEtsForm damped_form = { FALSE, AM_ETS_DAMPED, AM_ETS_NO_SEASON };

static gpointer
fit_ses (const AssayPast *past, GError **error)
{
  return ets_model_fit_form (past, level_form, error);
}

static gpointer
fit_holt (const AssayPast *past, GError **error)
{
  return ets_model_fit_form (past, trend_form, error);
}

static gpointer
fit_damped (const AssayPast *past, GError **error)
{
  return ets_model_fit_form (past, damped_form, error);
}

/* ---- Holt-Winters ---- */

static const struct { const char *variant; AmEtsForm form; } holt_winters[] = {
  { NULL, { FALSE, AM_ETS_TREND, AM_ETS_ADDITIVE_SEASON } },
  { "multiplicative", { TRUE, AM_ETS_TREND, AM_ETS_MULTIPLICATIVE_SEASON } },
  { "damped", { FALSE, AM_ETS_DAMPED, AM_ETS_ADDITIVE_SEASON } },
  { "damped-multiplicative", { TRUE, AM_ETS_DAMPED, AM_ETS_MULTIPLICATIVE_SEASON } },
};

static const AmEtsForm *
find_holt_winters (const char *variant)
{
  for (guint i = 0; i < G_N_ELEMENTS (holt_winters); i++)
    if (g_strcmp0 (holt_winters[i].variant, variant) == 0)
      return &holt_winters[i].form;
  return NULL;
}

static gboolean
check_holt_winters (const char *variant, GError **error)
{
  if (find_holt_winters (variant) != NULL)
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN,
               _("“holt-winters:%s” is not known; there are holt-winters, holt-winters:multiplicative, holt-winters:damped and holt-winters:damped-multiplicative."),
               variant);
  return FALSE;
}

static gpointer
fit_holt_winters (const AssayPast *past, GError **error)
{
  return ets_model_fit_form (past, *find_holt_winters (past->variant), error);
}

/* ---- any form ---- */

static gboolean
check_ets (const char *variant, GError **error)
{
  AmEtsForm form;

  if (!am_ets_form_parse (variant, &form))
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN,
                 _("“ets:%s” must name error (A, M), trend (N, A, Ad) and season (N, A, M), such as ets:ANA or ets:MAdM."), variant);
  else if (!am_ets_form_is_stable (form))
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN,
                 _("“ets:%s” is not offered: an additive error beside a multiplicative season has a variance without bound; use ets:M%s."), variant, variant + 1);
  else
    return TRUE;
  return FALSE;
}

static gpointer
fit_ets (const AssayPast *past, GError **error)
{
  AmEtsForm form;

  if (past->variant == NULL)
    return ets_model_fit_best (past, error);
  am_ets_form_parse (past->variant, &form);
  return ets_model_fit_form (past, form, error);
}

#define SHARED \
  .forecast = ets_model_forecast, .update = ets_model_update, .get_fitted = ets_model_get_fitted, .describe = ets_model_describe, \
  .decompose = ets_model_decompose, .write = ets_model_write, .read = ets_model_read, .free = ets_model_free

const AssayForecaster assay_ses_forecaster = {
  .id = "ses",
  .title = N_("Simple Exponential Smoothing"),
  .convention = N_("level' = level + α error; α in (0.0001, 0.9999) and the first level by maximum likelihood; interval: normal, σ √(1 + (h − 1) α²)"),
  .reference = N_("Brown 1959; Hyndman, Koehler, Ord & Snyder 2008, ETS(A,N,N)"),
  .least = 4,
  .fit = fit_ses,
  SHARED,
};

const AssayForecaster assay_holt_forecaster = {
  .id = "holt",
  .title = N_("Holt’s Linear Trend"),
  .convention = N_("level and slope, both smoothed; parameters with β ≤ α and first states by maximum likelihood; interval: normal, exact variance of the state space form"),
  .reference = N_("Holt 1957; Hyndman, Koehler, Ord & Snyder 2008, ETS(A,A,N)"),
  .least = 6,
  .fit = fit_holt,
  SHARED,
};

const AssayForecaster assay_damped_forecaster = {
  .id = "damped",
  .title = N_("Damped Trend"),
  .convention = N_("level and slope, the slope times φ each step, φ in 0.80–0.98; parameters and first states by maximum likelihood; interval: normal, exact variance of the state space form"),
  .reference = N_("Gardner & McKenzie 1985; Hyndman, Koehler, Ord & Snyder 2008, ETS(A,Ad,N)"),
  .least = 7,
  .fit = fit_damped,
  SHARED,
};

const AssayForecaster assay_holt_winters_forecaster = {
  .id = "holt-winters",
  .title = N_("Holt–Winters"),
  .convention = N_("level, slope and season, all smoothed: ETS(A,A,A), multiplicative ETS(M,A,M), damped ETS(A,Ad,A) or ETS(M,Ad,M); maximum likelihood; "
                   "a season of more than 24 steps or less than twice in the past is left out; interval: normal with exact variance, 5,000 simulated paths where relative errors spread beyond 0.25"),
  .reference = N_("Winters 1960; Hyndman, Koehler, Ord & Snyder 2008"),
  .variants = "multiplicative, damped, damped-multiplicative",
  .check_variant = check_holt_winters,
  .fit = fit_holt_winters,
  SHARED,
};

const AssayForecaster assay_ets_forecaster = {
  .id = "ets",
  .title = N_("ETS"),
  .convention = N_("exponential smoothing in state space form; of up to 15 stable forms the one of least AICc; maximum likelihood within usual and admissible bounds; multiplicative forms only for values above 0; "
                   "a season of more than 24 steps or less than twice in the past is left out; interval: normal with exact variance, 5,000 simulated paths where relative errors spread beyond 0.25"),
  .reference = N_("Hyndman, Koehler, Ord & Snyder 2008; Hyndman & Khandakar 2008"),
  .variants = N_("ERROR TREND SEASON such as ANA or MAdM"),
  .least = 4,
  .check_variant = check_ets,
  .fit = fit_ets,
  SHARED,
};
