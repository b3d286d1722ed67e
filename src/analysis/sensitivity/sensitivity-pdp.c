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
static void
fill_curve (SensitivityCurve *curve, const SensitivityMoments *moments)
{
  double z = am_normal_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2);

  for (guint p = 0; p < curve->places.n; p++)
    {
      const SensitivityMoments *of = &moments[p];
      double half = of->n > 1 ? z * sqrt (of->squares / (of->n - 1) / of->n) : NAN;

      curve->rows[p] = of->n;
      curve->at[p] = of->n > 0 ? (AmEstimate) { of->mean, of->mean - half, of->mean + half } : (AmEstimate) { NAN, NAN, NAN };
    }
}

static gboolean
run_pdp (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(SensitivityCurves) self = { 0 };

  sensitivity_curves_init (&self, run, &kind, TRUE);
  for (guint i = 0; i < self.k; i++)
    {
      SensitivityCurve *curve = &self.curves[i];
      g_autofree SensitivityMoments *moments = g_new (SensitivityMoments, curve->places.n + 1);
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) i / self.k, (i + 1.0) / self.k);

      if (!sensitivity_places_sweep (&curve->places, &self.rows, run, moments, part, error))
        return FALSE;
      fill_curve (curve, moments);
    }
  sensitivity_curves_add (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_pdp = { "pdp", N_("Partial Dependence"), FALSE, run_pdp };
