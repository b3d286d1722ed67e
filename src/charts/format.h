/* Numbers, dates and shares as people read them: locale decimal and group separators (fallback narrow no-break
 * space), true minus on screen, tabular. Each returns new text (transfer full); undefined is an en dash.
 * Isolates (U+2066, U+2069) are wrapped round only by the _isolated form.
 *
 * Only the locale decides, never the machine's zone or clock; a program that never called setlocale() gets "1 234.5"
 * with the narrow space and English months. */
#pragma once
#include <glib.h>
#include "result/result.h"

G_BEGIN_DECLS

char *assay_format_number (double value, int digits);        /* digits after the point; -1: up to 6 significant as needed */
char *assay_format_count (double value);                     /* in full with group separators */
char *assay_format_compact (double value);                   /* 12.4k, 3.1M: axes only */
char *assay_format_fraction (double value, int digits);      /* 0.084 -> "8.4 %" as the locale writes it; -1 as above */
char *assay_format_zscore (double value);                    /* one digit with sign: "+10.0" */
char *assay_format_p_value (double value);                   /* 3 digits, or "< 0.001" */
char *assay_format_date (gint32 days, gboolean weekday);     /* "10 Sep 2025", "Wed 10 Sep 2025" */
char *assay_format_datetime (gint64 usec, gboolean weekday); /* "10 Sep 2025, 09:14"; seconds when there are any */
char *assay_format_metric (const AssayMetric *metric);
char *assay_format_cell (const AssayTable *table, guint row, guint column);   /* missing text is ""; one number of digits a column */
/* The numbers of a sentence that an analysis wrote, "-11,178 of 1,316 rows; p 5.5e-14", as the reader's locale has them. What stands in “quotes”,
 * and what is part of a name, a date or a version, stays as it is. */
char *assay_format_sentence (const char *text);
char *assay_format_isolated (const char *text);

/* How an axis writes its ticks: all with the same digits and the same suffix, chosen from the step between them and the
 * largest of them. step 2500, largest 20000: 5k 7.5k … */
char *assay_format_tick (double value, double step, double largest);
char *assay_format_fraction_tick (double value, double step);

/* What the locale gives; split off so that tests can ask for any. NULL, the usual, asks the locale each time.
 * grouping is as in localeconv(): "\3" thousands, "\3\2" lakhs. The texts are lent and must stay alive. */
typedef struct { const char *decimal, *group, *grouping; } AssayFormatSymbols;
void assay_format_use_symbols (const AssayFormatSymbols *symbols);

G_END_DECLS
