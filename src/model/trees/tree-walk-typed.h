/* The walk for one precision; included by tree-walk.c with REAL, SUM, STEP, DEEP_STEP and NAME() set. */

static inline __attribute__ ((always_inline)) void
NAME (descend) (const STEP *steps, const REAL *rows, gsize stride, const guint depth, const guint n, guint32 *k)
{
  for (guint r = 0; r < n; r++)
    k[r] = 0;
  for (guint level = 0; level < depth; level++)
    for (guint r = 0; r < n; r++)
      {
        STEP step = steps[k[r]];

        k[r] = 2 * k[r] + 1 + !(rows[r * stride + step.slot] < step.threshold);
      }
  for (guint r = 0; r < n; r++)
    k[r] -= (1u << depth) - 1;
}

/* Constant depths let the compiler lay the levels out in a row. */
static inline __attribute__ ((always_inline)) void
NAME (descend_perfect) (const STEP *steps, const REAL *rows, gsize stride, guint depth, const guint n, guint32 *k)
{
  switch (depth)
    {
    case 1: NAME (descend) (steps, rows, stride, 1, n, k); break;
    case 2: NAME (descend) (steps, rows, stride, 2, n, k); break;
    case 3: NAME (descend) (steps, rows, stride, 3, n, k); break;
    case 4: NAME (descend) (steps, rows, stride, 4, n, k); break;
    case 5: NAME (descend) (steps, rows, stride, 5, n, k); break;
    case 6: NAME (descend) (steps, rows, stride, 6, n, k); break;
    case 7: NAME (descend) (steps, rows, stride, 7, n, k); break;
    case 8: NAME (descend) (steps, rows, stride, 8, n, k); break;
    default: memset (k, 0, n * sizeof *k); break;
    }
}

/* Until no row moves any more. */
static inline __attribute__ ((always_inline)) void
NAME (descend_deep) (const DEEP_STEP *steps, const REAL *rows, gsize stride, guint depth, const guint n, guint32 *k)
{
  memset (k, 0, n * sizeof *k);
  for (guint level = 0; level < depth;)
    {
      guint32 moved = 0;

      for (guint some = 0; some < 4; some++)
        {
          moved = 0;
          for (guint r = 0; r < n; r++)
            {
              const DEEP_STEP *step = &steps[k[r]];
              guint32 next = step->left + !(rows[r * stride + step->slot] < step->threshold);

              moved |= next ^ k[r];
              k[r] = next;
            }
        }
      level += 4;
      if (moved == 0)
        break;
    }
}

static void
NAME (add_slow) (const AssayForest *forest, const AssayTree *tree, const REAL *rows, guint n, SUM *sums)
{
  const AssayTreeNode *nodes = forest->nodes + tree->first_node;

  for (guint r = 0; r < n; r++)
    {
      const REAL *row = rows + r * forest->stride;
      SUM *to = sums + (gsize) r * forest->n_outputs;
      gint32 at = 0;

      while (nodes[at].kind != ASSAY_TREE_LEAF)
        {
          REAL value = row[forest->slot_of_feature[nodes[at].feature]];

          at = assay_tree_node_next (forest, &nodes[at], value > MOST ? NAN : (double) value);
        }
      if (tree->output != ASSAY_FOREST_ALL_OUTPUTS)
        to[tree->output] += (SUM) nodes[at].number;
      else
        for (guint o = 0; o < forest->n_outputs; o++)
          to[o] += (SUM) forest->vectors[(gsize) nodes[at].number + o];
    }
}

/* leaves[n]: of each row, from 0 within the values of the tree. */
static inline __attribute__ ((always_inline)) void
NAME (add_leaves) (const AssayForest *forest, const AssayTree *tree, const guint32 *leaves, const guint n, SUM *sums)
{
  const SUM *values = (const SUM *) forest->values + tree->first_value;

  if (tree->output != ASSAY_FOREST_ALL_OUTPUTS)
    {
      for (guint r = 0; r < n; r++)
        sums[(gsize) r * forest->n_outputs + tree->output] += values[leaves[r]];
      return;
    }
  for (guint r = 0; r < n; r++)
    {
      gsize row = tree->form == ASSAY_TREE_DEEP && forest->n_outputs > 1 ? forest->leaf_rows[tree->first_row + leaves[r]] : leaves[r];

      for (guint o = 0; o < forest->n_outputs; o++)
        sums[(gsize) r * forest->n_outputs + o] += values[row * forest->n_outputs + o];
    }
}

static inline __attribute__ ((always_inline)) void
NAME (add_rows) (const AssayForest *forest, const AssayTree *tree, const REAL *rows, const guint n, SUM *sums)
{
  guint32 k[ROWS_AT_ONCE];

  if (tree->form == ASSAY_TREE_PERFECT)
    NAME (descend_perfect) ((const STEP *) forest->perfect_steps + tree->first_step, rows, forest->stride, tree->depth, n, k);
  else
    NAME (descend_deep) ((const DEEP_STEP *) forest->deep_steps + tree->first_step, rows, forest->stride, tree->depth, n, k);
  NAME (add_leaves) (forest, tree, k, n, sums);
}

static inline __attribute__ ((always_inline)) void
NAME (find_some) (const AssayForest *forest, const AssayTree *tree, const REAL *rows, const guint n, guint8 *places)
{
  guint32 k[ROWS_AT_ONCE];

  if (tree->form == ASSAY_TREE_PERFECT)
    NAME (descend_perfect) ((const STEP *) forest->perfect_steps + tree->first_step, rows, forest->stride, tree->depth, n, k);
  else
    NAME (descend_deep) ((const DEEP_STEP *) forest->deep_steps + tree->first_step, rows, forest->stride, tree->depth, n, k);
  for (guint r = 0; r < n; r++)
    places[r] = k[r];
}

static void
NAME (find_places) (const AssayForest *forest, const AssayTree *tree, const REAL *rows, guint n, guint8 *places)
{
  guint r = 0;

  for (; r + ROWS_AT_ONCE <= n; r += ROWS_AT_ONCE)
    NAME (find_some) (forest, tree, rows + r * forest->stride, ROWS_AT_ONCE, places + r);
  for (; r < n; r++)
    NAME (find_some) (forest, tree, rows + r * forest->stride, 1, places + r);
}

static void
NAME (walk_block) (const AssayForest *forest, const AssayTree *trees, guint n_trees, const REAL *rows, guint n, SUM *sums)
{
  for (guint t = 0; t < n_trees; t++)
    {
      guint r = 0;

      if (trees[t].form == ASSAY_TREE_SLOW)
        {
          NAME (add_slow) (forest, &trees[t], rows, n, sums);
          continue;
        }
      for (; r + ROWS_AT_ONCE <= n; r += ROWS_AT_ONCE)
        NAME (add_rows) (forest, &trees[t], rows + r * forest->stride, ROWS_AT_ONCE, sums + (gsize) r * forest->n_outputs);
      for (; r < n; r++)
        NAME (add_rows) (forest, &trees[t], rows + r * forest->stride, 1, sums + (gsize) r * forest->n_outputs);
    }
}

/* One row: instead of many rows through one tree, many trees of one depth at once. */
static inline __attribute__ ((always_inline)) void
NAME (descend_trees) (const AssayForest *forest, const AssayTree *trees, const REAL *row, const guint depth, guint32 *k)
{
  const STEP *steps[TREES_AT_ONCE];

  for (guint t = 0; t < TREES_AT_ONCE; t++)
    {
      steps[t] = (const STEP *) forest->perfect_steps + trees[t].first_step;
      k[t] = 0;
    }
  for (guint level = 0; level < depth; level++)
    for (guint t = 0; t < TREES_AT_ONCE; t++)
      {
        STEP step = steps[t][k[t]];

        k[t] = 2 * k[t] + 1 + !(row[step.slot] < step.threshold);
      }
  for (guint t = 0; t < TREES_AT_ONCE; t++)
    k[t] -= (1u << depth) - 1;
}

static void
NAME (walk_row) (const AssayForest *forest, const AssayTree *trees, guint n_trees, const REAL *row, SUM *sums)
{
  for (guint t = 0; t < n_trees;)
    {
      guint32 k[TREES_AT_ONCE];
      guint n = 0;

      while (n < TREES_AT_ONCE && t + n < n_trees && trees[t + n].form == ASSAY_TREE_PERFECT && trees[t + n].depth == trees[t].depth)
        n++;
      if (n < TREES_AT_ONCE)
        {
          NAME (walk_block) (forest, &trees[t], 1, row, 1, sums);
          t++;
          continue;
        }
      NAME (descend_trees) (forest, &trees[t], row, trees[t].depth, k);
      for (guint i = 0; i < TREES_AT_ONCE; i++)
        NAME (add_leaves) (forest, &trees[t + i], &k[i], 1, sums);
      t += TREES_AT_ONCE;
    }
}

static void
NAME (walk) (const AssayForest *forest, const AssayTree *trees, guint n_trees, const REAL *rows, guint n, SUM *sums)
{
  if (n == 1)
    NAME (walk_row) (forest, trees, n_trees, rows, sums);
  else
    NAME (walk_block) (forest, trees, n_trees, rows, n, sums);
}
