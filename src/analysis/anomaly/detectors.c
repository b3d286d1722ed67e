#include "analysis/anomaly/detectors-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

gboolean
detector_run_stream (const AnomalyInput *input, const double *y, gpointer state, DetectorStep step, double *score, GError **error)
{
  if (state == NULL)
    return detector_no_memory (error);
  for (gsize first = 0; first < input->n; first += DETECTOR_PIECE)
    {
      step (state, y + first, MIN (DETECTOR_PIECE, input->n - first), score + first);
      if (!anomaly_go_on (input->progress, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
detector_no_memory (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("There is not enough memory for this detector and series."));
  return FALSE;
}

gsize
detector_count (const double *y, gsize n)
{
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += !isnan (y[i]);
  return count;
}

gsize
detector_window (const AnomalyInput *input, gsize own)
{
  return input->window > 0 ? (gsize) input->window : own;
}

void
detector_center (const double *y, gsize n, double *mean, double *sd)
{
  double center = 0, squares = 0;
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (y[i]))
      {
        double before = center;

        center += (y[i] - center) / (double) ++count;
        squares += (y[i] - before) * (y[i] - center);
      }
  *mean = center;
  *sd = count > 1 ? sqrt (squares / (double) (count - 1)) : NAN;
}
