/* The checks of a validation by the sections of the report, with the worst first in each; a choice of verdicts leaves out the rest. */
#pragma once
#include <adwaita.h>
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_CHECKS_VIEW (assay_checks_view_get_type ())
G_DECLARE_FINAL_TYPE (AssayChecksView, assay_checks_view, ASSAY, CHECKS_VIEW, GtkBox)

/* has_rows: "page.show-rows" is there. */
GtkWidget *assay_checks_view_new (AssayResult *result, gboolean has_rows);

/* Rows are made some at a time, from when it is first seen. */
gboolean assay_checks_view_is_busy (AssayChecksView *self);

G_END_DECLS
