/* Series in order of time: unit roots, autocorrelation, changing variance, cointegration, breaks. */
#include "analysis/statistic/published-data.h"
#include "analysis/statistic/regression-columns.h"
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/autocorrelation.h"
#include "math/evidence/residual-tests.h"
#include "math/regression/regression-tests.h"
#include "math/regression/structural-break.h"
#include "math/regression/unit-root-rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SERIES "y|x|values|series|nile|residuals|e"
/* Regressions on a hundred lags of more than this take minutes. */
#define MOST_VALUES 100000
#define MOST_CELLS 50000

static gboolean
check_length (gsize n, GError **error)
{
  return n <= MOST_VALUES || assay_stat_fail (error, _("The series has %zu values; these tests take at most %d."), n, MOST_VALUES);
}

/* The series, or the Nile where it is only named ("nile_ref", or "dataset"). */
static double *
read_series (JsonObject *in, gsize *n, GError **error)
{
  g_autofree double *y = NULL;
  const char *name;

  if (!assay_stat_text (in, "dataset|nile_ref", &name, error))
    return NULL;
  if (name != NULL && !assay_stat_has (in, SERIES))
    {
      const AmPublishedData *data = am_published_data (assay_stat_has (in, "dataset") ? name : "nile");

      if (data == NULL || data->n_columns != 1)
        {
          assay_stat_fail (error, _("There is no series “%s” here; “nile” is."), name);
          return NULL;
        }
      *n = data->n_rows;
      return g_memdup2 (data->column[0].value, *n * sizeof (double));
    }
  y = assay_stat_numbers (in, SERIES, n, error);
  if (y == NULL)
    return NULL;
  for (gsize i = 0; i < *n; i++)
    if (isnan (y[i]))
      {
        assay_stat_fail (error, _("Input “%s”, item %zu is missing; a series for this test has no gaps."), assay_stat_key (in, SERIES), i + 1);
        return NULL;
      }
  return g_steal_pointer (&y);
}

static double *
less_mean (const double *y, gsize n)
{
  double *e = g_new (double, n + 1), mean = 0;

  for (gsize i = 0; i < n; i++)
    mean += y[i] / n;
  for (gsize i = 0; i < n; i++)
    e[i] = y[i] - mean;
  return e;
}

/* ---- unit roots ---- */

static void
put_test (JsonObject *out, const char *name, const AmUnitRoot *test, const char *p_name, const char *lag_name)
{
  const char *why = _("The series is too short for these lags, or constant.");

  assay_stat_put (out, name, test->statistic, why);
  if (p_name != NULL)
    assay_stat_put (out, p_name, test->p, why);
  if (lag_name != NULL)
    assay_stat_put_integer (out, lag_name, test->lags);
}

static void
put_adf (JsonObject *out, const double *y, gsize n)
{
  size_t lags;
  AmUnitRoot test;

  am_adf_test (y, n, AM_TREND_LEVEL, 1, &test);
  put_test (out, "adf_c_lag1", &test, "adf_c_lag1_p", NULL);
  am_adf_choose_lags (y, n, AM_TREND_LEVEL, am_adf_most_lags (n, AM_TREND_LEVEL), &lags);
  am_adf_test (y, n, AM_TREND_LEVEL, lags, &test);
  put_test (out, "adf_aic", &test, "adf_aic_p", "adf_aic_lag");
  assay_stat_put (out, "adf_crit5", am_mackinnon_critical (0.05, AM_TREND_LEVEL, 1, n - 1.0 - lags), NULL);
  assay_stat_put (out, "adf_crit1", am_mackinnon_critical (0.01, AM_TREND_LEVEL, 1, n - 1.0 - lags), NULL);
  assay_stat_put (out, "adf_crit10", am_mackinnon_critical (0.10, AM_TREND_LEVEL, 1, n - 1.0 - lags), NULL);
  am_adf_choose_lags (y, n, AM_TREND_LINE, am_adf_most_lags (n, AM_TREND_LINE), &lags);
  am_adf_test (y, n, AM_TREND_LINE, lags, &test);
  put_test (out, "adf_ct_aic", &test, "adf_ct_aic_p", "adf_ct_aic_lag");
  am_adf_choose_lags (y, n, AM_TREND_NONE, am_adf_most_lags (n, AM_TREND_NONE), &lags);
  am_adf_test (y, n, AM_TREND_NONE, lags, &test);
  put_test (out, "adf_n_aic", &test, "adf_n_aic_p", "adf_n_aic_lag");

  am_adf_test (y, n, AM_TREND_LINE, am_adf_tseries_lags (n), &test);
  put_test (out, "adf_tseries_stat", &test, NULL, "adf_tseries_lag");
  assay_stat_put (out, "adf_tseries_p", am_adf_table_p (test.statistic, n - 1.0), NULL);
  am_adf_test (y, n, AM_TREND_LEVEL, 1, &test);
  put_test (out, "ur_df_drift_lag1_tau2", &test, NULL, NULL);
  assay_stat_put (out, "ur_df_drift_lag1_phi1", am_adf_phi1 (y, n, 1), NULL);
  /* Hamilton (1994), table B.6, case 2, as urca prints it. */
  assay_stat_put (out, "ur_df_crit5", n < 25 ? -3.00 : n < 50 ? -3.00 : n < 100 ? -2.93 : n < 250 ? -2.89 : n < 500 ? -2.88 : -2.87, NULL);
}

static void
put_kpss (JsonObject *out, const double *y, gsize n)
{
  size_t lags = am_phillips_perron_lags (n);
  AmUnitRoot test;

  am_kpss (y, n, AM_TREND_LEVEL, lags, &test);
  put_test (out, "kpss_level_stat", &test, "kpss_level_p", "kpss_level_lag");
  assay_stat_put (out, "ur_kpss_mu_short", test.statistic, NULL);
  assay_stat_put_integer (out, "ur_kpss_lag", lags);
  am_kpss (y, n, AM_TREND_LINE, lags, &test);
  put_test (out, "kpss_trend_stat", &test, "kpss_trend_p", "kpss_trend_lag");
  am_kpss (y, n, AM_TREND_LEVEL, 4, &test);
  put_test (out, "kpss_lag4", &test, NULL, NULL);
  am_kpss (y, n, AM_TREND_LEVEL, am_kpss_auto_lags (y, n, AM_TREND_LEVEL), &test);
  put_test (out, "kpss_auto", &test, "kpss_auto_p", "kpss_auto_lag");
}

static void
put_phillips_perron (JsonObject *out, const double *y, gsize n)
{
  size_t lags = am_pp_tseries_lags (n);
  double alpha = am_pp_alpha (y, n, lags);
  g_autofree double *work = g_new (double, am_adf_work (n, 0) + 1);
  AmUnitRoot test;

  assay_stat_put (out, "pp_z_alpha", alpha, _("The series is too short, or constant."));
  assay_stat_put (out, "pp_z_alpha_p", am_pp_alpha_table_p (alpha, n - 1.0), NULL);
  assay_stat_put_integer (out, "pp_lag", lags);
  am_phillips_perron (y, n, AM_TREND_LEVEL, am_phillips_perron_lags (n), work, &test);
  put_test (out, "pp_z_tau", &test, "pp_z_tau_p", "pp_z_tau_lag");
}

/* ---- autocorrelation, variance ---- */

#define LAGS 10

static void
put_autocorrelation (JsonObject *out, const double *y, gsize n, gsize h, gsize n_fitted)
{
  gsize most = MAX (h, LAGS);
  g_autofree double *r = g_new0 (double, most + 1), *partial = g_new0 (double, most + 1), *work = g_new (double, 2 * (most + 2));
  const char *why = _("The series is constant, or shorter than the lags.");

  am_autocorrelation (y, n, most, r);
  assay_stat_put_all (out, "acf_1_10", r + 1, LAGS);
  am_partial_autocorrelation (r, most, partial, work);
  assay_stat_put_all (out, "pacf_1_5", partial + 1, 5);
  for (int kind = 0; kind < 2; kind++)
    {
      const char *name = kind == 0 ? "ljung_box" : "box_pierce";
      g_autofree char *p_name = g_strdup_printf ("%s_p", name), *of_lags = g_strdup_printf ("%s_%zu", name, h);
      double p, q = (kind == 0 ? am_ljung_box : am_box_pierce) (r, n, h, n_fitted, &p);

      assay_stat_put (out, name, q, why);
      assay_stat_put (out, of_lags, q, NULL);
      assay_stat_put (out, p_name, p, NULL);
    }
  assay_stat_put_integer (out, "lags", h);
}

static void
put_arch (JsonObject *out, const double *e, gsize n, gsize lags)
{
  g_autofree double *work = g_new (double, n * (lags + 2) + 1);
  double p, lm = n > lags ? am_arch_lm (e, n, lags, &p, work) : (p = NAN);
  g_autofree char *own = g_strdup_printf ("arch_lm%zu", lags), *own_p = g_strdup_printf ("arch_lm%zu_p", lags);

  assay_stat_put (out, "arch_lm", lm, _("The series is too short for these lags, or its squares are constant."));
  assay_stat_put (out, "arch_lm_p", p, NULL);
  assay_stat_put (out, own, lm, NULL);
  assay_stat_put (out, own_p, p, NULL);
}

static gboolean
read_lags (JsonObject *in, const char *names, gsize fallback, gsize n, gsize *lags, GError **error)
{
  double value;

  if (!assay_stat_number_or (in, names, fallback, &value, error))
    return FALSE;
  if (!(value >= 1 && value < n))
    return assay_stat_fail (error, _("Lags of %g cannot be taken of %zu values."), value, n);
  *lags = value;
  return TRUE;
}

/* Everything that can be said of one series: what the vectors of the Nile hold. */
static gboolean
run_series (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, lags, arch_lags;
  g_autofree double *y = read_series (in, &n, error), *e = NULL;
  double p, skew, kurtosis, fitted;

  if (y == NULL)
    return FALSE;
  if (n < 3)
    return assay_stat_fail (error, _("The series has %zu values; a test needs more."), n);
  if (!check_length (n, error))
    return FALSE;
  if (!read_lags (in, "lags|lag|h", MIN (LAGS, n - 1), n, &lags, error) || !read_lags (in, "arch_lags", MIN (4, n - 1), n, &arch_lags, error) ||
      !assay_stat_number_or (in, "fitted|n_fitted|fitdf", 0, &fitted, error))
    return FALSE;
  if (!(fitted >= 0 && fitted < n))
    return assay_stat_fail (error, _("Input “%s” should be a small whole number."), assay_stat_key (in, "fitted|n_fitted|fitdf"));
  e = less_mean (y, n);
  put_adf (out, y, n);
  put_kpss (out, y, n);
  put_phillips_perron (out, y, n);
  put_autocorrelation (out, y, n, lags, fitted);
  put_arch (out, e, n, arch_lags);
  assay_stat_put (out, "jb", am_jarque_bera (y, n, &p, &skew, &kurtosis), _("Jarque and Bera need eight values that differ."));
  assay_stat_put (out, "jb_p", p, NULL);
  assay_stat_put (out, "dw_demeaned", am_durbin_watson (e, n), NULL);
  assay_stat_put_integer (out, "n", n);
  return TRUE;
}

/* ---- cointegration ---- */

static gboolean
run_cointegration (JsonObject *in, JsonObject *out, GError **error)
{
  g_autoptr(AssayRegressionColumns) columns = assay_regression_columns_read (in, "y|y0", error);
  const char *trend, *why;
  double most;
  AmCointegration found;
  AmUnitRootTrend terms;

  if (columns == NULL || !assay_stat_text (in, "trend", &trend, error) || !assay_stat_number_or (in, "maxlag|lags|lag", NAN, &most, error))
    return FALSE;
  terms = g_strcmp0 (trend, "ct") == 0 ? AM_TREND_LINE : g_strcmp0 (trend, "n") == 0 ? AM_TREND_NONE : AM_TREND_LEVEL;
  if (!check_length (columns->n, error))
    return FALSE;
  if (columns->k < 1 || columns->k > 5)
    return assay_stat_fail (error, _("Cointegration is tested of one series against one to five others."));
  if (!isnan (most) && !(most >= 0 && most < columns->n / 2.0))
    return assay_stat_fail (error, _("Lags of %g cannot be taken of %zu values."), most, columns->n);
  am_engle_granger (columns->y, columns->x, columns->k, columns->n, terms, isnan (most) ? am_adf_most_lags (columns->n, AM_TREND_NONE) : (gsize) most, !isnan (most), &found);
  why = _("The series are too short for these lags, or one is constant.");
  assay_stat_put (out, "t", found.statistic, why);
  assay_stat_put (out, "stat", found.statistic, NULL);
  assay_stat_put (out, "p", found.p, why);
  assay_stat_put_integer (out, "lags", found.lags);
  assay_stat_put_all (out, "crit", found.critical, 3);
  assay_stat_put (out, "crit1", found.critical[0], NULL);
  assay_stat_put (out, "crit5", found.critical[1], NULL);
  assay_stat_put (out, "crit10", found.critical[2], NULL);
  assay_stat_put_text (out, "convention", "constant in the relation unless trend says otherwise; lags by AIC unless given; MacKinnon 1994 and 2010");
  return TRUE;
}

/* ---- breaks ---- */

static gboolean
run_break (JsonObject *in, JsonObject *out, GError **error)
{
  g_autoptr(AssayRegressionColumns) columns = assay_regression_columns_read (in, "y|nile", error);
  AmOls *fit;
  AmSupF sup;
  AmCusum cusum;
  double at, trim;
  const char *why;

  if (columns == NULL || !assay_stat_number_or (in, "at|break|point", NAN, &at, error) || !assay_stat_number_or (in, "trim", 0.15, &trim, error))
    return FALSE;
  /* A fit on both sides of each of up to 2000 days. */
  if (columns->n * (columns->k + 1) > MOST_CELLS)
    return assay_stat_fail (error, _("%zu rows of %zu columns are too many to look for a break in: %d numbers at most."), columns->n, columns->k + 1, MOST_CELLS);
  fit = am_ols_new (columns->x, columns->k, TRUE, columns->y, columns->n);
  if (fit == NULL)
    return assay_stat_fail (error, _("The inputs hold no rows."));
  why = _("A part has too few rows for the coefficients, or nothing is left to explain.");
  if (!isnan (at))
    {
      AmRegressionTest chow = at >= 1 && at < columns->n ? am_chow (fit, columns->x, columns->y, at) : (AmRegressionTest) { NAN, NAN, NAN, NAN };

      assay_stat_put (out, "chow_f", chow.statistic, why);
      assay_stat_put (out, "chow_p", chow.p, NULL);
    }
  sup = am_sup_f (fit, columns->x, columns->y, trim);
  assay_stat_put (out, "sup_f", sup.sup_f, why);
  assay_stat_put (out, "sup_f_p", sup.p, NULL);
  assay_stat_put_integer (out, "break_after", sup.at);
  cusum = am_cusum_recursive (fit, columns->x, columns->y, NULL);
  assay_stat_put (out, "rec_cusum", cusum.statistic, why);
  assay_stat_put (out, "rec_cusum_p", cusum.p, NULL);
  cusum = am_cusum_mean (fit->residual, columns->n, NULL);
  assay_stat_put (out, "ols_cusum", cusum.statistic, NULL);
  assay_stat_put (out, "ols_cusum_p", cusum.p, NULL);
  assay_stat_put_text (out, "convention", "sup F: p by the tail of a Bessel process (Estrella 2003), approximate");
  am_ols_free (fit);
  return TRUE;
}

#define ONE_SERIES "y|x|values|series|nile|residuals|e? dataset|nile_ref? lags|lag|h? arch_lags? fitted|n_fitted|fitdf?"

const AssayStatistic assay_series_statistics[] = {
  { "ts-stationarity", "adf kpss phillips-perron unit-root nile-ts nile-statsmodels", N_("Unit roots by the conventions of statsmodels, tseries and urca; autocorrelation"),
    ONE_SERIES, "Said & Dickey 1984; Kwiatkowski et al. 1992; MacKinnon 1994, 2010", run_series },
  { "ts-ljung-box", "ljung-box box-pierce acf pacf", N_("Ljung–Box and Box–Pierce tests, autocorrelation"), ONE_SERIES, "Box & Pierce 1970; Ljung & Box 1978", run_series },
  { "ts-arch-lm", "arch-lm", N_("Engle's test of changing variance"), ONE_SERIES, "Engle 1982", run_series },
  { "ts-cointegration", "engle-granger coint", N_("Engle–Granger cointegration test"), "y|y0? * formula|model? dataset? trend? maxlag|lags|lag?", "Engle & Granger 1987; MacKinnon 1994, 2010",
    run_cointegration },
  { "ts-structural-break", "chow sup-f andrews cusum-recursive", N_("Breaks of a regression: Chow, sup F, CUSUM"), "y|nile? * formula|model? dataset? at|break|point? trim?",
    "Chow 1960; Andrews 1993; Brown, Durbin & Evans 1975", run_break },
  { NULL }
};
