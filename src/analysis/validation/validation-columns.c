#include "analysis/validation/validation-columns.h"

#include "analysis/validation/validation-suite.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/drift/contingency.h"
#include "math/drift/divergence.h"
#include "math/drift/psi.h"
#include "math/drift/two-sample.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _AssayColumnFactsStore
{
  GMutex lock;
  AssayColumnFacts *facts;         /* [n]; NULL: not made yet */
  guint n;
};

static void
facts_clear (AssayColumnFacts *self)
{
  g_free (self->data.modal);
  g_free (self->reference.modal);
  g_strfreev (self->labels);
  if (self->rows_expected != self->expected)
    g_free (self->rows_expected);
  if (self->rows_actual != self->actual)
    g_free (self->rows_actual);
  g_free (self->expected);
  g_free (self->actual);
}

AssayColumnFactsStore *
assay_column_facts_store_new (void)
{
  AssayColumnFactsStore *self = g_new0 (AssayColumnFactsStore, 1);

  g_mutex_init (&self->lock);
  return self;
}

static void
store_clear (AssayColumnFactsStore *self)
{
  for (guint i = 0; self->facts != NULL && i < self->n; i++)
    facts_clear (&self->facts[i]);
  g_clear_pointer (&self->facts, g_free);
  self->n = 0;
}

void
assay_column_facts_store_free (AssayColumnFactsStore *self)
{
  store_clear (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- numbers ---- */

/* Scratch of a worker: the existing values of both samples, sorted. */
typedef struct { double *values[2], *work; gsize n[2], room; } Scratch;

static void
scratch_clear (Scratch *self)
{
  g_free (self->values[0]);
  g_free (self->values[1]);
  g_free (self->work);
}

static void
scratch_make_room (Scratch *self, gsize n)
{
  if (n <= self->room)
    return;
  scratch_clear (self);
  self->room = n;
  self->values[0] = g_new (double, n);
  self->values[1] = g_new (double, n);
  self->work = g_new (double, n);
}

static char *
number_text (double value)
{
  char buffer[ASSAY_NUMBER_SIZE];

  assay_number_format (value, buffer);
  return g_strdup (buffer);
}

static void
count_values (AssayColumnSample *self, const double *x, gsize n)
{
  gsize start = 0;
  double modal = NAN;

  self->n_modal = self->n_missing;
  for (gsize i = 1; i <= n; i++)
    if (i == n || x[i] != x[start])
      {
        self->n_distinct++;
        if (i - start > self->n_modal)
          {
            self->n_modal = i - start;
            modal = x[start];
          }
        start = i;
      }
  if (!isnan (modal))
    self->modal = number_text (modal);
}

static void
summarise_numbers (AssayColumnSample *self, const double *given, const AssayValidationSample *sample, Scratch *scratch, int side)
{
  double *x = scratch->values[side], sum = 0, squares = 0;
  const double *weight = sample->weight;
  gsize n_x = 0;

  *self = (AssayColumnSample) { .min = NAN, .max = NAN, .mean = NAN, .sd = NAN };
  for (gsize i = 0; i < sample->n; i++)
    {
      if (weight != NULL && isnan (weight[i]))
        continue;
      self->n++;
      if (isfinite (given[i]))
        x[n_x++] = given[i];
      if (weight != NULL)
        *(isfinite (given[i]) ? &self->weight : &self->weight_missing) += weight[i];
    }
  scratch->n[side] = n_x;
  self->n_missing = self->n - n_x;
  self->weight_missing = weight != NULL ? self->weight_missing : self->n_missing;
  self->weight = weight != NULL ? self->weight + self->weight_missing : self->n;
  am_radix_sort (x, n_x, scratch->work);
  count_values (self, x, n_x);
  am_fence (x, n_x, scratch->work, &self->fence);
  am_sentinels (x, n_x, &self->sentinels);
  self->n_edges = am_mixed_edges (x, n_x, self->edge);
  if (n_x == 0)
    return;
  self->min = x[0];
  self->max = x[n_x - 1];
  self->low = am_sorted_quantile_7 (x, n_x, 0.01);
  self->high = am_sorted_quantile_7 (x, n_x, 0.99);
  for (gsize i = 0; i < n_x; i++)
    sum += x[i] - x[n_x / 2];
  self->mean = x[n_x / 2] + sum / n_x;
  for (gsize i = 0; i < n_x; i++)
    squares += (x[i] - self->mean) * (x[i] - self->mean);
  self->sd = n_x > 1 ? sqrt (squares / (n_x - 1.0)) : NAN;
}

/* How many of sorted x are at or below value. */
static gsize
rank_of (const double *x, gsize n, double value)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (x[middle] <= value)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* "0", "0 to 5", "below 0": of the k-th bin of a sample. */
static char *
label_bin (const AssayColumnSample *from, guint k)
{
  const double *edge = from->edge;
  gboolean is_open_below = k == 0, is_open_above = k == from->n_edges;
  /* A bin whose edges are neighbours holds one value; one that ends below such a bin ends below that value. */
  gboolean is_one = !is_open_below && !is_open_above && edge[k] == nextafter (edge[k - 1], INFINITY);
  gboolean ends_below = k + 1 < from->n_edges && edge[k + 1] == nextafter (edge[k], INFINITY);
  g_autofree char *low = is_open_below ? NULL : number_text (edge[k - 1]), *high = is_open_above ? NULL : number_text (edge[ends_below ? k + 1 : k]);

  if (is_one)
    return g_strdup (high);
  if (is_open_below && is_open_above)
    return g_strdup ("all values");
  if (is_open_above)
    return g_strdup_printf ("above %s", low);
  if (is_open_below)
    return g_strdup_printf (ends_below ? "below %s" : "to %s", high);
  return g_strdup_printf (ends_below ? "%s to below %s" : "%s to %s", low, high);
}

/* The bins of the reference; those that neither sample has a row in are none. */
static void
bin_numbers (AssayColumnFacts *self, const Scratch *scratch)
{
  const double *reference = scratch->values[1], *data = scratch->values[0];
  gsize n = scratch->n[1], m = scratch->n[0], before[2] = { 0, 0 };
  const AssayColumnSample *from = &self->reference;
  g_autoptr(GPtrArray) labels = g_ptr_array_new ();
  guint n_bins = 0;

  self->rows_expected = g_new0 (double, from->n_edges + 3);
  self->rows_actual = g_new0 (double, from->n_edges + 3);
  for (guint k = 0; k <= from->n_edges; k++)
    {
      gboolean is_last = k == from->n_edges;
      gsize ends[2] = { is_last ? n : rank_of (reference, n, from->edge[k]), is_last ? m : rank_of (data, m, from->edge[k]) };

      if (ends[0] + ends[1] == before[0] + before[1] && !(is_last && n_bins == 0))
        continue;
      self->rows_expected[n_bins] = ends[0] - before[0];
      self->rows_actual[n_bins] = ends[1] - before[1];
      self->edge[n_bins++] = is_last ? INFINITY : from->edge[k];
      before[0] = ends[0];
      before[1] = ends[1];
      g_ptr_array_add (labels, label_bin (from, k));
    }
  /* The last bin is open above, whichever it came to be. */
  self->n_edges = n_bins - 1;
  self->n_bins = n_bins;
  if (self->reference.n_missing + self->data.n_missing > 0)
    {
      self->rows_expected[self->n_bins] = self->reference.n_missing;
      self->rows_actual[self->n_bins++] = self->data.n_missing;
      g_ptr_array_add (labels, g_strdup ("missing"));
    }
  g_ptr_array_add (labels, NULL);
  self->labels = (char **) g_ptr_array_free (g_steal_pointer (&labels), FALSE);
}

static void
compare_numbers (AssayColumnFacts *self, const Scratch *scratch, gboolean with_chance)
{
  const double *reference = scratch->values[1], *data = scratch->values[0];
  gsize n = scratch->n[1], m = scratch->n[0];
  double distance = am_wasserstein (reference, n, data, m);

  bin_numbers (self, scratch);
  self->ks = am_ks_statistic (reference, n, data, m);
  if (n > 0 && m > 0 && (double) n * m <= 1e6)
    {
      g_autofree double *work = g_new (double, am_ks_exact_work (n, m));

      self->ks_p = am_ks_exact_p (reference, n, data, m, self->ks, work);
    }
  else
    self->ks_p = am_ks_asymptotic_p (n, m, self->ks);
  self->wasserstein = distance / self->reference.sd;
  if (with_chance)
    self->wasserstein_p = am_wasserstein_p (reference, n, data, m, distance);
  self->energy = am_energy_distance (reference, n, data, m);
}

/* ---- categories ---- */

/* How often each word of a column is there, [n_words]: rows, and their weights. */
typedef struct { gsize *rows; double *weight; } WordCounts;

static void
word_counts_clear (WordCounts *self)
{
  g_free (self->rows);
  g_free (self->weight);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WordCounts, word_counts_clear)

static void
count_codes (WordCounts *self, AssayColumn *column, const AssayValidationSample *sample, AssayColumnSample *summary)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint n_words = assay_column_get_n_words (column);

  self->rows = g_new0 (gsize, n_words + 1);
  self->weight = g_new0 (double, n_words + 1);
  *summary = (AssayColumnSample) { .min = NAN, .max = NAN, .mean = NAN, .sd = NAN };
  for (gsize i = 0; i < sample->n; i++)
    {
      guint code = MIN (codes[i], n_words);

      if (sample->weight != NULL && isnan (sample->weight[i]))
        continue;
      summary->n++;
      self->rows[code]++;
      self->weight[code] += sample->weight != NULL ? sample->weight[i] : 1;
    }
  for (guint w = 0; w <= n_words; w++)
    summary->weight += self->weight[w];
  summary->n_missing = self->rows[n_words];
  summary->weight_missing = self->weight[n_words];
}

static void
summarise_words (AssayColumnSample *self, AssayColumn *column, const WordCounts *counts)
{
  self->n_modal = self->n_missing;
  for (guint w = 0; w < assay_column_get_n_words (column); w++)
    {
      self->n_distinct += counts->rows[w] > 0;
      if (counts->rows[w] > self->n_modal)
        {
          g_free (self->modal);
          self->n_modal = counts->rows[w];
          self->modal = g_strdup (assay_column_get_word (column, w));
        }
    }
}

typedef struct { const char *word; gsize expected, actual; double weight_expected, weight_actual; } Word;

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const Word *x = a, *y = b;

  return x->expected != y->expected ? (x->expected < y->expected) - (x->expected > y->expected) : strcmp (x->word, y->word);
}

static void
add_bin (AssayColumnFacts *self, GPtrArray *labels, const Word *word)
{
  if (word->expected + word->actual == 0)
    return;
  self->expected[self->n_bins] = word->weight_expected;
  self->actual[self->n_bins] = word->weight_actual;
  self->rows_expected[self->n_bins] = word->expected;
  self->rows_actual[self->n_bins++] = word->actual;
  g_ptr_array_add (labels, g_strdup (word->word));
}

static void
compare_categories (AssayColumnFacts *self, AssayColumn *data, const WordCounts *counts, AssayColumn *reference, const WordCounts *before)
{
  g_autoptr(GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));
  g_autoptr(GPtrArray) labels = g_ptr_array_new ();
  Word rest = { "rarer words", 0, 0, 0, 0 }, unseen = { "unseen", 0, 0, 0, 0 };
  Word missing = { "missing", self->reference.n_missing, self->data.n_missing, self->reference.weight_missing, self->data.weight_missing };
  guint kept;

  for (guint w = 0; w < assay_column_get_n_words (reference); w++)
    if (before->rows[w] > 0)
      {
        Word word = { assay_column_get_word (reference, w), before->rows[w], 0, before->weight[w], 0 };

        g_array_append_val (words, word);
      }
  g_array_sort (words, compare_words);
  for (guint i = 0; i < words->len; i++)
    g_hash_table_insert (places, (gpointer) g_array_index (words, Word, i).word, GUINT_TO_POINTER (i + 1));
  for (guint w = 0; w < assay_column_get_n_words (data); w++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, assay_column_get_word (data, w)));
      Word *word = place == 0 ? &unseen : &g_array_index (words, Word, place - 1);

      word->actual += counts->rows[w];
      word->weight_actual += counts->weight[w];
    }
  self->n_unseen = unseen.actual;
  kept = MIN (words->len, ASSAY_MOST_WORDS);
  for (guint i = kept; i < words->len; i++)
    {
      const Word *word = &g_array_index (words, Word, i);

      rest.expected += word->expected;
      rest.actual += word->actual;
      rest.weight_expected += word->weight_expected;
      rest.weight_actual += word->weight_actual;
    }
  self->expected = g_new0 (double, kept + 3);
  self->actual = g_new0 (double, kept + 3);
  self->rows_expected = g_new0 (double, kept + 3);
  self->rows_actual = g_new0 (double, kept + 3);
  for (guint i = 0; i < kept; i++)
    add_bin (self, labels, &g_array_index (words, Word, i));
  self->n_words = self->n_bins;
  add_bin (self, labels, &rest);
  add_bin (self, labels, &missing);
  add_bin (self, labels, &unseen);
  g_ptr_array_add (labels, NULL);
  self->labels = (char **) g_ptr_array_free (g_steal_pointer (&labels), FALSE);
}

/* ---- both ---- */

static void
compare_bins (AssayColumnFacts *self)
{
  g_autofree double *table = g_new (double, 2 * self->n_bins + 2);
  AmContingency found;

  self->psi = am_psi (self->expected, self->actual, self->n_bins, AM_PSI_HALF_COUNT, NULL);
  self->psi_critical = am_psi_critical (self->reference.weight, self->data.weight, self->n_bins, 0.95);
  self->psi_p = am_psi_p (self->psi, self->reference.weight, self->data.weight, self->n_bins);
  self->jensen_shannon = am_jensen_shannon (self->rows_expected, self->rows_actual, self->n_bins, 2);
  self->hellinger = am_hellinger (self->rows_expected, self->rows_actual, self->n_bins);
  self->total_variation = am_total_variation (self->rows_expected, self->rows_actual, self->n_bins);
  memcpy (table, self->rows_expected, self->n_bins * sizeof *table);
  memcpy (table + self->n_bins, self->rows_actual, self->n_bins * sizeof *table);
  am_contingency (table, 2, self->n_bins, &found);
  self->chi2 = found.chi2;
  self->chi2_df = found.df;
  self->chi2_p = found.p;
  self->cramers_v = found.cramers_v_corrected;
  self->least_expected = found.least_expected;
}

static void
set_undefined (AssayColumnFacts *self, const char *name)
{
  *self = (AssayColumnFacts) { .name = name, .psi = NAN, .psi_critical = NAN, .psi_p = NAN, .chi2 = NAN, .chi2_df = NAN, .chi2_p = NAN, .cramers_v = NAN,
                               .least_expected = NAN, .jensen_shannon = NAN, .hellinger = NAN, .total_variation = NAN, .ks = NAN, .ks_p = NAN, .wasserstein = NAN, .wasserstein_p = NAN,
                               .energy = NAN };
}

static gboolean
is_words (AssayColumn *column)
{
  return column != NULL && assay_column_get_type (column) == ASSAY_TYPE_CATEGORY;
}

static void
fill_words (AssayColumnFacts *self, const AssayValidationCase *c, AssayColumn *data, AssayColumn *reference)
{
  g_auto(WordCounts) counts = { 0 }, before = { 0 };

  count_codes (&counts, data, c->data, &self->data);
  summarise_words (&self->data, data, &counts);
  if (!is_words (reference))
    return;
  count_codes (&before, reference, c->reference, &self->reference);
  summarise_words (&self->reference, reference, &before);
  self->has_drift = TRUE;
  compare_categories (self, data, &counts, reference, &before);
}

/* Weights by bin, where there are any. */
static double *
weigh_bins (const AssayColumnFacts *self, double *rows, const double *values, const AssayValidationSample *sample, double missing)
{
  guint n_edges = self->n_edges;
  double *weights;

  if (sample->weight == NULL)
    return rows;
  weights = g_new0 (double, self->n_bins + 1);
  for (gsize i = 0; i < sample->n; i++)
    if (!isnan (sample->weight[i]) && isfinite (values[i]))
      weights[am_mixed_bin (self->edge, n_edges, values[i])] += sample->weight[i];
  if (self->n_bins > n_edges + 1)
    weights[n_edges + 1] = missing;
  return weights;
}

static void
fill_numbers (AssayColumnFacts *self, const AssayValidationCase *c, const double *data, const double *reference, gboolean with_chance, Scratch *scratch)
{
  self->is_number = TRUE;
  scratch_make_room (scratch, MAX (c->data->n, reference != NULL ? c->reference->n : 0) + 1);
  summarise_numbers (&self->data, data, c->data, scratch, 0);
  if (reference == NULL)
    return;
  summarise_numbers (&self->reference, reference, c->reference, scratch, 1);
  self->has_drift = TRUE;
  compare_numbers (self, scratch, with_chance);
  self->expected = weigh_bins (self, self->rows_expected, reference, c->reference, self->reference.weight_missing);
  self->actual = weigh_bins (self, self->rows_actual, data, c->data, self->data.weight_missing);
}

/* A column that is absent, or all of whose values are text, is missing in every row. */
static void
fill_nothing (AssayColumnFacts *self, gsize n)
{
  self->data = (AssayColumnSample) { .n = n, .n_missing = n, .weight = n, .weight_missing = n, .n_modal = n, .min = NAN, .max = NAN, .mean = NAN, .sd = NAN };
}

typedef struct
{
  const AssayValidationCase *c;
  AssayColumnFacts *facts;
  Scratch *scratch;                /* one a worker */
  gboolean with_chance;            /* of the distances, which takes a while */
} Work;

static gboolean
fill_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Work *work = user_data;
  const AssayValidationCase *c = work->c;
  AssayColumnFacts *facts = &work->facts[item];
  const AssayValidationFeature *feature;
  double *owned = NULL, *reference_owned = NULL;
  const double *data, *reference;

  if (item == c->n_features)
    {
      set_undefined (facts, c->score_name != NULL ? c->score_name : "score");
      fill_numbers (facts, c, c->data->score, c->reference != NULL ? c->reference->score : NULL, work->with_chance, &work->scratch[worker]);
    }
  else
    {
      feature = &c->features[item];
      set_undefined (facts, feature->name);
      if (is_words (feature->data))
        fill_words (facts, c, feature->data, feature->reference);
      else if ((data = assay_validation_numbers (feature->data, &owned)) != NULL)
        {
          reference = is_words (feature->reference) ? NULL : assay_validation_numbers (feature->reference, &reference_owned);
          fill_numbers (facts, c, data, reference, work->with_chance, &work->scratch[worker]);
        }
      else
        fill_nothing (facts, c->data->n);
      g_free (owned);
      g_free (reference_owned);
    }
  if (facts->has_drift)
    compare_bins (facts);
  return TRUE;
}

const AssayColumnFacts *
assay_column_facts (const AssayValidationCase *c, guint *n, AssayProgress *progress, GError **error)
{
  AssayColumnFactsStore *store = c->facts;
  gboolean is_fine = TRUE;

  g_mutex_lock (&store->lock);
  if (store->facts == NULL)
    {
      guint n_threads = c->n_threads > 0 ? c->n_threads : assay_parallel_default_threads ();
      g_autofree Scratch *scratch = g_new0 (Scratch, n_threads);
      Work work = { c, NULL, scratch, assay_validation_asks (c, "drift-distance") };

      store->n = c->n_features + (c->data->score != NULL);
      store->facts = work.facts = g_new0 (AssayColumnFacts, store->n + 1);
      is_fine = assay_parallel_for (n_threads, store->n, fill_item, &work, progress, error);
      for (guint i = 0; i < n_threads; i++)
        scratch_clear (&scratch[i]);
      if (!is_fine)
        store_clear (store);
    }
  *n = store->n;
  g_mutex_unlock (&store->lock);
  return is_fine ? store->facts : NULL;
}

/* ---- rows ---- */

/* [n_words]: which words occur. */
static guint8 *
list_used (AssayColumn *column)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint n_words = assay_column_get_n_words (column);
  guint8 *used = g_malloc0 (n_words + 1);

  for (gsize i = 0; i < assay_column_get_n (column); i++)
    used[MIN (codes[i], n_words)] = 1;
  return used;
}

/* Words of the data that occur and are none of the reference's, in the order of the column. */
guint
assay_column_facts_unseen_terms (const AssayColumnFacts *self, const AssayValidationFeature *feature, AssayRowTerm *terms)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint8 *count = NULL, *before = NULL;
  guint n = 0;

  if (!is_words (feature->data) || !is_words (feature->reference))
    return 0;
  count = list_used (feature->data);
  before = list_used (feature->reference);
  for (guint w = 0; w < assay_column_get_n_words (feature->reference); w++)
    if (before[w])
      g_hash_table_add (known, (gpointer) assay_column_get_word (feature->reference, w));
  for (guint w = 0; w < assay_column_get_n_words (feature->data); w++)
    {
      const char *word = assay_column_get_word (feature->data, w);

      if (!count[w] || g_hash_table_contains (known, word))
        continue;
      if (n == ASSAY_MOST_UNSEEN)
        return 0;
      terms[n++] = ASSAY_ROW_WORD ("feature", self->name, word);
    }
  return n;
}

/* That it ends at is kept of the last bin too. */
gboolean
assay_column_facts_holds_one_value (const AssayColumnFacts *self, guint bin)
{
  return self->is_number && bin > 0 && bin <= self->n_edges && isfinite (self->edge[bin]) && self->edge[bin] == nextafter (self->edge[bin - 1], INFINITY);
}

guint
assay_column_facts_bin_terms (const AssayColumnFacts *self, const AssayValidationFeature *feature, guint bin, AssayRowTerm *terms)
{
  const char *of = feature != NULL ? "feature" : "score", *name = feature != NULL ? self->name : NULL;

  if (assay_column_facts_holds_one_value (self, bin))
    terms[0] = ASSAY_ROW_RANGE (of, name, "number", self->edge[bin], NAN);
  else if (self->is_number && bin <= self->n_edges)
    terms[0] = ASSAY_ROW_RANGE (of, name, "above-to", bin > 0 ? self->edge[bin - 1] : NAN, bin < self->n_edges ? self->edge[bin] : NAN);
  else if (self->is_number || (bin >= self->n_words && strcmp (self->labels[bin], "missing") == 0))
    terms[0] = ASSAY_ROW_IS (of, name, "missing");
  else if (bin < self->n_words)
    terms[0] = ASSAY_ROW_WORD (of, name, self->labels[bin]);
  else
    return strcmp (self->labels[bin], "unseen") == 0 ? assay_column_facts_unseen_terms (self, feature, terms) : 0;
  return 1;
}

static guint
find_bin (const AssayColumnFacts *self, const char *label)
{
  for (guint bin = self->n_words; bin < self->n_bins; bin++)
    if (strcmp (self->labels[bin], label) == 0)
      return bin;
  return 0;
}

static void
bin_words (const AssayColumnFacts *self, const AssayValidationFeature *feature, gsize n, guint16 *bin)
{
  g_autoptr(GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal), known = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_words = assay_column_get_n_words (feature->data), missing = find_bin (self, "missing"), rarer = find_bin (self, "rarer words"), unseen = find_bin (self, "unseen");
  const guint32 *codes = assay_column_get_codes (feature->data);
  g_autofree guint16 *of_word = g_new (guint16, n_words + 1);

  for (guint i = 0; i < self->n_words; i++)
    g_hash_table_insert (places, self->labels[i], GUINT_TO_POINTER (i + 1));
  for (guint w = 0; w < assay_column_get_n_words (feature->reference); w++)
    g_hash_table_add (known, (gpointer) assay_column_get_word (feature->reference, w));
  for (guint w = 0; w < n_words; w++)
    {
      const char *word = assay_column_get_word (feature->data, w);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, word));

      of_word[w] = place > 0 ? place - 1 : g_hash_table_contains (known, word) && rarer > 0 ? rarer : unseen;
    }
  of_word[n_words] = missing;
  for (gsize i = 0; i < n; i++)
    bin[i] = of_word[MIN (codes[i], n_words)];
}

void
assay_column_facts_bin_rows (const AssayColumnFacts *self, const AssayValidationCase *c, guint feature, guint16 *bin)
{
  gsize n = c->data->n;
  g_autofree double *owned = NULL;
  const double *x;

  if (!self->is_number)
    {
      bin_words (self, &c->features[feature], n, bin);
      return;
    }
  x = feature == c->n_features ? c->data->score : assay_validation_numbers (c->features[feature].data, &owned);
  for (gsize i = 0; i < n; i++)
    bin[i] = isfinite (x[i]) ? am_mixed_bin (self->edge, self->n_edges, x[i]) : self->n_bins - 1;
}
