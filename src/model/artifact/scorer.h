/* An artifact bound to the columns of a frame: scores its rows block by block.
 *
 * A scorer is frozen and may be used by any number of threads, each with its own block. */
#pragma once
#include "data/frame.h"
#include "model/artifact/artifact.h"

G_BEGIN_DECLS

#define ASSAY_SCORE_ROWS 1024      /* most rows of a block */

typedef struct _AssayScorer AssayScorer;

/* What one thread gets back; texts are lent by the artifact or by strings. */
typedef struct
{
  gsize n;
  guint n_outputs;
  double **numbers;                /* [n_outputs], each [n]; NaN: missing; NULL for a text output */
  const char ***texts;             /* [n_outputs], each [n]; NULL: missing; NULL for a number output */
  const char **problems;           /* [n]: why the row has no result; NULL: it has one */
  GStringChunk *strings;           /* emptied before each block */
  gpointer scratch;                /* of the artifact's class */
  const AssayScorer *scorer;
} AssayScoreBlock;

/* A model that does not name its fields takes the columns in their order, if there are exactly as many and none has a made-up name.
 * columns[n_fields]: name of the column for each field; an entry NULL, or columns NULL: the field's own name. A field whose column is
 * not there is ASSAY_DATA_ERROR_NO_COLUMN naming field and nearest columns, unless the field is optional or allow_absent. */
AssayScorer *assay_scorer_new (AssayArtifact *artifact, const AssayFrame *frame, const char *const *columns, gboolean allow_absent, GError **error);
void assay_scorer_free (AssayScorer *self);
/* The same matching without scoring, to show and to mend it: the column of each field, NULL where there is none. (transfer container) */
AssayColumn **assay_scorer_match (const AssayArtifact *artifact, const AssayFrame *frame, const char *const *columns);
/* The column whose name is most like the field's; NULL: none is. */
const char *assay_scorer_find_nearest (const AssayFrame *frame, const AssayField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayScorer, assay_scorer_free)
AssayArtifact *assay_scorer_get_artifact (const AssayScorer *self);
gsize assay_scorer_get_n_rows (const AssayScorer *self);
const char *assay_scorer_get_column (const AssayScorer *self, guint field);    /* bound to; NULL: absent */

typedef enum
{
  ASSAY_INPUT_FINE,
  ASSAY_INPUT_MISSING,
  ASSAY_INPUT_NOT_A_NUMBER,        /* text where a number or a date is needed: scored as missing */
  ASSAY_INPUT_BELOW,               /* the field's range */
  ASSAY_INPUT_ABOVE,
  ASSAY_INPUT_UNSEEN,              /* a category that the model does not have */
  ASSAY_N_INPUT_STATES
} AssayInputState;

/* What the cells of rows [first, first + n) are to a field, as AssayInputState. Scores are what they are, whatever this says. */
void assay_scorer_check (const AssayScorer *self, guint field, gsize first, gsize n, guint8 *states);

/* Cells of rows [first, first + n) as a field that is a number or a date reads them; NaN: missing, or no such thing. */
void assay_scorer_read (const AssayScorer *self, guint field, gsize first, gsize n, double *values);
/* The column of a field that is a category, whatever type it has, as the words that the field reads in it. (transfer full) */
AssayColumn *assay_scorer_take_words (const AssayScorer *self, guint field);

/* A column of words or text as an input that is a number reads it: a column of doubles, what is no number missing and counted.
 * NULL: the column is of another type. (transfer full) */
AssayColumn *assay_scorer_read_words (const AssayColumn *column, gsize *n_text);

AssayScoreBlock *assay_score_block_new (const AssayScorer *scorer);
void assay_score_block_free (AssayScoreBlock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayScoreBlock, assay_score_block_free)

/* n at most ASSAY_SCORE_ROWS. */
void assay_scorer_score (const AssayScorer *self, gsize first, gsize n, AssayScoreBlock *block);
/* contributions[n * (n_fields + 1)], row by row, base last. FALSE: this artifact cannot. */
gboolean assay_scorer_explain (const AssayScorer *self, gsize first, gsize n, AssayScoreBlock *block, double *contributions);

/* One number output for all rows on several threads; values[n_rows], NaN where a row has no result. */
gboolean assay_scorer_score_all (const AssayScorer *self, guint output, guint n_threads, double *values, AssayProgress *progress, GError **error);

/* What a model of trees says of the rows of a frame of which one input moves, so that they are scored again in a fraction of the time: see model/trees/tree-memo.h.
 * A memo is for frames of the same rows; scores with it are those without it, bit by bit. One use at a time. */
typedef struct _AssayScoreMemo AssayScoreMemo;

AssayScoreMemo *assay_score_memo_new (gsize most_bytes);
void assay_score_memo_free (AssayScoreMemo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayScoreMemo, assay_score_memo_free)
/* before, after: scorers of one artifact on frames that differ in one column. FALSE without an error: this model, or this column, has no memo. */
gboolean assay_score_memo_fill (AssayScoreMemo *self, const AssayScorer *before, const AssayScorer *after, guint n_threads, AssayProgress *progress, GError **error);
gboolean assay_score_memo_is_ready (const AssayScoreMemo *self);
/* As assay_scorer_score_all(). */
gboolean assay_score_memo_score_all (AssayScoreMemo *self, const AssayScorer *scorer, guint output, guint n_threads, double *values, AssayProgress *progress, GError **error);

G_END_DECLS
