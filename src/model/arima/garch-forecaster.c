#include "model/arima/arima-family.h"

#include "math/arima/garch.h"
#include "math/distribution.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  AmGarch garch;
  gsize n;
} GarchModel;

static gpointer
fit (const AssayPast *past, GError **error)
{
  GarchModel *model = g_new0 (GarchModel, 1);

  model->n = past->n;
  if (am_garch_fit (past->y, past->n, &model->garch))
    return model;
  g_free (model);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
               "the variance of the %zu steps of the past cannot be modelled; GARCH needs at least 20 values that change", past->n);
  return NULL;
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const GarchModel *model = data;
  g_autofree double *variance = g_new (double, h);

  am_garch_forecast (&model->garch, h, variance);
  for (guint i = 0; i < h; i++)
    {
      mean[i] = model->garch.mean;
      for (guint k = 0; k < n_p; k++)
        quantiles[(gsize) k * h + i] = mean[i] + am_normal_quantile (p[k]) * sqrt (variance[i]);
    }
}

/* A step without a value: its square is expected to be its variance. */
static void
update (gpointer data, double y)
{
  GarchModel *model = data;
  AmGarch *garch = &model->garch;
  double square = isnan (y) ? garch->next_variance : (y - garch->mean) * (y - garch->mean);

  garch->next_variance = garch->omega + garch->alpha * square + garch->beta * garch->next_variance;
  model->n++;
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const GarchModel *model = data;

  for (gsize t = 0; t < model->n; t++)
    fitted[t] = model->garch.mean;
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const AmGarch *garch = &((const GarchModel *) data)->garch;

  assay_parameters_add (parameters, "mean", garch->mean);
  assay_parameters_add (parameters, "omega", garch->omega);
  assay_parameters_add (parameters, "alpha", garch->alpha);
  assay_parameters_add (parameters, "beta", garch->beta);
  assay_parameters_add (parameters, "volatility", sqrt (garch->omega / (1 - garch->alpha - garch->beta)));
  assay_parameters_add (parameters, "next_volatility", sqrt (garch->next_variance));
  assay_parameters_add (parameters, "loglik", garch->loglik);
}

static void
write_garch (gconstpointer data, JsonObject *to)
{
  const GarchModel *model = data;
  const AmGarch *garch = &model->garch;

  json_object_set_double_member (to, "mean", garch->mean);
  json_object_set_double_member (to, "omega", garch->omega);
  json_object_set_double_member (to, "alpha", garch->alpha);
  json_object_set_double_member (to, "beta", garch->beta);
  json_object_set_double_member (to, "loglik", garch->loglik);
  json_object_set_double_member (to, "next_variance", garch->next_variance);
  json_object_set_int_member (to, "steps", (gint64) model->n);
}

static gpointer
read_garch (JsonObject *from, GError **error)
{
  g_autofree GarchModel *model = g_new0 (GarchModel, 1);
  AmGarch *garch = &model->garch;
  gint64 n;

  if (!assay_json_get_number (from, "mean", -G_MAXDOUBLE, G_MAXDOUBLE, &garch->mean, error)
      || !assay_json_get_number (from, "omega", G_MINDOUBLE, G_MAXDOUBLE, &garch->omega, error)
      || !assay_json_get_number (from, "alpha", 0, 1, &garch->alpha, error)
      || !assay_json_get_number (from, "beta", 0, 1 - garch->alpha, &garch->beta, error)
      || !assay_json_get_number (from, "loglik", -G_MAXDOUBLE, G_MAXDOUBLE, &garch->loglik, error)
      || !assay_json_get_number (from, "next_variance", 0, G_MAXDOUBLE, &garch->next_variance, error)
      || !assay_json_get_integer (from, "steps", 0, G_MAXINT32, &n, error))
    return NULL;
  model->n = n;
  return g_steal_pointer (&model);
}

const AssayForecaster assay_garch_forecaster = {
  .id = "garch",
  .title = N_("GARCH(1,1)"),
  .convention = N_("for returns or other changes: the mean, with variance h = ω + α e² + β h of the step before, Gaussian likelihood, first variance that of the past; "
                   "interval: normal, the variance forecast returning to ω / (1 − α − β)"),
  .reference = N_("Bollerslev 1986"),
  .flags = ASSAY_FORECASTER_VARIANCE,
  .least = 20,
  .fit = fit,
  .forecast = forecast,
  .update = update,
  .get_fitted = get_fitted,
  .describe = describe,
  .write = write_garch,
  .read = read_garch,
  .free = g_free,
};
