/* The rows of the data that a finding of a validation is about, with their scores: the data are opened once, on a worker, when somebody
 * first asks, and then asked again for each finding.
 *
 * Signal "back": to where the reader came from. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"
#include "result/row-filter.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_ROWS_VIEW (assay_rows_view_get_type ())
G_DECLARE_FINAL_TYPE (AssayRowsView, assay_rows_view, ASSAY, ROWS_VIEW, GtkWidget)

GtkWidget *assay_rows_view_new (AssayProject *project, gint64 run);
/* title: of the finding, translated. */
void assay_rows_view_show (AssayRowsView *self, const char *title, AssayRowFilter *filter);
void assay_rows_view_focus (AssayRowsView *self);
gboolean assay_rows_view_is_busy (AssayRowsView *self);
guint assay_rows_view_get_n_rows (AssayRowsView *self);

/* "DEBTINC is missing, Job is Gig": the conditions as a person reads them. (transfer full) */
char *assay_rows_view_word_filter (const AssayRowFilter *filter);

G_END_DECLS
