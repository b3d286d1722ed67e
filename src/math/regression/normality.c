#include "math/regression/normality.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

#define FLAT 1e-12        /* a range below this share of the values is rounding */

static double
polynomial (const double *coefficient, int n, double x)
{
  double sum = 0;

  while (n-- > 0)
    sum = sum * x + coefficient[n];
  return sum;
}

static double
mean_of (const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += (x[i] - x[0]) / n;
  return x[0] + sum;
}

static double
deviation_of (const double *x, size_t n, double mean)
{
  double squares = 0;

  for (size_t i = 0; i < n; i++)
    squares += (x[i] - mean) * (x[i] - mean);
  return sqrt (squares / (n - 1.0));
}

static bool
has_spread (const double *x, size_t n, size_t least)
{
  return n >= least && isfinite (x[0]) && isfinite (x[n - 1]) && x[n - 1] - x[0] > FLAT * fmax (fabs (x[0]), fabs (x[n - 1]));
}

/* ---- Shapiro and Wilk ---- */

/* The weights of the order statistics but for sign and symmetry: the outer one or two by polynomials, the others by normal scores over `inner`. */
typedef struct { double outer[2], inner; size_t n, n_outer; } Weights;

static double
score_of (size_t i, size_t n)
{
  return gsl_cdf_ugaussian_Pinv ((i + 1 - 0.375) / (n + 0.25));
}

static Weights
find_weights (size_t n)
{
  static const double first[] = { 0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056 }, second[] = { 0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633 };
  Weights w = { .n = n, .n_outer = n > 5 ? 2 : 1 };
  double squares = 0, length, root = 1 / sqrt (n), m1 = score_of (0, n), m2 = score_of (1, n);

  if (n == 3)
    {
      w.outer[0] = M_SQRT1_2;
      w.inner = INFINITY;
      return w;
    }
  for (size_t i = 0; i < n / 2; i++)
    squares += 2 * score_of (i, n) * score_of (i, n);
  length = sqrt (squares);
  w.outer[0] = polynomial (first, 6, root) - m1 / length;
  w.outer[1] = polynomial (second, 6, root) - m2 / length;
  if (w.n_outer == 2)
    w.inner = sqrt ((squares - 2 * m1 * m1 - 2 * m2 * m2) / (1 - 2 * w.outer[0] * w.outer[0] - 2 * w.outer[1] * w.outer[1]));
  else
    w.inner = sqrt ((squares - 2 * m1 * m1) / (1 - 2 * w.outer[0] * w.outer[0]));
  return w;
}

/* Weight of order statistic i, of the upper half positive. */
static double
weight_of (const Weights *w, size_t i)
{
  size_t from_end = i < w->n / 2 ? i : w->n - 1 - i;
  double size;

  if (w->n % 2 == 1 && i == w->n / 2)
    return 0;
  size = from_end < w->n_outer ? w->outer[from_end] : -score_of (from_end, w->n) / w->inner;
  return i < w->n / 2 ? -size : size;
}

static double
shapiro_p (double rest, size_t n)
{
  static const double gamma[] = { -2.273, 0.459 }, c3[] = { 0.544, -0.39978, 0.025054, -6.714e-4 }, c4[] = { 1.3822, -0.77857, 0.062767, -0.0020322 },
                      c5[] = { -1.5861, -0.31082, -0.083751, 0.0038915 }, c6[] = { -0.4803, -0.082676, 0.0030302 };
  double y = log (rest), size = log (n), mean, deviation;

  if (n == 3)
    return fmax (0, 6 / M_PI * (asin (sqrt (1 - rest)) - asin (sqrt (0.75))));
  if (n <= 11)
    {
      double edge = polynomial (gamma, 2, n);

      if (y >= edge)
        return 1e-99;
      y = -log (edge - y);
      mean = polynomial (c3, 4, n);
      deviation = exp (polynomial (c4, 4, n));
    }
  else
    {
      mean = polynomial (c5, 4, size);
      deviation = exp (polynomial (c6, 3, size));
    }
  return gsl_cdf_ugaussian_Q ((y - mean) / deviation);
}

/* W is the squared correlation of values and weights; 1 - W is taken from its own parts, since W near 1 is what decides. */
double
am_shapiro_wilk (const double *x, size_t n, double *p_value)
{
  Weights w;
  double mean, range, mean_weight = 0, squares = 0, weights = 0, products = 0, root, rest;

  *p_value = NAN;
  if (!has_spread (x, n, 3))
    return NAN;
  w = find_weights (n);
  range = x[n - 1] - x[0];
  mean = mean_of (x, n) / range;
  for (size_t i = 0; i < n; i++)
    mean_weight += weight_of (&w, i) / n;
  for (size_t i = 0; i < n; i++)
    {
      double a = weight_of (&w, i) - mean_weight, d = x[i] / range - mean;

      weights += a * a;
      squares += d * d;
      products += a * d;
    }
  root = sqrt (weights * squares);
  rest = fmax (0, (root - products) * (root + products) / (weights * squares));
  if (n <= 5000)
    *p_value = rest > 0 ? shapiro_p (rest, n) : 1;
  return 1 - rest;
}

/* ---- distance of distribution functions ---- */

double
am_anderson_darling_normal (const double *x, size_t n, double *p_value)
{
  double mean, deviation, sum = 0, a, b;

  *p_value = NAN;
  if (!has_spread (x, n, 8))
    return NAN;
  mean = mean_of (x, n);
  deviation = deviation_of (x, n, mean);
  for (size_t i = 0; i < n; i++)
    {
      double below = log (gsl_cdf_ugaussian_P ((x[i] - mean) / deviation)), above = log (gsl_cdf_ugaussian_Q ((x[n - 1 - i] - mean) / deviation));

      sum += (2 * i + 1.0) / n * (below + above);
    }
  a = -(double) n - sum;
  b = a * (1 + 0.75 / n + 2.25 / n / n);
  if (b < 0.2)
    *p_value = 1 - exp (-13.436 + b * (101.14 - 223.73 * b));
  else if (b < 0.34)
    *p_value = 1 - exp (-8.318 + b * (42.796 - 59.938 * b));
  else if (b < 0.6)
    *p_value = exp (0.9177 - b * (4.279 + 1.38 * b));
  else
    *p_value = b < 10 ? exp (1.2937 - b * (5.709 - 0.0186 * b)) : 3.7e-24;
  return a;
}

static double
stephens_p (double k)
{
  static const double low[] = { 2.76773, -19.828315, 80.709644, -138.55152, 81.218052 }, middle[] = { -4.901232, 40.662806, -97.490286, 94.029866, -32.355711 },
                      high[] = { 6.198765, -19.558097, 23.186922, -12.234627, 2.423045 };

  if (k <= 0.302)
    return 1;
  if (k > 1.31)
    return 0;
  return polynomial (k <= 0.5 ? low : k <= 0.9 ? middle : high, 5, k);
}

double
am_lilliefors (const double *x, size_t n, double *p_value)
{
  double mean, deviation, largest = 0, d, size, p;

  *p_value = NAN;
  if (!has_spread (x, n, 5))
    return NAN;
  mean = mean_of (x, n);
  deviation = deviation_of (x, n, mean);
  for (size_t i = 0; i < n; i++)
    {
      double p_here = gsl_cdf_ugaussian_P ((x[i] - mean) / deviation);

      largest = fmax (largest, fmax ((i + 1.0) / n - p_here, p_here - (double) i / n));
    }
  d = n > 100 ? largest * pow (n / 100.0, 0.49) : largest;
  size = fmin (n, 100);
  p = exp (-7.01256 * d * d * (size + 2.78019) + 2.99587 * d * sqrt (size + 2.78019) - 0.122119 + 0.974598 / sqrt (size) + 1.67997 / size);
  *p_value = p > 0.1 ? stephens_p ((sqrt (n) - 0.01 + 0.85 / sqrt (n)) * largest) : p;
  return largest;
}
