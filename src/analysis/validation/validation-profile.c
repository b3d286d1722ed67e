#include "analysis/validation/validation-profile.h"

#include <string.h>

const char *const assay_validation_profile_names[] = { "sr26-2", "sr11-7", "ss1-23", "ecb", NULL };

/* What each text speaks of in its own words; which statistic answers it is our reading, and a limit stays what the policy says. */
static const char *const sr26_2[] = {
  "dq-missing", "dq-duplicates", "dq-class-balance", "dq-leakage", "disc-auc", "disc-ks", "disc-rank-order", "cal-in-the-large", "cal-slope", "cal-brier",
  "drift-psi", "drift-csi", "stab-over-time", "rob-noise", "rob-sensitivity", "rob-extrapolation", "ovf-gap", "weak-slices", "xai-permutation",
  "bench-challenger", "bench-naive", "base-metrics", NULL
};
static const char *const sr11_7[] = {
  "dq-missing", "dq-duplicates", "dq-class-balance", "disc-auc", "disc-ks", "disc-rank-order", "cal-in-the-large", "cal-slope", "cal-brier",
  "drift-psi", "drift-csi", "stab-over-time", "rob-sensitivity", "ovf-gap", "bench-challenger", "bench-naive", "bench-replication", "base-metrics", NULL
};
static const char *const ss1_23[] = {
  "dq-missing", "dq-duplicates", "dq-class-balance", "dq-leakage", "disc-auc", "disc-rank-order", "cal-in-the-large", "cal-slope", "cal-brier",
  "drift-psi", "drift-csi", "stab-over-time", "rob-noise", "rob-sensitivity", "ovf-gap", "weak-slices", "xai-permutation", "xai-shap", "fair-air",
  "bench-challenger", "bench-replication", "base-metrics", "base-artifact", NULL
};
static const char *const ecb[] = {
  "dq-missing", "dq-duplicates", "dq-class-balance", "disc-auc", "disc-auc-vs-initial", "pd-jeffreys", "pd-binomial", "pd-test-power",
  "pd-grade-heterogeneity", "drift-psi", "stab-migration-", "conc-grade", "lgd-t-test", "bench-replication", "base-metrics", NULL
};

static const AssayValidationProfile profiles[] = {
  { "sr26-2", N_("SR 26-2"), N_("US supervisory letter SR 26-2 (OCC Bulletin 2026-13, FIL-15-2026), which replaced SR 11-7 on 17 April 2026"), sr26_2,
    { N_("Conceptual soundness"), N_("Development data"), N_("Process verification"), N_("Outcomes analysis: discrimination"), N_("Outcomes analysis: calibration"),
      N_("Ongoing monitoring"), N_("Sensitivity analysis"), N_("Conceptual soundness: explanation"), N_("Benchmarking"), N_("Change") } },
  { "sr11-7", N_("SR 11-7 (legacy)"), N_("US supervisory letter SR 11-7 of 2011, replaced by SR 26-2"), sr11_7,
    { N_("Conceptual soundness"), N_("Development data"), N_("Process verification"), N_("Outcomes analysis: discrimination"), N_("Outcomes analysis: back-testing"),
      N_("Ongoing monitoring"), N_("Sensitivity analysis"), N_("Conceptual soundness: explanation"), N_("Benchmarking"), N_("Change") } },
  { "ss1-23", N_("SS1/23"), N_("PRA supervisory statement SS1/23, five principles"), ss1_23,
    { N_("Principle 3: design"), N_("Principle 3: data"), N_("Principle 3: implementation"), N_("Principle 4: performance"), N_("Principle 4: calibration"),
      N_("Principle 4: monitoring"), N_("Principles 3 and 4: robustness"), N_("Principle 3: explanation and bias"), N_("Principle 4: challenger"), N_("Principle 3: change") } },
  { "ecb", N_("ECB/EBA"), N_("ECB instructions for reporting the validation results of internal models, February 2019; EBA guidelines"), ecb,
    { N_("Risk differentiation"), N_("Data quality"), N_("Implementation"), N_("Discriminatory power"), N_("Predictive ability"), N_("Stability"),
      N_("Machine learning: robustness"), N_("Machine learning: explanation"), N_("Challenger"), N_("Comparison") } },
};

const AssayValidationProfile *
assay_validation_profile_find (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (profiles); i++)
    if (strcmp (profiles[i].name, name) == 0)
      return &profiles[i];
  return NULL;
}

gboolean
assay_validation_profile_asks (const AssayValidationProfile *self, const char *id)
{
  for (guint i = 0; self != NULL && self->asks[i] != NULL; i++)
    if (strcmp (self->asks[i], id) == 0 || (g_str_has_suffix (self->asks[i], "-") && g_str_has_prefix (id, self->asks[i])))
      return TRUE;
  return FALSE;
}
