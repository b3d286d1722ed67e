/* What the reader says when something cannot be read: sentences for people. */
#pragma once
#include "data/csv-piece.h"

G_BEGIN_DECLS

/* One bad row of a piece, into the report. line: in the file, from 1. */
void assay_csv_report_bad_row (AssayReadReport *report, const AssayCsvPlan *plan, const AssayPiece *piece, const AssayPieceBad *bad,
                               guint64 line);
void assay_csv_set_bad_rows_error (const AssayReadReport *report, const char *name, gsize max_bad_rows, GError **error);
void assay_csv_set_question_error (const AssayReadReport *report, const char *name, GError **error);
/* A number like 1.234, where no other number says which mark is the decimal one. */
void assay_csv_ask_decimal (AssayReadReport *report, const char *column, const char *example);

G_END_DECLS
