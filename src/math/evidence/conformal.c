#include "math/evidence/conformal.h"

#include <math.h>

AmConformal
am_split_conformal (const double *sorted, size_t n, double alpha)
{
  AmConformal out = { NAN, NAN };

  if (n == 0 || !(alpha > 0 && alpha < 1))
    return out;
  /* (n + 1)(1 - alpha) of 20 (1 - 0.1) must be 18, not 18.000000000000004. */
  out.rank = ceil ((n + 1.0) * (1 - alpha) - 1e-9);
  out.quantile = out.rank > n ? INFINITY : sorted[(size_t) fmax (out.rank, 1) - 1];
  return out;
}
