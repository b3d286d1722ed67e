#include "analysis/analysis.h"

#include "analysis/anomaly/anomalies.h"
#include "analysis/backtest/backtest.h"
#include "analysis/forecast/forecast.h"
#include "analysis/scoring/score.h"
#include "analysis/sensitivity/sensitivity.h"
#include "analysis/validation/validate.h"

G_DEFINE_QUARK (assay-analysis-error-quark, assay_analysis_error)

static const AssayAnalysis *const registry[] = { &assay_anomalies, &assay_forecast, &assay_backtest, &assay_score, &assay_validate, &assay_sensitivity, NULL };

void
assay_outcome_free (AssayOutcome *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->result, assay_result_unref);
  g_clear_pointer (&self->rows, assay_frame_unref);
  g_clear_pointer (&self->artifact, g_bytes_unref);
  g_clear_pointer (&self->violations, assay_frame_unref);
  g_clear_pointer (&self->guesses, g_ptr_array_unref);
  g_free (self);
}

const AssayAnalysis *const *
assay_analysis_list (void)
{
  return registry;
}

const AssayAnalysis *
assay_analysis_find (const char *id)
{
  for (guint i = 0; registry[i] != NULL; i++)
    if (g_strcmp0 (registry[i]->id, id) == 0)
      return registry[i];
  return NULL;
}
