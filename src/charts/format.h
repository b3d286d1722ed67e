/* Numbers, dates and shares as people read them: locale decimal and group separators (fallback narrow no-break
 * space), true minus on screen, tabular. Each returns new text (transfer full); undefined is an en dash.
 * Isolates (U+2066, U+2069) are wrapped round only by the _isolated form. */
#pragma once
#include <glib.h>
#include "result/result.h"

G_BEGIN_DECLS

char *assay_format_number (double value, int digits);        /* digits after the point; -1: up to 6 significant as needed */
char *assay_format_count (double value);                     /* in full with group separators */
char *assay_format_compact (double value);                   /* 12.4k, 3.1M: axes only */
char *assay_format_fraction (double value, int digits);      /* 0.084 -> "8.4 %" as the locale writes it */
char *assay_format_zscore (double value);                    /* one digit with sign: "+10.0" */
char *assay_format_p_value (double value);                   /* 3 digits, or "< 0.001" */
char *assay_format_date (gint32 days, gboolean weekday);     /* "10 Sep 2025", "Wed 10 Sep 2025" */
char *assay_format_datetime (gint64 usec, gboolean weekday); /* "10 Sep 2025, 09:14" */
char *assay_format_metric (const AssayMetric *metric);
char *assay_format_cell (const AssayTable *table, guint row, guint column);
char *assay_format_isolated (const char *text);

G_END_DECLS
