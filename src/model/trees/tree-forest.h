/* A forest of decision trees from any source (XGBoost, LightGBM, PMML, ONNX, assay-model), checked once and then scored fast.
 *
 *   g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (n_features, n_outputs, ASSAY_FOREST_FLOAT);
 *
 *   assay_forest_builder_begin_tree (builder, output);
 *   assay_forest_builder_add_split (builder, 3, ASSAY_SPLIT_LESS, 0.25, 1, 2, 2, cover);        node 0, the root
 *   assay_forest_builder_add_leaf (builder, -0.1, cover);                                       node 1
 *   assay_forest_builder_add_leaf (builder, 0.2, cover);                                        node 2
 *   if (!assay_forest_builder_end_tree (builder, error)) …
 *   forest = assay_forest_builder_finish (builder, error);
 *
 * A forest is frozen and shared by threads, each with a scratch of its own. A row's sums are made in the order of the trees,
 * so they do not depend on blocks or threads. A value is missing when it is NaN; infinite values count as the largest finite one. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _AssayForest AssayForest;
typedef struct _AssayForestBuilder AssayForestBuilder;
typedef struct _AssayForestScratch AssayForestScratch;

/* What values are rounded to before they are compared, and in what sums are made. */
typedef enum
{
  ASSAY_FOREST_FLOAT,              /* both single: XGBoost */
  ASSAY_FOREST_FLOAT_INPUT,        /* single values, double sums: scikit-learn, ONNX */
  ASSAY_FOREST_DOUBLE,             /* both double: LightGBM, PMML */
} AssayForestPrecision;

/* When a value goes left. Greater is the same with the children exchanged. The first two are fast, and so is IN_SET at some distance. */
typedef enum
{
  ASSAY_SPLIT_LESS,
  ASSAY_SPLIT_LESS_EQUAL,
  ASSAY_SPLIT_EQUAL,
  ASSAY_SPLIT_IN_SET,              /* the value, cut to a whole number, is one of a set of codes */
} AssaySplitKind;

#define ASSAY_FOREST_ALL_OUTPUTS G_MAXUINT      /* a tree whose leaves hold a value for each output */
#define ASSAY_FOREST_MOST_TREES 100000
#define ASSAY_FOREST_MOST_NODES 50000000

/* ---- build; one thread ---- */

AssayForestBuilder *assay_forest_builder_new (guint n_features, guint n_outputs, AssayForestPrecision precision);
void assay_forest_builder_free (AssayForestBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayForestBuilder, assay_forest_builder_free)
void assay_forest_builder_set_limits (AssayForestBuilder *self, gsize most_trees, gsize most_nodes);
/* Leaves may be NaN: "no result", which makes the whole sum NaN. Without it they must be finite. */
void assay_forest_builder_allow_no_result (AssayForestBuilder *self);

/* Nodes are numbered from 0, the root, in the order in which they are added. Children are such numbers and may come later or
 * earlier; anything wrong with them is found by end_tree(). missing: the child that a missing value goes to; fast if it is left or
 * right, but may be a node of its own. cover: how much of the training sample came here; NaN: not known (then there is no SHAP). */
void assay_forest_builder_begin_tree (AssayForestBuilder *self, guint output);
guint assay_forest_builder_add_split (AssayForestBuilder *self, guint feature, AssaySplitKind kind, double threshold, gint64 left, gint64 right, gint64 missing, double cover);
/* codes in any order, each below 2^24 (others make end_tree() fail); in the set goes left, all else right. */
guint assay_forest_builder_add_set_split (AssayForestBuilder *self, guint feature, const guint32 *codes, gsize n_codes, gint64 left, gint64 right, gint64 missing, double cover);
/* Of the last node, a set split: values below 0 and from limit on count as in the set too. */
void assay_forest_builder_extend_set (AssayForestBuilder *self, guint32 limit);
guint assay_forest_builder_add_leaf (AssayForestBuilder *self, double value, double cover);
guint assay_forest_builder_add_vector_leaf (AssayForestBuilder *self, const double *values, double cover);      /* [n_outputs]; in trees of ALL_OUTPUTS only */
/* FALSE with ASSAY_MODEL_ERROR_FILE ("tree 12, node 3: …"): a child out of range, a node reached twice or not at all, a feature out
 * of range, a value that is not finite, too many trees or nodes. Trees are counted from 0. */
gboolean assay_forest_builder_end_tree (AssayForestBuilder *self, GError **error);
/* The builder is empty afterwards and only good for free(). */
AssayForest *assay_forest_builder_finish (AssayForestBuilder *self, GError **error);

/* ---- ask ---- */

AssayForest *assay_forest_ref (AssayForest *self);
void assay_forest_unref (AssayForest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayForest, assay_forest_unref)

guint assay_forest_get_n_features (const AssayForest *self);
guint assay_forest_get_n_outputs (const AssayForest *self);
guint assay_forest_get_n_trees (const AssayForest *self);
gsize assay_forest_get_n_nodes (const AssayForest *self);
guint assay_forest_get_depth (const AssayForest *self);                    /* of the deepest tree; a single leaf has 0 */
gboolean assay_forest_has_covers (const AssayForest *self);                /* every node, and none above a leaf is 0 */
gboolean assay_forest_uses_feature (const AssayForest *self, guint feature);
gsize assay_forest_get_size (const AssayForest *self);                     /* bytes in memory */

/* ---- score ---- */

AssayForestScratch *assay_forest_scratch_new (const AssayForest *self);
void assay_forest_scratch_free (AssayForestScratch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayForestScratch, assay_forest_scratch_free)

/* Adds trees [first_tree, first_tree + n_trees), cut to those there are, to sums[n * n_outputs], row by row, which the caller has set
 * to where the sum starts. columns[n_features], each [n]; the entry of a feature that no tree uses may be NULL. */
void assay_forest_add (const AssayForest *self, guint first_tree, guint n_trees, const double *const *columns, gsize n, AssayForestScratch *scratch, double *sums);

/* leaves[n * n_trees]: the number of the leaf (as it was added to its tree) that each row ends in. Slower than assay_forest_add(). */
void assay_forest_find_leaves (const AssayForest *self, guint first_tree, guint n_trees, const double *const *columns, gsize n, AssayForestScratch *scratch, gint32 *leaves);

G_END_DECLS
