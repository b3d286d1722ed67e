/* Is there something better, or something as good that is simpler? */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/discrimination/roc-area.h"
#include "math/distribution.h"
#include "math/drift/two-sample.h"

/* ---- a challenger ---- */

/* Rows that both have a score and an outcome for. */
typedef struct { gsize n, events; double *a, *b; guint8 *event; } Rivals;

static void
rivals_clear (Rivals *self)
{
  g_free (self->a);
  g_free (self->b);
  g_free (self->event);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rivals, rivals_clear)

static void
rivals_init (Rivals *self, const AssayValidationCase *c, const AssayValidationSample *challenger)
{
  *self = (Rivals) { 0 };
  self->a = g_new (double, c->data->n_complete + 1);
  self->b = g_new (double, c->data->n_complete + 1);
  self->event = g_new (guint8, c->data->n_complete + 1);
  for (gsize i = 0; i < c->data->n_complete; i++)
    {
      double other = challenger->risk[assay_validation_row (c->data, i)];

      if (isnan (other))
        continue;
      self->a[self->n] = c->data->complete_risk[i];
      self->b[self->n] = other;
      self->event[self->n] = c->data->complete_event[i];
      self->events += self->event[self->n++];
    }
}

typedef struct { const Rivals *rivals; AmClassScores scores; const double *score; double *share; gsize step; } Shares;

static gboolean
find_shares (gsize item, guint worker, gpointer user_data, GError **error)
{
  Shares *self = user_data;

  am_roc_shares (&self->scores, self->score, self->rivals->event, item * self->step, MIN ((item + 1) * self->step, self->rivals->n), self->share);
  return TRUE;
}

static double *
shares_of (const Rivals *rivals, const double *score, guint n_threads, GError **error)
{
  g_autofree double *store = g_new (double, 2 * rivals->n + 2);
  g_autofree double *share = g_new (double, rivals->n + 1);
  Shares shares = { rivals, { 0 }, score, share, 65536 };

  am_class_scores_fill (&shares.scores, score, rivals->event, rivals->n, store, store + rivals->n);
  if (!assay_parallel_for (n_threads, (rivals->n + shares.step - 1) / shares.step, find_shares, &shares, NULL, error))
    return NULL;
  return g_steal_pointer (&share);
}

static void
add_delong (AssayValidationSink *sink, const char *name, const Rivals *rivals, const AmRocComparison *test)
{
  g_autofree char *own = assay_word_number (test->area_a), *other = assay_word_number (test->area_b), *p = NULL, *subject = g_strdup_printf ("%s, AUC", name);
  AssayFinding *finding = assay_validation_sink_add (sink, subject, test->difference);

  finding->statistic = g_strdup ("difference of AUC");
  /* Only a challenger that is better is a finding against the champion. */
  finding->p_value = isnan (test->z) ? (test->p_value == 1 ? 1 : NAN) : am_normal_upper (-test->z);
  finding->standard_error = test->standard_error;
  finding->low = test->difference - 1.959963984540054 * test->standard_error;
  finding->high = test->difference + 1.959963984540054 * test->standard_error;
  finding->n = rivals->n;
  finding->events = rivals->events;
  p = assay_word_number (test->p_value);
  finding->message = g_strdup_printf ("AUC %s, the challenger's %s; two-sided p %s.", own, other, p);
}

static void
add_decisions (AssayValidationSink *sink, const AssayValidationCase *c, const char *name, const Rivals *rivals)
{
  double cut = c->higher_is_riskier ? c->cutoff : -c->cutoff, only_a = 0, only_b = 0;
  AssayFinding *finding;
  g_autofree char *subject = g_strdup_printf ("%s, decisions", name), *a = NULL, *b = NULL;

  for (gsize i = 0; i < rivals->n; i++)
    {
      gboolean is_right_a = (rivals->a[i] >= cut) == rivals->event[i], is_right_b = (rivals->b[i] >= cut) == rivals->event[i];

      only_a += is_right_a && !is_right_b;
      only_b += is_right_b && !is_right_a;
    }
  finding = assay_validation_sink_add (sink, subject, (only_a - only_b) / rivals->n);
  finding->statistic = g_strdup ("difference of accuracy");
  finding->p_value = am_binomial_upper (only_b, only_a + only_b, 0.5);
  finding->convention = g_strdup ("McNemar exact, one-sided, at the cut-off of the champion");
  finding->n = rivals->n;
  a = assay_word_count (only_a);
  b = assay_word_count (only_b);
  finding->message = g_strdup_printf ("In %s rows only the champion decides right, in %s only the challenger.", a, b);
}

static gboolean
run_challenger (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  for (guint i = 0; i < c->n_challengers; i++)
    {
      g_auto(Rivals) rivals = { 0 };
      g_autofree double *a = NULL, *b = NULL;
      AmRocComparison test;

      if (!assay_progress_step (progress, (double) i / c->n_challengers, error))
        return FALSE;
      if (c->challengers[i].sample->risk == NULL)
        continue;
      rivals_init (&rivals, c, c->challengers[i].sample);
      if (rivals.events < 10 || rivals.n - rivals.events < 10)
        {
          assay_validation_sink_add_not_assessable (sink, c->challengers[i].name, g_strdup_printf ("%zu rows with %zu events have both scores; 10 events and 10 others are needed.", rivals.n, rivals.events));
          continue;
        }
      a = shares_of (&rivals, rivals.a, c->n_threads, error);
      b = a != NULL ? shares_of (&rivals, rivals.b, c->n_threads, error) : NULL;
      if (b == NULL)
        return FALSE;
      test = am_roc_compare (a, b, rivals.event, rivals.n);
      add_delong (sink, c->challengers[i].name, &rivals, &test);
      if (!isnan (c->cutoff))
        add_decisions (sink, c, c->challengers[i].name, &rivals);
    }
  return TRUE;
}

/* ---- the simplest rule ---- */

#define MOST_CUTS 63
#define MOST_WORDS 64

/* Area under the curve of the best rule “feature below a cut”, or “feature is a word”, or “feature is missing”, whichever way round. */
static double
area_of_counts (const double *d, const double *n, guint k, gboolean is_ordered, double events, double others)
{
  double best = 0.5, below_d = 0, below_n = 0;

  for (guint i = 0; i < k; i++)
    {
      below_d = is_ordered ? below_d + d[i] : d[i];
      below_n = is_ordered ? below_n + n[i] : n[i];
      best = fmax (best, 0.5 + 0.5 * fabs (below_d / events - (below_n - below_d) / others));
    }
  return best;
}

typedef struct { const AssayValidationCase *c; double *area; } Stumps;

/* The distinct values, rising, when there are at most MOST_CUTS + 1 of them; else how many is more than that. */
static guint
find_few_values (const double *values, gsize n, double *few)
{
  guint n_few = 0;

  for (gsize i = 0; i < n; i++)
    {
      guint low = 0, high = n_few;

      if (isnan (values[i]))
        continue;
      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (few[middle] < values[i])
            low = middle + 1;
          else
            high = middle;
        }
      if (low < n_few && few[low] == values[i])
        continue;
      if (n_few == MOST_CUTS + 1)
        return MOST_CUTS + 2;
      memmove (few + low + 1, few + low, (n_few - low) * sizeof *few);
      few[low] = values[i];
      n_few++;
    }
  return n_few;
}

static guint
find_edges (const double *values, gsize n, double *cuts)
{
  gsize step = n / 20000 + 1, m = 0;
  g_autofree double *some = g_new (double, n / step + 2), *work = g_new (double, n / step + 2);
  double point[MOST_CUTS];
  guint n_cuts = find_few_values (values, n, cuts);

  /* Few values: a cut between each two of them. */
  if (n_cuts <= MOST_CUTS + 1)
    {
      for (guint k = 1; k < n_cuts; k++)
        cuts[k - 1] = cuts[k];
      return n_cuts > 0 ? n_cuts - 1 : 0;
    }
  for (gsize i = 0; i < n; i += step)
    if (!isnan (values[i]))
      some[m++] = values[i];
  if (m == 0)
    return 0;
  am_radix_sort (some, m, work);
  for (guint k = 1; k <= MOST_CUTS; k++)
    point[k - 1] = some[m * k / (MOST_CUTS + 1)];
  return assay_validation_cut (values, n, point, MOST_CUTS, some[0], cuts);
}

static gboolean
grow_stump (gsize item, guint worker, gpointer user_data, GError **error)
{
  Stumps *self = user_data;
  const AssayValidationSample *sample = self->c->data;
  AssayColumn *column = self->c->features[item].data;
  double d[MOST_CUTS + 3] = { 0 }, n[MOST_CUTS + 3] = { 0 }, cuts[MOST_CUTS + 1];
  gboolean is_words = column != NULL && assay_column_get_type (column) == ASSAY_TYPE_CATEGORY;
  g_autofree double *owned = NULL;
  const double *values = column != NULL && !is_words ? assay_validation_numbers (column, &owned) : NULL;
  const guint32 *codes = is_words ? assay_column_get_codes (column) : NULL;
  guint n_cuts = values != NULL ? find_edges (values, sample->n, cuts) : MOST_WORDS - 1, missing = n_cuts + 1;
  double events = 0, others = 0;

  self->area[item] = NAN;
  if (values == NULL && codes == NULL)
    return TRUE;
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      gsize row = assay_validation_row (sample, i);
      guint bin = codes != NULL ? (codes[row] == ASSAY_MISSING_CODE ? missing : MIN (codes[row], n_cuts))
                                : isnan (values[row]) ? missing : assay_validation_bin (cuts, n_cuts, values[row]);
      n[bin] += assay_validation_weight (sample, i);
      *(sample->complete_event[i] ? &events : &others) += assay_validation_weight (sample, i);
      if (sample->complete_event[i])
        d[bin] += assay_validation_weight (sample, i);
    }
  self->area[item] = fmax (area_of_counts (d, n, n_cuts + 1, !is_words, events, others), area_of_counts (d + missing, n + missing, 1, FALSE, events, others));
  return TRUE;
}

static gboolean
run_naive (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(AssayValidationRanks) ranks = { 0 };
  g_autofree double *area = g_new (double, c->n_features + 1);
  Stumps stumps = { c, area };
  guint best = 0;
  double own;
  AssayFinding *finding;
  g_autofree char *model = NULL, *simple = NULL, *gain = NULL;
  char *few;

  few = assay_validation_word_few (c->data->n_complete, c->data->n_events);
  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  if (!assay_parallel_for (c->n_threads, c->n_features, grow_stump, &stumps, NULL, error))
    return FALSE;
  for (guint i = 1; i < c->n_features; i++)
    if (!isnan (area[i]) && (isnan (area[best]) || area[i] > area[best]))
      best = i;
  assay_validation_ranks_init (&ranks, c->data);
  own = am_roc_area (&ranks.scores).area;
  model = assay_word_number (own);
  finding = assay_validation_sink_add (sink, "prior alone", (own - 0.5) / 0.5);
  gain = assay_word_share (finding->value);
  finding->message = g_strdup_printf ("AUC %s where the event rate alone has 0.5: %s of what is left.", model, gain);
  if (c->n_features == 0 || isnan (area[best]))
    return TRUE;
  /* A rule without a mistake leaves nothing to gain, and its feature gives the outcome away. */
  finding = assay_validation_sink_add (sink, "one split", area[best] < 1 ? (own - area[best]) / (1 - area[best]) : 0);
  g_free (gain);
  gain = assay_word_share (finding->value);
  simple = assay_word_number (area[best]);
  finding->effect = area[best];
  finding->effect_name = g_strdup ("AUC of the rule");
  finding->message = g_strdup_printf ("AUC %s; the best single split, of “%s”, has %s: the model gains %s of what is left.", model, c->features[best].name, simple, gain);
  if (area[best] >= 1)
    {
      finding->is_settled = TRUE;
      finding->verdict = ASSAY_VERDICT_FAIL;
    }
  return TRUE;
}

const AssayValidationCheck assay_checks_benchmark[] = {
  { .id = "bench-challenger", .title = N_("Champion against Challenger"), .section = ASSAY_SECTION_BENCHMARK, .tier = 1, .statistic = "difference",
    .needs = ASSAY_NEEDS_CHALLENGER | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS,
    .limits = { ASSAY_JUDGED_BY_P, { 0.05, NAN, ASSAY_BEYOND_BELOW, 'C', N_("watched when the challenger is better at p below 0.05, one-sided") } },
    .convention = N_("rows that both have a score for; paired DeLong"), .reference = "DeLong, DeLong & Clarke-Pearson 1988; McNemar 1947", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_challenger },
  { .id = "bench-naive", .title = N_("Gain over the Simplest Rules"), .section = ASSAY_SECTION_BENCHMARK, .tier = 1, .statistic = "gain", .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.1, 0, ASSAY_BEYOND_BELOW, 'A', N_("Deepchecks: 10 % of what the simple rule leaves") } },
    .convention = N_("(AUC − AUC of the rule) / (1 − AUC of the rule); one split of one feature at up to 63 quantiles, one word, or missing, the best on these very rows"),
    .reference = NULL, .flags = ASSAY_CHECK_USES_ALL_THREADS | ASSAY_CHECK_WEIGHTED, .run = run_naive },
  { NULL }
};
