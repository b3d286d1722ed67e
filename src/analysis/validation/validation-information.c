#include "analysis/validation/validation-information.h"

#include "analysis/validation/validation-rank-private.h"
#include "math/discrimination/evidence-weight.h"
#include "math/drift/psi.h"

/* One bin more than there are edges or words, one for missing. */
typedef struct { guint n; double *good, *bad; } Bins;

static void
bins_init (Bins *self, guint n)
{
  *self = (Bins) { n, g_new0 (double, n), g_new0 (double, n) };
}

static void
bins_clear (Bins *self)
{
  g_free (self->good);
  g_free (self->bad);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bins, bins_clear)

static inline void
bins_add (Bins *self, guint bin, const AssayValidationSample *sample, gsize i)
{
  (sample->complete_event[i] ? self->bad : self->good)[bin] += sample->complete_weight != NULL ? sample->complete_weight[i] : 1;
}

static void
count_numbers (Bins *self, const AssayValidationSample *sample, const AssayColumnSample *facts, const double *values)
{
  bins_init (self, facts->n_edges + 2);
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      double value = values[assay_validation_row (sample, i)];

      bins_add (self, isfinite (value) ? am_mixed_bin (facts->edge, facts->n_edges, value) : facts->n_edges + 1, sample, i);
    }
}

typedef struct { guint32 word; gsize count; } Word;

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const Word *x = a, *y = b;

  return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : (x->word > y->word) - (x->word < y->word);
}

static void
count_words (Bins *self, const AssayValidationSample *sample, const AssayColumn *column)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint n_words = assay_column_get_n_words (column), n_own = MIN (n_words, ASSAY_INFORMATION_WORDS);
  g_autofree Word *words = g_new0 (Word, n_words + 1);
  g_autofree guint *place = g_new (guint, n_words + 1);

  for (guint w = 0; w < n_words; w++)
    words[w].word = w;
  for (gsize i = 0; i < sample->n_complete; i++)
    if (codes[assay_validation_row (sample, i)] < n_words)
      words[codes[assay_validation_row (sample, i)]].count++;
  qsort (words, n_words, sizeof *words, compare_words);
  for (guint w = 0; w < n_words; w++)
    place[words[w].word] = MIN (w, n_own);
  place[n_words] = n_own + 1;
  bins_init (self, n_own + 2);
  for (gsize i = 0; i < sample->n_complete; i++)
    bins_add (self, place[MIN (codes[assay_validation_row (sample, i)], n_words)], sample, i);
}

AssayInformation
assay_column_information (const AssayValidationCase *c, const AssayColumnFacts *facts, guint feature)
{
  AssayInformation out = { NAN, NAN, 0, 0 };
  AssayColumn *column = c->features[feature].data;
  g_auto(Bins) bins = { 0 };
  AmInformation found;
  double good = 0, bad = 0;

  if (column == NULL)
    return out;
  if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
    count_words (&bins, c->data, column);
  else
    {
      g_autofree double *owned = NULL;
      const double *values = assay_validation_numbers (column, &owned);

      if (values == NULL)
        return out;
      count_numbers (&bins, c->data, &facts->data, values);
    }
  for (guint bin = 0; bin < bins.n; bin++)
    {
      good += bins.good[bin];
      bad += bins.bad[bin];
      out.n_bins += bins.good[bin] + bins.bad[bin] > 0;
    }
  found = am_weight_of_evidence (bins.good, bins.bad, bins.n, 0.5, NULL);
  out.value = found.value;
  out.n_smoothed = found.n_smoothed;
  /* An information value is a stability index of events against the rest, and grows by chance in the same way: few events make any feature look strong. */
  out.p = am_psi_p (found.value, good, bad, out.n_bins);
  return out;
}
