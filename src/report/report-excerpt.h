/* What of a table goes on paper: long ones cut, those of many models side by side, few rows of many columns turned. Private to the room. */
#pragma once
#include "result/result.h"

/* Text columns whose id begins so hold formatted numbers: set to the right. */
#define ASSAY_REPORT_NUMBERS "number:"

/* The table as it is printed, with a note that says what was left out and where it is. (transfer full) */
AssayTable *assay_report_excerpt (const AssayResult *result, AssayTable *table);
/* Whether it is evidence for looking up rather than for reading: it goes to the end of the report. */
gboolean assay_report_is_for_appendix (const AssayResult *result, const AssayTable *table);

/* Rows become columns: the first column's texts are the heads. (transfer full) */
AssayTable *assay_report_turn (const AssayTable *table);
/* The same rows in `blocks` blocks side by side. (transfer full) */
AssayTable *assay_report_fold (const AssayTable *table, guint blocks);

/* Whether a table says it side by side: metrics of models but the best, and of further columns, whose id has a colon. */
gboolean assay_report_is_in_table (const AssayResult *result, const AssayMetric *metric);
