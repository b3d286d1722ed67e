/* Dates are whole days since 1970-01-01 in the proleptic Gregorian calendar,
 * times are microseconds since 1970-01-01T00:00:00 with no zone: as written in the data. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_USEC_PER_DAY G_GINT64_CONSTANT (86400000000)

gboolean assay_date_is_valid (int year, int month, int day);     /* years 1 to 9999 */
gint32 assay_date_from_ymd (int year, int month, int day);
void assay_date_to_ymd (gint32 days, int *year, int *month, int *day);
int assay_date_weekday (gint32 days);                            /* 1 Monday … 7 Sunday */

/* The same day of the month n months later; the last day stays the last day of its month
 * when month_end is set, and a day that does not exist becomes the month's last. */
gint32 assay_date_add_months (gint32 days, int n_months, gboolean month_end);

/* ISO text into a buffer of at least 32 bytes: "2026-11-21"; "2026-11-21T09:14:00", with
 * fractional digits only when there are any. Returns the length. */
int assay_date_format (gint32 days, char *buffer);
int assay_datetime_format (gint64 usec, char *buffer);

/* Read all of text[len]: 2026-11-21, and the same with T or space and hh:mm[:ss[.ffffff]][Z]. */
gboolean assay_date_parse (const char *text, gsize len, gint32 *days);
gboolean assay_datetime_parse (const char *text, gsize len, gint64 *usec);

G_END_DECLS
