#include "math/arima/arima-order.h"

#include <gsl/gsl_complex_math.h>
#include <gsl/gsl_poly.h>
#include <math.h>
#include <string.h>

size_t
am_arima_order_lost (const AmArimaOrder *order)
{
  return order->d + (size_t) order->D * order->m;
}

size_t
am_arima_order_n_coef (const AmArimaOrder *order)
{
  return order->p + order->q + order->P + order->Q;
}

bool
am_arima_order_has_constant (const AmArimaOrder *order)
{
  return order->constant && order->d + order->D < 2;
}

size_t
am_arima_order_full_p (const AmArimaOrder *order)
{
  return order->p + (size_t) order->m * order->P;
}

size_t
am_arima_order_full_q (const AmArimaOrder *order)
{
  return order->q + (size_t) order->m * order->Q;
}

/* (1 + s a)(1 + s b) without the leading one, s = -1 for autoregressions; b steps by m. */
static void
multiply (const double *a, size_t n_a, const double *b, size_t n_b, size_t m, double sign, double *product)
{
  memset (product, 0, (n_a + n_b * m) * sizeof (double));
  for (size_t i = 0; i < n_a; i++)
    product[i] = a[i];
  for (size_t j = 0; j < n_b; j++)
    {
      product[(j + 1) * m - 1] += b[j];
      for (size_t i = 0; i < n_a; i++)
        product[(j + 1) * m + i] += sign * a[i] * b[j];
    }
}

void
am_arima_expand (const AmArimaOrder *order, const double *coef, double *phi, double *theta)
{
  const double *ar = coef, *ma = ar + order->p, *sar = ma + order->q, *sma = sar + order->P;

  multiply (ar, order->p, sar, order->P, order->m, -1, phi);
  multiply (ma, order->q, sma, order->Q, order->m, 1, theta);
}

void
am_arima_differencing (const AmArimaOrder *order, double *delta, double *work)
{
  size_t length = 1;

  work[0] = 1;
  for (unsigned i = 0; i < order->d + order->D; i++)
    {
      size_t lag = i < order->d ? 1 : order->m;

      memset (work + length, 0, lag * sizeof (double));
      length += lag;
      for (size_t k = length; k-- > lag;)
        work[k] -= work[k - lag];
    }
  for (size_t k = 1; k < length; k++)
    delta[k - 1] = -work[k];
}

size_t
am_arima_difference (const AmArimaOrder *order, double *y, size_t n)
{
  for (unsigned i = 0; i < order->D + order->d; i++)
    {
      size_t lag = i < order->D ? order->m : 1;

      if (n <= lag)
        return 0;
      n -= lag;
      for (size_t t = 0; t < n; t++)
        y[t] = y[t + lag] - y[t];
    }
  return n;
}

void
am_ar_from_partial (const double *partial, size_t n, double *phi)
{
  double before[AM_ARIMA_MOST];

  for (size_t k = 0; k < n; k++)
    {
      memcpy (before, phi, k * sizeof (double));
      phi[k] = partial[k];
      for (size_t j = 0; j < k; j++)
        phi[j] = before[j] - partial[k] * before[k - 1 - j];
    }
}

bool
am_ar_to_partial (const double *phi, size_t n, double *partial)
{
  double before[AM_ARIMA_MOST];

  memmove (partial, phi, n * sizeof (double));
  for (size_t k = n; k-- > 0;)
    {
      double kappa = partial[k];

      if (!(fabs (kappa) < 1))
        return false;
      for (size_t j = 0; j < k; j++)
        before[j] = (partial[j] + kappa * partial[k - 1 - j]) / (1 - kappa * kappa);
      memcpy (partial, before, k * sizeof (double));
    }
  return true;
}

/* A root z of the polynomial is a root z / radius of the one with phi[j] radius^j. */
bool
am_ar_roots_outside (const double *phi, size_t n, double radius)
{
  double scaled[AM_ARIMA_MOST], partial[AM_ARIMA_MOST], factor = 1;

  for (size_t j = 0; j < n; j++)
    {
      factor *= radius;
      scaled[j] = phi[j] * factor;
    }
  return am_ar_to_partial (scaled, n, partial);
}

/* The polynomial prod (1 - z / root), its real part. */
static void
rebuild (const gsl_complex *roots, size_t n, double *theta)
{
  gsl_complex product[AM_ARIMA_MOST + 1] = { gsl_complex_rect (1, 0) };

  for (size_t k = 0; k < n; k++)
    {
      product[k + 1] = gsl_complex_rect (0, 0);
      for (size_t j = k + 1; j > 0; j--)
        product[j] = gsl_complex_sub (product[j], gsl_complex_div (product[j - 1], roots[k]));
    }
  for (size_t j = 0; j < n; j++)
    theta[j] = GSL_REAL (product[j + 1]);
}

void
am_ma_invert (double *theta, size_t n)
{
  double polynomial[AM_ARIMA_MOST + 1] = { 1 }, found[2 * AM_ARIMA_MOST], negative[AM_ARIMA_MOST], partial[AM_ARIMA_MOST];
  gsl_complex roots[AM_ARIMA_MOST];
  gsl_poly_complex_workspace *work;
  bool is_solved;

  while (n > 0 && theta[n - 1] == 0)
    n--;
  for (size_t j = 0; j < n; j++)
    negative[j] = -(polynomial[j + 1] = theta[j]);
  if (n == 0 || am_ar_to_partial (negative, n, partial))
    return;
  work = gsl_poly_complex_workspace_alloc (n + 1);
  is_solved = gsl_poly_complex_solve (polynomial, n + 1, work, found) == 0;
  gsl_poly_complex_workspace_free (work);
  if (!is_solved)
    return;
  for (size_t k = 0; k < n; k++)
    {
      roots[k] = gsl_complex_rect (found[2 * k], found[2 * k + 1]);
      if (gsl_complex_abs (roots[k]) < 1)
        roots[k] = gsl_complex_inverse (gsl_complex_conjugate (roots[k]));
    }
  rebuild (roots, n, theta);
}
