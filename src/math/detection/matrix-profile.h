/* Matrix profile: for each window of a series, how far is the most similar other window? Large: a discord, a shape seen once.
 * z-normalised, so shape counts, not level or size. Yeh et al. (2016), ICDM, 1317-1322; Zhu et al. (2016), ICDM, 739-748
 * (STOMP). Missing values as in detection-score.h: a window with one has no distance and is nobody's neighbour. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t window;            /* rows: a season; at least 4 */
  size_t exclusion;         /* windows that begin fewer rows apart are no neighbours; 0: half a window, rounded up. At least 1 */
  bool past_only;           /* only windows that end earlier: the causal profile of a stream; else all (batch) */
} AmMatrixProfile;
typedef struct AmProfile AmProfile;

/* alloc copies y; step goes on over n_windows windows, true while there are more; finish writes. NULL: `how` wrong, fewer rows
 * than a window, or no memory. O(n^2), in vectors; memory O(n). Correlations are good to some 1e-9, and so a distance that is
 * really 0 comes out as up to sqrt (window) 1e-4. */
AmProfile *am_profile_alloc (const double *y, size_t n, const AmMatrixProfile *how);
bool am_profile_step (AmProfile *self, size_t n_windows);
/* distance[n] at the row where a window ends: Euclidean between z-normalised windows, in [0, 2 sqrt (window)]; over that
 * maximum it is free of the window's length. NaN where no window ends or it has no neighbour. A flat window (sd < 1e-9 of its
 * scale) is 0 from another flat one and sqrt (window) from any other. */
void am_profile_finish (const AmProfile *self, double *distance);
void am_profile_free (AmProfile *self);

/* The row where the window ends that is most like the one ending at row `end`, distance in *distance: for showing it beside
 * the discord. SIZE_MAX when there is none. O(n window). */
size_t am_profile_nearest (const double *y, size_t n, const AmMatrixProfile *how, size_t end, double *distance);
