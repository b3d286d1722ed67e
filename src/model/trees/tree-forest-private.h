/* What the files of this folder share: the trees as they were added, and the same trees laid out for the walk. */
#pragma once
#include "model/trees/tree-memo.h"

G_BEGIN_DECLS

#define ASSAY_TREE_LEAF 7          /* a kind beside AssaySplitKind */

typedef struct
{
  double number;                   /* threshold; IN_SET: index of the set; leaf: value, or where its values begin in vectors */
  double cover;
  gint32 left, right, missing;     /* within the tree; leaf: -1 */
  guint32 feature : 24, kind : 8;
} AssayTreeNode;

/* Codes as bits, or sorted where they lie far apart. */
typedef struct { gsize first; guint32 n, limit; gboolean is_sorted; } AssayTreeSet;

typedef enum { ASSAY_TREE_PERFECT, ASSAY_TREE_DEEP, ASSAY_TREE_SLOW } AssayTreeForm;

typedef struct
{
  gsize first_node;                /* of the source nodes */
  guint32 n_nodes, depth;
  guint output;
  AssayTreeForm form;
  gsize first_step;                /* PERFECT, DEEP: in the steps of that form */
  gsize first_value;               /* of the leaf values: PERFECT 2^depth, DEEP one a node; times n_outputs for ALL_OUTPUTS */
  gsize first_row;                 /* DEEP with ALL_OUTPUTS: in leaf_rows, one a node */
  gboolean is_muxed;               /* … and by tree-mux.c, where there are rows enough */
  gsize first_mux_step, first_mux_value;
} AssayTree;

/* One step: left if row[slot] < threshold. Perfect trees need no child: it follows from the place. */
typedef struct { float threshold; guint32 slot; } AssayFloatStep;
typedef struct { float threshold; guint32 slot, left; } AssayFloatDeepStep;
typedef struct { double threshold; guint32 slot, left; } AssayDoubleStep;

/* One comparison of tree-mux.c: left if ranks[offset] < code. */
typedef struct { gint16 code; guint32 offset; } AssayMuxStep;

#define MUX_ROWS 64                /* of a block */
#define MUX_DEPTH 6
#define MUX_LEAST_ROWS 24          /* fewer, and of fewer trees, are walked */
#define MUX_LEAST_TREES 24
#define MUX_MOST_CUTS 32000        /* of a feature: ranks and their differences have 16 bits */

struct _AssayForest
{
  gatomicrefcount references;
  AssayForestPrecision precision;
  guint n_features, n_outputs, n_trees, depth;
  gboolean has_covers;
  guint64 path_steps;              /* from the roots to all leaves */
  AssayTree *trees;
  AssayTreeNode *nodes;
  gsize n_nodes;
  double *vectors;
  gsize n_vectors;
  AssayTreeSet *sets;
  guint n_sets;
  guint32 *codes;
  gsize n_codes;

  guint n_slots;                   /* features in use, at least 1 */
  guint *feature_of_slot;
  guint32 *slot_of_feature;        /* G_MAXUINT32: no tree uses it */

  gpointer perfect_steps, deep_steps;      /* by precision: AssayFloatStep and AssayFloatDeepStep, or AssayDoubleStep */
  gsize n_perfect_steps, n_deep_steps;
  gpointer values;                 /* float for FLOAT, else double */
  gsize n_values;
  guint32 *leaf_rows;
  gsize n_leaf_rows;

  gboolean has_mux, has_walk;      /* trees of either kind */
  AssayMuxStep *mux_steps;
  gpointer mux_values;             /* 2^depth a tree, of the type of the sums */
  gsize n_mux_values;
  gpointer cuts;                   /* of the type of the inputs: thresholds by slot, rising, each once */
  gsize *first_cut;                /* [n_slots + 1] */

  guint block_rows;                /* rows that are walked together */
  gsize stride;                    /* values from row to row of a block */
};

/* A block of rows: each twice, the first n_slots values with missing as +infinity (goes right), then as -infinity (goes left). */
struct _AssayForestScratch
{
  gpointer rows;                   /* block_rows * stride, float or double */
  gpointer sums;                   /* FLOAT: block_rows * n_outputs floats */
  gint16 *ranks;                   /* has_mux: of each slot MUX_ROWS with missing to the right, then of each slot with missing to the left */
  gpointer memory;
  AssayForestMemo *memo;           /* NULL: none */
};

static inline gsize
assay_forest_input_size (const AssayForest *self)
{
  return self->precision == ASSAY_FOREST_DOUBLE ? sizeof (double) : sizeof (float);
}

static inline gsize
assay_forest_sum_size (const AssayForest *self)
{
  return self->precision == ASSAY_FOREST_FLOAT ? sizeof (float) : sizeof (double);
}

static inline gboolean
assay_tree_set_has (const AssayForest *forest, gsize index, double value)
{
  const AssayTreeSet *set = &forest->sets[index];
  const guint32 *codes = forest->codes + set->first;
  guint32 code, from = 0, to = set->n;

  if (set->limit > 0 && !(value >= 0 && value < set->limit))
    return TRUE;
  if (!(value >= 0 && value < 1 << 24))
    return FALSE;
  code = value;
  if (!set->is_sorted)
    return code / 32 < set->n && (codes[code / 32] >> code % 32 & 1) != 0;
  while (from < to)
    {
      guint32 middle = from + (to - from) / 2;

      if (codes[middle] == code)
        return TRUE;
      if (codes[middle] < code)
        from = middle + 1;
      else
        to = middle;
    }
  return FALSE;
}

/* The child of a source node for a value; missing is NaN. */
static inline gint32
assay_tree_node_next (const AssayForest *forest, const AssayTreeNode *node, double value)
{
  gboolean left = FALSE;

  if (value != value)
    return node->missing;
  switch (node->kind)
    {
    case ASSAY_SPLIT_LESS:
      left = value < node->number;
      break;
    case ASSAY_SPLIT_LESS_EQUAL:
      left = value <= node->number;
      break;
    case ASSAY_SPLIT_EQUAL:
      left = value == node->number;
      break;
    case ASSAY_SPLIT_IN_SET:
      left = assay_tree_set_has (forest, node->number, value);
      break;
    }
  return left ? node->left : node->right;
}

/* Chooses the trees for it and lays them out; before block_rows are chosen. */
void assay_forest_mux_compile (AssayForest *self);
void assay_forest_mux_rank (const AssayForest *self, guint slot, const double *values, guint n_rows, gint16 *ranks);
/* As assay_forest_walk() for trees that are all muxed. */
extern int assay_forest_mux_machine;         /* for tests: at most 0 any machine, 1 AVX2, 2 AVX-512, and whether it is worth it or not; else -1 */
gboolean assay_forest_mux_is_worth_it (void);
void assay_forest_mux (const AssayForest *self, guint first_tree, guint n_trees, const AssayForestScratch *scratch, guint n_rows, gpointer sums);

/* Thresholds as steps have them: left if the value, rounded to the inputs, is less. */
float assay_forest_float_threshold (const AssayTreeNode *node);
double assay_forest_double_threshold (const AssayTreeNode *node);

/* Lays out the trees of a forest whose source parts are set. */
void assay_forest_compile (AssayForest *self);

/* Puts rows [first, first + n) of the columns into the scratch; is_muxed: for tree-mux.c. */
void assay_forest_fill_rows (const AssayForest *self, AssayForestScratch *scratch, const double *const *columns, gsize first, guint n, gboolean is_muxed);
/* Where each of the rows in the scratch ends, among the values of the tree, of which there are at most 256; not of a SLOW tree. */
void assay_forest_find_places (const AssayForest *self, const AssayTree *tree, const AssayForestScratch *scratch, guint n_rows, guint8 *places);
/* What assay_forest_add() of the first n_trees is with a memo. FALSE: it has not been done. */
gboolean assay_forest_memo_run (AssayForestMemo *self, const AssayForest *forest, guint n_trees, const double *const *columns, gsize n, AssayForestScratch *scratch, double *sums);

/* Adds trees to the sums of the rows in the scratch. */
void assay_forest_walk (const AssayForest *self, guint first_tree, guint n_trees, const AssayForestScratch *scratch, guint n_rows, gpointer sums);

G_END_DECLS
