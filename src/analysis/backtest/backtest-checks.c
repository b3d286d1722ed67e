#include "analysis/backtest/backtest-run-private.h"

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "math/distribution.h"
#include "math/forecast-comparison.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  AssayResult *result;
  const BacktestRun *run;
  const AssayPolicy *policy;
} Checks;

static const AssayModelChoice *
get_model (const Checks *self, guint model)
{
  return backtest_get_model (self->run, model);
}

/* The same check of several models is named for each; a policy sets its limit once, by the plain id. */
static AssayCheck *
add (Checks *self, const char *id, const char *title, guint model, const char *statistic, double value, double n)
{
  AssayCheck *check = assay_result_add_check (self->result, id, title);

  check->subject = g_strdup (get_model (self, model)->title);
  check->statistic = g_strdup (statistic);
  check->value = value;
  check->n = n;
  return check;
}

static gboolean
has_comparison (const BacktestRun *run)
{
  for (guint model = 0; model < run->how->models->len; model++)
    {
      BacktestSum sum;

      backtest_run_sum (run, G_MAXSIZE, G_MAXUINT, model, &sum);
      if (sum.n > 0)
        return TRUE;
    }
  return FALSE;
}

static void
check_history (Checks *self)
{
  static const AssayLimits limits = { 0, 0.5, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 0, fail above half of the series") };
  const BacktestSettings *how = self->run->how;
  double n_short = 0, n = self->run->n_series;
  guint least = (how->n_cutoffs > 0 ? 0 : how->horizon) + how->gap + 2;
  g_autofree char *short_ones = NULL, *all = assay_word_items (n, "series", "series");
  AssayCheck *check;

  for (gsize i = 0; i < self->run->n_series; i++)
    n_short += self->run->n_origins[i] == 0;
  check = assay_result_add_check (self->result, "bt-history", N_("Series with Too Little History"));
  check->subject = g_strdup (all);
  check->statistic = g_strdup (N_("share of series"));
  check->value = n > 0 ? n_short / n : NAN;
  check->n = n;
  check->events = n_short;
  check->convention = g_strdup_printf ("fewer than %u steps, so not one origin; series without two seasons, or the whole window, before an origin are tested from the last alone: %" G_GSIZE_FORMAT,
                                        least, self->run->n_short);
  assay_judge (check, self->policy, &limits);
  short_ones = assay_word_count (n_short);
  if (n_short == n)
    assay_judge_failed (check, g_strdup_printf ("No forecast could be compared: no series has the %u steps that are needed. Use a shorter --horizon.", least));
  else if (!has_comparison (self->run))
    assay_judge_failed (check, g_strdup (N_("No forecast could be compared: no model could be fitted, or there are no values after the origins.")));
  else
    check->message = n_short == 0 ? g_strdup (N_("Every series has at least one origin."))
                                  : g_strdup_printf ("%s of %s are too short and left out.", short_ones, all);
}

static void
check_scaled (Checks *self, guint model, const BacktestSum *sum)
{
  static const AssayLimits limits = { NAN, 1, ASSAY_BEYOND_FROM, 'S', N_("fail from 1: no better than the one-step seasonal error of the past") };
  AssayCheck *check = add (self, "fc-scaled", N_("Scaled Error"), model, "MASE", sum->n_scaled > 0 ? sum->mase / sum->n_scaled : NAN, sum->n_scaled);

  check->convention = g_strdup_printf ("MAE over the mean |y[t] − y[t − %u]| of the training part; mean over series and origins", self->run->how->seasons.main);
  check->reference = g_strdup ("Hyndman & Koehler 2006, International Journal of Forecasting 22, 679-688");
  assay_judge (check, self->policy, &limits);
  if (isnan (check->value))
    check->message = g_strdup (N_("Needs a training part whose values differ from one season to the next."));
  else
    {
      g_autofree char *value = assay_word_number (check->value);

      check->message = g_strdup_printf ("The error is %s times the mean seasonal change of the past.", value);
    }
}

static void
check_bias (Checks *self, guint model, const BacktestSum *sum)
{
  static const AssayLimits limits = { 0.05, 0.10, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("watch above 5 %, fail above 10 % in size") };
  AssayCheck *check = add (self, "fc-bias", N_("Bias"), model, N_("relative bias"), sum->abs_actual > 0 ? sum->error / sum->abs_actual : NAN, sum->n);

  check->convention = g_strdup (N_("sum of forecast less actual over the sum of |actual|, all windows pooled; positive is too high"));
  assay_judge (check, self->policy, &limits);
  if (isnan (check->value))
    check->message = g_strdup (N_("Needs forecasts with actual values that are not all zero."));
  else
    {
      g_autofree char *size = assay_word_share (fabs (check->value));

      check->message = g_strdup_printf ("Forecasts are too %s by %s of the actual total.", check->value < 0 ? "low" : "high", size);
    }
}

/* Both tails of an exact binomial, doubled and cut at 1. */
static double
coverage_p (double hits, double n, double level)
{
  double upper = am_binomial_upper (hits, n, level), lower = 1 - am_binomial_upper (hits + 1, n, level);

  return fmin (1, 2 * fmin (upper, lower));
}

/* The interval that the table shows: the model's own or, where that is asked for or there is none, the conformal one. */
static const BacktestInterval *
shown_interval (const Checks *self, guint model, gboolean *is_conformal)
{
  const BacktestSettings *how = self->run->how;
  const BacktestSums *sums = &self->run->sums[model];

  *is_conformal = how->intervals == BACKTEST_INTERVALS_CONFORMAL
                  || (how->intervals == BACKTEST_INTERVALS_BOTH && (get_model (self, model)->kind->flags & ASSAY_FORECASTER_NO_INTERVALS) != 0);
  return *is_conformal ? &sums->conformal[how->n_levels - 1] : &sums->own[how->n_levels - 1];
}

static void
judge_coverage (AssayCheck *check, const BacktestInterval *interval, double level, const char *percent)
{
  double least = ceil (3 / (1 - level) - 1e-9);

  check->p_value = coverage_p (interval->n_covered, interval->n, level);
  if (!(check->p_value < 0.05))
    check->verdict = ASSAY_VERDICT_PASS;
  if (interval->n < least)
    assay_judge_not_assessable (check, g_strdup_printf ("Too few forecasts to judge a %s interval: at least %.0f are needed for three misses to be expected. Use more --origins.",
                                                        percent, least));
  else
    {
      g_autofree char *share = assay_word_share (interval->n_covered / interval->n);

      check->message = g_strdup_printf ("%s of the actual values lie inside the %s interval.", share, percent);
    }
}

static void
check_coverage (Checks *self, guint model)
{
  static const AssayLimits limits = { 0.02, 0.05, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("limits on the distance from the level; passes where p is at least 0.05") };
  double level = self->run->how->levels[self->run->how->n_levels - 1];
  gboolean is_conformal;
  const BacktestInterval *interval = shown_interval (self, model, &is_conformal);
  g_autofree char *percent = backtest_word_level (level), *title = g_strdup_printf ("Coverage of the %s Interval", percent);
  g_autofree char *statistic = g_strdup_printf ("coverage less %s", percent);
  AssayCheck *check = add (self, "fc-interval-coverage", title, model, statistic, backtest_over (interval->n_covered, interval->n) - level, interval->n);

  check->events = interval->n_covered;
  check->convention = g_strdup_printf ("share of actual values inside %s, ends included; p: exact binomial, two-sided, forecasts taken as independent",
                                       is_conformal ? "the conformal interval" : "the interval");
  assay_judge (check, self->policy, &limits);
  if (!isnan (check->value))
    judge_coverage (check, interval, level, percent);
  else if (is_conformal)
    check->message = g_strdup_printf ("Needs at least %.0f errors known before an origin: use more --origins, or --calibration.", ceil (1 / (1 - level) - 1 - 1e-9));
  else
    check->message = g_strdup (N_("Needs a past with two values a season apart, and actual values after the origin."));
}

/* Mean scaled loss of a model less that of the benchmark, one number an origin, earliest first: the series of an origin
 * move together, so they count once. */
static double *
loss_differences (const Checks *self, guint model, gsize *n)
{
  const BacktestRun *run = self->run;
  double *d = g_new (double, run->how->n_origins);

  *n = 0;
  for (guint i = run->how->n_origins; i-- > 0;)
    {
      const BacktestCell *cell = &run->origin_cells[(gsize) i * backtest_n_models (run) + model];

      if (cell->n_loss > 0)
        d[(*n)++] = cell->loss_difference / cell->n_loss;
    }
  return d;
}

/* Steps from one origin to the next; of fixed origins, the fewest there are between two. */
static gsize
origin_distance (const BacktestRun *run)
{
  gsize least = G_MAXSIZE;

  if (run->how->n_cutoffs == 0)
    return run->how->step;
  for (gsize series = 0; series < run->n_series; series++)
    for (gsize i = run->first_origin[series] + 1; i < run->first_origin[series + 1]; i++)
      least = MIN (least, MAX (run->origin_at[i] - run->origin_at[i - 1], 1));
  return least;
}

static void
check_against_benchmark (Checks *self, guint model)
{
  static const AssayLimits limits = { 0.05, 0.01, ASSAY_BEYOND_BELOW, 'C', N_("limits on p, where the model is the worse one") };
  const BacktestSettings *how = self->run->how;
  const AssayModelChoice *benchmark = get_model (self, how->benchmark);
  gsize distance = origin_distance (self->run), reach = (gsize) how->gap + how->horizon;
  guint overlap = (guint) (reach / distance + (reach % distance > 0));
  g_autofree double *d = NULL;
  double statistic, p;
  AssayCheck *check;
  gsize n;

  d = loss_differences (self, model, &n);
  statistic = am_diebold_mariano (d, n, overlap, &p);
  check = add (self, "fc-diebold-mariano", N_("Against the Benchmark"), model, N_("p of Diebold-Mariano"), p, n);
  check->p_value = p;
  check->convention = g_strdup_printf ("loss: |error| over the in-sample scale, mean over series and steps, one difference an origin; lags up to %u since horizons overlap; "
                                       "factor of Harvey, Leybourne & Newbold; t with n − 1 degrees, two-sided", overlap - 1);
  check->reference = g_strdup ("Diebold & Mariano 1995; Harvey, Leybourne & Newbold 1997");
  assay_judge (check, self->policy, &limits);
  if (isnan (p) || n < 8)
    assay_judge_not_assessable (check, g_strdup_printf ("Too few origins (%" G_GSIZE_FORMAT ") to compare with %s, or no difference at all: at least 8 are needed, and more than the horizon overlaps. "
                                                        "Use more --origins or a longer --step.", n, benchmark->name));
  else
    {
      g_autofree char *t = assay_word_number (statistic);

      if (statistic < 0)
        check->verdict = ASSAY_VERDICT_PASS;
      if (p < 0.05)
        check->message = g_strdup_printf (statistic < 0 ? "The loss is lower than that of %s (statistic %s over %" G_GSIZE_FORMAT " origins)."
                                                        : "The loss is higher than that of %s (statistic %s over %" G_GSIZE_FORMAT " origins).", benchmark->title, t, n);
      else
        check->message = g_strdup_printf ("No difference from %s is shown (statistic %s over %" G_GSIZE_FORMAT " origins).", benchmark->title, t, n);
    }
}

static void
check_worst_origin (Checks *self, guint model, const BacktestSum *all)
{
  static const AssayLimits limits = { 1.5, 2, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 1.5, fail above 2 times the WAPE of all origins") };
  double worst = NAN, wape = all->abs_actual > 0 ? all->abs_error / all->abs_actual : NAN;
  guint at = 0;
  AssayCheck *check;

  for (guint i = 0; i < self->run->how->n_origins; i++)
    {
      BacktestSum sum;

      backtest_run_sum (self->run, G_MAXSIZE, i, model, &sum);
      if (sum.abs_actual > 0 && !(sum.abs_error / sum.abs_actual <= worst))
        {
          worst = sum.abs_error / sum.abs_actual;
          at = i;
        }
    }
  check = add (self, "fc-rolling-origin", N_("Worst Origin"), model, N_("WAPE of the worst origin over that of all"), wape > 0 ? worst / wape : NAN, all->n_windows);
  check->convention = g_strdup (N_("all series pooled by origin, origins counted back from the end of each series"));
  assay_judge (check, self->policy, &limits);
  if (isnan (check->value))
    check->message = g_strdup (N_("Needs an origin whose forecasts differ from the actual values."));
  else
    {
      g_autofree char *share = assay_word_share (worst);

      check->message = g_strdup_printf ("The worst origin is number %u from the end, with a WAPE of %s.", at + 1, share);
    }
}

/* A run that was stopped has not judged what it was to judge. */
static void
check_complete (Checks *self)
{
  g_autofree char *done = backtest_word_done (self->run);
  AssayCheck *check;

  if (!self->run->is_stopped)
    return;
  check = assay_result_add_check (self->result, "bt-complete", N_("Partial Run"));
  check->subject = g_strdup (done);
  check->statistic = g_strdup (N_("share of windows"));
  check->value = backtest_over (self->run->n_windows_done, self->run->n_windows);
  check->n = self->run->n_windows;
  check->events = self->run->n_windows_done;
  check->convention = g_strdup (N_("a window is a series from one origin; figures are of the windows that were done"));
  assay_judge_not_assessable (check, g_strdup_printf ("Partial: the run was stopped after %s. Run it again to go on from there.", done));
}

void
backtest_add_checks (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy)
{
  Checks self = { result, run, policy };

  check_complete (&self);
  check_history (&self);
  for (guint model = 0; model < run->how->models->len; model++)
    {
      BacktestSum sum;

      /* what the others are held against is on trial only where somebody asked for it */
      if (model == run->how->benchmark && !run->how->is_benchmark_asked)
        continue;
      backtest_run_sum (run, G_MAXSIZE, G_MAXUINT, model, &sum);
      check_scaled (&self, model, &sum);
      check_bias (&self, model, &sum);
      check_coverage (&self, model);
      check_worst_origin (&self, model, &sum);
      if (model != run->how->benchmark)
        check_against_benchmark (&self, model);
    }
}
