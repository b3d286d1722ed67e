/* The checks of an anomaly run. Each says what it looked at, where its limits come from, and what was found; with many
 * series a check judges a share or a median of them, since the worst of thousands is always bad. */
#include "analysis/anomaly/anomaly-detection-private.h"
#include "analysis/anomaly/anomaly-settings-private.h"
#include "analysis/anomaly/anomaly-summary-private.h"

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "math/distribution.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define NONE NAN

typedef struct
{
  AssayResult *result;
  const AnomalyScan *scan;
  const AssayTask *task;
  const AssayPolicy *policy;
  AssaySeriesQuality total;    /* counts summed over series */
  gsize n_late, n_early;       /* series */
} Checks;

static AssayCheck *
add (Checks *self, const char *id, const char *title, const char *statistic, double value, double n)
{
  AssayCheck *check = assay_result_add_check (self->result, id, title);

  check->subject = self->scan->n_series == 1 ? g_strdup (N_("all rows"))
                                             : assay_word_items (self->scan->n_series, "series", "series");
  check->statistic = g_strdup (statistic);
  check->value = value;
  check->n = n;
  return check;
}

static double
share (double part, double whole)
{
  return whole > 0 ? part / whole : NAN;
}

/* ---- the data ---- */

static void
sum_quality (Checks *self)
{
  for (gsize i = 0; i < self->scan->n_series; i++)
    {
      AssaySeriesQuality quality;

      assay_panel_get_quality (self->scan->panel, i, &quality);
      self->total.n += quality.n;
      self->total.n_missing += quality.n_missing;
      self->total.n_gaps += quality.n_gaps;
      self->total.n_gap_steps += quality.n_gap_steps;
      self->total.n_duplicates += quality.n_duplicates;
      self->total.n_off_step += quality.n_off_step;
      self->n_late += quality.starts_late;
      self->n_early += quality.ends_early;
    }
}

static void
check_bad_rows (Checks *self)
{
  static const AssayLimits limits = { 0, 0.01, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 0, fail above 1 % of the rows") };
  const AssayReadReport *report = self->task->report;
  double n_bad, n;
  AssayCheck *check;

  if (report == NULL)
    return;
  n_bad = assay_read_report_get_n_bad_rows (report);
  n = n_bad + assay_read_report_get_n_rows (report);
  check = add (self, "dq-bad-rows", N_("Rows That Cannot Be Read"), N_("share of rows"), share (n_bad, n), n);
  check->events = n_bad;
  check->convention = g_strdup (N_("rows of the file with a wrong number of fields, a word in a number column or an impossible date"));
  assay_judge (check, self->policy, &limits);
  if (isnan (check->value))
    check->message = g_strdup (N_("The file has no rows."));
  else if (n_bad == 0)
    check->message = g_strdup (N_("Every row could be read."));
  else
    {
      g_autofree char *bad = assay_word_count (n_bad), *rows = assay_word_items (n, "row", "rows");

      check->message = g_strdup_printf ("Not readable and left out: %s of %s.", bad, rows);
    }
}

static void
check_missing (Checks *self)
{
  static const AssayLimits limits = { 0.01, 0.05, ASSAY_BEYOND_ABOVE, 'A', N_("watch above 1 %, fail above 5 %: defaults of ValidMind and Deepchecks") };
  double n_missing = self->total.n_missing, n = self->scan->n_rows;
  AssayCheck *check = add (self, "dq-missing", N_("Missing Values"), N_("share of rows without a value"), share (n_missing, n), n);
  g_autofree char *missing = assay_word_count (n_missing), *rows = assay_word_items (n, "row", "rows");

  check->events = n_missing;
  check->convention = g_strdup (N_("rows whose value is empty or a missing code, of all rows with a time"));
  assay_judge (check, self->policy, &limits);
  check->message = n == 0 ? g_strdup (N_("There are no rows."))
                   : n_missing == 0 ? g_strdup_printf ("Every one of %s has a value.", rows)
                                    : g_strdup_printf ("Without a value: %s of %s.", missing, rows);
}

static void
check_gaps (Checks *self)
{
  static const AssayLimits limits = { 0.01, 0.05, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 1 %, fail above 5 % of the steps between start and end") };
  double n_absent = self->total.n_gap_steps, n = self->scan->n_rows + n_absent;
  AssayCheck *check = add (self, "dq-gaps", N_("Gaps in Time"), N_("share of absent steps"), share (n_absent, n), n);
  g_autofree char *steps = assay_word_items (n_absent, "step is", "steps are"), *places = assay_word_items (self->total.n_gaps, "place", "places");

  check->events = n_absent;
  check->convention = g_strdup (N_("steps of the calendar without a row, between the first and the last row of each series; the step is the commonest distance"));
  assay_judge (check, self->policy, &limits);
  check->message = isnan (check->value) ? g_strdup (N_("There are no rows."))
                   : n_absent == 0 ? g_strdup (N_("No step of the calendar is absent."))
                                   : g_strdup_printf ("%s absent, in %s.", steps, places);
}

static void
check_duplicates (Checks *self)
{
  static const AssayLimits limits = { 0, 0.05, ASSAY_BEYOND_ABOVE, 'A', N_("watch above 0, fail above 5 %: default of Deepchecks for repeated rows") };
  double n_repeated = self->total.n_duplicates, n = self->scan->n_rows + n_repeated;
  AssayCheck *check = add (self, "dq-duplicates", N_("Repeated Times"), N_("share of rows"), share (n_repeated, n), n);
  g_autofree char *repeated = assay_word_items (n_repeated, "row repeats", "rows repeat");

  check->events = n_repeated;
  check->convention = g_strdup_printf ("rows whose time was seen before in the series; --duplicates is %s",
                                       anomaly_duplicates_rule (self->task));
  assay_judge (check, self->policy, &limits);
  check->message = isnan (check->value) ? g_strdup (N_("There are no rows."))
                   : n_repeated == 0 ? g_strdup (N_("No time is repeated within a series."))
                                     : g_strdup_printf ("%s a time and are combined with the row before (%s).", repeated,
                                                        anomaly_duplicates_rule (self->task));
}

static void
check_off_step (Checks *self)
{
  static const AssayLimits limits = { 0, 0.05, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 0, fail above 5 % of the rows") };
  double n_off = self->total.n_off_step, n = self->scan->n_rows;
  AssayCheck *check = add (self, "dq-steps", N_("Times off the Calendar"), N_("share of rows"), share (n_off, n), n);
  g_autofree char *off = assay_word_items (n_off, "row lies", "rows lie");

  check->events = n_off;
  check->convention = g_strdup (N_("rows that are not a whole number of steps after the row before"));
  assay_judge (check, self->policy, &limits);
  check->message = isnan (check->value) ? g_strdup (N_("There are no rows."))
                   : n_off == 0 ? g_strdup (N_("All times lie on one calendar."))
                                : g_strdup_printf ("%s between two steps; a forecast needs a row exactly one season earlier.", off);
}

static void
check_coverage (Checks *self)
{
  static const AssayLimits limits = { 0, 0.5, ASSAY_BEYOND_ABOVE, 'C', N_("watch above 0, fail above half of the series") };
  double n = self->scan->n_series, n_ragged = self->n_late + self->n_early;
  g_autofree char *late = assay_word_count (self->n_late), *early = assay_word_count (self->n_early), *all = assay_word_count (n);
  AssayCheck *check;

  if (n < 2)
    return;
  for (gsize i = 0; i < self->scan->n_series; i++)
    {
      AssaySeriesQuality quality;

      assay_panel_get_quality (self->scan->panel, i, &quality);
      n_ragged -= quality.starts_late && quality.ends_early;
    }
  check = add (self, "dq-coverage", N_("Series That Start Late or End Early"), N_("share of series"), share (n_ragged, n), n);
  check->events = n_ragged;
  check->convention = g_strdup (N_("against the earliest start and the latest end of all series"));
  assay_judge (check, self->policy, &limits);
  check->message = n_ragged == 0 ? g_strdup (N_("All series span the same time."))
                                 : g_strdup_printf ("Of %s series, %s start late and %s end early.", all, late, early);
}

/* ---- the scores ---- */

/* A shorter season or window helps against a short history, but not against one that never changes. */
static char *
describe_no_score (const AnomalyScan *scan, const char *least)
{
  gsize n_constant = 0, longest = 0;

  if (scan->all.n_values == 0)
    return g_strdup (N_("No row could be scored: no row has a value."));
  for (gsize row = 0; row < scan->n_rows; row++)
    n_constant += scan->reason[row] == ANOMALY_CONSTANT_EQUAL;
  if (n_constant > 0)
    return g_strdup_printf ("No row could be scored: the %s before each row that has enough of them are all equal, which leaves no spread to measure a change against.",
                            scan->how.on_value ? "values" : "residuals");
  for (gsize i = 0; i < scan->n_series; i++)
    longest = MAX (longest, scan->series[i].n_values);
  {
    g_autofree char *most = assay_word_count (longest);

    return g_strdup_printf ("No row could be scored: the detector needs at least %s values a series, one step apart; the longest series has %s. "
                            "Give more history, or a shorter --season or --window.", least, most);
  }
}

/* Each detector says how many values it needs; the least of them would do. */
static char *
describe_no_detection (const AnomalyScan *scan)
{
  const DetectionSettings *how = &scan->detection->how;
  gsize longest = 0, least = G_MAXSIZE, most = 0;

  for (gsize i = 0; i < scan->n_series; i++)
    longest = MAX (longest, scan->series[i].n_values);
  for (guint i = 0; i < how->n; i++)
    {
      AnomalyInput input = { .n = longest, .season = how->season, .window = how->window };

      least = MIN (least, how->detector[i] != NULL ? how->detector[i]->least (&input) : (gsize) (how->season + scan->how.z.min_periods + 1));
      most = MAX (most, how->detector[i] != NULL ? how->detector[i]->most : 0);
    }
  if (longest >= least && most > 0 && longest > most)
    {
      g_autofree char *limit = assay_word_count (most), *n = assay_word_count (longest);

      return g_strdup_printf ("No row could be scored: the detector takes at most %s values a series, and the longest has %s. Use --start for a shorter span, or another detector.", limit, n);
    }
  {
    g_autofree char *needed = assay_word_count (least), *n = assay_word_count (longest);

    return g_strdup_printf ("No row could be scored: the detectors need at least %s values a series that differ; the longest series has %s. "
                            "Give more history, or a shorter --season or --window.", needed, n);
  }
}

static void
check_scored (Checks *self)
{
  static const AssayLimits limits = { 0.8, 0.5, ASSAY_BEYOND_BELOW, 'C', N_("watch below 80 %, fail below 50 % of the rows with a value") };
  const AnomalyScan *scan = self->scan;
  double n_scored = scan->all.n_scored, n = scan->all.n_values;
  AssayCheck *check = add (self, "score-coverage", N_("Rows with a Score"), N_("share of rows"), share (n_scored, n), n);
  gint64 needed = (scan->how.on_value ? 0 : scan->how.season) + scan->how.z.min_periods + (scan->how.z.include_current ? 0 : 1);
  g_autofree char *scored = assay_word_count (n_scored), *rows = assay_word_items (n, "row", "rows"), *least = assay_word_count (needed);
  gsize n_unscored = 0;

  for (gsize i = 0; i < scan->n_series; i++)
    n_unscored += scan->series[i].n_scored == 0;
  check->events = n_scored;
  check->convention = scan->detection != NULL
      ? g_strdup (N_("rows with a score of the detectors, of all rows with a value"))
      : g_strdup_printf ("rows with a Z-score, or a breach of a constant history, of all rows with a value; a first score needs %s rows", least);
  assay_judge (check, self->policy, &limits);
  if (n_scored == 0 && scan->detection != NULL)
    assay_judge_failed (check, describe_no_detection (scan));
  else if (n_scored == 0)
    assay_judge_failed (check, describe_no_score (scan, least));
  else if (n_unscored > 0)
    {
      g_autofree char *short_ones = assay_word_count (n_unscored);

      check->message = g_strdup_printf ("%s of %s with a value have a score; %s of the series have none at all.", scored, rows, short_ones);
    }
  else
    check->message = g_strdup_printf ("%s of %s with a value have a score.", scored, rows);
}

static const char *
scored_what (const Checks *self)
{
  return self->scan->how.on_value ? "values" : "residuals";
}

static void
check_share (Checks *self)
{
  const AnomalyScan *scan = self->scan;
  double chance = anomaly_chance (scan, scan->how.threshold, FALSE);
  double n = scan->all.n_scored, found = scan->all.n_anomalies;
  AssayLimits limits = { 1.5 * chance, 2 * chance, ASSAY_BEYOND_ABOVE, 'C', N_("1.5 and 2 times the share that chance alone gives") };
  AssayCheck *check = add (self, "anomaly-share", N_("Share of Anomalies"), N_("share of scored rows"), share (found, n), n);
  g_autofree char *here = assay_word_share (share (found, n)), *there = assay_word_share (chance);

  check->events = found;
  check->p_value = n > 0 ? am_binomial_upper (found, n, chance) : NAN;
  check->convention = g_strdup_printf (
      scan->how.z.include_current
          ? "chance: independent normal %s; window z²/(window − 1)² is beta(1/2, (window − 2)/2), here %s%s; p: exact binomial, one-sided"
          : "chance: independent normal %s; z/√(1 + 1/window) is Student's t with window − 1 degrees, here %s%s; p: exact binomial, one-sided",
      scored_what (self), there, scan->how.z.min_periods < scan->how.z.window ? ", the mean over the rows, whose windows differ" : "");
  check->reference = g_strdup (scan->how.z.include_current ? "Thompson 1935, Annals of Mathematical Statistics 6, 214-219"
                                                           : "Hahn 1969, Technometrics 11, 178-188");
  assay_judge (check, self->policy, &limits);

  if (!(chance > 0))
    assay_judge_not_assessable (check, g_strdup (N_("No value can reach the threshold, since it takes part in its own window. Use a longer --window, a lower --threshold, or leave --include-current out.")));
  else if (n * chance < 5)
    {
      g_autofree char *needed = assay_word_count (ceil (5 / chance));

      assay_judge_not_assessable (check, g_strdup_printf ("Too few scored rows to compare with chance: at least %s are needed for five anomalies to be expected.", needed));
    }
  else
    check->message = g_strdup_printf ("%s of the scored rows are anomalies; chance alone would give %s.", here, there);
}

/* What the calibration promised against what came: of the rows with a p-value, muted repeats too. */
static void
check_promise (Checks *self)
{
  const AnomalyDetection *detection = self->scan->detection;
  double promised = detection->how.rate, n = 0, found = detection->n_alarms;
  AssayLimits limits = { 1.5 * promised, 2 * promised, ASSAY_BEYOND_ABOVE, 'C', N_("1.5 and 2 times the rate that was asked for") };
  AssayCheck *check;
  g_autofree char *here = NULL, *there = assay_word_share (promised);

  if (isnan (promised))
    return;                     /* a limit promises no rate */
  for (gsize row = 0; row < self->scan->n_rows; row++)
    n += !isnan (detection->p_value[row]);
  here = assay_word_share (share (found, n));
  check = add (self, "anomaly-share", N_("Share of Anomalies"), N_("share of rows with a p-value"), share (found, n), n);
  check->events = found;
  check->p_value = n > 0 ? am_binomial_upper (found, n, promised) : NAN;
  check->convention = g_strdup (N_("alarms, muted ones too, against the rate that the limit was solved for; p: exact binomial, one-sided, as if rows were independent"));
  check->reference = g_strdup ("Vovk, Gammerman & Shafer 2005");
  assay_judge (check, self->policy, &limits);
  if (n * promised < 5)
    {
      g_autofree char *needed = assay_word_count (ceil (5 / promised));

      assay_judge_not_assessable (check, g_strdup_printf ("Too few rows to compare with the rate: at least %s are needed for five alarms to be expected.", needed));
    }
  else
    check->message = g_strdup_printf ("%s of the rows are alarms; %s were asked for. More than that are anomalies, or a series that changes faster than the calibration.", here, there);
}

static void
check_open_critical (Checks *self)
{
  const AnomalyScan *scan = self->scan;
  double chance = scan->detection != NULL ? detection_levels[DETECTION_N_LEVELS - 1] : anomaly_chance (scan, self->policy->risk_cuts[2], TRUE);
  double n = scan->all.n_recent, found = scan->all.n_recent_critical;
  AssayLimits limits = { am_binomial_critical (n, chance, 0.05), am_binomial_critical (n, chance, 0.01), ASSAY_BEYOND_FROM, 'C',
                         N_("the counts that chance alone reaches in less than 5 % and 1 % of cases") };
  AssayCheck *check = add (self, "open-critical", N_("Critical Anomalies at the End"), N_("count"), n > 0 ? found : NAN, n);
  g_autofree char *items = assay_word_items (found, "critical anomaly", "critical anomalies");
  g_autofree char *since = scan->n_rows > 0 ? assay_word_time (assay_panel_get_time_type (scan->panel), scan->recent_from) : NULL;
  g_autofree char *expected = assay_word_number (n * chance);

  check->events = found;
  check->convention = g_strdup_printf ("rows of risk Critical in the last %d steps of the data; chance as in the check of their share, %s expected",
                                       scan->how.z.window, expected);
  assay_judge (check, self->policy, &limits);
  if (n == 0)
    check->message = g_strdup_printf ("No row of the last %d steps has a score.", scan->how.z.window);
  else
    check->message = g_strdup_printf ("%s since %s.", found == 0 ? "No critical anomaly" : items, since);
}

/* ---- the baseline ---- */

static void
check_bias (Checks *self)
{
  static const AssayLimits limits = { 0.05, 0.10, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("watch above 5 %, fail above 10 % in size") };
  const AnomalyCount *all = &self->scan->all;
  AssayCheck *check = add (self, "fc-bias", N_("Bias of the Baseline"), N_("relative bias"), anomaly_count_bias (all), all->n_pairs);

  check->convention = g_strdup (N_("sum of forecast less actual over the sum of |actual|, all series pooled; positive is too high"));
  assay_judge (check, self->policy, &limits);
  if (isnan (check->value))
    check->message = g_strdup (N_("Needs rows with a value and a forecast, not all of them zero."));
  else
    {
      g_autofree char *size = assay_word_share (fabs (check->value));

      check->message = g_strdup_printf ("The baseline is too %s by %s of the actual total.", check->value < 0 ? "low" : "high", size);
    }
}

static void
check_scaled (Checks *self)
{
  static const AssayLimits limits = { NONE, 1, ASSAY_BEYOND_FROM, 'S', N_("fail from 1: no better than the last value") };
  const AnomalyScan *scan = self->scan;
  double sum = 0, n = 0, n_worse = 0;
  AssayCheck *check;

  for (gsize i = 0; i < scan->n_series; i++)
    {
      double mase = anomaly_count_mase (&scan->series[i]);

      if (isnan (mase))
        continue;
      sum += mase;
      n++;
      n_worse += mase >= 1;
    }
  check = add (self, "fc-scaled", N_("Baseline Against the Last Value"), N_("MASE (last value)"), share (sum, n), scan->all.n_pairs);
  check->events = scan->n_series > 1 ? n_worse : NAN;
  check->convention = g_strdup (N_("mean |residual| over the mean |change| from one step to the next, the same rows; mean over the series where it is defined"));
  check->reference = g_strdup ("Hyndman & Koehler 2006, International Journal of Forecasting 22, 679-688");
  assay_judge (check, self->policy, &limits);
  if (n == 0)
    check->message = g_strdup (N_("Needs two neighbouring values that differ, and rows with a forecast."));
  else
    {
      g_autofree char *value = assay_word_number (check->value), *worse = assay_word_count (n_worse), *all = assay_word_count (n);
      g_autofree char *many = scan->n_series > 1 ? g_strdup_printf (" In %s of %s series it is no better.", worse, all) : g_strdup ("");

      check->message = g_strdup_printf ("The seasonal baseline's error is %s times that of the last value.%s", value, many);
    }
}

static double
median (GArray *values)
{
  guint n = values->len;

  if (n == 0)
    return NAN;
  g_array_sort (values, am_compare_doubles);
  return (g_array_index (values, double, (n - 1) / 2) + g_array_index (values, double, n / 2)) / 2;
}

static void
check_tracking (Checks *self)
{
  static const AssayLimits limits = { 4, 6, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("watch above 4, fail above 6 mean absolute errors: textbook practice") };
  const AnomalyScan *scan = self->scan;
  g_autoptr(GArray) sizes = g_array_new (FALSE, FALSE, sizeof (double));
  double only = NAN, n_beyond = 0;
  AssayCheck *check;

  for (gsize i = 0; i < scan->n_series; i++)
    {
      double signal = anomaly_tracking_signal (scan, i), size = fabs (signal);

      if (isnan (signal))
        continue;
      g_array_append_val (sizes, size);
      n_beyond += size > 4;
      only = signal;
    }
  check = add (self, "fc-tracking-signal", N_("Tracking Signal"), scan->n_series == 1 ? N_("tracking signal") : N_("median |tracking signal|"),
               scan->n_series == 1 ? only : median (sizes), sizes->len);
  check->convention = g_strdup_printf ("sum of the errors (forecast less actual) of the last %d rows that have one, over their mean size%s",
                                       scan->how.z.window, scan->n_series > 1 ? "; median over the series" : "");
  assay_judge (check, self->policy, &limits);
  if (sizes->len == 0)
    check->message = g_strdup_printf ("Needs a series with %d residuals that are not all zero.", scan->how.z.window);
  else
    {
      g_autofree char *value = assay_word_number (check->value), *beyond = assay_word_count (n_beyond), *all = assay_word_count (sizes->len);
      g_autofree char *many = scan->n_series > 1 ? g_strdup_printf ("; %s of %s series are beyond 4", beyond, all) : g_strdup ("");

      check->events = scan->n_series > 1 ? n_beyond : NAN;
      check->message = g_strdup_printf ("The recent errors add up to %s times their mean size%s.", value, many);
    }
}

#define MOST_SERIES 200

/* Seasonal differences of pure noise have -0.5 at the season's lag: the baseline's nature, worth a watch, not a fail. */
static void
check_independence (Checks *self)
{
  static const AssayLimits limits = { 0.2, 0.6, ASSAY_BEYOND_ABOVE, 'C', N_("limits on the size of the autocorrelation; passes where p is at least 0.05") };
  const AnomalyScan *scan = self->scan;
  g_autoptr(GArray) sizes = g_array_new (FALSE, FALSE, sizeof (double)), p_values = g_array_new (FALSE, FALSE, sizeof (double));
  gsize n_looked = MIN (scan->n_series, MOST_SERIES);
  guint n_lags = 0, lag = 0, n_significant = 0, n_negative = 0;
  AssayCheck *check;

  for (gsize i = 0; i < n_looked; i++)
    {
      double p, largest = anomaly_largest_autocorrelation (scan, i * scan->n_series / n_looked, &n_lags, &lag, &p), size = fabs (largest);

      if (isnan (largest) || isnan (p))
        continue;
      n_negative += largest < 0;
      g_array_append_val (sizes, size);
      g_array_append_val (p_values, p);
      n_significant += p < 0.05;
    }
  check = add (self, "ts-ljung-box", N_("Independence of Residuals"), scan->n_series == 1 ? N_("largest |autocorrelation|") : N_("median largest |autocorrelation|"),
               median (sizes), sizes->len);
  check->p_value = median (p_values);
  check->events = scan->n_series > 1 ? n_significant : NAN;
  check->convention = g_strdup_printf ("Ljung-Box over min(2 seasons, n/5, 60) lags, no parameters fitted, the last 20,000 rows%s; "
                                       "the seasonal difference of pure noise has −0.5 at lag %" G_GINT64_FORMAT ", so that a watch is usual for this baseline",
                                       scan->n_series > MOST_SERIES ? "; median of 200 series evenly spread" : scan->n_series > 1 ? "; median over the series" : "",
                                       scan->how.season);
  check->reference = g_strdup ("Ljung & Box 1978, Biometrika 65, 297-303");
  assay_judge (check, self->policy, &limits);
  if (sizes->len == 0)
    {
      check->message = g_strdup (N_("Needs a series with at least 15 residuals that are not all equal."));
      return;
    }
  if (!(check->p_value < 0.05))
    check->verdict = ASSAY_VERDICT_PASS;
  {
    g_autofree char *size = assay_word_number (check->value), *some = assay_word_count (n_significant), *all = assay_word_count (sizes->len);

    if (scan->n_series == 1)
      check->message = g_strdup_printf ("The residuals are %s; the largest autocorrelation is %s%s, at lag %u.",
                                        check->p_value < 0.05 ? "not independent" : "compatible with independence", n_negative > 0 ? "−" : "+", size, lag);
    else
      {
        g_autofree char *negative = assay_word_count (n_negative), *whole = assay_word_count (scan->n_series);
        g_autofree char *sample = n_looked < scan->n_series ? g_strdup_printf (" %s of %s series were examined.", all, whole) : g_strdup ("");

        check->message = g_strdup_printf ("In %s of %s series the residuals are not independent (p < 0.05); the largest autocorrelation has size %s in the median "
                                          "and is negative in %s.%s", some, all, size, negative, sample);
      }
  }
}

void
anomaly_add_checks (AssayResult *result, const AnomalyScan *scan, const AssayTask *task)
{
  Checks self = { result, scan, task, task->policy };

  sum_quality (&self);
  check_bad_rows (&self);
  check_missing (&self);
  check_gaps (&self);
  check_duplicates (&self);
  check_off_step (&self);
  check_coverage (&self);
  check_scored (&self);
  if (scan->detection != NULL)
    check_promise (&self);
  else
    check_share (&self);
  check_open_critical (&self);
  /* Other detectors do not go by the baseline: its faults are not theirs. */
  if (scan->detection != NULL)
    return;
  check_bias (&self);
  check_scaled (&self);
  check_tracking (&self);
  check_independence (&self);
}
