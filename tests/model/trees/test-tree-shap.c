#include "model/trees/tree-shap.h"
#include "model/trees/tree-forest-private.h"
#include "random-forest.h"

#include <math.h>

/* ---- the definition: every set of features, what is expected of the row when only those are known ---- */

static double
as_input (const AssayForest *forest, double value)
{
  return forest->precision == ASSAY_FOREST_DOUBLE ? value : (double) (float) value;
}

static double
expect (const AssayForest *forest, const AssayTree *tree, guint output, gint32 at, const double *row, guint32 known)
{
  const AssayTreeNode *nodes = forest->nodes + tree->first_node, *node = &nodes[at];
  double sum;

  if (node->kind == ASSAY_TREE_LEAF)
    return tree->output == ASSAY_FOREST_ALL_OUTPUTS ? forest->vectors[(gsize) node->number + output] : tree->output == output ? node->number : 0;
  if (known >> node->feature & 1)
    return expect (forest, tree, output, assay_tree_node_next (forest, node, as_input (forest, row[node->feature])), row, known);
  sum = expect (forest, tree, output, node->left, row, known) * nodes[node->left].cover + expect (forest, tree, output, node->right, row, known) * nodes[node->right].cover;
  if (node->missing != node->left && node->missing != node->right)
    sum += expect (forest, tree, output, node->missing, row, known) * nodes[node->missing].cover;
  return sum / node->cover;
}

static double
expect_all (const AssayForest *forest, guint output, const double *row, guint32 known)
{
  double sum = 0;

  for (guint t = 0; t < forest->n_trees; t++)
    sum += expect (forest, &forest->trees[t], output, 0, row, known);
  return sum;
}

/* Factorials of small sets. */
static double
weigh (guint n_known, guint n)
{
  return tgamma (n_known + 1.0) * tgamma (n - n_known) / tgamma (n + 1.0);
}

static double
shapley (const AssayForest *forest, guint output, const double *row, guint feature)
{
  guint n = forest->n_features;
  double sum = 0;

  for (guint32 known = 0; known < 1u << n; known++)
    if (!(known >> feature & 1))
      sum += weigh (__builtin_popcount (known), n) * (expect_all (forest, output, row, known | 1u << feature) - expect_all (forest, output, row, known));
  return sum;
}

static const struct { const char *name; RandomForest shape; gsize most_bytes; } shapes[] = {
  { "tables float", { 4, 4, 5, 1, ASSAY_FOREST_FLOAT, FALSE }, 1 << 20 },
  { "tables double", { 4, 4, 5, 1, ASSAY_FOREST_DOUBLE, TRUE }, 1 << 20 },
  { "rows float", { 4, 4, 5, 1, ASSAY_FOREST_FLOAT, FALSE }, 0 },
  { "few tables", { 6, 5, 6, 1, ASSAY_FOREST_FLOAT_INPUT, FALSE }, 2000 },
  { "classes", { 6, 4, 4, 3, ASSAY_FOREST_FLOAT, FALSE }, 1 << 20 },
  { "vectors", { 3, 4, 4, 3, ASSAY_FOREST_FLOAT, FALSE, .has_vectors = TRUE }, 1 << 20 },
  { "vectors by row", { 3, 4, 4, 3, ASSAY_FOREST_DOUBLE, FALSE, .has_vectors = TRUE }, 0 },
  { "sets", { 4, 4, 4, 1, ASSAY_FOREST_FLOAT, FALSE, .has_sets = TRUE }, 1 << 20 },
  { "third ways", { 4, 4, 4, 1, ASSAY_FOREST_DOUBLE, FALSE, .has_sets = TRUE, .has_third_ways = TRUE }, 1 << 20 },
  { "third ways by row", { 4, 4, 4, 1, ASSAY_FOREST_FLOAT, FALSE, .has_sets = TRUE, .has_third_ways = TRUE }, 0 },
  { "leaves only", { 3, 0, 2, 1, ASSAY_FOREST_FLOAT, FALSE }, 1 << 20 },
};

#define N_ROWS 67

static void
test_twin (gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  const RandomForest *shape = &shapes[which].shape;
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr(AssayForest) forest = random_forest_new (rand, shape);
  g_autoptr(AssayTreeShap) shap = NULL;
  g_autoptr(AssayTreeShapScratch) scratch = NULL;
  double values[8][N_ROWS], row[8], contributions[N_ROWS * 3 * 9] = { 0 };
  const double *columns[8];

  g_assert_true (assay_tree_shap_is_possible (forest));
  shap = assay_tree_shap_new (forest, G_MAXUINT, shapes[which].most_bytes);
  scratch = assay_tree_shap_scratch_new (shap);
  for (guint f = 0; f < shape->n_features; f++)
    {
      columns[f] = values[f];
      for (guint r = 0; r < N_ROWS; r++)
        values[f][r] = random_value (rand);
    }
  assay_tree_shap_add (shap, columns, N_ROWS, scratch, contributions);
  for (guint r = 0; r < N_ROWS; r += r == 0 ? 62 : 1)
    for (guint o = 0; o < shape->n_outputs; o++)
      {
        const double *found = contributions + (r * shape->n_outputs + o) * (shape->n_features + 1);

        for (guint f = 0; f < shape->n_features; f++)
          row[f] = values[f][r];
        for (guint f = 0; f < shape->n_features; f++)
          g_assert_cmpfloat_with_epsilon (found[f], shapley (forest, o, row, f), 2e-6);
        g_assert_cmpfloat_with_epsilon (found[shape->n_features], expect_all (forest, o, row, 0), 1e-12);
        g_assert_cmpfloat (found[shape->n_features], ==, assay_tree_shap_get_base (shap)[o]);
      }
}

/* Base and contributions are the score, in deep trees over many features too, where tables end. */
static void
check_sum (const RandomForest *shape, guint n_trees)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr(AssayForest) forest = random_forest_new (rand, shape);
  g_autoptr(AssayForestScratch) forest_scratch = assay_forest_scratch_new (forest);
  g_autoptr(AssayTreeShap) shap = assay_tree_shap_new (forest, n_trees, ASSAY_TREE_SHAP_USUAL_TABLES);
  g_autoptr(AssayTreeShapScratch) scratch = assay_tree_shap_scratch_new (shap);
  gsize width = shape->n_features + 1;
  g_autofree double *values = g_new (double, shape->n_features * N_ROWS), *sums = g_new0 (double, N_ROWS), *contributions = g_new0 (double, N_ROWS * width);
  g_autofree const double **columns = g_new (const double *, shape->n_features);

  for (guint f = 0; f < shape->n_features; f++)
    {
      columns[f] = values + f * N_ROWS;
      for (guint r = 0; r < N_ROWS; r++)
        values[f * N_ROWS + r] = random_value (rand);
    }
  assay_tree_shap_add (shap, columns, N_ROWS, scratch, contributions);
  assay_forest_add (forest, 0, n_trees, columns, N_ROWS, forest_scratch, sums);
  for (guint r = 0; r < N_ROWS; r++)
    {
      double sum = 0;

      for (guint f = 0; f < width; f++)
        sum += contributions[r * width + f];
      g_assert_cmpfloat_with_epsilon (sum, sums[r], 1e-4);
    }
}

static void
test_sums (void)
{
  check_sum (&(RandomForest) { 30, 6, 30, 1, ASSAY_FOREST_FLOAT, TRUE }, G_MAXUINT);
  check_sum (&(RandomForest) { 30, 6, 30, 1, ASSAY_FOREST_FLOAT, FALSE }, 11);
  check_sum (&(RandomForest) { 8, 13, 40, 1, ASSAY_FOREST_DOUBLE, FALSE }, G_MAXUINT);
  check_sum (&(RandomForest) { 8, 20, 3, 1, ASSAY_FOREST_DOUBLE, FALSE, .has_sets = TRUE }, G_MAXUINT);
}

/* shapley-hand of the vectors: f = x1 + 2 x2 + 3 x1 x2 against a sample of (0, 0) only, at (1, 1). */
static void
test_by_hand (void)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (2, 1, ASSAY_FOREST_DOUBLE);
  g_autoptr(AssayForest) forest = NULL;
  g_autoptr(AssayTreeShap) shap = NULL;
  g_autoptr(AssayTreeShapScratch) scratch = NULL;
  const double one = 1, *columns[2] = { &one, &one }, none = 1e-200;
  double contributions[3] = { 0 };

  assay_forest_builder_begin_tree (builder, 0);
  assay_forest_builder_add_split (builder, 0, ASSAY_SPLIT_LESS, 0.5, 1, 2, 1, 1);
  assay_forest_builder_add_split (builder, 1, ASSAY_SPLIT_LESS, 0.5, 3, 4, 3, 1);
  assay_forest_builder_add_split (builder, 1, ASSAY_SPLIT_LESS, 0.5, 5, 6, 5, none);
  assay_forest_builder_add_leaf (builder, 0, 1);
  assay_forest_builder_add_leaf (builder, 2, 0);
  assay_forest_builder_add_leaf (builder, 1, none);
  assay_forest_builder_add_leaf (builder, 6, 0);
  g_assert_true (assay_forest_builder_end_tree (builder, NULL));
  forest = assay_forest_builder_finish (builder, NULL);
  shap = assay_tree_shap_new (forest, 1, 1 << 20);
  scratch = assay_tree_shap_scratch_new (shap);
  assay_tree_shap_add (shap, columns, 1, scratch, contributions);
  g_assert_cmpfloat (contributions[0], ==, 2.5);
  g_assert_cmpfloat (contributions[1], ==, 3.5);
  g_assert_cmpfloat_with_epsilon (contributions[2], 0, 1e-199);
}

static AssayForest *
make_stump (double left_cover, double root_cover)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (1, 1, ASSAY_FOREST_DOUBLE);

  assay_forest_builder_begin_tree (builder, 0);
  assay_forest_builder_add_split (builder, 0, ASSAY_SPLIT_LESS, 0.5, 1, 2, 1, root_cover);
  assay_forest_builder_add_leaf (builder, 0, left_cover);
  assay_forest_builder_add_leaf (builder, 2, 1);
  g_assert_true (assay_forest_builder_end_tree (builder, NULL));
  return assay_forest_builder_finish (builder, NULL);
}

static void
test_impossible (void)
{
  g_autoptr(AssayForest) fine = make_stump (0, 1), unknown = make_stump (NAN, 1), empty = make_stump (0, 0);

  g_assert_true (assay_tree_shap_is_possible (fine));
  g_assert_false (assay_tree_shap_is_possible (unknown));
  g_assert_false (assay_tree_shap_is_possible (empty));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/trees/shap/twin/%s", shapes[i].name);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_twin);
    }
  g_test_add_func ("/model/trees/shap/sums", test_sums);
  g_test_add_func ("/model/trees/shap/by hand", test_by_hand);
  g_test_add_func ("/model/trees/shap/impossible", test_impossible);
  return g_test_run ();
}
