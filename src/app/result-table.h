/* A table of a result as a card, whatever its columns are. A long one can be searched; a click on a header sorts.
 *
 * Signal "activated" (guint row of the table): Enter or a double click. */
#pragma once
#include <gtk/gtk.h>
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RESULT_TABLE (assay_result_table_get_type ())
G_DECLARE_FINAL_TYPE (AssayResultTable, assay_result_table, ASSAY, RESULT_TABLE, GtkWidget)

GtkWidget *assay_result_table_new (AssayTable *table);

G_END_DECLS
