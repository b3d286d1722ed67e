#include "math/sensitivity/morris.h"

#include "math/sum-private.h"

double
am_morris_place (double u, size_t levels, double *end)
{
  size_t half = levels / 2, level = (size_t) (u * levels);

  level = level < levels ? level : levels - 1;
  *end = (double) (level < half ? level + half : level - half) / (levels - 1);
  return (double) level / (levels - 1);
}

double
am_morris_step (size_t levels)
{
  return levels / (2.0 * (levels - 1));
}

AmElementaryEffects
am_morris_effects (const double *effects, size_t n)
{
  AmElementaryEffects out = { NAN, NAN, NAN, 0 };
  double sum = 0, rest = 0, sizes = 0, sizes_rest = 0, squares = 0, squares_rest = 0;

  for (size_t i = 0; i < n; i++)
    if (!isnan (effects[i]))
      {
        am_sum_add (&sum, &rest, effects[i]);
        am_sum_add (&sizes, &sizes_rest, fabs (effects[i]));
        out.n++;
      }
  if (out.n == 0)
    return out;
  out.mu = am_sum_get (sum, rest) / out.n;
  out.mu_star = am_sum_get (sizes, sizes_rest) / out.n;
  for (size_t i = 0; i < n; i++)
    if (!isnan (effects[i]))
      am_sum_add (&squares, &squares_rest, (effects[i] - out.mu) * (effects[i] - out.mu));
  if (out.n > 1)
    out.sigma = sqrt (am_sum_get (squares, squares_rest) / (out.n - 1));
  return out;
}
