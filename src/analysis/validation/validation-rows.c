#include "analysis/validation/validation-rows.h"

#include "base/parallel.h"
#include "math/drift/two-sample.h"

#include <string.h>

#define CHUNK 65536
#define MISSING G_GUINT64_CONSTANT (0x6d697373696e6721)

static inline guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ x >> 31;
}

static guint64
print_text (const char *text, gsize length)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) text[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

/* Whole numbers print alike whether their column holds integers or not; -0 is 0. */
static inline guint64
print_number (double x)
{
  guint64 bits;

  if (x != x)
    return MISSING;
  x += 0.0;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

typedef struct
{
  AssayColumn *const *columns;
  guint n_columns;
  gsize n;
  guint64 *print;
  guint64 **words;                 /* of categories: print of each word */
} Work;

static void
add_column (const Work *work, guint c, gsize first, gsize last)
{
  AssayColumn *column = work->columns[c];
  guint64 *print = work->print;
  /* The place counts too, so that values that change places are another row. */
  guint64 place = mix (c + 1);

#define ADD(value) for (gsize i = first; i < last; i++) print[i] = mix (print[i] + place + (value))
  if (column == NULL)
    {
      ADD (MISSING);
      return;
    }
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
      {
        const double *x = assay_column_get_doubles (column);
        ADD (print_number (x[i]));
        break;
      }
    case ASSAY_TYPE_INT64:
      {
        const gint64 *x = assay_column_get_int64s (column);
        ADD (x[i] == ASSAY_MISSING_INT64 ? MISSING : print_number (x[i]));
        break;
      }
    case ASSAY_TYPE_DATE:
      {
        const gint32 *x = assay_column_get_dates (column);
        ADD (x[i] == ASSAY_MISSING_DATE ? MISSING : (guint64) (gint64) x[i]);
        break;
      }
    case ASSAY_TYPE_DATETIME:
      {
        const gint64 *x = assay_column_get_datetimes (column);
        ADD (x[i] == ASSAY_MISSING_INT64 ? MISSING : (guint64) x[i]);
        break;
      }
    case ASSAY_TYPE_CATEGORY:
      {
        const guint32 *x = assay_column_get_codes (column);
        guint n_words = assay_column_get_n_words (column);
        ADD (x[i] < n_words ? work->words[c][x[i]] : MISSING);
        break;
      }
    case ASSAY_TYPE_TEXT:
    default:
      for (gsize i = first; i < last; i++)
        {
          gsize length = 0;
          const char *text = assay_column_get_text (column, i, &length);

          print[i] = mix (print[i] + place + (text != NULL ? print_text (text, length) : MISSING));
        }
    }
#undef ADD
}

static gboolean
print_chunk (gsize item, guint worker, gpointer user_data, GError **error)
{
  Work *work = user_data;
  gsize first = item * CHUNK, last = MIN (first + CHUNK, work->n);

  memset (work->print + first, 0, (last - first) * sizeof *work->print);
  for (guint c = 0; c < work->n_columns; c++)
    add_column (work, c, first, last);
  return TRUE;
}

gboolean
assay_fingerprint_rows (AssayColumn *const *columns, guint n_columns, gsize n, guint n_threads, guint64 *print, AssayProgress *progress, GError **error)
{
  g_autofree guint64 **words = g_new0 (guint64 *, n_columns + 1);
  Work work = { columns, n_columns, n, print, words };
  gboolean is_fine;

  for (guint c = 0; c < n_columns; c++)
    if (columns[c] != NULL && assay_column_get_type (columns[c]) == ASSAY_TYPE_CATEGORY)
      {
        guint n_words = assay_column_get_n_words (columns[c]);

        words[c] = g_new (guint64, n_words + 1);
        for (guint w = 0; w < n_words; w++)
          words[c][w] = print_text (assay_column_get_word (columns[c], w), strlen (assay_column_get_word (columns[c], w)));
      }
  is_fine = assay_parallel_for (n_threads, (n + CHUNK - 1) / CHUNK, print_chunk, &work, progress, error);
  for (guint c = 0; c < n_columns; c++)
    g_free (words[c]);
  return is_fine;
}

gsize
assay_fingerprints_count_repeats (guint64 *print, gsize n, guint64 *work)
{
  gsize repeats = 0;

  am_radix_sort_keys (print, n, work);
  for (gsize i = 1; i < n; i++)
    repeats += print[i] == print[i - 1];
  return repeats;
}

gsize
assay_fingerprints_count_shared (const guint64 *print, gsize n, const guint64 *other, gsize m)
{
  gsize shared = 0;

  for (gsize i = 0, j = 0; i < n; i++)
    {
      while (j < m && other[j] < print[i])
        j++;
      shared += j < m && other[j] == print[i];
    }
  return shared;
}
