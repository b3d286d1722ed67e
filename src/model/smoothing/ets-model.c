#include "model/smoothing/ets-model.h"

#include "math/distribution.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* From this spread of relative errors on, a normal limit would soon promise values that a product of positive parts cannot have. */
#define MOST_NORMAL_SIGMA 0.25

void
ets_model_free (gpointer data)
{
  EtsModel *model = data;

  g_free (model->ignored);
  g_free (model->y);
  g_free (model);
}

/* ---- fitting ---- */

/* NULL: a season of m steps can be fitted. */
static char *
explain_no_season (const AssayPast *past)
{
  if (past->season > AM_ETS_MOST_SEASON)
    return g_strdup_printf ("season ignored: it has %u steps and this model takes at most %d", past->season, AM_ETS_MOST_SEASON);
  if (past->season > 1 && past->n < 2 * (gsize) past->season)
    return g_strdup_printf ("season ignored: %zu steps are fewer than two seasons of %u", past->n, past->season);
  return NULL;
}

static EtsModel *
model_new (const AssayPast *past, const AmEts *fit, char *ignored)
{
  EtsModel *model = g_new0 (EtsModel, 1);

  model->fit = *fit;
  model->seed = past->seed;
  model->ignored = ignored;
  model->y = g_memdup2 (past->y, past->n * sizeof (double));
  return model;
}

static gboolean
has_only_positive (const double *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!(y[i] > 0))
      return FALSE;
  return TRUE;
}

static void
fail_fit (const AssayPast *past, AmEtsForm form, guint m, GError **error)
{
  char name[5];
  gsize least = am_ets_count_parameters (form, m) + 2;

  am_ets_form_to_text (form, name);
  if (past->n < least)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
                 "the past has %zu steps and exponential smoothing of form %s needs at least %zu", past->n, name, least);
  else if ((form.multiplicative_error || form.season == AM_ETS_MULTIPLICATIVE_SEASON) && !has_only_positive (past->y, past->n))
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
                 "the past has values that are not above 0, and the form %s multiplies; use an additive form such as ANA", name);
  else
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
                 "no parameters of the form %s describe this past; use an additive form such as ANN", name);
}

/* TRUE without a change where no parameter of the form is to be another. */
static gboolean
set_smoothing (const AssayPast *past, AmEtsWork *work, AmEts *fit)
{
  const double *wanted = past->smoothing;

  if (wanted == NULL || (isnan (wanted[0]) && (isnan (wanted[1]) || fit->form.trend == AM_ETS_NO_TREND) && (isnan (wanted[2]) || fit->form.season == AM_ETS_NO_SEASON)
                         && (isnan (wanted[3]) || fit->form.trend != AM_ETS_DAMPED)))
    return TRUE;
  return am_ets_set_smoothing (past->y, past->n, wanted, work, fit);
}

static EtsModel *
fail_smoothing (GError **error)
{
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the smoothing parameters asked for are not admissible together: the error of a step would grow with time");
  return NULL;
}

EtsModel *
ets_model_fit_form (const AssayPast *past, AmEtsForm form, GError **error)
{
  g_autofree char *ignored = form.season != AM_ETS_NO_SEASON ? explain_no_season (past) : NULL;
  guint m = form.season != AM_ETS_NO_SEASON && ignored == NULL ? past->season : 1;
  AmEtsWork *work;
  gboolean found, is_possible;
  AmEts fit;

  if (assay_progress_is_cancelled (past->progress))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Operation was cancelled"));
      return NULL;
    }
  if (form.season != AM_ETS_NO_SEASON && m == 1)
    {
      if (ignored == NULL)
        ignored = g_strdup ("season ignored: the series has none");
      form.season = AM_ETS_NO_SEASON;
    }
  work = am_ets_work_alloc (past->n);
  found = work != NULL && am_ets_fit (past->y, past->n, form, m, work, &fit);
  is_possible = !found || set_smoothing (past, work, &fit);
  am_ets_work_free (work);
  if (!is_possible)
    return fail_smoothing (error);
  if (found)
    return model_new (past, &fit, g_steal_pointer (&ignored));
  fail_fit (past, form, m, error);
  return NULL;
}

EtsModel *
ets_model_fit_best (const AssayPast *past, GError **error)
{
  const AmEtsForm simplest = { FALSE, AM_ETS_NO_TREND, AM_ETS_NO_SEASON };
  g_autofree char *ignored = explain_no_season (past);
  AmEtsForm forms[AM_ETS_MOST_FORMS];
  gsize n_forms = am_ets_list_forms (past->y, past->n, past->season, forms);
  AmEtsWork *work = am_ets_work_alloc (past->n);
  gboolean found = FALSE, stopped = FALSE, is_possible;
  AmEts best, one;

  for (gsize i = 0; i < n_forms && work != NULL && !stopped; i++)
    {
      stopped = assay_progress_is_cancelled (past->progress);
      if (!stopped && am_ets_fit (past->y, past->n, forms[i], past->season, work, &one) && (!found || am_ets_is_better (&one, &best)))
        {
          best = one;
          found = TRUE;
        }
    }
  is_possible = !found || stopped || set_smoothing (past, work, &best);
  am_ets_work_free (work);
  if (stopped)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Operation was cancelled"));
      return NULL;
    }
  if (!is_possible)
    return fail_smoothing (error);
  /* Too short for an AICc: there is nothing to choose from. */
  return found ? model_new (past, &best, g_steal_pointer (&ignored)) : ets_model_fit_form (past, simplest, error);
}

/* ---- forecasts ---- */

void
ets_model_forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const EtsModel *model = data;
  gboolean simulated = model->fit.form.multiplicative_error && model->fit.sigma2 > MOST_NORMAL_SIGMA * MOST_NORMAL_SIGMA;
  g_autofree double *work = n_p > 0 ? g_new (double, (simulated ? AM_ETS_PATHS : 1) * (gsize) h) : NULL;

  /* The exact mean of such errors is that of normal ones far below -1, and grows without bound where they renew a season. */
  if (simulated)
    am_ets_extend (&model->fit, h, mean, NULL, NULL, NULL);
  else
    am_ets_forecast (&model->fit, h, mean, work);
  if (simulated && n_p > 0)
    am_ets_path_quantiles (&model->fit, h, model->seed, p, n_p, quantiles, work);
  for (guint k = 0; k < n_p && !simulated; k++)
    {
      double z = am_normal_quantile (p[k]);

      for (guint i = 0; i < h; i++)
        quantiles[(gsize) k * h + i] = mean[i] + z * sqrt (work[i]);
    }
}

void
ets_model_update (gpointer data, double y)
{
  EtsModel *model = data;

  if (model->y != NULL)
    {
      model->y = g_renew (double, model->y, model->fit.n + 1);
      model->y[model->fit.n] = y;
    }
  am_ets_update (&model->fit, y);
}

/* ---- what it says of itself ---- */

void
ets_model_get_fitted (gconstpointer data, double *fitted)
{
  const EtsModel *model = data;

  if (model->y != NULL)
    am_ets_run (&model->fit, model->y, model->fit.n, fitted, NULL, NULL, NULL);
}

static char *
make_method (AmEtsForm form)
{
  const char *trend[] = { "N", "A", "Ad" };

  return g_strdup_printf ("ETS(%c,%s,%c)", form.multiplicative_error ? 'M' : 'A', trend[form.trend], "NAM"[form.season]);
}

static void
describe_season (const AmEts *fit, AssayParameters *parameters)
{
  assay_parameters_add (parameters, "season", fit->m);
  /* As the books number them: s0 is the season of the step before the first, s1 of the one before that. */
  for (guint k = 0; k < fit->m; k++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", k);

      assay_parameters_add (parameters, id, fit->first.s[fit->m - 1 - k]);
    }
}

void
ets_model_describe (gconstpointer data, AssayParameters *parameters)
{
  const EtsModel *model = data;
  const AmEts *fit = &model->fit;
  g_autofree char *method = make_method (fit->form);

  assay_parameters_add_text (parameters, "method", method);
  if (model->ignored != NULL)
    assay_parameters_add_text (parameters, "note", model->ignored);
  assay_parameters_add (parameters, "alpha", fit->alpha);
  if (fit->form.trend != AM_ETS_NO_TREND)
    assay_parameters_add (parameters, "beta", fit->beta);
  if (fit->form.season != AM_ETS_NO_SEASON)
    assay_parameters_add (parameters, "gamma", fit->gamma);
  if (fit->form.trend == AM_ETS_DAMPED)
    assay_parameters_add (parameters, "phi", fit->phi);
  assay_parameters_add (parameters, "l", fit->first.l);
  if (fit->form.trend != AM_ETS_NO_TREND)
    assay_parameters_add (parameters, "b", fit->first.b);
  if (fit->form.season != AM_ETS_NO_SEASON)
    describe_season (fit, parameters);
  assay_parameters_add (parameters, "level", fit->last.l);
  if (fit->form.trend != AM_ETS_NO_TREND)
    assay_parameters_add (parameters, "slope", fit->last.b);
  assay_parameters_add (parameters, "sigma2", fit->sigma2);
  assay_parameters_add (parameters, "loglik", fit->loglik);
  assay_parameters_add (parameters, "aic", fit->aic);
  assay_parameters_add (parameters, "aicc", isfinite (fit->aicc) ? fit->aicc : NAN);
  assay_parameters_add (parameters, "bic", fit->bic);
}

/* ---- parts ---- */

/* What the mean of each step is made of, before its value is seen: level + slope, with the season added or times it; what the value has
 * beyond is the remainder. */
void
ets_model_decompose (gconstpointer data, guint h, AssayComponents *components)
{
  const EtsModel *model = data;
  const AmEts *fit = &model->fit;
  gsize n = fit->n;
  double *level, *slope, *season, *remainder;

  if (model->y == NULL)
    return;
  level = g_new (double, n + h);
  slope = g_new (double, n + h);
  season = g_new (double, n + h);
  remainder = g_new (double, n + h);
  am_ets_run (fit, model->y, n, remainder, level, slope, season);
  for (gsize t = n; t-- > 0;)
    {
      slope[t] = fit->phi * (t > 0 ? slope[t - 1] : fit->first.b);
      level[t] = t > 0 ? level[t - 1] : fit->first.l;
      remainder[t] = model->y[t] - remainder[t];
    }
  am_ets_extend (fit, h, NULL, level + n, slope + n, season + n);
  for (guint i = 0; i < h; i++)
    {
      level[n + i] -= slope[n + i];
      remainder[n + i] = NAN;
    }

  assay_components_take (components, "level", level);
  if (fit->form.trend != AM_ETS_NO_TREND)
    assay_components_take (components, "slope", slope);
  else
    g_free (slope);
  if (fit->form.season != AM_ETS_NO_SEASON)
    {
      g_autofree char *id = g_strdup_printf ("season-%u", fit->m);

      assay_components_take (components, id, season);
    }
  else
    g_free (season);
  assay_components_take (components, "remainder", remainder);
}
