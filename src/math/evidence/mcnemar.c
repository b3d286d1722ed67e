#include "math/evidence/mcnemar.h"

#include "math/distribution.h"

#include <math.h>

AmMcNemar
am_mcnemar (double b, double c)
{
  double n = b + c, gap = fabs (b - c), corrected = fmax (0, gap - 1);
  AmMcNemar out = { NAN, NAN, NAN, NAN, NAN };

  if (!(b >= 0 && c >= 0))
    return out;
  out.p_exact = n > 0 ? fmin (1, 2 * am_binomial_upper (fmax (b, c), n, 0.5)) : 1;
  if (n == 0)
    return out;
  out.chi_square = gap * gap / n;
  out.p_value = am_chi_square_upper (out.chi_square, 1);
  out.chi_square_corrected = corrected * corrected / n;
  out.p_corrected = am_chi_square_upper (out.chi_square_corrected, 1);
  return out;
}
