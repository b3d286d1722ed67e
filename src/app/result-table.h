/* A table of a result as a card, whatever its columns are. A long one can be searched; a click on a header sorts.
 *
 * Signals, each with the row of the table (guint): "activated": Enter or a double click; "selected": a click or the keyboard. */
#pragma once
#include <gtk/gtk.h>
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RESULT_TABLE (assay_result_table_get_type ())
G_DECLARE_FINAL_TYPE (AssayResultTable, assay_result_table, ASSAY, RESULT_TABLE, GtkWidget)

GtkWidget *assay_result_table_new (AssayTable *table);
/* Selects the first row that has the text in the column, without a signal; none has it: no row is selected. */
void assay_result_table_select (AssayResultTable *self, const char *column, const char *text);

G_END_DECLS
