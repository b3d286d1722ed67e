#include "analysis/validation/validation-slice-private.h"

#include "analysis/wording.h"
#include "math/order-statistics.h"

#include <math.h>
#include <string.h>

static gsize
row_of (const AssayValidationSample *sample, gsize place)
{
  return sample->complete != NULL ? sample->complete[place] : place;
}

/* ---- numbers ---- */

static guint
find_cuts (const double *values, const AssayValidationSample *sample, guint n_bands, double *cuts, double *lowest)
{
  g_autofree double *kept = g_new (double, sample->n_complete + 1);
  double p[MOST_SLICES], q[MOST_SLICES];
  gsize n = 0;
  guint n_cuts = 0;

  *lowest = NAN;
  for (gsize i = 0; i < sample->n_complete; i++)
    if (!isnan (values[row_of (sample, i)]))
      kept[n++] = values[row_of (sample, i)];
  if (n == 0)
    return 0;
  for (guint k = 0; k <= n_bands; k++)
    p[k] = (double) k / n_bands;
  am_quantiles (kept, n, p, n_bands + 1, q);
  *lowest = q[0];
  for (guint k = 1; k < n_bands; k++)
    if (q[k] > q[0] && (n_cuts == 0 || q[k] > cuts[n_cuts - 1]))
      cuts[n_cuts++] = q[k];
  /* where more than a band holds the lowest value, it is a band of its own */
  if (n_cuts == 0 && q[n_bands] > q[0])
    cuts[n_cuts++] = nextafter (q[0], INFINITY);
  return n_cuts;
}

static guint8 *
code_numbers (const double *values, const AssayValidationSample *sample, const double *cuts, guint n_cuts, gboolean *has_missing)
{
  guint8 *codes = g_new (guint8, sample->n_complete + 1);

  for (gsize i = 0; i < sample->n_complete; i++)
    {
      double value = values[row_of (sample, i)];

      codes[i] = isnan (value) ? n_cuts + 1 : assay_validation_bin (cuts, n_cuts, value);
      *has_missing |= isnan (value) != 0;
    }
  return codes;
}

static gboolean
slice_numbers (Slicing *self, AssayColumn *column, const AssayValidationSample *sample, guint n_bands, AssayColumn *other,
               const AssayValidationSample *other_sample, guint8 **other_codes)
{
  g_autofree double *owned = NULL, *owned_other = NULL;
  const double *values = assay_validation_numbers (column, &owned), *others = other != NULL ? assay_validation_numbers (other, &owned_other) : NULL;
  double cuts[MOST_SLICES], lowest;
  gboolean has_missing = FALSE;
  guint n_cuts;

  if (values == NULL)
    return FALSE;
  n_cuts = find_cuts (values, sample, n_bands, cuts, &lowest);
  self->codes = code_numbers (values, sample, cuts, n_cuts, &has_missing);
  if (other_codes != NULL && others != NULL)
    *other_codes = code_numbers (others, other_sample, cuts, n_cuts, &has_missing);
  self->n = n_cuts + 1 + has_missing;
  for (guint i = 0; i <= n_cuts; i++)
    {
      /* a cut just above the lowest value sets that value apart */
      gboolean is_apart = n_cuts == 1 && nextafter (lowest, INFINITY) == cuts[0];
      g_autofree char *from = i > 0 ? assay_word_number (cuts[i - 1]) : NULL, *to = i < n_cuts ? assay_word_number (cuts[i]) : NULL, *low = assay_word_number (lowest);

      self->labels[i] = is_apart ? g_strdup_printf (i == 0 ? "%s" : "> %s", low) : from == NULL && to == NULL ? g_strdup ("any value") : from == NULL ? g_strdup_printf ("< %s", to)
                        : to == NULL ? g_strdup_printf ("≥ %s", from) : g_strdup_printf ("%s to < %s", from, to);
    }
  if (has_missing)
    self->labels[n_cuts + 1] = g_strdup ("missing");
  self->missing_slice = has_missing ? (int) n_cuts + 1 : -1;
  self->n_cuts = n_cuts;
  memcpy (self->cuts, cuts, n_cuts * sizeof *cuts);
  return self->n > 1;
}

/* ---- words ---- */

typedef struct { guint32 word; gsize count; } Word;

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const Word *x = a, *y = b;

  return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : (x->word > y->word) - (x->word < y->word);
}

static guint8 *
code_words (const AssayColumn *column, const AssayValidationSample *sample, const guint8 *map, guint8 missing)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint8 *out = g_new (guint8, sample->n_complete + 1);

  for (gsize i = 0; i < sample->n_complete; i++)
    {
      guint32 code = codes[row_of (sample, i)];

      out[i] = code == ASSAY_MISSING_CODE ? missing : map[code];
    }
  return out;
}

static guint8 *
map_other (const AssayColumn *column, const AssayColumn *other, const guint8 *map)
{
  guint32 n = assay_column_get_n_words (other), m = assay_column_get_n_words (column);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  guint8 *mapped = g_new (guint8, n + 1);

  for (guint32 i = 0; i < m; i++)
    g_hash_table_insert (known, (gpointer) assay_column_get_word (column, i), GUINT_TO_POINTER (map[i] + 1));
  for (guint32 i = 0; i < n; i++)
    {
      guint found = GPOINTER_TO_UINT (g_hash_table_lookup (known, assay_column_get_word (other, i)));

      mapped[i] = found > 0 ? found - 1 : SLICE_NONE;
    }
  return mapped;
}

static gboolean
slice_words (Slicing *self, AssayColumn *column, const AssayValidationSample *sample, AssayColumn *other, const AssayValidationSample *other_sample, guint8 **other_codes)
{
  guint32 n_words = assay_column_get_n_words (column);
  const guint32 *codes = assay_column_get_codes (column);
  g_autofree Word *words = g_new0 (Word, n_words + 1);
  g_autofree guint8 *map = g_malloc (n_words + 1);
  gboolean has_missing = FALSE;

  for (guint32 i = 0; i < n_words; i++)
    words[i].word = i;
  for (gsize i = 0; i < sample->n_complete; i++)
    if (codes[row_of (sample, i)] == ASSAY_MISSING_CODE)
      has_missing = TRUE;
    else
      words[codes[row_of (sample, i)]].count++;
  qsort (words, n_words, sizeof *words, compare_counts);
  memset (map, SLICE_NONE, n_words + 1);
  for (guint32 i = 0; i < MIN (n_words, MOST_SLICES - 1) && words[i].count > 0; i++)
    {
      map[words[i].word] = self->n;
      self->labels[self->n++] = g_strdup (assay_column_get_word (column, words[i].word));
    }
  self->codes = code_words (column, sample, map, has_missing ? self->n : SLICE_NONE);
  if (other_codes != NULL && other != NULL && assay_column_get_type (other) == ASSAY_TYPE_CATEGORY)
    {
      g_autofree guint8 *mapped = map_other (column, other, map);

      *other_codes = code_words (other, other_sample, mapped, has_missing ? self->n : SLICE_NONE);
    }
  self->is_words = TRUE;
  self->missing_slice = has_missing ? (int) self->n : -1;
  if (has_missing)
    self->labels[self->n++] = g_strdup ("missing");
  return self->n > 1;
}

gboolean
slicing_init (Slicing *self, const char *name, gboolean is_number, AssayColumn *column, const AssayValidationSample *sample, guint n_bands,
              AssayColumn *other, const AssayValidationSample *other_sample, guint8 **other_codes)
{
  *self = (Slicing) { .feature = name };
  if (column == NULL)
    return FALSE;
  if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
    return slice_words (self, column, sample, other, other_sample, other_codes);
  return slice_numbers (self, column, sample, n_bands, other, other_sample, other_codes);
}

AssayRowTerm
slicing_term (const Slicing *self, guint slice)
{
  if ((int) slice == self->missing_slice)
    return ASSAY_ROW_IS ("feature", self->feature, "empty");
  if (self->is_words)
    return ASSAY_ROW_WORD ("feature", self->feature, self->labels[slice]);
  return ASSAY_ROW_RANGE ("feature", self->feature, "from-below", slice > 0 ? self->cuts[slice - 1] : NAN, slice < self->n_cuts ? self->cuts[slice] : NAN);
}

void
slicing_clear (Slicing *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->labels[i]);
  g_free (self->codes);
  *self = (Slicing) { 0 };
}
