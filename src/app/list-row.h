/* A row that opens to check marks: several of what there is, and a line for what a check mark cannot say ("ets:ANA"). Its value is the list
 * of the command line: names with commas. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

#define ASSAY_TYPE_LIST_ROW (assay_list_row_get_type ())
G_DECLARE_FINAL_TYPE (AssayListRow, assay_list_row, ASSAY, LIST_ROW, AdwExpanderRow)

GtkWidget *assay_list_row_new (void);
/* In the order of the list. */
void assay_list_row_add (AssayListRow *self, const char *name, const char *title, const char *subtitle);
/* After the last: names that no check mark has, as text. */
void assay_list_row_add_entry (AssayListRow *self, const char *title);
void assay_list_row_set_text (AssayListRow *self, const char *text);
char *assay_list_row_dup_text (AssayListRow *self);

G_END_DECLS
