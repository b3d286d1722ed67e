/* Which columns tell the series of a frame apart, when nobody says so. */
#pragma once
#include "data/frame.h"

G_BEGIN_DECLS

/* *series: the names of the smallest set of columns that makes the times of `time` unique; NULL when they are unique without one, or
 * when no set of up to three does it. Fails with ASSAY_DATA_ERROR_ROLE when several sets of the same size do. value (may be NULL) is
 * never a key; without it a column of numbers is left over to be the value. */
gboolean assay_series_keys_find (const AssayFrame *frame, const char *time, const char *value, char ***series, GError **error);

G_END_DECLS
