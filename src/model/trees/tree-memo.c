/* With all features but one held, a tree is a staircase in that feature: between two of its cuts a row ends in the same leaf. A memo keeps that leaf, a byte, for
 * each tree, row and step of the staircase. To score rows, the moved value is ranked among the cuts of all trees, the step in a tree is found by comparing that
 * rank with the few of the tree, and values are added in the order of the trees, so the sum is the very one that a walk makes. */
#include "model/trees/tree-memo.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "model/trees/tree-forest-private.h"

#define MOST_PLACES 256            /* of a tree: a leaf is a byte */
#define MOST_CUTS 250              /* of a tree */
#define MOST_RANKS 32000           /* cuts of all trees: a rank has 16 bits */
#define NO_FEATURE G_MAXUINT
#define MOST_BLOCK_ROWS 64         /* as in tree-compile.c */

typedef struct { guint n_cuts; gsize first_rank; } Stairs;

typedef struct
{
  gsize n;
  double *columns;                 /* [n_slots * n]: as noted */
  guint8 *places;                  /* by tree, row, step; NULL: nothing moved in this block when it was built */
  gboolean has_missing;            /* a step of its own behind the others */
  gboolean is_built;
} Block;

struct _AssayForestMemo
{
  gsize most_bytes, n_bytes;
  AssayMemoStep step;
  guint at;                        /* the next block */
  GArray *blocks;                  /* of Block */
  const AssayForest *forest;       /* of whose trees the first n_trees; only compared */
  guint n_trees;
  guint feature;                   /* that moves; NO_FEATURE: none was seen to */
  gboolean has_failed;
  Stairs *stairs;                  /* [n_trees] */
  GArray *cuts;                    /* of double: of all trees, rising, each once */
  GArray *ranks;                   /* of gint16: the cuts of each tree, from 1 */
  gint16 *rank, *row_step;         /* of a block: the moved value of each row among the cuts; where it stands in a tree */
  float *singles;
  gsize n_work;
};

static void
clear_block (gpointer data)
{
  Block *block = data;

  g_free (block->columns);
  g_free (block->places);
}

AssayForestMemo *
assay_forest_memo_new (gsize most_bytes)
{
  AssayForestMemo *self = g_new0 (AssayForestMemo, 1);

  self->most_bytes = most_bytes;
  self->feature = NO_FEATURE;
  self->blocks = g_array_new (FALSE, TRUE, sizeof (Block));
  g_array_set_clear_func (self->blocks, clear_block);
  self->cuts = g_array_new (FALSE, FALSE, sizeof (double));
  self->ranks = g_array_new (FALSE, FALSE, sizeof (gint16));
  return self;
}

void
assay_forest_memo_free (AssayForestMemo *self)
{
  g_array_unref (self->blocks);
  g_array_unref (self->cuts);
  g_array_unref (self->ranks);
  g_free (self->stairs);
  g_free (self->rank);
  g_free (self->row_step);
  g_free (self->singles);
  g_free (self);
}

void
assay_forest_memo_begin (AssayForestMemo *self, AssayMemoStep step)
{
  self->step = step;
  self->at = 0;
  if (step != ASSAY_MEMO_NOTE)
    return;
  g_array_set_size (self->blocks, 0);
  g_array_set_size (self->cuts, 0);
  g_array_set_size (self->ranks, 0);
  g_clear_pointer (&self->stairs, g_free);
  self->n_bytes = 0;
  self->forest = NULL;
  self->feature = NO_FEATURE;
  self->has_failed = FALSE;
}

gboolean
assay_forest_memo_is_ready (const AssayForestMemo *self)
{
  gboolean is_ready = self->step != ASSAY_MEMO_NOTE && !self->has_failed && self->blocks->len > 0;

  for (guint i = 0; i < self->blocks->len; i++)
    is_ready = is_ready && g_array_index (self->blocks, Block, i).is_built;
  return is_ready;
}

void
assay_forest_scratch_set_memo (AssayForestScratch *self, AssayForestMemo *memo)
{
  self->memo = memo;
}

/* ---- noting ---- */

static gboolean
can_look_up (const AssayForest *forest, guint n_trees)
{
  for (guint t = 0; t < n_trees; t++)
    if (forest->trees[t].form == ASSAY_TREE_SLOW || (forest->trees[t].form == ASSAY_TREE_DEEP && forest->trees[t].n_nodes > MOST_PLACES))
      return FALSE;
  return forest->n_outputs == 1;
}

static gboolean
is_used (const AssayForest *forest, guint slot)
{
  return forest->n_features > 0 && assay_forest_uses_feature (forest, forest->feature_of_slot[slot]);
}

static gboolean
take_bytes (AssayForestMemo *self, gsize n)
{
  if (n > self->most_bytes - self->n_bytes)
    self->has_failed = TRUE;
  else
    self->n_bytes += n;
  return !self->has_failed;
}

static void
note (AssayForestMemo *self, const AssayForest *forest, guint n_trees, const double *const *columns, gsize n)
{
  Block block = { .n = n };

  if (self->blocks->len == 0)
    {
      self->forest = forest;
      self->n_trees = n_trees;
      self->has_failed = !can_look_up (forest, n_trees);
    }
  if (self->forest != forest || self->n_trees != n_trees)
    self->has_failed = TRUE;
  if (self->has_failed || !take_bytes (self, forest->n_slots * n * sizeof (double)))
    return;
  block.columns = g_new0 (double, forest->n_slots * n);
  for (guint slot = 0; slot < forest->n_slots; slot++)
    if (is_used (forest, slot) && columns[forest->feature_of_slot[slot]] != NULL)
      memcpy (block.columns + slot * n, columns[forest->feature_of_slot[slot]], n * sizeof (double));
  g_array_append_val (self->blocks, block);
}

/* ---- which feature moves ---- */

/* By bits: a missing value is equal to itself. FALSE: more than one. */
static gboolean
find_moved (const AssayForest *forest, const Block *block, const double *const *columns, guint *slot)
{
  *slot = NO_FEATURE;
  for (guint s = 0; s < forest->n_slots; s++)
    {
      const double *column = is_used (forest, s) ? columns[forest->feature_of_slot[s]] : NULL;

      if (column == NULL || memcmp (column, block->columns + s * block->n, block->n * sizeof *column) == 0)
        continue;
      if (*slot != NO_FEATURE)
        return FALSE;
      *slot = s;
    }
  return TRUE;
}

/* ---- cuts ---- */

static int
compare_cuts (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
read_step (const AssayForest *forest, const AssayTree *tree, guint index, guint32 *slot, double *threshold)
{
  gsize at = tree->first_step + index;

  if (forest->precision == ASSAY_FOREST_DOUBLE)
    {
      const AssayDoubleStep *steps = tree->form == ASSAY_TREE_PERFECT ? forest->perfect_steps : forest->deep_steps;

      *slot = steps[at].slot;
      *threshold = steps[at].threshold;
    }
  else if (tree->form == ASSAY_TREE_PERFECT)
    {
      *slot = ((const AssayFloatStep *) forest->perfect_steps)[at].slot;
      *threshold = ((const AssayFloatStep *) forest->perfect_steps)[at].threshold;
    }
  else
    {
      *slot = ((const AssayFloatDeepStep *) forest->deep_steps)[at].slot;
      *threshold = ((const AssayFloatDeepStep *) forest->deep_steps)[at].threshold;
    }
}

/* Cuts of the tree in the moved feature; leaves have NaN. */
static guint
list_cuts (const AssayForestMemo *self, const AssayForest *forest, guint t, double *cuts)
{
  const AssayTree *tree = &forest->trees[t];
  guint n_steps = tree->form == ASSAY_TREE_PERFECT ? (1u << tree->depth) - 1 : tree->n_nodes, n = 0;

  for (guint i = 0; i < n_steps; i++)
    {
      guint32 slot;
      double threshold;

      read_step (forest, tree, i, &slot, &threshold);
      if (slot % forest->n_slots == self->feature && !isnan (threshold))
        cuts[n++] = threshold;
    }
  return n;
}

/* Rising, each once. */
static guint
sort_cuts (double *cuts, guint n)
{
  guint n_apart = 0;

  qsort (cuts, n, sizeof *cuts, compare_cuts);
  for (guint i = 0; i < n; i++)
    if (n_apart == 0 || cuts[i] != cuts[n_apart - 1])
      cuts[n_apart++] = cuts[i];
  return n_apart;
}

/* How many cuts a value has passed: it is not below them. */
static gint16
rank_value (const AssayForestMemo *self, double value)
{
  const double *cuts = (const double *) (gpointer) self->cuts->data;
  guint from = 0, to = self->cuts->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (value < cuts[middle])
        to = middle;
      else
        from = middle + 1;
    }
  return from;
}

static void
add_stairs (AssayForestMemo *self, const AssayForest *forest, guint t)
{
  double cuts[2 * MOST_PLACES];
  guint n = sort_cuts (cuts, list_cuts (self, forest, t, cuts));

  self->stairs[t] = (Stairs) { n, self->ranks->len };
  for (guint i = 0; i < n; i++)
    {
      gint16 rank = rank_value (self, cuts[i]);

      g_array_append_val (self->ranks, rank);
    }
  self->has_failed = self->has_failed || n > MOST_CUTS;
}

static void
prepare (AssayForestMemo *self, const AssayForest *forest, guint slot)
{
  self->feature = slot;
  for (guint t = 0; t < self->n_trees; t++)
    {
      double cuts[2 * MOST_PLACES];
      guint n = list_cuts (self, forest, t, cuts);

      g_array_append_vals (self->cuts, cuts, n);
    }
  g_array_set_size (self->cuts, sort_cuts ((double *) (gpointer) self->cuts->data, self->cuts->len));
  self->stairs = g_new0 (Stairs, self->n_trees + 1);
  self->has_failed = self->cuts->len > MOST_RANKS;
  for (guint t = 0; t < self->n_trees && !self->has_failed; t++)
    add_stairs (self, forest, t);
}

/* ---- building ---- */

static gsize
count_steps (const AssayForestMemo *self, const Block *block, guint t)
{
  return self->stairs[t].n_cuts > 0 ? (gsize) self->stairs[t].n_cuts + 1 + block->has_missing : 1;
}

static void
set_slot (const AssayForest *forest, AssayForestScratch *scratch, guint slot, double value, guint n)
{
  gboolean is_missing = isnan (value);

  for (guint i = 0; i < n; i++)
    {
      gsize at = i * forest->stride + slot;

      if (forest->precision == ASSAY_FOREST_DOUBLE)
        {
          ((double *) scratch->rows)[at] = is_missing ? INFINITY : value;
          ((double *) scratch->rows)[at + forest->n_slots] = is_missing ? -INFINITY : value;
        }
      else
        {
          ((float *) scratch->rows)[at] = is_missing ? INFINITY : (float) value;
          ((float *) scratch->rows)[at + forest->n_slots] = is_missing ? -INFINITY : (float) value;
        }
    }
}

/* A value that stands on this step: the cut below it, which goes to the right; on the first what is below every cut. */
static double
stand_on (const AssayForestMemo *self, const AssayForest *forest, guint t, guint step)
{
  if (step > self->stairs[t].n_cuts)
    return NAN;
  if (step == 0)
    return forest->precision == ASSAY_FOREST_DOUBLE ? -DBL_MAX : -(double) FLT_MAX;
  return g_array_index (self->cuts, double, g_array_index (self->ranks, gint16, self->stairs[t].first_rank + step - 1) - 1);
}

static void
fill_places (AssayForestMemo *self, const AssayForest *forest, Block *block, const double *const *columns, AssayForestScratch *scratch)
{
  guint8 found[MOST_BLOCK_ROWS];

  for (gsize at = 0; at < block->n; at += forest->block_rows)
    {
      guint n = MIN (forest->block_rows, block->n - at);
      guint8 *places = block->places;

      assay_forest_fill_rows (forest, scratch, columns, at, n, FALSE);
      for (guint t = 0; t < self->n_trees; t++)
        {
          gsize n_steps = count_steps (self, block, t);

          for (guint step = 0; step < n_steps; step++)
            {
              if (self->stairs[t].n_cuts > 0)
                set_slot (forest, scratch, self->feature, stand_on (self, forest, t, step), n);
              assay_forest_find_places (forest, &forest->trees[t], scratch, n, found);
              for (guint i = 0; i < n; i++)
                places[(at + i) * n_steps + step] = found[i];
            }
          places += n_steps * block->n;
        }
    }
}

static gboolean
has_missing (const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isnan (values[i]))
      return TRUE;
  return FALSE;
}

static void
build (AssayForestMemo *self, const AssayForest *forest, Block *block, const double *const *columns, AssayForestScratch *scratch)
{
  guint slot;
  gsize n_steps = 0;

  if (!find_moved (forest, block, columns, &slot) || (slot != NO_FEATURE && self->feature != NO_FEATURE && slot != self->feature))
    {
      self->has_failed = TRUE;
      return;
    }
  if (slot != NO_FEATURE && self->feature == NO_FEATURE)
    prepare (self, forest, slot);
  block->is_built = !self->has_failed;
  if (slot == NO_FEATURE || self->has_failed)
    return;
  block->has_missing = has_missing (block->columns + slot * block->n, block->n) || has_missing (columns[forest->feature_of_slot[slot]], block->n);
  for (guint t = 0; t < self->n_trees; t++)
    n_steps += count_steps (self, block, t);
  if (!take_bytes (self, n_steps * block->n))
    return;
  block->places = g_malloc (n_steps * block->n + 1);
  fill_places (self, forest, block, columns, scratch);
}

/* ---- looking up ---- */

/* As the forest compares them; a missing value has the rank behind that of every cut. */
static void
rank_rows (AssayForestMemo *self, const AssayForest *forest, const double *column, gsize n)
{
  double most = forest->precision == ASSAY_FOREST_DOUBLE ? DBL_MAX : (double) FLT_MAX;

  for (gsize i = 0; i < n; i++)
    {
      double value = forest->precision == ASSAY_FOREST_DOUBLE ? column[i] : (double) (float) column[i];

      value = value > most ? most : value < -most ? -most : value;
      self->rank[i] = isnan (value) ? (gint16) (self->cuts->len + 1) : rank_value (self, value);
    }
}

/* The step of each row: how many cuts of the tree it has passed. missing: the rank of a missing value, which stands on the step behind the last; 0: there is none. */
static void
find_steps (const gint16 *restrict rank, const gint16 *restrict cuts, guint n_cuts, gint16 missing, gsize n, gint16 *restrict steps)
{
  gint16 first = cuts[0];

  for (gsize i = 0; i < n; i++)
    steps[i] = rank[i] >= first;
  for (guint c = 1; c < n_cuts; c++)
    {
      gint16 cut = cuts[c];

      for (gsize i = 0; i < n; i++)
        steps[i] += rank[i] >= cut;
    }
  for (gsize i = 0; missing > 0 && i < n; i++)
    steps[i] += rank[i] >= missing;
}

#define ADD(name, type) \
  static void \
  name (const type *restrict values, const guint8 *restrict places, const gint16 *restrict steps, gsize n_steps, gsize n, type *restrict sums) \
  { \
    if (n_steps == 1) \
      for (gsize i = 0; i < n; i++) \
        sums[i] += values[places[i]]; \
    else \
      for (gsize i = 0; i < n; i++) \
        sums[i] += values[places[i * n_steps + (gsize) steps[i]]]; \
  }

ADD (add_floats, float)
ADD (add_doubles, double)

static void
reserve (AssayForestMemo *self, gsize n)
{
  if (n <= self->n_work)
    return;
  self->rank = g_renew (gint16, self->rank, n);
  self->row_step = g_renew (gint16, self->row_step, n);
  self->singles = g_renew (float, self->singles, n);
  self->n_work = n;
}

static void
add_trees (AssayForestMemo *self, const AssayForest *forest, const Block *block, double *sums)
{
  const guint8 *places = block->places;
  gint16 missing = block->has_missing ? (gint16) (self->cuts->len + 1) : 0;
  gsize n = block->n;

  for (guint t = 0; t < self->n_trees; t++)
    {
      const Stairs *stairs = &self->stairs[t];
      gsize n_steps = count_steps (self, block, t), first = forest->trees[t].first_value;

      if (stairs->n_cuts > 0)
        find_steps (self->rank, (const gint16 *) (gpointer) self->ranks->data + stairs->first_rank, stairs->n_cuts, missing, n, self->row_step);
      if (forest->precision == ASSAY_FOREST_FLOAT)
        add_floats ((const float *) forest->values + first, places, self->row_step, n_steps, n, self->singles);
      else
        add_doubles ((const double *) forest->values + first, places, self->row_step, n_steps, n, sums);
      places += n_steps * n;
    }
}

static gboolean
look_up (AssayForestMemo *self, const AssayForest *forest, const Block *block, const double *const *columns, double *sums)
{
  const double *column;
  gsize n = block->n;
  guint slot;

  if (block->places == NULL || !find_moved (forest, block, columns, &slot) || (slot != NO_FEATURE && slot != self->feature))
    return FALSE;
  column = columns[forest->feature_of_slot[self->feature]];
  if (!block->has_missing && has_missing (column, n))
    return FALSE;
  reserve (self, n);
  rank_rows (self, forest, column, n);
  for (gsize i = 0; forest->precision == ASSAY_FOREST_FLOAT && i < n; i++)
    self->singles[i] = sums[i];
  add_trees (self, forest, block, sums);
  for (gsize i = 0; forest->precision == ASSAY_FOREST_FLOAT && i < n; i++)
    sums[i] = self->singles[i];
  return TRUE;
}

gboolean
assay_forest_memo_run (AssayForestMemo *self, const AssayForest *forest, guint n_trees, const double *const *columns, gsize n, AssayForestScratch *scratch, double *sums)
{
  Block *block;

  if (self->step == ASSAY_MEMO_NOTE)
    {
      note (self, forest, n_trees, columns, n);
      return TRUE;
    }
  block = self->at < self->blocks->len ? &g_array_index (self->blocks, Block, self->at) : NULL;
  self->at++;
  if (self->has_failed || block == NULL || block->n != n || self->forest != forest || self->n_trees != n_trees)
    {
      self->has_failed = self->has_failed || self->step == ASSAY_MEMO_BUILD;
      return self->step == ASSAY_MEMO_BUILD;
    }
  if (self->step == ASSAY_MEMO_USE)
    return look_up (self, forest, block, columns, sums);
  build (self, forest, block, columns, scratch);
  return TRUE;
}
