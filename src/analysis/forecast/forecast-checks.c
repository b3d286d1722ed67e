/* What can be said of a forecast before its time has come: whether the data carry it. How good it is only a back-test says. */
#include "analysis/forecast/forecast-run-private.h"

#include "analysis/judge.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static AssayCheck *
add (AssayResult *result, const char *id, const char *title, char *subject, const char *statistic, double value, double n)
{
  AssayCheck *check = assay_result_add_check (result, id, title);

  check->subject = subject;
  check->statistic = g_strdup (statistic);
  check->value = value;
  check->n = n;
  return check;
}

static void
check_fitted (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy)
{
  static const AssayLimits limits = { 1, 0.9, ASSAY_BEYOND_BELOW, 'C', N_("watch below all, fail below 90 %") };
  gsize n = run->n_series * run->how->models->len, n_good = 0;
  g_autofree char *good = NULL, *all = assay_word_items (n, "fit", "fits");
  AssayCheck *check;

  for (gsize i = 0; i < n; i++)
    n_good += run->ones[i].why == NULL;
  good = assay_word_count (n_good);
  check = add (result, "fc-fitted", N_("Models That Could Be Fitted"), g_strdup (all), N_("share of fits"), n > 0 ? (double) n_good / n : NAN, n);
  check->events = n - n_good;
  check->convention = g_strdup (N_("each model on each series; one that cannot be fitted says why and the others go on"));
  assay_judge (check, policy, &limits);
  if (n_good == 0)
    assay_judge_failed (check, g_strdup (N_("No model could be fitted to any series; the table says why.")));
  else
    check->message = n_good == n ? g_strdup (N_("Every model could be fitted to every series."))
                                 : g_strdup_printf ("%s of %s; the table “Not fitted” says why the others could not.", good, all);
}

static void
check_gaps (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy)
{
  static const AssayLimits limits = { 0.01, 0.05, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 1 %, fail above 5 % of the steps between start and end") };
  double n = 0, n_missing = 0, n_series = 0;
  g_autofree char *missing = NULL, *series = NULL;
  AssayCheck *check;

  for (gsize i = 0; i < run->n_series; i++)
    {
      n += run->series[i].n;
      n_missing += run->series[i].n_missing;
      n_series += run->series[i].n_missing > 0;
    }
  series = assay_word_items (n_series, "series", "series");
  missing = assay_word_items (n_missing, "step has", "steps have");
  check = add (result, "dq-gaps", N_("Gaps in Time"), assay_word_items (run->n_series, "series", "series"), N_("share of steps without a value"), n > 0 ? n_missing / n : NAN, n);
  check->events = n_missing;
  check->convention = g_strdup (N_("steps of the calendar without a row or a value, between the first row and the last value of each series; models that take no gaps see them filled"));
  assay_judge (check, policy, &limits);
  check->message = n_missing > 0 ? g_strdup_printf ("%s no value, in %s; models that take no gaps see them filled, by season and a line between the neighbours.", missing, series)
                                 : g_strdup (N_("Every step of the past has a value."));
}

static void
check_ends (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy)
{
  static const AssayLimits limits = { 0, 0.5, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 0, fail above half of the series") };
  double n = 0, n_early = 0;
  g_autofree char *early = NULL, *last = NULL;
  AssayCheck *check;

  for (gsize i = 0; i < run->n_series; i++)
    {
      n += run->series[i].n > 0;
      n_early += run->series[i].n > 0 && !forecast_run_is_current (run, i);
    }
  early = assay_word_items (n_early, "series ends", "series end");
  last = assay_word_time (assay_panel_get_time_type (run->panel), run->last_time);
  check = add (result, "dq-coverage", N_("Series That End Early"), assay_word_items (n, "series", "series"), N_("share of series"), n > 0 ? n_early / n : NAN, n);
  check->events = n_early;
  check->convention = g_strdup (N_("the last value of a series is before that of others; its forecast begins there, and it is left out of totals"));
  assay_judge (check, policy, &limits);
  check->message = n_early > 0 ? g_strdup_printf ("%s before %s; their forecasts begin at their own end and are left out of the totals.", early, last)
                               : g_strdup (N_("All series end at the same time."));
}

static void
check_horizon (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy)
{
  static const AssayLimits limits = { 0.5, 1, ASSAY_BEYOND_ABOVE, 'C', N_("watch above half of the shortest past, fail above all of it") };
  gsize shortest = G_MAXSIZE;
  g_autofree char *past = NULL;
  AssayCheck *check;

  for (gsize i = 0; i < run->n_series; i++)
    if (run->series[i].n > 0)
      shortest = MIN (shortest, run->series[i].n);
  check = add (result, "fc-horizon", N_("Horizon against the Past"), assay_word_items (run->n_series, "series", "series"), N_("horizon over the steps of the shortest past"),
               shortest < G_MAXSIZE ? (double) run->how->horizon / shortest : NAN, run->n_series);
  check->convention = g_strdup (N_("steps ahead over the steps of past of the shortest series that has a value"));
  assay_judge (check, policy, &limits);
  past = assay_word_count (shortest);
  check->message = shortest < G_MAXSIZE ? g_strdup_printf ("%u steps ahead; the shortest past has %s.", run->how->horizon, past) : g_strdup (N_("No series has a value."));
}

/* A forecast that nobody has tested must not look like one that passed. */
static void
check_tested (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy)
{
  static const AssayLimits limits = { NAN, NAN, ASSAY_BEYOND_ABOVE, 'C', NULL };
  AssayCheck *check = add (result, "fc-tested", N_("Accuracy"), g_strdup (N_("all models")), N_("none"), NAN, run->n_series);

  check->convention = g_strdup (N_("a forecast shows what a model says; how good such forecasts were is the result of a back-test"));
  assay_judge (check, policy, &limits);
  assay_judge_not_assessable (check, g_strdup (N_("How accurate these models are was not tested here: back-test them on the same data.")));
}

void
forecast_add_checks (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy)
{
  check_fitted (result, run, policy);
  check_gaps (result, run, policy);
  check_ends (result, run, policy);
  check_horizon (result, run, policy);
  check_tested (result, run, policy);
}
