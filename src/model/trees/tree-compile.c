/* Lays trees out for the walk.
 *
 * “<=” becomes “<” of the next number up, and a double threshold against single values is moved to the single number that decides
 * the same way for every single value. A missing value needs no test: a row has two copies, and a step names the one
 * in which missing compares as it should go. */
#include "model/trees/tree-forest-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define MOST_PERFECT_DEPTH 8
#define BLOCK_BYTES (48 << 10)     /* of rows: about what the nearest cache holds beside a tree */
#define MOST_ROWS 64
#define LEAST_ROWS 16

/* ---- steps ---- */

/* The least t with (x < t) == (x < threshold), or == (x <= threshold), for every finite single x. */
static float
to_float_less (double threshold, AssaySplitKind kind)
{
  float t = threshold;

  if (kind == ASSAY_SPLIT_LESS)
    return t < threshold ? nextafterf (t, INFINITY) : t;
  if (t > threshold)
    t = nextafterf (t, -INFINITY);
  return nextafterf (t, INFINITY);
}

static double
to_double_less (double threshold, AssaySplitKind kind)
{
  return kind == ASSAY_SPLIT_LESS ? threshold : nextafter (threshold, INFINITY);
}

static guint32
find_slot (const AssayForest *self, const AssayTreeNode *node)
{
  return self->slot_of_feature[node->feature] + (node->missing == node->left ? self->n_slots : 0);
}

/* -infinity itself would not let a missing value, which is -infinity too, go left. */
float
assay_forest_float_threshold (const AssayTreeNode *node)
{
  return fmaxf (to_float_less (node->number, node->kind), -FLT_MAX);
}

double
assay_forest_double_threshold (const AssayTreeNode *node)
{
  return fmax (to_double_less (node->number, node->kind), -DBL_MAX);
}

/* ---- which form ---- */

static gboolean
is_plain (const AssayTreeNode *node)
{
  return node->kind == ASSAY_TREE_LEAF || (node->kind <= ASSAY_SPLIT_LESS_EQUAL && (node->missing == node->left || node->missing == node->right));
}

static AssayTreeForm
choose_form (const AssayTree *tree, const AssayTreeNode *nodes)
{
  for (guint32 i = 0; i < tree->n_nodes; i++)
    if (!is_plain (&nodes[i]))
      return ASSAY_TREE_SLOW;
  return tree->depth <= MOST_PERFECT_DEPTH && (2u << tree->depth) - 1 <= 2 * tree->n_nodes ? ASSAY_TREE_PERFECT : ASSAY_TREE_DEEP;
}

static guint
count_values (const AssayForest *self, const AssayTree *tree)
{
  return tree->output == ASSAY_FOREST_ALL_OUTPUTS ? self->n_outputs : 1;
}

static void
plan (AssayForest *self)
{
  for (guint i = 0; i < self->n_trees; i++)
    {
      AssayTree *tree = &self->trees[i];

      tree->form = choose_form (tree, self->nodes + tree->first_node);
      tree->first_value = self->n_values;
      tree->first_row = self->n_leaf_rows;
      switch (tree->form)
        {
        case ASSAY_TREE_PERFECT:
          tree->first_step = self->n_perfect_steps;
          self->n_perfect_steps += (1u << tree->depth) - 1;
          self->n_values += ((gsize) 1 << tree->depth) * count_values (self, tree);
          break;
        case ASSAY_TREE_DEEP:
          tree->first_step = self->n_deep_steps;
          self->n_deep_steps += tree->n_nodes;
          if (count_values (self, tree) > 1)
            self->n_leaf_rows += tree->n_nodes;
          /* a tree of two-way splits has one leaf more than splits; single leaves are looked up by node, without a table in between */
          self->n_values += count_values (self, tree) > 1 ? (gsize) (tree->n_nodes / 2 + 1) * self->n_outputs : tree->n_nodes;
          break;
        case ASSAY_TREE_SLOW:
          break;
        }
    }
}

/* ---- filling ---- */

static void
set_value (AssayForest *self, gsize index, double value)
{
  if (self->precision == ASSAY_FOREST_FLOAT)
    ((float *) self->values)[index] = value;
  else
    ((double *) self->values)[index] = value;
}

static void
set_leaf (AssayForest *self, const AssayTree *tree, gsize index, const AssayTreeNode *leaf)
{
  guint n = count_values (self, tree);

  if (tree->output != ASSAY_FOREST_ALL_OUTPUTS)
    set_value (self, tree->first_value + index, leaf->number);
  else
    for (guint i = 0; i < n; i++)
      set_value (self, tree->first_value + index * n + i, self->vectors[(gsize) leaf->number + i]);
}

static void
set_perfect_step (AssayForest *self, gsize index, const AssayTreeNode *node)
{
  gboolean is_leaf = node->kind == ASSAY_TREE_LEAF;
  guint32 slot = is_leaf ? 0 : find_slot (self, node);

  /* below a leaf both ways lead to the same value */
  if (self->precision == ASSAY_FOREST_DOUBLE)
    ((AssayDoubleStep *) self->perfect_steps)[index] = (AssayDoubleStep) { .threshold = is_leaf ? 0 : assay_forest_double_threshold (node), .slot = slot };
  else
    ((AssayFloatStep *) self->perfect_steps)[index] = (AssayFloatStep) { .threshold = is_leaf ? 0 : assay_forest_float_threshold (node), .slot = slot };
}

static void
fill_perfect (AssayForest *self, const AssayTree *tree)
{
  const AssayTreeNode *nodes = self->nodes + tree->first_node;
  guint n = (1u << tree->depth) - 1;
  gint32 at[2 << MOST_PERFECT_DEPTH];

  at[0] = 0;
  for (guint k = 0; k < n; k++)
    {
      const AssayTreeNode *node = &nodes[at[k]];

      set_perfect_step (self, tree->first_step + k, node);
      at[2 * k + 1] = node->kind == ASSAY_TREE_LEAF ? at[k] : node->left;
      at[2 * k + 2] = node->kind == ASSAY_TREE_LEAF ? at[k] : node->right;
    }
  for (guint k = n; k < 2 * n + 1; k++)
    set_leaf (self, tree, k - n, &nodes[at[k]]);
}

/* A leaf stays where it is: nothing is less than NaN, so the step leads to the right, which is the leaf itself. (A root that is a leaf
 * has no steps: it is a perfect tree.) */
static void
set_deep_step (AssayForest *self, gsize index, const AssayTreeNode *node, guint32 left)
{
  gboolean is_leaf = node->kind == ASSAY_TREE_LEAF;
  guint32 slot = is_leaf ? 0 : find_slot (self, node);

  if (self->precision == ASSAY_FOREST_DOUBLE)
    ((AssayDoubleStep *) self->deep_steps)[index] = (AssayDoubleStep) { .threshold = is_leaf ? NAN : assay_forest_double_threshold (node), .slot = slot, .left = left };
  else
    ((AssayFloatDeepStep *) self->deep_steps)[index] = (AssayFloatDeepStep) { .threshold = is_leaf ? NAN : assay_forest_float_threshold (node), .slot = slot, .left = left };
}

/* Level by level, siblings side by side. */
static void
fill_deep (AssayForest *self, const AssayTree *tree)
{
  const AssayTreeNode *nodes = self->nodes + tree->first_node;
  g_autofree gint32 *order = g_new (gint32, tree->n_nodes);
  guint32 n = 1, n_leaves = 0;

  order[0] = 0;
  for (guint32 k = 0; k < tree->n_nodes; k++)
    {
      const AssayTreeNode *node = &nodes[order[k]];

      if (node->kind != ASSAY_TREE_LEAF)
        {
          set_deep_step (self, tree->first_step + k, node, n);
          order[n++] = node->left;
          order[n++] = node->right;
          continue;
        }
      set_deep_step (self, tree->first_step + k, node, k - 1);
      if (count_values (self, tree) > 1)
        self->leaf_rows[tree->first_row + k] = n_leaves;
      set_leaf (self, tree, count_values (self, tree) > 1 ? n_leaves : k, node);
      n_leaves++;
    }
}

/* Rows a multiple of a page apart would fight for the same lines of the cache. */
static void
choose_block (AssayForest *self)
{
  gsize size = assay_forest_input_size (self);

  self->stride = 2 * (gsize) self->n_slots;
  if (self->stride * size % 1024 == 0)
    self->stride += 64 / size;
  for (self->block_rows = MOST_ROWS; self->block_rows > LEAST_ROWS && self->block_rows * self->stride * size > BLOCK_BYTES;)
    self->block_rows /= 2;
  if (self->block_rows < MUX_ROWS && self->has_walk)
    self->has_mux = FALSE;
  if (self->has_mux)
    self->block_rows = MUX_ROWS;
}

void
assay_forest_compile (AssayForest *self)
{
  gsize step = self->precision == ASSAY_FOREST_DOUBLE ? sizeof (AssayDoubleStep) : sizeof (AssayFloatStep);
  gsize deep_step = self->precision == ASSAY_FOREST_DOUBLE ? sizeof (AssayDoubleStep) : sizeof (AssayFloatDeepStep);

  self->n_slots = MAX (self->n_slots, 1);
  assay_forest_mux_compile (self);
  choose_block (self);
  plan (self);
  self->perfect_steps = g_malloc_n (self->n_perfect_steps + 1, step);
  self->deep_steps = g_malloc_n (self->n_deep_steps + 1, deep_step);
  self->values = g_malloc0_n (self->n_values + 1, assay_forest_sum_size (self));
  self->leaf_rows = g_new0 (guint32, self->n_leaf_rows + 1);
  for (guint i = 0; i < self->n_trees; i++)
    {
      if (self->trees[i].form == ASSAY_TREE_PERFECT)
        fill_perfect (self, &self->trees[i]);
      else if (self->trees[i].form == ASSAY_TREE_DEEP)
        fill_deep (self, &self->trees[i]);
    }
}
