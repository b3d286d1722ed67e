/* The methods that there are, and what the rows of the main table are kept as. */
#pragma once
#include "analysis/sensitivity/sensitivity-method.h"

G_BEGIN_DECLS

typedef struct { const char *method; char *input; const char *measure; AmEstimate value; } SensitivityRow;
GArray *sensitivity_rows_new (void);

extern const AssaySensitivityMethod assay_sensitivity_oat, assay_sensitivity_grid, assay_sensitivity_morris, assay_sensitivity_sobol, assay_sensitivity_efast, assay_sensitivity_rbd_fast, assay_sensitivity_delta,
  assay_sensitivity_pawn, assay_sensitivity_dgsm, assay_sensitivity_shapley, assay_sensitivity_monte_carlo,
  assay_sensitivity_pdp, assay_sensitivity_ice, assay_sensitivity_ale, assay_sensitivity_interaction, assay_sensitivity_permutation, assay_sensitivity_shap,
  assay_sensitivity_scenario, assay_sensitivity_reverse_stress;

/* The orders of importance of all methods that were run; nothing when fewer than two have one. */
void sensitivity_add_orders (AssaySensitivityRun *run);
/* The table of what is varied. */
void sensitivity_add_inputs (AssayResult *result, const AssaySensitivityFunction *function);

G_END_DECLS
