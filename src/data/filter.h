/* The scope of an analysis: conditions on columns and a period. */
#pragma once
#include "data/frame.h"

G_BEGIN_DECLS

/* where: "region=North", "units>0", "kind!=return", also < <= >=; all must hold; missing never matches except with "=" and
 * an empty right side. start, end: ISO dates on `time` (inclusive; a date as end includes its whole day); each may be NULL.
 * The frame itself (a new reference) when nothing is asked. */
AssayFrame *assay_filter_frame (AssayFrame *frame, const char *const *where, const char *time, const char *start, const char *end,
                                guint n_threads, GError **error);

/* The same; *rows (transfer full) gets the number, from 0, of each row that is kept: NULL when all are. rows may be NULL. */
AssayFrame *assay_filter_frame_rows (AssayFrame *frame, const char *const *where, const char *time, const char *start, const char *end,
                                     guint n_threads, gsize **rows, GError **error);

G_END_DECLS
