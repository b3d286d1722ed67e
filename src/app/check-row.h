/* A check as a row that opens to its convention, its limits with their source, and its reference. */
#pragma once
#include <adwaita.h>
#include "result/row-filter.h"

G_BEGIN_DECLS

/* The check outlives the row. chips: so that the chips of a list are equally wide. */
GtkWidget *assay_check_row_new (const AssayCheck *check, GtkSizeGroup *chips);
/* Gives the row a line that leads to the rows of the data by "page.show-rows", if the result says which they are. Before it is opened. */
void assay_check_row_set_rows (GtkWidget *row, AssayRowFilter *filter);
/* A name, and a value that can be copied. */
GtkWidget *assay_check_row_new_value (const char *name, const char *value);
/* "watch 1.5 %, fail 2 %", as files have numbers; NULL: none. (transfer full) */
char *assay_check_row_limits_text (const AssayCheck *check);
/* Where a limit comes from, in words. */
const char *assay_check_row_source_text (char source);

G_END_DECLS
