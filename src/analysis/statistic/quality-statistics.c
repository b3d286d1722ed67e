/* Columns by themselves: first digits, outliers, codes for missing values, correlation. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/drift/two-sample.h"
#include "math/quality/benford.h"
#include "math/quality/outlier-fence.h"
#include "math/quality/robust-covariance.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
run_benford (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *given = NULL;
  const char *why = _("There are no digits to count, or a count is negative.");
  double count[9];
  AmBenford found;

  if (assay_stat_has (in, "counts|observed"))
    {
      given = assay_stat_numbers (in, "counts|observed", &n, error);
      if (given == NULL)
        return FALSE;
      if (n != 9)
        return assay_stat_fail (error, _("Input “%s” should hold the counts of the digits 1 to 9."), assay_stat_key (in, "counts|observed"));
      am_benford_of_counts (given, &found);
    }
  else
    {
      given = assay_stat_numbers (in, "values|x|amounts", &n, error);
      if (given == NULL)
        return FALSE;
      am_benford_count (given, n, count);
      am_benford_of_counts (count, &found);
      assay_stat_put_all (out, "counts", count, 9);
    }
  assay_stat_put_all (out, "expected", found.expected, 9);
  assay_stat_put (out, "chi2", found.chi2, why);
  assay_stat_put (out, "p", found.p, why);
  assay_stat_put (out, "mad", found.mad, why);
  assay_stat_put (out, "n", found.n, why);
  return TRUE;
}

static double *
read_sorted (JsonObject *in, gsize *n, gsize *n_missing, GError **error)
{
  g_autofree double *x = assay_stat_numbers (in, "values|x", n, error), *work = x != NULL ? g_new (double, *n + 1) : NULL;
  gsize all;

  if (x == NULL)
    return NULL;
  all = *n;
  am_radix_sort (x, all, work);
  while (*n > 0 && isnan (x[*n - 1]))
    *n -= 1;
  *n_missing = all - *n;
  return g_steal_pointer (&x);
}

static gboolean
run_outliers (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, n_missing;
  g_autofree double *x = read_sorted (in, &n, &n_missing, error), *work = x != NULL ? g_new (double, n + 1) : NULL;
  const char *why = _("There are no values.");
  AmFence fence;
  AmSentinels codes;

  if (x == NULL)
    return FALSE;
  am_fence (x, n, work, &fence);
  am_sentinels (x, n, &codes);
  assay_stat_put (out, "q1", fence.q1, why);
  assay_stat_put (out, "median", fence.median, why);
  assay_stat_put (out, "q3", fence.q3, why);
  assay_stat_put (out, "low", fence.low, why);
  assay_stat_put (out, "high", fence.high, why);
  assay_stat_put (out, "mad", fence.mad, why);
  assay_stat_put (out, "share", n > 0 ? (fence.n_low + fence.n_high) / (double) n : NAN, why);
  assay_stat_put_integer (out, "n_low", fence.n_low);
  assay_stat_put_integer (out, "n_high", fence.n_high);
  assay_stat_put_integer (out, "n_modified_z", fence.n_modified_z);
  assay_stat_put_integer (out, "n", n);
  assay_stat_put_integer (out, "n_missing", n_missing);
  assay_stat_put_all (out, "sentinels", codes.value, codes.n);
  return TRUE;
}

static gboolean
run_multivariate (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, k, n_beyond = 0;
  g_autofree double *x = assay_stat_matrix (in, "x|values", &n, &k, error), *distance = NULL;
  double level, seed, limit;
  AmRobustCovariance fit;

  if (x == NULL || !assay_stat_number_or (in, "level", 0.999, &level, error) || !assay_stat_number_or (in, "seed", 1, &seed, error))
    return FALSE;
  for (gsize i = 0; i < n * k; i++)
    if (isnan (x[i]))
      return assay_stat_fail (error, _("Input “%s”, row %zu has a missing value."), assay_stat_key (in, "x|values"), i / k + 1);
  if (!(seed >= 0 && seed < 1e15) || !(level > 0 && level < 1) || !am_robust_covariance (x, n, k, seed, &fit))
    {
      assay_stat_put (out, "share", NAN, _("Rows are too few, columns depend on one another, or the level is no chance."));
      return TRUE;
    }
  limit = am_robust_limit (k, level);
  distance = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    n_beyond += (distance[i] = am_robust_distance (&fit, x + i * k)) > limit;
  assay_stat_put_all (out, "center", fit.centre, k);
  assay_stat_put_all (out, "distance2", distance, n);
  assay_stat_put (out, "limit", limit, NULL);
  assay_stat_put (out, "share", n_beyond / (double) n, NULL);
  assay_stat_put (out, "crit", fit.raw_log_determinant, NULL);
  return TRUE;
}

const AssayStatistic assay_quality_statistics[] = {
  { "dq-benford", "benford benford-powers-of-2 first-digits", N_("First digits against Benford's law: chi-square, mean absolute deviation"), "counts|observed? values|x|amounts?",
    "Nigrini 2012", run_benford },
  { "dq-outlier-univariate", "outliers fences tukey mad modified-z dq-sentinel sentinel", N_("Outliers of a column: Tukey's fences, modified z; codes that stand for no value"),
    "values|x", "Tukey 1977; Iglewicz & Hoaglin 1993", run_outliers },
  { "dq-outlier-multivariate", "mahalanobis mcd", N_("Robust Mahalanobis distances of rows"), "x|values level? seed?", "Rousseeuw & Van Driessen 1999", run_multivariate },
  { NULL }
};
