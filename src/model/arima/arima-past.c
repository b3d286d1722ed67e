#include "model/arima/arima-past.h"

#include "base/number.h"
#include "math/arima/box-cox.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Below 0 the upper limits of a forecast may not exist. */
#define LEAST_LAMBDA 0

static gboolean
check_range (const AssayPast *past, ArimaTransform transform, GError **error)
{
  g_autofree char *said = NULL;
  double least = INFINITY;

  for (gsize t = 0; t < past->n; t++)
    if (past->y[t] < least)
      least = past->y[t];
  said = assay_number_print ("%g", least);
  if (transform == ARIMA_LOG && !(least > 0))
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the smallest value of the past is %s and a logarithm needs values above 0", said);
  else if (transform == ARIMA_BOX_COX && !(least >= 0))
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the smallest value of the past is %s and a power transformation needs values of 0 or more", said);
  else
    return TRUE;
  return FALSE;
}

static double
find_lambda (const AssayPast *past)
{
  g_autofree double *filled = g_memdup2 (past->y, past->n * sizeof (double));
  double lambda;

  am_arima_fill_gaps (filled, past->n, past->season);
  lambda = am_box_cox_lambda (filled, past->n, past->season);
  return MAX (lambda, LEAST_LAMBDA);
}

/* A power next to 0 is a logarithm, which has none for 0 itself. */
static double
keep_off_log (const AssayPast *past, double lambda)
{
  for (gsize t = 0; t < past->n; t++)
    if (past->y[t] == 0)
      return MAX (lambda, 0.01);
  return lambda;
}

double *
assay_arima_transform (const AssayPast *past, ArimaTransform transform, double *lambda, GError **error)
{
  double *z;

  *lambda = NAN;
  if (transform != ARIMA_PLAIN && !check_range (past, transform, error))
    return NULL;
  z = g_memdup2 (past->y, past->n * sizeof (double));
  if (transform == ARIMA_PLAIN)
    return z;
  *lambda = transform == ARIMA_LOG ? 0 : keep_off_log (past, find_lambda (past));
  for (gsize t = 0; t < past->n; t++)
    if (!isnan (z[t]))
      z[t] = am_box_cox (z[t], *lambda);
  return z;
}

gboolean
assay_arima_check_cancelled (AssayProgress *progress, GError **error)
{
  if (!assay_progress_is_cancelled (progress))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Operation was cancelled"));
  return FALSE;
}

gboolean
assay_arima_choose (const double *z, gsize n, const double *x, gsize width, guint m, AssayProgress *progress,
                    AmArimaFit *fit, guint *n_tried, GError **error)
{
  AmArimaSearch *search = am_arima_search_alloc (z, n, x, width, m);
  gboolean done = search != NULL, goes_on = TRUE;

  while (done && goes_on)
    {
      done = assay_arima_check_cancelled (progress, error);
      goes_on = done && am_arima_search_step (search);
    }
  if (done && !am_arima_search_finish (search, fit))
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "no ARIMA model can be fitted on the %zu steps of the past", n);
      done = FALSE;
    }
  else if (search == NULL)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "an ARIMA model takes at most %d regressors, and there are %zu", AM_ARIMA_MOST_X, width);
  if (done)
    *n_tried = am_arima_search_get_n_tried (search);
  am_arima_search_free (search);
  return done;
}

ArimaModel *
assay_arima_finish (const AmArimaFit *fit, const double *z, gsize n, const double *x, gsize width, double lambda, GError **error)
{
  ArimaModel *model = assay_arima_model_new (fit, z, n, x, width);

  if (model == NULL || !am_arima_state_is_found (model->state) || !isfinite (fit->sigma2))
    {
      assay_arima_model_free (model);
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
                           "the missing values leave a step of the season without any value; use a longer --window");
      return NULL;
    }
  model->transforms = !isnan (lambda);
  model->lambda = model->transforms ? lambda : 0;
  return model;
}
