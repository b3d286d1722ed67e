#include "math/quality/benford.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

bool
am_benford_of_counts (const double *count, AmBenford *out)
{
  *out = (AmBenford) { .n = 0, .chi2 = NAN, .p = NAN, .mad = NAN };
  for (int i = 0; i < 9; i++)
    {
      out->count[i] = count[i];
      out->expected[i] = log10 (1 + 1.0 / (i + 1));
      out->n += count[i] >= 0 ? count[i] : NAN;
    }
  if (!(out->n > 0))
    return false;
  out->chi2 = out->mad = 0;
  for (int i = 0; i < 9; i++)
    {
      double e = out->n * out->expected[i];

      out->chi2 += (count[i] - e) * (count[i] - e) / e;
      out->mad += fabs (count[i] / out->n - out->expected[i]) / 9;
    }
  out->p = gsl_cdf_chisq_Q (out->chi2, 8);
  return true;
}

/* log10 finds the power of ten; where rounding puts 9.999 to 10 or 1 to 0.999 the digit is set right. */
static int
first_digit (double x)
{
  double size = fabs (x), power, lead;

  if (!(size > 0) || isinf (size))
    return 0;
  power = floor (log10 (size));
  lead = power > -300 ? size / pow (10, power) : size * 1e300 / pow (10, power + 300);
  if (lead >= 10)
    lead /= 10;
  if (lead < 1)
    lead *= 10;
  /* What was typed as 0.3 may be a hair less than 3 tenths. */
  lead *= 1 + 4e-16;
  return lead >= 10 ? 1 : (int) lead;
}

void
am_benford_count (const double *x, size_t n, double *count)
{
  for (int i = 0; i < 9; i++)
    count[i] = 0;
  for (size_t i = 0; i < n; i++)
    {
      int digit = first_digit (x[i]);

      if (digit > 0)
        count[digit - 1]++;
    }
}
