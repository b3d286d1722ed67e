/* Trees of few levels without a walk: every node of a tree compares, for many rows at once, and then the levels choose among the outcomes.
 *
 * That is more comparisons than a walk has steps, but none waits for another and none reads memory by a place just computed, so the machine does 32 rows in the
 * time of one. Values are replaced by their rank among the thresholds of their feature, in 16 bits: x < t exactly when fewer thresholds are at most x than are at
 * most t. Built with -O3 for several machines (not by clones: vectors are cut for the plainest machine before those are made); all do the same, and leaves are
 * added in the order of the trees, so sums are those of the walk bit for bit. */
#include "model/trees/tree-forest-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define ALWAYS static inline __attribute__ ((always_inline))

#define LANES 8
#define NAME(name) name##_plain
#include "model/trees/tree-mux-typed.h"
#undef NAME
#undef LANES

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define HAS_MACHINES
#pragma GCC push_options
#pragma GCC target("avx2")
#define LANES 16
#define NAME(name) name##_avx2
#include "model/trees/tree-mux-typed.h"
#undef NAME
#undef LANES
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")
#define LANES 32
#define NAME(name) name##_avx512
#include "model/trees/tree-mux-typed.h"
#undef NAME
#undef LANES
#pragma GCC pop_options
#endif

enum { MACHINE_PLAIN, MACHINE_AVX2, MACHINE_AVX512 };

int assay_forest_mux_machine = -1;

static int
find_machine (void)
{
#ifdef HAS_MACHINES
  int most = assay_forest_mux_machine >= 0 ? assay_forest_mux_machine : MACHINE_AVX512;

  if (most >= MACHINE_AVX512 && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512dq"))
    return MACHINE_AVX512;
  if (most >= MACHINE_AVX2 && __builtin_cpu_supports ("avx2"))
    return MACHINE_AVX2;
#endif
  return MACHINE_PLAIN;
}

/* Eight rows at once are no faster than a walk. */
gboolean
assay_forest_mux_is_worth_it (void)
{
  return assay_forest_mux_machine >= 0 || find_machine () > MACHINE_PLAIN;
}

#ifdef HAS_MACHINES
#define ON_MACHINE(call, ...) \
  switch (find_machine ()) \
    { \
    case MACHINE_AVX512: call##_avx512 (__VA_ARGS__); break; \
    case MACHINE_AVX2: call##_avx2 (__VA_ARGS__); break; \
    default: call##_plain (__VA_ARGS__); break; \
    }
#else
#define ON_MACHINE(call, ...) call##_plain (__VA_ARGS__);
#endif

void
assay_forest_mux (const AssayForest *self, guint first_tree, guint n_trees, const AssayForestScratch *scratch, guint n_rows, gpointer sums)
{
  if (self->precision == ASSAY_FOREST_FLOAT)
    ON_MACHINE (run_floats, self, self->trees + first_tree, n_trees, scratch->ranks, n_rows, sums)
  else
    ON_MACHINE (run_doubles, self, self->trees + first_tree, n_trees, scratch->ranks, n_rows, sums)
}

void
assay_forest_mux_rank (const AssayForest *self, guint slot, const double *values, guint n_rows, gint16 *ranks)
{
  gsize first = self->first_cut[slot];
  guint n = self->first_cut[slot + 1] - first;
  gint16 *right = ranks + (gsize) slot * MUX_ROWS, *left = ranks + (gsize) (self->n_slots + slot) * MUX_ROWS;

  if (n == 0)
    return;
  if (self->precision == ASSAY_FOREST_DOUBLE)
    ON_MACHINE (rank_doubles, values, n_rows, (const double *) self->cuts + first, n, DBL_MAX, left, right)
  else
    ON_MACHINE (rank_floats, values, n_rows, (const float *) self->cuts + first, n, FLT_MAX, left, right)
}
