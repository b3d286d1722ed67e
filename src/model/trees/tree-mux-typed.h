/* The work of tree-mux.c for one kind of machine; included by it with LANES, rows at once, and NAME() set. */

typedef gint16 NAME (Lanes) __attribute__ ((vector_size (2 * LANES), may_alias));
#define Lanes NAME (Lanes)

/* ---- one tree, LANES rows ---- */

/* Negative: to the left. */
ALWAYS Lanes
NAME (compare) (const AssayMuxStep *step, const gint16 *ranks)
{
  return *(const Lanes *) (ranks + step->offset) - step->code;
}

/* mask: all ones where the left one is meant, else 0. */
ALWAYS Lanes
NAME (choose) (Lanes mask, Lanes left, Lanes right)
{
#if LANES == 16
  typedef char Bytes __attribute__ ((vector_size (32)));

  return (Lanes) __builtin_ia32_pblendvb256 ((Bytes) right, (Bytes) left, (Bytes) mask);
#else
  return right ^ (mask & (left ^ right));
#endif
}

/* The outcome at the node that a row comes to, so many levels below node `at`; masks of the levels in between. */
#define PICK(levels, less) \
  ALWAYS Lanes NAME (pick##levels) (const AssayMuxStep *steps, const gint16 *ranks, guint at, const Lanes *masks) \
  { return NAME (choose) (masks[0], NAME (pick##less) (steps, ranks, 2 * at + 1, masks + 1), NAME (pick##less) (steps, ranks, 2 * at + 2, masks + 1)); }
ALWAYS Lanes
NAME (pick0) (const AssayMuxStep *steps, const gint16 *ranks, guint at, const Lanes *masks)
{
  return NAME (compare) (&steps[at], ranks);
}
PICK (1, 0)
PICK (2, 1)
PICK (3, 2)
PICK (4, 3)
PICK (5, 4)

/* leaves[LANES], from 0. */
ALWAYS void
NAME (find_leaves) (const AssayMuxStep *steps, const gint16 *ranks, const guint depth, Lanes *leaves)
{
  Lanes masks[MUX_DEPTH], place = { 0 };

#define LEVEL(level) \
  if (depth > level) \
    { \
      masks[level] = NAME (pick##level) (steps, ranks, 0, masks) >> 15; \
      place = place + place + 1 + masks[level]; \
    }
  LEVEL (0)
  LEVEL (1)
  LEVEL (2)
  LEVEL (3)
  LEVEL (4)
  LEVEL (5)
  *leaves = place;
}

#define ADD(name, type) \
  ALWAYS void NAME (name) (const AssayForest *forest, const AssayTree *tree, const gint16 *ranks, const guint depth, guint n, type *sums) \
  { \
    const AssayMuxStep *steps = forest->mux_steps + tree->first_mux_step; \
    const type *values = (const type *) forest->mux_values + tree->first_mux_value; \
    gint16 leaves[MUX_ROWS] __attribute__ ((aligned (2 * LANES))); \
    for (guint r = 0; r < MUX_ROWS; r += LANES) \
      NAME (find_leaves) (steps, ranks + r, depth, (Lanes *) (leaves + r)); \
    if (forest->n_outputs == 1 && n == MUX_ROWS) \
      for (guint r = 0; r < MUX_ROWS; r++) \
        sums[r] += values[leaves[r]]; \
    else \
      for (guint r = 0; r < n; r++) \
        sums[(gsize) r * forest->n_outputs + tree->output] += values[leaves[r]]; \
  }
ADD (add_floats, float)
ADD (add_doubles, double)

#define RUN(name, add, type) \
  static void NAME (name) (const AssayForest *forest, const AssayTree *trees, guint n_trees, const gint16 *ranks, guint n, type *sums) \
  { \
    for (guint t = 0; t < n_trees; t++) \
      switch (trees[t].depth) \
        { \
        case 0: NAME (add) (forest, &trees[t], ranks, 0, n, sums); break; \
        case 1: NAME (add) (forest, &trees[t], ranks, 1, n, sums); break; \
        case 2: NAME (add) (forest, &trees[t], ranks, 2, n, sums); break; \
        case 3: NAME (add) (forest, &trees[t], ranks, 3, n, sums); break; \
        case 4: NAME (add) (forest, &trees[t], ranks, 4, n, sums); break; \
        case 5: NAME (add) (forest, &trees[t], ranks, 5, n, sums); break; \
        default: NAME (add) (forest, &trees[t], ranks, 6, n, sums); break; \
        } \
  }
RUN (run_floats, add_floats, float)
RUN (run_doubles, add_doubles, double)

/* ---- ranks ---- */

/* How many of cuts[n], rising, are at most x: all rows take the same steps. */
#define RANK(name, type) \
  static void NAME (name) (const double *values, guint n_rows, const type *cuts, guint n, type most, gint16 *low, gint16 *high) \
  { \
    guint32 at[MUX_ROWS] = { 0 }; \
    type x[MUX_ROWS] = { 0 }; \
    guint step = 1; \
    for (guint r = 0; r < n_rows; r++) \
      { \
        type value = values[r]; \
        x[r] = value > most ? most : value < -most ? -most : value; \
      } \
    while (2 * step <= n) \
      step *= 2; \
    for (; step > 0; step /= 2) \
      for (guint r = 0; r < MUX_ROWS; r++) \
        { \
          guint32 next = at[r] + step; \
          guint32 seen = next <= n ? next : n; \
          at[r] = (next <= n) & (cuts[seen - 1] <= x[r]) ? next : at[r]; \
        } \
    for (guint r = 0; r < MUX_ROWS; r++) \
      { \
        gboolean is_missing = x[r] != x[r]; \
        high[r] = is_missing ? n : at[r]; \
        low[r] = is_missing ? 0 : at[r]; \
      } \
  }
RANK (rank_floats, float)
RANK (rank_doubles, double)

#undef Lanes
#undef PICK
#undef LEVEL
#undef ADD
#undef RUN
#undef RANK
