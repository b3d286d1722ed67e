/* Any bytes as a file of fitted forecast models: refused with an error, or read, and then every model can be asked, carried on and
 * written, and what was written comes back the same. */
#include <math.h>
#include <stdint.h>

#include "math/init.h"
#include "model/forecast-artifact.h"

#define H 5
#define N_P 3
#define MOST_STEPS 100000

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
ask (const AssayFitted *fitted)
{
  const double p[N_P] = { 0.1, 0.5, 0.9 };
  double mean[H], quantiles[N_P * H];
  g_autoptr(GPtrArray) parameters = assay_fitted_get_parameters (fitted), components = assay_fitted_get_components (fitted, H);
  gsize n = assay_fitted_get_n (fitted);

  assay_fitted_forecast (fitted, H, NULL, p, N_P, mean, quantiles);
  for (guint k = 1; k < N_P; k++)
    for (guint i = 0; i < H; i++)
      g_assert_false (quantiles[k * H + i] < quantiles[(k - 1) * H + i]);
  for (guint i = 0; i < components->len; i++)
    g_assert_false (isinf (((AssayComponent *) components->pdata[i])->values[n + H - 1]));
  if (n <= MOST_STEPS)
    {
      g_autofree double *one_step = g_new (double, n + 1);

      assay_fitted_get_one_step (fitted, one_step);
    }
}

static void
carry_on (AssayFitted *fitted)
{
  ask (fitted);
  if (!assay_fitted_can_update (fitted))
    return;
  assay_fitted_update (fitted, 12.5);
  assay_fitted_update (fitted, NAN);
  ask (fitted);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayForecastArtifact) artifact = assay_forecast_artifact_read ((const char *) data, size, &error), again = NULL;
  g_autoptr(GBytes) written = NULL, rewritten = NULL;

  am_init ();
  g_assert_true ((artifact == NULL) == (error != NULL));
  if (artifact == NULL)
    return 0;
  written = assay_forecast_artifact_write (artifact);
  again = assay_forecast_artifact_read (g_bytes_get_data (written, NULL), g_bytes_get_size (written), &error);
  g_assert_no_error (error);
  rewritten = assay_forecast_artifact_write (again);
  g_assert_true (g_bytes_equal (written, rewritten));
  for (guint i = 0; i < assay_forecast_artifact_get_n_entries (artifact); i++)
    carry_on (assay_forecast_artifact_get_entry (artifact, i)->fitted);
  return 0;
}
