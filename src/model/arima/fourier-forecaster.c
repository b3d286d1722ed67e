/* Seasons too long, too many or too fractional for a seasonal polynomial: sines and cosines as regressors, and what they leave as a
 * plain ARIMA process. The orders are chosen on that remainder, then everything is estimated together. */
#include "model/arima/arima-family.h"
#include "model/arima/arima-past.h"

#include "math/arima/fourier.h"
#include "math/arima/unit-root.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Pairs of a year beyond this follow weather, not the season. */
#define MOST_PAIRS 12

typedef struct { guint n; double *periods; gsize *pairs; gsize n_terms; } Terms;

static void
terms_clear (Terms *self)
{
  g_free (self->periods);
  g_free (self->pairs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Terms, terms_clear)

static gboolean
check_variant (const char *text, GError **error)
{
  ArimaVariant variant;

  return assay_arima_variant_parse (text, FALSE, &variant, error);
}

static void
take_seasons (const AssayPast *past, Terms *terms)
{
  guint most = MAX (past->n_seasons, 1);

  terms->periods = g_new0 (double, most);
  terms->pairs = g_new0 (gsize, most);
  for (guint i = 0; i < past->n_seasons; i++)
    if (past->seasons[i] >= 2)
      terms->periods[terms->n++] = past->seasons[i];
  if (past->n_seasons == 0 && past->season >= 2)
    terms->periods[terms->n++] = past->season;
}

/* d on what all terms leave, then the number of pairs given d. */
static gboolean
choose_pairs (const double *filled, gsize n, Terms *terms)
{
  g_autofree gsize *most = g_new (gsize, terms->n + 1);
  g_autofree double *left = g_new (double, n), *work = g_new (double, n);

  am_fourier_limit (n, terms->periods, terms->n, MOST_PAIRS, most);
  if (!am_fourier_residual (filled, n, terms->periods, most, terms->n, left)
      || !am_fourier_choose (filled, n, am_ndiffs (left, n, 2, work), terms->periods, most, terms->n, terms->pairs))
    return FALSE;
  terms->n_terms = 0;
  for (guint i = 0; i < terms->n; i++)
    terms->n_terms += 2 * terms->pairs[i];
  return TRUE;
}

static double *
make_rows (const AssayPast *past, const Terms *terms)
{
  gsize width = past->n_x + terms->n_terms;
  double *x = g_new (double, MAX (past->n * width, 1));

  for (gsize t = 0; t < past->n; t++)
    {
      if (past->n_x > 0)
        memcpy (x + t * width, past->x + t * past->n_x, past->n_x * sizeof (double));
      am_fourier_row (t + 1, terms->periods, terms->pairs, terms->n, x + t * width + past->n_x);
    }
  return x;
}

/* z less the regression of a first model: what the orders are chosen on. */
static gboolean
take_out_regression (const double *z, gsize n, const double *x, gsize width, double *left)
{
  const AmArimaOrder tries[] = { { .p = 2, .d = 1, .q = 1, .m = 1 }, { .m = 1, .constant = TRUE } };
  AmArimaFitter *fitter = am_arima_fitter_alloc (z, n, x, width);
  gboolean done = FALSE;
  AmArimaFit first;

  for (guint i = 0; fitter != NULL && !done && i < G_N_ELEMENTS (tries); i++)
    done = am_arima_fit (fitter, &tries[i], AM_ARIMA_CSS, &first);
  am_arima_fitter_free (fitter);
  for (gsize t = 0; done && t < n; t++)
    {
      left[t] = z[t];
      for (gsize k = 0; k < width; k++)
        left[t] -= first.beta[first.n_beta - width + k] * x[t * width + k];
    }
  return done;
}

static gboolean
fit_together (const double *z, gsize n, const double *x, gsize width, AmArimaFit *best)
{
  AmArimaFitter *fitter = am_arima_fitter_alloc (z, n, x, width);
  AmArimaFit chosen = *best;
  gboolean done = fitter != NULL && am_arima_fit_from (fitter, &chosen.order, AM_ARIMA_ML, chosen.coef, best);

  am_arima_fitter_free (fitter);
  return done;
}

static gboolean
fit_terms (const AssayPast *past, const double *z, const double *x, gsize width, AmArimaFit *best, guint *n_tried, GError **error)
{
  g_autofree double *filled = g_memdup2 (z, past->n * sizeof (double)), *left = g_new (double, past->n);

  am_arima_fill_gaps (filled, past->n, past->season);
  if (width > AM_ARIMA_MOST_X || !take_out_regression (filled, past->n, x, width, left))
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the past has %zu steps, too few for %zu regressors and Fourier terms; use a longer --window",
                   past->n, width);
      return FALSE;
    }
  if (!assay_arima_choose (left, past->n, NULL, 0, 1, past->progress, best, n_tried, error))
    return FALSE;
  if (!assay_arima_check_cancelled (past->progress, error))
    return FALSE;
  if (fit_together (am_arima_filters_gaps (past->n * (width + 1), 1) ? z : filled, past->n, x, width, best) || fit_together (filled, past->n, x, width, best))
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "no ARIMA model can be fitted on the %zu steps of the past", past->n);
  return FALSE;
}

static gpointer
fit (const AssayPast *past, GError **error)
{
  double lambda;
  ArimaVariant variant;
  g_auto(Terms) terms = { 0 };
  g_autofree double *z = NULL, *x = NULL, *filled = NULL;
  ArimaModel *model;
  AmArimaFit best;
  guint n_tried = 0;
  gsize width;

  if (!assay_arima_variant_parse (past->variant, FALSE, &variant, error))
    return NULL;
  z = assay_arima_transform (past, variant.transform, &lambda, error);
  if (z == NULL || !assay_arima_check_cancelled (past->progress, error))
    return NULL;
  filled = g_memdup2 (z, past->n * sizeof (double));
  am_arima_fill_gaps (filled, past->n, past->season);
  take_seasons (past, &terms);
  if (!choose_pairs (filled, past->n, &terms))
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "no ARIMA model can be fitted on the %zu steps of the past", past->n);
      return NULL;
    }
  width = past->n_x + terms.n_terms;
  x = make_rows (past, &terms);
  if (!fit_terms (past, z, x, width, &best, &n_tried, error))
    return NULL;
  model = assay_arima_finish (&best, z, past->n, x, width, lambda, error);
  if (model == NULL)
    return NULL;
  model->n_x = past->n_x;
  model->n_tried = n_tried;
  model->n_periods = terms.n;
  model->periods = g_steal_pointer (&terms.periods);
  model->pairs = g_steal_pointer (&terms.pairs);
  return model;
}

/* Each season's part, when parts add up; a model from a file knows no past to lay them along. */
static void
decompose (gconstpointer data, guint h, AssayComponents *components)
{
  const ArimaModel *model = data;
  gsize at = am_arima_order_has_constant (&model->fit.order) + model->n_x;

  for (guint i = 0; !model->transforms && model->fitted != NULL && i < model->n_periods; at += 2 * model->pairs[i], i++)
    {
      double *values = g_new (double, model->n + h), row[2 * MOST_PAIRS];
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *id = g_strconcat ("season-", g_ascii_formatd (number, sizeof number, "%g", model->periods[i]), NULL);

      for (gsize t = 0; t < model->n + h; t++)
        {
          values[t] = 0;
          am_fourier_row (t + 1, &model->periods[i], &model->pairs[i], 1, row);
          for (gsize k = 0; k < 2 * model->pairs[i]; k++)
            values[t] += model->fit.beta[at + k] * row[k];
        }
      assay_components_take (components, id, values);
    }
}

const AssayForecaster assay_arima_fourier_forecaster = {
  .id = "arima-fourier",
  .title = N_("ARIMA with Fourier Terms"),
  .convention = N_("sines and cosines of every season that the past holds twice, pairs by AICc up to 12 a season, with automatic non-seasonal ARIMA errors whose orders "
                   "are chosen on what a first regression leaves; all coefficients by exact likelihood together; a logarithm or power is taken back "
                   "without correction, so the forecast is a median; interval: normal, exact variance of the state"),
  .reference = N_("Hyndman & Athanasopoulos 2021, section 10.5"),
  .variants = N_("log or boxcox"),
  .flags = ASSAY_FORECASTER_TAKES_GAPS | ASSAY_FORECASTER_TAKES_X,
  .least = 3,
  .check_variant = check_variant,
  .fit = fit,
  .forecast = assay_arima_model_forecast,
  .update = assay_arima_model_update,
  .get_fitted = assay_arima_model_get_fitted,
  .describe = assay_arima_model_describe,
  .decompose = decompose,
  .write = assay_arima_model_write,
  .read = assay_arima_model_read,
  .free = assay_arima_model_free,
};
