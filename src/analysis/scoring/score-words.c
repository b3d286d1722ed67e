#include "analysis/scoring/score-words.h"

#include <string.h>

#include "base/large-memory.h"

struct _ScoreWords
{
  gsize n_rows;
  guint32 *codes;
  GMutex lock;                     /* guards what follows while threads fill */
  GHashTable *known;               /* text, lent by words -> code */
  GPtrArray *words;
};

struct _ScoreWordCache
{
  GHashTable *known;               /* the same, of what this thread has met; texts lent by ScoreWords */
  const char *last;
  guint32 last_code;
};

ScoreWords *
score_words_new (gsize n_rows)
{
  ScoreWords *self = g_new0 (ScoreWords, 1);

  self->n_rows = n_rows;
  self->codes = assay_large_new (guint32, n_rows + 1);
  g_mutex_init (&self->lock);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->words = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
score_words_free (ScoreWords *self)
{
  g_free (self->codes);
  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->words);
  g_free (self);
}

ScoreWordCache *
score_word_cache_new (void)
{
  ScoreWordCache *self = g_new0 (ScoreWordCache, 1);

  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
score_word_cache_free (ScoreWordCache *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}

static guint32
find_word (ScoreWords *self, const char *text, const char **kept)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gpointer code;

  if (!g_hash_table_lookup_extended (self->known, text, NULL, &code))
    {
      code = GUINT_TO_POINTER (self->words->len);
      g_ptr_array_add (self->words, g_strdup (text));
      g_hash_table_insert (self->known, self->words->pdata[self->words->len - 1], code);
    }
  *kept = self->words->pdata[GPOINTER_TO_UINT (code)];
  return GPOINTER_TO_UINT (code);
}

void
score_words_set (ScoreWords *self, ScoreWordCache *cache, gsize row, const char *text)
{
  gpointer code;

  if (text == NULL)
    {
      self->codes[row] = ASSAY_MISSING_CODE;
      return;
    }
  if (cache->last == NULL || strcmp (cache->last, text) != 0)
    {
      gpointer kept;

      if (g_hash_table_lookup_extended (cache->known, text, &kept, &code))
        {
          cache->last = kept;
          cache->last_code = GPOINTER_TO_UINT (code);
        }
      else
        {
          cache->last_code = find_word (self, text, &cache->last);
          g_hash_table_insert (cache->known, (gpointer) cache->last, GUINT_TO_POINTER (cache->last_code));
        }
    }
  self->codes[row] = cache->last_code;
}

void
score_words_settle (ScoreWords *self)
{
  guint32 n = self->words->len, next = 0;
  g_autofree guint32 *order = g_new (guint32, n + 1);
  g_autofree gpointer *words = g_new (gpointer, n + 1);

  memset (order, 0xff, (n + 1) * sizeof *order);
  for (gsize row = 0; row < self->n_rows; row++)
    {
      guint32 code = self->codes[row];

      if (code == ASSAY_MISSING_CODE)
        continue;
      if (order[code] == ASSAY_MISSING_CODE)
        {
          words[next] = self->words->pdata[code];
          order[code] = next++;
        }
      self->codes[row] = order[code];
    }
  if (n > 0)
    memcpy (self->words->pdata, words, n * sizeof *words);
}

guint32
score_words_get_n (const ScoreWords *self)
{
  return self->words->len;
}

const char *
score_words_get (const ScoreWords *self, guint32 code)
{
  return self->words->pdata[code];
}

const guint32 *
score_words_get_codes (const ScoreWords *self)
{
  return self->codes;
}

AssayColumn *
score_words_make_column (ScoreWords *self, const char *name)
{
  guint32 n = self->words->len;
  char **dictionary = g_new (char *, n + 1);

  for (guint32 i = 0; i < n; i++)
    dictionary[i] = g_strdup (self->words->pdata[i]);
  dictionary[n] = NULL;
  return assay_column_take_codes (name, g_steal_pointer (&self->codes), self->n_rows, dictionary, n);
}
