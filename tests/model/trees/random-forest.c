#include "random-forest.h"

#include <math.h>

double
random_value (GRand *rand)
{
  double draw = g_rand_double (rand);

  if (draw < 0.1)
    return NAN;
  if (draw < 0.101)
    return draw < 0.1005 ? INFINITY : -INFINITY;
  return draw < 0.4 ? floor (g_rand_double_range (rand, -3, 9)) : g_rand_double_range (rand, -3, 9);
}

static double
random_threshold (GRand *rand)
{
  double value;

  do
    value = random_value (rand);
  while (!isfinite (value));
  return g_rand_boolean (rand) ? value : (double) (float) value;
}

static void
add_leaf (AssayForestBuilder *builder, GRand *rand, const RandomForest *shape, double cover)
{
  double values[16];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (float) g_rand_double_range (rand, -1, 1);
  if (shape->has_vectors)
    assay_forest_builder_add_vector_leaf (builder, values, cover);
  else
    assay_forest_builder_add_leaf (builder, values[0], cover);
}

static void
add_split (AssayForestBuilder *builder, GRand *rand, const RandomForest *shape, guint left, guint n_children, double cover)
{
  guint feature = g_rand_int_range (rand, 0, shape->n_features);
  guint missing = n_children == 3 ? left + 2 : left + g_rand_boolean (rand);

  if (shape->has_sets && g_rand_boolean (rand))
    {
      guint32 codes[3] = { g_rand_int_range (rand, 0, 9), g_rand_int_range (rand, 0, 9), g_rand_boolean (rand) ? 100000 : 3 };

      assay_forest_builder_add_set_split (builder, feature, codes, 3, left, left + 1, missing, cover);
    }
  else
    assay_forest_builder_add_split (builder, feature, g_rand_int_range (rand, 0, shape->has_sets ? 3 : 2), random_threshold (rand), left, left + 1, missing, cover);
}

/* Level by level; the children of a node are the next ones not yet named. */
static void
add_tree (AssayForestBuilder *builder, GRand *rand, const RandomForest *shape)
{
  g_autoptr(GArray) depths = g_array_new (FALSE, FALSE, sizeof (guint)), covers = g_array_new (FALSE, FALSE, sizeof (double));
  guint root = 0;
  double all = 1000;

  g_array_append_val (depths, root);
  g_array_append_val (covers, all);
  for (guint i = 0; i < depths->len; i++)
    {
      guint depth = g_array_index (depths, guint, i) + 1, left = depths->len;
      guint n_children = shape->has_third_ways && g_rand_int_range (rand, 0, 4) == 0 ? 3 : 2;
      double cover = g_array_index (covers, double, i), rest = cover;

      if (depth > shape->depth || (!shape->is_full && g_rand_int_range (rand, 0, 5) == 0))
        {
          add_leaf (builder, rand, shape, cover);
          continue;
        }
      add_split (builder, rand, shape, left, n_children, cover);
      for (guint c = 0; c < n_children; c++)
        {
          double share = c + 1 < n_children ? rest * g_rand_double_range (rand, 0.1, 0.9) : rest;

          rest -= share;
          g_array_append_val (depths, depth);
          g_array_append_val (covers, share);
        }
    }
}

AssayForest *
random_forest_new (GRand *rand, const RandomForest *shape)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (shape->n_features, shape->n_outputs, shape->precision);
  g_autoptr(GError) error = NULL;
  AssayForest *forest;

  for (guint t = 0; t < shape->n_trees; t++)
    {
      assay_forest_builder_begin_tree (builder, shape->has_vectors ? ASSAY_FOREST_ALL_OUTPUTS : t % shape->n_outputs);
      add_tree (builder, rand, shape);
      assay_forest_builder_end_tree (builder, &error);
      g_assert_no_error (error);
    }
  forest = assay_forest_builder_finish (builder, &error);
  g_assert_no_error (error);
  return forest;
}
