/* The hot loop of every forest, built with -O3 (see meson.build): without branches on data, so that the steps of many rows
 * are under way at the same time. */
#include "model/trees/tree-forest-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define ROWS_AT_ONCE 16
#define TREES_AT_ONCE 8

#define REAL float
#define SUM float
#define STEP AssayFloatStep
#define DEEP_STEP AssayFloatDeepStep
#define MOST FLT_MAX
#define NAME(name) name##_float
#include "model/trees/tree-walk-typed.h"
#undef NAME
#undef SUM

#define SUM double
#define NAME(name) name##_float_input
#include "model/trees/tree-walk-typed.h"
#undef NAME
#undef MOST
#undef DEEP_STEP
#undef STEP
#undef REAL

#define REAL double
#define STEP AssayDoubleStep
#define DEEP_STEP AssayDoubleStep
#define MOST DBL_MAX
#define NAME(name) name##_double
#include "model/trees/tree-walk-typed.h"

void
assay_forest_walk (const AssayForest *self, guint first_tree, guint n_trees, const AssayForestScratch *scratch, guint n_rows, gpointer sums)
{
  switch (self->precision)
    {
    case ASSAY_FOREST_FLOAT:
      walk_float (self, self->trees + first_tree, n_trees, scratch->rows, n_rows, sums);
      break;
    case ASSAY_FOREST_FLOAT_INPUT:
      walk_float_input (self, self->trees + first_tree, n_trees, scratch->rows, n_rows, sums);
      break;
    case ASSAY_FOREST_DOUBLE:
      walk_double (self, self->trees + first_tree, n_trees, scratch->rows, n_rows, sums);
      break;
    }
}

void
assay_forest_find_places (const AssayForest *self, const AssayTree *tree, const AssayForestScratch *scratch, guint n_rows, guint8 *places)
{
  if (self->precision == ASSAY_FOREST_FLOAT)
    find_places_float (self, tree, scratch->rows, n_rows, places);
  else if (self->precision == ASSAY_FOREST_FLOAT_INPUT)
    find_places_float_input (self, tree, scratch->rows, n_rows, places);
  else
    find_places_double (self, tree, scratch->rows, n_rows, places);
}
