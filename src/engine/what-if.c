#include "engine/what-if.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/validation/validation-case.h"
#include "base/parallel.h"
#include "engine/run-portfolio.h"
#include "math/order.h"

#define MOST_SORTED 100001         /* quantiles kept of an input */
#define MOST_CHOICES 64            /* numbers of a category field: more than so many are a slider */
#define QUICK_SECONDS 0.030        /* of an answer while somebody drags, to leave time for drawing it */
#define LEAST_QUICK 500
#define MOST_MEMO ((gsize) 512 << 20)

struct _AssayWhatIf
{
  gatomicrefcount refs;
  AssayPortfolio *portfolio;
  AssayPortfolio *sample;          /* some of its rows, for quick answers; NULL: all rows are quick enough */
  AssayPolicy *policy;
  guint n_inputs;
  AssayWhatIfInput *inputs;
  double **rows;                   /* [n_inputs], each [n_rows] */
  gsize n_rows;
  gsize *numbers;                  /* of the data, from 1, of each row */
  guint output;
  gboolean is_complement;
  double cutoff, low, high;
  AssayCutoffOrigin origin;

  GMutex lock;                     /* held by whoever fills or uses the memo; who does not get it does without */
  AssayScoreMemo *memo;
  int prepared;                    /* for which input; -1: none */
  GArray *others;                  /* of AssayShock: what is done to the other inputs */
};

/* ---- the inputs ---- */

static double
at_percentile (const double *sorted, gsize n, double percentile)
{
  double position = percentile / 100 * (n - 1);
  gsize k = MIN ((gsize) position, n - 1);

  return k + 1 < n ? sorted[k] + (position - k) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}

/* Rising, without what is missing. */
static double *
sort_present (const double *values, gsize n, gsize *n_present)
{
  double *sorted = g_new (double, n + 1);

  *n_present = 0;
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      sorted[(*n_present)++] = values[i];
  qsort (sorted, *n_present, sizeof *sorted, am_compare_doubles);
  return sorted;
}

static void
list_numbers (AssayWhatIfInput *self, const double *sorted, gsize n)
{
  guint n_distinct = n > 0;

  for (gsize i = 1; i < n && n_distinct <= MOST_CHOICES; i++)
    n_distinct += sorted[i] != sorted[i - 1];
  if (n == 0 || n_distinct > MOST_CHOICES)
    return;
  self->is_choice = TRUE;
  self->values = g_new (double, n_distinct);
  for (gsize i = 0; i < n; i++)
    if (i == 0 || sorted[i] != sorted[i - 1])
      self->values[self->n_values++] = sorted[i];
}

static void
list_words (AssayWhatIfInput *self)
{
  self->is_choice = TRUE;
  self->n_values = self->input->n_words;
  self->values = g_new (double, self->n_values + 1);
  for (guint i = 0; i < self->n_values; i++)
    self->values[i] = i;
}

/* The most frequent; of equals the first. */
static double
find_mode (const double *sorted, gsize n)
{
  double mode = n > 0 ? sorted[0] : NAN;
  gsize most = 0;

  for (gsize i = 0; i < n;)
    {
      gsize end = i;

      while (end < n && sorted[end] == sorted[i])
        end++;
      if (end - i > most)
        {
          most = end - i;
          mode = sorted[i];
        }
      i = end;
    }
  return mode;
}

static void
thin_sorted (AssayWhatIfInput *self, double *sorted, gsize n)
{
  self->sorted = sorted;
  self->n_sorted = MIN (n, MOST_SORTED);
  for (gsize i = 0; n > MOST_SORTED && i < MOST_SORTED; i++)
    sorted[i] = sorted[(gsize) ((double) i * (n - 1) / (MOST_SORTED - 1))];
  if (n > MOST_SORTED)
    self->sorted = g_renew (double, sorted, MOST_SORTED);
}

/* P1 to P99 say nothing where most rows hold one value. */
static void
place_slider (AssayWhatIfInput *self, const double *sorted, gsize n)
{
  self->low = at_percentile (sorted, n, 1);
  self->high = at_percentile (sorted, n, 99);
  if (!(self->low < self->high))
    {
      self->low = sorted[0];
      self->high = sorted[n - 1];
    }
  if (self->field != NULL && self->low < self->field->low)
    self->low = self->field->low;
  if (self->field != NULL && self->high > self->field->high)
    self->high = self->field->high;
  if (self->low > self->high)
    self->low = self->high;
}

static gboolean
are_whole (const double *sorted, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (sorted[i] != floor (sorted[i]))
      return FALSE;
  return n > 0;
}

static void
describe_input (AssayWhatIf *self, guint index)
{
  AssayWhatIfInput *to = &self->inputs[index];
  gsize n;
  double *sorted = sort_present (self->rows[index], self->n_rows, &n);

  to->input = assay_portfolio_get_input (self->portfolio, index);
  to->field = assay_portfolio_get_field (self->portfolio, index);
  to->n_missing = self->n_rows - n;
  to->is_whole = (to->field != NULL && to->field->is_whole) || are_whole (sorted, n);
  if (to->input->words != NULL)
    list_words (to);
  else if (to->field != NULL && to->field->kind == ASSAY_FIELD_CATEGORY)
    list_numbers (to, sorted, n);
  to->low = to->high = to->typical = NAN;
  if (n > 0)
    {
      place_slider (to, sorted, n);
      to->typical = to->is_choice ? find_mode (sorted, n) : to->input->base;
    }
  if (to->is_choice)
    g_free (sorted);
  else
    thin_sorted (to, sorted, n);
}

static gboolean
describe_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  AssayWhatIf *self = user_data;

  self->rows[item] = g_new (double, self->n_rows + 1);
  assay_portfolio_read_input (self->portfolio, item, self->rows[item]);
  describe_input (self, item);
  return TRUE;
}

double
assay_what_if_share_beyond (const AssayWhatIfInput *self, double value, gboolean above)
{
  gsize from = 0, to = self->n_sorted;

  if (self->n_sorted == 0 || isnan (value))
    return NAN;
  while (from < to)
    {
      gsize middle = from + (to - from) / 2;

      if (above ? self->sorted[middle] <= value : self->sorted[middle] < value)
        from = middle + 1;
      else
        to = middle;
    }
  return (double) (above ? self->n_sorted - from : from) / self->n_sorted;
}

/* ---- the cut-off ---- */

static int
compare_scores (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *risk = user_data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return risk[x] > risk[y] ? -1 : risk[x] < risk[y] ? 1 : (x > y) - (x < y);
}

/* Down the rows from the riskiest: where the shares of events and of other rows that are flagged lie furthest apart; without outcomes, where a tenth of the rows is flagged. */
static void
find_cutoff (AssayWhatIf *self)
{
  const double *score = assay_portfolio_get_scores (self->portfolio);
  const guint8 *event = assay_portfolio_get_events (self->portfolio);
  double sign = assay_portfolio_higher_is_riskier (self->portfolio) ? 1 : -1, best = 0, n_events = 0, n_others = 0, events = 0, others = 0;
  g_autofree double *risk = g_new (double, self->n_rows + 1);
  g_autofree guint32 *order = g_new (guint32, self->n_rows + 1);

  for (gsize i = 0; i < self->n_rows; i++)
    {
      risk[i] = sign * score[i];
      order[i] = i;
      n_events += event != NULL && event[i] == 1;
      n_others += event != NULL && event[i] == 0;
    }
  g_qsort_with_data (order, (gint) self->n_rows, sizeof *order, compare_scores, risk);
  self->origin = n_events > 0 && n_others > 0 ? ASSAY_CUTOFF_BEST : ASSAY_CUTOFF_TENTH;
  self->cutoff = self->n_rows > 0 ? score[order[(self->n_rows - 1) / 10]] : NAN;
  for (gsize i = 0; self->origin == ASSAY_CUTOFF_BEST && i < self->n_rows; i++)
    {
      guint32 row = order[i];

      events += event[row] == 1;
      others += event[row] == 0;
      /* rows of one score are flagged together */
      if (i + 1 < self->n_rows && risk[order[i + 1]] == risk[row])
        continue;
      if (events / n_events - others / n_others > best)
        {
          best = events / n_events - others / n_others;
          self->cutoff = score[row];
        }
    }
}

/* ---- making ---- */

static gboolean
is_named (const char *name, const char *output, gboolean *is_complement)
{
  *is_complement = g_str_has_prefix (output, "1 - ") && strcmp (output + 4, name) == 0;
  return *is_complement || strcmp (output, name) == 0;
}

static gboolean
find_output (AssayWhatIf *self, GError **error)
{
  AssayArtifact *artifact = assay_portfolio_get_model (self->portfolio)->artifact;
  const char *name = assay_portfolio_get_output (self->portfolio);

  for (self->output = 0; self->output < assay_artifact_get_n_outputs (artifact); self->output++)
    if (!assay_artifact_get_output (artifact, self->output)->is_text && is_named (assay_artifact_get_output (artifact, self->output)->name, name, &self->is_complement))
      return TRUE;
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The model “%s” gives no probability of “%s”."), assay_portfolio_get_model (self->portfolio)->name, name);
  return FALSE;
}

/* A shock that changes nothing, and takes as long as any. */
static AssayShock
find_idle_shock (const AssayWhatIf *self)
{
  for (guint i = 0; i < self->n_inputs; i++)
    if (!self->inputs[i].is_choice)
      return (AssayShock) { i, ASSAY_SHOCK_ADD, 0 };
  return (AssayShock) { 0, ASSAY_SHOCK_SET, self->inputs[0].typical };
}

/* How long all rows take decides how many there is time for. */
static gboolean
choose_sample (AssayWhatIf *self, const AssayPortfolioChoice *choice, AssayProgress *progress, GError **error)
{
  g_autofree double *score = g_new (double, self->n_rows + 1), *values = g_new (double, assay_portfolio_get_n_measures (self->portfolio) + 1);
  AssayShock idle = find_idle_shock (self);
  AssayPortfolioChoice some = *choice;
  double seconds = INFINITY, rows;

  for (guint round = 0; round < 2 && self->n_inputs > 0; round++)
    {
      gint64 start = g_get_monotonic_time ();

      if (!assay_portfolio_score_all (self->portfolio, &idle, 1, 0, progress, score, error))
        return FALSE;
      assay_portfolio_measure_scores (self->portfolio, score, 0, values);
      seconds = MIN (seconds, (g_get_monotonic_time () - start) / 1e6);
      if (seconds < QUICK_SECONDS)
        return TRUE;
    }
  rows = MAX (LEAST_QUICK, self->n_rows * QUICK_SECONDS / seconds);
  if (rows >= self->n_rows)
    return TRUE;
  some.most_rows = rows >= 1000 ? floor (rows / 1000) * 1000 : floor (rows / 100) * 100;
  self->sample = assay_portfolio_new (&some, progress, error);
  /* a column may be empty in all rows of a sample: then it has fewer measures, and is none for these */
  if (self->sample != NULL && assay_portfolio_get_n_measures (self->sample) != assay_portfolio_get_n_measures (self->portfolio))
    g_clear_pointer (&self->sample, assay_portfolio_unref);
  else if (self->sample == NULL)
    return FALSE;
  return TRUE;
}

AssayWhatIf *
assay_what_if_new (const AssayPortfolioChoice *choice, const AssayPolicy *policy, const gsize *row_numbers, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayWhatIf) self = g_new0 (AssayWhatIf, 1);
  const double *score;

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->memo = assay_score_memo_new (MOST_MEMO);
  self->prepared = -1;
  self->others = g_array_new (FALSE, FALSE, sizeof (AssayShock));
  self->portfolio = assay_portfolio_new (choice, progress, error);
  if (self->portfolio == NULL || !find_output (self, error))
    return NULL;
  self->policy = policy != NULL ? assay_policy_copy (policy) : assay_policy_new ();
  self->n_rows = assay_portfolio_get_n_rows (self->portfolio);
  self->n_inputs = assay_portfolio_get_n_inputs (self->portfolio);
  self->inputs = g_new0 (AssayWhatIfInput, self->n_inputs + 1);
  self->rows = g_new0 (double *, self->n_inputs + 1);
  self->numbers = g_new (gsize, self->n_rows + 1);
  self->low = INFINITY;
  self->high = -INFINITY;
  score = assay_portfolio_get_scores (self->portfolio);
  for (gsize i = 0; i < self->n_rows; i++)
    {
      gsize row = assay_portfolio_get_row (self->portfolio, i);

      self->numbers[i] = (row_numbers != NULL ? row_numbers[row] : row) + 1;
      self->low = MIN (self->low, score[i]);
      self->high = MAX (self->high, score[i]);
    }
  if (assay_portfolio_is_probability (self->portfolio))
    {
      self->low = 0;
      self->high = 1;
    }
  if (!assay_parallel_for (choice->n_threads, self->n_inputs, describe_item, self, progress, error))
    return NULL;
  self->cutoff = assay_portfolio_get_cutoff (self->portfolio);
  self->origin = ASSAY_CUTOFF_OF_RUN;
  if (isnan (self->cutoff))
    find_cutoff (self);
  return choose_sample (self, choice, progress, error) ? g_steal_pointer (&self) : NULL;
}

AssayWhatIf *
assay_what_if_ref (AssayWhatIf *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_what_if_unref (AssayWhatIf *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; self->inputs != NULL && i < self->n_inputs; i++)
    {
      g_free (self->inputs[i].values);
      g_free (self->inputs[i].sorted);
      g_free (self->rows[i]);
    }
  g_free (self->inputs);
  g_free (self->rows);
  g_free (self->numbers);
  assay_score_memo_free (self->memo);
  g_array_unref (self->others);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->sample, assay_portfolio_unref);
  g_clear_pointer (&self->portfolio, assay_portfolio_unref);
  g_clear_pointer (&self->policy, assay_policy_free);
  g_free (self);
}

/* ---- what a run had ---- */

gboolean
assay_run_may_have_what_if (const AssayRun *run)
{
  return assay_run_portfolio_may_open (run);
}

AssayWhatIf *
assay_what_if_open (AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRunPortfolio) of_run = assay_run_portfolio_load (workspace, run, progress, error);

  if (of_run == NULL)
    return NULL;
  return assay_what_if_new (assay_run_portfolio_get_choice (of_run), assay_run_portfolio_get_plan (of_run)->policy, assay_run_portfolio_get_row_numbers (of_run), progress, error);
}

/* ---- asking what there is ---- */

guint assay_what_if_get_n_inputs (const AssayWhatIf *self) { return self->n_inputs; }
const AssayWhatIfInput *assay_what_if_get_input (const AssayWhatIf *self, guint index) { return &self->inputs[index]; }
const AssayPortfolio *assay_what_if_get_portfolio (const AssayWhatIf *self) { return self->portfolio; }
const AssayPolicy *assay_what_if_get_policy (const AssayWhatIf *self) { return self->policy; }
gsize assay_what_if_get_number (const AssayWhatIf *self, gsize index) { return self->numbers[index]; }

guint
assay_what_if_get_output (const AssayWhatIf *self, gboolean *is_complement)
{
  *is_complement = self->is_complement;
  return self->output;
}

double
assay_what_if_get_cutoff (const AssayWhatIf *self, AssayCutoffOrigin *origin)
{
  if (origin != NULL)
    *origin = self->origin;
  return self->cutoff;
}

gboolean
assay_what_if_read_row (const AssayWhatIf *self, gsize number, double *values)
{
  gsize from = 0, to = self->n_rows;

  while (from < to)
    {
      gsize middle = from + (to - from) / 2;

      if (self->numbers[middle] < number)
        from = middle + 1;
      else
        to = middle;
    }
  if (from == self->n_rows || self->numbers[from] != number)
    return FALSE;
  for (guint i = 0; i < self->n_inputs; i++)
    values[i] = self->rows[i][from];
  return TRUE;
}

void
assay_what_if_read_typical (const AssayWhatIf *self, double *values)
{
  for (guint i = 0; i < self->n_inputs; i++)
    values[i] = self->inputs[i].typical;
}

/* ---- all rows ---- */

void
assay_what_if_answer_free (AssayWhatIfAnswer *self)
{
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

gsize
assay_what_if_get_n_quick (const AssayWhatIf *self)
{
  return self->sample != NULL ? assay_portfolio_get_n_rows (self->sample) : self->n_rows;
}

static guint
find_bin (const AssayWhatIf *self, double score)
{
  double place = self->high > self->low ? (score - self->low) / (self->high - self->low) * ASSAY_WHAT_IF_BINS : 0;

  return CLAMP (place, 0, ASSAY_WHAT_IF_BINS - 1);
}

/* Rows that lose their score are in neither column: what is compared are the same rows. */
static void
count_decisions (const AssayWhatIf *self, const double *before, const double *after, gsize n, double cutoff, AssayWhatIfAnswer *answer)
{
  double sign = assay_portfolio_higher_is_riskier (self->portfolio) ? 1 : -1;

  for (gsize i = 0; i < n; i++)
    {
      gboolean was, is;

      if (isnan (after[i]))
        {
          answer->n_lost++;
          continue;
        }
      was = sign * before[i] >= sign * cutoff;
      is = sign * after[i] >= sign * cutoff;
      answer->flagged_before += was;
      answer->flagged_after += is;
      answer->to_flagged += !was && is;
      answer->to_passed += was && !is;
      answer->bins_before[find_bin (self, before[i])]++;
      answer->bins_after[find_bin (self, after[i])]++;
    }
}

static void
project (AssayWhatIfAnswer *answer)
{
  double factor = (double) answer->n_rows / answer->n_asked;
  double *const counts[] = { &answer->flagged_before, &answer->flagged_after, &answer->to_flagged, &answer->to_passed, &answer->n_lost };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    *counts[i] *= factor;
  for (guint i = 0; i < ASSAY_WHAT_IF_BINS; i++)
    {
      answer->bins_before[i] *= factor;
      answer->bins_after[i] *= factor;
    }
}

/* Those of other inputs than this one. */
static GArray *
list_others (const AssayShock *shocks, guint n_shocks, int input)
{
  GArray *others = g_array_new (FALSE, FALSE, sizeof (AssayShock));

  for (guint i = 0; i < n_shocks; i++)
    if ((int) shocks[i].input != input)
      g_array_append_val (others, shocks[i]);
  return others;
}

static gboolean
are_same (const GArray *a, const GArray *b)
{
  for (guint i = 0; i < a->len && a->len == b->len; i++)
    {
      const AssayShock *x = &g_array_index (a, AssayShock, i), *y = &g_array_index (b, AssayShock, i);

      if (x->input != y->input || x->kind != y->kind || x->amount != y->amount)
        return FALSE;
    }
  return a->len == b->len;
}

/* With the lock held. */
static gboolean
is_prepared (const AssayWhatIf *self, const AssayShock *shocks, guint n_shocks)
{
  g_autoptr(GArray) others = list_others (shocks, n_shocks, self->prepared);

  return assay_score_memo_is_ready (self->memo) && n_shocks > 0 && are_same (others, self->others);
}

gboolean
assay_what_if_prepare (const AssayWhatIf *const_self, const AssayShock *shocks, guint n_shocks, guint input, AssayProgress *stop, GError **error)
{
  AssayWhatIf *self = (AssayWhatIf *) const_self;
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (AssayShock)), others = list_others (shocks, n_shocks, input);
  AssayShock moved = { input, ASSAY_SHOCK_ADD, 0 };
  gboolean is_ready;

  if (self->sample == NULL || self->inputs[input].is_choice)
    return FALSE;
  for (guint i = 0; i < n_shocks; i++)
    if (shocks[i].input == input)
      moved = shocks[i];
  g_array_append_val (all, moved);
  g_array_append_vals (all, others->data, others->len);
  g_mutex_lock (&self->lock);
  g_array_unref (self->others);
  self->others = g_steal_pointer (&others);
  self->prepared = input;
  is_ready = assay_portfolio_fill_memo (self->portfolio, (const AssayShock *) (gpointer) all->data, all->len, self->memo, 1, stop, error);
  g_mutex_unlock (&self->lock);
  return is_ready;
}

/* By the memo where it is ready and free. */
static gboolean
score_all (const AssayWhatIf *const_self, const AssayShock *shocks, guint n_shocks, gboolean is_quick, const AssayPortfolio **asked, AssayProgress *stop, double *score, GError **error)
{
  AssayWhatIf *self = (AssayWhatIf *) const_self;
  gboolean has_lock = self->sample != NULL && g_mutex_trylock (&self->lock), is_ready = has_lock && is_prepared (self, shocks, n_shocks), done;

  *asked = is_quick && self->sample != NULL && !is_ready ? self->sample : self->portfolio;
  done = is_ready ? assay_portfolio_score_all_by_memo (self->portfolio, shocks, n_shocks, self->memo, 0, stop, score, error)
                  : assay_portfolio_score_all (*asked, shocks, n_shocks, 0, stop, score, error);
  if (has_lock)
    g_mutex_unlock (&self->lock);
  return done;
}

AssayWhatIfAnswer *
assay_what_if_ask (const AssayWhatIf *self, const AssayShock *shocks, guint n_shocks, double cutoff, gboolean is_quick, AssayProgress *stop, GError **error)
{
  const AssayPortfolio *asked;
  guint n_measures = assay_portfolio_get_n_measures (self->portfolio);
  g_autofree double *score = g_new (double, self->n_rows + 1);
  g_autoptr(AssayWhatIfAnswer) answer = g_new0 (AssayWhatIfAnswer, 1);
  gsize n;

  if (!score_all (self, shocks, n_shocks, is_quick, &asked, stop, score, error))
    return NULL;
  n = assay_portfolio_get_n_rows (asked);
  answer->n_rows = self->n_rows;
  answer->n_asked = n;
  answer->low = self->low;
  answer->high = self->high;
  answer->before = g_memdup2 (assay_portfolio_get_base (self->portfolio), n_measures * sizeof (double));
  answer->after = g_new (double, n_measures + 1);
  assay_portfolio_measure_scores (asked, score, 0, answer->after);
  count_decisions (self, assay_portfolio_get_scores (asked), score, n, cutoff, answer);
  if (asked == self->portfolio)
    return g_steal_pointer (&answer);
  for (guint i = 0; i < n_measures; i++)
    answer->after[i] += answer->before[i] - assay_portfolio_get_base (asked)[i];
  project (answer);
  return g_steal_pointer (&answer);
}
