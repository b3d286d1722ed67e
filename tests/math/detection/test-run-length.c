#include "math/detection/run-length.h"
#include "math/init.h"
#include "detection-fixture.h"

#include <gsl/gsl_sf_gamma.h>

static gpointer new_state (void) { return am_run_length_alloc (&(AmRunLength) { 0 }); }
static gpointer new_small (void) { return am_run_length_alloc (&(AmRunLength) { .lag = 5, .max_hypotheses = 20, .hazard = 0.05 }); }
static void free_state (gpointer state) { am_run_length_free (state); }

static void
run_p_change (gpointer state, const double *y, size_t n, double *score)
{
  am_run_length_run (state, y, n, NULL, score, NULL);
}

static void
run_length (gpointer state, const double *y, size_t n, double *score)
{
  am_run_length_run (state, y, n, score, NULL, NULL);
}

static void
test_laws (void)
{
  static const Stream streams[] = { { new_state, run_p_change, free_state }, { new_state, run_length, free_state }, { new_small, run_p_change, free_state } };

  for (size_t i = 0; i < G_N_ELEMENTS (streams); i++)
    check_stream_laws (&streams[i]);
}

/* log of the density of x[n] under one regime, all of it at once: the evidence of a normal-inverse-gamma prior (Murphy 2007, equation 95). */
static double
log_evidence (const double *x, size_t n, AmRunLength how)
{
  double mean = 0, squares = 0, kappa = how.kappa + n, alpha = how.alpha + n / 2.0, beta;

  for (size_t i = 0; i < n; i++)
    mean += x[i] / n;
  for (size_t i = 0; i < n; i++)
    squares += (x[i] - mean) * (x[i] - mean);
  beta = how.beta + squares / 2 + how.kappa * n * (mean - how.mean) * (mean - how.mean) / (2 * kappa);
  return gsl_sf_lngamma (alpha) - gsl_sf_lngamma (how.alpha) + how.alpha * log (how.beta) - alpha * log (beta)
         + 0.5 * log (how.kappa / kappa) - n / 2.0 * log (2 * G_PI);
}

/* joint[l]: log of P (x[0..n-1], the present regime has l values), by summing over where the regime before ended. No recursion over single values. */
static void
define (const double *x, size_t n, AmRunLength how, double *posterior, double *total)
{
  g_autofree double *evidence = g_new (double, n + 1);   /* of x[0..m-1], all segmentations */

  evidence[0] = 0;
  for (size_t m = 1; m <= n; m++)
    {
      double most = -INFINITY, sum = 0;
      g_autofree double *joint = g_new (double, m + 1);

      for (size_t length = 1; length <= m; length++)
        {
          joint[length] = evidence[m - length] + log_evidence (x + m - length, length, how) + (length - 1) * log1p (-how.hazard)
                          + (length < m ? log (how.hazard) : 0);
          most = MAX (most, joint[length]);
        }
      for (size_t length = 1; length <= m; length++)
        sum += exp (joint[length] - most);
      evidence[m] = most + log (sum);
      if (m == n)
        for (size_t length = 1; length <= m; length++)
          posterior[length] = exp (joint[length] - evidence[m]);
    }
  *total = evidence[n];
}

static void
test_twin (void)
{
  double x[70], run[70], p_change[70], surprise[70], posterior[71];

  for (int i = 0; i < 30; i++)
    {
      AmRunLength how = { .hazard = 0.02, .mean = 0.5, .kappa = 0.7, .alpha = 1.3, .beta = 0.8, .lag = 4, .prune = -1 };
      AmRunLengthState *state = am_run_length_alloc (&how);
      size_t n = g_rand_int_range (fixed_random (), 1, 70), best = 1;
      double total, sum = 0, recent = 0;

      fill_series (x, n, NOISE, 0);
      for (size_t t = n / 2; t < n; t++)
        x[t] = 3 + 2 * x[t];
      am_run_length_run (state, x, n, run, p_change, surprise);
      am_run_length_free (state);

      define (x, n, how, posterior, &total);
      for (size_t length = 1; length <= n; length++)
        {
          best = posterior[length] > posterior[best] ? length : best;
          recent += length <= how.lag && length < n ? posterior[length] : 0;
        }
      for (size_t t = 0; t < n; t++)
        sum -= surprise[t];
      g_assert_cmpfloat_with_epsilon (p_change[n - 1], recent, 1e-9);
      g_assert_cmpfloat_with_epsilon (sum, total, 1e-8);
      g_assert_cmpfloat (run[n - 1], ==, best);
    }
}

/* Dropping unlikely regimes changes next to nothing. */
static void
test_pruned (void)
{
  const size_t n = 3000;
  g_autofree double *x = g_new (double, n), *p = g_new (double, n), *p_all = g_new (double, n), *run = g_new (double, n), *run_all = g_new (double, n);
  AmRunLengthState *state = am_run_length_alloc (&(AmRunLength) { 0 });
  AmRunLengthState *all = am_run_length_alloc (&(AmRunLength) { .prune = -1, .max_hypotheses = n + 1 });
  size_t n_other = 0;

  fill_series (x, n, NOISE, 0);
  for (size_t t = 0; t < n; t++)
    x[t] += t / 700 % 2 == 1 ? 2 : 0;
  am_run_length_run (state, x, n, run, p, NULL);
  am_run_length_run (all, x, n, run_all, p_all, NULL);
  for (size_t t = 0; t < n; t++)
    {
      g_assert_cmpfloat_with_epsilon (p[t], p_all[t], 0.005);
      n_other += run[t] != run_all[t];
    }
  g_assert_cmpuint (n_other, <, 30);
  am_run_length_free (state);
  am_run_length_free (all);
}

/* A step of 5 sd is seen at once, and the length counts from there. */
static void
test_step (void)
{
  double x[600], run[600], p[600];
  AmRunLengthState *state = am_run_length_alloc (&(AmRunLength) { 0 });

  fill_series (x, 600, NOISE, 0);
  for (size_t t = 400; t < 600; t++)
    x[t] += 5;
  am_run_length_run (state, x, 600, run, p, NULL);
  g_assert_cmpfloat (p[405], >, 0.95);
  g_assert_cmpfloat (p[430], <, 0.3);
  g_assert_cmpfloat (fabs (run[450] - 51), <=, 2);
  g_assert_cmpfloat (p[9], <, 0.9);
  am_run_length_free (state);
}

static void
test_bad_settings (void)
{
  static const AmRunLength bad[] = { { .hazard = 1 }, { .hazard = -0.1 }, { .kappa = -1 }, { .alpha = NAN }, { .beta = INFINITY }, { .mean = INFINITY },
                                     { .prune = 1 }, { .lag = 10, .max_hypotheses = 11 } };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (am_run_length_alloc (&bad[i]));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/run-length/laws", test_laws);
  g_test_add_func ("/math/detection/run-length/twin", test_twin);
  g_test_add_func ("/math/detection/run-length/pruned", test_pruned);
  g_test_add_func ("/math/detection/run-length/step", test_step);
  g_test_add_func ("/math/detection/run-length/bad-settings", test_bad_settings);
  return g_test_run ();
}
