/* What each test says of a VaR, and whether the data could have said otherwise. */
#include "analysis/backtest/value-at-risk-private.h"

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "math/forecast-comparison.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  AssayResult *result;
  AssayTable *table;
  const AssayPolicy *policy;
  const ValueAtRiskCase *here;
  char *counts;                /* "57 exceptions in 1,043 days" */
} Checks;

static const AssayLimits p_limits = { 0.05, 0.01, ASSAY_BEYOND_BELOW, 'C', N_("watch below p 0.05, fail below 0.01") };

static AssayCheck *
add (Checks *self, const char *id, const char *title, const char *statistic, double value, double p)
{
  AssayCheck *check = assay_result_add_check (self->result, id, title);

  check->subject = g_strdup (self->here->subject);
  check->statistic = g_strdup (statistic);
  check->value = value;
  check->p_value = p;
  check->n = self->here->n;
  check->events = self->here->n_exceptions;
  return check;
}

/* The verdict is settled: the row of the table beside it. check: NULL when nothing is judged by these figures. */
static void
add_row (Checks *self, const char *test, const AmTest *figures, const AssayCheck *check)
{
  assay_table_add_row (self->table);
  assay_table_set_text (self->table, 0, self->here->subject);
  assay_table_set_text (self->table, 1, test);
  assay_table_set_number (self->table, 2, figures->statistic);
  assay_table_set_number (self->table, 3, figures->df);
  assay_table_set_number (self->table, 4, figures->p_value);
  assay_table_set_text (self->table, 5, assay_verdict_name (check != NULL ? check->verdict : ASSAY_VERDICT_NONE));
}

static char *
word_days (double days)
{
  return assay_word_items (days, "day", "days");
}

/* TRUE when there are too few days to trust any test. */
static gboolean
is_short (Checks *self, AssayCheck *check)
{
  g_autofree char *days = NULL;

  if (self->here->n >= VALUE_AT_RISK_WINDOW)
    return FALSE;
  days = word_days (self->here->n);
  assay_judge_not_assessable (check, g_strdup_printf ("Only %s with P&L and VaR: at least %d are needed (%s).", days, VALUE_AT_RISK_WINDOW, self->counts));
  return TRUE;
}

/* A test with a p-value: judged by it, unless `missing` says what the data lack. Takes message. */
static void
judge_p (Checks *self, AssayCheck *check, const char *test, const AmTest *figures, const char *missing, char *message)
{
  assay_judge (check, self->policy, &p_limits);
  if (is_short (self, check))
    g_free (message);
  else if (missing != NULL || isnan (check->value))
    {
      assay_judge_not_assessable (check, g_strdup (missing != NULL ? missing : N_("The test is undefined for these data.")));
      g_free (message);
    }
  else
    check->message = message;
  add_row (self, test, figures, check);
}

/* ---- the traffic light ---- */

static void
check_light (Checks *self, gboolean is_last)
{
  static const AssayLimits limits = { 0.95, 0.9999, ASSAY_BEYOND_FROM, 'S', N_("Basel Committee 1996: yellow from 0.95, red from 0.9999") };
  const ValueAtRiskCase *here = self->here;
  const AmTrafficLight *light = is_last ? &here->last_light : &here->light;
  double n = is_last ? here->window : here->n, x = is_last ? here->last_count : here->n_exceptions;
  g_autofree char *days = word_days (n), *expected = assay_word_number (n * here->p), *exceptions = assay_word_items (x, "exception", "exceptions");
  g_autofree char *title = is_last ? g_strdup_printf ("Traffic Light, Last %s", days) : g_strdup (N_("Traffic Light"));
  AssayCheck *check = add (self, "var-traffic-light", title, N_("binomial P(X ≤ exceptions)"), light->cumulative, light->upper);
  AmTest figures = { light->cumulative, NAN, light->upper };

  check->n = n;
  check->events = x;
  check->convention = g_strdup_printf ("exception: P&L < −VaR, strict; days independent; one-sided: p is the chance of this many exceptions or more; %s",
                                       is_last ? "the latest days that have both values" : "all days that have both values");
  check->reference = g_strdup ("Basel Committee on Banking Supervision 1996; MAR99");
  assay_judge (check, self->policy, &limits);
  if (!is_short (self, check))
    {
      g_autoptr(GString) text = g_string_new (NULL);

      g_string_printf (text, "%s in %s against %s expected: %s zone.", exceptions, days, expected, value_at_risk_zones[light->zone]);
      if (!isnan (light->plus_factor))
        {
          g_autofree char *plus = assay_number_print ("%g", light->plus_factor), *multiplier = assay_number_print ("%g", light->multiplier);

          g_string_append_printf (text, " Plus factor %s (1996), multiplier %s (MAR32).", plus, multiplier);
        }
      check->message = g_strdup (text->str);
    }
  add_row (self, is_last ? N_("traffic light, last days") : N_("traffic light"), &figures, check);
}

/* ---- how many ---- */

static const char *
direction (const ValueAtRiskCase *here)
{
  double expected = here->n * here->p;

  return here->n_exceptions > expected ? "more than" : here->n_exceptions < expected ? "fewer than" : "as many as";
}

static void
check_counts (Checks *self)
{
  const ValueAtRiskCase *here = self->here;
  g_autofree char *expected = assay_word_number (here->n * here->p), *lr = assay_word_number (here->kupiec.statistic), *z = assay_word_number (here->z.statistic);
  AssayCheck *check;

  check = add (self, "var-kupiec", N_("Share of Exceptions (Kupiec)"), N_("p of the likelihood ratio"), here->kupiec.p_value, here->kupiec.p_value);
  check->convention = g_strdup (N_("exception: P&L < −VaR, strict; likelihood ratio of the exceptions' share, chi2 with 1 degree; two-sided"));
  check->reference = g_strdup ("Kupiec 1995, Journal of Derivatives 3(2), 73-84");
  judge_p (self, check, N_("Kupiec POF"), &here->kupiec, NULL,
           g_strdup_printf ("%s, %s the %s expected (LR %s).", self->counts, direction (here), expected, lr));

  check = add (self, "var-binomial", N_("Share of Exceptions (Binomial)"), N_("p of z"), here->z.p_value, here->z.p_value);
  check->convention = g_strdup (N_("z = (x − np) / √(np(1 − p)), normal, two-sided, no continuity correction"));
  check->reference = g_strdup ("Jorion 2007, Value at Risk, 3rd edition, chapter 6");
  judge_p (self, check, N_("binomial z, two-sided"), &here->z, here->n * here->p * (1 - here->p) < 1 ? N_("Fewer than about one exception is expected: the normal approximation does not hold. Use more days or a lower level.") : NULL,
           g_strdup_printf ("%s, %s the %s expected (z %s).", self->counts, direction (here), expected, z));
}

/* ---- when ---- */

static void
check_independence (Checks *self)
{
  const ValueAtRiskCase *here = self->here;
  const char *few = here->n_exceptions < 2 ? N_("Needs at least two exceptions: fewer cannot follow one another.") : NULL;
  g_autofree char *table = g_strdup_printf ("n00 %.0f, n01 %.0f, n10 %.0f, n11 %.0f", here->transitions[0][0], here->transitions[0][1], here->transitions[1][0], here->transitions[1][1]);
  g_autofree char *lr = assay_word_number (here->independence.statistic), *both = assay_word_number (here->coverage.statistic);
  AssayCheck *check;

  check = add (self, "var-christoffersen", N_("Independence of Exceptions (Christoffersen)"), N_("p of the likelihood ratio"), here->independence.p_value, here->independence.p_value);
  check->convention = g_strdup (N_("transitions from one day to the next, days without values stepped over; chi2 with 1 degree"));
  check->reference = g_strdup ("Christoffersen 1998, International Economic Review 39, 841-862");
  judge_p (self, check, N_("Christoffersen independence"), &here->independence, few,
           g_strdup_printf ("%.0f of the exceptions came on the day after another (%s; LR %s).", here->transitions[1][1], table, lr));

  check = add (self, "var-christoffersen", N_("Conditional Coverage (Christoffersen)"), N_("p of the likelihood ratio"), here->coverage.p_value, here->coverage.p_value);
  check->convention = g_strdup (N_("Kupiec's ratio plus that of independence, chi2 with 2 degrees"));
  check->reference = g_strdup ("Christoffersen 1998, International Economic Review 39, 841-862");
  judge_p (self, check, N_("Christoffersen conditional coverage"), &here->coverage, few,
           g_strdup_printf ("Number and independence of exceptions together have an LR of %s.", both));
}

static void
check_times (Checks *self)
{
  const ValueAtRiskCase *here = self->here;
  const char *none = here->n_exceptions < 1 ? N_("Needs an exception; there is none.") : NULL;
  g_autofree char *first = assay_word_count (here->first), *lr = assay_word_number (here->first_failure.statistic), *gaps = assay_word_number (here->between_failures.statistic);
  g_autofree char *exact = assay_word_number (here->between_failures_p), *haas = assay_word_number (here->between_failures.p_value);
  AssayCheck *check;

  check = add (self, "var-tuff-tbfi", N_("Time until the First Exception"), N_("p of the likelihood ratio"), here->first_failure.p_value, here->first_failure.p_value);
  check->convention = g_strdup (N_("days counted from the first one with both values; chi2 with 1 degree"));
  check->reference = g_strdup ("Kupiec 1995, Journal of Derivatives 3(2), 73-84");
  judge_p (self, check, "TUFF", &here->first_failure, none, g_strdup_printf ("The first exception came on day %s (LR %s).", first, lr));

  check = add (self, "var-tuff-tbfi", N_("Time between Exceptions"), N_("p with the exact moments of the gaps"), here->between_failures_p, here->between_failures.p_value);
  check->convention = g_strdup (N_("sum of the time-until-failure ratios of all gaps, the first from the start; p: chi2 with as many degrees as exceptions (Haas); judged by a scaled chi2 with the mean and "
                                   "variance that geometric gaps have, since that of Haas refuses right models when exceptions are many"));
  check->reference = g_strdup ("Haas 2001, New methods in backtesting");
  judge_p (self, check, "TBFI", &here->between_failures, none, g_strdup_printf ("The times between %.0f exceptions have an LR of %s (p %s; Haas %s).", here->n_exceptions, gaps, exact, haas));
}

static void
check_dynamic_quantile (Checks *self)
{
  const ValueAtRiskCase *here = self->here;
  g_autofree char *value = assay_word_number (here->dynamic_quantile.statistic);
  AssayCheck *check = add (self, "var-dynamic-quantile", N_("Dynamic Quantile (Engle and Manganelli)"), N_("p of the quadratic form"),
                           here->dynamic_quantile.p_value, here->dynamic_quantile.p_value);

  check->convention = g_strdup_printf ("hit less p on a constant, %d of its own past and the VaR of the day; chi2 with %.0f degrees, one less for each column that depends on the others",
                                       VALUE_AT_RISK_LAGS, here->dynamic_quantile.df);
  check->reference = g_strdup ("Engle & Manganelli 2004, Journal of Business & Economic Statistics 22, 367-381");
  judge_p (self, check, N_("dynamic quantile"), &here->dynamic_quantile, here->n_exceptions < 1 ? N_("Needs an exception; there is none.") : NULL,
           g_strdup_printf ("What is known the day before %s when exceptions come (statistic %s).", here->dynamic_quantile.p_value < 0.05 ? "tells something of" : "does not tell", value));
}

/* ---- how large ---- */

static void
check_shortfall (Checks *self)
{
  static const AssayLimits limits = { -0.7, -1.8, ASSAY_BEYOND_BELOW, 'S', N_("Acerbi & Szekely 2014: about 5 % and 0.01 % for 250 days at 97.5 %") };
  const ValueAtRiskCase *here = self->here;
  g_autofree char *z1 = assay_word_number (here->es.z1), *z2 = assay_word_number (here->es.z2), *p = assay_word_number (here->exceedance_p);
  g_autofree char *t = assay_word_number (here->exceedance_t);
  AmTest figures = { here->es.z2, NAN, NAN }, size = { here->es.z1, NAN, NAN }, boot = { here->exceedance_t, NAN, here->exceedance_p };
  AssayCheck *check = add (self, "es-backtest", N_("Expected Shortfall"), "Z2", here->es.z2, here->exceedance_p);

  check->n = here->n - here->n_no_shortfall;
  check->events = here->es.n_exceptions;
  check->convention = g_strdup_printf ("Z2 = Σ P&L·I/(n·p·ES) + 1, Z1 = mean of P&L/ES over exceptions + 1, both 0 when the model is right; p: McNeil & Frey, bootstrap of the mean "
                                       "of (loss − ES)/ES over exceptions, one-sided, %" G_GSIZE_FORMAT " draws", here->n_draws);
  check->reference = g_strdup ("Acerbi & Szekely 2014, Risk, December; McNeil & Frey 2000, Journal of Empirical Finance 7, 271-300");
  assay_judge (check, self->policy, &limits);
  if (here->column->n_below > 0)
    {
      g_autofree char *below = word_days (here->column->n_below);

      assay_judge_not_assessable (check, g_strdup_printf ("On %s the expected shortfall lies below the VaR, so it is not of the same level; give the VaR of its level.", below));
    }
  else if (!is_short (self, check) && !isnan (check->value))
    check->message = isnan (here->exceedance_p)
        ? g_strdup_printf ("Z2 is %s; fewer than two exceptions, or all alike, say nothing of their mean size.", z2)
        : g_strdup_printf ("Z2 is %s and Z1 %s; the exceptions exceed the expected shortfall in the mean with p %s (t %s).", z2, z1, p, t);
  if (check->message != NULL && check->verdict != ASSAY_VERDICT_NOT_ASSESSABLE && !(check->n * here->p > 3 && check->n * here->p < 12.5))
    {
      g_autofree char *before = check->message, *expected = assay_word_number (check->n * here->p);

      check->message = g_strdup_printf ("%s The limits are made for about 6 expected exceptions; with %s they are too %s.", before, expected, check->n * here->p < 6 ? "strict" : "wide");
    }
  add_row (self, N_("Acerbi-Szekely Z2"), &figures, check);
  add_row (self, N_("Acerbi-Szekely Z1"), &size, NULL);
  add_row (self, N_("McNeil-Frey bootstrap"), &boot, NULL);
}

/* ---- against another VaR of the same level ---- */

/* Loss of `here` less that of the champion on the days that both have. */
static double *
loss_differences (const ValueAtRiskCase *here, const ValueAtRiskCase *champion, gsize *n)
{
  double *d = g_new (double, here->n);

  *n = 0;
  for (gsize i = 0, j = 0; i < here->n && j < champion->n;)
    if (here->row[i] < champion->row[j])
      i++;
    else if (here->row[i] > champion->row[j])
      j++;
    else
      {
        d[(*n)++] = am_quantile_loss (here->pnl[i], here->value_at_risk[i], here->p) - am_quantile_loss (champion->pnl[j], champion->value_at_risk[j], champion->p);
        i++;
        j++;
      }
  return d;
}

static void
check_loss (Checks *self, const ValueAtRiskCase *champion)
{
  AmTest figures = { NAN, NAN, NAN };
  g_autofree double *d = NULL;
  g_autofree char *statistic = NULL;
  AssayCheck *check;
  gsize n;

  d = loss_differences (self->here, champion, &n);
  figures.statistic = am_diebold_mariano (d, n, 1, &figures.p_value);
  figures.df = isnan (figures.statistic) ? NAN : n - 1.0;
  statistic = assay_word_number (figures.statistic);
  check = add (self, "var-loss", N_("Quantile Loss against Another VaR"), N_("p of Diebold-Mariano"), figures.p_value, figures.p_value);
  check->n = n;
  check->convention = g_strdup_printf ("mean of (p − I)(P&L + VaR) against %s, the first column of this level; days that both have; no lags, factor of Harvey, Leybourne & Newbold, t, two-sided",
                                       champion->column->name);
  check->reference = g_strdup ("Gonzalez-Rivera, Lee & Mishra 2004, International Journal of Forecasting 20, 629-645");
  judge_p (self, check, N_("quantile loss, Diebold-Mariano"), &figures, isnan (figures.statistic) ? N_("The two columns do not differ, or share too few days.") : NULL,
           g_strdup_printf ("The quantile loss is %s than that of %s (statistic %s).", figures.statistic < 0 ? "lower" : "higher", champion->column->name, statistic));
  if (figures.statistic < 0 && (check->verdict == ASSAY_VERDICT_WARN || check->verdict == ASSAY_VERDICT_FAIL))
    {
      check->verdict = ASSAY_VERDICT_PASS;
      assay_table_set_text (self->table, 5, assay_verdict_name (check->verdict));
    }
}

static const ValueAtRiskCase *
find_champion (const ValueAtRiskCase *cases, guint at)
{
  for (guint i = 0; i < at; i++)
    if (cases[i].series == cases[at].series && cases[i].column->level == cases[at].column->level)
      return &cases[i];
  return NULL;
}

void
value_at_risk_add_checks (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases, const AssayPolicy *policy)
{
  Checks self = { result, assay_table_new ("tests", N_("Tests")), policy };

  assay_table_add_column (self.table, "var", "VaR", ASSAY_CELL_TEXT);
  assay_table_add_column (self.table, "test", N_("Test"), ASSAY_CELL_TEXT);
  assay_table_add_column (self.table, "statistic", N_("Statistic"), ASSAY_CELL_NUMBER);
  assay_table_add_column (self.table, "df", N_("Degrees"), ASSAY_CELL_COUNT);
  assay_table_add_column (self.table, "p-value", "p", ASSAY_CELL_NUMBER);
  assay_table_add_column (self.table, "verdict", N_("Verdict"), ASSAY_CELL_VERDICT);
  for (guint i = 0; i < n_cases; i++)
    {
      g_autofree char *exceptions = assay_word_items (cases[i].n_exceptions, "exception", "exceptions"), *days = word_days (cases[i].n);
      g_autofree char *counts = g_strdup_printf ("%s in %s", exceptions, days);
      const ValueAtRiskCase *champion = find_champion (cases, i);

      self.here = &cases[i];
      self.counts = counts;
      check_light (&self, FALSE);
      if (cases[i].n > cases[i].window)
        check_light (&self, TRUE);
      check_counts (&self);
      check_independence (&self);
      check_times (&self);
      check_dynamic_quantile (&self);
      if (cases[i].shortfall != NULL)
        check_shortfall (&self);
      if (champion != NULL)
        check_loss (&self, champion);
    }
  assay_result_take_table (result, self.table);
}
