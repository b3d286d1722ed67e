#include "model/arima/arima-model.h"

#include "math/arima/box-cox.h"
#include "math/arima/fourier.h"
#include "math/distribution.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_STEPS 1e9
#define MOST_PAIRS 60
#define MOST_PERIODS 16
/* A covariance this close to where an invertible model's ends is that one. */
#define KNOWN 1e-13

void
assay_arima_model_free (gpointer data)
{
  ArimaModel *model = data;

  if (model == NULL)
    return;
  am_arima_state_free (model->state);
  g_free (model->periods);
  g_free (model->pairs);
  g_free (model->fitted);
  g_free (model);
}

gsize
assay_arima_state_size (const AmArimaOrder *order)
{
  return MAX (am_arima_order_full_p (order), am_arima_order_full_q (order) + 1) + am_arima_order_lost (order);
}

/* ---- the regression ---- */

/* At step t, counted from 1; terms are what follows the constant. */
static double
regression (const AmArimaFit *fit, gsize t, const double *terms)
{
  gboolean has_constant = am_arima_order_has_constant (&fit->order);
  double sum = has_constant ? fit->beta[0] * (fit->order.d + fit->order.D > 0 ? (double) t : 1) : 0;

  for (gsize k = has_constant; k < fit->n_beta; k++)
    sum += fit->beta[k] * terms[k - has_constant];
  return sum;
}

static double
regression_ahead (const ArimaModel *model, gsize t, const double *x)
{
  double terms[AM_ARIMA_MOST_X];

  if (x != NULL)
    memcpy (terms, x, model->n_x * sizeof (double));
  else if (model->n_x > 0)
    return NAN;
  am_fourier_row (t, model->periods, model->pairs, model->n_periods, terms + model->n_x);
  return regression (&model->fit, t, terms);
}

ArimaModel *
assay_arima_model_new (const AmArimaFit *fit, const double *z, gsize n, const double *x, gsize width)
{
  ArimaModel *model = g_new0 (ArimaModel, 1);

  model->fit = *fit;
  model->n = model->n_fitted = n;
  model->fitted = g_new (double, n);
  model->state = am_arima_state_new (&fit->order, fit->coef);
  if (model->state == NULL)
    {
      assay_arima_model_free (model);
      return NULL;
    }
  for (gsize t = 0; t < n; t++)
    {
      double known = regression (fit, t + 1, x + t * width), error, variance;

      model->fitted[t] = am_arima_state_get_next (model->state) + known;
      am_arima_state_step (model->state, z[t] - known, &error, &variance);
    }
  return model;
}

/* ---- asking ---- */

static double
back (const ArimaModel *model, double z)
{
  return model->transforms && !isnan (z) ? am_box_cox_back (z, model->lambda) : z;
}

void
assay_arima_model_forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const ArimaModel *model = data;
  g_autofree double *variance = g_new (double, h);

  am_arima_state_forecast (model->state, h, mean, variance);
  for (guint i = 0; i < h; i++)
    {
      double middle = mean[i] + regression_ahead (model, model->n + i + 1, x != NULL ? x + (gsize) i * model->n_x : NULL);
      double spread = sqrt (model->fit.sigma2 * variance[i]);

      mean[i] = back (model, middle);
      for (guint k = 0; k < n_p; k++)
        quantiles[(gsize) k * h + i] = isfinite (spread) ? back (model, middle + am_normal_quantile (p[k]) * spread) : NAN;
    }
}

void
assay_arima_model_update (gpointer data, double y)
{
  ArimaModel *model = data;
  double z = model->transforms && !isnan (y) ? am_box_cox (y, model->lambda) : y, error, variance;

  model->n++;
  z = isfinite (z) ? z - regression_ahead (model, model->n, NULL) : NAN;
  am_arima_state_step (model->state, z, &error, &variance);
}

void
assay_arima_model_get_fitted (gconstpointer data, double *fitted)
{
  const ArimaModel *model = data;

  for (gsize t = 0; model->fitted != NULL && t < model->n_fitted; t++)
    fitted[t] = back (model, model->fitted[t]);
}

/* ---- describing ---- */

char *
assay_arima_order_to_text (const AmArimaOrder *order)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "ARIMA(%u,%u,%u)", order->p, order->d, order->q);
  if (order->m > 1 && order->P + order->D + order->Q > 0)
    g_string_append_printf (text, "(%u,%u,%u)[%u]", order->P, order->D, order->Q, order->m);
  if (am_arima_order_has_constant (order))
    g_string_append (text, order->d + order->D > 0 ? " with drift" : " with non-zero mean");
  else if (order->d + order->D == 0)
    g_string_append (text, " with zero mean");
  return g_string_free (text, FALSE);
}

static const double *
add_coefficients (AssayParameters *parameters, const char *name, const double *coef, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", name, i + 1);

      assay_parameters_add (parameters, id, coef[i]);
    }
  return coef + n;
}

static char *
period_to_text (const char *before, double period)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strconcat (before, g_ascii_formatd (number, sizeof number, "%g", period), NULL);
}

void
assay_arima_model_describe (gconstpointer data, AssayParameters *parameters)
{
  const ArimaModel *model = data;
  const AmArimaFit *fit = &model->fit;
  const AmArimaOrder *order = &fit->order;
  gboolean has_constant = am_arima_order_has_constant (order);
  g_autofree char *text = assay_arima_order_to_text (order);
  const double *coef = fit->coef;

  assay_parameters_add_text (parameters, "order", text);
  coef = add_coefficients (parameters, "ar", coef, order->p);
  coef = add_coefficients (parameters, "ma", coef, order->q);
  coef = add_coefficients (parameters, "sar", coef, order->P);
  add_coefficients (parameters, "sma", coef, order->Q);
  if (has_constant)
    assay_parameters_add (parameters, order->d + order->D > 0 ? "drift" : "mean", fit->beta[0]);
  add_coefficients (parameters, "x", fit->beta + has_constant, model->n_x);
  for (guint i = 0; i < model->n_periods; i++)
    {
      g_autofree char *id = period_to_text ("fourier_pairs_", model->periods[i]);

      assay_parameters_add (parameters, id, model->pairs[i]);
    }
  if (model->transforms)
    assay_parameters_add (parameters, "lambda", model->lambda);
  assay_parameters_add (parameters, "sigma2", fit->sigma2);
  assay_parameters_add (parameters, "loglik", fit->loglik);
  assay_parameters_add (parameters, "aic", fit->aic);
  assay_parameters_add (parameters, "aicc", fit->aicc);
  assay_parameters_add (parameters, "bic", fit->bic);
  if (model->n_tried > 0)
    assay_parameters_add (parameters, "models_tried", model->n_tried);
}

/* ---- as an artifact ---- */

/* The lower triangle; nothing when the past leaves no doubt. */
static void
write_covariance (const ArimaModel *model, gsize size, const double *covariance, JsonObject *to)
{
  g_autofree double *known = g_new (double, size * size), *triangle = g_new (double, size * (size + 1) / 2);
  double off = 0;
  gsize at = 0;

  am_arima_state_get_known (model->state, known);
  for (gsize i = 0; i < size; i++)
    for (gsize j = 0; j <= i; j++)
      {
        off = MAX (off, fabs (covariance[i * size + j] - known[i * size + j]));
        triangle[at++] = covariance[i * size + j];
      }
  if (off > KNOWN)
    assay_json_put_numbers (to, "covariance", triangle, at);
}

void
assay_arima_model_write (gconstpointer data, JsonObject *to)
{
  const ArimaModel *model = data;
  const AmArimaFit *fit = &model->fit;
  const AmArimaOrder *order = &fit->order;
  const double orders[] = { order->p, order->d, order->q, order->P, order->D, order->Q, order->m, am_arima_order_has_constant (order) };
  const double measures[] = { fit->n_used, fit->n_parameters, fit->variance, fit->loglik, fit->aic, fit->aicc, fit->bic };
  gsize size = am_arima_state_get_size (model->state);
  g_autofree double *state = g_new (double, size), *covariance = g_new (double, size * size), *pairs = g_new (double, model->n_periods + 1);

  assay_json_put_numbers (to, "orders", orders, G_N_ELEMENTS (orders));
  assay_json_put_numbers (to, "coefficients", fit->coef, am_arima_order_n_coef (order));
  assay_json_put_numbers (to, "regression", fit->beta, fit->n_beta);
  assay_json_put_numbers (to, "measures", measures, G_N_ELEMENTS (measures));
  json_object_set_double_member (to, "sigma2", fit->sigma2);
  json_object_set_int_member (to, "models_tried", model->n_tried);
  json_object_set_int_member (to, "steps", (gint64) model->n);
  json_object_set_int_member (to, "regressors", model->n_x);
  if (model->transforms)
    json_object_set_double_member (to, "lambda", model->lambda);
  if (model->n_periods > 0)
    {
      for (guint i = 0; i < model->n_periods; i++)
        pairs[i] = model->pairs[i];
      assay_json_put_numbers (to, "periods", model->periods, model->n_periods);
      assay_json_put_numbers (to, "pairs", pairs, model->n_periods);
    }
  am_arima_state_get (model->state, state, covariance);
  assay_json_put_numbers (to, "state", state, size);
  write_covariance (model, size, covariance, to);
}

static gboolean
fail (GError **error, const char *name, const char *wanted)
{
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“%s” of the forecast model must be %s."), name, wanted);
  return FALSE;
}

static gboolean
read_orders (JsonObject *from, AmArimaOrder *order, GError **error)
{
  static const double most[] = { AM_ARIMA_MOST, 2, AM_ARIMA_MOST, AM_ARIMA_MOST, 1, AM_ARIMA_MOST, ASSAY_ARIMA_MOST_STATE, 1 };
  gsize n;
  g_autofree double *orders = assay_json_get_numbers (from, "orders", &n, 8, 8, error);

  if (orders == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!(orders[i] >= (i == 6) && orders[i] <= most[i] && orders[i] == floor (orders[i])))
      return fail (error, "orders", _("p, d, q, P, D, Q, the season and 1 for a constant, in their ranges"));
  *order = (AmArimaOrder) { .p = orders[0], .d = orders[1], .q = orders[2], .P = orders[3], .D = orders[4], .Q = orders[5], .m = orders[6], .constant = orders[7] > 0 };
  if (order->m == 1 && order->P + order->D + order->Q > 0)
    return fail (error, "orders", _("without seasonal orders when the season is 1"));
  if (assay_arima_state_size (order) > ASSAY_ARIMA_MOST_STATE)
    return fail (error, "orders", _("of a smaller model"));
  return TRUE;
}

static gboolean
all_finite (const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

/* Exactly n finite numbers. */
static double *
read_finite (JsonObject *from, const char *name, gsize n, GError **error)
{
  gsize found;
  g_autofree double *values = assay_json_get_numbers (from, name, &found, n, n, error);

  if (values != NULL && (found != n || !all_finite (values, n)))
    {
      fail (error, name, _("a list of numbers"));
      return NULL;
    }
  return g_steal_pointer (&values);
}

static gboolean
read_periods (JsonObject *from, ArimaModel *model, GError **error)
{
  g_autofree double *pairs = NULL;
  gsize n, total = 0;

  if (!json_object_has_member (from, "periods"))
    return TRUE;
  model->periods = assay_json_get_numbers (from, "periods", &n, 1, MOST_PERIODS, error);
  pairs = model->periods != NULL ? read_finite (from, "pairs", n, error) : NULL;
  if (pairs == NULL)
    return FALSE;
  model->n_periods = n;
  model->pairs = g_new (gsize, n);
  for (gsize i = 0; i < n; i++)
    {
      if (!(model->periods[i] >= 1) || !(pairs[i] >= 0 && pairs[i] <= MOST_PAIRS) || pairs[i] != floor (pairs[i]))
        return fail (error, "pairs", _("a number of Fourier terms for each period"));
      model->pairs[i] = pairs[i];
      total += model->pairs[i];
    }
  return model->n_x + 2 * total <= AM_ARIMA_MOST_X || fail (error, "pairs", _("fewer"));
}

static gboolean
read_coefficients (JsonObject *from, ArimaModel *model, GError **error)
{
  AmArimaFit *fit = &model->fit;
  gsize n_coef = am_arima_order_n_coef (&fit->order), n;
  g_autofree double *coef = read_finite (from, "coefficients", n_coef, error), *beta = NULL, *measures = NULL;

  if (coef == NULL)
    return FALSE;
  memcpy (fit->coef, coef, n_coef * sizeof (double));
  fit->n_beta = am_arima_order_has_constant (&fit->order) + model->n_x;
  for (guint i = 0; i < model->n_periods; i++)
    fit->n_beta += 2 * model->pairs[i];
  beta = read_finite (from, "regression", fit->n_beta, error);
  measures = beta != NULL ? assay_json_get_numbers (from, "measures", &n, 7, 7, error) : NULL;
  if (measures == NULL)
    return FALSE;
  if (!(measures[0] >= 0 && measures[0] < MOST_STEPS) || !(measures[1] >= 0 && measures[1] < MOST_STEPS))
    return fail (error, "measures", _("counts first"));
  memcpy (fit->beta, beta, fit->n_beta * sizeof (double));
  fit->method = AM_ARIMA_ML;
  fit->n_used = measures[0];
  fit->n_parameters = measures[1];
  fit->variance = measures[2];
  fit->loglik = measures[3];
  fit->aic = measures[4];
  fit->aicc = measures[5];
  fit->bic = measures[6];
  return TRUE;
}

static gboolean
read_state (JsonObject *from, ArimaModel *model, GError **error)
{
  gsize size = assay_arima_state_size (&model->fit.order), at = 0;
  g_autofree double *state = read_finite (from, "state", size, error), *triangle = NULL, *covariance = g_new (double, size * size);

  if (state == NULL)
    return FALSE;
  model->state = am_arima_state_new (&model->fit.order, model->fit.coef);
  if (model->state == NULL)
    return fail (error, "coefficients", _("those of a stationary model"));
  am_arima_state_get_known (model->state, covariance);
  if (json_object_has_member (from, "covariance"))
    {
      triangle = read_finite (from, "covariance", size * (size + 1) / 2, error);
      if (triangle == NULL)
        return FALSE;
      for (gsize i = 0; i < size; i++)
        for (gsize j = 0; j <= i; j++)
          covariance[i * size + j] = covariance[j * size + i] = triangle[at++];
    }
  am_arima_state_set (model->state, state, covariance);
  return TRUE;
}

static gboolean
read_counts (JsonObject *from, ArimaModel *model, GError **error)
{
  gint64 steps, n_x, tried;

  if (!assay_json_get_integer (from, "steps", 0, MOST_STEPS, &steps, error) || !assay_json_get_integer (from, "regressors", 0, AM_ARIMA_MOST_X, &n_x, error)
      || !assay_json_get_integer (from, "models_tried", 0, 1000, &tried, error)
      || !assay_json_get_number (from, "sigma2", 0, G_MAXDOUBLE, &model->fit.sigma2, error))
    return FALSE;
  model->n = steps;
  model->n_x = n_x;
  model->n_tried = tried;
  model->transforms = json_object_has_member (from, "lambda");
  return !model->transforms || assay_json_get_number (from, "lambda", -1, 2, &model->lambda, error);
}

gpointer
assay_arima_model_read (JsonObject *from, GError **error)
{
  ArimaModel *model = g_new0 (ArimaModel, 1);

  if (read_orders (from, &model->fit.order, error) && read_counts (from, model, error) && read_periods (from, model, error)
      && read_coefficients (from, model, error) && read_state (from, model, error))
    return model;
  assay_arima_model_free (model);
  return NULL;
}
