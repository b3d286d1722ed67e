/* One series against one VaR column: exceptions, their rolling count, and every test. */
#include "analysis/backtest/value-at-risk-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_DRAWS 10000
#define LEAST_DRAWS 999
#define DRAWS_AT_ONCE 1e6      /* values drawn between two looks at the progress */

const char *const value_at_risk_zones[] = { N_("green"), N_("yellow"), N_("red") };

AmZone
value_at_risk_case_zone (const ValueAtRiskCase *self, double count)
{
  return count >= self->red ? AM_ZONE_RED : count >= self->yellow ? AM_ZONE_YELLOW : AM_ZONE_GREEN;
}

static void
gather (ValueAtRiskCase *self, gsize from, gsize to)
{
  const ValueAtRiskTable *table = self->table;
  gsize most = to - from;

  self->row = g_new (gsize, most);
  self->pnl = g_new (double, most);
  self->value_at_risk = g_new (double, most);
  self->shortfall = self->column->shortfall != NULL ? g_new (double, most) : NULL;
  self->hit = g_new (guint8, most);
  for (gsize i = from; i < to; i++)
    {
      double pnl = table->pnl[i], risk = self->column->values[i];

      if (isnan (pnl) || isnan (risk))
        {
          self->n_missing++;
          continue;
        }
      self->row[self->n] = i;
      self->pnl[self->n] = pnl;
      self->value_at_risk[self->n] = risk;
      if (self->shortfall != NULL)
        {
          self->shortfall[self->n] = self->column->shortfall[i];
          self->n_no_shortfall += isnan (self->shortfall[self->n]);
        }
      self->hit[self->n] = pnl < -risk;
      self->n_exceptions += self->hit[self->n];
      self->n++;
    }
}

static void
count_windows (ValueAtRiskCase *self)
{
  gint32 count = 0;

  self->count = g_new (gint32, self->n);
  self->last_count = self->worst_count = NAN;
  am_traffic_light_limits (self->window, self->p, &self->yellow, &self->red);
  for (gsize i = 0; i < self->n; i++)
    {
      count += self->hit[i] - (i >= self->window ? self->hit[i - self->window] : 0);
      self->count[i] = i + 1 >= self->window ? count : -1;
      if (i + 1 < self->window)
        continue;
      self->last_count = count;
      if (!(count <= self->worst_count))
        {
          self->worst_count = count;
          self->worst_at = i;
        }
    }
}

static void
test_counts (ValueAtRiskCase *self)
{
  g_autofree double *work = g_new (double, AM_DYNAMIC_QUANTILE_WORK (VALUE_AT_RISK_LAGS));
  double sum = 0, rest = 0;

  am_traffic_light (self->n, self->n_exceptions, self->p, &self->light);
  am_traffic_light (self->window, self->last_count, self->p, &self->last_light);
  am_count_transitions (self->hit, self->n, self->transitions);
  self->kupiec = am_kupiec_pof (self->n, self->n_exceptions, self->p);
  self->z = am_exception_z (self->n, self->n_exceptions, self->p);
  self->independence = am_christoffersen_independence (self->transitions);
  self->coverage = am_christoffersen_coverage (self->n, self->n_exceptions, self->p, self->transitions);
  self->first = NAN;
  for (gsize i = 0; i < self->n && isnan (self->first); i++)
    self->first = self->hit[i] ? i + 1 : NAN;
  self->first_failure = am_time_until_failure (self->first, self->p);
  self->between_failures = am_time_between_failures (self->hit, self->n, self->p);
  self->between_failures_p = am_time_between_failures_p (self->between_failures.statistic, self->n_exceptions, self->p);
  self->dynamic_quantile = am_dynamic_quantile (self->hit, self->value_at_risk, self->n, self->p, VALUE_AT_RISK_LAGS, work);

  for (gsize i = 0; i < self->n; i++)
    {
      /* The sum of ten million losses of one size keeps its digits with a second term. */
      double value = am_quantile_loss (self->pnl[i], self->value_at_risk[i], self->p), total = sum + value;

      rest += fabs (sum) >= fabs (value) ? (sum - total) + value : (value - total) + sum;
      sum = total;
    }
  self->loss = self->n > 0 ? (sum + rest) / self->n : NAN;
}

/* Days without a shortfall are stepped over. */
static gboolean
test_shortfall (ValueAtRiskCase *self, guint64 seed, AssayProgress *progress, GError **error)
{
  g_autofree double *pnl = g_new (double, self->n), *risk = g_new (double, self->n), *shortfall = g_new (double, self->n), *r = g_new (double, self->n);
  gsize n = 0, n_r, reached = 0;
  gsl_rng *rng;

  for (gsize i = 0; i < self->n; i++)
    if (!isnan (self->shortfall[i]))
      {
        pnl[n] = self->pnl[i];
        risk[n] = self->value_at_risk[i];
        shortfall[n++] = self->shortfall[i];
      }
  am_acerbi_szekely (pnl, risk, shortfall, n, self->p, &self->es);
  n_r = am_exceedance_residuals (pnl, risk, shortfall, n, r);
  self->exceedance_t = am_exceedance_t (r, n_r);
  if (isnan (self->exceedance_t))
    return TRUE;

  self->n_draws = CLAMP ((gsize) (1e7 / n_r), LEAST_DRAWS, MOST_DRAWS);
  rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (rng, (unsigned long) (seed & 0xffffffff));
  for (gsize done = 0; done < self->n_draws;)
    {
      gsize now = MIN (self->n_draws - done, (gsize) (DRAWS_AT_ONCE / n_r) + 1);

      if (!assay_progress_step (progress, (double) done / self->n_draws, error))
        {
          gsl_rng_free (rng);
          return FALSE;
        }
      reached += am_exceedance_bootstrap (r, n_r, self->exceedance_t, now, rng);
      done += now;
    }
  gsl_rng_free (rng);
  self->exceedance_p = (1.0 + reached) / (1.0 + self->n_draws);
  return TRUE;
}

gboolean
value_at_risk_case_init (ValueAtRiskCase *self, const ValueAtRiskTable *table, gsize series, guint column, guint64 seed, AssayProgress *progress, GError **error)
{
  *self = (ValueAtRiskCase) { .table = table, .series = series, .column = table->columns->pdata[column], .window = table->window };
  /* 1 - 0.99 is not 0.01: decimal levels give decimal chances. */
  self->p = round ((1 - self->column->level) * 1e12) / 1e12;
  self->es = (AmShortfall) { NAN, NAN, NAN };
  self->exceedance_t = self->exceedance_p = NAN;
  if (assay_panel_get_n_keys (table->panel) == 0)
    self->subject = g_strdup (self->column->name);
  else
    {
      g_autofree char *label = assay_panel_dup_label (table->panel, series);

      self->subject = g_strdup_printf ("%s · %s", label, self->column->name);
    }
  gather (self, assay_panel_get_first (table->panel, series), assay_panel_get_first (table->panel, series + 1));
  count_windows (self);
  test_counts (self);
  if (self->shortfall != NULL && !test_shortfall (self, seed, progress, error))
    return FALSE;
  return assay_progress_step (progress, 1, error);
}

void
value_at_risk_case_clear (ValueAtRiskCase *self)
{
  g_free (self->subject);
  g_free (self->row);
  g_free (self->pnl);
  g_free (self->value_at_risk);
  g_free (self->shortfall);
  g_free (self->hit);
  g_free (self->count);
}
