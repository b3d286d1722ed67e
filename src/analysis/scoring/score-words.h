/* A column of texts that several threads fill at once: each distinct text is kept once. */
#pragma once
#include "data/column.h"

G_BEGIN_DECLS

typedef struct _ScoreWords ScoreWords;
typedef struct _ScoreWordCache ScoreWordCache;      /* of one thread */

ScoreWords *score_words_new (gsize n_rows);
void score_words_free (ScoreWords *self);

ScoreWordCache *score_word_cache_new (void);
void score_word_cache_free (ScoreWordCache *self);

/* Any thread, each row once. text NULL: missing. */
void score_words_set (ScoreWords *self, ScoreWordCache *cache, gsize row, const char *text);

/* When all rows are set: codes in order of first appearance, whichever thread came first. */
void score_words_settle (ScoreWords *self);
guint32 score_words_get_n (const ScoreWords *self);
const char *score_words_get (const ScoreWords *self, guint32 code);
const guint32 *score_words_get_codes (const ScoreWords *self);
/* Once: a column that takes the codes. */
AssayColumn *score_words_make_column (ScoreWords *self, const char *name);

G_END_DECLS
