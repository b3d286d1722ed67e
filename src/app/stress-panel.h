/* The Stress page of a run's sensitivity: what is measured on its portfolio, what would break it, and scenarios.
 *
 * Opens the rows behind the run when it is first seen. Signal "run" (AssayPlan*, lent): the user wants a recorded run. */
#pragma once
#include <adwaita.h>
#include "app/run-data.h"
#include "app/scenario-editor.h"
#include "app/stress-dial.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_STRESS_PANEL (assay_stress_panel_get_type ())
G_DECLARE_FINAL_TYPE (AssayStressPanel, assay_stress_panel, ASSAY, STRESS_PANEL, GtkWidget)

GtkWidget *assay_stress_panel_new (AssayProject *project, AssayRunData *data);
/* Opening, computing or writing. FALSE until it was seen. */
gboolean assay_stress_panel_is_busy (AssayStressPanel *self);
void assay_stress_panel_set_width_class (AssayStressPanel *self, AssayWidthClass width_class);
AssayStressDial *assay_stress_panel_get_dial (AssayStressPanel *self);
AssayScenarioEditor *assay_stress_panel_get_editor (AssayStressPanel *self);
/* By id, "mean"; FALSE: it is not there. */
gboolean assay_stress_panel_set_measure (AssayStressPanel *self, const char *id);

G_END_DECLS
