#include "math/sensitivity/rbd-fast.h"

#include "math/sensitivity/efast.h"

#include <math.h>

double
am_rbd_fast (const double *y_sorted, size_t n, size_t harmonics, double *work)
{
  double variance, own, rest, share, bias = 2.0 * harmonics / n;
  size_t half = (n + 1) / 2;

  if (n <= 2 * harmonics)
    return NAN;
  for (size_t i = 0; i < half; i++)
    work[i] = y_sorted[2 * i];
  for (size_t i = half; i < n; i++)
    work[i] = y_sorted[2 * (n - 1 - i) + 1];
  /* as a curve of frequency 1 */
  if (!am_efast_parts (work, n, 1, harmonics, &variance, &own, &rest) || !(variance > 0))
    return NAN;
  share = own / variance;
  return share - bias / (1 - bias) * (1 - share);
}
