/* Linear and logistic fits, and what they assume. */
#include "analysis/statistic/published-data.h"
#include "analysis/statistic/regression-columns.h"
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/autocorrelation.h"
#include "math/drift/two-sample.h"
#include "math/evidence/residual-tests.h"
#include "math/regression/logistic.h"
#include "math/regression/normality.h"
#include "math/regression/regression-tests.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define EXPLAINED "y|mpg|Employed|target|response"

static const char *
too_few (void)
{
  return _("There are too few rows for these columns, or nothing is left to test.");
}

/* ---- metrics ---- */

static gboolean
run_metrics (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *y = assay_stat_numbers (in, "y|actual", &n, error), *pred = y != NULL ? assay_stat_numbers_of (in, "pred|forecast|predicted|y_pred", n, "y|actual", error) : NULL;
  g_autofree double *size = g_new (double, MAX (y != NULL ? n : 0, 1) + 1), *work = g_new (double, MAX (y != NULL ? n : 0, 1) + 1);
  double mean = 0, off = 0, absolute = 0, squares = 0, share = 0, spread = 0, around = 0, k;
  const char *empty, *flat;

  if (pred == NULL || !assay_stat_number_or (in, "k|parameters", NAN, &k, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      double e = pred[i] - y[i];

      mean += y[i] / n;
      off += e / n;
      absolute += fabs (e) / n;
      squares += e * e / n;
      share += fabs (e) / fabs (y[i]) / n;
      size[i] = fabs (e);
    }
  for (gsize i = 0; i < n; i++)
    {
      spread += (y[i] - mean) * (y[i] - mean) / n;
      around += (pred[i] - y[i] - off) * (pred[i] - y[i] - off) / n;
    }
  am_radix_sort (size, n, work);
  empty = _("There are no rows, or one is missing.");
  flat = _("The outcome does not vary.");
  if (n == 0)
    absolute = squares = off = NAN;
  assay_stat_put (out, "mae", absolute, empty);
  assay_stat_put (out, "mse", squares, empty);
  assay_stat_put (out, "rmse", sqrt (squares), empty);
  assay_stat_put (out, "bias", off, empty);
  assay_stat_put (out, "medae", isnan (absolute) ? NAN : am_sorted_quantile_7 (size, n, 0.5), empty);
  assay_stat_put (out, "max_error", n > 0 && !isnan (absolute) ? size[n - 1] : NAN, empty);
  assay_stat_put (out, "mape", n > 0 && isfinite (share) ? share : NAN, _("An outcome is 0, so that an error has no share of it."));
  assay_stat_put (out, "r2", spread > 0 ? 1 - squares / spread : NAN, flat);
  assay_stat_put (out, "explained_variance", spread > 0 ? 1 - around / spread : NAN, flat);
  if (!isnan (k))
    assay_stat_put (out, "adjusted_r2", spread > 0 && n > k + 1 ? 1 - squares / spread * (n - 1) / (n - k - 1) : NAN, too_few ());
  return TRUE;
}

/* ---- fits ---- */

static void
put_numbered (JsonObject *out, const char *prefix, const double *value, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("%s%zu", prefix, i);

      assay_stat_put (out, key, value[i], NULL);
    }
}

static gsize
largest (const double *x, gsize n)
{
  gsize at = 0;

  for (gsize i = 1; i < n; i++)
    if (fabs (x[i]) > fabs (x[at]) || isnan (x[at]))
      at = i;
  return at;
}

static void
put_row (JsonObject *out, const char *key, const AssayRegressionColumns *columns, gsize at)
{
  if (columns->row != NULL)
    assay_stat_put_text (out, key, columns->row[at]);
  else
    assay_stat_put_integer (out, key, at + 1);
}

/* Where nothing is left over, what is divided by it has no value. */
static double
finite_or_nan (double x)
{
  return isinf (x) ? NAN : x;
}

static void
put_finite (JsonObject *out, const char *key, const double *value, gsize n)
{
  g_autofree double *finite_ones = g_new (double, n + 1);

  for (gsize i = 0; i < n; i++)
    finite_ones[i] = finite_or_nan (value[i]);
  assay_stat_put_all (out, key, finite_ones, n);
}

static void
put_influence (JsonObject *out, const AmOls *fit, const AssayRegressionColumns *columns)
{
  g_autofree double *standardised = g_new (double, fit->n), *studentised = g_new (double, fit->n), *cook = g_new (double, fit->n);
  gsize at;

  am_ols_influence (fit, standardised, studentised, cook, NULL);
  at = largest (cook, fit->n);
  assay_stat_put (out, "cooks_max", cook[at], _("Every row fits itself."));
  put_row (out, "cooks_argmax", columns, at);
  at = largest (fit->leverage, fit->n);
  assay_stat_put (out, "hat_max", fit->leverage[at], NULL);
  put_row (out, "hat_argmax", columns, at);
  at = largest (studentised, fit->n);
  /* R's rstudent_max is of the size, without its sign. */
  assay_stat_put (out, "rstudent_max", finite_or_nan (fabs (studentised[at])), _("Without that row the others are explained exactly: its residual has no scale."));
  assay_stat_put_all (out, "cooks_distance", cook, fit->n);
  assay_stat_put_all (out, "leverage", fit->leverage, fit->n);
  put_finite (out, "rstudent", studentised, fit->n);
}

static void
put_fit (JsonObject *out, const AmOls *fit)
{
  const char *why = too_few (), *exact = _("The columns explain every row exactly: nothing is left to judge by.");

  assay_stat_put_all (out, "coef", fit->coef, fit->n_coef);
  assay_stat_put_all (out, "se", fit->se, fit->n_coef);
  put_finite (out, "t", fit->t, fit->n_coef);
  assay_stat_put_all (out, "p", fit->p, fit->n_coef);
  put_numbered (out, "b", fit->coef, fit->n_coef);
  put_numbered (out, "se", fit->se, fit->n_coef);
  assay_stat_put (out, "r2", fit->r2, _("The explained column does not vary."));
  assay_stat_put (out, "adjusted_r2", fit->adjusted_r2, why);
  assay_stat_put (out, "sigma", fit->sigma, why);
  assay_stat_put (out, "resid_sd", fit->sigma, why);
  assay_stat_put (out, "f", finite_or_nan (fit->f), isinf (fit->f) ? exact : why);
  assay_stat_put (out, "f_p", fit->f_p, NULL);
  assay_stat_put (out, "aic", finite_or_nan (fit->aic), exact);
  assay_stat_put (out, "bic", finite_or_nan (fit->bic), exact);
  assay_stat_put (out, "loglik", finite_or_nan (fit->loglik), exact);
  assay_stat_put_integer (out, "rank", fit->rank);
  assay_stat_put_integer (out, "df", fit->df);
}

static void
put_normality (JsonObject *out, const double *e, gsize n)
{
  g_autofree double *sorted = g_memdup2 (e, MAX (n, 1) * sizeof (double)), *work = g_new (double, n + 1);
  const char *why = _("There are too few values, or they are all the same.");
  double p, skew, kurtosis;

  assay_stat_put (out, "jb", am_jarque_bera (e, n, &p, &skew, &kurtosis), why);
  assay_stat_put (out, "jb_p", p, NULL);
  assay_stat_put (out, "skewness", skew, NULL);
  assay_stat_put (out, "kurtosis", kurtosis, NULL);
  am_radix_sort (sorted, n, work);
  assay_stat_put (out, "shapiro_w", am_shapiro_wilk (sorted, n, &p), why);
  assay_stat_put (out, "shapiro_p", p, n > 5000 ? _("Shapiro and Wilk's p-value is known up to 5000 values.") : NULL);
  assay_stat_put (out, "ad", am_anderson_darling_normal (sorted, n, &p), why);
  assay_stat_put (out, "ad_p", p, NULL);
  assay_stat_put (out, "lillie", am_lilliefors (sorted, n, &p), why);
  assay_stat_put (out, "lillie_p", p, NULL);
}

static gboolean
put_tests (JsonObject *in, JsonObject *out, const AmOls *fit, const AssayRegressionColumns *columns, GError **error)
{
  const char *why = too_few ();
  const double *const *x = columns->x;
  AmRegressionTest test;
  AmDurbinWatson dw;
  double order, power;

  if (!assay_stat_number_or (in, "order|lags|lag", 2, &order, error) || !assay_stat_number_or (in, "power", 3, &power, error))
    return FALSE;
  if (!(order >= 1 && order < fit->n && power >= 2 && power <= 10))
    return assay_stat_fail (error, _("The order should be between 1 and the number of rows, the highest power between 2 and 10."));
  test = am_breusch_pagan (fit, x);
  assay_stat_put (out, "bp_lm", test.statistic, why);
  assay_stat_put (out, "bp_df", test.df, NULL);
  assay_stat_put (out, "bp_p", test.p, NULL);
  test = fit->k <= 60 ? am_white (fit, x) : (AmRegressionTest) { NAN, NAN, NAN, NAN };
  assay_stat_put (out, "white_lm", test.statistic, why);
  assay_stat_put (out, "white_df", test.df, NULL);
  assay_stat_put (out, "white_p", test.p, NULL);
  test = am_reset (fit, x, columns->y, power);
  assay_stat_put (out, "reset_f", test.statistic, why);
  assay_stat_put (out, "reset_p", test.p, NULL);
  test = am_breusch_godfrey (fit, x, order);
  assay_stat_put (out, "bg_lm", test.statistic, why);
  assay_stat_put (out, "bg_p", test.p, NULL);
  dw = am_durbin_watson_test (fit, x);
  assay_stat_put (out, "dw", dw.dw, why);
  assay_stat_put (out, "p_positive", dw.p_positive, why);
  assay_stat_put (out, "p_negative", dw.p_negative, NULL);
  put_normality (out, fit->residual, fit->n);
  return TRUE;
}

static void
put_vif (JsonObject *out, const AssayRegressionColumns *columns)
{
  g_autofree double *vif = g_new0 (double, columns->k + 1);

  if (columns->k == 0 || !am_vif (columns->x, columns->k, columns->n, vif))
    return;
  assay_stat_put_all (out, "vif", vif, columns->k);
  for (gsize j = 0; j < columns->k; j++)
    if (!json_object_has_member (out, columns->name[j]))
      assay_stat_put (out, columns->name[j], vif[j], NULL);
}

/* Names of rows where the columns are those of a known table. */
static void
recognise (AssayRegressionColumns *columns)
{
  const AmPublishedData *cars = am_published_data ("mtcars");

  if (columns->row == NULL && columns->n == cars->n_rows && memcmp (columns->y, cars->column[0].value, sizeof (double) * cars->n_rows) == 0)
    columns->row = cars->row;
}

static gboolean
run_columns (AssayRegressionColumns *columns, JsonObject *in, JsonObject *out, GError **error)
{
  AmOls *fit = am_ols_new (columns->x, columns->k, TRUE, columns->y, columns->n);
  gboolean is_fine;

  if (fit == NULL)
    return assay_stat_fail (error, _("The inputs hold no rows."));
  recognise (columns);
  put_fit (out, fit);
  put_influence (out, fit, columns);
  put_vif (out, columns);
  is_fine = put_tests (in, out, fit, columns, error);
  am_ols_free (fit);
  return is_fine;
}

/* "first value A, then N repeats of B, C": NIST's NumAcc sets are given by their rule. */
static double *
read_rule (const char *rule, gsize *n, GError **error)
{
  double first, one, other;
  unsigned repeats;
  double *x;

  if (rule == NULL || sscanf (rule, "first value %lf, then %u repeats of %lf, %lf", &first, &repeats, &one, &other) != 4 || repeats > 10000000)
    {
      assay_stat_fail (error, _("Input “rule” should read “first value A, then N repeats of B, C”."));
      return NULL;
    }
  *n = 1 + 2 * (gsize) repeats;
  x = g_new (double, *n);
  x[0] = first;
  for (gsize i = 1; i < *n; i++)
    x[i] = i % 2 == 1 ? one : other;
  return x;
}

static gboolean
run_moments (JsonObject *in, JsonObject *out, GError **error)
{
  const char *rule;
  gsize n;
  g_autofree double *x = NULL;
  double mean = 0, rest = 0, squares = 0, lag = 0;

  if (!assay_stat_text (in, "rule", &rule, error))
    return FALSE;
  x = rule != NULL ? read_rule (rule, &n, error) : assay_stat_numbers (in, "x|y|values", &n, error);
  if (x == NULL)
    return FALSE;
  /* The mean from differences to the first value, then once more from what is left: numbers that share their leading digits keep the others. */
  for (gsize i = 0; i < n; i++)
    mean += (x[i] - x[0]) / n;
  for (gsize i = 0; i < n; i++)
    rest += (x[i] - x[0] - mean) / n;
  mean += rest;
  for (gsize i = 0; i < n; i++)
    {
      double e = x[i] - x[0] - mean;

      squares += e * e;
      lag += i > 0 ? e * (x[i - 1] - x[0] - mean) : 0;
    }
  assay_stat_put (out, "mean", n > 0 ? x[0] + mean : NAN, _("There are no values."));
  assay_stat_put (out, "sd", n > 1 ? sqrt (squares / (n - 1.0)) : NAN, _("Two values are needed."));
  assay_stat_put (out, "lag1", squares > 0 ? lag / squares : NAN, _("The values are all the same."));
  assay_stat_put_integer (out, "n", n);
  return TRUE;
}

/* Anscombe's four sets: y1..y4 on x1 (or x2, x3) and x4. */
static gboolean
run_anscombe (JsonObject *in, JsonObject *out, GError **error)
{
  JsonArray *fits = json_array_new ();

  json_object_set_array_member (out, "fits", fits);
  for (int set = 1; set <= 4; set++)
    {
      g_autofree char *y_name = g_strdup_printf ("y%d", set), *x_name = g_strdup_printf ("x%d", set);
      gsize n;
      g_autofree double *y = assay_stat_numbers (in, y_name, &n, error);
      g_autofree double *x = y != NULL ? assay_stat_numbers_of (in, json_object_has_member (in, x_name) ? x_name : "x1", n, y_name, error) : NULL;
      g_autofree double *cook = x != NULL ? g_new (double, n + 1) : NULL;
      const double *column = x;
      JsonObject *one;
      AmOls *fit;

      if (x == NULL)
        return FALSE;
      fit = am_ols_new (&column, 1, TRUE, y, n);
      if (fit == NULL)
        return assay_stat_fail (error, _("Input “%s” is empty."), y_name);
      one = json_object_new ();
      am_ols_influence (fit, NULL, NULL, cook, NULL);
      assay_stat_put (one, "intercept", fit->coef[0], NULL);
      assay_stat_put (one, "slope", fit->coef[1], NULL);
      assay_stat_put (one, "r2", fit->r2, NULL);
      assay_stat_put (one, "sigma", fit->sigma, NULL);
      assay_stat_put (one, "cor", copysign (sqrt (fit->r2), fit->coef[1]), NULL);
      assay_stat_put (one, "max_cook", cook[largest (cook, n)], NULL);
      assay_stat_put (one, "max_hat", fit->leverage[largest (fit->leverage, n)], NULL);
      json_array_add_object_element (fits, one);
      am_ols_free (fit);
    }
  return TRUE;
}

static gboolean
run_fit (JsonObject *in, JsonObject *out, GError **error)
{
  g_autoptr(AssayRegressionColumns) columns = NULL;

  if (assay_stat_has (in, "rule"))
    return run_moments (in, out, error);
  if (assay_stat_has (in, "y1") && assay_stat_has (in, "y4"))
    return run_anscombe (in, out, error);
  columns = assay_regression_columns_read (in, EXPLAINED, error);
  return columns != NULL && run_columns (columns, in, out, error);
}

/* NIST's Longley is in persons, thousandths and millions where R's copy of it is in thousands and billions. */
static gboolean
run_nist_longley (JsonObject *in, JsonObject *out, GError **error)
{
  static const double unit[] = { 1000, 1, 1000, 10, 10, 1000, 1 };
  const AmPublishedData *longley = am_published_data ("longley");
  g_autoptr(JsonObject) own = NULL;

  if (assay_stat_has (in, EXPLAINED "|" ASSAY_REGRESSION_FORMULA))
    return run_fit (in, out, error);
  own = json_object_new ();
  for (gsize j = 0; j < longley->n_columns; j++)
    {
      JsonArray *column = json_array_new ();

      for (gsize i = 0; i < longley->n_rows; i++)
        json_array_add_double_element (column, j == 1 ? longley->column[j].value[i] : rint (longley->column[j].value[i] * unit[j]));
      json_object_set_array_member (own, longley->column[j].name, column);
    }
  return run_fit (own, out, error);
}

static gboolean
run_vif (JsonObject *in, JsonObject *out, GError **error)
{
  g_autoptr(AssayRegressionColumns) columns = NULL;
  gsize rows, n;
  g_autofree double *x = NULL, *vif = NULL;
  g_autofree const double **column = NULL;
  g_autofree double *turned = NULL;

  /* VIF needs no explained column: a matrix x alone will do. */
  if (!assay_stat_has (in, EXPLAINED "|" ASSAY_REGRESSION_FORMULA "|dataset") && assay_stat_has (in, "x"))
    {
      x = assay_stat_matrix (in, "x", &rows, &n, error);
      if (x == NULL)
        return FALSE;
      turned = g_new (double, rows * n);
      column = g_new (const double *, n);
      vif = g_new (double, n);
      for (gsize j = 0; j < n; j++)
        {
          for (gsize i = 0; i < rows; i++)
            {
              turned[j * rows + i] = x[i * n + j];
              if (isnan (x[i * n + j]))
                return assay_stat_fail (error, _("Input “x”, row %zu has a missing value."), i + 1);
            }
          column[j] = turned + j * rows;
        }
      am_vif (column, n, rows, vif);
      assay_stat_put_all (out, "vif", vif, n);
      return TRUE;
    }
  columns = assay_regression_columns_read (in, EXPLAINED, error);
  if (columns == NULL)
    return FALSE;
  put_vif (out, columns);
  return TRUE;
}

static gboolean
run_normality (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *x = NULL;

  if (assay_stat_has (in, ASSAY_REGRESSION_FORMULA "|dataset|mpg"))
    return run_fit (in, out, error);
  x = assay_stat_numbers (in, "x|y|values|residuals|e", &n, error);
  if (x == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (isnan (x[i]))
      return assay_stat_fail (error, _("Input “%s”, item %zu is missing."), assay_stat_key (in, "x|y|values|residuals|e"), i + 1);
  put_normality (out, x, n);
  return TRUE;
}

static gboolean
run_autocorrelation (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *e = NULL;

  if (!assay_stat_has (in, "residuals|e"))
    return run_fit (in, out, error);
  e = assay_stat_numbers (in, "residuals|e", &n, error);
  if (e == NULL)
    return FALSE;
  assay_stat_put (out, "dw", am_durbin_watson (e, n), _("Two residuals that are not all 0 are needed, and none may be missing."));
  return TRUE;
}

/* ---- logistic ---- */

static gboolean
run_logistic (JsonObject *in, JsonObject *out, GError **error)
{
  static const char explained[] = "am|y|event|vs|target";
  g_autoptr(AssayRegressionColumns) columns = NULL;
  g_autofree guint8 *event = NULL;
  g_autoptr(JsonObject) with_formula = NULL;
  const char *why = NULL;
  AmLogistic *fit;

  /* The data set without a formula: its published fit. */
  if (!assay_stat_has (in, ASSAY_REGRESSION_FORMULA) && !assay_stat_has (in, explained) && assay_stat_has (in, "dataset"))
    {
      with_formula = json_object_new ();
      json_object_set_string_member (with_formula, "dataset", "mtcars");
      json_object_set_string_member (with_formula, "formula", "am ~ wt + hp");
    }
  columns = assay_regression_columns_read (with_formula != NULL ? with_formula : in, explained, error);
  if (columns == NULL)
    return FALSE;
  event = g_new (guint8, columns->n);
  for (gsize i = 0; i < columns->n; i++)
    {
      if (columns->y[i] != 0 && columns->y[i] != 1)
        return assay_stat_fail (error, _("Column “%s”, item %zu is neither 0 nor 1."), columns->y_name, i + 1);
      event[i] = columns->y[i] == 1;
    }
  fit = am_logistic_new (columns->x, columns->k, event, NULL, columns->n);
  if (fit == NULL)
    return assay_stat_fail (error, _("The inputs hold no rows."));
  if (fit->state == AM_LOGISTIC_ONE_CLASS)
    why = _("All outcomes are the same.");
  else if (fit->state == AM_LOGISTIC_SEPARATED)
    why = _("The columns tell events and others apart completely: no finite coefficients are best.");
  else if (fit->state == AM_LOGISTIC_DEPENDENT)
    why = _("A column is constant or made up by others.");
  assay_stat_put_all (out, "coef", fit->coef, fit->k + 1);
  assay_stat_put_all (out, "se", fit->se, fit->k + 1);
  assay_stat_put_all (out, "z", fit->z, fit->k + 1);
  assay_stat_put_all (out, "p", fit->p, fit->k + 1);
  assay_stat_put (out, "loglik", fit->loglik, why);
  assay_stat_put (out, "deviance", -2 * fit->loglik, why);
  assay_stat_put (out, "null_deviance", -2 * fit->null_loglik, why);
  assay_stat_put (out, "aic", fit->aic, why);
  assay_stat_put (out, "bic", fit->bic, NULL);
  assay_stat_put (out, "lr", fit->lr, NULL);
  assay_stat_put (out, "lr_p", fit->lr_p, NULL);
  assay_stat_put (out, "mcfadden_r2", 1 - fit->loglik / fit->null_loglik, NULL);
  am_logistic_free (fit);
  return TRUE;
}

#define COLUMNS "y|mpg|Employed|target|response? * formula|model? dataset?"

const AssayStatistic assay_regression_statistics[] = {
  { "reg-metrics", "regression-metrics regression-sklearn mae rmse r2", N_("Errors of predictions: MAE, RMSE, R², MAPE, median and largest error"),
    "y|actual pred|forecast|predicted|y_pred k|parameters?", "scikit-learn's definitions", run_metrics },
  { "reg-ols-fit", "ols nist-norris anscombe", N_("Ordinary least squares: coefficients, errors, diagnostics"), COLUMNS " rule?", "NIST StRD; Golub & Van Loan 2013", run_fit },
  { "nist-longley", NULL, N_("Longley's regression in NIST's units"), COLUMNS, "Longley 1967; NIST StRD", run_nist_longley },
  { "nist-numacc4", "moments mean-sd", N_("Mean, standard deviation and lag-1 autocorrelation"), "x|y|values? rule?", "NIST StRD", run_moments },
  { "reg-vif", "vif longley-vif", N_("Variance inflation factors"), COLUMNS, "Marquardt 1970", run_vif },
  { "reg-heteroskedasticity", "breusch-pagan white mtcars-diagnostics regression-diagnostics", N_("Diagnostics of a linear fit: variance, order, form, normality, influence"),
    COLUMNS " order|lags|lag? power?", "Koenker 1981; White 1980", run_fit },
  { "reg-autocorrelation", "durbin-watson longley-dw breusch-godfrey", N_("Durbin–Watson with its p-value, Breusch–Godfrey"), COLUMNS " residuals|e? order|lags|lag?",
    "Durbin & Watson 1950; Breusch 1978; Godfrey 1978", run_autocorrelation },
  { "reg-reset", "reset", N_("Ramsey's RESET"), COLUMNS " power?", "Ramsey 1969", run_fit },
  { "reg-normality", "normality shapiro-wilk anderson-darling lilliefors jarque-bera", N_("Normality: Jarque–Bera, Shapiro–Wilk, Anderson–Darling, Lilliefors"),
    "x|y|values|residuals|e? " COLUMNS, "Royston 1995; D'Agostino & Stephens 1986; Dallal & Wilkinson 1986", run_normality },
  { "reg-influence", "influence cook leverage", N_("Cook's distance, leverage, studentised residuals"), COLUMNS, "Cook 1977; Hoaglin & Welsch 1978", run_fit },
  { "reg-significance-sign", "logit logistic logit-mtcars", N_("Logistic regression: coefficients with errors and z"), "am|y|event|vs|target? * formula|model? dataset?",
    "McCullagh & Nelder 1989", run_logistic },
  { NULL }
};
