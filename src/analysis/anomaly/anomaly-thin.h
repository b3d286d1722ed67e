/* Which rows of a series a picture needs. */
#pragma once
#include "analysis/anomaly/anomaly-figures.h"

G_BEGIN_DECLS

#define ASSAY_THIN_GAP G_MAXUINT64     /* stands between two rows where the series has a hole */

/* Row numbers of the table (guint64), rising, with ASSAY_THIN_GAP where steps are absent. Up to max_points of them (0: any
 * number) the whole series; beyond, the lowest and the highest of each column in equal stretches of time, and the ends; then
 * only holes wider than a stretch are marked, and *thinned is set. columns[n_columns], at most 2. */
GArray *assay_thin_rows (const AssayAnomalyRows *rows, gsize series, gsize max_points, const double *const *columns,
                         guint n_columns, gboolean *thinned);

/* The anomalies of a series; beyond max_points (0: any number) the most severe ones. *n_all: how many there are. */
GArray *assay_thin_marks (const AssayAnomalyRows *rows, gsize series, gsize max_points, gsize *n_all);

G_END_DECLS
