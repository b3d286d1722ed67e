/* The checks of a validation by the sections of the report, with the worst first in each; a choice of verdicts leaves out the rest. */
#pragma once
#include <adwaita.h>
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_CHECKS_VIEW (assay_checks_view_get_type ())
G_DECLARE_FINAL_TYPE (AssayChecksView, assay_checks_view, ASSAY, CHECKS_VIEW, GtkBox)

GtkWidget *assay_checks_view_new (AssayResult *result);

G_END_DECLS
