#include "model/trees/tree-forest-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define ALIGNMENT 64

AssayForest *
assay_forest_ref (AssayForest *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_forest_unref (AssayForest *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->trees);
  g_free (self->nodes);
  g_free (self->vectors);
  g_free (self->sets);
  g_free (self->codes);
  g_free (self->feature_of_slot);
  g_free (self->slot_of_feature);
  g_free (self->perfect_steps);
  g_free (self->deep_steps);
  g_free (self->values);
  g_free (self->leaf_rows);
  g_free (self->mux_steps);
  g_free (self->mux_values);
  g_free (self->cuts);
  g_free (self->first_cut);
  g_free (self);
}

guint assay_forest_get_n_features (const AssayForest *self) { return self->n_features; }
guint assay_forest_get_n_outputs (const AssayForest *self) { return self->n_outputs; }
guint assay_forest_get_n_trees (const AssayForest *self) { return self->n_trees; }
gsize assay_forest_get_n_nodes (const AssayForest *self) { return self->n_nodes; }
guint assay_forest_get_depth (const AssayForest *self) { return self->depth; }
gboolean assay_forest_has_covers (const AssayForest *self) { return self->has_covers; }

gboolean
assay_forest_uses_feature (const AssayForest *self, guint feature)
{
  return feature < self->n_features && self->slot_of_feature[feature] != G_MAXUINT32;
}

gsize
assay_forest_get_size (const AssayForest *self)
{
  gsize step = self->precision == ASSAY_FOREST_DOUBLE ? sizeof (AssayDoubleStep) : sizeof (AssayFloatStep);
  gsize deep_step = self->precision == ASSAY_FOREST_DOUBLE ? sizeof (AssayDoubleStep) : sizeof (AssayFloatDeepStep);

  return sizeof *self + self->n_trees * sizeof (AssayTree) + self->n_nodes * sizeof (AssayTreeNode) + self->n_vectors * sizeof (double)
         + self->n_sets * sizeof (AssayTreeSet) + (self->n_codes + self->n_leaf_rows) * sizeof (guint32) + self->n_perfect_steps * step
         + self->n_deep_steps * deep_step + (self->n_values + self->n_mux_values) * assay_forest_sum_size (self) + 2 * self->n_features * sizeof (guint)
         + self->n_mux_values * sizeof (AssayMuxStep) + (self->first_cut != NULL ? self->first_cut[self->n_slots] * assay_forest_input_size (self) : 0);
}

/* ---- blocks of rows ---- */

AssayForestScratch *
assay_forest_scratch_new (const AssayForest *self)
{
  AssayForestScratch *scratch = g_new0 (AssayForestScratch, 1);
  gsize rows = self->block_rows * self->stride * assay_forest_input_size (self);

  gsize ranks = self->has_mux ? 2 * (gsize) self->n_slots * MUX_ROWS * sizeof (gint16) : 0;

  rows = (rows + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  scratch->memory = g_malloc0 (rows + ranks + ALIGNMENT);
  scratch->rows = (gpointer) (((gsize) scratch->memory + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  scratch->ranks = (gint16 *) ((char *) scratch->rows + rows);
  scratch->sums = g_malloc_n (self->block_rows, self->n_outputs * sizeof (float));
  return scratch;
}

void
assay_forest_scratch_free (AssayForestScratch *self)
{
  g_free (self->memory);
  g_free (self->sums);
  g_free (self);
}

static void
fill_floats (const AssayForest *self, float *rows, guint slot, const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      float value = values[i];
      gboolean is_missing = value != value;

      value = value > FLT_MAX ? FLT_MAX : value < -FLT_MAX ? -FLT_MAX : value;
      rows[i * self->stride + slot] = is_missing ? INFINITY : value;
      rows[i * self->stride + self->n_slots + slot] = is_missing ? -INFINITY : value;
    }
}

static void
fill_doubles (const AssayForest *self, double *rows, guint slot, const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      double value = values[i];
      gboolean is_missing = value != value;

      value = value > DBL_MAX ? DBL_MAX : value < -DBL_MAX ? -DBL_MAX : value;
      rows[i * self->stride + slot] = is_missing ? INFINITY : value;
      rows[i * self->stride + self->n_slots + slot] = is_missing ? -INFINITY : value;
    }
}

void
assay_forest_fill_rows (const AssayForest *self, AssayForestScratch *scratch, const double *const *columns, gsize first, guint n, gboolean is_muxed)
{
  double none[64];

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    none[i] = NAN;
  for (guint slot = 0; slot < self->n_slots; slot++)
    {
      gboolean is_used = self->n_features > 0 && assay_forest_uses_feature (self, self->feature_of_slot[slot]);
      const double *column = is_used ? columns[self->feature_of_slot[slot]] : NULL;
      const double *values = column != NULL ? column + first : none;

      if (is_muxed)
        assay_forest_mux_rank (self, slot, values, n, scratch->ranks);
      if (is_muxed && !self->has_walk)
        continue;
      if (self->precision == ASSAY_FOREST_DOUBLE)
        fill_doubles (self, scratch->rows, slot, values, n);
      else
        fill_floats (self, scratch->rows, slot, values, n);
    }
}

/* ---- scoring ---- */

/* Trees in their order, those beside one another of one kind at a time. */
static void
add_trees (const AssayForest *self, guint first_tree, guint n_trees, const AssayForestScratch *scratch, guint n, gboolean is_muxed, gpointer sums)
{
  guint end = first_tree + n_trees;

  if (!is_muxed)
    {
      assay_forest_walk (self, first_tree, n_trees, scratch, n, sums);
      return;
    }
  for (guint t = first_tree; t < end;)
    {
      guint next = t + 1;

      while (next < end && self->trees[next].is_muxed == self->trees[t].is_muxed)
        next++;
      if (self->trees[t].is_muxed)
        assay_forest_mux (self, t, next - t, scratch, n, sums);
      else
        assay_forest_walk (self, t, next - t, scratch, n, sums);
      t = next;
    }
}

static void
add_block (const AssayForest *self, guint first_tree, guint n_trees, AssayForestScratch *scratch, guint n, gboolean is_muxed, double *sums)
{
  float *singles = scratch->sums;
  gsize n_sums = (gsize) n * self->n_outputs;

  if (self->precision != ASSAY_FOREST_FLOAT)
    {
      add_trees (self, first_tree, n_trees, scratch, n, is_muxed, sums);
      return;
    }
  for (gsize i = 0; i < n_sums; i++)
    singles[i] = sums[i];
  add_trees (self, first_tree, n_trees, scratch, n, is_muxed, singles);
  for (gsize i = 0; i < n_sums; i++)
    sums[i] = singles[i];
}

static guint
cut_trees (const AssayForest *self, guint first_tree, guint n_trees)
{
  return first_tree >= self->n_trees ? 0 : MIN (n_trees, self->n_trees - first_tree);
}

void
assay_forest_add (const AssayForest *self, guint first_tree, guint n_trees, const double *const *columns, gsize n, AssayForestScratch *scratch, double *sums)
{
  n_trees = cut_trees (self, first_tree, n_trees);
  if (scratch->memo != NULL && first_tree == 0 && assay_forest_memo_run (scratch->memo, self, n_trees, columns, n, scratch, sums))
    return;
  for (gsize at = 0; at < n && n_trees > 0; at += self->block_rows)
    {
      guint n_rows = MIN (self->block_rows, n - at);
      gboolean is_muxed = self->has_mux && n_trees >= MUX_LEAST_TREES && n_rows >= MUX_LEAST_ROWS && assay_forest_mux_is_worth_it ();

      assay_forest_fill_rows (self, scratch, columns, at, n_rows, is_muxed);
      add_block (self, first_tree, n_trees, scratch, n_rows, is_muxed, sums + at * self->n_outputs);
    }
}

static gint32
find_leaf (const AssayForest *self, const AssayTree *tree, const double *const *columns, gsize row)
{
  const AssayTreeNode *nodes = self->nodes + tree->first_node;
  gint32 at = 0;

  while (nodes[at].kind != ASSAY_TREE_LEAF)
    {
      const double *column = columns[nodes[at].feature];
      double value = column != NULL ? column[row] : NAN;

      at = assay_tree_node_next (self, &nodes[at], self->precision == ASSAY_FOREST_DOUBLE ? value : (double) (float) value);
    }
  return at;
}

void
assay_forest_find_leaves (const AssayForest *self, guint first_tree, guint n_trees, const double *const *columns, gsize n, AssayForestScratch *scratch, gint32 *leaves)
{
  n_trees = cut_trees (self, first_tree, n_trees);
  for (guint t = 0; t < n_trees; t++)
    for (gsize i = 0; i < n; i++)
      leaves[i * n_trees + t] = find_leaf (self, &self->trees[first_tree + t], columns, i);
}
