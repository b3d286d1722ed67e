/* Series numbers by rank, one key at a time; then a counting sort by series, and a sort by time only
 * where a series is not in order. Files that come sorted, as most do, cost one pass. */
#include "data/panel-order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"

/* A value of any type as an integer of the same order; missing comes last. */
static guint64
order_double (double value)
{
  gint64 bits;

  if (isnan (value))
    return G_MAXUINT64;
  value += 0.0;                 /* one zero */
  memcpy (&bits, &value, sizeof bits);
  return bits < 0 ? ~(guint64) bits : (guint64) bits | G_GUINT64_CONSTANT (1) << 63;
}

static guint64
order_int64 (gint64 value)
{
  return value == ASSAY_MISSING_INT64 ? G_MAXUINT64 : (guint64) value ^ G_GUINT64_CONSTANT (1) << 63;
}

typedef struct
{
  const char *text;
  gsize len;
  guint32 index;
} Word;

static int
compare_words (const void *a, const void *b)
{
  const Word *x = a, *y = b;
  int order = x->len == 0 || y->len == 0 ? 0 : memcmp (x->text, y->text, MIN (x->len, y->len));

  return order != 0 ? order : x->len < y->len ? -1 : x->len > y->len;
}

/* Categories by code point; the ranks of the words, and missing last. */
static void
order_codes (const AssayColumn *column, guint64 *out, gsize n)
{
  guint32 n_words = assay_column_get_n_words (column);
  const guint32 *codes = assay_column_get_codes (column);
  g_autofree Word *words = g_new (Word, n_words + 1);
  g_autofree guint32 *rank = g_new (guint32, n_words + 1);

  for (guint32 i = 0; i < n_words; i++)
    {
      const char *text = assay_column_get_word (column, i);
      words[i] = (Word) { text, strlen (text), i };
    }
  qsort (words, n_words, sizeof *words, compare_words);
  for (guint32 i = 0; i < n_words; i++)
    rank[words[i].index] = i > 0 && compare_words (&words[i], &words[i - 1]) == 0 ? rank[words[i - 1].index] : i;
  for (gsize i = 0; i < n; i++)
    out[i] = codes[i] == ASSAY_MISSING_CODE ? G_MAXUINT64 : rank[codes[i]];
}

static guint
hash_word (gconstpointer key)
{
  const Word *word = key;
  guint hash = 5381;

  for (gsize i = 0; i < word->len; i++)
    hash = hash * 33 + (guchar) word->text[i];
  return hash;
}

static gboolean
equal_words (gconstpointer a, gconstpointer b)
{
  return compare_words (a, b) == 0;
}

static void
order_text (const AssayColumn *column, guint64 *out, gsize n)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (hash_word, equal_words);
  g_autofree Word *rows = g_new (Word, n + 1);
  g_autofree Word *words = g_new (Word, n + 1);
  g_autofree guint32 *rank = g_new (guint32, n + 1);
  guint32 n_words = 0;

  for (gsize i = 0; i < n; i++)
    {
      gpointer found;

      rows[i].text = assay_column_get_text (column, i, &rows[i].len);
      out[i] = G_MAXUINT64;
      if (rows[i].text == NULL)
        continue;
      found = g_hash_table_lookup (seen, &rows[i]);
      if (found == NULL)
        {
          words[n_words] = (Word) { rows[i].text, rows[i].len, n_words };
          found = GUINT_TO_POINTER (++n_words);
          g_hash_table_insert (seen, &rows[i], found);
        }
      out[i] = GPOINTER_TO_UINT (found) - 1;
    }
  qsort (words, n_words, sizeof *words, compare_words);
  for (guint32 i = 0; i < n_words; i++)
    rank[words[i].index] = i;
  for (gsize i = 0; i < n; i++)
    if (out[i] != G_MAXUINT64)
      out[i] = rank[out[i]];
}

static void
order_values (const AssayColumn *column, guint64 *out, gsize n)
{
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
      for (gsize i = 0; i < n; i++)
        out[i] = order_double (assay_column_get_doubles (column)[i]);
      break;
    case ASSAY_TYPE_INT64:
      for (gsize i = 0; i < n; i++)
        out[i] = order_int64 (assay_column_get_int64s (column)[i]);
      break;
    case ASSAY_TYPE_DATETIME:
      for (gsize i = 0; i < n; i++)
        out[i] = order_int64 (assay_column_get_datetimes (column)[i]);
      break;
    case ASSAY_TYPE_DATE:
      for (gsize i = 0; i < n; i++)
        {
          gint32 days = assay_column_get_dates (column)[i];
          out[i] = days == ASSAY_MISSING_DATE ? G_MAXUINT64 : order_int64 (days);
        }
      break;
    case ASSAY_TYPE_CATEGORY:
      order_codes (column, out, n);
      break;
    case ASSAY_TYPE_TEXT:
      order_text (column, out, n);
      break;
    }
}

static int
compare_u64 (const void *a, const void *b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

/* Values lie close together: mark those that occur, number them in order. */
static guint32
rank_by_counting (const guint64 *values, gsize n, guint64 low, guint64 span, gboolean has_missing, guint32 *ranks)
{
  g_autofree guint32 *number = g_new0 (guint32, span + 1);
  guint32 n_ranks = 0;

  for (gsize i = 0; i < n; i++)
    if (values[i] != G_MAXUINT64)
      number[values[i] - low] = 1;
  for (guint64 i = 0; i <= span; i++)
    if (number[i] != 0)
      number[i] = n_ranks++;
  for (gsize i = 0; i < n; i++)
    ranks[i] = values[i] == G_MAXUINT64 ? n_ranks : number[values[i] - low];
  return n_ranks + (has_missing ? 1 : 0);
}

static guint32
rank_by_sorting (const guint64 *values, gsize n, guint32 *ranks)
{
  g_autofree guint64 *sorted = g_new (guint64, n + 1);
  gsize n_ranks = 0;

  memcpy (sorted, values, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare_u64);
  for (gsize i = 0; i < n; i++)
    if (n_ranks == 0 || sorted[n_ranks - 1] != sorted[i])
      sorted[n_ranks++] = sorted[i];
  for (gsize i = 0; i < n; i++)
    {
      const guint64 *found = bsearch (&values[i], sorted, n_ranks, sizeof *sorted, compare_u64);
      ranks[i] = (guint32) (found - sorted);
    }
  return (guint32) n_ranks;
}

static guint32
rank_values (const guint64 *values, gsize n, guint32 *ranks)
{
  guint64 low = G_MAXUINT64, high = 0;
  gboolean has_missing = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      if (values[i] == G_MAXUINT64)
        {
          has_missing = TRUE;
          continue;
        }
      low = MIN (low, values[i]);
      high = MAX (high, values[i]);
    }
  if (low > high)
    {
      memset (ranks, 0, n * sizeof *ranks);
      return n > 0;
    }
  if (high - low < MAX (1 << 20, 2 * n))
    return rank_by_counting (values, n, low, high - low, has_missing, ranks);
  return rank_by_sorting (values, n, ranks);
}

guint32
assay_order_find_series (AssayColumn *const *keys, guint n_keys, gsize n, guint32 *series)
{
  g_autofree guint64 *values = NULL;
  g_autofree guint32 *ranks = NULL;
  guint32 n_series = n > 0;

  memset (series, 0, n * sizeof *series);
  if (n_keys == 0)
    return n_series;
  values = g_new (guint64, n + 1);
  ranks = g_new (guint32, n + 1);
  for (guint k = 0; k < n_keys; k++)
    {
      guint32 n_ranks;

      order_values (keys[k], values, n);
      n_ranks = rank_values (values, n, ranks);
      /* Both counts are at most n, so the product fits 64 bits. */
      for (gsize i = 0; i < n; i++)
        values[i] = (guint64) series[i] * n_ranks + ranks[i];
      n_series = rank_values (values, n, series);
    }
  return n_series;
}

typedef struct
{
  const gint64 *times;
  const gsize *first;
  gsize *rows;
  guint32 n_series;
} SortJob;

#define SERIES_A_CHUNK 256

typedef struct
{
  gint64 time;
  gsize row;
} TimeRow;

static int
compare_time_rows (const void *a, const void *b)
{
  const TimeRow *x = a, *y = b;

  return x->time != y->time ? (x->time < y->time ? -1 : 1) : x->row < y->row ? -1 : x->row > y->row;
}

static void
sort_series (const SortJob *job, gsize first, gsize last)
{
  g_autofree TimeRow *pairs = NULL;
  gsize n = last - first;
  gboolean sorted = TRUE;

  for (gsize i = first + 1; i < last && sorted; i++)
    sorted = job->times[job->rows[i - 1]] <= job->times[job->rows[i]];
  if (sorted)
    return;
  pairs = g_new (TimeRow, n);
  for (gsize i = 0; i < n; i++)
    pairs[i] = (TimeRow) { job->times[job->rows[first + i]], job->rows[first + i] };
  qsort (pairs, n, sizeof *pairs, compare_time_rows);
  for (gsize i = 0; i < n; i++)
    job->rows[first + i] = pairs[i].row;
}

static gboolean
sort_chunk (gsize item, guint worker, gpointer user_data, GError **error)
{
  const SortJob *job = user_data;
  gsize last = MIN ((item + 1) * SERIES_A_CHUNK, job->n_series);

  for (gsize s = item * SERIES_A_CHUNK; s < last; s++)
    sort_series (job, job->first[s], job->first[s + 1]);
  return TRUE;
}

static gboolean
is_sorted (const guint32 *series, const gint64 *times, gsize n)
{
  for (gsize i = 1; i < n; i++)
    if (series[i] < series[i - 1] || (series[i] == series[i - 1] && times[i] < times[i - 1]))
      return FALSE;
  return TRUE;
}

gsize *
assay_order_sort (const guint32 *series, guint32 n_series, const gint64 *times, const guint8 *keep, gsize n, gsize *first, guint n_threads)
{
  g_autofree gsize *next = NULL;
  gsize *rows;

  memset (first, 0, ((gsize) n_series + 1) * sizeof *first);
  for (gsize i = 0; i < n; i++)
    if (keep == NULL || keep[i])
      first[series[i] + 1]++;
  for (guint32 s = 0; s < n_series; s++)
    first[s + 1] += first[s];
  if (keep == NULL && is_sorted (series, times, n))
    return NULL;

  next = g_memdup2 (first, ((gsize) n_series + 1) * sizeof *first);
  rows = g_new (gsize, n + 1);
  for (gsize i = 0; i < n; i++)
    if (keep == NULL || keep[i])
      rows[next[series[i]]++] = i;
  SortJob job = { times, first, rows, n_series };
  assay_parallel_for (n_threads, (n_series + SERIES_A_CHUNK - 1) / SERIES_A_CHUNK, sort_chunk, &job, NULL, NULL);
  return rows;
}
