/* All checks in the order of the report. */
#include "analysis/validation/validation-check.h"

#include <string.h>

static const AssayValidationCheck *const files[] = {
  assay_checks_data_quality, assay_checks_discrimination, assay_checks_calibration, assay_checks_pd_lgd, assay_checks_loss, assay_checks_drift, assay_checks_concentration,
  assay_checks_regression, assay_checks_series, assay_checks_over_time, assay_checks_robustness, assay_checks_resilience, assay_checks_overfit, assay_checks_slices,
  assay_checks_explainability, assay_checks_dependence, assay_checks_fairness, assay_checks_replication, assay_checks_benchmark, assay_checks_baseline,
};

static const char *const names[ASSAY_N_SECTIONS] = {
  "conceptual-soundness", "data", "replication", "discrimination", "calibration", "stability", "robustness", "explainability-fairness", "benchmark", "change",
};
static const char *const titles[ASSAY_N_SECTIONS] = {
  N_("Conceptual Soundness"), N_("Data"), N_("Implementation and Replication"), N_("Discrimination"), N_("Calibration and Back-Test"),
  N_("Stability, Drift, Concentration"), N_("Robustness and Sensitivity"), N_("Explainability and Fairness"), N_("Benchmark and Challenger"),
  N_("Change Since Last Approved"),
};

static gpointer
collect (gpointer nothing)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint section = 0; section < ASSAY_N_SECTIONS; section++)
    for (guint file = 0; file < G_N_ELEMENTS (files); file++)
      for (const AssayValidationCheck *check = files[file]; check->id != NULL; check++)
        if (check->section == section)
          g_ptr_array_add (all, (gpointer) check);
  g_ptr_array_add (all, NULL);
  return g_ptr_array_free (all, FALSE);
}

const AssayValidationCheck *const *
assay_validation_check_list (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, collect, NULL);
}

const AssayValidationCheck *
assay_validation_check_find (const char *id)
{
  const AssayValidationCheck *const *all = assay_validation_check_list ();

  for (; *all != NULL; all++)
    if (strcmp ((*all)->id, id) == 0)
      return *all;
  return NULL;
}

const char *
assay_section_name (AssaySection section)
{
  return names[section];
}

const char *
assay_section_title (AssaySection section)
{
  return titles[section];
}
