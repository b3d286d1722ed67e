/* Random trees and rows for the tests and the benchmark of trees. */
#pragma once
#include "model/trees/tree-forest.h"

typedef struct
{
  guint n_trees, depth, n_features, n_outputs;
  AssayForestPrecision precision;
  gboolean is_full;                /* every branch as deep as it goes */
  gboolean has_sets, has_third_ways, has_vectors;
} RandomForest;

/* Thresholds are those of random_value(), so that values meet them. */
AssayForest *random_forest_new (GRand *rand, const RandomForest *shape);
double random_value (GRand *rand);     /* coarse, so that values tie; sometimes NaN, rarely infinite */
