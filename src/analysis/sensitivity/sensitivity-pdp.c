/* Partial dependence: the mean output when every row has one value of an input (Friedman 2001, Annals of Statistics 29, 1189-1232). */
#include "analysis/sensitivity/sensitivity-curves-private.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "math/distribution.h"

static const SensitivityCurveKind kind = {
  "pdp", N_("Partial Dependence"), "Partial dependence", N_("Mean Output"), N_("mean output"),
  "mean output when all rows have the value, at quantiles of a number that are values of the rows, more of those where quantiles lie far apart, and at every word; interval: of the mean over rows like these, for the model as it is",
};

/* The interval of a mean over rows drawn from many. */
static gboolean
fill_curve (SensitivityCurves *self, SensitivityCurve *curve, AssayProgress *progress, GError **error)
{
  double z = am_normal_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2);
  g_autofree SensitivityMoments *moments = g_new (SensitivityMoments, curve->places.n + 1);

  if (!sensitivity_places_sweep (&curve->places, &self->rows, self->run, moments, progress, error))
    return FALSE;
  for (guint p = 0; p < curve->places.n; p++)
    {
      const SensitivityMoments *of = &moments[p];
      double half = of->n > 1 ? z * sqrt (of->squares / (of->n - 1) / of->n) : NAN;

      curve->rows[p] = of->n;
      curve->at[p] = of->n > 0 ? (AmEstimate) { of->mean, of->mean - half, of->mean + half } : (AmEstimate) { NAN, NAN, NAN };
    }
  return TRUE;
}

static gboolean
run_pdp (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(SensitivityCurves) self = { 0 };

  return sensitivity_curves_init (&self, run, &kind, TRUE, error) && sensitivity_curves_run (&self, fill_curve, progress, error);
}

const AssaySensitivityMethod assay_sensitivity_pdp = { "pdp", N_("Partial Dependence"), FALSE, run_pdp };
