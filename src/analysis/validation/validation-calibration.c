/* Are the probabilities right? And what they promise before outcomes are known. */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"
#include "math/calibration/calibration-line.h"
#include "math/calibration/estimated-performance.h"
#include "math/calibration/group-calibration.h"
#include "math/calibration/probability-scores.h"
#include "math/credit/default-tests.h"
#include "math/distribution.h"
#include "math/drift/two-sample.h"
#include "math/evidence/conformal.h"

#define CLIP 1e-15
#define N_BINS 10

/* Equal parts of the rows by rising probability, rows of one probability in one bin. */
typedef struct { gsize n_bins; double n[N_BINS], d[N_BINS], p[N_BINS], low[N_BINS], high[N_BINS]; } Bins;     /* p from low to high, both in it */

static void
fill_bins (const AssayValidationSample *sample, Bins *bins)
{
  gsize n = sample->n_complete, start = 0;
  double all = 0, before = 0;

  *bins = (Bins) { 0 };
  for (gsize i = 0; i < n; i++)
    all += assay_validation_weight (sample, i);
  while (start < n && bins->n_bins < N_BINS)
    {
      gsize bin = bins->n_bins++, end = start;
      double wanted = bins->n_bins == N_BINS ? INFINITY : floor (all * bins->n_bins / N_BINS), sum = 0;

      /* one row at least, then up to the share, then those of the same probability */
      for (; end < n; end++)
        {
          gsize at = sample->order[end];
          double times = assay_validation_weight (sample, at);

          if (end > start && before >= wanted && sample->complete_probability[at] != sample->complete_probability[sample->order[end - 1]])
            break;
          before += times;
          sum += times * sample->complete_probability[at];
          bins->n[bin] += times;
          bins->d[bin] += sample->complete_event[at] ? times : 0;
        }
      bins->low[bin] = sample->complete_probability[sample->order[start]];
      bins->high[bin] = sample->complete_probability[sample->order[end - 1]];
      bins->p[bin] = sum / bins->n[bin];
      start = end;
    }
}

static AmProbabilityScores
add_up (const AssayValidationSample *sample)
{
  AmProbabilityScores sums = { 0 };

  am_probability_scores_add_weighted (&sums, sample->complete_probability, sample->complete_event, sample->complete_weight, sample->n_complete, CLIP);
  return sums;
}

/* ---- in the large ---- */

/* rows, events: counted; n, d, expected: weighted. */
static void
add_ratio (AssayValidationSink *sink, const char *subject, double rows, double events, double n, double d, double expected)
{
  AmObservedExpected ratio = am_observed_expected (d, expected, 0.95);
  g_autofree char *observed = d == floor (d) ? assay_word_count (d) : assay_word_number (d), *should = assay_word_number (expected), *value = NULL, *low = NULL, *high = NULL, *few = NULL;
  AssayFinding *finding;

  if (isnan (ratio.ratio))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup ("No event is expected: the probabilities are all 0."));
      return;
    }
  few = assay_validation_word_few (rows, events);
  if (few != NULL && !(ratio.p_value < 0.05))
    {
      finding = assay_validation_sink_add_not_assessable (sink, subject, g_steal_pointer (&few));
      finding->p_value = ratio.p_value;
      finding->n = rows;
      finding->events = events;
      return;
    }
  finding = assay_validation_sink_add (sink, subject, ratio.ratio);
  finding->word_weakness = assay_validation_word_few_events;
  finding->low = ratio.low;
  finding->high = ratio.high;
  finding->standard_error = sqrt (MAX (d, 1)) / expected;
  finding->p_value = ratio.p_value;
  finding->n = rows;
  finding->events = events;
  finding->effect = n > 0 ? (d - expected) / n : NAN;
  finding->effect_name = g_strdup ("event rate less mean probability");
  value = assay_word_number (ratio.ratio);
  low = assay_word_number (ratio.low);
  high = assay_word_number (ratio.high);
  finding->message = g_strdup_printf ("%s events where %s are expected: ratio %s, 95 %% interval %s to %s.", observed, should, value, low, high);
}

static gboolean
run_in_the_large (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AmProbabilityScores sums = add_up (c->data);

  add_ratio (sink, NULL, c->data->n_complete, c->data->n_events, sums.n, sums.events, sums.expected + sums.expected_rest);
  for (guint s = 0; s < c->n_segments; s++)
    {
      const AssayValidationSplit *split = &c->segments[s];
      g_auto(AssayValidationCounts) counts = { 0 };

      assay_validation_counts_init (&counts, c->data, split->codes, split->n_labels, c->data->probability);
      for (guint label = 0; label < split->n_labels; label++)
        {
          g_autofree char *subject = g_strdup_printf ("%s = %s", split->name, split->labels[label]);

          if (counts.n[label] > 0)
            add_ratio (sink, subject, counts.n[label], counts.d[label], counts.weight[label], counts.weight_d[label], counts.weight_pd[label]);
        }
    }
  return TRUE;
}

/* ---- the line ---- */

static gboolean
run_slope (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *sample = c->data;
  g_autofree double *logit = g_new (double, sample->n_complete + 1);
  AmCalibrationLine line;
  AssayFinding *finding;
  g_autofree char *slope = NULL, *intercept = NULL, *slope_se = NULL, *intercept_se = NULL;

  if (!am_calibration_line (sample->complete_probability, sample->complete_event, sample->n_complete, logit, &line))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The line has no finite fit: two distinct probabilities are needed, and none that separates the outcomes fully."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, line.slope);
  finding->p_value = line.p_value;
  finding->standard_error = line.slope_se;
  finding->low = line.slope - 1.959963984540054 * line.slope_se;
  finding->high = line.slope + 1.959963984540054 * line.slope_se;
  finding->n = line.n;
  finding->events = line.events;
  finding->word_weakness = assay_validation_word_few_events;
  finding->effect = line.intercept;
  finding->effect_name = g_strdup ("intercept");
  if (line.n_left_out > 0)
    finding->convention = g_strdup_printf ("%zu rows whose probability is 0 or 1 left out", line.n_left_out);
  slope = assay_word_number (line.slope);
  intercept = assay_word_number (line.intercept);
  slope_se = assay_word_number (line.slope_se);
  intercept_se = assay_word_number (line.intercept_se);
  finding->message = g_strdup_printf ("Slope %s (standard error %s), intercept %s (%s): %s.", slope, slope_se, intercept, intercept_se,
                                      line.slope < 1 ? "below 1, probabilities are too extreme" : "above 1, probabilities are too timid");
  return TRUE;
}

/* ---- groups ---- */

static double *
new_array (void)
{
  return g_new0 (double, N_BINS + 1);
}

/* Of the table's row and of the figure's point. */
static void
show_bin (AssayValidationSink *sink, const Bins *bins, gsize bin)
{
  AssayRowTerm terms[] = { ASSAY_ROW_RANGE ("probability", NULL, "within", bins->low[bin], bins->high[bin]), ASSAY_ROW_COMPLETE };

  assay_validation_sink_show_rows (sink, "table:calibration", NULL, bin, bins->n[bin], terms, G_N_ELEMENTS (terms));
  assay_validation_sink_show_rows (sink, "figure:calibration", "rate", bin, bins->n[bin], terms, G_N_ELEMENTS (terms));
}

static void
add_reliability_figure (AssayValidationSink *sink, const Bins *bins)
{
  AssayFigure *figure = assay_figure_new ("calibration", ASSAY_FIGURE_POINTS, N_("Calibration"));
  AssayTable *table = assay_table_new ("calibration", N_("Calibration by Bin"));
  g_autofree double *rate = new_array (), *low = new_array (), *high = new_array ();
  double largest = 0, rows = 0, events = 0;
  double ends[2];

  assay_table_add_column (table, "bin", N_("Bin"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "predicted", N_("Mean Probability"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "rate", N_("Event Rate"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "low", N_("2.5 %"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "high", N_("97.5 %"), ASSAY_CELL_FRACTION);
  for (gsize i = 0; i < bins->n_bins; i++)
    {
      AmInterval wilson = am_wilson (bins->d[i], bins->n[i], 0.95);

      rate[i] = bins->d[i] / bins->n[i];
      low[i] = wilson.low;
      high[i] = wilson.high;
      largest = fmax (largest, fmax (bins->p[i], rate[i]));
      rows += bins->n[i];
      events += bins->d[i];
      assay_table_add_row (table);
      assay_table_set_number (table, 0, i + 1);
      assay_table_set_number (table, 1, bins->n[i]);
      assay_table_set_number (table, 2, bins->d[i]);
      assay_table_set_number (table, 3, bins->p[i]);
      assay_table_set_number (table, 4, rate[i]);
      assay_table_set_number (table, 5, low[i]);
      assay_table_set_number (table, 6, high[i]);
      show_bin (sink, bins, i);
    }
  assay_table_set_note (table, "tenths of the rows by rising probability; Wilson 95 % interval");
  assay_validation_sink_take_table (sink, table);
  ends[0] = 0;
  ends[1] = largest;
  assay_validation_figure_say_rows (figure, rows, events);
  assay_figure_set_convention (figure, "tenths of the rows by rising probability; Wilson 95 % intervals");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, N_("Mean probability"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Event rate"), NULL);
  assay_figure_add_series (figure, "perfect", N_("As promised"), ASSAY_SERIES_BASELINE, 2, assay_validation_bytes (ends, 2), assay_validation_bytes (ends, 2), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, bins->n_bins, assay_validation_bytes (bins->p, bins->n_bins),
                           assay_validation_bytes (low, bins->n_bins), assay_validation_bytes (high, bins->n_bins), NULL, NULL);
  assay_figure_add_series (figure, "rate", N_("Event rate"), ASSAY_SERIES_ACTUAL, bins->n_bins, assay_validation_bytes (bins->p, bins->n_bins),
                           assay_validation_bytes (rate, bins->n_bins), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_hosmer_lemeshow (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  Bins bins;
  AmHosmerLemeshow test;
  double df, expected = 0;
  AssayFinding *finding;
  char *few;
  g_autofree char *value = NULL, *p = NULL, *least = NULL;

  fill_bins (c->data, &bins);
  add_reliability_figure (sink, &bins);
  for (gsize i = 0; i < bins.n_bins; i++)
    expected += bins.n[i] * bins.p[i];
  few = assay_validation_word_few (c->data->n_complete, c->data->n_events);
  if (few == NULL && expected < 5)
    few = g_strdup ("The probabilities expect fewer than five events in all: chi-square would not hold.");
  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  test = am_hosmer_lemeshow (bins.d, bins.n, bins.p, bins.n_bins, NULL);
  df = c->is_in_sample ? (double) test.n_groups - 2 : test.n_groups;
  if (!(df >= 1))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("The scores make %zu groups only; %s are needed.", test.n_groups, c->is_in_sample ? "three" : "one"));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, test.statistic);
  finding->p_value = am_chi_square_upper (test.statistic, df);
  finding->convention = g_strdup_printf ("%zu groups of equally many rows, equal probabilities together; df %g (%s)", test.n_groups, df, c->is_in_sample ? "K − 2, in sample" : "K, out of sample");
  value = assay_word_number (test.statistic);
  p = assay_word_number (finding->p_value);
  least = assay_word_number (test.smallest_expected);
  finding->message = g_strdup_printf ("Chi-square %s with %g degrees, p %s.%s", value, df, p,
                                      test.smallest_expected < 5 ? " A group expects fewer than five events, or others: p is rough." : "");
  return TRUE;
}

/* ---- rows ---- */

static gboolean
run_spiegelhalter (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AmProbabilityScores sums = add_up (c->data);
  AmZ test = am_spiegelhalter (&sums);
  AssayFinding *finding;
  g_autofree char *z = assay_word_zscore (test.z);
  char *few = assay_validation_word_few (c->data->n_complete, c->data->n_events);

  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  if (isnan (test.z))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("Every probability is 0, 1/2 or 1: the Brier score has no variance to judge by."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, test.z);
  finding->p_value = test.p_value;
  finding->message = g_strdup_printf ("The Brier score lies %s standard deviations from what the probabilities promise.", z);
  return TRUE;
}

/* Variance of the skill by the delta method: what each row moves it by. */
static double
variance_of_skill (const AssayValidationSample *sample, const AmProbabilityScores *sums)
{
  double rate = sums->events / sums->n, most = rate * (1 - rate), brier = am_brier (sums), sum = 0;

  for (gsize i = 0; i < sample->n_complete; i++)
    {
      double event = sample->complete_event[i] != 0, error = sample->complete_probability[i] - event;
      double moves = (brier - error * error) / most + brier / (most * most) * (1 - 2 * rate) * (event - rate);

      sum += assay_validation_weight (sample, i) * moves * moves;
    }
  return sum / (sums->n * sums->n);
}

static gboolean
run_brier (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  static const AssayValidationLimits against_development =
    { ASSAY_JUDGED_BY_VALUE, { 0, 0, ASSAY_BEYOND_TO, 'C', N_("skill above 0; watched when 10 % or more below development, and p below 0.05") } };
  AmProbabilityScores sums = add_up (c->data);
  double brier = am_brier (&sums), skill = am_brier_skill (&sums), before = NAN, p = NAN;
  Bins bins;
  AmMurphy murphy;
  AssayFinding *finding = assay_validation_sink_add (sink, NULL, skill);
  g_autofree char *b = assay_word_number (brier), *s = assay_word_number (skill), *r = NULL, *e = NULL, *u = NULL;

  fill_bins (c->data, &bins);
  murphy = am_murphy (bins.p, bins.n, bins.d, bins.n_bins);
  r = assay_word_number (murphy.reliability);
  e = assay_word_number (murphy.resolution);
  u = assay_word_number (murphy.uncertainty);
  finding->word_weakness = assay_validation_word_few_events;
  finding->n = c->data->n_complete;
  finding->events = c->data->n_events;
  finding->effect = brier;
  finding->effect_name = g_strdup ("Brier score");
  finding->message = g_strdup_printf ("Brier score %s, skill %s over the event rate alone; by tenths: reliability %s, resolution %s, uncertainty %s.", b, s, r, e, u);
  assay_validation_sink_add_metric (sink, "brier", N_("Brier score"), ASSAY_METRIC_NUMBER, brier);
  if (assay_validation_has_ranks (c->reference) && c->reference->complete_probability != NULL)
    {
      AmProbabilityScores then = add_up (c->reference);
      before = am_brier_skill (&then);
      p = am_normal_upper ((before - skill) / sqrt (variance_of_skill (c->data, &sums) + variance_of_skill (c->reference, &then)));
      finding->p_value = p;
    }
  if (skill > 0 && skill < 0.9 * before && p < 0.05)
    {
      g_autofree char *was = assay_word_number (before), *said = g_steal_pointer (&finding->message);

      finding->limits = &against_development;
      finding->is_settled = TRUE;
      finding->verdict = ASSAY_VERDICT_WARN;
      finding->message = g_strdup_printf ("%s In the reference the skill was %s.", said, was);
    }
  return TRUE;
}

static gboolean
run_log_loss (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AmProbabilityScores sums = add_up (c->data);
  AssayFinding *finding = assay_validation_sink_add (sink, NULL, am_log_loss (&sums));
  g_autofree char *word = assay_word_number (finding->value), *was = NULL;
  g_autofree char *more = sums.n_impossible > 0 ? g_strdup_printf (" %zu rows had a probability of 0 or 1 and the other outcome.", sums.n_impossible) : g_strdup ("");

  if (assay_validation_has_ranks (c->reference) && c->reference->complete_probability != NULL)
    {
      AmProbabilityScores then = add_up (c->reference);
      was = assay_word_number (am_log_loss (&then));
    }
  finding->message = was != NULL ? g_strdup_printf ("Log loss %s; %s in the reference.%s", word, was, more) : g_strdup_printf ("Log loss %s.%s", word, more);
  return TRUE;
}

static gboolean
run_ece (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  Bins bins;
  AmMurphy murphy;
  AssayFinding *finding;
  g_autofree char *ece = NULL, *mce = NULL;

  fill_bins (c->data, &bins);
  murphy = am_murphy (bins.p, bins.n, bins.d, bins.n_bins);
  finding = assay_validation_sink_add (sink, NULL, murphy.ece);
  finding->effect = murphy.mce;
  finding->effect_name = g_strdup ("largest error of a bin");
  finding->convention = g_strdup_printf ("%zu bins", bins.n_bins);
  ece = assay_word_number (murphy.ece);
  mce = assay_word_number (murphy.mce);
  finding->message = g_strdup_printf ("Mean probability and event rate of a bin differ by %s on average, by %s at most.", ece, mce);
  return TRUE;
}

/* ---- before outcomes are known ---- */

#define N_CHUNKS 10
#define LEAST_ESTIMATED 100

static AmEstimatedPerformance
estimate (const double *p, gsize n, double cut, double *sorted, double *work)
{
  gsize m = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (p[i]))
      sorted[m++] = p[i];
  am_radix_sort (sorted, m, work);
  return am_estimated_performance (sorted, m, cut);
}

static void
add_estimate (AssayValidationSink *sink, const char *name, double now, const double *chunk, double inflation)
{
  double mean = 0, squares = 0, sd;
  AssayFinding *finding;
  g_autofree char *word = assay_word_number (now), *was = NULL, *spread = NULL;

  for (guint i = 0; i < N_CHUNKS; i++)
    mean += chunk[i] / N_CHUNKS;
  for (guint i = 0; i < N_CHUNKS; i++)
    squares += (chunk[i] - mean) * (chunk[i] - mean);
  sd = inflation * sqrt (squares / (N_CHUNKS - 1));
  if (!(sd > 0) || isnan (now))
    {
      assay_validation_sink_add_not_assessable (sink, name, g_strdup ("The parts of the reference do not vary: there is nothing to measure a change by."));
      return;
    }
  finding = assay_validation_sink_add (sink, name, (now - mean) / sd);
  finding->effect = now;
  finding->effect_name = g_strdup_printf ("estimated %s", name);
  was = assay_word_number (mean);
  spread = assay_word_number (sd);
  finding->message = g_strdup_printf ("Estimated %s is %s; the parts of the reference have %s on average, standard deviation %s%s.", name, word, was, spread, inflation > 1 ? " in as few rows as these" : "");
}

static gboolean
run_estimated (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *reference = c->reference;
  gsize most = MAX (c->data->n, reference->n), n = 0, n_reference = 0;
  g_autofree double *sorted = g_new (double, most + 1), *work = g_new (double, most + 1);
  double cut = isnan (c->cutoff) ? 0.5 : c->cutoff, area[N_CHUNKS], brier[N_CHUNKS], accuracy[N_CHUNKS], inflation;
  AmEstimatedPerformance now;

  if (reference->probability == NULL || reference->n < 50 * N_CHUNKS)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The reference needs probabilities in 500 rows or more."));
      return TRUE;
    }
  for (guint i = 0; i < N_CHUNKS; i++)
    {
      gsize from = reference->n * i / N_CHUNKS, to = reference->n * (i + 1) / N_CHUNKS;
      AmEstimatedPerformance part = estimate (reference->probability + from, to - from, cut, sorted, work);
      AmConfusionRates rates = am_confusion_rates (&part.counts);

      area[i] = part.area;
      brier[i] = part.brier;
      accuracy[i] = rates.accuracy;
    }
  for (gsize i = 0; i < c->data->n; i++)
    n += !isnan (c->data->probability[i]);
  for (gsize i = 0; i < reference->n; i++)
    n_reference += !isnan (reference->probability[i]);
  if (n < LEAST_ESTIMATED)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("%zu rows have a probability; %d are needed.", n, LEAST_ESTIMATED));
      return TRUE;
    }
  /* Fewer rows than in a part vary more. */
  inflation = fmax (1, sqrt ((double) n_reference / N_CHUNKS / n));
  now = estimate (c->data->probability, c->data->n, cut, sorted, work);
  add_estimate (sink, "AUC", now.area, area, inflation);
  add_estimate (sink, "Brier score", now.brier, brier, inflation);
  add_estimate (sink, "accuracy", am_confusion_rates (&now.counts).accuracy, accuracy, inflation);
  return TRUE;
}

/* ---- intervals of a number ---- */

static gboolean
run_conformal (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *fitted = c->reference;
  g_autofree double *errors = NULL, *work = NULL;
  AmConformal conformal;
  gsize covered = 0, n = c->data->n_complete;
  AssayFinding *finding;
  g_autofree char *share = NULL, *q = NULL;

  if (fitted == NULL || fitted->complete_actual == NULL || fitted->n_complete == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The reference needs scores and outcomes: its errors make the interval."));
      return TRUE;
    }
  errors = g_new (double, fitted->n_complete + 1);
  work = g_new (double, fitted->n_complete + 1);
  for (gsize i = 0; i < fitted->n_complete; i++)
    errors[i] = fabs (fitted->complete_actual[i] - fitted->complete_score[i]);
  am_radix_sort (errors, fitted->n_complete, work);
  conformal = am_split_conformal (errors, fitted->n_complete, 0.1);
  if (isinf (conformal.quantile) || n == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The reference has too few rows: the interval would be infinite; 9 are the fewest."));
      return TRUE;
    }
  for (gsize i = 0; i < n; i++)
    covered += fabs (c->data->complete_actual[i] - c->data->complete_score[i]) <= conformal.quantile;
  finding = assay_validation_sink_add (sink, NULL, (double) covered / n);
  finding->p_value = am_binomial_two_sided (covered, n, 0.9);
  finding->effect = conformal.quantile;
  finding->effect_name = g_strdup ("half width of the interval");
  share = assay_word_share ((double) covered / n);
  q = assay_word_number (conformal.quantile);
  finding->message = g_strdup_printf ("Score ∓ %s covers %s of outcomes where 90 %% are promised.", q, share);
  return TRUE;
}

#define JUDGED (ASSAY_NEEDS_PROBABILITY | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_SCORE)

const AssayValidationCheck assay_checks_calibration[] = {
  { .id = "cal-in-the-large", .title = N_("Calibration in the Large"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "observed / expected", .needs = JUDGED,
    .limits = ASSAY_P_LIMITS, .convention = N_("events over the sum of probabilities; exact Poisson, two-sided: p below 0.05 is outside the 95 % interval"), .reference = "Garwood 1936", .flags = ASSAY_CHECK_WEIGHTED, .run = run_in_the_large },
  { .id = "cal-slope", .title = N_("Calibration Line"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "slope", .needs = JUDGED,
    .limits = ASSAY_P_LIMITS, .convention = N_("logit of the outcome on logit of the probability; likelihood ratio of intercept 0 and slope 1, df 2"), .reference = "Cox 1958", .run = run_slope },
  { .id = "cal-hosmer-lemeshow", .title = N_("Hosmer–Lemeshow"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "chi-square", .needs = JUDGED,
    .limits = ASSAY_P_LIMITS, .reference = "Hosmer & Lemeshow 1980", .flags = ASSAY_CHECK_WEIGHTED, .run = run_hosmer_lemeshow },
  { .id = "cal-spiegelhalter", .title = N_("Spiegelhalter's Test"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "z", .needs = JUDGED,
    .limits = ASSAY_P_LIMITS, .convention = N_("row by row, not by grade; two-sided"), .reference = "Spiegelhalter 1986", .flags = ASSAY_CHECK_WEIGHTED, .run = run_spiegelhalter },
  { .id = "cal-brier", .title = N_("Brier Score"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "skill", .needs = JUDGED,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_TO, 'C', N_("skill above 0; watched when 10 % or more below development, and p below 0.05") } },
    .convention = N_("1 − Brier / (r (1 − r)), r the event rate of these rows; p of a fall since the reference one-sided, by the delta method"), .reference = "Brier 1950; Murphy 1973", .flags = ASSAY_CHECK_WEIGHTED, .run = run_brier },
  { .id = "cal-log-loss", .title = N_("Logarithmic Loss"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "log loss", .needs = JUDGED,
    .limits = ASSAY_NO_LIMITS, .convention = N_("probabilities clipped at 1e-15"), .reference = "Good 1952", .flags = ASSAY_CHECK_WEIGHTED, .run = run_log_loss },
  { .id = "cal-ece", .title = N_("Calibration Error of Bins"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "ece", .needs = JUDGED,
    .limits = ASSAY_NO_LIMITS, .convention = N_("tenths of the rows by rising probability, equal ones together: other bins give other numbers"), .reference = "Naeini, Cooper & Hauskrecht 2015", .flags = ASSAY_CHECK_WEIGHTED, .run = run_ece },
  { .id = "perf-estimated", .title = N_("Performance Expected before Outcomes"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "standard deviations",
    .needs = ASSAY_NEEDS_PROBABILITY | ASSAY_NEEDS_REFERENCE_SCORE | ASSAY_NEEDS_REFERENCE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 3, ASSAY_BEYOND_ABOVE_SIZE, 'A', N_("NannyML: within three standard deviations of the reference's parts") } },
    .convention = N_("each probability taken at its word; the reference in 10 parts, as its rows stand, their standard deviation times √(rows of a part / rows) where these are fewer; valid only while calibration holds"), .reference = "NannyML CBPE", .run = run_estimated },
  { .id = "rel-conformal", .title = N_("Conformal Intervals"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 2, .statistic = "coverage",
    .needs = ASSAY_NEEDS_ACTUAL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_REFERENCE_SCORE, .limits = ASSAY_P_LIMITS,
    .convention = N_("split conformal with absolute errors of the reference, 90 %; exact binomial, two-sided"), .reference = "Lei et al. 2018", .run = run_conformal },
  { NULL }
};
