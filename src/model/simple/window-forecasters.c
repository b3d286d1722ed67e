/* Means of the last steps, or of the last same steps of the season. What such a mean misses in the past is known, and nothing else
 * is assumed: the interval is made of the quantiles of its own one-step errors there. */
#include "model/simple/mean-forecasters.h"

#include "base/number.h"
#include "math/distribution.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 28
#define SEASONS 4
#define MOST 1000000
#define FEW_ERRORS 30

typedef struct
{
  gsize every, count;          /* mean of `count` values that lie `every` steps apart */
  double *last;                /* [every * count], oldest first, NaN: none */
  gsize next;                  /* of `last`: the oldest */
  double *errors;              /* [n_errors] of one step, rising */
  gsize n_errors, n;
  double sigma;
  double *fitted;              /* [n]; NULL: read from a file */
} Window;

static void
free_window (gpointer data)
{
  Window *model = data;

  g_free (model->last);
  g_free (model->errors);
  g_free (model->fitted);
  g_free (model);
}

/* The mean of the `count` values every, 2 every … steps before t that exist; NaN: none. */
static double
mean_before (const double *y, gsize t, gsize every, gsize count)
{
  double sum = 0;
  gsize n = 0;

  for (gsize k = 1; k <= count && k * every <= t; k++)
    if (!isnan (y[t - k * every]))
      {
        sum += y[t - k * every];
        n++;
      }
  return n > 0 ? sum / n : NAN;
}

static void
collect_errors (Window *model, const double *y)
{
  double squares = 0;

  model->fitted = g_new (double, model->n);
  model->errors = g_new (double, model->n);
  for (gsize t = 0; t < model->n; t++)
    {
      model->fitted[t] = t < model->every * model->count ? NAN : mean_before (y, t, model->every, model->count);
      if (isnan (model->fitted[t] - y[t]))
        continue;
      model->errors[model->n_errors++] = y[t] - model->fitted[t];
      squares += (y[t] - model->fitted[t]) * (y[t] - model->fitted[t]);
    }
  model->sigma = model->n_errors > 0 ? sqrt (squares / model->n_errors) : NAN;
  qsort (model->errors, model->n_errors, sizeof (double), am_compare_doubles);
}

static gpointer
fit (const AssayPast *past, gsize every, gsize count, GError **error)
{
  Window *model;

  if (past->n < every * count)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the past has %zu steps and the mean needs %zu; name a shorter one after the colon",
                   past->n, every * count);
      return NULL;
    }
  model = g_new0 (Window, 1);
  model->every = every;
  model->count = count;
  model->n = past->n;
  model->last = g_memdup2 (past->y + past->n - every * count, every * count * sizeof (double));
  collect_errors (model, past->y);
  return model;
}

static gint64
read_count (const char *variant, gint64 fallback)
{
  gint64 count;

  if (variant == NULL)
    return fallback;
  return assay_integer_parse (variant, strlen (variant), 0, &count) && count >= 1 && count <= MOST ? count : -1;
}

static gboolean
check_count (const char *variant, GError **error)
{
  if (read_count (variant, 1) > 0)
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("“%s” must be a whole number from 1 on: how many values the mean is of."), variant);
  return FALSE;
}

static gpointer
fit_window (const AssayPast *past, GError **error)
{
  gsize count = read_count (past->variant, MIN (WINDOW, past->n));

  return fit (past, 1, count, error);
}

static gpointer
fit_seasonal (const AssayPast *past, GError **error)
{
  gsize count = read_count (past->variant, CLAMP (past->n / past->season, 1, SEASONS));

  return fit (past, past->season, count, error);
}

/* Of the errors, by interpolation (type 7 of Hyndman & Fan 1996); few errors are drawn to a normal curve of their spread. */
static double
error_quantile (const Window *model, double p)
{
  double at = p * (model->n_errors - 1.0), normal = model->sigma * am_normal_quantile (p), share, own;
  gsize low = (gsize) floor (at);

  if (model->n_errors < 2)
    return NAN;
  own = model->errors[low];
  if (low + 1 < model->n_errors)
    own += (at - low) * (model->errors[low + 1] - own);
  share = model->n_errors >= FEW_ERRORS ? 1 : (double) model->n_errors / FEW_ERRORS;
  return share * own + (1 - share) * normal;
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Window *model = data;
  gsize length = model->every * model->count;

  for (guint i = 0; i < h; i++)
    {
      double sum = 0;
      gsize n = 0;

      for (gsize k = 0; k < model->count; k++)
        {
          double value = model->last[(model->next + i % model->every + k * model->every) % length];

          sum += isnan (value) ? 0 : value;
          n += !isnan (value);
        }
      mean[i] = n > 0 ? sum / n : NAN;
    }
  for (guint k = 0; k < n_p; k++)
    {
      double reach = error_quantile (model, p[k]);

      for (guint i = 0; i < h; i++)
        quantiles[(gsize) k * h + i] = mean[i] + reach;
    }
}

static void
update (gpointer data, double y)
{
  Window *model = data;

  model->last[model->next] = y;
  model->next = (model->next + 1) % (model->every * model->count);
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Window *model = data;

  if (model->fitted != NULL)
    memcpy (fitted, model->fitted, model->n * sizeof (double));
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Window *model = data;

  assay_parameters_add (parameters, "values", model->count);
  assay_parameters_add (parameters, "steps-apart", model->every);
  assay_parameters_add (parameters, "sigma", model->sigma);
}

static void
write_window (gconstpointer data, JsonObject *to)
{
  const Window *model = data;
  gsize length = model->every * model->count;
  g_autofree double *last = g_new (double, length);

  for (gsize i = 0; i < length; i++)
    last[i] = model->last[(model->next + i) % length];
  json_object_set_int_member (to, "every", (gint64) model->every);
  assay_json_put_numbers (to, "last", last, length);
  assay_json_put_numbers (to, "errors", model->errors, model->n_errors);
  assay_json_put_numbers (to, "sigma", &model->sigma, 1);
}

static gboolean
fail_state (GError **error, const char *text)
{
  g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, text);
  return FALSE;
}

static gboolean
check_state (gsize length, gint64 every, const double *errors, gsize n_errors, GError **error)
{
  if (length % every != 0)
    return fail_state (error, _("“last” must hold whole seasons of “every” values."));
  for (gsize i = 0; i < n_errors; i++)
    if (isnan (errors[i]) || (i > 0 && errors[i] < errors[i - 1]))
      return fail_state (error, _("“errors” must be numbers that rise."));
  return TRUE;
}

static gpointer
read_window (JsonObject *from, GError **error)
{
  gsize length, n_errors, one;
  gint64 every;
  g_autofree double *last = assay_json_get_numbers (from, "last", &length, 1, MOST, error);
  g_autofree double *errors = last != NULL ? assay_json_get_numbers (from, "errors", &n_errors, 0, 0, error) : NULL;
  g_autofree double *sigma = errors != NULL ? assay_json_get_numbers (from, "sigma", &one, 1, 1, error) : NULL;
  Window *model;

  if (sigma == NULL || !assay_json_get_integer (from, "every", 1, MOST, &every, error) || !check_state (length, every, errors, n_errors, error))
    return NULL;
  model = g_new0 (Window, 1);
  model->every = every;
  model->count = length / every;
  model->last = g_steal_pointer (&last);
  model->errors = g_steal_pointer (&errors);
  model->n_errors = n_errors;
  model->sigma = *sigma;
  return model;
}

#define COMMON \
  .reference = N_("Hyndman & Athanasopoulos 2021; quantiles: Hyndman & Fan 1996"), \
  .flags = ASSAY_FORECASTER_TAKES_GAPS | ASSAY_FORECASTER_TAKES_CONSTANT, .check_variant = check_count, .forecast = forecast, .update = update, \
  .get_fitted = get_fitted, .describe = describe, .write = write_window, .read = read_window, .free = free_window

const AssayForecaster assay_window_mean_forecaster = {
  .id = "window-mean",
  .title = N_("Window Mean"),
  .convention = N_("the mean of the last 28 values, or as many as the variant says; interval: quantiles of its own one-step errors in the past, drawn to a normal curve "
                   "when there are fewer than 30, the same for all steps"),
  .variants = N_("VALUES such as 28"),
  .fit = fit_window,
  COMMON,
};

const AssayForecaster assay_seasonal_window_mean_forecaster = {
  .id = "seasonal-window-mean",
  .title = N_("Seasonal Window Mean"),
  .convention = N_("the mean of the last 4 values of the same step of the season, or as many as the variant says; interval: quantiles of its own errors in the past, "
                   "drawn to a normal curve when there are fewer than 30, the same for all steps"),
  .variants = N_("SEASONS such as 4"),
  .fit = fit_seasonal,
  COMMON,
};
