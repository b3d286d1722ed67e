/* How a run was made, for whoever has to repeat it: inputs with hashes, every option as resolved, seed, engine, policy, the
 * checks with limits, sources and conventions, and the notes. */
#pragma once
#include <gtk/gtk.h>
#include "app/run-data.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RECORD_VIEW (assay_record_view_get_type ())
G_DECLARE_FINAL_TYPE (AssayRecordView, assay_record_view, ASSAY, RECORD_VIEW, GtkWidget)

GtkWidget *assay_record_view_new (void);
/* Its rows are made when it is first shown: most who look at a run never ask how it was made. */
void assay_record_view_set_data (AssayRecordView *self, AssayRunData *data);

G_END_DECLS
