/* Does the model treat groups of people alike? */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"
#include "math/calibration/calibration-line.h"
#include "math/calibration/group-calibration.h"
#include "math/credit/default-tests.h"
#include "math/discrimination/confusion.h"
#include "math/distribution.h"
#include "math/drift/contingency.h"
#include "math/evidence/group-difference.h"

#define LEAST_ROWS 30

static char *
name_group (const AssayValidationSplit *split, guint label)
{
  return g_strdup_printf ("%s = %s", split->name, split->labels[label]);
}

/* The label with the most rows: what others are compared with where no rate says who is best off. */
static guint
find_largest (const double *n, guint n_labels)
{
  guint largest = 0;

  for (guint i = 1; i < n_labels; i++)
    if (n[i] > n[largest])
      largest = i;
  return largest;
}

/* ---- selection rates ---- */

static const AssayValidationLimits below_by_chance = { ASSAY_JUDGED_BY_VALUE, { 0.8, NAN, ASSAY_BEYOND_BELOW, 'S', N_("four-fifths rule; not significant by Fisher's exact test at 5 %") } };

/* A cut-off that everybody passes treats all alike, and says nothing of one that does not. */
static gboolean
selects_all (const double *n, const double *selected, guint n_labels)
{
  for (guint i = 0; i < n_labels; i++)
    if (selected[i] < n[i])
      return FALSE;
  return TRUE;
}

static void
add_impact (AssayValidationSink *sink, const AssayValidationCase *c, const AssayValidationSplit *split)
{
  guint k = split->n_labels, best = 0;
  g_autofree double *n = g_new0 (double, k + 1), *selected = g_new0 (double, k + 1);
  double cut = c->higher_is_riskier ? c->cutoff : -c->cutoff;
  gboolean has_best = FALSE, is_all;

  for (gsize i = 0; i < c->data->n; i++)
    if (split->codes[i] < k && !isnan (c->data->risk[i]))
      {
        n[split->codes[i]] += 1;
        selected[split->codes[i]] += c->data->risk[i] < cut;
      }
  is_all = selects_all (n, selected, k);
  for (guint i = 0; i < k; i++)
    if (n[i] >= LEAST_ROWS && (!has_best || selected[i] * n[best] > selected[best] * n[i]))
      {
        best = i;
        has_best = TRUE;
      }
  for (guint i = 0; i < k; i++)
    {
      g_autofree char *subject = name_group (split, i), *rate = assay_word_share (selected[i] / n[i]), *other = assay_word_share (selected[best] / n[best]), *p = NULL;
      AssayFinding *finding;
      AmFisher exact;

      if (i == best && has_best)
        continue;
      if (n[i] < LEAST_ROWS || !has_best || selected[best] == 0 || is_all)
        {
          assay_validation_sink_add_not_assessable (sink, subject, selected[best] == 0 && has_best ? g_strdup ("Nobody lies below the cut-off.")
                                                    : is_all && n[i] >= LEAST_ROWS ? g_strdup ("Everybody is on the safer side of the cut-off: it does not choose, so nothing can be said of how.")
                                                    : g_strdup_printf ("%.0f rows; %d are needed.", n[i], LEAST_ROWS));
          continue;
        }
      am_fisher_2x2 (selected[best], n[best] - selected[best], selected[i], n[i] - selected[i], &exact);
      finding = assay_validation_sink_add (sink, subject, selected[i] / n[i] / (selected[best] / n[best]));
      finding->p_value = exact.p;
      finding->n = n[i];
      finding->events = selected[i];
      finding->effect = selected[i] / n[i] - selected[best] / n[best];
      finding->effect_name = g_strdup ("difference of selection rates");
      if (exact.p >= 0.05)
        finding->limits = &below_by_chance;
      p = assay_word_number (exact.p);
      finding->message = g_strdup_printf ("%s are selected, of “%s” %s; Fisher's exact p %s.", rate, split->labels[best], other, p);
    }
}

static gboolean
run_impact (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  for (guint i = 0; i < c->n_groups; i++)
    add_impact (sink, c, &c->groups[i]);
  return TRUE;
}

/* ---- scores ---- */

#define LARGE_DIFFERENCE 0.3

/* A test at this level finds a large difference with chance one half where that is as many standard errors as its critical value. tested: rows of the other group. */
static char *
word_no_power (const AssayFinding *finding, double level)
{
  double errors = am_normal_quantile (1 - level / 2), needed = LARGE_DIFFERENCE / errors;
  g_autofree char *rows = NULL, *more = NULL, *at = NULL;

  if (sqrt (1 / finding->n + 1 / finding->tested) <= needed)
    return NULL;
  rows = assay_word_items (finding->n, "row", "rows");
  at = assay_word_number (level);
  needed = needed * needed - 1 / finding->tested;
  more = needed > 0 ? assay_word_count (ceil (1 / needed)) : g_strdup ("more of both groups");
  return g_strdup_printf ("Not a pass: in %s a difference of %.1f would be found at the level %s with a chance below one half; it takes %s.", rows, LARGE_DIFFERENCE, at, more);
}

static void
add_difference (AssayValidationSink *sink, const AssayValidationCase *c, const AssayValidationSplit *split)
{
  guint k = split->n_labels, largest;
  g_autofree double *n = g_new0 (double, k + 1), *store = g_new (double, c->data->n + 1);
  g_autofree gsize *start = g_new0 (gsize, k + 2), *at = g_new0 (gsize, k + 1);

  for (gsize i = 0; i < c->data->n; i++)
    if (split->codes[i] < k && !isnan (c->data->risk[i]))
      n[split->codes[i]] += 1;
  for (guint i = 0; i < k; i++)
    {
      start[i + 1] = start[i] + (gsize) n[i];
      at[i] = start[i];
    }
  for (gsize i = 0; i < c->data->n; i++)
    if (split->codes[i] < k && !isnan (c->data->risk[i]))
      store[at[split->codes[i]]++] = c->data->risk[i];
  largest = find_largest (n, k);
  for (guint i = 0; i < k; i++)
    {
      AmMeanDifference difference = am_standardised_difference (store + start[i], n[i], store + start[largest], n[largest]);
      g_autofree char *subject = name_group (split, i), *word = assay_word_number (difference.pooled);
      AssayFinding *finding;

      if (i == largest)
        continue;
      if (n[i] < LEAST_ROWS || isnan (difference.pooled))
        {
          assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%.0f rows; %d are needed, with scores that vary.", n[i], LEAST_ROWS))->n = n[i];
          continue;
        }
      finding = assay_validation_sink_add (sink, subject, difference.pooled);
      finding->p_value = difference.p;
      finding->word_weakness = word_no_power;
      finding->tested = n[largest];
      finding->n = n[i];
      finding->events = NAN;
      finding->message = g_strdup_printf ("The mean risk differs from that of “%s” by %s pooled standard deviations.", split->labels[largest], word);
    }
}

static gboolean
run_difference (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  for (guint i = 0; i < c->n_groups; i++)
    add_difference (sink, c, &c->groups[i]);
  return TRUE;
}

/* ---- errors ---- */

static void
add_rate_ratio (AssayValidationSink *sink, const char *subject, const char *what, const char *other, double x, double n, double y, double m)
{
  AmProportions test = am_two_proportions (x, n, y, m, FALSE);
  double ratio = x / n / (y / m);
  g_autofree char *own = assay_word_share (x / n), *against = assay_word_share (y / m), *name = g_strdup_printf ("%s, %s", subject, what);
  AssayFinding *finding;

  if (n < 10 || m < 10 || !(y > 0) || !(x > 0))
    {
      assay_validation_sink_add_not_assessable (sink, name, g_strdup_printf ("%.0f and %.0f rows of the kind; 10 are needed in each, and errors in both.", n, m));
      return;
    }
  finding = assay_validation_sink_add (sink, name, MAX (ratio, 1 / ratio));
  finding->p_value = test.p;
  finding->n = n;
  finding->events = x;
  finding->effect = ratio;
  finding->effect_name = g_strdup ("ratio");
  finding->message = g_strdup_printf ("%s against %s of “%s”.", own, against, other);
}

static void
add_errors (AssayValidationSink *sink, const AssayValidationCase *c, const AssayValidationSplit *split)
{
  const AssayValidationSample *sample = c->data;
  guint k = split->n_labels, largest;
  g_autofree AmConfusion *counts = g_new0 (AmConfusion, k + 1);
  g_autofree double *n = g_new0 (double, k + 1);
  double cut = c->higher_is_riskier ? c->cutoff : -c->cutoff;

  for (gsize i = 0; i < sample->n_complete; i++)
    {
      guint32 code = split->codes[assay_validation_row (sample, i)];
      gboolean is_flagged = sample->complete_risk[i] >= cut;

      if (code >= k)
        continue;
      n[code] += 1;
      *(sample->complete_event[i] ? (is_flagged ? &counts[code].tp : &counts[code].fn) : (is_flagged ? &counts[code].fp : &counts[code].tn)) += 1;
    }
  largest = find_largest (n, k);
  for (guint i = 0; i < k; i++)
    {
      g_autofree char *subject = name_group (split, i);
      const AmConfusion *own = &counts[i], *other = &counts[largest];

      if (i == largest || n[i] == 0)
        continue;
      add_rate_ratio (sink, subject, "false positive rate", split->labels[largest], own->fp, own->fp + own->tn, other->fp, other->fp + other->tn);
      add_rate_ratio (sink, subject, "false negative rate", split->labels[largest], own->fn, own->fn + own->tp, other->fn, other->fn + other->tp);
      add_rate_ratio (sink, subject, "true positive rate", split->labels[largest], own->tp, own->fn + own->tp, other->tp, other->fn + other->tp);
    }
}

static gboolean
run_errors (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  for (guint i = 0; i < c->n_groups; i++)
    add_errors (sink, c, &c->groups[i]);
  return TRUE;
}

/* ---- calibration ---- */

static void
add_calibration (AssayValidationSink *sink, const AssayValidationCase *c, const AssayValidationSplit *split, guint label)
{
  const AssayValidationSample *sample = c->data;
  gsize n = 0, d = 0;
  g_autofree double *p = g_new (double, sample->n_complete + 1), *logit = NULL;
  g_autofree guint8 *event = g_new (guint8, sample->n_complete + 1);
  g_autofree char *subject = name_group (split, label), *ratio = NULL, *slope = NULL;
  double expected = 0;
  AmObservedExpected large;
  AmCalibrationLine line;
  AssayFinding *finding;

  for (gsize i = 0; i < sample->n_complete; i++)
    if (split->codes[assay_validation_row (sample, i)] == label)
      {
        p[n] = sample->complete_probability[i];
        event[n] = sample->complete_event[i];
        expected += p[n];
        d += event[n++];
      }
  if (n == 0)
    return;
  large = am_observed_expected (d, expected, 0.95);
  if (n < LEAST_ROWS || d < 10 || isnan (large.ratio))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%zu rows with %zu events; %d rows and 10 events are needed.", n, d, LEAST_ROWS));
      return;
    }
  logit = g_new (double, n + 1);
  am_calibration_line (p, event, n, logit, &line);
  finding = assay_validation_sink_add (sink, subject, large.ratio);
  /* Two questions of one group: twice the smaller p. */
  finding->p_value = isnan (line.slope_p) ? large.p_value : fmin (1, 2 * fmin (large.p_value, line.slope_p));
  finding->low = large.low;
  finding->high = large.high;
  finding->n = n;
  finding->events = d;
  finding->effect = line.slope;
  finding->effect_name = g_strdup ("slope");
  ratio = assay_word_number (large.ratio);
  slope = assay_word_number (line.slope);
  finding->message = g_strdup_printf ("Observed over expected events %s, calibration slope %s.", ratio, isnan (line.slope) ? "undefined" : slope);
}

static gboolean
run_calibration (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  for (guint i = 0; i < c->n_groups; i++)
    for (guint label = 0; label < c->groups[i].n_labels && c->groups[i].n_labels <= 100; label++)
      {
        if (!assay_progress_step (progress, (i + (double) label / c->groups[i].n_labels) / c->n_groups, error))
          return FALSE;
        add_calibration (sink, c, &c->groups[i], label);
      }
  return TRUE;
}

const AssayValidationCheck assay_checks_fairness[] = {
  { .id = "fair-air", .title = N_("Fairness: Adverse Impact Ratio"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 1, .statistic = "AIR",
    .needs = ASSAY_NEEDS_GROUPS | ASSAY_NEEDS_CUTOFF | ASSAY_NEEDS_SCORE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.8, 0.8, ASSAY_BEYOND_BELOW, 'S', N_("four-fifths rule of UGESP; fails when Fisher's exact test is below 5 % too") } },
    .convention = N_("selected: on the safer side of the cut-off; against the group with the highest selection rate; groups with fewer than 30 rows are not judged"),
    .reference = "UGESP 1978, 29 CFR 1607.4 D", .run = run_impact },
  { .id = "fair-smd", .title = N_("Fairness: Mean Scores"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 2, .statistic = "SMD", .needs = ASSAY_NEEDS_GROUPS | ASSAY_NEEDS_SCORE,
    .limits = { ASSAY_JUDGED_BY_BOTH, { 0.2, 0.3, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("within 0.2; fails beyond 0.3, and p below 0.05, 0.01") } },
    .convention = N_("difference of mean risk over the pooled standard deviation, against the largest group; Welch's t, two-sided; groups with fewer than 30 rows are not judged"),
    .reference = "Cohen 1988; Welch 1947", .run = run_difference },
  { .id = "fair-error-rates", .title = N_("Fairness: Error Rates"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 2, .statistic = "ratio, either way",
    .needs = ASSAY_NEEDS_GROUPS | ASSAY_NEEDS_CUTOFF | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS,
    .limits = { ASSAY_JUDGED_BY_BOTH, { 1.25, 1.25, ASSAY_BEYOND_ABOVE, 'A', N_("ValidMind: from 1/1.25 to 1.25; fails only where the rates differ significantly too") } },
    .convention = N_("against the largest group; pooled two-proportions z, two-sided"), .reference = "Hardt, Price & Srebro 2016", .run = run_errors },
  { .id = "fair-calibration", .title = N_("Fairness: Calibration"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 2, .statistic = "observed / expected",
    .needs = ASSAY_NEEDS_GROUPS | ASSAY_NEEDS_PROBABILITY | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_SCORE, .limits = ASSAY_P_LIMITS,
    .convention = N_("exact Poisson of the ratio and likelihood ratio of slope 1, twice the smaller p of the two"), .reference = "Garwood 1936; Cox 1958", .run = run_calibration },
  { NULL }
};
