#include "analysis/anomaly/detector.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const char *const anomaly_detector_names[] = {
  ANOMALY_BASELINE, "weekday-z", "robust-z", "hampel", "ewma", "cusum", "page-hinkley", "stl-esd", "seasonal-residual", "interval",
  "isolation-forest", "sub-pca", "matrix-profile", "level-shift", "volatility-shift", "pelt", "bocpd", "pot", "stream-blend", "ensemble", NULL,
};

static const AnomalyDetector *const lists[] = { anomaly_point_detectors, anomaly_change_detectors, anomaly_shape_detectors };

const AnomalyDetector *
anomaly_detector_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const AnomalyDetector *detector = lists[i]; detector->id != NULL; detector++)
      if (strcmp (detector->id, id) == 0)
        return detector;
  return NULL;
}

/* stream: the limit is where 31 labelled streams of the Numenta benchmark score best, in the middle of a broad top (README).
 * Streams repeat times, when a clock is set back or a sender tries again: no reason to stop. */
static const AnomalyPreset presets[] = {
  { "demand", "weekday-z,seasonal-residual,robust-z", NAN, 0.01, 1, 0, 1, 0, NULL,
    N_("Daily demand with a weekly season: three detectors, one row in a hundred by chance, alarms of a week in one episode") },
  { "stream", "stream-blend", 0.36, NAN, 1, 1, 0, 14, "mean",
    N_("A stream of measurements with a daily season: one blended score, one limit for all series, repeats muted for a season") },
};
const char *const anomaly_preset_names[] = { "demand", "stream", NULL };

const AnomalyPreset *
anomaly_preset_find (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (presets); i++)
    if (strcmp (presets[i].id, id) == 0)
      return &presets[i];
  return NULL;
}

gboolean
anomaly_go_on (AssayProgress *progress, GError **error)
{
  if (!assay_progress_is_cancelled (progress))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
  return FALSE;
}
