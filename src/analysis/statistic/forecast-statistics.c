/* Accuracy of forecasts, and of their intervals. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/distribution.h"
#include "math/drift/two-sample.h"
#include "math/forecast-accuracy.h"
#include "math/forecast-comparison.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define ACTUAL "test|actual|y|observed|actuals"
#define TRAIN "train|insample|history|y_train"
#define MOST_FORECASTS 12

typedef struct
{
  gsize n, n_train;
  double *actual, *train;
  GPtrArray *names;                  /* of keys, lent */
  GPtrArray *forecasts;              /* of double[n] */
  double season, horizon;
} Forecasts;

static void
forecasts_clear (Forecasts *self)
{
  g_free (self->actual);
  g_free (self->train);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->forecasts, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Forecasts, forecasts_clear)

/* Every other array of numbers as long as the actual values is a forecast. */
static gboolean
read_forecasts (Forecasts *self, JsonObject *in, GError **error)
{
  g_autoptr(GList) keys = g_list_sort (json_object_get_members (in), (GCompareFunc) strcmp);
  const char *actual = assay_stat_key (in, ACTUAL), *train = assay_stat_key (in, TRAIN);

  self->names = g_ptr_array_new ();
  self->forecasts = g_ptr_array_new_with_free_func (g_free);
  for (GList *l = keys; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (in, l->data);
      double *values;
      gsize n;

      if (g_strcmp0 (l->data, actual) == 0 || g_strcmp0 (l->data, train) == 0 || !JSON_NODE_HOLDS_ARRAY (node))
        continue;
      if (self->names->len == MOST_FORECASTS)
        return assay_stat_fail (error, _("At most %d forecasts are compared at once."), MOST_FORECASTS);
      values = assay_stat_numbers (in, l->data, &n, error);
      if (values == NULL)
        return FALSE;
      g_ptr_array_add (self->names, l->data);
      g_ptr_array_add (self->forecasts, values);
      if (n != self->n)
        return assay_stat_fail (error, _("Forecast “%s” holds %zu numbers where “%s” holds %zu."), (char *) l->data, n, actual, self->n);
    }
  return self->names->len > 0 || assay_stat_fail (error, _("There is no forecast: an array as long as “%s” is missing."), actual);
}

static gboolean
forecasts_read (Forecasts *self, JsonObject *in, GError **error)
{
  self->actual = assay_stat_numbers (in, ACTUAL, &self->n, error);
  if (self->actual == NULL || !assay_stat_number_or (in, "season|m|frequency", 1, &self->season, error)
      || !assay_stat_number_or (in, "h|horizon", 1, &self->horizon, error))
    return FALSE;
  if (!(self->season >= 1 && self->horizon >= 1))
    return assay_stat_fail (error, _("Season and horizon should be 1 or more."));
  if (assay_stat_has (in, TRAIN))
    {
      self->train = assay_stat_numbers (in, TRAIN, &self->n_train, error);
      if (self->train == NULL)
        return FALSE;
    }
  return read_forecasts (self, in, error);
}

static void
put_accuracy (JsonObject *out, const Forecasts *self, const double *forecast)
{
  AmAccuracy accuracy;
  double largest = 0;

  am_accuracy_init (&accuracy);
  for (gsize i = 0; i < self->n; i++)
    {
      am_accuracy_add (&accuracy, self->actual[i], forecast[i]);
      largest = fmax (largest, fabs (self->actual[i] - forecast[i]));
    }
  assay_stat_put (out, "me", -am_bias (&accuracy), _("There is no pair of actual and forecast."));
  assay_stat_put (out, "bias", am_bias (&accuracy), NULL);
  assay_stat_put (out, "mae", am_mae (&accuracy), NULL);
  assay_stat_put (out, "rmse", am_rmse (&accuracy), NULL);
  assay_stat_put (out, "mse", am_rmse (&accuracy) * am_rmse (&accuracy), NULL);
  assay_stat_put (out, "mape", accuracy.n_zero_actual > 0 ? NAN : 100 * am_mape (&accuracy), _("An actual value is 0: MAPE is undefined."));
  assay_stat_put (out, "smape", 100 * am_smape (&accuracy), NULL);
  assay_stat_put (out, "wape", am_wape (&accuracy), NULL);
  assay_stat_put (out, "max_error", largest, NULL);
  if (self->train != NULL)
    {
      double scale = am_mase_scale (self->train, self->n_train, self->season), square = am_rmsse_scale (self->train, self->n_train, self->season);

      assay_stat_put (out, "mase", scale > 0 ? am_mae (&accuracy) / scale : NAN, _("The history does not change: there is no scale."));
      assay_stat_put (out, "rmsse", square > 0 ? am_rmse (&accuracy) / sqrt (square) : NAN, NULL);
    }
}

/* Relative changes against those of no change: Theil (1966), U2. */
static void
put_theil (JsonObject *out, const Forecasts *self, const double *forecast)
{
  double own = 0, none = 0;

  for (gsize i = 1; i < self->n; i++)
    {
      double base = self->actual[i - 1];
      own += (forecast[i] - self->actual[i]) / base * ((forecast[i] - self->actual[i]) / base);
      none += (self->actual[i] - base) / base * ((self->actual[i] - base) / base);
    }
  assay_stat_put (out, "theil_u2", none > 0 && isfinite (none) ? sqrt (own / none) : NAN, NULL);
}

static void
put_comparison (JsonObject *out, const Forecasts *self, guint a, guint b)
{
  g_autofree double *d = g_new (double, self->n + 1);
  g_autofree char *key = g_strdup_printf ("dm_%s_vs_%s", (char *) self->names->pdata[a], (char *) self->names->pdata[b]);
  JsonObject *pair = json_object_new ();
  const double *x = self->forecasts->pdata[a], *y = self->forecasts->pdata[b];
  double statistic, p = NAN;

  for (gsize i = 0; i < self->n; i++)
    d[i] = (self->actual[i] - x[i]) * (self->actual[i] - x[i]) - (self->actual[i] - y[i]) * (self->actual[i] - y[i]);
  statistic = self->horizon < self->n ? am_diebold_mariano (d, self->n, self->horizon, &p) : NAN;
  assay_stat_put (pair, "stat", statistic, _("The forecasts do not differ, or there are fewer than three."));
  assay_stat_put (pair, "p", isnan (statistic) ? NAN : p, NULL);
  json_object_set_object_member (out, key, pair);
}

static gboolean
run_accuracy (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Forecasts) forecasts = { 0 };

  if (!forecasts_read (&forecasts, in, error))
    return FALSE;
  for (guint i = 0; i < forecasts.names->len; i++)
    {
      g_autofree char *other = g_strdup_printf ("%s_fc", (char *) forecasts.names->pdata[i]);
      JsonObject *one = json_object_new ();

      put_accuracy (one, &forecasts, forecasts.forecasts->pdata[i]);
      put_theil (one, &forecasts, forecasts.forecasts->pdata[i]);
      json_object_set_object_member (out, forecasts.names->pdata[i], one);
      json_object_set_object_member (out, other, json_object_ref (one));
      for (guint k = 0; k < forecasts.names->len; k++)
        if (k != i)
          put_comparison (out, &forecasts, i, k);
    }
  if (forecasts.names->len == 1)
    {
      put_accuracy (out, &forecasts, forecasts.forecasts->pdata[0]);
      put_theil (out, &forecasts, forecasts.forecasts->pdata[0]);
    }
  return TRUE;
}

static gboolean
run_comparison (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *a = NULL, *b = NULL;
  double h, power, statistic, p = NAN;

  if (assay_stat_has (in, ACTUAL))
    return run_accuracy (in, out, error);
  a = assay_stat_numbers (in, "e1|errors_a|error_a|d|loss_difference", &n, error);
  if (a == NULL || !assay_stat_number_or (in, "h|horizon", 1, &h, error) || !assay_stat_number_or (in, "power", 2, &power, error))
    return FALSE;
  if (assay_stat_has (in, "e2|errors_b|error_b"))
    {
      b = assay_stat_numbers_of (in, "e2|errors_b|error_b", n, "e1|errors_a|error_a", error);
      if (b == NULL)
        return FALSE;
      for (gsize i = 0; i < n; i++)
        a[i] = pow (fabs (a[i]), power) - pow (fabs (b[i]), power);
    }
  statistic = h >= 1 && h < n ? am_diebold_mariano (a, n, h, &p) : NAN;
  assay_stat_put (out, "stat", statistic, _("The losses do not differ, or there are fewer than three."));
  assay_stat_put (out, "p", isnan (statistic) ? NAN : p, NULL);
  assay_stat_put (out, "p_value", isnan (statistic) ? NAN : p, NULL);
  return TRUE;
}

/* Brown (1963): the sum of errors over the mean absolute error, both up to each moment. */
static gboolean
run_tracking (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *e = assay_stat_numbers (in, "errors|e|residuals|error", &n, error);
  double sum = 0, absolute = 0, largest = 0;

  if (e == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      sum += e[i];
      absolute += fabs (e[i]);
      e[i] = absolute > 0 ? sum / (absolute / (i + 1)) : NAN;
      largest = fmax (largest, fabs (e[i]));
    }
  assay_stat_put_all (out, "ts", e, n);
  assay_stat_put (out, "last", n > 0 ? e[n - 1] : NAN, _("There is no error."));
  assay_stat_put (out, "max_abs", largest, NULL);
  return TRUE;
}

static double
quantile_loss (const double *y, const double *q, gsize n, double alpha)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (alpha - (y[i] < q[i])) * (y[i] - q[i]);
  return sum / n;
}

static gboolean
run_pinball (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, n_alpha, n_columns, n_rows = 1;
  g_autofree double *y = assay_stat_numbers (in, ACTUAL, &n, error);
  g_autofree double *alpha = y != NULL ? assay_stat_numbers (in, "alpha|quantile|q|tau|level", &n_alpha, error) : NULL;
  g_autofree double *pred = NULL, *loss = NULL;
  JsonArray *rows;
  gboolean are_many;

  if (alpha == NULL)
    return FALSE;
  rows = assay_stat_array (in, "pred|forecast|forecasts|prediction", _("numbers"), error);
  if (rows == NULL)
    return FALSE;
  are_many = json_array_get_length (rows) > 0 && JSON_NODE_HOLDS_ARRAY (json_array_get_element (rows, 0));
  pred = are_many ? assay_stat_matrix (in, "pred|forecast|forecasts|prediction", &n_rows, &n_columns, error)
                  : assay_stat_numbers (in, "pred|forecast|forecasts|prediction", &n_columns, error);
  if (pred == NULL)
    return FALSE;
  if (n_columns != n || (n_alpha != 1 && n_alpha != n_rows))
    return assay_stat_fail (error, _("There are %zu actual values, %zu rows of %zu forecasts, and %zu levels."),
                            n, n_rows, n_columns, n_alpha);
  loss = g_new (double, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    loss[i] = quantile_loss (y, pred + i * n, n, alpha[n_alpha == 1 ? 0 : i]);
  if (are_many)
    assay_stat_put_all (out, "loss", loss, n_rows);
  else
    assay_stat_put (out, "loss", loss[0], _("There is no value."));
  return TRUE;
}

static gboolean
run_interval (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *y = NULL, *lower = NULL, *upper = NULL, *score = NULL;
  AmAccuracy accuracy;
  double level, alpha, hits;

  if (!assay_stat_has (in, "lower|lo|low|l"))
    return run_pinball (in, out, error);
  y = assay_stat_numbers (in, ACTUAL, &n, error);
  lower = y != NULL ? assay_stat_numbers_spread (in, "lower|lo|low|l", n, ACTUAL, error) : NULL;
  upper = lower != NULL ? assay_stat_numbers_spread (in, "upper|hi|high|u", n, ACTUAL, error) : NULL;
  if (upper == NULL || !assay_stat_number_or (in, "alpha", NAN, &alpha, error) || !assay_stat_number_or (in, "level|coverage|nominal", isnan (alpha) ? 0.95 : 1 - alpha, &level, error))
    return FALSE;
  if (level > 1 && level < 100)
    level /= 100;
  if (!(level > 0 && level < 1))
    return assay_stat_fail (error, _("The level of an interval should be inside (0, 1)."));
  am_accuracy_init (&accuracy);
  score = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      AmAccuracy one;

      am_accuracy_init (&one);
      am_accuracy_add_interval (&one, y[i], lower[i], upper[i], level);
      am_accuracy_add_interval (&accuracy, y[i], lower[i], upper[i], level);
      score[i] = am_winkler (&one);
    }
  hits = accuracy.n_covered;
  assay_stat_put (out, "hits", hits, NULL);
  assay_stat_put (out, "coverage", am_coverage (&accuracy), _("There is no interval."));
  assay_stat_put (out, "width", am_mean_width (&accuracy), NULL);
  assay_stat_put (out, "mean_width", am_mean_width (&accuracy), NULL);
  assay_stat_put_all (out, "scores", score, n);
  assay_stat_put_all (out, "winkler", score, n);
  assay_stat_put (out, "mean_winkler", am_winkler (&accuracy), NULL);
  assay_stat_put (out, "winkler_mean", am_winkler (&accuracy), NULL);
  assay_stat_put (out, "mean", am_winkler (&accuracy), NULL);
  assay_stat_put (out, "mean_score", am_winkler (&accuracy), NULL);
  assay_stat_put (out, "interval_score", am_winkler (&accuracy), NULL);
  assay_stat_put (out, "pinball", am_pinball (&accuracy), NULL);
  assay_stat_put (out, "p", am_binomial_two_sided (hits, accuracy.n_interval, level), NULL);
  assay_stat_put (out, "binomial_p", am_binomial_two_sided (hits, accuracy.n_interval, level), NULL);
  assay_stat_put (out, "p_value", am_binomial_two_sided (hits, accuracy.n_interval, level), NULL);
  return TRUE;
}

#define SCORED "actual|y|observed|actuals|test"
#define MEANS "mean|mu|forecast|pred"
#define SPREADS "sd|sigma|std"
#define MEMBERS "samples|ensemble|members"

/* Of normal forecasts, or of rows of equally likely values. */
static gboolean
run_crps (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, n_rows = 0, k = 0;
  g_autofree double *y = assay_stat_numbers (in, SCORED, &n, error), *mean = NULL, *sd = NULL, *member = NULL, *work = NULL;
  gboolean are_members = assay_stat_has (in, MEMBERS);
  double sum = 0;

  if (y == NULL)
    return FALSE;
  if (are_members)
    {
      member = assay_stat_matrix (in, MEMBERS, &n_rows, &k, error);
      if (member == NULL || n_rows != n)
        return member != NULL && assay_stat_fail (error, _("Input “%s” should hold one row of values for each of the %zu actual ones."), assay_stat_key (in, MEMBERS), n);
    }
  else if ((mean = assay_stat_numbers_spread (in, MEANS, n, SCORED, error)) == NULL || (sd = assay_stat_numbers_spread (in, SPREADS, n, SCORED, error)) == NULL)
    return FALSE;
  work = g_new (double, k + 1);
  for (gsize i = 0; i < n; i++)
    {
      if (are_members)
        am_radix_sort (member + i * k, k, work);
      y[i] = are_members ? am_crps_sample (y[i], member + i * k, k) : am_crps_normal (y[i], mean[i], sd[i]);
      sum += y[i];
    }
  assay_stat_put_all (out, "scores", y, n);
  assay_stat_put (out, "crps", sum / n, _("There is no value, one is unknown, or a standard deviation is not above 0."));
  return TRUE;
}

const AssayStatistic assay_forecast_statistics[] = {
  { "fc-point", "forecast-accuracy forecast-accuracy-nile mape smape wape", N_("Accuracy of forecasts: every array as long as the actual values is one; pairs by Diebold–Mariano"),
    ACTUAL " " TRAIN "? season|m|frequency? h|horizon? *", "Hyndman & Koehler 2006", run_accuracy },
  { "fc-scaled", "mase theil-u2", N_("Scaled errors of forecasts: MASE, RMSSE, Theil's U2"), ACTUAL " " TRAIN "? season|m|frequency? h|horizon? *", "Hyndman & Koehler 2006; Theil 1966", run_accuracy },
  { "fc-diebold-mariano", "diebold-mariano dm", N_("Diebold–Mariano test with the factor of Harvey, Leybourne and Newbold"),
    ACTUAL "? " TRAIN "? e1|errors_a|error_a|d|loss_difference? e2|errors_b|error_b? h|horizon? power? *", "Diebold & Mariano 1995; Harvey, Leybourne & Newbold 1997", run_comparison },
  { "fc-tracking-signal", "tracking-signal", N_("Tracking signal of forecast errors"), "errors|e|residuals|error", "Brown 1963", run_tracking },
  { "fc-interval-score", "pinball pinball-sklearn winkler interval-winkler", N_("Interval score, coverage and quantile loss"),
    ACTUAL " lower|lo|low|l? upper|hi|high|u? alpha|quantile|q|tau? level|coverage|nominal? pred|forecast|forecasts|prediction?", "Winkler 1972; Gneiting & Raftery 2007", run_interval },
  { "crps", "crps-normal crps-ensemble", N_("Continuous ranked probability score of normal forecasts, or of samples"),
    SCORED " " MEANS "? " SPREADS "? " MEMBERS "?", "Gneiting & Raftery 2007", run_crps },
  { "fc-interval-coverage", "interval-coverage", N_("Coverage of intervals against what they promise"), ACTUAL " lower|lo|low|l upper|hi|high|u alpha? level|coverage|nominal?", "Christoffersen 1998", run_interval },
  { NULL }
};
