/* Moments as people read them: "today, 09:14", "yesterday, 17:02", then "10 Sep 2025, 09:14". */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* usec: microseconds since 1970, UTC; shown in local time. now 0: the present. (transfer full) */
char *assay_when_format (gint64 usec, gint64 now);
char *assay_duration_format (gint64 usec);      /* "0.8 s", "40 s", "2 min 5 s" */
char *assay_size_format (gint64 bytes);

G_END_DECLS
