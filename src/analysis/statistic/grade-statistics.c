/* Grades, or other groups, with a number of obligors, of defaults and a PD each. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/calibration/group-calibration.h"
#include "math/calibration/probability-scores.h"
#include "math/credit/default-tests.h"
#include "math/credit/low-default.h"
#include "math/discrimination/banded-rates.h"
#include "math/discrimination/evidence-weight.h"
#include "math/distribution.h"
#include "math/drift/contingency.h"
#include "math/evidence/multiplicity.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define OBLIGORS "n|obligors|customers|count|counts|total"
#define DEFAULTS "d|defaults|x|events|bads"
#define PD "pd|p|probability|pds"
#define GROUPS "groups|grades|bins|bands"

typedef struct { gsize n; double *p, *n_rows, *d; } Grades;      /* p: NULL when it is not there */

static void
grades_clear (Grades *self)
{
  g_free (self->p);
  g_free (self->n_rows);
  g_free (self->d);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grades, grades_clear)

static gboolean
read_objects (Grades *self, JsonObject *in, gboolean needs_pd, GError **error)
{
  const char *key = assay_stat_key (in, GROUPS);
  JsonArray *groups = assay_stat_array (in, GROUPS, _("objects with n, d and p"), error);
  guint n = groups != NULL ? json_array_get_length (groups) : 0;
  JsonNode *first = n > 0 ? json_array_get_element (groups, 0) : NULL;
  gboolean has_pd = needs_pd || (first != NULL && JSON_NODE_HOLDS_OBJECT (first) && assay_stat_has (json_node_get_object (first), PD));

  if (groups == NULL)
    return FALSE;
  self->n = n;
  self->n_rows = g_new (double, n + 1);
  self->d = g_new (double, n + 1);
  self->p = has_pd ? g_new (double, n + 1) : NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *one = assay_stat_item_object (groups, i, key, error);

      if (one == NULL)
        return FALSE;
      if (!assay_stat_number (one, OBLIGORS, &self->n_rows[i], error) || !assay_stat_number (one, DEFAULTS, &self->d[i], error)
          || (has_pd && !assay_stat_number (one, PD, &self->p[i], error)))
        {
          g_prefix_error (error, "%s[%u]: ", key, i);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_columns (Grades *self, JsonObject *in, gboolean needs_pd, GError **error)
{
  self->n_rows = assay_stat_numbers (in, OBLIGORS, &self->n, error);
  self->d = self->n_rows != NULL ? assay_stat_numbers_of (in, DEFAULTS, self->n, OBLIGORS, error) : NULL;
  if (self->d == NULL)
    return FALSE;
  if (needs_pd || assay_stat_has (in, PD))
    {
      self->p = assay_stat_numbers_spread (in, PD, self->n, OBLIGORS, error);
      return self->p != NULL;
    }
  return TRUE;
}

static gboolean
grades_read (Grades *self, JsonObject *in, gboolean needs_pd, GError **error)
{
  if (assay_stat_has (in, GROUPS) ? !read_objects (self, in, needs_pd, error) : !read_columns (self, in, needs_pd, error))
    return FALSE;
  for (gsize i = 0; i < self->n; i++)
    {
      if (!(self->n_rows[i] >= 0 && self->d[i] >= 0 && self->d[i] <= self->n_rows[i]))
        return assay_stat_fail (error, _("Group %zu has %g of %g obligors in default."), i + 1, self->d[i], self->n_rows[i]);
      if (self->p != NULL && !(self->p[i] >= 0 && self->p[i] <= 1))
        return assay_stat_fail (error, _("The PD of group %zu is %g; it should be from 0 to 1."), i + 1, self->p[i]);
    }
  return TRUE;
}

static void
put_adjusted (JsonObject *out, const char *key, const double *p, gsize n)
{
  g_autofree double *adjusted = g_new (double, n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1);

  am_holm (p, n, adjusted, order);
  assay_stat_put_all (out, key, adjusted, n);
}

static void
put_grade_tests (JsonObject *out, const Grades *grades)
{
  gsize n = grades->n;
  g_autofree double *rate = g_new (double, n + 1), *binomial = g_new (double, n + 1), *jeffreys = g_new (double, n + 1);

  for (gsize i = 0; i < n; i++)
    {
      rate[i] = grades->d[i] / grades->n_rows[i];
      binomial[i] = am_default_binomial_p (grades->d[i], grades->n_rows[i], grades->p[i]);
      jeffreys[i] = am_jeffreys_p (grades->d[i], grades->n_rows[i], grades->p[i]);
    }
  assay_stat_put_all (out, "odr", rate, n);
  assay_stat_put_all (out, "rate", rate, n);
  assay_stat_put_all (out, "binomial_p", binomial, n);
  assay_stat_put_all (out, "jeffreys_p", jeffreys, n);
  put_adjusted (out, "binomial_holm", binomial, n);
  put_adjusted (out, "jeffreys_holm", jeffreys, n);
}

static void
put_chi_square (JsonObject *out, const Grades *grades)
{
  g_autofree double *z = g_new (double, grades->n + 1);
  AmHosmerLemeshow test = am_hosmer_lemeshow (grades->d, grades->n_rows, grades->p, grades->n, z);
  double k = test.n_groups, p_k = am_chi_square_upper (test.statistic, k), p_less = am_chi_square_upper (test.statistic, k - 2);

  assay_stat_put (out, "stat", test.statistic, _("No group has obligors."));
  assay_stat_put (out, "statistic", test.statistic, NULL);
  assay_stat_put (out, "hl", test.statistic, NULL);
  assay_stat_put (out, "chi2", test.statistic, NULL);
  assay_stat_put_integer (out, "df_k", test.n_groups);
  assay_stat_put (out, "p_df_k", p_k, NULL);
  assay_stat_put (out, "p_df_k_minus_2", p_less, _("Fewer than three groups leave no degree of freedom in sample."));
  assay_stat_put (out, "p_value", p_k, NULL);
  assay_stat_put_all (out, "zscore", z, grades->n);
  assay_stat_put_all (out, "z", z, grades->n);
  assay_stat_put (out, "smallest_expected", test.smallest_expected, NULL);
}

static void
put_murphy (JsonObject *out, const Grades *grades)
{
  AmMurphy murphy = am_murphy (grades->p, grades->n_rows, grades->d, grades->n);

  assay_stat_put (out, "brier", murphy.brier, _("No group has obligors."));
  assay_stat_put (out, "reliability", murphy.reliability, NULL);
  assay_stat_put (out, "resolution", murphy.resolution, NULL);
  assay_stat_put (out, "uncertainty", murphy.uncertainty, NULL);
  assay_stat_put (out, "brier_skill", murphy.skill, NULL);
  assay_stat_put (out, "ece", murphy.ece, NULL);
  assay_stat_put (out, "mce", murphy.mce, NULL);
}

static void
put_trend (JsonObject *out, const Grades *grades)
{
  gsize n = grades->n;
  g_autofree double *fitted = g_new (double, n + 1), *work = g_new (double, 3 * n + 3);
  g_autofree gsize *block = g_new (gsize, n + 1);
  double worst;
  gsize inversions = am_count_inversions (grades->d, grades->n_rows, n, &worst);
  AmTrend trend = am_cochran_armitage (grades->d, grades->n_rows, NULL, n);

  am_pool_adjacent (grades->d, grades->n_rows, n, fitted, block, work);
  assay_stat_put_integer (out, "inversions", inversions);
  assay_stat_put (out, "inversion_p", worst, NULL);
  assay_stat_put_all (out, "pava", fitted, n);
  assay_stat_put (out, "trend_z", trend.z, NULL);
  assay_stat_put (out, "trend_p", trend.p_value, NULL);
  assay_stat_put (out, "trend_chi2", trend.chi_square, NULL);
}

static void
put_whole (JsonObject *out, const Grades *grades)
{
  double n = 0, d = 0, expected = 0;
  AmObservedExpected ratio;
  AmInterval wilson;

  for (gsize i = 0; i < grades->n; i++)
    {
      n += grades->n_rows[i];
      d += grades->d[i];
      expected += grades->n_rows[i] * grades->p[i];
    }
  ratio = am_observed_expected (d, expected, 0.95);
  wilson = am_wilson (d, n, 0.95);
  assay_stat_put (out, "observed", d, NULL);
  assay_stat_put (out, "expected", expected, NULL);
  assay_stat_put (out, "oe", ratio.ratio, NULL);
  assay_stat_put (out, "oe_low", ratio.low, NULL);
  assay_stat_put (out, "oe_high", ratio.high, NULL);
  assay_stat_put (out, "wilson_low", wilson.low, NULL);
  assay_stat_put (out, "wilson_high", wilson.high, NULL);
  assay_stat_put (out, "portfolio_jeffreys_p", am_jeffreys_p (d, n, expected / n), NULL);
}

gboolean
assay_statistic_run_grades (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Grades) grades = { 0 };

  if (!grades_read (&grades, in, TRUE, error))
    return FALSE;
  put_whole (out, &grades);
  put_murphy (out, &grades);
  put_trend (out, &grades);
  put_chi_square (out, &grades);
  put_grade_tests (out, &grades);
  return TRUE;
}

static gboolean
one_grade (const double *value, JsonObject *out, gboolean jeffreys, GError **error)
{
  double d = value[0], n = value[1], pd = value[2], binomial = am_default_binomial_p (d, n, pd), p = am_jeffreys_p (d, n, pd);
  AmInterval interval = am_jeffreys_interval (d, n, 0.95);

  if (isnan (p))
    return assay_stat_fail (error, _("%g of %g obligors in default at a PD of %g cannot be."), d, n, pd);
  assay_stat_put (out, "p", jeffreys ? p : binomial, NULL);
  assay_stat_put (out, "p_value", jeffreys ? p : binomial, NULL);
  assay_stat_put (out, "jeffreys_p", p, NULL);
  assay_stat_put (out, "binomial_p", binomial, NULL);
  assay_stat_put (out, "odr", d / n, NULL);
  assay_stat_put (out, "low", interval.low, NULL);
  assay_stat_put (out, "high", interval.high, NULL);
  assay_stat_put (out, "critical", am_binomial_critical (n, pd, 0.05), NULL);
  return TRUE;
}

static gboolean
one_jeffreys (const double *value, JsonObject *out, GError **error)
{
  return one_grade (value, out, TRUE, error);
}

static gboolean
one_binomial (const double *value, JsonObject *out, GError **error)
{
  return one_grade (value, out, FALSE, error);
}

/* Grades side by side are also judged together. */
static gboolean
run_grade_tests (JsonObject *in, JsonObject *out, AssayStatCase one, GError **error)
{
  static const char *const keys[] = { DEFAULTS, OBLIGORS, PD, NULL };

  if ((assay_stat_is_array (in, OBLIGORS) || assay_stat_has (in, GROUPS)) && !assay_statistic_run_grades (in, out, error))
    return FALSE;
  return assay_stat_has (in, GROUPS) || assay_stat_each (in, out, keys, one, error);
}

static gboolean
run_jeffreys (JsonObject *in, JsonObject *out, GError **error)
{
  return run_grade_tests (in, out, one_jeffreys, error);
}

static gboolean
run_binomial (JsonObject *in, JsonObject *out, GError **error)
{
  return run_grade_tests (in, out, one_binomial, error);
}

static gboolean
run_years (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, n_pd = 0;
  g_autofree double *rate = assay_stat_numbers (in, "odr|rate|rates|dr|default_rate", &n, error);
  g_autofree double *pd = rate != NULL ? assay_stat_numbers (in, PD, &n_pd, error) : NULL;
  AmNormalYears test;

  if (pd == NULL)
    return FALSE;
  if (n_pd == 1 && n > 1)
    {
      pd = g_renew (double, pd, n);
      for (gsize i = 1; i < n; i++)
        pd[i] = pd[0];
    }
  else if (n_pd != n)
    return assay_stat_fail (error, _("There are %zu rates and %zu PDs."), n, n_pd);
  test = am_normal_years (rate, pd, n);
  assay_stat_put (out, "tau2", test.tau2, _("One year has no variance."));
  assay_stat_put (out, "z", test.z, _("The differences of all years agree: there is no variance to judge by."));
  assay_stat_put (out, "p", test.p_value, NULL);
  assay_stat_put (out, "p_value", test.p_value, NULL);
  return TRUE;
}

static gboolean
one_factor (const double *value, JsonObject *out, GError **error)
{
  double pd = value[0], rho = value[1], rate = value[3], d = value[4], n = value[5];
  /* A small alpha is what lies beyond. */
  double q = !isnan (value[2]) ? value[2] : isnan (value[6]) ? 0.95 : fmax (value[6], 1 - value[6]), critical = am_vasicek_quantile (pd, rho, q);

  assay_stat_put (out, "q", q, NULL);
  assay_stat_put (out, "critical_dr", critical, _("The PD should be from 0 to 1, the correlation from 0 to below 1."));
  assay_stat_put (out, "critical", critical, NULL);
  assay_stat_put (out, "critical_rate", critical, NULL);
  assay_stat_put (out, "dr", critical, NULL);
  assay_stat_put (out, "dr_critical", critical, NULL);
  assay_stat_put (out, "quantile", critical, NULL);
  assay_stat_put (out, "q95", am_vasicek_quantile (pd, rho, 0.95), NULL);
  assay_stat_put (out, "q99", am_vasicek_quantile (pd, rho, 0.99), NULL);
  assay_stat_put (out, "q999", am_vasicek_quantile (pd, rho, 0.999), NULL);
  if (isnan (rate) && !isnan (d) && n > 0)
    rate = d / n;
  if (!isnan (rate))
    {
      assay_stat_put (out, "p", am_vasicek_p (rate, pd, rho), NULL);
      assay_stat_put (out, "p_value", am_vasicek_p (rate, pd, rho), NULL);
      assay_stat_put (out, "reject", rate > critical, NULL);
    }
  if (!isnan (d) && !isnan (n))
    assay_stat_put (out, "p_finite", am_vasicek_binomial_p (d, n, pd, rho), NULL);
  return TRUE;
}

static gboolean
run_factor (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { PD, "rho|correlation|r|asset_correlation", "q|level|confidence|quantile|gamma=", "dr|odr|rate=", "d|defaults=", "n|obligors=", "alpha=", NULL };

  return assay_stat_each (in, out, keys, one_factor, error);
}

static gboolean
run_low_default (JsonObject *in, JsonObject *out, GError **error)
{
  gsize k, n_gamma;
  g_autofree double *n = assay_stat_numbers (in, OBLIGORS, &k, error);
  g_autofree double *d = n != NULL ? assay_stat_numbers_of (in, DEFAULTS, k, OBLIGORS, error) : NULL;
  g_autofree double *gamma = d != NULL ? assay_stat_numbers (in, "gamma|confidence|level|q", &n_gamma, error) : NULL;
  g_autofree double *bound = NULL, *row = NULL;
  double rho, scaled;

  if (gamma == NULL || !assay_stat_number_or (in, "rho|correlation", 0, &rho, error) || !assay_stat_number_or (in, "scaled", 0, &scaled, error))
    return FALSE;
  if (rho > 0 && k * n_gamma > 2000)
    return assay_stat_fail (error, _("With correlation, at most 2000 bounds are computed at once."));
  bound = g_new (double, k * n_gamma + 1);
  row = g_new (double, n_gamma + 1);
  for (gsize i = 0; i < n_gamma; i++)
    am_pluto_tasche (d, n, k, gamma[i], rho, scaled != 0, bound + i * k);
  for (gsize grade = 0; grade < k; grade++)
    {
      g_autofree char *key = grade < 26 ? g_strdup_printf ("pd_%c", (char) ('a' + grade)) : g_strdup_printf ("pd_%zu", grade + 1);

      for (gsize i = 0; i < n_gamma; i++)
        row[i] = bound[i * k + grade];
      if (assay_stat_is_array (in, "gamma|confidence|level|q"))
        assay_stat_put_all (out, key, row, n_gamma);
      else
        assay_stat_put (out, key, row[0], _("Counts should be whole obligors and defaults, gamma inside (0, 1)."));
    }
  if (assay_stat_is_array (in, "gamma|confidence|level|q"))
    assay_stat_put_matrix (out, "pd", bound, n_gamma, k);
  else
    assay_stat_put_all (out, "pd", bound, k);
  return TRUE;
}

static gboolean
put_two_rates (JsonObject *out, AssayStatSide side, double d_a, double n_a, double d_b, double n_b)
{
  AmProportions plain = am_two_proportions (d_a, n_a, d_b, n_b, FALSE), corrected = am_two_proportions (d_a, n_a, d_b, n_b, TRUE);

  assay_stat_put (out, "z", plain.z, _("Nobody, or everybody, defaulted: the rates have no variance."));
  assay_stat_put (out, "chi2", plain.chi2, NULL);
  assay_stat_put (out, "p_less", plain.p_less, NULL);
  assay_stat_put (out, "p_greater", plain.p_greater, NULL);
  assay_stat_put (out, "p_two_sided", plain.p, NULL);
  assay_stat_put (out, "p", side == ASSAY_STAT_LESS ? plain.p_less : side == ASSAY_STAT_GREATER ? plain.p_greater : plain.p, NULL);
  assay_stat_put (out, "chi2_corrected", corrected.chi2, NULL);
  assay_stat_put (out, "p_less_corrected", corrected.p_less, NULL);
  assay_stat_put (out, "p_greater_corrected", corrected.p_greater, NULL);
  assay_stat_put (out, "p_corrected", corrected.p, NULL);
  return TRUE;
}

/* Two grades side by side; of more, each with the one behind it. */
static gboolean
run_two_rates (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Grades) grades = { 0 };
  g_autofree double *p = NULL, *z = NULL;
  AssayStatSide side;

  if (!grades_read (&grades, in, FALSE, error) || !assay_stat_side (in, ASSAY_STAT_TWO_SIDED, &side, error))
    return FALSE;
  if (grades.n < 2)
    return assay_stat_fail (error, _("Two grades are needed, or more."));
  if (grades.n == 2)
    return put_two_rates (out, side, grades.d[0], grades.n_rows[0], grades.d[1], grades.n_rows[1]);
  p = g_new (double, grades.n);
  z = g_new (double, grades.n);
  for (gsize i = 0; i + 1 < grades.n; i++)
    {
      AmProportions test = am_two_proportions (grades.d[i], grades.n_rows[i], grades.d[i + 1], grades.n_rows[i + 1], FALSE);
      z[i] = test.z;
      p[i] = test.p_less;
    }
  assay_stat_put_all (out, "z", z, grades.n - 1);
  assay_stat_put_all (out, "p_less", p, grades.n - 1);
  put_adjusted (out, "p_less_holm", p, grades.n - 1);
  return TRUE;
}

static gboolean
one_power (const double *value, JsonObject *out, GError **error)
{
  AmDefaultPower power = am_default_power (value[0], value[1], value[2], value[3]);
  AmDefaultPower twice = am_default_power (value[0], value[1], value[2], 2);

  assay_stat_put (out, "critical", power.critical, _("The number of obligors should be at least 1, PD and alpha inside (0, 1)."));
  assay_stat_put (out, "size", power.size, NULL);
  assay_stat_put (out, "power", power.power, NULL);
  assay_stat_put (out, "power_2", twice.power, NULL);
  assay_stat_put (out, "obligors_needed", am_default_obligors_needed (value[1], value[2], value[3], 0.8), NULL);
  return TRUE;
}

static gboolean
run_power (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { OBLIGORS, PD, "alpha|level=0.05", "k|times|multiple|ratio=1.5", NULL };

  return assay_stat_each (in, out, keys, one_power, error);
}

static gboolean
run_rank_order (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Grades) grades = { 0 };
  g_autofree double *rate = NULL;

  if (!grades_read (&grades, in, FALSE, error))
    return FALSE;
  rate = g_new (double, grades.n + 1);
  for (gsize i = 0; i < grades.n; i++)
    rate[i] = grades.d[i] / grades.n_rows[i];
  put_trend (out, &grades);
  assay_stat_put_all (out, "rate", rate, grades.n);
  assay_stat_put (out, "z", json_object_get_double_member_with_default (out, "trend_z", NAN), _("All, or none, are events: there is no trend."));
  assay_stat_put (out, "p", json_object_get_double_member_with_default (out, "trend_p", NAN), NULL);
  assay_stat_put (out, "p_value", json_object_get_double_member_with_default (out, "trend_p", NAN), NULL);
  assay_stat_put (out, "chi2", json_object_get_double_member_with_default (out, "trend_chi2", NAN), NULL);
  return TRUE;
}

#define GOOD "good|goods|n_good|nonevents|non_events"
#define BAD "bad|bads|n_bad|events|d"

static gboolean
run_woe (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *good = assay_stat_numbers (in, GOOD, &n, error);
  g_autofree double *bad = good != NULL ? assay_stat_numbers_of (in, BAD, n, GOOD, error) : NULL;
  g_autofree double *woe = NULL, *hundred = NULL, *rate = NULL;
  double smoothing;
  AmInformation information;

  if (bad == NULL || !assay_stat_number_or (in, "smoothing|adjustment", 0.5, &smoothing, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!(good[i] >= 0 && bad[i] >= 0))
      return assay_stat_fail (error, _("Bin %zu has a negative or unknown count."), i + 1);
  woe = g_new (double, n + 1);
  hundred = g_new (double, n + 1);
  rate = g_new (double, n + 1);
  information = am_weight_of_evidence (good, bad, n, smoothing, woe);
  for (gsize i = 0; i < n; i++)
    {
      hundred[i] = 100 * woe[i];
      rate[i] = bad[i] / (good[i] + bad[i]);
    }
  assay_stat_put_all (out, "woe", woe, n);
  assay_stat_put_all (out, "woe_x100", hundred, n);
  assay_stat_put_all (out, "bad_rate", rate, n);
  assay_stat_put (out, "iv", information.value, _("There are no events, or nothing else."));
  assay_stat_put_integer (out, "bins_smoothed", information.n_smoothed);
  return TRUE;
}

static gboolean
one_interval (const double *value, JsonObject *out, GError **error)
{
  AmInterval wilson = am_wilson (value[0], value[1], value[2]), jeffreys = am_jeffreys_interval (value[0], value[1], value[2]);
  AmInterval exact = am_clopper_pearson (value[0], value[1], value[2]);

  assay_stat_put (out, "rate", isnan (wilson.low) ? NAN : value[0] / value[1], NULL);
  assay_stat_put (out, "low", wilson.low, _("There should be at least one row, and no more events than rows."));
  assay_stat_put (out, "high", wilson.high, NULL);
  assay_stat_put (out, "wilson_low", wilson.low, NULL);
  assay_stat_put (out, "wilson_high", wilson.high, NULL);
  assay_stat_put (out, "jeffreys_low", jeffreys.low, NULL);
  assay_stat_put (out, "jeffreys_high", jeffreys.high, NULL);
  assay_stat_put (out, "exact_low", exact.low, NULL);
  assay_stat_put (out, "exact_high", exact.high, NULL);
  return TRUE;
}

static gboolean
run_interval (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { DEFAULTS, OBLIGORS, "level|confidence=0.95", NULL };

  return assay_stat_each (in, out, keys, one_interval, error);
}

static gboolean
one_ratio (const double *value, JsonObject *out, GError **error)
{
  AmObservedExpected ratio;

  /* Beyond these a Poisson count is no count of people, and its quantiles take long. */
  if (value[0] > 1e12 || value[1] > 1e12)
    return assay_stat_fail (error, _("Counts of more than 10¹² are not judged."));
  ratio = am_observed_expected (value[0], value[1], value[2]);
  assay_stat_put (out, "oe", ratio.ratio, _("The expected number should be above 0."));
  assay_stat_put (out, "ratio", ratio.ratio, NULL);
  assay_stat_put (out, "low", ratio.low, NULL);
  assay_stat_put (out, "high", ratio.high, NULL);
  assay_stat_put (out, "jeffreys_low", ratio.jeffreys_low, NULL);
  assay_stat_put (out, "jeffreys_high", ratio.jeffreys_high, NULL);
  assay_stat_put (out, "p", ratio.p_value, NULL);
  assay_stat_put (out, "p_value", ratio.p_value, NULL);
  return TRUE;
}

static gboolean
run_ratio (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { "observed|o", "expected|e", "level|confidence=0.95", NULL };

  if (assay_stat_has (in, "y|event"))
    return assay_statistic_run_outcomes (in, out, error);
  if (!assay_stat_has (in, "observed|o"))
    return assay_statistic_run_grades (in, out, error);
  return assay_stat_each (in, out, keys, one_ratio, error);
}

/* Rows with outcomes, or groups. */
static gboolean
run_rows_or_grades (JsonObject *in, JsonObject *out, GError **error)
{
  if (assay_stat_has (in, GROUPS) && !assay_stat_has (in, "y|event"))
    return assay_statistic_run_grades (in, out, error);
  return assay_stat_has (in, "y|event|outcome|target|label|y_true") ? assay_statistic_run_outcomes (in, out, error) : assay_statistic_run_grades (in, out, error);
}

#define GRADES DEFAULTS " " OBLIGORS " " PD " cases? " GROUPS "?"
#define ROWS_OR_GRADES GRADES " " ASSAY_STATISTIC_ROWS

const AssayStatistic assay_grade_statistics[] = {
  { "disc-rank-order", "rank-order cochran-armitage pava inversions", N_("Do default rates rise from band to band? Inversions, pooled rates, Cochran–Armitage trend"),
    OBLIGORS " " DEFAULTS " " GROUPS "?", "Ayer et al. 1955; Cochran 1954; Armitage 1955", run_rank_order },
  { "disc-woe-iv", "woe iv woe-iv information-value woe-iv-siddiqi-age", N_("Weights of evidence of bins, and information value"),
    GOOD " " BAD " smoothing|adjustment?", "Siddiqi 2006", run_woe },
  { "cal-in-the-large", "observed-expected oe fair-calibration", N_("Observed over expected events, with exact Poisson and Jeffreys intervals"),
    "observed|o? expected|e? level|confidence? cases? " ROWS_OR_GRADES, "Garwood 1936", run_ratio },
  { "cal-hosmer-lemeshow", "hosmer-lemeshow hl pd-hosmer-lemeshow-grades pd-grades-failing", N_("Hosmer–Lemeshow chi-square of groups, and the tests of each group"),
    ROWS_OR_GRADES, "Hosmer & Lemeshow 1980", run_rows_or_grades },
  { "cal-brier", "brier", N_("Brier score, skill and Murphy's decomposition"), ROWS_OR_GRADES, "Brier 1950; Murphy 1973", run_rows_or_grades },
  { "cal-ece", "ece mce murphy", N_("Expected and largest calibration error of bins"), ROWS_OR_GRADES, "Naeini, Cooper & Hauskrecht 2015; Murphy 1973", run_rows_or_grades },
  { "wilson", "rate-interval jeffreys-interval clopper-pearson", N_("Intervals of a rate: Wilson, Jeffreys, Clopper–Pearson"),
    DEFAULTS " " OBLIGORS " level|confidence? cases?", "Wilson 1927; Brown, Cai & DasGupta 2001; Clopper & Pearson 1934", run_interval },
  { "pd-jeffreys", "jeffreys", N_("Jeffreys test of a PD; of grades also binomial and Hosmer–Lemeshow"), GRADES, "ECB 2019, 2.5.3.1", run_jeffreys },
  { "pd-binomial", "binomial pd-binomial-exact", N_("Exact binomial test of a PD; of grades also Jeffreys and Hosmer–Lemeshow"), GRADES, "BCBS WP14 2005", run_binomial },
  { "pd-multi-year", "normal-test pd-normal-test", N_("Normal test of a PD over several years"), "odr|rate|rates|dr|default_rate " PD, "BCBS WP14 2005", run_years },
  { "pd-correlated", "vasicek one-factor pd-one-factor", N_("Critical default rate with one common factor"),
    PD " rho|correlation|r|asset_correlation q|level|confidence|quantile|gamma? alpha? dr|odr|rate? d|defaults? n|obligors? cases?", "Vasicek 2002", run_factor },
  { "pd-low-default", "pluto-tasche pluto-tasche-zero pluto-tasche-defaults", N_("Upper bounds of PDs of grades with few defaults"),
    OBLIGORS " " DEFAULTS " gamma|confidence|level|q rho|correlation? scaled?", "Pluto & Tasche 2005", run_low_default },
  { "pd-grade-heterogeneity", "pd-grade-homogeneity two-proportions prop-test drift-missing drift-target", N_("Do two grades, or segments, default at different rates?"),
    OBLIGORS " " DEFAULTS " " GROUPS "? " ASSAY_STAT_SIDE "?", "R's prop.test; EBA", run_two_rates },
  { "pd-test-power", "power test-power", N_("Power of the exact binomial test of a PD"), OBLIGORS " " PD " alpha|level? k|times|multiple|ratio? cases?", "Cohen 1988", run_power },
  { NULL }
};
