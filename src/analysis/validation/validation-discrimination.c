/* How well the score separates events from the rest. */
#include "analysis/validation/validation-find-rows.h"
#include "analysis/validation/validation-rank-private.h"

#include "analysis/validation/validation-information.h"
#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/calibration/probability-scores.h"
#include "math/discrimination/banded-rates.h"
#include "math/discrimination/confusion.h"
#include "math/discrimination/rank-correlation.h"
#include "math/discrimination/rank-curves.h"
#include "math/discrimination/roc-area.h"
#include "math/distribution.h"
#include "math/drift/two-sample.h"
#include "math/order.h"

#define N_POINTS 201

/* ---- the area, and the curve it is under ---- */

static double *
new_points (void)
{
  return g_new (double, N_POINTS + 2);
}

/* Shares of counted rows are whole rows again; sums of weights are what they are. */
static double
whole (const AmClassScores *scores, double count)
{
  return scores->event_weights == NULL ? round (count) : count;
}

static void
add_roc_figure (AssayValidationSink *sink, const AmClassScores *scores, const AmRocArea *area)
{
  AmCurvePoint point[N_POINTS + 2];
  gsize n = am_flagged_curve (scores, N_POINTS, point);
  g_autofree double *x = new_points (), *y = new_points (), *low = new_points (), *high = new_points ();
  AssayFigure *figure = assay_figure_new ("roc", ASSAY_FIGURE_SERIES, N_("ROC Curve"));
  g_autofree char *value = assay_word_number (area->area), *rows = assay_word_count (scores->n_events + scores->n_nonevents), *events = assay_word_count (scores->n_events);
  g_autofree char *finding = g_strdup_printf ("AUC %s from %s rows with %s events.", value, rows, events);
  const double ends[2] = { 0, 1 };
  double n_events = am_class_scores_count_events (scores);

  for (gsize i = 0; i < n; i++)
    {
      AmInterval interval = am_wilson (whole (scores, point[i].events * n_events), n_events, 0.95);
      x[i] = point[i].nonevents;
      y[i] = point[i].events;
      low[i] = interval.low;
      high[i] = interval.high;
    }
  assay_figure_set_finding (figure, finding);
  assay_validation_figure_say_rows (figure, scores->n_events + scores->n_nonevents, scores->n_events);
  assay_figure_set_convention (figure, "at most 201 cut-offs, evenly over the rows; Wilson 95 % interval of the share of events flagged");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, N_("Share of other rows flagged"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Share of events flagged"), NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_BAND, n, assay_validation_bytes (x, n), assay_validation_bytes (low, n), assay_validation_bytes (high, n), NULL, NULL);
  assay_figure_add_series (figure, "chance", N_("No separation"), ASSAY_SERIES_BASELINE, 2, assay_validation_bytes (ends, 2), assay_validation_bytes (ends, 2), NULL, NULL, NULL);
  assay_figure_add_series (figure, "roc", N_("Score"), ASSAY_SERIES_ACTUAL, n, assay_validation_bytes (x, n), assay_validation_bytes (y, n), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

#define N_LISTED 21

/* The numbers of the curve at cut-offs evenly over the rows. */
static void
add_roc_table (AssayValidationSink *sink, const AssayValidationCase *c, const AmClassScores *scores)
{
  AmCurvePoint point[N_LISTED + 2];
  gsize n = am_flagged_curve (scores, N_LISTED, point);
  double n_events = am_class_scores_count_events (scores), n_others = am_class_scores_count_nonevents (scores);
  AssayTable *table = assay_table_new ("roc-cutoffs", N_("ROC Curve by Cut-Off"));

  assay_table_add_column (table, "cutoff", N_("Cut-Off"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "flagged", N_("Flagged"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "tpr", N_("Events flagged"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "low", N_("2.5 %"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "high", N_("97.5 %"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "fpr", N_("Others flagged"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "tp", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "fp", N_("Others"), ASSAY_CELL_COUNT);
  for (gsize i = 1; i < n; i++)
    {
      double tp = whole (scores, point[i].events * n_events), fp = whole (scores, point[i].nonevents * n_others);
      AmInterval interval = am_wilson (tp, n_events, 0.95);

      assay_table_add_row (table);
      assay_table_set_number (table, 0, c->higher_is_riskier ? point[i].score : -point[i].score);
      assay_table_set_number (table, 1, point[i].rows);
      assay_table_set_number (table, 2, point[i].events);
      assay_table_set_number (table, 3, interval.low);
      assay_table_set_number (table, 4, interval.high);
      assay_table_set_number (table, 5, point[i].nonevents);
      assay_table_set_number (table, 6, tp);
      assay_table_set_number (table, 7, fp);
    }
  assay_table_set_note (table, "cut-offs evenly over the rows, from the riskiest; the riskier side of each, itself included, is flagged; Wilson 95 % interval");
  assay_validation_sink_take_table (sink, table);
}

static AmConfusion
count_decisions (const AssayValidationCase *c, const AssayValidationSample *sample)
{
  double cut = c->higher_is_riskier ? c->cutoff : -c->cutoff;
  AmConfusion counts = { 0 };

  if (sample->complete_weight == NULL)
    return am_confusion_count (sample->complete_risk, sample->complete_event, sample->n_complete, cut);
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      gboolean is_flagged = sample->complete_risk[i] >= cut;

      *(sample->complete_event[i] ? (is_flagged ? &counts.tp : &counts.fn) : (is_flagged ? &counts.fp : &counts.tn)) += sample->complete_weight[i];
    }
  return counts;
}

static void
add_decisions (AssayTable *table, double cutoff, const AmConfusion *counts)
{
  double n = counts->tp + counts->fp + counts->fn + counts->tn;

  assay_table_add_row (table);
  assay_table_set_number (table, 0, cutoff);
  assay_table_set_number (table, 1, (counts->tp + counts->fp) / n);
  assay_table_set_number (table, 2, counts->tp);
  assay_table_set_number (table, 3, counts->fp);
  assay_table_set_number (table, 4, counts->fn);
  assay_table_set_number (table, 5, counts->tn);
}

/* Decisions at each cut-off, for a handle that moves over them: from the riskiest, the run's own in its place. */
static void
add_cutoff_table (AssayValidationSink *sink, const AssayValidationCase *c, const AmClassScores *scores)
{
  AmCurvePoint point[N_POINTS + 2];
  gsize n = am_flagged_curve (scores, 101, point);
  double n_events = am_class_scores_count_events (scores), n_others = am_class_scores_count_nonevents (scores);
  AssayTable *table = assay_table_new ("cutoffs", N_("Decisions by Cut-Off"));
  double own = c->higher_is_riskier ? c->cutoff : -c->cutoff;      /* NaN: none was given */
  AmConfusion decided = isnan (own) ? (AmConfusion) { 0 } : count_decisions (c, c->data);
  gboolean has_own = FALSE;

  assay_table_add_column (table, "cutoff", N_("Cut-Off"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "flagged", N_("Flagged"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "tp", N_("Events flagged"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "fp", N_("Others flagged"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "fn", N_("Events missed"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "tn", N_("Others passed"), ASSAY_CELL_COUNT);
  for (gsize i = 1; i < n; i++)
    {
      double tp = whole (scores, point[i].events * n_events), fp = whole (scores, point[i].nonevents * n_others);
      AmConfusion counts = { .tp = tp, .fp = fp, .fn = n_events - tp, .tn = n_others - fp };

      if (!has_own && point[i].score <= own)
        {
          add_decisions (table, c->cutoff, &decided);
          has_own = TRUE;
        }
      if (point[i].score != own)
        add_decisions (table, c->higher_is_riskier ? point[i].score : -point[i].score, &counts);
    }
  if (!has_own && !isnan (own))
    add_decisions (table, c->cutoff, &decided);
  assay_table_set_note (table, "the riskier side of each cut-off, itself included, is flagged");
  assay_validation_sink_take_table (sink, table);
}

/* The interval may reach below the limit though the estimate does not. */
static void
judge_interval (const AssayValidationCase *c, const AssayValidationCheck *check, AssayFinding *finding, GString *message)
{
  double limit = assay_validation_fail_limit (c, check);

  if (isnan (finding->low) || finding->value < limit || finding->low >= limit)
    return;
  finding->is_settled = TRUE;
  finding->verdict = ASSAY_VERDICT_WARN;
  g_string_append (message, " The interval reaches below the limit.");
}

static AssayFinding *
add_area (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, const char *subject, const AmRocArea *area, double n, double events)
{
  AssayFinding *finding = assay_validation_sink_add (sink, subject, area->area);
  g_autofree char *share = assay_word_share (area->area), *low = NULL, *high = NULL;
  g_autoptr(GString) message = g_string_new (NULL);

  finding->n = n;
  finding->events = events;
  finding->standard_error = sqrt (area->variance);
  am_roc_limits (area->area, area->variance, &finding->low, &finding->high);
  low = assay_word_number (finding->low);
  high = assay_word_number (finding->high);
  g_string_append_printf (message, "A row with the event has a riskier score than one without in %s of pairs", share);
  if (isnan (area->variance))
    g_string_append (message, "; an interval needs two events and two other rows.");
  else
    g_string_append_printf (message, "; 95 %% interval %s to %s.", low, high);
  judge_interval (c, check, finding, message);
  finding->message = g_string_free (g_steal_pointer (&message), FALSE);
  return finding;
}

static AssayTable *
new_segment_table (const AssayValidationCase *c)
{
  AssayTable *table = assay_table_new ("segments", N_("Segments"));

  assay_table_add_column (table, "segment", N_("Segment"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "n", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "rate", N_("Event Rate"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "expected", N_("Mean Probability"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "ratio", N_("Observed over Expected"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "auc", N_("AUC"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("2.5 %"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("97.5 %"), ASSAY_CELL_NUMBER);
  assay_table_set_note (table, c->data->probability != NULL ? "AUC with DeLong 95 % interval, where there are 10 events and 10 other rows"
                                                            : "AUC with DeLong 95 % interval, where there are 10 events and 10 other rows; the score is no probability, so that nothing is expected");
  return table;
}

/* area NULL: too few to say. */
static void
add_segment_row (AssayTable *table, const char *segment, const AssayValidationCounts *counts, guint label, gboolean has_expected, const AmRocArea *area)
{
  double n = counts->weight[label], d = counts->weight_d[label], expected = has_expected ? counts->weight_pd[label] : NAN;
  double low = NAN, high = NAN;

  if (area != NULL)
    am_roc_limits (area->area, area->variance, &low, &high);
  assay_table_add_row (table);
  assay_table_set_text (table, 0, segment);
  assay_table_set_number (table, 1, n);
  assay_table_set_number (table, 2, d);
  assay_table_set_number (table, 3, n > 0 ? d / n : NAN);
  assay_table_set_number (table, 4, n > 0 ? expected / n : NAN);
  assay_table_set_number (table, 5, expected > 0 ? d / expected : NAN);
  assay_table_set_number (table, 6, area != NULL ? area->area : NAN);
  assay_table_set_number (table, 7, low);
  assay_table_set_number (table, 8, high);
}

/* Rows of one label, in the order of all. */
static void
add_segment_areas (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, const AssayValidationSplit *split, AssayTable *table)
{
  const AssayValidationSample *sample = c->data;
  g_autofree double *store = g_new (double, sample->n_complete + 1), *weight = sample->complete_weight != NULL ? g_new (double, sample->n_complete + 1) : NULL;
  g_auto(AssayValidationCounts) counts = { 0 };
  g_autofree gsize *low = g_new0 (gsize, split->n_labels + 1), *high = g_new0 (gsize, split->n_labels + 1);
  gsize start = 0;

  assay_validation_counts_init (&counts, sample, split->codes, split->n_labels, sample->probability);
  for (guint label = 0; label < split->n_labels; label++)
    {
      low[label] = start;
      high[label] = start + (gsize) (counts.n[label] - counts.d[label]);
      start += (gsize) counts.n[label];
    }
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      gsize at = sample->order[i];
      guint32 label = split->codes[assay_validation_row (sample, at)];
      gsize place;

      if (label >= split->n_labels)
        continue;
      place = sample->complete_event[at] ? high[label]++ : low[label]++;
      store[place] = sample->complete_risk[at];
      if (weight != NULL)
        weight[place] = sample->complete_weight[at];
    }
  start = 0;
  for (guint label = 0; label < split->n_labels; label++)
    {
      gsize n = counts.n[label], d = counts.d[label];
      AmClassScores scores = { store + start + (n - d), store + start, d, n - d, weight != NULL ? weight + start + (n - d) : NULL, weight != NULL ? weight + start : NULL };
      AmRocArea area = am_roc_area (&scores);
      AssayRowTerm terms[2];
      guint n_terms;
      g_autofree char *subject = g_strdup_printf ("%s = %s", split->name, split->labels[label]);

      start += n;
      if (n == 0)
        continue;
      add_segment_row (table, subject, &counts, label, sample->probability != NULL, d < 10 || n - d < 10 ? NULL : &area);
      n_terms = assay_validation_terms_of_subject (c, subject, terms);
      terms[n_terms] = ASSAY_ROW_COMPLETE;
      if (n_terms > 0)
        assay_validation_sink_show_rows (sink, "table:segments", NULL, assay_table_get_n_rows (table) - 1, weight != NULL ? NAN : n, terms, n_terms + 1);
      if (d < 10 || n - d < 10)
        assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%zu events and %zu other rows; at least 10 of each are needed.", d, n - d));
      else
        add_area (check, c, sink, subject, &area, n, d);
    }
}

static gboolean
run_auc (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(AssayValidationRanks) ranks = { 0 };
  g_autofree char *left_out = assay_validation_word_left_out (c->data), *few = NULL;
  AmRocArea area;
  AssayMetric *metric;
  AssayFinding *finding;
  AssayTable *segments = NULL;

  assay_validation_ranks_init (&ranks, c->data);
  area = am_roc_area (&ranks.scores);
  finding = add_area (check, c, sink, NULL, &area, c->data->n_complete, c->data->n_events);
  finding->convention = g_strdup (left_out != NULL ? left_out : "no row left out");
  few = assay_validation_word_few (c->data->n_complete, c->data->n_events);
  if (few != NULL)
    {
      g_autofree char *said = g_steal_pointer (&finding->message);

      finding->is_settled = TRUE;
      finding->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
      finding->message = g_strdup_printf ("%s %s", said, few);
    }
  metric = assay_validation_sink_add_metric (sink, "auc", "AUC", ASSAY_METRIC_FRACTION, area.area);
  am_roc_limits (area.area, area.variance, &metric->low, &metric->high);
  assay_validation_sink_add_metric (sink, "gini", N_("Gini"), ASSAY_METRIC_FRACTION, 2 * area.area - 1);
  add_roc_figure (sink, &ranks.scores, &area);
  add_roc_table (sink, c, &ranks.scores);
  add_cutoff_table (sink, c, &ranks.scores);
  if (c->n_segments > 0)
    segments = new_segment_table (c);
  for (guint i = 0; i < c->n_segments; i++)
    add_segment_areas (check, c, sink, &c->segments[i], segments);
  if (segments != NULL)
    assay_validation_sink_take_table (sink, segments);
  return TRUE;
}

/* ---- against development ---- */

static gboolean
run_auc_vs_initial (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(AssayValidationRanks) ranks = { 0 }, before = { 0 };
  gboolean is_given = assay_options_get_text (c->options, "initial-auc") != NULL;
  double initial = is_given ? assay_options_get_number (c->options, "initial-auc") : NAN, s;
  g_autofree char *was = NULL, *is = NULL;
  char *few;
  AmRocArea area;
  AssayFinding *finding;

  if (!is_given && assay_validation_has_ranks (c->reference))
    {
      assay_validation_ranks_init (&before, c->reference);
      initial = am_roc_area (&before.scores).area;
    }
  if (isnan (initial))
    {
      assay_validation_sink_add_note (sink, "The decline of the AUC since development is not judged: that needs --initial-auc, or --reference with outcomes.");
      return TRUE;
    }
  few = assay_validation_word_few (c->data->n_complete, c->data->n_events);
  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  assay_validation_ranks_init (&ranks, c->data);
  area = am_roc_area (&ranks.scores);
  if (!(area.variance > 0))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The AUC has no variance here: the scores separate the outcomes fully, or there are fewer than two of a kind."));
      return TRUE;
    }
  s = (initial - area.area) / sqrt (area.variance);
  finding = assay_validation_sink_add (sink, NULL, s);
  finding->p_value = am_normal_upper (s);
  finding->effect = initial - area.area;
  finding->effect_name = g_strdup ("drop of the AUC");
  finding->convention = g_strdup (is_given ? "initial AUC as given" : "initial AUC of the reference sample");
  was = assay_word_number (initial);
  is = assay_word_number (area.area);
  finding->message = g_strdup_printf ("The AUC was %s and is %s.", was, is);
  return TRUE;
}

/* ---- Kolmogorov and Smirnov ---- */

static const AssayValidationLimits unlikely_drop = { ASSAY_JUDGED_BY_BOTH, { 0.1, 0.2, ASSAY_BEYOND_ABOVE, 'A', N_("relative drop against the reference: ValidMind 20 %; half of it is watched; and p below 0.05, 0.01") } };

static void
add_ks_figure (AssayValidationSink *sink, const AssayValidationCase *c, const AmClassScores *scores, const AmSeparation *ks)
{
  AmCurvePoint point[N_POINTS + 2];
  gsize n = am_flagged_curve (scores, N_POINTS, point);
  g_autofree double *x = new_points (), *events = new_points (), *others = new_points ();
  AssayFigure *figure = assay_figure_new ("ks", ASSAY_FIGURE_SERIES, N_("Scores of Events and Other Rows"));
  g_autofree char *distance = assay_word_number (ks->distance), *at = assay_word_number (c->higher_is_riskier ? ks->score : -ks->score);
  g_autofree char *finding = g_strdup_printf ("Largest distance %s, at a score of %s.", distance, at);

  /* From the safest share of rows up; the curve itself runs down from the riskiest. */
  for (gsize i = 0; i < n; i++)
    {
      const AmCurvePoint *own = &point[n - 1 - i];
      x[i] = 1 - own->rows;
      events[i] = 1 - own->events;
      others[i] = 1 - own->nonevents;
    }
  assay_figure_set_finding (figure, finding);
  assay_validation_figure_say_rows (figure, scores->n_events + scores->n_nonevents, scores->n_events);
  assay_figure_set_convention (figure, "cumulative shares of events and of other rows; at most 201 scores, evenly over the rows; the distance is over all scores");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, N_("Rows, from the safest up"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Share of its kind"), NULL);
  assay_figure_add_series (figure, "others", N_("Other rows"), ASSAY_SERIES_OTHER, n, assay_validation_bytes (x, n), assay_validation_bytes (others, n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "events", N_("Events"), ASSAY_SERIES_ACTUAL, n, assay_validation_bytes (x, n), assay_validation_bytes (events, n), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

/* Of the two shares where they lie furthest apart, as if that place had been known. */
static double
variance_of (const AmSeparation *ks, const AmClassScores *scores)
{
  return ks->events_below * (1 - ks->events_below) / am_class_scores_count_events (scores) + ks->nonevents_below * (1 - ks->nonevents_below) / am_class_scores_count_nonevents (scores);
}

#define N_SCORE_BINS 30

/* How the scores of events lie against those of the rest: shares of each kind over equal bins. One score far out would leave all others in one
 * bin, so the bins span all but the outermost hundredths and the end bins hold those too. */
static void
add_score_figure (AssayValidationSink *sink, const AssayValidationCase *c)
{
  const AssayValidationSample *data = c->data;
  gsize n = data->n_complete;
  double a = data->complete_score[data->order[n / 200]], b = data->complete_score[data->order[n - 1 - n / 200]], low = MIN (a, b), width = fabs (b - a) / N_SCORE_BINS;
  double x[N_SCORE_BINS], share[2][N_SCORE_BINS] = { { 0 } }, of[2] = { 0, 0 };
  g_autofree char *n_others = assay_word_count (n - data->n_events), *n_events = assay_word_count (data->n_events);
  g_autofree char *others = g_strdup_printf ("Other rows (n = %s)", n_others), *events = g_strdup_printf ("Events (n = %s)", n_events);
  AssayFigure *figure;

  if (!(width > 0) || !isfinite (width))
    return;
  for (gsize i = 0; i < n; i++)
    {
      share[data->complete_event[i]][(guint) CLAMP ((data->complete_score[i] - low) / width, 0, N_SCORE_BINS - 1)] += assay_validation_weight (data, i);
      of[data->complete_event[i]] += assay_validation_weight (data, i);
    }
  for (guint bin = 0; bin < N_SCORE_BINS; bin++)
    {
      x[bin] = low + bin * width;
      share[0][bin] /= of[0];
      share[1][bin] /= of[1];
    }
  figure = assay_figure_new ("score-distribution", ASSAY_FIGURE_HISTOGRAM, N_("Scores by Outcome"));
  assay_figure_set_convention (figure, N_("Shares of each kind in 30 equal bins; the first and the last also hold what lies beyond"));
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, c->score_name != NULL ? c->score_name : N_("Score"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Share of its kind"), NULL);
  assay_figure_set_bin_width (figure, width);
  for (guint k = 0; k < 2; k++)
    assay_figure_add_series (figure, k == 0 ? "others" : "events", k == 0 ? others : events, ASSAY_SERIES_OTHER, N_SCORE_BINS, assay_validation_bytes (x, N_SCORE_BINS),
                             assay_validation_bytes (share[k], N_SCORE_BINS), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_ks (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(AssayValidationRanks) ranks = { 0 }, before = { 0 };
  AmSeparation ks;
  AssayFinding *finding;
  g_autofree char *word = NULL, *was = NULL;
  char *few;

  assay_validation_ranks_init (&ranks, c->data);
  ks = am_kolmogorov_smirnov (&ranks.scores);
  word = assay_word_number (ks.distance);
  assay_validation_sink_add_metric (sink, "ks", "KS", ASSAY_METRIC_FRACTION, ks.distance);
  add_ks_figure (sink, c, &ranks.scores, &ks);
  add_score_figure (sink, c);
  if (!assay_validation_has_ranks (c->reference))
    {
      finding = assay_validation_sink_add (sink, NULL, ks.distance);
      finding->message = g_strdup_printf ("The scores of events and other rows lie at most %s apart.", word);
      return TRUE;
    }
  few = assay_validation_word_few (c->data->n_complete, c->data->n_events);
  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  assay_validation_ranks_init (&before, c->reference);
  {
    AmSeparation then = am_kolmogorov_smirnov (&before.scores);
    double initial = then.distance, variance = variance_of (&ks, &ranks.scores) + variance_of (&then, &before.scores);

    was = assay_word_number (initial);
    finding = assay_validation_sink_add (sink, NULL, initial > 0 ? (initial - ks.distance) / initial : NAN);
    finding->statistic = g_strdup ("relative drop of KS");
    finding->limits = &unlikely_drop;
    finding->p_value = variance > 0 ? am_normal_upper ((initial - ks.distance) / sqrt (variance)) : initial > ks.distance ? 0 : 1;
    finding->convention = g_strdup ("p of the drop one-sided, approximate: both shares at the widest place as binomial");
    finding->effect = ks.distance;
    finding->effect_name = g_strdup ("KS");
    finding->message = g_strdup_printf ("KS was %s and is %s.", was, word);
  }
  return TRUE;
}

/* ---- bands ---- */

static const AssayValidationLimits significant_inversion = { ASSAY_JUDGED_BY_VALUE, { 0, 0, ASSAY_BEYOND_ABOVE, 'C', N_("no inversion; fails when one is significant") } };

/* How to walk the grades from the safest to the riskiest: by their mean PD, else by mean risk. */
static guint *
order_grades (const AssayValidationCase *c, const AssayValidationCounts *counts)
{
  guint n = c->grades->n_labels;
  g_autofree double *key = g_new0 (double, n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 2);
  guint *out = g_new (guint, n + 1);

  for (gsize i = 0; i < c->data->n_complete; i++)
    {
      guint32 code = c->grades->codes[assay_validation_row (c->data, i)];
      if (code < n)
        key[code] += assay_validation_weight (c->data, i) * c->data->complete_risk[i] / counts->weight[code];
    }
  for (guint i = 0; i < n; i++)
    if (counts->n[i] == 0)
      key[i] = NAN;
  am_order_rising (key, n, order, work);
  for (guint i = 0; i < n; i++)
    out[i] = order[i];
  return out;
}

static gboolean
run_rank_order (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  guint k = c->grades->n_labels;
  g_auto(AssayValidationCounts) counts = { 0 };
  g_autofree guint *order = NULL;
  g_autofree double *n = g_new (double, k + 1), *d = g_new (double, k + 1);
  g_autofree char *trend_word = NULL, *p_word = NULL;
  double worst;
  gsize inversions;
  AmTrend trend;
  AssayFinding *finding;
  char *few;

  assay_validation_counts_init (&counts, c->data, c->grades->codes, k, NULL);
  order = order_grades (c, &counts);
  for (guint i = 0; i < k; i++)
    {
      n[i] = counts.weight[order[i]];
      d[i] = counts.weight_d[order[i]];
    }
  inversions = am_count_inversions (d, n, k, &worst);
  trend = am_cochran_armitage (d, n, NULL, k);
  if (isnan (trend.z))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("“%s” has one band only, or one kind of outcome: two of each are needed.", c->grades->name));
      return TRUE;
    }
  few = assay_validation_word_few (c->data->n_complete, c->data->n_events);
  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, inversions);
  finding->effect = trend.z;
  finding->effect_name = g_strdup ("Cochran–Armitage z");
  finding->convention = g_strdup_printf ("%u bands of “%s”, from the lowest mean score up; one-sided two-proportions p of each fall, times the number of falls", k, c->grades->name);
  trend_word = assay_word_zscore (trend.z);
  p_word = assay_word_number (fmin (1, worst * MAX (inversions, 1)));
  if (inversions == 0)
    finding->message = g_strdup_printf ("Default rates rise from band to band; trend z %s.", trend_word);
  else
    {
      g_autofree char *times = assay_word_times (inversions);

      finding->message = g_strdup_printf ("Default rates fall %s where they should rise; smallest p %s; trend z %s.", times, p_word, trend_word);
    }
  if (inversions > 0 && worst * inversions < 0.05)
    finding->limits = &significant_inversion;
  return TRUE;
}

/* ---- weights of evidence ---- */

static const char *
word_strength (double iv)
{
  return iv < 0.02 ? "says next to nothing" : iv < 0.1 ? "is weak" : iv < 0.3 ? "is of medium strength" : iv <= 0.5 ? "is strong" : "is suspiciously strong";
}

static int
compare_falling (gconstpointer a, gconstpointer b, gpointer values)
{
  double x = ((const double *) values)[*(const guint *) a], y = ((const double *) values)[*(const guint *) b];

  return x == y ? (*(const guint *) a > *(const guint *) b) - (*(const guint *) a < *(const guint *) b) : isnan (y) || x > y ? -1 : 1;
}

static void
add_information_figure (AssayValidationSink *sink, const AssayValidationCase *c, const double *iv)
{
  guint n = c->n_features, shown = MIN (n, 20);
  g_autofree guint *order = g_new (guint, n + 1);
  g_autofree const char **names = g_new0 (const char *, shown + 1);
  g_autofree double *x = g_new (double, shown + 1), *y = g_new (double, shown + 1);
  AssayFigure *figure = assay_figure_new ("information-value", ASSAY_FIGURE_RANKED, N_("Information Value of Features"));

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, n, sizeof *order, compare_falling, (gpointer) iv);
  for (guint i = 0; i < shown; i++)
    {
      names[i] = c->features[order[i]].name;
      x[i] = i;
      y[i] = iv[order[i]];
    }
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Feature"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("Information value"), NULL);
  assay_validation_figure_say_rows (figure, c->data->n_complete, c->data->n_events);
  assay_figure_set_convention (figure, "by the bins of the check; the 20 features with most");
  assay_figure_add_series (figure, "iv", N_("Information value"), ASSAY_SERIES_ACTUAL, shown, assay_validation_bytes (x, shown), assay_validation_bytes (y, shown), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

typedef struct { const AssayValidationCase *c; const AssayColumnFacts *facts; AssayInformation *found; } InformationWork;

static gboolean
measure_information (gsize item, guint worker, gpointer user_data, GError **error)
{
  InformationWork *work = user_data;

  work->found[item] = assay_column_information (work->c, &work->facts[item], item);
  return TRUE;
}

static gboolean
run_information (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autofree double *iv = g_new (double, c->n_features + 1);
  g_autofree AssayInformation *found = g_new0 (AssayInformation, c->n_features + 1);
  guint n;
  InformationWork work = { c, assay_column_facts (c, &n, progress, error), found };

  if (work.facts == NULL || !assay_parallel_for (c->n_threads, c->n_features, measure_information, &work, progress, error))
    return FALSE;
  for (guint i = 0; i < c->n_features; i++)
    {
      AssayFinding *finding;
      g_autofree char *word = assay_word_number (found[i].value);

      iv[i] = found[i].value;
      if (isnan (iv[i]))
        {
          assay_validation_sink_add_not_assessable (sink, c->features[i].name, g_strdup (c->features[i].data == NULL ? "The data have no such column." : "The column holds free text; numbers or categories are needed."));
          continue;
        }
      finding = assay_validation_sink_add (sink, c->features[i].name, iv[i]);
      finding->convention = found[i].n_smoothed > 0 ? g_strdup_printf ("%u bins, %zu of them with one outcome only", found[i].n_bins, found[i].n_smoothed) : g_strdup_printf ("%u bins", found[i].n_bins);
      finding->message = g_strdup_printf ("Information value %s: by itself it %s.", word, word_strength (iv[i]));
    }
  add_information_figure (sink, c, iv);
  return TRUE;
}

/* ---- lift ---- */

static void
add_lift_figure (AssayValidationSink *sink, const AmClassScores *scores)
{
  AmCurvePoint point[N_POINTS + 2];
  gsize n = am_flagged_curve (scores, N_POINTS, point);
  g_autofree double *x = new_points (), *y = new_points ();
  double n_events = am_class_scores_count_events (scores), rate = n_events / (n_events + am_class_scores_count_nonevents (scores));
  const double perfect_x[3] = { 0, rate, 1 }, perfect_y[3] = { 0, 1, 1 }, ends[2] = { 0, 1 };
  AssayFigure *figure = assay_figure_new ("cap", ASSAY_FIGURE_SERIES, N_("Cumulative Accuracy Profile"));

  for (gsize i = 0; i < n; i++)
    {
      x[i] = point[i].rows;
      y[i] = point[i].events;
    }
  assay_validation_figure_say_rows (figure, scores->n_events + scores->n_nonevents, scores->n_events);
  assay_figure_set_convention (figure, "at most 201 cut-offs, evenly over the rows; tied scores together");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, N_("Rows, from the riskiest down"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Share of events"), NULL);
  assay_figure_add_series (figure, "perfect", N_("Perfect"), ASSAY_SERIES_OTHER, 3, assay_validation_bytes (perfect_x, 3), assay_validation_bytes (perfect_y, 3), NULL, NULL, NULL);
  assay_figure_add_series (figure, "chance", N_("No separation"), ASSAY_SERIES_BASELINE, 2, assay_validation_bytes (ends, 2), assay_validation_bytes (ends, 2), NULL, NULL, NULL);
  assay_figure_add_series (figure, "cap", N_("Score"), ASSAY_SERIES_ACTUAL, n, assay_validation_bytes (x, n), assay_validation_bytes (y, n), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static void
add_lift_table (AssayValidationSink *sink, const AmClassScores *scores)
{
  AssayTable *table = assay_table_new ("lift", N_("Capture and Lift"));
  AssayFigure *figure = assay_figure_new ("lift", ASSAY_FIGURE_BARS, N_("Lift by Tenth of Rows"));
  const char *names[11] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", NULL };
  double before = 0, own[10];

  assay_table_add_column (table, "share", N_("Riskiest"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "capture", N_("Share of events"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "lift", N_("Lift"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "tenth", N_("Lift of this tenth"), ASSAY_CELL_NUMBER);
  for (guint i = 1; i <= 10; i++)
    {
      double capture = am_capture (scores, i / 10.0);

      assay_table_add_row (table);
      assay_table_set_number (table, 0, i / 10.0);
      assay_table_set_number (table, 1, capture);
      assay_table_set_number (table, 2, capture / (i / 10.0));
      own[i - 1] = (capture - before) / 0.1;
      assay_table_set_number (table, 3, own[i - 1]);
      before = capture;
    }
  assay_validation_sink_take_table (sink, table);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Tenth of rows, from the riskiest"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("Lift"), NULL);
  assay_validation_figure_say_rows (figure, scores->n_events + scores->n_nonevents, scores->n_events);
  assay_figure_set_convention (figure, "share of events in the tenth over its share of rows; tied scores share their events evenly");
  assay_figure_add_rule (figure, 1, N_("No separation"));
  assay_figure_add_series (figure, "lift", N_("Lift"), ASSAY_SERIES_ACTUAL, 10, NULL, assay_validation_bytes (own, 10), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_lift (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(AssayValidationRanks) ranks = { 0 }, before = { 0 };
  double capture;
  AssayFinding *finding;
  g_autofree char *word = NULL, *lift = NULL;

  assay_validation_ranks_init (&ranks, c->data);
  capture = am_capture (&ranks.scores, 0.1);
  word = assay_word_share (capture);
  lift = assay_word_number (capture / 0.1);
  finding = assay_validation_sink_add (sink, NULL, capture);
  finding->effect = capture / 0.1;
  finding->effect_name = g_strdup ("lift");
  if (assay_validation_has_ranks (c->reference))
    {
      g_autofree char *was = NULL;

      assay_validation_ranks_init (&before, c->reference);
      was = assay_word_share (am_capture (&before.scores, 0.1));
      finding->message = g_strdup_printf ("The riskiest tenth of rows holds %s of events, a lift of %s; in the reference it held %s.", word, lift, was);
    }
  else
    finding->message = g_strdup_printf ("The riskiest tenth of rows holds %s of events, a lift of %s.", word, lift);
  add_lift_figure (sink, &ranks.scores);
  add_lift_table (sink, &ranks.scores);
  return TRUE;
}

/* ---- rank correlation ---- */

static gboolean
run_rank_correlation (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *sample = c->data;
  gsize n = sample->n_complete;
  g_autofree double *y = g_new (double, n + 1), *sorted = g_new (double, n + 1), *merged = g_new (double, n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 2);
  g_autofree char *tau = NULL, *d = NULL;
  AmPairs pairs;
  AssayFinding *finding;

  if (n < 3 || (sample->complete_actual == NULL && sample->complete_event == NULL))
    return TRUE;
  for (gsize i = 0; i < n; i++)
    y[i] = sample->complete_actual != NULL ? sample->complete_actual[i] : sample->complete_event[i];
  if (!am_pairs_count (sample->complete_risk, y, n, order, work, sorted, merged, &pairs))
    return TRUE;
  finding = assay_validation_sink_add (sink, NULL, am_kendall_tau_b (&pairs));
  finding->effect = am_somers_d (&pairs);
  finding->effect_name = g_strdup ("Somers' D given the score");
  finding->p_value = am_kendall_p (&pairs, NULL);
  if (isnan (finding->value))
    {
      finding->is_settled = TRUE;
      finding->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
      finding->message = g_strdup ("All scores, or all outcomes, are equal: there is nothing to order.");
      return TRUE;
    }
  tau = assay_word_number (finding->value);
  d = assay_word_number (finding->effect);
  finding->message = g_strdup_printf ("Kendall's tau-b of score and outcome is %s, Somers' D of the outcome given the score %s.", tau, d);
  return TRUE;
}

/* ---- decisions ---- */

static void
add_confusion_table (AssayValidationSink *sink, const AmConfusion *counts)
{
  AssayTable *table = assay_table_new ("confusion", N_("Decisions at the Cut-Off"));

  assay_table_add_column (table, "outcome", N_("Outcome"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "flagged", N_("Flagged"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "passed", N_("Passed"), ASSAY_CELL_COUNT);
  assay_table_add_row (table);
  assay_table_set_text (table, 0, N_("Event"));
  assay_table_set_number (table, 1, counts->tp);
  assay_table_set_number (table, 2, counts->fn);
  assay_table_add_row (table);
  assay_table_set_text (table, 0, N_("No event"));
  assay_table_set_number (table, 1, counts->fp);
  assay_table_set_number (table, 2, counts->tn);
  assay_validation_sink_take_table (sink, table);
}

typedef double (*ReadRate) (const AmConfusion *counts);

static double read_recall (const AmConfusion *counts) { return am_confusion_rates (counts).recall; }
static double read_precision (const AmConfusion *counts) { return am_confusion_rates (counts).precision; }
static double read_f1 (const AmConfusion *counts) { return am_confusion_rates (counts).f1; }
static double read_mcc (const AmConfusion *counts) { return am_confusion_rates (counts).mcc; }
static double read_kappa (const AmConfusion *counts) { return am_confusion_rates (counts).kappa; }

/* By the delta method, the four counts multinomial: sum c d² − (sum c d)² / n, d the slopes. Rates are of degree 0 in the counts, so the second term is 0. */
static double
variance_of_rate (ReadRate read, const AmConfusion *counts)
{
  const double *count = &counts->tp;
  double sum = 0;

  for (guint k = 0; k < 4; k++)
    {
      AmConfusion more = *counts, less = *counts;
      double step = fmax (1e-4 * count[k], 1e-6), slope;

      if (!(count[k] > 0))
        continue;
      (&more.tp)[k] += step;
      (&less.tp)[k] -= step;
      slope = (read (&more) - read (&less)) / (2 * step);
      sum += count[k] * slope * slope;
    }
  return sum;
}

static void
add_rate (AssayValidationSink *sink, const char *name, ReadRate read, const AmConfusion *counts, const AmConfusion *counts_before, gboolean has_before)
{
  double now = read (counts), before = has_before ? read (counts_before) : NAN;
  g_autofree char *word = assay_word_number (now), *was = assay_word_number (before);
  AssayFinding *finding;

  if (isnan (now))
    {
      assay_validation_sink_add_not_assessable (sink, name, g_strdup ("At this cut-off nothing, or everything, is flagged."));
      return;
    }
  finding = assay_validation_sink_add (sink, name, before > 0 ? (before - now) / before : now);
  finding->effect = now;
  finding->effect_name = g_strdup (name);
  if (before > 0)
    {
      double variance = variance_of_rate (read, counts) + variance_of_rate (read, counts_before);

      finding->statistic = g_strdup ("relative drop");
      finding->limits = &unlikely_drop;
      finding->p_value = variance > 0 ? am_normal_upper ((before - now) / sqrt (variance)) : before > now ? 0 : 1;
      finding->convention = g_strdup ("p of the drop one-sided, by the delta method");
      finding->message = g_strdup_printf ("It was %s in the reference and is %s.", was, word);
    }
  else
    finding->message = g_strdup_printf ("It is %s.", word);
}

static gboolean
run_confusion (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AmConfusion counts = count_decisions (c, c->data), before = { 0 };
  gboolean has_before = assay_validation_has_ranks (c->reference);
  char *few = has_before ? assay_validation_word_few (c->data->n_complete, c->data->n_events) : NULL;

  if (has_before)
    before = count_decisions (c, c->reference);
  add_confusion_table (sink, &counts);
  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  add_rate (sink, "recall", read_recall, &counts, &before, has_before);
  add_rate (sink, "precision", read_precision, &counts, &before, has_before);
  add_rate (sink, "F1", read_f1, &counts, &before, has_before);
  add_rate (sink, "Matthews' coefficient", read_mcc, &counts, &before, has_before);
  add_rate (sink, "kappa", read_kappa, &counts, &before, has_before);
  return TRUE;
}

#define RANKED (ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS)

const AssayValidationCheck assay_checks_discrimination[] = {
  { .id = "disc-auc", .title = N_("Discrimination: AUC"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 1, .statistic = "auc", .needs = RANKED,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.7, 0.7, ASSAY_BEYOND_BELOW, 'A', N_("Deepchecks: 0.7; watched when only the interval reaches below it") } },
    .convention = N_("ties count half; DeLong 95% interval; fewer than 10 events or 10 other rows are not judged"),
    .reference = "DeLong, DeLong & Clarke-Pearson 1988", .flags = ASSAY_CHECK_WEIGHTED, .run = run_auc },
  { .id = "disc-auc-vs-initial", .title = N_("Discrimination: AUC against Development"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 1, .statistic = "S", .needs = RANKED,
    .limits = ASSAY_P_LIMITS, .convention = N_("(initial − current) / DeLong's standard deviation of the current AUC, the initial one taken as fixed; one-sided"),
    .reference = "ECB 2019", .flags = ASSAY_CHECK_WEIGHTED, .run = run_auc_vs_initial },
  { .id = "disc-ks", .title = N_("Discrimination: Kolmogorov–Smirnov"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 1, .statistic = "ks", .needs = RANKED,
    .limits = ASSAY_NO_LIMITS, .convention = N_("largest distance of the two distributions, read at distinct scores only"), .reference = "Kolmogorov 1933; Smirnov 1948", .flags = ASSAY_CHECK_WEIGHTED, .run = run_ks },
  { .id = "disc-rank-order", .title = N_("Rank Order of Bands"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 1, .statistic = "inversions", .needs = RANKED | ASSAY_NEEDS_GRADES,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0, NAN, ASSAY_BEYOND_ABOVE, 'C', N_("no inversion; watched when none is significant") } },
    .reference = "Cochran 1954; Armitage 1955", .flags = ASSAY_CHECK_WEIGHTED, .run = run_rank_order },
  { .id = "disc-woe-iv", .title = N_("Information Value of Features"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 1, .statistic = "iv", .needs = ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_FEATURES,
    .limits = ASSAY_NO_LIMITS,
    .convention = N_("tenths of the known values; a value of a tenth of them or more has a bin to itself, and what lies beside it is cut by itself; missing a bin of its own; the 50 most frequent "
                     "words a bin each; half a row added to each side of a bin with one outcome only"),
    .reference = "Siddiqi 2006", .flags = ASSAY_CHECK_USES_ALL_THREADS | ASSAY_CHECK_WEIGHTED, .run = run_information },
  { .id = "disc-lift-capture", .title = N_("Capture and Lift"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 2, .statistic = "capture", .needs = RANKED,
    .limits = ASSAY_NO_LIMITS, .convention = N_("riskiest tenth of rows; ties at its edge in proportion"), .reference = "BCBS WP14 2005", .flags = ASSAY_CHECK_WEIGHTED, .run = run_lift },
  { .id = "disc-rank-correlation", .title = N_("Rank Correlation of Score and Outcome"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 2, .statistic = "tau-b", .needs = ASSAY_NEEDS_SCORE,
    .limits = ASSAY_NO_LIMITS, .reference = "Kendall 1945; Somers 1962", .run = run_rank_correlation },
  { .id = "disc-confusion", .title = N_("Decisions at the Cut-Off"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 2, .statistic = "rate", .needs = RANKED | ASSAY_NEEDS_CUTOFF,
    .limits = ASSAY_NO_LIMITS, .convention = N_("the cut-off itself is flagged"), .reference = "Matthews 1975; Cohen 1960", .flags = ASSAY_CHECK_WEIGHTED, .run = run_confusion },
  { NULL }
};
