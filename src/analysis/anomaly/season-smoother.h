/* One-step forecasts of a series as it arrives: level and season, smoothed. Nine pairs of weights run side by side, and at every step the one with the
 * least squared error so far speaks, so that nothing is fitted on what comes later. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define SEASON_SMOOTHER_LEAST 14       /* errors before a first score */
#define SEASON_SMOOTHER_BAND 99        /* before a first 99 % band: 1 / (1 - 0.99) - 1 */

typedef struct _SeasonSmoother SeasonSmoother;

SeasonSmoother *season_smoother_new (gint64 season);        /* 1: no season */
void season_smoother_free (SeasonSmoother *self);

/* y[n] goes on where the last call ended; NaN steps over. Each output may be NULL: the forecast; the error over the root of the smoothed
 * squared errors before (weight 0.05, an error counted up to 4 of them, so that one outlier does not blind it); the error over the band's half width. NaN while undefined. */
void season_smoother_run (SeasonSmoother *self, const double *y, gsize n, double *forecast, double *score, double *breach);

G_END_DECLS
