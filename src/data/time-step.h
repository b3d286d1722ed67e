/* The distance from one time of a series to the next. */
#pragma once
#include "data/panel.h"

G_BEGIN_DECLS

/* The commonest distance inside the series that start at first[0 … n_series - 1]; 1 if there is none. */
AssayStep assay_step_find (const gint64 *times, const gsize *first, gsize n_series, AssayType time_type);
/* Whole steps from one time to a later one, rounded down; *is_exact: the step leads there. */
gint64 assay_step_count (AssayStep step, AssayType time_type, gint64 from, gint64 to, gboolean *is_exact);

G_END_DECLS
