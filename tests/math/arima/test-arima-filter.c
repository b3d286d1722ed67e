/* The fast filters against definitions as plain loops: dense covariances, dense Kalman filters, polynomials multiplied out. */
#include "math/arima/arima-fit.h"
#include "math/arima/arima-state.h"
#include "math/arima/arma-filter.h"
#include "math/arima/orthogonal.h"
#include "math/init.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 140

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance * fmax (1, fabs (expected))))
    g_error ("%.15g should be %.15g within %g", found, expected, tolerance);
}

/* Any stationary model (moving averages of 1.2 are not invertible), not next to a unit root where both filters lose digits: partial autocorrelations are drawn. */
static AmArimaOrder
draw_model (guint m, double most_ma, double *coef)
{
  AmArimaOrder order = { .p = g_test_rand_int_range (0, 4), .q = g_test_rand_int_range (0, 4), .m = m };
  double partial[AM_ARIMA_MOST];

  if (m > 1)
    {
      order.P = g_test_rand_int_range (0, 3);
      order.Q = g_test_rand_int_range (0, 3);
    }
  for (guint i = 0; i < AM_ARIMA_MOST; i++)
    partial[i] = g_test_rand_double_range (-0.85, 0.85);
  am_ar_from_partial (partial, order.p, coef);
  am_ar_from_partial (partial + 3, order.P, coef + order.p + order.q);
  for (guint i = 0; i < order.q; i++)
    coef[order.p + i] = g_test_rand_double_range (-most_ma, most_ma);
  for (guint i = 0; i < order.Q; i++)
    coef[order.p + order.q + order.P + i] = g_test_rand_double_range (-most_ma, most_ma);
  return order;
}

static void
draw_series (double *y, gsize n)
{
  for (gsize t = 0; t < n; t++)
    y[t] = 50 + (t > 0 ? 0.6 * (y[t - 1] - 50) : 0) + g_test_rand_double_range (-5, 5);
}

/* Autocovariances of an ARMA process by adding up its moving average weights. */
static void
sum_autocovariance (const double *phi, gsize p, const double *theta, gsize q, double *gamma, gsize n_lags)
{
  gsize n = 60000;
  g_autofree double *psi = g_new (double, n);

  for (gsize k = 0; k < n; k++)
    {
      psi[k] = k == 0 ? 1 : k <= q ? theta[k - 1] : 0;
      for (gsize j = 0; j < p && j < k; j++)
        psi[k] += phi[j] * psi[k - 1 - j];
    }
  for (gsize lag = 0; lag <= n_lags; lag++)
    {
      gamma[lag] = 0;
      for (gsize k = 0; k + lag < n; k++)
        gamma[lag] += psi[k] * psi[k + lag];
    }
}

/* -2 loglik's two parts by Cholesky of the whole covariance matrix: the definition. */
static double
dense_parts (const double *gamma, const double *y, gsize n, double *log_sum)
{
  g_autofree double *l = g_new0 (double, n * n), *v = g_new (double, n);
  double squares = 0;

  *log_sum = 0;
  for (gsize i = 0; i < n; i++)
    {
      v[i] = y[i];
      for (gsize j = 0; j <= i; j++)
        {
          double sum = gamma[i - j];

          for (gsize k = 0; k < j; k++)
            sum -= l[i * n + k] * l[j * n + k];
          l[i * n + j] = i == j ? sqrt (sum) : sum / l[j * n + j];
        }
      for (gsize k = 0; k < i; k++)
        v[i] -= l[i * n + k] * v[k];
      v[i] /= l[i * n + i];
      squares += v[i] * v[i];
      *log_sum += 2 * log (l[i * n + i]);
    }
  return squares;
}

static void
test_against_definition (void)
{
  for (guint round = 0; round < 6; round++)
    {
      double coef[AM_ARIMA_MOST_COEF] = { 0 }, phi[64], theta[64], y[N], scaled[N], gamma[N], log_sum, squares = 0, expected, expected_log;
      AmArimaOrder order = draw_model (round % 2 == 0 ? 1 : 4, 1.2, coef);
      gsize p = am_arima_order_full_p (&order), q = am_arima_order_full_q (&order);
      AmArmaFilter *filter = am_arma_filter_alloc (p, q, 1);

      draw_series (y, N);
      am_arima_expand (&order, coef, phi, theta);
      g_assert_true (am_arma_filter_start (filter, phi, p, theta, q));
      sum_autocovariance (phi, p, theta, q, gamma, N - 1);
      assert_near (am_arma_filter_get_variance (filter) / gamma[0], 1, 1e-9);
      log_sum = am_arma_filter_run (filter, y, N, 1, scaled);
      for (gsize t = 0; t < N; t++)
        squares += scaled[t] * scaled[t];
      expected = dense_parts (gamma, y, N, &expected_log);
      assert_near (squares / expected, 1, 1e-8);
      assert_near (log_sum, expected_log, 1e-8);
      am_arma_filter_free (filter);
    }
}

/* The plain Kalman filter that takes gaps is the fast one's twin when there are none. */
static void
test_against_state (void)
{
  const guint seasons[] = { 1, 4, 7, 12, 24 };

  for (guint round = 0; round < 40; round++)
    {
      double coef[AM_ARIMA_MOST_COEF] = { 0 }, phi[128], theta[128], y[N], scaled[N], log_sum, sum = 0;
      AmArimaOrder order = draw_model (seasons[round % 5], 0.9, coef);
      gsize p = am_arima_order_full_p (&order), q = am_arima_order_full_q (&order);
      AmArmaFilter *filter = am_arma_filter_alloc (p, q, 1);
      AmArimaState *state = am_arima_state_new (&order, coef);

      draw_series (y, N);
      am_arima_expand (&order, coef, phi, theta);
      g_assert_true (am_arma_filter_start (filter, phi, p, theta, q));
      log_sum = am_arma_filter_run (filter, y, N, 1, scaled);
      for (gsize t = 0; t < N; t++)
        {
          double error, variance;

          am_arima_state_step (state, y[t], &error, &variance);
          assert_near (scaled[t], error / sqrt (variance), 1e-6);
          sum += log (variance);
        }
      assert_near (log_sum, sum, 1e-6);
      am_arma_filter_free (filter);
      am_arima_state_free (state);
    }
}

/* A regressor goes through the same filter. */
static void
test_columns (void)
{
  double coef[] = { 0.5, 0.4, -0.6 }, columns[3 * N], together[3 * N], alone[N];
  AmArimaOrder order = { .p = 1, .q = 1, .Q = 1, .m = 12 };
  AmArmaFilter *filter = am_arma_filter_alloc (1, 13, 3);
  double phi[1], theta[13];

  draw_series (columns, 3 * N);
  am_arima_expand (&order, coef, phi, theta);
  am_arma_filter_start (filter, phi, 1, theta, 13);
  am_arma_filter_run (filter, columns, N, 3, together);
  for (guint c = 0; c < 3; c++)
    {
      am_arma_filter_run (filter, columns + c * N, N, 1, alone);
      g_assert_cmpmem (alone, sizeof alone, together + c * N, sizeof alone);
    }
  am_arma_filter_free (filter);
}

/* Conditional errors by the expanded polynomials. */
static void
test_conditional (void)
{
  for (guint round = 0; round < 20; round++)
    {
      double coef[AM_ARIMA_MOST_COEF] = { 0 }, phi[64] = { 0 }, theta[64] = { 0 }, y[N], error[N], work[N], plain[N] = { 0 };
      AmArimaOrder order = draw_model (round % 2 == 0 ? 1 : 5, 1.2, coef);
      gsize p = am_arima_order_full_p (&order), q = am_arima_order_full_q (&order);

      draw_series (y, N);
      for (guint i = 0; i < order.q; i++)
        coef[order.p + i] *= 0.3;
      for (guint i = 0; i < order.Q; i++)
        coef[order.p + order.q + order.P + i] *= 0.3;
      am_arima_expand (&order, coef, phi, theta);
      am_arma_conditional_errors (&order, coef, y, N, 1, p, error, work);
      for (gsize t = p; t < N; t++)
        {
          plain[t] = y[t];
          for (gsize j = 0; j < p; j++)
            plain[t] -= phi[j] * y[t - 1 - j];
          for (gsize j = 0; j < q && j < t; j++)
            plain[t] -= theta[j] * plain[t - 1 - j];
          assert_near (error[t], plain[t], 1e-10);
        }
    }
}

/* Every number of coefficients, and columns that go four together, and alone. */
static void
test_conditional_columns (void)
{
  for (guint q = 1; q <= AM_ARIMA_MOST; q++)
    {
      const AmArimaOrder order = { .p = 1, .q = q, .m = 1 };
      double coef[AM_ARIMA_MOST_COEF] = { 0.4 }, y[7 * N], error[7 * N], work[N];

      for (guint c = 0; c < 7; c++)
        draw_series (y + c * N, N);
      for (guint i = 1; i <= q; i++)
        coef[i] = g_test_rand_double_range (-0.2, 0.2);
      am_arma_conditional_errors (&order, coef, y, N, 7, 1, error, work);
      for (guint c = 0; c < 7; c++)
        {
          const double *of = y + c * N, *found = error + c * N;

          g_assert_cmpfloat (found[0], ==, 0);
          for (guint t = 1; t < N; t++)
            {
              double left = of[t] - 0.4 * of[t - 1] - found[t];

              for (guint j = 1; j <= q && j <= t; j++)
                left -= coef[j] * found[t - j];
              assert_near (left, 0, 1e-10);
            }
        }
    }
}

/* Four columns together as one after the other; a column of sum of squares 0 takes nothing. */
static void
test_take_out (void)
{
  for (guint n = N - 1; n <= N; n++)
    for (guint none = 0; none <= AM_ORTHOGONAL_BLOCK; none++)
      {
        double basis[AM_ORTHOGONAL_BLOCK * N], lengths[AM_ORTHOGONAL_BLOCK], shares[AM_ORTHOGONAL_BLOCK], share, column[N], plain[N];

        draw_series (column, n);
        for (guint i = 0; i < AM_ORTHOGONAL_BLOCK; i++)
          {
            draw_series (basis + i * n, n);
            for (guint j = 0; j < i; j++)
              am_take_out (basis + j * n, lengths + j, 1, n, basis + i * n, &share);
            lengths[i] = i == none ? 0 : am_dot (basis + i * n, basis + i * n, n);
          }
        memcpy (plain, column, n * sizeof (double));
        am_take_out (basis, lengths, AM_ORTHOGONAL_BLOCK, n, column, shares);
        for (guint i = 0; i < AM_ORTHOGONAL_BLOCK; i++)
          {
            am_take_out (basis + i * n, lengths + i, 1, n, plain, &share);
            assert_near (shares[i], share, 1e-10);
            g_assert_true ((i == none) == (shares[i] == 0));
            if (i != none)
              assert_near (am_dot (basis + i * n, column, n), 0, 1e-9 * lengths[i]);
          }
        for (guint t = 0; t < n; t++)
          assert_near (column[t], plain[t], 1e-10);
      }
}

/* With differencing, the first values are taken as they are, and the state's likelihood is that of the differenced series. */
static void
test_differenced_state (void)
{
  AmArimaOrder order = { .q = 1, .Q = 1, .d = 1, .D = 1, .m = 4 }, plain = { .q = 1, .Q = 1, .m = 4 };
  double coef[] = { -0.4, -0.5 }, y[N], w[N], mean, variance;
  AmArimaState *full = am_arima_state_new (&order, coef), *differenced = am_arima_state_new (&plain, coef);
  gsize lost = am_arima_order_lost (&order), n;

  draw_series (y, N);
  memcpy (w, y, sizeof y);
  n = am_arima_difference (&order, w, N);
  g_assert_cmpuint (n, ==, N - 5);
  for (gsize t = 0; t < N; t++)
    {
      double error, other_error, other_variance;

      am_arima_state_step (full, y[t], &error, &variance);
      if (t < lost)
        {
          g_assert_true (isnan (error));
          continue;
        }
      am_arima_state_step (differenced, w[t - lost], &other_error, &other_variance);
      assert_near (error, other_error, 1e-8);
      assert_near (variance, other_variance, 1e-8);
    }
  g_assert_true (am_arima_state_is_found (full));
  /* y[n] = w[n] + y[n-1] + y[n-4] - y[n-5] */
  am_arima_state_forecast (differenced, 1, &mean, &variance);
  assert_near (am_arima_state_get_next (full), mean + y[N - 1] + y[N - 4] - y[N - 5], 1e-9);
  am_arima_state_free (full);
  am_arima_state_free (differenced);
}

/* Forecasts of ARIMA(0,1,1): flat, with the variance 1 + (h - 1) (1 + theta)^2. */
static void
test_forecast (void)
{
  AmArimaOrder order = { .d = 1, .q = 1, .m = 1 };
  double theta = -0.3, y[N], mean[5], variance[5], error, f, level = 0;
  AmArimaState *state = am_arima_state_new (&order, &theta);

  draw_series (y, N);
  for (gsize t = 0; t < N; t++)
    {
      level = t == 0 ? y[0] : level + 0.7 * (y[t] - level);
      am_arima_state_step (state, y[t], &error, &f);
    }
  am_arima_state_forecast (state, 5, mean, variance);
  for (guint h = 0; h < 5; h++)
    {
      assert_near (mean[h], level, 1e-9);
      assert_near (variance[h], 1 + h * 0.49, 1e-9);
    }
  /* Two steps without a value are a forecast of three steps. */
  am_arima_state_step (state, NAN, &error, &f);
  am_arima_state_step (state, NAN, &error, &f);
  am_arima_state_forecast (state, 1, mean, variance + 1);
  assert_near (variance[1], variance[2], 1e-9);
  am_arima_state_free (state);
}

static void
test_polynomials (void)
{
  AmArimaOrder order = { .p = 1, .q = 1, .P = 1, .Q = 1, .d = 1, .D = 1, .m = 4 };
  const double coef[] = { 0.5, 0.3, -0.2, 0.6 }, expected_delta[] = { 1, 0, 0, 1, -1 };
  double phi[5], theta[5], delta[5], work[6], partial[3] = { 0.5, -0.9, 0.2 }, ar[3], back[3], ma[] = { 2.5, 1 };

  am_arima_expand (&order, coef, phi, theta);
  assert_near (phi[0], 0.5, 1e-15);
  assert_near (phi[3], -0.2, 1e-15);
  assert_near (phi[4], 0.1, 1e-15);
  assert_near (theta[3], 0.6, 1e-15);
  assert_near (theta[4], 0.18, 1e-15);
  am_arima_differencing (&order, delta, work);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (delta[i], ==, expected_delta[i]);

  am_ar_from_partial (partial, 3, ar);
  g_assert_true (am_ar_to_partial (ar, 3, back));
  for (guint i = 0; i < 3; i++)
    assert_near (back[i], partial[i], 1e-14);
  ar[0] = 1.2, ar[1] = -0.1;
  g_assert_false (am_ar_to_partial (ar, 2, back));
  g_assert_true (am_ar_roots_outside ((double[]) { 0.9 }, 1, 1.1));
  g_assert_false (am_ar_roots_outside ((double[]) { 0.9 }, 1, 1.12));
  /* 1 + 2.5 z + z^2 has the roots -2 and -0.5; turned outside: (1 + z / 2)^2. */
  am_ma_invert (ma, 2);
  assert_near (ma[0], 1, 1e-9);
  assert_near (ma[1], 0.25, 1e-9);
}

static void
test_not_stationary (void)
{
  AmArimaOrder order = { .p = 1, .m = 1 };
  const double one = 1, more = 1.5, theta = 0;
  AmArmaFilter *filter = am_arma_filter_alloc (1, 0, 1);

  g_assert_false (am_arma_filter_start (filter, &one, 1, &theta, 0));
  g_assert_false (am_arma_filter_start (filter, &more, 1, &theta, 0));
  g_assert_null (am_arima_state_new (&order, &more));
  am_arma_filter_free (filter);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/arima-filter/against-definition", test_against_definition);
  g_test_add_func ("/math/arima-filter/against-state", test_against_state);
  g_test_add_func ("/math/arima-filter/columns", test_columns);
  g_test_add_func ("/math/arima-filter/conditional", test_conditional);
  g_test_add_func ("/math/arima-filter/conditional-columns", test_conditional_columns);
  g_test_add_func ("/math/arima-filter/take-out", test_take_out);
  g_test_add_func ("/math/arima-filter/differenced-state", test_differenced_state);
  g_test_add_func ("/math/arima-filter/forecast", test_forecast);
  g_test_add_func ("/math/arima-filter/polynomials", test_polynomials);
  g_test_add_func ("/math/arima-filter/not-stationary", test_not_stationary);
  return g_test_run ();
}
