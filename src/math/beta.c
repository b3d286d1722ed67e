#include "math/beta.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#define MOST 1e12          /* beyond, the continued fraction would take minutes */

/* With a = m (1 + d): m ((1 + d) ln (1 + d) - d). Near d = 0 by the series in v = (a - m) / (a + m):
 * (a - m) v + 2 a (v^3 / 3 + v^5 / 5 + ...). */
double
am_deviance (double a, double m)
{
  double d = a - m, v = d / (a + m);

  if (a == 0)
    return m;
  if (fabs (v) < 0.1)
    {
      double sum = d * v, term = 2 * a * v, square = v * v;

      for (int k = 1; k < 200; k++)
        {
          double before = sum;

          term *= square;
          sum += term / (2 * k + 1);
          if (sum == before)
            break;
        }
      return sum;
    }
  return a * log (a / m) + m - a;
}

double
am_stirling_error (double z)
{
  double square = z * z;
  int sign;

  if (z < 15)
    return lgamma_r (z, &sign) - (z - 0.5) * log (z) + z - 0.91893853320467274178;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square) / z;
}

/* x^a (1 - x)^b / B (a, b) */
static double
front (double x, double y, double a, double b)
{
  double n = a + b;
  double correction = am_stirling_error (n) - am_stirling_error (a) - am_stirling_error (b);

  return sqrt (a / n * b) * 0.39894228040143267794 * exp (correction - am_deviance (a, n * x) - am_deviance (b, n * y));
}

/* What front () is to be multiplied with for P(X <= x); gap = a - (a + b) x, from the caller, because for the upper side it comes from
 * the other x: there 1 - x is near 1 and the difference would be noise. */
static double
fraction (double x, double a, double b, double gap)
{
  double f = a / (a + 1) * (gap + 1), c = f, d = 0, limit = 1000 + 20 * sqrt (a + b);

  for (double n = 1; n < limit; n++)
    {
      double e = a + 2 * n - 1;
      double numerator = (a + n - 1) / e * ((a + b + n - 1) / e) * n * (b - n) * x * x;
      double denominator = n + n * (b - n) * x / e + (a + n) / (a + 2 * n + 1) * (gap + 1 + n * (2 - x));
      double step;

      d = denominator + numerator * d;
      c = denominator + numerator / c;
      d = 1 / (fabs (d) < DBL_MIN ? DBL_MIN : d);
      step = d * (fabs (c) < DBL_MIN ? DBL_MIN : c);
      f *= step;
      if (fabs (step - 1) <= 2 * DBL_EPSILON)
        break;
    }
  return 1 / f;
}

static bool
is_defined (double x, double a, double b)
{
  return a > 0 && b > 0 && a <= MOST && b <= MOST && x >= 0 && x <= 1;
}

/* The smaller side directly, the other by its complement; *is_lower says which. */
static double
side (double x, double a, double b, bool *is_lower)
{
  double y = 1 - x, gap = a - (a + b) * x;

  *is_lower = gap >= 0;
  return front (x, y, a, b) * (*is_lower ? fraction (x, a, b, gap) : fraction (y, b, a, -gap));
}

double
am_beta_lower (double x, double a, double b)
{
  bool is_lower;
  double tail;

  if (!is_defined (x, a, b))
    return NAN;
  if (x == 0 || x == 1)
    return x;
  tail = side (x, a, b, &is_lower);
  return is_lower ? fmin (1, tail) : fmax (0, 1 - tail);
}

double
am_beta_upper (double x, double a, double b)
{
  bool is_lower;
  double tail;

  if (!is_defined (x, a, b))
    return NAN;
  if (x == 0 || x == 1)
    return 1 - x;
  tail = side (x, a, b, &is_lower);
  return is_lower ? fmax (0, 1 - tail) : fmin (1, tail);
}

double
am_beta_quantile (double p, double a, double b)
{
  double low = 0, high = 1, x;

  if (!(p >= 0 && p <= 1) || !is_defined (0.5, a, b))
    return NAN;
  if (p == 0 || p == 1)
    return p;
  x = a / (a + b);
  for (int i = 0; i < 2000; i++)
    {
      /* The smaller tail tells more; both fall short of p at the low end. */
      double excess = p < 0.5 ? am_beta_lower (x, a, b) - p : (1 - p) - am_beta_upper (x, a, b);
      double density = front (x, 1 - x, a, b) / (x * (1 - x));
      double next;

      if (excess == 0)
        break;
      if (excess > 0)
        high = x;
      else
        low = x;
      next = x - excess / density;
      /* Far out on a tail the steps are useless, and the root may be at 1e-300: halve the exponent there. */
      if (!(next > low && next < high))
        next = low > 0 ? sqrt (low) * sqrt (high) : high < 1e-3 ? high * high : 0.5 * (low + high);
      if (next <= 0)
        next = 0.5 * high;
      if (fabs (next - x) <= DBL_EPSILON * 0.5 * x || high - low <= DBL_EPSILON * low)
        {
          x = next;
          break;
        }
      x = next;
    }
  return x;
}
