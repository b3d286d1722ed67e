/* Sum in a fixed order with a compensation term: Neumaier (1974), ZAMM 54, 39-51. */
#pragma once
#include <math.h>

static inline void
am_sum_add (double *sum, double *rest, double value)
{
  double total = *sum + value;

  *rest += fabs (*sum) >= fabs (value) ? (*sum - total) + value : (value - total) + *sum;
  *sum = total;
}

/* Once a sum is infinite the rest is not a number, and the sum alone tells what happened. */
static inline double
am_sum_get (double sum, double rest)
{
  return isfinite (sum) ? sum + rest : sum;
}
