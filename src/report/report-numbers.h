/* The numbers behind a figure, as a table. Private to the room. */
#pragma once
#include "result/result.h"

/* Of a figure with any points. Long lines are summed up by stretches, large matrices by the means of neighbouring cells. (transfer full) */
AssayTable *assay_report_tell_numbers (AssayFigure *figure);
/* In a section each row is a number that the figure shows: some points of a curve, the strongest pairs of a matrix. (transfer full) */
AssayTable *assay_report_tell_own_numbers (AssayFigure *figure);

/* The same table, or one of few columns in blocks side by side. (transfer full) */
AssayTable *assay_report_fold_narrow (AssayTable *table, gboolean in_section);
