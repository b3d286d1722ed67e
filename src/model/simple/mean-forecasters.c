/* The mean of all values and the line through the first and the last, with their normal intervals.
 * Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., sections 5.2 and 5.5. */
#include "model/simple/mean-forecasters.h"

#include "math/distribution.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  gsize n, n_values;
  double first, last;          /* of the values; drift only */
  double mean, s;              /* mean: of values, or of changes */
  double *fitted;              /* [n]; NULL: read from a file */
} Simple;

static void
free_simple (gpointer data)
{
  Simple *model = data;

  g_free (model->fitted);
  g_free (model);
}

static gpointer
fit_mean (const AssayPast *past, GError **error)
{
  Simple *model = g_new0 (Simple, 1);
  double squares = 0;

  model->n = past->n;
  for (gsize i = 0; i < past->n; i++)
    if (!isnan (past->y[i]))
      {
        double before = model->mean;

        model->n_values++;
        model->mean += (past->y[i] - before) / model->n_values;
        squares += (past->y[i] - before) * (past->y[i] - model->mean);
      }
  model->s = model->n_values > 1 ? sqrt (squares / (model->n_values - 1)) : NAN;
  model->fitted = g_new (double, past->n);
  for (gsize i = 0; i < past->n; i++)
    model->fitted[i] = model->mean;
  return model;
}

static void
forecast_mean (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Simple *model = data;
  double reach = model->s * sqrt (1 + 1.0 / model->n_values);

  for (guint i = 0; i < h; i++)
    mean[i] = model->mean;
  for (guint k = 0; k < n_p; k++)
    {
      double at = model->mean + reach * am_student_t_quantile (p[k], model->n_values - 1.0);

      for (guint i = 0; i < h; i++)
        quantiles[(gsize) k * h + i] = at;
    }
}

static void
describe_mean (gconstpointer data, AssayParameters *parameters)
{
  const Simple *model = data;

  assay_parameters_add (parameters, "mean", model->mean);
  assay_parameters_add (parameters, "sigma", model->s);
}

/* ---- drift ---- */

static gpointer
fit_drift (const AssayPast *past, GError **error)
{
  Simple *model = g_new0 (Simple, 1);
  double squares = 0;
  gsize n = past->n;

  model->n = model->n_values = n;
  model->first = past->y[0];
  model->last = past->y[n - 1];
  model->mean = (model->last - model->first) / (n - 1);
  model->fitted = g_new (double, n);
  model->fitted[0] = NAN;
  for (gsize i = 1; i < n; i++)
    {
      double error_1 = past->y[i] - past->y[i - 1] - model->mean;

      model->fitted[i] = past->y[i - 1] + model->mean;
      squares += error_1 * error_1;
    }
  model->s = n > 2 ? sqrt (squares / (n - 2)) : NAN;
  return model;
}

static void
forecast_drift (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Simple *model = data;

  for (guint i = 0; i < h; i++)
    mean[i] = model->last + (i + 1) * model->mean;
  for (guint k = 0; k < n_p; k++)
    for (guint i = 0; i < h; i++)
      quantiles[(gsize) k * h + i] = mean[i] + am_normal_quantile (p[k]) * model->s * sqrt ((i + 1) * (1 + (i + 1) / (model->n_values - 1.0)));
}

/* The line goes through the new last value; its width stays that of the fit. */
static void
update_drift (gpointer data, double y)
{
  Simple *model = data;

  model->last = y;
  model->n_values++;
  model->mean = (model->last - model->first) / (model->n_values - 1);
}

static void
update_mean (gpointer data, double y)
{
  Simple *model = data;
  double before = model->mean, squares = model->s * model->s * (model->n_values - 1.0);

  if (isnan (y))
    return;
  model->n_values++;
  model->mean += (y - before) / model->n_values;
  model->s = sqrt ((squares + (y - before) * (y - model->mean)) / (model->n_values - 1));
}

static void
describe_drift (gconstpointer data, AssayParameters *parameters)
{
  const Simple *model = data;

  assay_parameters_add (parameters, "drift", model->mean);
  assay_parameters_add (parameters, "last", model->last);
  assay_parameters_add (parameters, "sigma", model->s);
}

/* ---- both ---- */

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Simple *model = data;

  if (model->fitted != NULL)
    memcpy (fitted, model->fitted, model->n * sizeof (double));
}

static void
write_simple (gconstpointer data, JsonObject *to)
{
  const Simple *model = data;

  assay_json_put_numbers (to, "state", (double[]) { model->n_values, model->mean, model->s, model->first, model->last }, 5);
}

static gpointer
read_simple (JsonObject *from, GError **error)
{
  gsize n;
  g_autofree double *state = assay_json_get_numbers (from, "state", &n, 5, 5, error);
  Simple *model;

  if (state == NULL)
    return NULL;
  if (!(state[0] >= 1 && state[0] <= G_MAXINT32))
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("The first number of “state” must be the count of values, from 1 on."));
      return NULL;
    }
  model = g_new0 (Simple, 1);
  model->n_values = (gsize) state[0];
  model->mean = state[1];
  model->s = state[2];
  model->first = state[3];
  model->last = state[4];
  return model;
}

const AssayForecaster assay_mean_forecaster = {
  .id = "mean",
  .title = N_("Mean"),
  .convention = N_("the mean of all values; interval: Student's t with T − 1 degrees, s √(1 + 1/T), s the sample standard deviation"),
  .reference = N_("Hyndman & Athanasopoulos 2021, section 5.2"),
  .flags = ASSAY_FORECASTER_TAKES_GAPS,
  .least = 2,
  .fit = fit_mean,
  .forecast = forecast_mean,
  .update = update_mean,
  .get_fitted = get_fitted,
  .describe = describe_mean,
  .write = write_simple,
  .read = read_simple,
  .free = free_simple,
};

const AssayForecaster assay_drift_forecaster = {
  .id = "drift",
  .title = N_("Drift"),
  .convention = N_("the line through the first and the last value; interval: normal, s √(h (1 + h/(T − 1))), s² the sum of squared one-step errors over T − 2"),
  .reference = N_("Hyndman & Athanasopoulos 2021, section 5.2"),
  .least = 3,
  .fit = fit_drift,
  .forecast = forecast_drift,
  .update = update_drift,
  .get_fitted = get_fitted,
  .describe = describe_drift,
  .write = write_simple,
  .read = read_simple,
  .free = free_simple,
};
