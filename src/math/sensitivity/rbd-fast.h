/* First order from rows that exist, by the spectrum of the output along each input. */
#pragma once
#include <stddef.h>
#include "math/stop.h"

/* y_sorted[n]: outputs by rising value of the input. They are laid out up and down, every second one forward and the others back, so that a curve through them closes, and
 * the first `harmonics` (10 as a rule) of its spectrum are the input's share. Plischke (2010), Reliability Engineering & System Safety 95, 354-360, on Tarantola, Gatelli &
 * Mara (2006), ibid. 91, 717-727; less the bias of Tissot & Prieur (2012), ibid. 107, 205-213, eq. 18. NaN when nothing varies, an output is NaN, n <= 2 harmonics, or somebody asked to stop.
 * work[n]. O(n log n) for n of small factors. */
double am_rbd_fast (const double *y_sorted, size_t n, size_t harmonics, double *work, const AmStop *stop);
