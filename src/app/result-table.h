/* A table of a result as a card, whatever its columns are. */
#pragma once
#include <gtk/gtk.h>
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RESULT_TABLE (assay_result_table_get_type ())
G_DECLARE_FINAL_TYPE (AssayResultTable, assay_result_table, ASSAY, RESULT_TABLE, GtkWidget)

GtkWidget *assay_result_table_new (AssayTable *table);

G_END_DECLS
