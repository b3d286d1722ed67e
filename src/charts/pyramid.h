/* Least and greatest value of any stretch of a long series, in a few steps.
 *
 * Level 0 holds the extremes of blocks of 16 values, each further level those of two blocks below. They are floats about the
 * first value, rounded outwards, which is an eighth of the series' own memory; the ends of a stretch are read from
 * the values themselves, so what is asked of a short stretch is exact. With risks, a second tree knows the most
 * severe. The arrays are lent: they must outlive the pyramid. Frozen after _new, any thread may ask. */
#pragma once
#include <glib.h>
#include "base/progress.h"
#include "result/risk.h"

G_BEGIN_DECLS

typedef struct _AssayPyramid AssayPyramid;

/* values[n], NaN and infinite ones are skipped; risk[n] may be NULL. NULL only when cancelled. */
AssayPyramid *assay_pyramid_new (const double *values, const gint8 *risk, gsize n, AssayProgress *progress);
void assay_pyramid_free (AssayPyramid *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayPyramid, assay_pyramid_free)

/* Of values[first … last - 1]. FALSE when there is none; low and high are then untouched. O(log n). */
gboolean assay_pyramid_extremes (const AssayPyramid *self, gsize first, gsize last, double *low, double *high);

/* The most severe risk among values[first … last - 1] that exist, and where it stands first. NONE when there is none. */
AssayRisk assay_pyramid_most_severe (const AssayPyramid *self, gsize first, gsize last, gsize *index);

G_END_DECLS
