/* Where a sensitivity run varies its inputs, to be changed by hand: for each input its low, its high, and what it is held at while others are
 * varied. What is shown at first comes from the data, or from ranges there are already; only what is changed is written down.
 *
 * Signal "applied" (char *text): ranges as a file would have them; the window closes. */
#pragma once
#include <adwaita.h>
#include "analysis/task-model.h"
#include "engine/plan.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RANGES_WINDOW (assay_ranges_window_get_type ())
G_DECLARE_FINAL_TYPE (AssayRangesWindow, assay_ranges_window, ASSAY, RANGES_WINDOW, AdwWindow)

/* plan: which options and scope; copied. model NULL: its function. frame NULL: no data. text NULL: no ranges yet. */
AssayRangesWindow *assay_ranges_window_present (GtkWindow *parent, const AssayPlan *plan, AssayTaskModel *model, AssayFrame *frame, const char *text);
/* It is still finding out where the inputs lie. */
gboolean assay_ranges_window_is_busy (AssayRangesWindow *self);

G_END_DECLS
