/* A memo says what trees say, bit by bit: random forests of every precision and form, rows with missing and endless values, one feature anywhere. */
#include <math.h>
#include <string.h>

#include "model/trees/tree-memo.h"

#define N_FEATURES 5
#define N_ROWS 150

static const double grid[] = { -1e30, -2, -0.5, 0, 0.1, 0.25, 1, 3, 1e30 };

static double
draw_value (void)
{
  switch (g_test_rand_int_range (0, 12))
    {
    case 0: return NAN;
    case 1: return INFINITY;
    case 2: return -INFINITY;
    default: return g_test_rand_bit () ? grid[g_test_rand_int_range (0, G_N_ELEMENTS (grid))] : g_test_rand_double_range (-3, 4);
    }
}

/* Nodes [at, …) of a full tree, in the order of a walk: the size of each part is known before it is there. */
static void
add_nodes (AssayForestBuilder *builder, guint at, guint depth)
{
  guint left = at + 1, right = left + (1u << depth) - 1;

  if (depth == 0)
    {
      assay_forest_builder_add_leaf (builder, g_test_rand_double_range (-1, 1), NAN);
      return;
    }
  assay_forest_builder_add_split (builder, g_test_rand_int_range (0, N_FEATURES), g_test_rand_bit () ? ASSAY_SPLIT_LESS : ASSAY_SPLIT_LESS_EQUAL,
                                  g_test_rand_bit () ? grid[g_test_rand_int_range (1, G_N_ELEMENTS (grid) - 1)] : g_test_rand_double_range (-3, 4), left, right,
                                  g_test_rand_bit () ? left : right, NAN);
  add_nodes (builder, left, depth - 1);
  add_nodes (builder, right, depth - 1);
}

/* A chain: deep and thin. */
static void
add_chain (AssayForestBuilder *builder, guint depth)
{
  for (guint d = 0; d < depth; d++)
    {
      assay_forest_builder_add_split (builder, g_test_rand_int_range (0, N_FEATURES), ASSAY_SPLIT_LESS, g_test_rand_double_range (-3, 4), 2 * d + 1, 2 * d + 2,
                                      g_test_rand_bit () ? 2 * d + 1 : 2 * d + 2, NAN);
      assay_forest_builder_add_leaf (builder, g_test_rand_double_range (-1, 1), NAN);
    }
  assay_forest_builder_add_leaf (builder, g_test_rand_double_range (-1, 1), NAN);
}

static AssayForest *
make_forest (AssayForestPrecision precision, guint n_trees)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (N_FEATURES, 1, precision);
  g_autoptr(GError) error = NULL;
  AssayForest *forest;

  for (guint t = 0; t < n_trees; t++)
    {
      assay_forest_builder_begin_tree (builder, 0);
      if (g_test_rand_int_range (0, 4) == 0)
        add_chain (builder, g_test_rand_int_range (1, 30));
      else
        add_nodes (builder, 0, g_test_rand_int_range (0, 7));
      g_assert_true (assay_forest_builder_end_tree (builder, &error));
    }
  forest = assay_forest_builder_finish (builder, &error);
  g_assert_no_error (error);
  return forest;
}

typedef struct { double values[N_FEATURES][N_ROWS]; const double *columns[N_FEATURES]; } Rows;

static void
fill (Rows *rows)
{
  for (guint f = 0; f < N_FEATURES; f++)
    {
      rows->columns[f] = rows->values[f];
      for (guint i = 0; i < N_ROWS; i++)
        rows->values[f][i] = draw_value ();
    }
}

/* In two blocks, as a scorer asks. */
static void
add (const AssayForest *forest, const Rows *rows, AssayForestScratch *scratch, double *sums)
{
  const guint cut = 100;
  const double *behind[N_FEATURES];

  for (guint f = 0; f < N_FEATURES; f++)
    behind[f] = rows->values[f] + cut;
  for (guint i = 0; i < N_ROWS; i++)
    sums[i] = 0.1;
  assay_forest_add (forest, 0, assay_forest_get_n_trees (forest), rows->columns, cut, scratch, sums);
  assay_forest_add (forest, 0, assay_forest_get_n_trees (forest), behind, N_ROWS - cut, scratch, sums + cut);
}

static void
check (const AssayForest *forest, const Rows *rows, AssayForestScratch *plain, AssayForestScratch *scratch, AssayForestMemo *memo)
{
  double expected[N_ROWS], found[N_ROWS];

  add (forest, rows, plain, expected);
  assay_forest_memo_begin (memo, ASSAY_MEMO_USE);
  add (forest, rows, scratch, found);
  g_assert_cmpmem (found, sizeof found, expected, sizeof expected);
}

static void
move (Rows *rows, guint feature, gboolean may_miss)
{
  for (guint i = 0; i < N_ROWS; i++)
    do
      rows->values[feature][i] = draw_value ();
    while (!may_miss && isnan (rows->values[feature][i]));
}

static void
test_twin (gconstpointer data)
{
  AssayForestPrecision precision = GPOINTER_TO_UINT (data);

  for (guint round = 0; round < 40; round++)
    {
      g_autoptr(AssayForest) forest = make_forest (precision, g_test_rand_int_range (1, 60));
      g_autoptr(AssayForestScratch) plain = assay_forest_scratch_new (forest), scratch = assay_forest_scratch_new (forest);
      g_autoptr(AssayForestMemo) memo = assay_forest_memo_new (64 << 20);
      guint feature = g_test_rand_int_range (0, N_FEATURES), other = (feature + 1) % N_FEATURES;
      double sums[N_ROWS];
      Rows rows;

      fill (&rows);
      assay_forest_scratch_set_memo (scratch, memo);
      assay_forest_memo_begin (memo, ASSAY_MEMO_NOTE);
      add (forest, &rows, scratch, sums);
      g_assert_false (assay_forest_memo_is_ready (memo));
      move (&rows, feature, TRUE);
      assay_forest_memo_begin (memo, ASSAY_MEMO_BUILD);
      add (forest, &rows, scratch, sums);
      g_assert_true (assay_forest_memo_is_ready (memo));
      for (guint i = 0; i < 5; i++)
        {
          move (&rows, feature, i % 2 == 0);
          check (forest, &rows, plain, scratch, memo);
        }
      /* what the memo does not know is walked */
      rows.values[other][7] = 0.33;
      check (forest, &rows, plain, scratch, memo);
    }
}

/* Nothing is made up where it cannot be: two features moved, no memory, other blocks, no building. */
static void
test_refused (void)
{
  g_autoptr(AssayForest) forest = make_forest (ASSAY_FOREST_DOUBLE, 30);
  g_autoptr(AssayForestScratch) plain = assay_forest_scratch_new (forest), scratch = assay_forest_scratch_new (forest);
  g_autoptr(AssayForestMemo) memo = assay_forest_memo_new (64 << 20), small = assay_forest_memo_new (100);
  double sums[N_ROWS];
  Rows rows;

  fill (&rows);
  assay_forest_scratch_set_memo (scratch, memo);
  check (forest, &rows, plain, scratch, memo);
  assay_forest_memo_begin (memo, ASSAY_MEMO_NOTE);
  add (forest, &rows, scratch, sums);
  check (forest, &rows, plain, scratch, memo);
  move (&rows, 0, TRUE);
  move (&rows, 1, TRUE);
  assay_forest_memo_begin (memo, ASSAY_MEMO_BUILD);
  add (forest, &rows, scratch, sums);
  g_assert_false (assay_forest_memo_is_ready (memo) && assay_forest_uses_feature (forest, 0) && assay_forest_uses_feature (forest, 1));
  check (forest, &rows, plain, scratch, memo);
  assay_forest_scratch_set_memo (scratch, small);
  assay_forest_memo_begin (small, ASSAY_MEMO_NOTE);
  add (forest, &rows, scratch, sums);
  move (&rows, 0, TRUE);
  assay_forest_memo_begin (small, ASSAY_MEMO_BUILD);
  add (forest, &rows, scratch, sums);
  g_assert_false (assay_forest_memo_is_ready (small));
  check (forest, &rows, plain, scratch, small);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/model/tree-memo/float", GUINT_TO_POINTER (ASSAY_FOREST_FLOAT), test_twin);
  g_test_add_data_func ("/model/tree-memo/float-input", GUINT_TO_POINTER (ASSAY_FOREST_FLOAT_INPUT), test_twin);
  g_test_add_data_func ("/model/tree-memo/double", GUINT_TO_POINTER (ASSAY_FOREST_DOUBLE), test_twin);
  g_test_add_func ("/model/tree-memo/refused", test_refused);
  return g_test_run ();
}
