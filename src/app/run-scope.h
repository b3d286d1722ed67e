/* The chips of a run page: which period, which series, which risk. Signal "changed". */
#pragma once
#include "app/run-data.h"
#include "app/selection.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RUN_SCOPE (assay_run_scope_get_type ())
G_DECLARE_FINAL_TYPE (AssayRunScope, assay_run_scope, ASSAY, RUN_SCOPE, GtkWidget)

GtkWidget *assay_run_scope_new (AssaySelection *selection);
void assay_run_scope_set_data (AssayRunScope *self, AssayRunData *data);
AssaySpan assay_run_scope_get_period (AssayRunScope *self);        /* "all": any time */
gint64 assay_run_scope_get_series (AssayRunScope *self);           /* -1: all */
void assay_run_scope_set_series (AssayRunScope *self, gint64 series);
/* The risk is the category of the page's selection: a click on a bar sets it too. */

/* The last n days of an extent; 0 days: all. x in days or, seconds, by the type of the axis. A pure function. */
AssaySpan assay_run_scope_last_days (AssaySpan extent, AssayAxisType type, int days);

G_END_DECLS
