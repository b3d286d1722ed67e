/* Many series in one frame, each sorted by time: what every time-series method starts from.
 *
 * Rows are arranged by series (natural order of the keys: numbers by value, text by code point), then time. Frozen,
 * reference-counted. Times are days (DATE), microseconds (DATETIME) or plain integers (INT64). */
#pragma once
#include "base/progress.h"
#include "data/frame.h"
#include "data/roles.h"

G_BEGIN_DECLS

typedef enum { ASSAY_DUPLICATES_ERROR, ASSAY_DUPLICATES_SUM, ASSAY_DUPLICATES_MEAN, ASSAY_DUPLICATES_FIRST, ASSAY_DUPLICATES_LAST } AssayDuplicates;

/* The distance from one time to the next: n units. MONTH counts calendar months (of dates or date-times). */
typedef enum { ASSAY_STEP_INDEX, ASSAY_STEP_USEC, ASSAY_STEP_DAY, ASSAY_STEP_MONTH } AssayStepUnit;
typedef struct { AssayStepUnit unit; gint64 n; gboolean month_end; } AssayStep;

typedef struct _AssayPanel AssayPanel;

/* Rows without a time are dropped and counted. The step is the commonest distance over all series (1 if there is none). */
AssayPanel *assay_panel_new (const AssayFrame *frame, const AssayRoles *roles, AssayDuplicates duplicates,
                             guint n_threads, AssayProgress *progress, GError **error);
AssayPanel *assay_panel_ref (AssayPanel *self);
void assay_panel_unref (AssayPanel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayPanel, assay_panel_unref)

gsize assay_panel_get_n_series (const AssayPanel *self);
gsize assay_panel_get_n_rows (const AssayPanel *self);
gsize assay_panel_get_first (const AssayPanel *self, gsize series);     /* row of its first value; series n_series gives n_rows */
AssayType assay_panel_get_time_type (const AssayPanel *self);           /* DATE, DATETIME or INT64 */
AssayStep assay_panel_get_step (const AssayPanel *self);
const gint64 *assay_panel_get_times (const AssayPanel *self);           /* [n_rows] */
const double *assay_panel_get_values (const AssayPanel *self);          /* [n_rows], NaN: missing */
char *assay_panel_dup_label (const AssayPanel *self, gsize series);     /* "store 1 · item 7"; "all rows" without keys */
guint assay_panel_get_n_keys (const AssayPanel *self);
/* Key columns for an output table: one value a panel row (n_rows long). */
AssayColumn *assay_panel_make_key_column (const AssayPanel *self, guint key);
AssayColumn *assay_panel_make_time_column (const AssayPanel *self);     /* named "time" */
gint64 assay_step_add (AssayStep step, AssayType time_type, gint64 time, gint64 n_steps);

typedef struct
{
  gint64 start, end;            /* times */
  gsize n, n_missing;           /* rows; rows whose value is missing */
  gsize n_gaps, n_gap_steps;    /* places where at least one step is absent; steps absent in all */
  gsize n_duplicates;           /* rows whose time was seen before in the series */
  gsize n_off_step;             /* rows not a whole number of steps after the row before */
  gboolean starts_late, ends_early;   /* against the earliest start and latest end of all series */
} AssaySeriesQuality;
void assay_panel_get_quality (const AssayPanel *self, gsize series, AssaySeriesQuality *quality);
gsize assay_panel_get_n_dropped (const AssayPanel *self);               /* rows without a time */

G_END_DECLS
