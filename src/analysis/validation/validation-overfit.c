/* Whether the model does better on the rows it was fitted on than on others: as a whole, in slices, and tree by tree. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-random-private.h"
#include "analysis/validation/validation-rank-private.h"
#include "analysis/validation/validation-rescore.h"
#include "analysis/validation/validation-slice-private.h"
#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/order-statistics.h"
#include "math/order.h"

#include <string.h>

#define MANY_ROWS 200000
#define LEAST_ROWS 30
#define LEAST_EVENTS 10

/* The training sample, or the development sample in its place. */
static const AssayValidationSample *
find_development (const AssayValidationCase *c)
{
  return c->train != NULL ? c->train : c->reference;
}

static gboolean
has_outcomes (const AssayValidationSample *sample)
{
  return sample->score != NULL && ((sample->event != NULL && sample->n_events > 0 && sample->n_events < sample->n_complete) || (sample->actual != NULL && sample->n_complete > 1));
}

static void
say_no_outcomes (AssayValidationSink *sink, const AssayValidationSample *sample)
{
  assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("The %s sample has no rows with a score and outcomes of both kinds. Give one that has.", sample->name));
}

/* ---- one sample, to be drawn from again and again ---- */

typedef struct
{
  gsize n;
  guint8 *event;                   /* by rising risk */
  guint8 *is_last;                 /* of its group of ties */
  double *square;                  /* of the error; NULL: events */
} Drawn;

static void
drawn_init (Drawn *self, const AssayValidationSample *sample)
{
  *self = (Drawn) { .n = sample->n_complete };
  if (sample->actual != NULL)
    {
      self->square = g_new (double, self->n + 1);
      for (gsize i = 0; i < self->n; i++)
        self->square[i] = (sample->complete_score[i] - sample->complete_actual[i]) * (sample->complete_score[i] - sample->complete_actual[i]);
      return;
    }
  self->event = g_new (guint8, self->n + 1);
  self->is_last = g_new (guint8, self->n + 1);
  for (gsize i = 0; i < self->n; i++)
    {
      self->event[i] = sample->complete_event[sample->order[i]];
      self->is_last[i] = i + 1 == self->n || sample->complete_risk[sample->order[i + 1]] != sample->complete_risk[sample->order[i]];
    }
}

static void
drawn_clear (Drawn *self)
{
  g_free (self->event);
  g_free (self->is_last);
  g_free (self->square);
}

/* times[n]: how often each row counts. */
static double
area_of (const Drawn *self, const guint32 *times)
{
  double below = 0, events = 0, others = 0, n1 = 0, n0 = 0, sum = 0;

  for (gsize i = 0; i < self->n; i++)
    {
      if (self->event[i])
        events += times[i];
      else
        others += times[i];
      if (!self->is_last[i])
        continue;
      sum += events * (below + 0.5 * others);
      below += others;
      n1 += events;
      n0 += others;
      events = others = 0;
    }
  return n1 > 0 && n0 > 0 ? sum / (n1 * n0) : NAN;
}

static double
measure (const Drawn *self, const guint32 *times)
{
  double sum = 0, n = 0;

  if (self->square == NULL)
    return area_of (self, times);
  for (gsize i = 0; i < self->n; i++)
    {
      sum += times[i] * self->square[i];
      n += times[i];
    }
  return n > 0 ? sqrt (sum / n) : NAN;
}

static double
gap_of (const Drawn *drawn, double train, double test)
{
  return drawn->square == NULL ? (train - test) / train : (test - train) / train;
}

typedef struct { const AssayValidationCase *c; const Drawn *train, *test; guint32 **times; double *gaps; } Bootstrap;

static double
draw (const Drawn *self, Random *random, guint32 *times)
{
  memset (times, 0, self->n * sizeof *times);
  for (gsize i = 0; i < self->n; i++)
    times[random_below (random, self->n)]++;
  return measure (self, times);
}

static gboolean
run_bootstrap_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Bootstrap *self = user_data;
  Random random = { assay_validation_seed (self->c, "ovf-gap", item) };
  double train = draw (self->train, &random, self->times[worker]), test = draw (self->test, &random, self->times[worker]);

  self->gaps[item] = gap_of (self->train, train, test);
  return TRUE;
}

static double
measure_plain (const Drawn *self)
{
  g_autofree guint32 *times = g_new (guint32, self->n + 1);

  for (gsize i = 0; i < self->n; i++)
    times[i] = 1;
  return measure (self, times);
}

/* Percentile interval of the gap: Efron (1979), Annals of Statistics 7, 1-26. FALSE: stopped. */
static gboolean
bootstrap_gap (const AssayValidationCase *c, const Drawn *train, const Drawn *test, guint n_repeats, double interval[2], AssayProgress *progress, GError **error)
{
  static const double p[] = { 0.025, 0.975 };
  guint n_threads = c->n_threads > 0 ? c->n_threads : assay_parallel_default_threads ();
  g_autoptr(GPtrArray) memory = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *gaps = g_new (double, n_repeats + 1);
  Bootstrap bootstrap = { c, train, test, NULL, gaps };
  gsize n = 0;

  for (guint i = 0; i < n_threads; i++)
    g_ptr_array_add (memory, g_new (guint32, MAX (train->n, test->n) + 1));
  bootstrap.times = (guint32 **) memory->pdata;
  if (!assay_parallel_for (n_threads, n_repeats, run_bootstrap_item, &bootstrap, progress, error))
    return FALSE;
  for (guint i = 0; i < n_repeats; i++)
    if (!isnan (gaps[i]))
      gaps[n++] = gaps[i];
  am_quantiles (gaps, n, p, 2, interval);
  return TRUE;
}

/* Watch while the interval reaches beyond the limit, fail when all of it does. */
static gboolean
run_gap (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *development = find_development (c);
  guint n_repeats = MAX (c->data->n_complete, development->n_complete) > MANY_ROWS ? 100 : 400;
  Drawn train, test;
  double before, after, interval[2];
  gboolean is_done;

  if (!has_outcomes (development))
    {
      say_no_outcomes (sink, development);
      return TRUE;
    }
  drawn_init (&train, development);
  drawn_init (&test, c->data);
  before = measure_plain (&train);
  after = measure_plain (&test);
  is_done = bootstrap_gap (c, &train, &test, n_repeats, interval, progress, error);
  if (is_done)
    {
      const char *metric = train.square == NULL ? "AUC" : "RMSE";
      double gap = gap_of (&train, before, after);
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, gap);
      const AssayLimit *set = assay_policy_find (c->policy, check->id);
      double limit = set != NULL ? set->fail : check->limits.limits.fail;
      g_autofree char *share = assay_word_share (gap), *low = assay_word_share (interval[0]), *high = assay_word_share (interval[1]);
      g_autofree char *from = assay_word_number (before), *to = assay_word_number (after);

      if (train.square == NULL)
        {
          finding->word_weakness = assay_validation_word_few_events;
          finding->n = c->data->n_complete;
          finding->events = c->data->n_events;
        }
      finding->low = interval[0];
      finding->high = interval[1];
      finding->convention = g_strdup_printf ("%s sample; %u seeded repeats, seed %" G_GUINT64_FORMAT, development->name, n_repeats, c->seed);
      finding->message = g_strdup_printf ("The %s is %s in the %s sample and %s in the data: a gap of %s (95 %% interval %s to %s).", metric, from, development->name, to, share, low, high);
      finding->is_settled = !isnan (limit) && !isnan (interval[0]);
      finding->verdict = interval[0] > limit ? ASSAY_VERDICT_FAIL : interval[1] > limit ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_PASS;
    }
  drawn_clear (&train);
  drawn_clear (&test);
  return is_done;
}

/* ---- slices ---- */

typedef struct { gsize n, events; double auc, variance; } Part;

/* parts[n_parts]: rows of all slices side by side, each by rising risk, in one pass over the rows. */
static void
measure_parts (const AssayValidationSample *sample, const guint8 *codes, guint n_parts, Part *parts, AssayProgress *progress)
{
  g_autofree double *risk = g_new (double, sample->n_complete + 1);
  g_autofree guint8 *event = g_new (guint8, sample->n_complete + 1);
  g_autofree gsize *order = g_new (gsize, sample->n_complete + 1);
  gsize first[MOST_SLICES + 1] = { 0 };

  for (gsize i = 0; i < sample->n_complete; i++)
    if (codes[i] < n_parts)
      first[codes[i] + 1]++;
  for (guint s = 0; s < n_parts; s++)
    {
      parts[s] = (Part) { 0, 0, NAN, NAN };
      first[s + 1] += first[s];
    }
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      gsize place = sample->order[i], at;
      Part *part;

      if (codes[place] >= n_parts)
        continue;
      part = &parts[codes[place]];
      at = first[codes[place]] + part->n;
      risk[at] = sample->complete_risk[place];
      event[at] = sample->complete_event[place];
      order[at] = part->n++;
      part->events += event[at];
    }
  for (guint s = 0; s < n_parts && !assay_progress_is_cancelled (progress); s++)
    parts[s].auc = assay_validation_auc_variance (risk + first[s], event + first[s], order + first[s], parts[s].n, &parts[s].variance);
}

static gboolean
is_large (const Part *part)
{
  return part->n >= LEAST_ROWS && part->events >= LEAST_EVENTS && part->n - part->events >= LEAST_EVENTS;
}

typedef struct { AssayTable *table; AssayValidationSink *sink; guint n_judged, n_small; double worst, p; char *label; } Slices;

static void
compare_slice (Slices *self, const char *label, const Part *train, const Part *test)
{
  double gap = train->auc - test->auc, sd = sqrt (train->variance + test->variance), p;

  if (!is_large (train) || !is_large (test))
    {
      self->n_small++;
      return;
    }
  p = sd > 0 ? 0.5 * erfc (gap / sd * M_SQRT1_2) : gap > 0 ? 0 : 1;
  self->n_judged++;
  assay_table_add_row (self->table);
  assay_table_set_text (self->table, 0, label);
  assay_table_set_number (self->table, 1, train->n);
  assay_table_set_number (self->table, 2, test->n);
  assay_table_set_number (self->table, 3, train->auc);
  assay_table_set_number (self->table, 4, test->auc);
  assay_table_set_number (self->table, 5, gap);
  assay_table_set_number (self->table, 6, p);
  if (isnan (self->worst) || gap > self->worst)
    {
      self->worst = gap;
      self->p = p;
      g_free (self->label);
      self->label = g_strdup (label);
    }
}

static gboolean
run_slices (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *development = find_development (c);
  AssayTable *table;
  Slices all = { .sink = sink, .worst = NAN, .p = NAN };

  if (!has_outcomes (development) || development->event == NULL)
    {
      say_no_outcomes (sink, development);
      return TRUE;
    }
  table = all.table = assay_table_new ("overfit-slices", N_("Gap by Slice"));
  assay_table_add_column (table, "slice", N_("Slice"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "train-rows", N_("Rows in Training"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "train-auc", N_("AUC in Training"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "auc", "AUC", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "gap", N_("Gap"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "p", N_("p"), ASSAY_CELL_NUMBER);
  for (guint f = 0; f < c->n_features; f++)
    {
      const AssayValidationFeature *feature = &c->features[f];
      AssayColumn *column = development == c->train ? feature->train : feature->reference;
      g_auto(Slicing) slicing = { 0 };
      g_autofree guint8 *codes = NULL;
      Part train[MOST_SLICES], test[MOST_SLICES];

      if (assay_progress_is_cancelled (progress))
        break;
      if (feature->data == NULL || !slicing_init (&slicing, feature->name, feature->is_number, column, development, 4, feature->data, c->data, &codes) || codes == NULL)
        continue;
      measure_parts (development, slicing.codes, slicing.n, train, progress);
      measure_parts (c->data, codes, slicing.n, test, progress);
      for (guint s = 0; s < slicing.n; s++)
        {
          g_autofree char *label = g_strdup_printf ("%s: %s", slicing.feature, slicing.labels[s]);

          compare_slice (&all, label, &train[s], &test[s]);
        }
    }
  if (all.n_judged == 0)
    {
      assay_table_unref (table);
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("None of %u slices has %d rows with %d events and %d others in both samples. Give more rows.",
                                                                             all.n_small, LEAST_ROWS, LEAST_EVENTS, LEAST_EVENTS));
      return TRUE;
    }
  else
    {
      g_autofree char *gap = assay_word_number (all.worst);
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, all.worst);

      finding->p_value = MIN (1, all.p * all.n_judged);
      finding->convention = g_strdup_printf ("%u slices judged, %u too small; p of the largest gap times the number of slices (Bonferroni)", all.n_judged, all.n_small);
      finding->message = g_strdup_printf ("The AUC falls most in %s: by %s from the %s sample to the data.", all.label, gap, development->name);
      assay_validation_sink_take_table (sink, table);
    }
  g_free (all.label);
  return TRUE;
}

/* ---- tree by tree ---- */

#define N_STEPS 20
#define MOST_ROWS 10000

static guint
count_trees (const AssayArtifact *model)
{
  for (guint i = 0; i < assay_artifact_get_n_facts (model); i++)
    {
      const char *label, *value = assay_artifact_get_fact (model, i, &label);

      if (strcmp (label, "Trees") == 0)
        return (guint) g_ascii_strtoull (value, NULL, 10);
    }
  return 0;
}

typedef struct { const AssayRescore *rescore; guint n_trees; guint kept[N_STEPS]; double measures[N_STEPS]; } Boosting;

static gboolean
run_prefix (gsize item, guint worker, gpointer user_data, GError **error)
{
  Boosting *self = user_data;
  const AssayValidationCase *c = self->rescore->c;
  const AssayModelSettings *settings = &c->task_model->settings;
  guint n_fields = assay_artifact_get_n_fields (c->model), n_trees = MAX (1, self->n_trees * (item + 1) / N_STEPS);
  AssayArtifactOptions options = { .zero_is_missing = settings->zero_is_missing, .all_rounds = settings->all_rounds, .max_bytes = settings->max_bytes, .most_trees = n_trees };
  g_autoptr(AssayArtifact) cut = assay_artifact_read (c->task_model->file, c->task_model->bytes, &options, NULL, error);
  g_autofree const char **bound = g_new0 (const char *, n_fields + 1);
  g_autofree double *risk = g_new (double, self->rescore->n + 1);
  g_autoptr(AssayScorer) scorer = NULL;

  self->measures[item] = NAN;
  if (cut == NULL)
    return FALSE;
  self->kept[item] = n_trees;
  for (guint i = 0; i < n_fields; i++)
    bound[i] = assay_scorer_get_column (c->scorer, i);
  scorer = assay_scorer_new (cut, self->rescore->frame, bound, TRUE, error);
  if (scorer == NULL || !assay_scorer_score_all (scorer, c->risk_output, 1, risk, NULL, error))
    return FALSE;
  for (gsize i = 0; c->is_complement && i < self->rescore->n; i++)
    risk[i] = 1 - risk[i];
  self->measures[item] = assay_rescore_measure (self->rescore, risk);
  return TRUE;
}

static void
add_boosting_evidence (AssayValidationSink *sink, const Boosting *self)
{
  AssayTable *table = assay_table_new ("boosting", N_("Performance by Number of Trees"));
  AssayFigure *figure = assay_figure_new ("boosting", ASSAY_FIGURE_SERIES, N_("Performance by Number of Trees"));
  double *x = g_new (double, N_STEPS), *y = g_memdup2 (self->measures, sizeof self->measures);

  assay_table_add_column (table, "trees", N_("Trees"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "measure", self->rescore->metric, ASSAY_CELL_NUMBER);
  for (guint i = 0; i < N_STEPS; i++)
    {
      x[i] = self->kept[i];
      assay_table_add_row (table);
      assay_table_set_number (table, 0, self->kept[i]);
      assay_table_set_number (table, 1, self->measures[i]);
    }
  assay_validation_sink_take_table (sink, table);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, N_("Trees kept"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, self->rescore->metric, NULL);
  assay_validation_figure_say_rows (figure, self->rescore->n, NAN);
  assay_figure_set_convention (figure, "the first trees of the file only, in its order");
  assay_figure_add_series (figure, "measure", self->rescore->metric, ASSAY_SERIES_ACTUAL, N_STEPS, g_bytes_new_take (x, N_STEPS * sizeof *x), g_bytes_new_take (y, N_STEPS * sizeof *y), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_boosting (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRescore) rescore = NULL;
  Boosting boosting = { .n_trees = count_trees (c->model) };
  g_autofree char *share = NULL, *best_word = NULL, *last_word = NULL;
  AssayFinding *finding;
  double sign = c->data->actual != NULL ? -1 : 1, last;
  guint best = 0;

  if (!g_str_has_prefix (assay_artifact_get_format (c->model), "XGBoost") || c->task_model->bytes == NULL || boosting.n_trees < N_STEPS || assay_artifact_get_n_classes (c->model) > 2)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("Trees are taken away from XGBoost models of one output that have at least %d; this is no such model.", N_STEPS));
      return TRUE;
    }
  boosting.rescore = rescore = assay_rescore_new (c, c->data, "ovf-boosting", MOST_ROWS, error);
  if (rescore == NULL || !assay_parallel_for (c->n_threads, N_STEPS, run_prefix, &boosting, progress, error))
    return FALSE;
  for (guint i = 1; i < N_STEPS; i++)
    if (sign * boosting.measures[i] > sign * boosting.measures[best])
      best = i;
  last = boosting.measures[N_STEPS - 1];
  if (isnan (last) || isnan (boosting.measures[best]))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The model cannot be cut after every number of trees, or the outcomes of the rows drawn are of one kind."));
      return TRUE;
    }
  share = assay_word_share (sign * (boosting.measures[best] - last) / boosting.measures[best]);
  best_word = assay_word_number (boosting.measures[best]);
  last_word = assay_word_number (last);
  finding = assay_validation_sink_add (sink, NULL, sign * (boosting.measures[best] - last) / boosting.measures[best]);
  finding->n = rescore->n;
  finding->convention = g_strdup_printf ("%zu of %zu rows, seed %" G_GUINT64_FORMAT, rescore->n, rescore->n_complete, c->seed);
  finding->message = g_strdup_printf ("The %s is best with %u of %u trees: %s, and %s with all of them, a decline of %s.", rescore->metric, boosting.kept[best], boosting.n_trees, best_word, last_word, share);
  add_boosting_evidence (sink, &boosting);
  return TRUE;
}

const AssayValidationCheck assay_checks_overfit[] = {
  { .id = "ovf-gap", .title = N_("Gap to the Training Sample"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 1, .statistic = "relative gap",
    .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_OUTCOME | ASSAY_NEEDS_DEVELOPMENT,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.1, 0.1, ASSAY_BEYOND_ABOVE, 'A', N_("Deepchecks, ValidMind: 10 %; watch while the interval reaches beyond it, fail when all of it lies beyond") } },
    .convention = N_("(training − data) / training of the AUC, or (data − training) / training of the RMSE; bootstrap of rows, percentile interval 95 %"),
    .reference = "Efron 1979", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_gap },
  { .id = "ovf-slices", .title = N_("Gap by Slice"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 2, .statistic = "largest gap of AUC",
    .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_DEVELOPMENT | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_JUDGED_BY_BOTH, { 0.04, 0.04, ASSAY_BEYOND_FROM, 'A', N_("ValidMind: 0.04; and the adjusted p-value below 0.05, 0.01") } },
    .convention = N_("quarters of numbers and the 23 most frequent words of the training sample; at least 30 rows, 10 events and 10 others on both sides; DeLong, independent samples, one-sided"),
    .reference = "DeLong, DeLong & Clarke-Pearson 1988", .run = run_slices },
  { .id = "ovf-boosting", .title = N_("Performance by Number of Trees"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 2, .statistic = "decline from the best",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_OUTCOME,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 0.05, ASSAY_BEYOND_FROM, 'A', N_("Deepchecks: 5 %, 20 steps") } },
    .convention = N_("the first 5 %, 10 %, … of the trees in the order of boosting; decline relative to the best"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_boosting },
  { NULL }
};
