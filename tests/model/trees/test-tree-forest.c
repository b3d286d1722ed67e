#include "model/trees/tree-forest-private.h"
#include "random-forest.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "model/forecaster.h"

#define N_ROWS 150

/* ---- the definition, as a plain loop over the nodes ---- */

static double
as_input (const AssayForest *forest, double value)
{
  if (forest->precision == ASSAY_FOREST_DOUBLE)
    return isinf (value) ? copysign (DBL_MAX, value) : value;
  return isinf ((float) value) ? copysign (FLT_MAX, value) : (double) (float) value;
}

static gint32
walk_plainly (const AssayForest *forest, guint tree, const double *row)
{
  const AssayTreeNode *nodes = forest->nodes + forest->trees[tree].first_node;
  gint32 at = 0;

  while (nodes[at].left >= 0)
    {
      double x = as_input (forest, row[nodes[at].feature]);
      const AssayTreeNode *node = &nodes[at];

      if (isnan (x))
        at = node->missing;
      else if (node->kind == ASSAY_SPLIT_LESS)
        at = x < node->number ? node->left : node->right;
      else if (node->kind == ASSAY_SPLIT_LESS_EQUAL)
        at = x <= node->number ? node->left : node->right;
      else if (node->kind == ASSAY_SPLIT_EQUAL)
        at = x == node->number ? node->left : node->right;
      else
        at = assay_tree_set_has (forest, node->number, x) ? node->left : node->right;
    }
  return at;
}

static void
add_plainly (const AssayForest *forest, guint first, guint n_trees, const double *row, double *sums)
{
  for (guint t = first; t < first + n_trees; t++)
    {
      const AssayTree *tree = &forest->trees[t];
      const AssayTreeNode *leaf = &forest->nodes[tree->first_node + walk_plainly (forest, t, row)];

      for (guint o = 0; o < forest->n_outputs; o++)
        {
          double value = tree->output == ASSAY_FOREST_ALL_OUTPUTS ? forest->vectors[(gsize) leaf->number + o] : tree->output == o ? leaf->number : 0;

          sums[o] = forest->precision == ASSAY_FOREST_FLOAT ? (double) ((float) sums[o] + (float) value) : sums[o] + value;
        }
    }
}

/* ---- twins ---- */

static const struct { const char *name; RandomForest shape; } shapes[] = {
  { "perfect float", { 37, 6, 11, 1, ASSAY_FOREST_FLOAT, TRUE } },
  { "perfect float input", { 37, 6, 11, 1, ASSAY_FOREST_FLOAT_INPUT, TRUE } },
  { "perfect double", { 37, 6, 11, 1, ASSAY_FOREST_DOUBLE, TRUE } },
  { "mixed float", { 60, 9, 5, 1, ASSAY_FOREST_FLOAT, FALSE } },
  { "mixed float input", { 60, 9, 5, 1, ASSAY_FOREST_FLOAT_INPUT, FALSE } },
  { "mixed double", { 60, 9, 5, 1, ASSAY_FOREST_DOUBLE, FALSE } },
  { "stumps and leaves", { 30, 1, 3, 1, ASSAY_FOREST_FLOAT, FALSE } },
  { "leaves only", { 5, 0, 3, 1, ASSAY_FOREST_DOUBLE, FALSE } },
  { "classes", { 61, 7, 8, 3, ASSAY_FOREST_FLOAT, FALSE } },
  { "vectors float", { 20, 11, 8, 4, ASSAY_FOREST_FLOAT, FALSE, .has_vectors = TRUE } },
  { "vectors double", { 20, 4, 8, 4, ASSAY_FOREST_DOUBLE, FALSE, .has_vectors = TRUE } },
  { "one in a vector", { 20, 11, 8, 1, ASSAY_FOREST_DOUBLE, FALSE, .has_vectors = TRUE } },
  { "sets", { 40, 6, 8, 2, ASSAY_FOREST_FLOAT, FALSE, .has_sets = TRUE } },
  { "third ways", { 40, 6, 8, 2, ASSAY_FOREST_DOUBLE, FALSE, .has_sets = TRUE, .has_third_ways = TRUE } },
  { "slow vectors", { 40, 6, 8, 3, ASSAY_FOREST_FLOAT, FALSE, .has_sets = TRUE, .has_third_ways = TRUE, .has_vectors = TRUE } },
  { "wide", { 40, 8, 700, 1, ASSAY_FOREST_FLOAT, FALSE } },
  { "many", { 150, 6, 20, 1, ASSAY_FOREST_FLOAT, TRUE } },
  { "many, uneven", { 150, 6, 20, 1, ASSAY_FOREST_FLOAT_INPUT, FALSE } },
  { "many, double", { 150, 6, 20, 1, ASSAY_FOREST_DOUBLE, FALSE } },
  { "many classes", { 150, 4, 20, 3, ASSAY_FOREST_DOUBLE, FALSE } },
  { "more thresholds than ranks", { 700, 6, 1, 1, ASSAY_FOREST_DOUBLE, TRUE } },
  { "page wide", { 400, 8, 128, 1, ASSAY_FOREST_FLOAT, FALSE } },
};

static double **
make_columns (GRand *rand, guint n_features)
{
  double **columns = g_new0 (double *, n_features + 1);

  for (guint f = 0; f < n_features; f++)
    {
      columns[f] = g_new (double, N_ROWS);
      for (guint i = 0; i < N_ROWS; i++)
        columns[f][i] = random_value (rand);
    }
  return columns;
}

static void
check_rows (const AssayForest *forest, guint first, guint n_trees, double **columns, guint n)
{
  g_autoptr(AssayForestScratch) scratch = assay_forest_scratch_new (forest);
  g_autofree double *sums = g_new (double, N_ROWS * forest->n_outputs), *row = g_new (double, forest->n_features + 1);
  g_autofree double *expected = g_new (double, forest->n_outputs);
  g_autofree gint32 *leaves = g_new (gint32, n * (n_trees + 1));

  for (guint i = 0; i < N_ROWS * forest->n_outputs; i++)
    sums[i] = 0.5;
  assay_forest_add (forest, first, n_trees, (const double *const *) columns, n, scratch, sums);
  assay_forest_find_leaves (forest, first, n_trees, (const double *const *) columns, n, scratch, leaves);
  for (guint i = 0; i < n; i++)
    {
      for (guint f = 0; f < forest->n_features; f++)
        row[f] = columns[f][i];
      for (guint o = 0; o < forest->n_outputs; o++)
        expected[o] = 0.5;
      add_plainly (forest, first, n_trees, row, expected);
      g_assert_cmpmem (sums + i * forest->n_outputs, forest->n_outputs * sizeof (double), expected, forest->n_outputs * sizeof (double));
      for (guint t = 0; t < n_trees; t++)
        g_assert_cmpint (leaves[i * n_trees + t], ==, walk_plainly (forest, first + t, row));
    }
  for (guint i = n * forest->n_outputs; i < N_ROWS * forest->n_outputs; i++)
    g_assert_cmpfloat (sums[i], ==, 0.5);
}

static void
test_twin (gconstpointer data)
{
  const RandomForest *shape = data;
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr(AssayForest) forest = random_forest_new (rand, shape);
  double **columns = make_columns (rand, shape->n_features);
  static const guint n_rows[] = { N_ROWS, 64, 65, 17, 16, 15, 1, 0 };

  for (int machine = -1; machine < 3; machine++)
    {
      assay_forest_mux_machine = machine;
      for (guint i = 0; i < G_N_ELEMENTS (n_rows); i++)
        check_rows (forest, 0, shape->n_trees, columns, n_rows[i]);
    }
  assay_forest_mux_machine = -1;
  check_rows (forest, shape->n_trees / 3, shape->n_trees / 2, columns, N_ROWS);
  check_rows (forest, shape->n_trees / 3, shape->n_trees / 2, columns, 1);
  for (guint f = 0; f < shape->n_features; f++)
    g_free (columns[f]);
  g_free (columns);
}

/* Two parts after each other are the whole, to the last bit. */
static void
test_parts (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr(AssayForest) forest = random_forest_new (rand, &(RandomForest) { 50, 6, 4, 1, ASSAY_FOREST_FLOAT, FALSE });
  g_autoptr(AssayForestScratch) scratch = assay_forest_scratch_new (forest);
  const double a[2] = { 0.5, NAN }, b[2] = { 3, 8 }, c[2] = { 1, 2 }, d[2] = { -1, 4.5 };
  const double *columns[4] = { a, b, c, d };
  double whole[2] = { 0 }, parts[2] = { 0 };

  assay_forest_add (forest, 0, G_MAXUINT, columns, 2, scratch, whole);
  for (guint t = 0; t < 60; t++)
    assay_forest_add (forest, t, 1, columns, 2, scratch, parts);
  g_assert_cmpmem (whole, sizeof whole, parts, sizeof parts);
}

/* ---- thresholds where single and double numbers part ---- */

static double
score_split (AssayForestPrecision precision, AssaySplitKind kind, double threshold, gboolean missing_left, double value)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (1, 1, precision);
  g_autoptr(AssayForest) forest = NULL;
  g_autoptr(AssayForestScratch) scratch = NULL;
  g_autoptr(GError) error = NULL;
  const double *columns[1] = { &value };
  double sum = 0;

  assay_forest_builder_begin_tree (builder, 0);
  assay_forest_builder_add_split (builder, 0, kind, threshold, 1, 2, missing_left ? 1 : 2, NAN);
  assay_forest_builder_add_leaf (builder, -1, NAN);
  assay_forest_builder_add_leaf (builder, 1, NAN);
  assay_forest_builder_end_tree (builder, &error);
  g_assert_no_error (error);
  forest = assay_forest_builder_finish (builder, &error);
  scratch = assay_forest_scratch_new (forest);
  assay_forest_add (forest, 0, 1, columns, 1, scratch, &sum);
  return sum;
}

static void
test_thresholds (void)
{
  static const double values[] = { 0, -0.0, 1, 0.1, -0.1, 0.1f, -0.1f, 1 + DBL_EPSILON, 1 - DBL_EPSILON, 1 + FLT_EPSILON, 1e-50, -1e-50, 1e-45, FLT_MIN, FLT_MAX / 2, -FLT_MAX / 2,
                                   16777217, 1e30 };
  static const double bounds[] = { INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e300, -1e300 };

  for (guint p = 0; p < 3; p++)
    for (guint k = 0; k < 2; k++)
      for (guint t = 0; t < G_N_ELEMENTS (values) + G_N_ELEMENTS (bounds); t++)
        {
          double threshold = t < G_N_ELEMENTS (values) ? values[t] : bounds[t - G_N_ELEMENTS (values)];

          for (guint v = 0; v < G_N_ELEMENTS (values); v++)
            for (int side = -1; side <= 1; side++)
              {
                double value = side == 0 ? values[v] : nextafter (values[v], side * INFINITY);
                double input = p == ASSAY_FOREST_DOUBLE ? value : (double) (float) value;
                gboolean is_left = k == ASSAY_SPLIT_LESS ? input < threshold : input <= threshold;

                g_assert_cmpfloat (score_split (p, k, threshold, FALSE, value), ==, is_left ? -1 : 1);
              }
          g_assert_cmpfloat (score_split (p, k, threshold, TRUE, NAN), ==, -1);
          g_assert_cmpfloat (score_split (p, k, threshold, FALSE, NAN), ==, 1);
        }
}

static void
test_infinite_values (void)
{
  for (guint p = 0; p < 3; p++)
    for (gboolean missing_left = FALSE; missing_left <= TRUE; missing_left++)
      {
        g_assert_cmpfloat (score_split (p, ASSAY_SPLIT_LESS, 5, missing_left, INFINITY), ==, 1);
        g_assert_cmpfloat (score_split (p, ASSAY_SPLIT_LESS, 5, missing_left, -INFINITY), ==, -1);
        g_assert_cmpfloat (score_split (p, ASSAY_SPLIT_LESS_EQUAL, 5, missing_left, 1e300), ==, 1);
        g_assert_cmpfloat (score_split (p, ASSAY_SPLIT_EQUAL, 5, missing_left, INFINITY), ==, 1);
      }
}

/* ---- what is refused ---- */

typedef struct { gint64 left, right, missing; guint feature; double threshold, cover; } Node;      /* left -9: a leaf */

static char *
build_error (const Node *nodes, guint n)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (4, 1, ASSAY_FOREST_FLOAT);
  g_autoptr(GError) error = NULL;

  assay_forest_builder_begin_tree (builder, 0);
  for (guint i = 0; i < n; i++)
    if (nodes[i].left == -9)
      assay_forest_builder_add_leaf (builder, nodes[i].threshold, nodes[i].cover);
    else
      assay_forest_builder_add_split (builder, nodes[i].feature, ASSAY_SPLIT_LESS, nodes[i].threshold, nodes[i].left, nodes[i].right, nodes[i].missing, nodes[i].cover);
  g_assert_false (assay_forest_builder_end_tree (builder, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  return g_strdup (error->message);
}

static void
check_refusal (const Node *nodes, guint n, const char *message)
{
  g_autofree char *found = build_error (nodes, n);

  g_assert_cmpstr (found, ==, message);
}
#define LEAF { -9, 0, 0, 0, 0.5, 1 }

static void
test_refusals (void)
{
  check_refusal (NULL, 0, "tree 0: it has no nodes");
  check_refusal ((Node[]) { { 1, 3, 1, 0, 0, 2 }, LEAF, LEAF }, 3, "tree 0, node 0: its child 3 is none of the 3 nodes of the tree");
  check_refusal ((Node[]) { { -1, 2, 2, 0, 0, 2 }, LEAF, LEAF }, 3, "tree 0, node 0: its child -1 is none of the 3 nodes of the tree");
  check_refusal ((Node[]) { { 1, 2, 5000000000, 0, 0, 2 }, LEAF, LEAF }, 3, "tree 0, node 0: its child 2147483647 is none of the 3 nodes of the tree");
  check_refusal ((Node[]) { { 1, 1, 1, 0, 0, 2 }, LEAF }, 2, "tree 0, node 1: it is reached twice from the root");
  check_refusal ((Node[]) { { 1, 2, 1, 0, 0, 2 }, LEAF, { 0, 1, 0, 0, 0, 1 } }, 3, "tree 0, node 0: it is reached twice from the root");
  check_refusal ((Node[]) { { 1, 2, 1, 0, 0, 2 }, LEAF, LEAF, LEAF }, 4, "tree 0, node 3: it is not reached from the root");
  check_refusal ((Node[]) { { 1, 2, 1, 4, 0, 2 }, LEAF, LEAF }, 3, "tree 0, node 0: it splits on feature 4, and the model has 4");
  check_refusal ((Node[]) { { 1, 2, 1, 4000000000u, 0, 2 }, LEAF, LEAF }, 3, "tree 0, node 0: it splits on feature 16777215, and the model has 4");
  check_refusal ((Node[]) { { 1, 2, 1, 0, NAN, 2 }, LEAF, LEAF }, 3, "tree 0, node 0: its threshold is not a number");
  check_refusal ((Node[]) { { 1, 2, 1, 0, 0, -2 }, LEAF, LEAF }, 3, "tree 0, node 0: its share of the training sample is negative or infinite");
  check_refusal ((Node[]) { { 1, 2, 1, 0, 0, 2 }, LEAF, { -9, 0, 0, 0, INFINITY, 1 } }, 3, "tree 0, node 2: the value of the leaf is not a finite number");
  check_refusal ((Node[]) { { 1, 2, 1, 0, 0, 2 }, { -9, 0, 0, 0, NAN, 1 }, LEAF }, 3, "tree 0, node 1: the value of the leaf is not a finite number");
}

static void
test_limits (void)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (1, 2, ASSAY_FOREST_FLOAT);
  g_autoptr(GError) error = NULL;
  const double values[2] = { 1, 2 };

  assay_forest_builder_set_limits (builder, 2, 4);
  for (guint i = 0; i < 2; i++)
    {
      assay_forest_builder_begin_tree (builder, i);
      assay_forest_builder_add_leaf (builder, 1, 1);
      g_assert_true (assay_forest_builder_end_tree (builder, NULL));
    }
  assay_forest_builder_begin_tree (builder, 0);
  assay_forest_builder_add_leaf (builder, 1, 1);
  g_assert_false (assay_forest_builder_end_tree (builder, &error));
  g_assert_cmpstr (error->message, ==, "tree 2: more than the 2 trees allowed");
  g_clear_error (&error);
  assay_forest_builder_set_limits (builder, 3, 2);
  assay_forest_builder_begin_tree (builder, ASSAY_FOREST_ALL_OUTPUTS);
  for (guint i = 0; i < 100; i++)
    assay_forest_builder_add_vector_leaf (builder, values, 1);
  g_assert_false (assay_forest_builder_end_tree (builder, &error));
  g_assert_cmpstr (error->message, ==, "tree 2: more than the 2 nodes allowed in all trees");
}

static void
test_odd_trees (void)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (1, 2, ASSAY_FOREST_FLOAT);
  const guint32 far = 1 << 24;
  g_autoptr(GError) error = NULL;

  assay_forest_builder_begin_tree (builder, 2);
  assay_forest_builder_add_leaf (builder, 1, 1);
  g_assert_false (assay_forest_builder_end_tree (builder, &error));
  g_assert_cmpstr (error->message, ==, "tree 0: it adds to output 2, and the model has 2");
  g_clear_error (&error);
  assay_forest_builder_begin_tree (builder, ASSAY_FOREST_ALL_OUTPUTS);
  assay_forest_builder_add_leaf (builder, 1, 1);
  g_assert_false (assay_forest_builder_end_tree (builder, &error));
  g_assert_cmpstr (error->message, ==, "tree 0: single and vector leaves are mixed");
  g_clear_error (&error);
  assay_forest_builder_begin_tree (builder, 0);
  assay_forest_builder_add_set_split (builder, 0, &far, 1, 1, 2, 2, 1);
  g_assert_false (assay_forest_builder_end_tree (builder, &error));
  g_assert_cmpstr (error->message, ==, "tree 0: a split on categories has a code beyond 16777215");
}

/* A chain as deep as a file can make it: no recursion anywhere. */
static void
test_chain (void)
{
  const guint n = 300000;
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (1, 1, ASSAY_FOREST_FLOAT);
  g_autoptr(AssayForest) forest = NULL;
  g_autoptr(AssayForestScratch) scratch = NULL;
  const double value[2] = { 1e9, 10.5 };
  const double *columns[1] = { value };
  double sums[2] = { 0 };

  assay_forest_builder_begin_tree (builder, 0);
  for (guint i = 0; i < n; i++)
    {
      assay_forest_builder_add_split (builder, 0, ASSAY_SPLIT_LESS, i, 2 * i + 1, 2 * i + 2, 2 * i + 1, 1);
      assay_forest_builder_add_leaf (builder, i, 1);
    }
  assay_forest_builder_add_leaf (builder, -1, 1);
  g_assert_true (assay_forest_builder_end_tree (builder, NULL));
  forest = assay_forest_builder_finish (builder, NULL);
  scratch = assay_forest_scratch_new (forest);
  assay_forest_add (forest, 0, 1, columns, 2, scratch, sums);
  g_assert_cmpfloat (sums[0], ==, -1);
  g_assert_cmpfloat (sums[1], ==, 11);
  g_assert_cmpuint (assay_forest_get_depth (forest), ==, n);
  g_assert_true (assay_forest_has_covers (forest));
  g_assert_cmpuint (assay_forest_get_size (forest), <, 60 * assay_forest_get_n_nodes (forest));
}

static void
test_no_result (void)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (1, 1, ASSAY_FOREST_DOUBLE);
  g_autoptr(AssayForest) forest = NULL;
  g_autoptr(AssayForestScratch) scratch = NULL;
  const double value[2] = { NAN, 1 };
  const double *columns[1] = { value };
  double sums[2] = { 0 };

  assay_forest_builder_allow_no_result (builder);
  assay_forest_builder_begin_tree (builder, 0);
  assay_forest_builder_add_split (builder, 0, ASSAY_SPLIT_LESS, 0, 1, 2, 3, NAN);
  assay_forest_builder_add_leaf (builder, 1, NAN);
  assay_forest_builder_add_leaf (builder, 2, NAN);
  assay_forest_builder_add_leaf (builder, NAN, NAN);
  g_assert_true (assay_forest_builder_end_tree (builder, NULL));
  forest = assay_forest_builder_finish (builder, NULL);
  scratch = assay_forest_scratch_new (forest);
  assay_forest_add (forest, 0, 1, columns, 2, scratch, sums);
  g_assert_true (isnan (sums[0]));
  g_assert_cmpfloat (sums[1], ==, 2);
  g_assert_false (assay_forest_has_covers (forest));
}

/* Beyond the limit of a set, and below 0, counts as in it; without a limit as outside. */
static void
test_extended_set (void)
{
  static const double values[] = { 3, 3.9, 4, 31, 32, 1e30, -1, -0.5, 0, NAN };
  static const double expected[2][10] = { { 1, 1, 2, 2, 2, 2, 2, 2, 2, 1 }, { 1, 1, 2, 2, 1, 1, 1, 1, 2, 1 } };
  const guint32 code = 3;
  const double *columns[1] = { values };

  for (guint is_extended = 0; is_extended < 2; is_extended++)
    {
      g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (1, 1, ASSAY_FOREST_FLOAT);
      g_autoptr(AssayForest) forest = NULL;
      g_autoptr(AssayForestScratch) scratch = NULL;
      double sums[10] = { 0 };

      assay_forest_builder_begin_tree (builder, 0);
      assay_forest_builder_add_set_split (builder, 0, &code, 1, 1, 2, 1, 1);
      if (is_extended)
        assay_forest_builder_extend_set (builder, 32);
      assay_forest_builder_add_leaf (builder, 1, 1);
      assay_forest_builder_add_leaf (builder, 2, 1);
      g_assert_true (assay_forest_builder_end_tree (builder, NULL));
      forest = assay_forest_builder_finish (builder, NULL);
      scratch = assay_forest_scratch_new (forest);
      assay_forest_add (forest, 0, 1, columns, 10, scratch, sums);
      g_assert_cmpmem (sums, sizeof sums, expected[is_extended], sizeof expected[0]);
    }
}

/* A column that no tree asks for may be absent. */
static void
test_absent_column (void)
{
  double value = 3;
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (3, 1, ASSAY_FOREST_FLOAT);
  g_autoptr(AssayForest) forest = NULL;
  g_autoptr(AssayForestScratch) scratch = NULL;
  const double *columns[3] = { NULL, &value, NULL };
  double sum = 0;

  assay_forest_builder_begin_tree (builder, 0);
  assay_forest_builder_add_split (builder, 1, ASSAY_SPLIT_LESS_EQUAL, 3, 1, 2, 2, 1);
  assay_forest_builder_add_leaf (builder, 7, 1);
  assay_forest_builder_add_leaf (builder, 8, 1);
  g_assert_true (assay_forest_builder_end_tree (builder, NULL));
  forest = assay_forest_builder_finish (builder, NULL);
  scratch = assay_forest_scratch_new (forest);
  assay_forest_add (forest, 0, 1, columns, 1, scratch, &sum);
  g_assert_cmpfloat (sum, ==, 7);
  columns[1] = NULL;
  assay_forest_add (forest, 0, 1, columns, 1, scratch, &sum);
  g_assert_cmpfloat (sum, ==, 15);
  g_assert_true (assay_forest_uses_feature (forest, 1));
  g_assert_false (assay_forest_uses_feature (forest, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/trees/forest/twin/%s", shapes[i].name);
      g_test_add_data_func (path, &shapes[i].shape, test_twin);
    }
  g_test_add_func ("/model/trees/forest/parts", test_parts);
  g_test_add_func ("/model/trees/forest/thresholds", test_thresholds);
  g_test_add_func ("/model/trees/forest/infinite values", test_infinite_values);
  g_test_add_func ("/model/trees/forest/refusals", test_refusals);
  g_test_add_func ("/model/trees/forest/limits", test_limits);
  g_test_add_func ("/model/trees/forest/odd trees", test_odd_trees);
  g_test_add_func ("/model/trees/forest/chain", test_chain);
  g_test_add_func ("/model/trees/forest/no result", test_no_result);
  g_test_add_func ("/model/trees/forest/absent column", test_absent_column);
  g_test_add_func ("/model/trees/forest/extended set", test_extended_set);
  return g_test_run ();
}
