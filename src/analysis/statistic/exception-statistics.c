/* Value at risk and expected shortfall: counts of exceptions, and days one by one. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/discrimination/rank-correlation.h"
#include "math/distribution.h"
#include "math/drift/two-sample.h"
#include "math/evidence/exception-tests.h"
#include "math/evidence/expected-shortfall.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DAYS "n|t|days|observations|T"
#define EXCEPTIONS "exceptions|x|failures|violations|hits_count"
#define CHANCE "p|alpha|rate"
#define LEVEL "significance|test_level|size"
#define HITS "hits|hit|violations|exceptions"
#define PNL "pnl|returns|profit|y|p_l|pl|return"
#define LOSSES "losses|loss"
#define VALUE_AT_RISK "var|value_at_risk|VaR"
#define SHORTFALL "es|expected_shortfall|ES|shortfall"
#define HIT_DAYS "hit_days|exception_days|failure_days"
#define CONFIDENCE "level|confidence|var_level|VaRLevel|es_level"
#define MOST_DAYS 1e8

static const double critical_5 = 3.841458820694124;

static gboolean
check_counts (double n, double x, double p, GError **error)
{
  if (n >= 1 && n < 1e12 && x >= 0 && x <= n && p > 0 && p < 1)
    return TRUE;
  return assay_stat_fail (error, _("%g exceptions on %g days at a chance of %g cannot be."), x, n, p);
}

static void
put_range (JsonObject *out, double low, double high)
{
  const double range[2] = { low, high };

  assay_stat_put_all (out, "accept_range", range, 2);
  assay_stat_put_all (out, "region", range, 2);
  assay_stat_put (out, "accept_low", low, NULL);
  assay_stat_put (out, "accept_high", high, NULL);
}

/* The counts that Kupiec's test does not reject at 5 %: the ratio falls until n p and rises from there. */
static void
put_kupiec_range (JsonObject *out, double n, double p)
{
  double low = -1, high = floor (n * p), right;

  while (high - low > 1)
    {
      double middle = floor ((low + high) / 2);
      *(am_kupiec_pof (n, middle, p).statistic > critical_5 ? &low : &high) = middle;
    }
  right = n + 1;
  low = ceil (n * p);
  while (right - low > 1)
    {
      double middle = floor ((low + right) / 2);
      *(am_kupiec_pof (n, middle, p).statistic > critical_5 ? &right : &low) = middle;
    }
  put_range (out, high, low);
}

static gboolean
one_kupiec (const double *value, JsonObject *out, GError **error)
{
  AmTest test;

  if (!check_counts (value[0], isnan (value[1]) ? 0 : value[1], value[2], error))
    return FALSE;
  put_kupiec_range (out, value[0], value[2]);
  if (isnan (value[1]))
    return TRUE;
  test = am_kupiec_pof (value[0], value[1], value[2]);
  assay_stat_put (out, "lr", test.statistic, NULL);
  assay_stat_put (out, "lr_pof", test.statistic, NULL);
  assay_stat_put (out, "p_value", test.p_value, NULL);
  assay_stat_put (out, "p_pof", test.p_value, NULL);
  assay_stat_put_truth (out, "reject", test.p_value < value[3]);
  return TRUE;
}

/* Every number of days with every chance, as the regions are tabled: one row a chance, one pair of counts a number of days. */
static gboolean
put_kupiec_table (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n_days, n_chances;
  g_autofree double *days = assay_stat_numbers (in, DAYS, &n_days, error);
  g_autofree double *chance = days != NULL ? assay_stat_numbers (in, CHANCE, &n_chances, error) : NULL;
  JsonArray *rows = NULL;

  if (chance == NULL)
    return FALSE;
  for (gsize i = 0; i < n_chances; i++)
    for (gsize k = 0; k < n_days; k++)
      if (!check_counts (days[k], 0, chance[i], error))
        return FALSE;
  rows = json_array_new ();
  for (gsize i = 0; i < n_chances; i++)
    {
      JsonArray *row = json_array_new ();

      for (gsize k = 0; k < n_days; k++)
        {
          g_autoptr(JsonObject) one = json_object_new ();

          put_kupiec_range (one, days[k], chance[i]);
          json_array_add_element (row, json_object_dup_member (one, "accept_range"));
        }
      json_array_add_array_element (rows, row);
    }
  json_object_set_array_member (out, "accept_range", rows);
  return TRUE;
}

static gboolean
run_kupiec (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { DAYS, EXCEPTIONS "=", CHANCE, LEVEL "=0.05", NULL };

  if (assay_stat_is_array (in, DAYS) && assay_stat_is_array (in, CHANCE) && !assay_stat_has (in, EXCEPTIONS)
      && json_array_get_length (json_object_get_array_member (in, assay_stat_key (in, DAYS)))
           != json_array_get_length (json_object_get_array_member (in, assay_stat_key (in, CHANCE))))
    return put_kupiec_table (in, out, error);
  return assay_stat_each (in, out, keys, one_kupiec, error);
}

static gboolean
one_traffic_light (const double *value, JsonObject *out, GError **error)
{
  static const char *const zones[] = { "green", "yellow", "red" };
  AmTrafficLight light;

  if (!check_counts (value[0], value[1], value[2], error))
    return FALSE;
  am_traffic_light (value[0], value[1], value[2], &light);
  assay_stat_put (out, "cum_prob", light.cumulative, NULL);
  assay_stat_put (out, "cumulative", light.cumulative, NULL);
  assay_stat_put (out, "type1", light.upper, NULL);
  assay_stat_put (out, "exact", light.upper - am_binomial_upper (value[1] + 1, value[0], value[2]), NULL);
  assay_stat_put_text (out, "zone", zones[light.zone]);
  assay_stat_put (out, "plus_factor", light.plus_factor, _("Plus factors are published only for 250 days at 99 %."));
  assay_stat_put (out, "plus", light.plus_factor, NULL);
  assay_stat_put (out, "increase", light.plus_factor, NULL);
  assay_stat_put (out, "multiplier", light.multiplier, NULL);
  return TRUE;
}

static gboolean
run_traffic_light (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { DAYS "=250", EXCEPTIONS, CHANCE "=0.01", NULL };
  g_autoptr(JsonObject) table = NULL;
  JsonArray *counts;

  if (assay_stat_has (in, EXCEPTIONS) || assay_stat_has (in, "cases"))
    return assay_stat_each (in, out, keys, one_traffic_light, error);

  /* Without a count: the table of the Committee, 0 to 10. */
  table = json_object_new ();
  counts = json_array_new ();
  for (int i = 0; i <= 10; i++)
    json_array_add_int_element (counts, i);
  json_object_set_array_member (table, "exceptions", counts);
  if (assay_stat_has (in, DAYS))
    json_object_set_member (table, "n", json_object_dup_member (in, assay_stat_key (in, DAYS)));
  if (assay_stat_has (in, CHANCE))
    json_object_set_member (table, "p", json_object_dup_member (in, assay_stat_key (in, CHANCE)));
  json_object_set_member (out, "exceptions", json_object_dup_member (table, "exceptions"));
  return assay_stat_each (table, out, keys, one_traffic_light, error);
}

static gboolean
one_binomial (const double *value, JsonObject *out, GError **error)
{
  AmTest test;

  if (!check_counts (value[0], value[1], value[2], error))
    return FALSE;
  test = am_exception_z (value[0], value[1], value[2]);
  assay_stat_put (out, "z", test.statistic, NULL);
  assay_stat_put (out, "p_two_sided", test.p_value, NULL);
  assay_stat_put (out, "p_value", test.p_value, NULL);
  assay_stat_put (out, "tail", am_normal_upper (fabs (test.statistic)), NULL);
  assay_stat_put (out, "p_greater", am_normal_upper (test.statistic), NULL);
  return TRUE;
}

static gboolean
run_binomial (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { DAYS, EXCEPTIONS, CHANCE, NULL };

  return assay_stat_each (in, out, keys, one_binomial, error);
}

static gboolean
one_first_failure (const double *value, JsonObject *out, GError **error)
{
  AmTest test = am_time_until_failure (value[0], value[1]);

  assay_stat_put (out, "lr", test.statistic, _("The first failure is on day 1 or later; the chance is inside (0, 1)."));
  assay_stat_put (out, "p_value", test.p_value, NULL);
  assay_stat_put_truth (out, "reject", test.p_value < 0.05);
  return TRUE;
}

/* First days that are not rejected at 5 %. */
static void
put_first_range (JsonObject *out, double p)
{
  double middle = ceil (1 / p), low = 0, high = middle, right = 2 * middle;

  while (high - low > 1)
    {
      double half = floor ((low + high) / 2);
      *(am_time_until_failure (half, p).statistic > critical_5 ? &low : &high) = half;
    }
  while (am_time_until_failure (right, p).statistic <= critical_5)
    right *= 2;
  low = middle;
  while (right - low > 1)
    {
      double half = floor ((low + right) / 2);
      *(am_time_until_failure (half, p).statistic > critical_5 ? &right : &low) = half;
    }
  put_range (out, high, low);
}

typedef struct { gsize n; guint8 *hit; double *value_at_risk, *pnl; double p; } Days;

static void
days_clear (Days *self)
{
  g_free (self->hit);
  g_free (self->value_at_risk);
  g_free (self->pnl);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Days, days_clear)

/* Days of exceptions, counted from 1, among n. */
static guint8 *
read_hit_days (JsonObject *in, gsize *n, GError **error)
{
  gsize k;
  double days;
  g_autofree double *at = assay_stat_numbers (in, HIT_DAYS, &k, error);
  g_autofree guint8 *hit = NULL;

  if (at == NULL || !assay_stat_number (in, DAYS, &days, error))
    return NULL;
  if (!(days >= 1 && days <= MOST_DAYS && days == floor (days)))
    {
      assay_stat_fail (error, _("Input “%s” should be a whole number of days."), assay_stat_key (in, DAYS));
      return NULL;
    }
  *n = days;
  hit = g_new0 (guint8, *n + 1);
  for (gsize i = 0; i < k; i++)
    {
      if (!(at[i] >= 1 && at[i] <= days && at[i] == floor (at[i])) || hit[(gsize) at[i] - 1])
        {
          assay_stat_fail (error, _("Input “%s”, item %zu should be another day from 1 to %zu."), assay_stat_key (in, HIT_DAYS), i + 1, *n);
          return NULL;
        }
      hit[(gsize) at[i] - 1] = 1;
    }
  return g_steal_pointer (&hit);
}

/* P&L, or losses with the other sign, and VaR. */
static gboolean
read_amounts (Days *self, JsonObject *in, GError **error)
{
  gboolean are_losses = !assay_stat_has (in, PNL);

  self->pnl = assay_stat_numbers (in, are_losses ? LOSSES : PNL, &self->n, error);
  self->value_at_risk = self->pnl != NULL ? assay_stat_numbers_spread (in, VALUE_AT_RISK, self->n, are_losses ? LOSSES : PNL, error) : NULL;
  if (self->value_at_risk == NULL)
    return FALSE;
  self->hit = g_new (guint8, self->n + 1);
  for (gsize i = 0; i < self->n; i++)
    {
      if (isnan (self->pnl[i]) || isnan (self->value_at_risk[i]))
        return assay_stat_fail (error, _("Day %zu is unknown: leave such days out."), i + 1);
      self->pnl[i] = are_losses ? -self->pnl[i] : self->pnl[i];
      self->hit[i] = self->pnl[i] < -self->value_at_risk[i];
    }
  return TRUE;
}

/* Hits as they are given, or P&L below -VaR. */
static gboolean
days_read (Days *self, JsonObject *in, GError **error)
{
  double level;

  if (!assay_stat_number_or (in, CONFIDENCE, NAN, &level, error) || !assay_stat_number_or (in, CHANCE, 1 - level, &self->p, error))
    return FALSE;
  if (!(self->p > 0 && self->p < 1))
    return assay_stat_fail (error, _("The chance of an exception, “p”, should be inside (0, 1)."));
  if (assay_stat_has (in, PNL "|" LOSSES))
    return read_amounts (self, in, error);
  self->hit = assay_stat_has (in, HIT_DAYS) ? read_hit_days (in, &self->n, error) : assay_stat_events (in, HITS, &self->n, error);
  if (self->hit != NULL && assay_stat_has (in, VALUE_AT_RISK))
    {
      self->value_at_risk = assay_stat_numbers_spread (in, VALUE_AT_RISK, self->n, HITS, error);
      return self->value_at_risk != NULL;
    }
  return self->hit != NULL;
}

static void
put_transitions (JsonObject *out, double transitions[2][2], double n, double x, double p)
{
  AmTest pof = am_kupiec_pof (n, x, p), independence = am_christoffersen_independence (transitions);
  AmTest coverage = am_christoffersen_coverage (n, x, p, transitions);

  assay_stat_put (out, "n00", transitions[0][0], NULL);
  assay_stat_put (out, "n01", transitions[0][1], NULL);
  assay_stat_put (out, "n10", transitions[1][0], NULL);
  assay_stat_put (out, "n11", transitions[1][1], NULL);
  assay_stat_put (out, "lr_pof", pof.statistic, NULL);
  assay_stat_put (out, "p_pof", pof.p_value, NULL);
  assay_stat_put (out, "lr_ind", independence.statistic, _("There are no two days in a row."));
  assay_stat_put (out, "p_ind", independence.p_value, NULL);
  assay_stat_put (out, "lr_cci", independence.statistic, NULL);
  assay_stat_put (out, "p_cci", independence.p_value, NULL);
  assay_stat_put (out, "lr_cc", coverage.statistic, NULL);
  assay_stat_put (out, "p_cc", coverage.p_value, NULL);
  assay_stat_put (out, "lr", independence.statistic, NULL);
  assay_stat_put (out, "p_value", independence.p_value, NULL);
}

static void
put_quantile_regression (JsonObject *out, const Days *days, gsize lags)
{
  g_autofree double *work = g_new (double, AM_DYNAMIC_QUANTILE_WORK (lags));
  g_autofree double *none = days->value_at_risk == NULL ? g_new0 (double, days->n + 1) : NULL;
  AmTest test = am_dynamic_quantile (days->hit, none != NULL ? none : days->value_at_risk, days->n, days->p, lags, work);

  assay_stat_put (out, "dq", test.statistic, _("The dynamic quantile test needs more days than twice its regressors."));
  assay_stat_put (out, "dq_p", test.p_value, NULL);
  assay_stat_put (out, "p_dq", test.p_value, NULL);
  assay_stat_put (out, "dq_df", test.df, NULL);
  assay_stat_put (out, "df", test.df, NULL);
}

static void
put_gaps (JsonObject *out, const Days *days)
{
  AmTest between = am_time_between_failures (days->hit, days->n, days->p);
  double first = 0;

  while (first < days->n && !days->hit[(gsize) first])
    first++;
  if (first < days->n)
    {
      AmTest until = am_time_until_failure (first + 1, days->p);
      assay_stat_put (out, "tuff", until.statistic, NULL);
      assay_stat_put (out, "tuff_p", until.p_value, NULL);
      assay_stat_put (out, "lr_tuff", until.statistic, NULL);
    }
  assay_stat_put (out, "tbfi", between.statistic, _("There is no exception."));
  assay_stat_put (out, "tbfi_p", between.p_value, NULL);
  assay_stat_put (out, "lr_tbfi", between.statistic, NULL);
}

static void
put_loss (JsonObject *out, const Days *days)
{
  double sum = 0;

  for (gsize i = 0; i < days->n; i++)
    sum += am_quantile_loss (days->pnl[i], days->value_at_risk[i], days->p);
  assay_stat_put (out, "quantile_loss", days->n > 0 ? sum / days->n : NAN, NULL);
  assay_stat_put (out, "loss", days->n > 0 ? sum / days->n : NAN, NULL);
  assay_stat_put (out, "mean_loss", days->n > 0 ? sum / days->n : NAN, NULL);
}

static void
put_shortfall (JsonObject *out, const Days *days, const double *shortfall)
{
  g_autofree double *residual = g_new (double, days->n + 1);
  AmShortfall test;
  gsize n_residuals;

  am_acerbi_szekely (days->pnl, days->value_at_risk, shortfall, days->n, days->p, &test);
  n_residuals = am_exceedance_residuals (days->pnl, days->value_at_risk, shortfall, days->n, residual);
  assay_stat_put (out, "z1", test.z1, _("There is no exception."));
  assay_stat_put (out, "z2", test.z2, _("An expected shortfall is not positive."));
  assay_stat_put (out, "exceptions", test.n_exceptions, NULL);
  assay_stat_put (out, "exceedance_t", am_exceedance_t (residual, n_residuals), NULL);
}

/* Everything that a series of days tells. */
static gboolean
run_days (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Days) days = { 0 };
  g_autofree double *shortfall = NULL;
  double transitions[2][2], x = 0, lags;

  if (!days_read (&days, in, error) || !assay_stat_number_or (in, "lags", 4, &lags, error))
    return FALSE;
  if (!(lags >= 0 && lags <= 100 && lags == floor (lags)))
    return assay_stat_fail (error, _("“lags” should be a whole number from 0 to 100."));
  for (gsize i = 0; i < days.n; i++)
    x += days.hit[i];
  am_count_transitions (days.hit, days.n, transitions);
  assay_stat_put_integer (out, "n", days.n);
  assay_stat_put (out, "x", x, NULL);
  assay_stat_put (out, "exceptions", x, NULL);
  put_transitions (out, transitions, days.n, x, days.p);
  put_quantile_regression (out, &days, lags);
  put_gaps (out, &days);
  if (days.pnl == NULL)
    return TRUE;
  put_loss (out, &days);
  if (assay_stat_has (in, SHORTFALL))
    {
      shortfall = assay_stat_numbers_spread (in, SHORTFALL, days.n, PNL "|" LOSSES, error);
      if (shortfall == NULL)
        return FALSE;
      put_shortfall (out, &days, shortfall);
    }
  return TRUE;
}

static gboolean
are_days (JsonObject *in)
{
  return assay_stat_has (in, PNL "|" LOSSES "|" HIT_DAYS) || assay_stat_is_array (in, "hits|hit|violations");
}

static gboolean
one_christoffersen (const double *value, JsonObject *out, GError **error)
{
  double transitions[2][2] = { { value[0], value[1] }, { value[2], value[3] } };
  double n = value[5], x = value[6];
  gboolean is_one_series = fabs (value[1] - value[2]) <= 1;

  for (int i = 0; i < 4; i++)
    if (!(value[i] >= 0))
      return assay_stat_fail (error, _("Counts of transitions cannot be negative or unknown."));
  /* n days have n - 1 transitions; with more ways out of an exception than into one the first day was one. Counts that no single series has are of several,
   * and their first days are left out. */
  if (isnan (n))
    n = value[0] + value[1] + value[2] + value[3] + is_one_series;
  if (isnan (x))
    x = value[1] + value[3] + (is_one_series && value[2] > value[1]);
  if (!isnan (value[4]) && !check_counts (n, x, value[4], error))
    return FALSE;
  assay_stat_put (out, "n", n, NULL);
  assay_stat_put (out, "x", x, NULL);
  put_transitions (out, transitions, n, x, value[4]);
  return TRUE;
}

static gboolean
run_christoffersen (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { "n00", "n01", "n10", "n11", CHANCE "=", DAYS "=", EXCEPTIONS "=", NULL };

  return are_days (in) ? run_days (in, out, error) : assay_stat_each (in, out, keys, one_christoffersen, error);
}

static gboolean
run_first_failure (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { "v|day|first|t", CHANCE, NULL };
  double p;

  if (are_days (in))
    return run_days (in, out, error);
  if (assay_stat_has (in, CHANCE) && !assay_stat_is_array (in, CHANCE))
    {
      if (!assay_stat_number (in, CHANCE, &p, error))
        return FALSE;
      if (!(p > 1e-12 && p < 1))
        return assay_stat_fail (error, _("The chance of an exception, “p”, should be inside (0, 1)."));
      put_first_range (out, p);
      if (!assay_stat_has (in, "v|day|first|t"))
        return TRUE;
    }
  return assay_stat_each (in, out, keys, one_first_failure, error);
}

/* Hypothetical against risk-theoretical P&L; with nothing given, the limits alone. MAR32.18 to MAR32.20. */
static gboolean
run_attribution (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *x = NULL, *y = NULL, *rank = NULL, *work = NULL;
  g_autofree gsize *order = NULL;
  g_autofree guint64 *keys = NULL;
  double ks, rho;

  assay_stat_put (out, "ks_green_max", 0.09, NULL);
  assay_stat_put (out, "ks_red_min", 0.12, NULL);
  assay_stat_put (out, "spearman_green_min", 0.8, NULL);
  assay_stat_put (out, "spearman_red_max", 0.7, NULL);
  if (!assay_stat_has (in, "rtpl|risk_theoretical"))
    return TRUE;
  x = assay_stat_numbers (in, "rtpl|risk_theoretical", &n, error);
  y = x != NULL ? assay_stat_numbers_of (in, "hpl|hypothetical", n, "rtpl|risk_theoretical", error) : NULL;
  if (y == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (isnan (x[i]) || isnan (y[i]))
      return assay_stat_fail (error, _("Day %zu is unknown: leave such days out."), i + 1);
  rank = g_new (double, 2 * n + 2);
  work = g_new (double, n + 1);
  order = g_new (gsize, n + 1);
  keys = g_new (guint64, 2 * n + 2);
  am_order_rising (x, n, order, keys);
  am_mean_ranks (x, n, order, rank);
  am_order_rising (y, n, order, keys);
  am_mean_ranks (y, n, order, rank + n);
  rho = am_pearson (rank, rank + n, n);
  am_radix_sort (x, n, work);
  am_radix_sort (y, n, work);
  ks = am_ks_statistic (x, n, y, n);
  assay_stat_put (out, "ks", ks, NULL);
  assay_stat_put (out, "spearman", rho, _("One of the two does not vary."));
  assay_stat_put_text (out, "zone", ks > 0.12 || rho < 0.7 ? "red" : ks < 0.09 && rho > 0.8 ? "green" : "amber");
  return TRUE;
}

#define COUNTS DAYS "? " EXCEPTIONS "? " CHANCE "? cases? " LEVEL "?"
#define SERIES HITS "? " HIT_DAYS "? n|t|days|observations|T? " PNL "? " LOSSES "? " VALUE_AT_RISK "? " SHORTFALL "? " CHANCE "? " CONFIDENCE "? lags?"

const AssayStatistic assay_exception_statistics[] = {
  { "var-traffic-light", "traffic-light basel-table-250 traffic-light-mathworks traffic-light-90", N_("Traffic light of exceptions of a value at risk"), COUNTS, "BCBS 1996; MAR99; MAR32", run_traffic_light },
  { "var-kupiec", "kupiec pof kupiec-pof kupiec-mathworks pof-two-levels kupiec-nonrejection-regions kupiec-large-n", N_("Kupiec's proportion of failures, and the counts it does not reject at 5 %"), COUNTS, "Kupiec 1995", run_kupiec },
  { "var-binomial", "exception-z var-binomial-z-mathworks", N_("Normal test of the number of exceptions"), COUNTS, "Jorion 2007", run_binomial },
  { "var-christoffersen", "christoffersen christoffersen-mathworks", N_("Christoffersen's independence and conditional coverage"), "n00? n01? n10? n11? " COUNTS " " SERIES, "Christoffersen 1998", run_christoffersen },
  { "var-tuff-tbfi", "tuff tbfi tuff-critical", N_("Time until the first failure, and between failures"), "v|day|first|t? cases? " SERIES, "Kupiec 1995; Haas 2001", run_first_failure },
  { "var-dynamic-quantile", "dynamic-quantile dq var-hit-sequence", N_("Dynamic quantile test of a series of hits"), SERIES, "Engle & Manganelli 2004", run_days },
  { "var-loss", "quantile-loss", N_("Mean quantile loss of a value at risk"), SERIES, "Gonzalez-Rivera, Lee & Mishra 2004", run_days },
  { "es-backtest", "expected-shortfall acerbi-szekely", N_("Acerbi–Szekely Z1 and Z2, exceedance residuals"), SERIES, "Acerbi & Szekely 2014; McNeil & Frey 2000", run_days },
  { "var-pla", "pla pla-thresholds", N_("P&L attribution: limits, and KS and Spearman of two series"), "rtpl|risk_theoretical? hpl|hypothetical?", "MAR32", run_attribution },
  { NULL }
};
