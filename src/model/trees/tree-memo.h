/* What the trees of a forest say of rows of which one feature moves: asked again, each tree is looked up and not walked.
 *
 *   assay_forest_scratch_set_memo (scratch, memo);
 *   assay_forest_memo_begin (memo, ASSAY_MEMO_NOTE);     the rows as they are, block by block
 *   assay_forest_memo_begin (memo, ASSAY_MEMO_BUILD);    the same rows with that feature moved, anywhere: it is found by looking
 *   assay_forest_memo_begin (memo, ASSAY_MEMO_USE);      as often as one likes: the same bits as without a memo, wherever the feature is
 *
 * Rows come in the same blocks each time. Values that are others than those noted, a forest that cannot be looked up, too little memory: then trees are walked, so
 * what comes out never depends on a memo. One thread at a time. */
#pragma once
#include "model/trees/tree-forest.h"

G_BEGIN_DECLS

typedef struct _AssayForestMemo AssayForestMemo;

typedef enum
{
  ASSAY_MEMO_NOTE,                 /* sums are left as they are in these two */
  ASSAY_MEMO_BUILD,
  ASSAY_MEMO_USE,
} AssayMemoStep;

AssayForestMemo *assay_forest_memo_new (gsize most_bytes);
void assay_forest_memo_free (AssayForestMemo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayForestMemo, assay_forest_memo_free)
void assay_forest_memo_begin (AssayForestMemo *self, AssayMemoStep step);
/* All blocks that were noted have been built, for one feature. */
gboolean assay_forest_memo_is_ready (const AssayForestMemo *self);

/* NULL: none. Lent; not asked by assay_forest_add() of some of the trees only. */
void assay_forest_scratch_set_memo (AssayForestScratch *self, AssayForestMemo *memo);

G_END_DECLS
