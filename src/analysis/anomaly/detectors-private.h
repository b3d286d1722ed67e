/* What the files of detectors share: a loop in pieces, and small sums. */
#pragma once
#include "analysis/anomaly/detector.h"

G_BEGIN_DECLS

#define DETECTOR_PIECE 65536

/* A stream's state and its run, in pieces that a user who cancels need not wait for. */
typedef void (*DetectorStep) (gpointer state, const double *y, gsize n, double *score);
gboolean detector_run_stream (const AnomalyInput *input, const double *y, gpointer state, DetectorStep step, double *score, GError **error);
gboolean detector_no_memory (GError **error);      /* FALSE, always */

gsize detector_count (const double *y, gsize n);                    /* values that exist */
gsize detector_window (const AnomalyInput *input, gsize own);       /* --window, else the detector's own */
void detector_center (const double *y, gsize n, double *mean, double *sd);

G_END_DECLS
