#include "math/evidence/expected-shortfall.h"
#include "math/evidence/exception-tests.h"
#include "math/init.h"
#include "vectors.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <math.h>

/* By hand: exceptions on days 2 and 5, P&L / ES of -1.2 and -0.9; the P&L that is just -VaR is none. */
static void
test_hand (void)
{
  static const double pnl[] = { 0.5, -3, -2, 1, -2.7, 0.1, 0.2, -1 }, var[] = { 2, 2, 2, 2, 2.5, 2, 2, 2 }, es[] = { 2.5, 2.5, 2.5, 2.5, 3, 2.5, 2.5, 2.5 };
  double r[8];
  AmShortfall z;

  am_acerbi_szekely (pnl, var, es, 8, 0.1, &z);
  g_assert_cmpfloat (z.n_exceptions, ==, 2);
  assert_close (z.z1, -1.05 + 1, 1e-14);
  assert_close (z.z2, -2.1 / 0.8 + 1, 1e-14);
  g_assert_cmpuint (am_exceedance_residuals (pnl, var, es, 8, r), ==, 2);
  assert_close (r[0], 0.2, 1e-14);
  assert_close (r[1], -0.1, 1e-14);
  /* mean 0.05, sd sqrt (0.045) */
  assert_close (am_exceedance_t (r, 2), 0.05 / sqrt (0.045 / 2), 1e-12);

  am_acerbi_szekely (pnl, var, es, 1, 0.1, &z);
  g_assert_true (isnan (z.z1) && z.z2 == 1);
  am_acerbi_szekely (pnl, var, (double[]) { 0 }, 1, 0.1, &z);
  g_assert_true (isnan (z.z2));
  g_assert_true (isnan (am_exceedance_t (r, 1)));
}

/* Acerbi & Szekely (2014), table 4 and section 4: at 2.5 % and 250 days the 5 % critical value of Z2 is -0.70 for a normal distribution, and much
 * the same for all but the heaviest tails. Simulated here: 20,000 years. */
static void
test_critical_value (void)
{
  enum { YEARS = 20000, DAYS = 250 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double var[DAYS], es[DAYS], pnl[DAYS], p = 0.025, q = gsl_cdf_ugaussian_Qinv (p);
  g_autofree double *z2 = g_new (double, YEARS);

  gsl_rng_set (rng, 7);
  for (int i = 0; i < DAYS; i++)
    {
      var[i] = q;
      es[i] = gsl_ran_ugaussian_pdf (q) / p;
    }
  for (int year = 0; year < YEARS; year++)
    {
      AmShortfall z;

      for (int i = 0; i < DAYS; i++)
        pnl[i] = gsl_ran_gaussian_ziggurat (rng, 1);
      am_acerbi_szekely (pnl, var, es, DAYS, p, &z);
      z2[year] = z.z2;
    }
  gsl_sort (z2, 1, YEARS);
  assert_close (z2[YEARS / 20], -0.70, 0.03);
  /* The share of years below -1.8 is of the order of 1 in 10,000. */
  g_assert_cmpfloat (z2[YEARS / 1000], >, -1.8);
  gsl_rng_free (rng);
}

/* Under the null hypothesis p is spread evenly; with an ES that is a tenth too small it is small. */
static void
test_bootstrap (void)
{
  enum { DRAWS = 999, TRIALS = 300, N = 60 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double r[N], low = 0, shifted_low = 0, t;

  gsl_rng_set (rng, 11);
  for (int trial = 0; trial < TRIALS; trial++)
    {
      for (int i = 0; i < N; i++)
        r[i] = 0.2 * (gsl_ran_exponential (rng, 1) - 1);
      t = am_exceedance_t (r, N);
      low += (1 + am_exceedance_bootstrap (r, N, t, DRAWS, rng)) / (1.0 + DRAWS) < 0.1;
      for (int i = 0; i < N; i++)
        r[i] += 0.1;
      t = am_exceedance_t (r, N);
      shifted_low += (1 + am_exceedance_bootstrap (r, N, t, DRAWS, rng)) / (1.0 + DRAWS) < 0.1;
    }
  g_assert_cmpfloat (low / TRIALS, >, 0.05);
  g_assert_cmpfloat (low / TRIALS, <, 0.16);
  g_assert_cmpfloat (shifted_low / TRIALS, >, 0.9);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/evidence/expected-shortfall/hand", test_hand);
  g_test_add_func ("/math/evidence/expected-shortfall/critical-value", test_critical_value);
  g_test_add_func ("/math/evidence/expected-shortfall/bootstrap", test_bootstrap);
  return g_test_run ();
}
