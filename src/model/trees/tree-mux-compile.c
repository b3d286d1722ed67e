/* Which trees tree-mux.c takes, and how they are laid out for it: perfect, whatever they are, with thresholds as places among those of their feature. */
#include "model/trees/tree-forest-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static gboolean
is_plain (const AssayTreeNode *node)
{
  return node->kind == ASSAY_TREE_LEAF || (node->kind <= ASSAY_SPLIT_LESS_EQUAL && (node->missing == node->left || node->missing == node->right));
}

/* A level more doubles the comparisons: what is mostly empty is better walked. */
static gboolean
is_fit (const AssayForest *self, const AssayTree *tree)
{
  if (tree->depth > MUX_DEPTH || tree->output == ASSAY_FOREST_ALL_OUTPUTS || (1u << tree->depth) > 2 * tree->n_nodes)
    return FALSE;
  for (guint32 i = 0; i < tree->n_nodes; i++)
    if (!is_plain (&self->nodes[tree->first_node + i]))
      return FALSE;
  return TRUE;
}

static double
threshold_of (const AssayForest *self, const AssayTreeNode *node)
{
  return self->precision == ASSAY_FOREST_DOUBLE ? assay_forest_double_threshold (node) : (double) assay_forest_float_threshold (node);
}

static int
compare_cuts (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* ---- thresholds by feature ---- */

/* all[first[slot]] and on: thresholds of that slot, rising, each once; how many is in count. */
static double *
gather_cuts (const AssayForest *self, gsize *first, gsize *count)
{
  gsize n = 0;
  double *all;

  memset (count, 0, self->n_slots * sizeof *count);
  for (guint i = 0; i < self->n_trees; i++)
    for (guint32 k = 0; self->trees[i].is_muxed && k < self->trees[i].n_nodes; k++)
      {
        const AssayTreeNode *node = &self->nodes[self->trees[i].first_node + k];

        if (node->kind != ASSAY_TREE_LEAF)
          count[self->slot_of_feature[node->feature]]++;
      }
  for (guint slot = 0; slot < self->n_slots; slot++)
    {
      first[slot] = n;
      n += count[slot];
      count[slot] = 0;
    }
  all = g_new (double, n + 1);
  for (guint i = 0; i < self->n_trees; i++)
    for (guint32 k = 0; self->trees[i].is_muxed && k < self->trees[i].n_nodes; k++)
      {
        const AssayTreeNode *node = &self->nodes[self->trees[i].first_node + k];
        guint32 slot = node->kind != ASSAY_TREE_LEAF ? self->slot_of_feature[node->feature] : 0;

        if (node->kind != ASSAY_TREE_LEAF)
          all[first[slot] + count[slot]++] = threshold_of (self, node);
      }
  return all;
}

static void
sort_cuts (const AssayForest *self, double *all, const gsize *first, gsize *count)
{
  for (guint slot = 0; slot < self->n_slots; slot++)
    {
      double *cuts = all + first[slot];
      gsize kept = 0;

      qsort (cuts, count[slot], sizeof *cuts, compare_cuts);
      for (gsize i = 0; i < count[slot]; i++)
        if (kept == 0 || cuts[i] > cuts[kept - 1])
          cuts[kept++] = cuts[i];
      count[slot] = kept;
    }
}

static void
keep_cuts (AssayForest *self, const double *all, const gsize *first, const gsize *count)
{
  gsize n = 0;

  self->first_cut = g_new (gsize, self->n_slots + 1);
  for (guint slot = 0; slot < self->n_slots; slot++)
    {
      self->first_cut[slot] = n;
      n += count[slot];
    }
  self->first_cut[self->n_slots] = n;
  self->cuts = g_malloc_n (n + 1, assay_forest_input_size (self));
  for (guint slot = 0; slot < self->n_slots; slot++)
    for (gsize i = 0; i < count[slot]; i++)
      if (self->precision == ASSAY_FOREST_DOUBLE)
        ((double *) self->cuts)[self->first_cut[slot] + i] = all[first[slot] + i];
      else
        ((float *) self->cuts)[self->first_cut[slot] + i] = all[first[slot] + i];
}

/* ---- trees ---- */

/* A value is less than the threshold exactly when fewer than code thresholds are at most the value. */
static AssayMuxStep
make_step (const AssayForest *self, const AssayTreeNode *node, const double *all, const gsize *first, const gsize *count)
{
  guint32 slot = self->slot_of_feature[node->feature];
  double threshold = threshold_of (self, node);
  const double *found = bsearch (&threshold, all + first[slot], count[slot], sizeof threshold, compare_cuts);

  return (AssayMuxStep) { .code = found - (all + first[slot]) + 1, .offset = (slot + (node->missing == node->left ? self->n_slots : 0)) * MUX_ROWS };
}

static void
lay_out (AssayForest *self, const AssayTree *tree, const double *all, const gsize *first, const gsize *count)
{
  const AssayTreeNode *nodes = self->nodes + tree->first_node;
  guint n = (1u << tree->depth) - 1;
  gint32 at[2 << MUX_DEPTH];

  at[0] = 0;
  for (guint k = 0; k < n; k++)
    {
      const AssayTreeNode *node = &nodes[at[k]];
      gboolean is_leaf = node->kind == ASSAY_TREE_LEAF;

      /* below a leaf both ways lead to the same value */
      self->mux_steps[tree->first_mux_step + k] = is_leaf ? (AssayMuxStep) { 0, 0 } : make_step (self, node, all, first, count);
      at[2 * k + 1] = is_leaf ? at[k] : node->left;
      at[2 * k + 2] = is_leaf ? at[k] : node->right;
    }
  for (guint k = n; k < 2 * n + 1; k++)
    if (self->precision == ASSAY_FOREST_FLOAT)
      ((float *) self->mux_values)[tree->first_mux_value + k - n] = nodes[at[k]].number;
    else
      ((double *) self->mux_values)[tree->first_mux_value + k - n] = nodes[at[k]].number;
}

static void
plan (AssayForest *self)
{
  gsize n_steps = 0, n_values = 0;

  for (guint i = 0; i < self->n_trees; i++)
    {
      AssayTree *tree = &self->trees[i];

      tree->is_muxed = is_fit (self, tree);
      self->has_mux |= tree->is_muxed;
      self->has_walk |= !tree->is_muxed;
      if (!tree->is_muxed)
        continue;
      tree->first_mux_step = n_steps;
      tree->first_mux_value = n_values;
      n_steps += (1u << tree->depth) - 1;
      n_values += 1u << tree->depth;
    }
  self->n_mux_values = n_values;
  self->mux_steps = g_new (AssayMuxStep, n_steps + 1);
  self->mux_values = g_malloc_n (n_values + 1, assay_forest_sum_size (self));
}

void
assay_forest_mux_compile (AssayForest *self)
{
  g_autofree gsize *first = g_new0 (gsize, self->n_slots + 1), *count = g_new0 (gsize, self->n_slots + 1);
  g_autofree double *all = NULL;

  plan (self);
  if (!self->has_mux)
    return;
  all = gather_cuts (self, first, count);
  sort_cuts (self, all, first, count);
  for (guint slot = 0; slot < self->n_slots; slot++)
    self->has_mux &= count[slot] <= MUX_MOST_CUTS;
  if (!self->has_mux)
    return;
  keep_cuts (self, all, first, count);
  for (guint i = 0; i < self->n_trees; i++)
    if (self->trees[i].is_muxed)
      lay_out (self, &self->trees[i], all, first, count);
}
