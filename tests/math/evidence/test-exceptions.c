#include "math/evidence/exception-tests.h"
#include "math/init.h"
#include "vectors.h"

#include <gsl/gsl_rng.h>
#include <math.h>

/* MathWorks' Risk Management Toolbox, varbacktest examples (EquityIndex, Normal95): 57 of 1,043 days, transitions 932, 53, 53, 4. */
static void
test_mathworks (void)
{
  double transitions[2][2] = { { 932, 53 }, { 53, 4 } };
  AmTrafficLight light;
  AmTest test;

  test = am_kupiec_pof (1043, 57, 0.05);
  assert_close (test.statistic, 0.46147, 5e-6);
  assert_close (test.p_value, 0.49694, 5e-6);
  test = am_exception_z (1043, 57, 0.05);
  assert_close (test.statistic, 0.68905, 5e-6);
  assert_close (test.p_value, 0.49079, 5e-6);
  test = am_christoffersen_independence (transitions);
  assert_close (test.statistic, 0.2586631525858003, 1e-12);
  assert_close (am_christoffersen_coverage (1043, 57, 0.05, transitions).statistic, 0.2586631525858003 + 0.46146639532895506, 1e-9);
  g_assert_true (am_traffic_light (1043, 57, 0.05, &light));
  assert_close (light.cumulative, 0.77913, 5e-6);
  assert_close (light.upper, 0.26396, 5e-6);
  g_assert_cmpint (light.zone, ==, AM_ZONE_GREEN);
  g_assert_true (isnan (light.plus_factor));
}

/* Basel Committee (1996), table 2: 250 days at 99 %; cumulative probabilities as printed; multipliers of MAR32.9. */
static void
test_basel (void)
{
  static const struct { double x, cumulative, plus, multiplier; AmZone zone; } rows[] = {
    { 0, .0811, 0, 1.5, AM_ZONE_GREEN }, { 1, .2858, 0, 1.5, AM_ZONE_GREEN }, { 2, .5432, 0, 1.5, AM_ZONE_GREEN }, { 3, .7581, 0, 1.5, AM_ZONE_GREEN },
    { 4, .8922, 0, 1.5, AM_ZONE_GREEN }, { 5, .9588, .4, 1.7, AM_ZONE_YELLOW }, { 6, .9863, .5, 1.76, AM_ZONE_YELLOW }, { 7, .9960, .65, 1.83, AM_ZONE_YELLOW },
    { 8, .9989, .75, 1.88, AM_ZONE_YELLOW }, { 9, .9997, .85, 1.92, AM_ZONE_YELLOW }, { 10, .9999, 1, 2, AM_ZONE_RED }, { 40, 1, 1, 2, AM_ZONE_RED },
  };
  double yellow, red;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AmTrafficLight light;

      g_assert_true (am_traffic_light (250, rows[i].x, 1 - 0.99, &light));
      assert_close (light.cumulative, rows[i].cumulative, 6e-5);
      g_assert_cmpfloat (light.plus_factor, ==, rows[i].plus);
      g_assert_cmpfloat (light.multiplier, ==, rows[i].multiplier);
      g_assert_cmpint (light.zone, ==, rows[i].zone);
    }
  am_traffic_light_limits (250, 0.01, &yellow, &red);
  g_assert_cmpfloat (yellow, ==, 5);
  g_assert_cmpfloat (red, ==, 10);
}

/* Kupiec (1995), table 1: exceptions at which a 5 % test does not reject, n = 255, 510, 1000. For 1 % and n = 255 the
 * table prints x < 7; no exception at all has a statistic of 5.13 and is rejected too, by too few. */
static void
test_nonrejection (void)
{
  static const struct { double n, p, low, high; } rows[] = {
    { 255, 0.01, 1, 6 }, { 510, 0.01, 2, 10 }, { 1000, 0.01, 5, 16 }, { 255, 0.025, 3, 11 }, { 510, 0.025, 7, 20 }, { 1000, 0.025, 16, 35 },
    { 255, 0.05, 7, 20 }, { 510, 0.05, 17, 35 }, { 1000, 0.05, 38, 64 }, { 255, 0.075, 12, 27 }, { 510, 0.075, 28, 50 }, { 1000, 0.075, 60, 91 },
    { 255, 0.1, 17, 35 }, { 510, 0.1, 39, 64 }, { 1000, 0.1, 82, 119 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (double x = 0; x <= rows[i].high + 3; x++)
      {
        gboolean accepted = am_kupiec_pof (rows[i].n, x, rows[i].p).p_value >= 0.05;

        if (accepted != (x >= rows[i].low && x <= rows[i].high))
          g_error ("n %g, p %g, x %g: %s", rows[i].n, rows[i].p, x, accepted ? "accepted" : "rejected");
      }
}

static void
test_many_days (void)
{
  static const struct { double n, x, p, statistic; } rows[] = {
    { 3600, 200, .05, 2.2613939868235775 }, { 5000, 260, .05, 0.4158382606324267 }, { 250, 0, .01, 5.025167926750726 }, { 100000, 1000, .01, 0 },
    { 10, 10, .05, 59.914645471079815 }, { 1e7, 0, .01, 201006.71707002 }, { 1e7, 1e7, .01, 92103403.71976183 }, { 1e7, 100000, .01, 0 },
    /* by decimal arithmetic of 60 digits, as those of 1e7 above */
    { 1e7, 104000, .01, 159.52471520751874 }, { 1e7, 100001, .01, 1.010097677124444e-05 },
  };
  AmTrafficLight light;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_close (am_kupiec_pof (rows[i].n, rows[i].x, rows[i].p).statistic, rows[i].statistic, 1e-10);
  g_assert_true (am_traffic_light (1e7, 0, 0.01, &light));
  g_assert_cmpint (light.zone, ==, AM_ZONE_GREEN);
  g_assert_true (am_traffic_light (1e7, 1e7, 0.01, &light));
  g_assert_cmpint (light.zone, ==, AM_ZONE_RED);
  g_assert_cmpfloat (light.cumulative, ==, 1);
  g_assert_true (isnan (am_kupiec_pof (0, 0, 0.01).statistic));
  g_assert_true (isnan (am_kupiec_pof (10, 11, 0.01).p_value));
  g_assert_true (isnan (am_kupiec_pof (10, 1, 0).p_value));
  g_assert_true (isnan (am_exception_z (10, 1, 1).p_value));
  g_assert_false (am_traffic_light (250, NAN, 0.01, &light));
}

static void
test_time_until_failure (void)
{
  /* Kupiec (1995): with 1 % a first failure from day 7 to day 438 is not rejected at 5 %. */
  for (double v = 1; v < 500; v++)
    g_assert_true ((am_time_until_failure (v, 0.01).p_value >= 0.05) == (v >= 7 && v <= 438));
}

#define DAYS 3000

/* A generator that any language can repeat: s = (1103515245 s + 12345) mod 2^31 from 12345 on, a hit where s / 2^31 < 0.03. */
static void
make_hits (guint8 *hit, double *value_at_risk)
{
  guint64 s = 12345;

  for (gsize i = 0; i < DAYS; i++)
    {
      s = (s * 1103515245 + 12345) % 2147483648;
      hit[i] = s / 2147483648.0 < 0.03;
      value_at_risk[i] = 2 + sin (i / 17.0);
    }
}

/* numpy 1.24's lstsq on the same days, and the plain formulas. */
static void
test_sequence (void)
{
  g_autofree guint8 *hit = g_new0 (guint8, DAYS);
  g_autofree double *value_at_risk = g_new (double, DAYS), *work = g_new (double, AM_DYNAMIC_QUANTILE_WORK (4)), *level = g_new (double, DAYS);
  double transitions[2][2];
  AmTest test;

  make_hits (hit, value_at_risk);
  for (gsize i = 0; i < DAYS; i++)
    level[i] = 2;
  am_count_transitions (hit, DAYS, transitions);
  g_assert_cmpfloat (transitions[0][0], ==, 2819);
  g_assert_cmpfloat (transitions[0][1], ==, 89);
  g_assert_cmpfloat (transitions[1][0], ==, 89);
  g_assert_cmpfloat (transitions[1][1], ==, 2);
  assert_close (am_christoffersen_independence (transitions).statistic, 0.24565979620657075, 1e-10);
  test = am_time_between_failures (hit, DAYS, 0.025);
  assert_close (test.statistic, 112.3264698555188, 1e-10);
  g_assert_cmpfloat (test.df, ==, 91);
  assert_close (test.p_value, 0.06420293162701557, 1e-10);

  test = am_dynamic_quantile (hit, value_at_risk, DAYS, 0.025, 4, work);
  assert_close (test.statistic, 15.583867595006959, 1e-9);
  assert_close (test.p_value, 0.016170646216334347, 1e-9);
  g_assert_cmpfloat (test.df, ==, 6);
  test = am_dynamic_quantile (hit, value_at_risk, 300, 0.01, 4, work);
  assert_close (test.statistic, 30.71690910012955, 1e-9);
  /* A constant VaR says what the constant says. */
  test = am_dynamic_quantile (hit, level, DAYS, 0.025, 4, work);
  assert_close (test.statistic, 14.456994974944847, 1e-9);
  g_assert_cmpfloat (test.df, ==, 5);
  memset (hit, 0, DAYS);
  test = am_dynamic_quantile (hit, value_at_risk, DAYS, 0.01, 4, work);
  assert_close (test.statistic, 30.262626262626057, 1e-9);
  g_assert_cmpfloat (test.df, ==, 2);
  g_assert_true (isnan (am_dynamic_quantile (hit, value_at_risk, 12, 0.01, 4, work).statistic));
  g_assert_true (isnan (am_time_between_failures (hit, DAYS, 0.01).statistic));
  am_count_transitions (hit, DAYS, transitions);
  g_assert_cmpfloat (am_christoffersen_independence (transitions).statistic, ==, 0);
  am_count_transitions (hit, 1, transitions);
  g_assert_true (isnan (am_christoffersen_independence (transitions).statistic));
}

/* The p with exact moments is spread evenly for a right model however many exceptions there are; that of Haas is not. */
static void
test_gap_moments (void)
{
  enum { DAYS_ALL = 200000, TRIALS = 60 };
  g_autofree guint8 *hit = g_new (guint8, DAYS_ALL);
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double low = 0, haas_low = 0, sum = 0;

  gsl_rng_set (rng, 3);
  for (int trial = 0; trial < TRIALS; trial++)
    {
      AmTest test;
      double p;

      for (gsize i = 0; i < DAYS_ALL; i++)
        hit[i] = gsl_rng_uniform (rng) < 0.02;
      test = am_time_between_failures (hit, DAYS_ALL, 0.02);
      p = am_time_between_failures_p (test.statistic, test.df, 0.02);
      low += p < 0.05;
      haas_low += test.p_value < 0.05;
      sum += p;
    }
  g_assert_cmpfloat (low, <=, 0.17 * TRIALS);
  g_assert_cmpfloat (haas_low, ==, TRIALS);
  assert_close (sum / TRIALS, 0.5, 0.15);
  /* The exponential limit is where the sum goes. */
  assert_close (am_time_between_failures_p (1180, 1000, 1.0001e-4), am_time_between_failures_p (1180, 1000, 0.9999e-4), 2e-3);
  g_assert_true (isnan (am_time_between_failures_p (NAN, 1, 0.01)) && isnan (am_time_between_failures_p (1, 0, 0.01)));
  gsl_rng_free (rng);
}

static void
test_vectors (void)
{
  JsonObject *vector = vectors_find ("kupiec-large-n"), *want;
  JsonArray *cases;
  AmTrafficLight light;

  if (vector == NULL)
    return;
  cases = json_object_get_array_member (vectors_get_object (vector, "inputs"), "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *one = json_array_get_object_element (cases, i);
      AmTest test = am_kupiec_pof (json_object_get_double_member (one, "n"), json_object_get_double_member (one, "x"), json_object_get_double_member (one, "p"));

      assert_close (test.statistic, json_array_get_double_element (json_object_get_array_member (vectors_get_object (vector, "expected"), "lr"), i), 1e-8);
    }
  want = vectors_get_object (vectors_find ("kupiec-mathworks"), "expected");
  assert_close (am_kupiec_pof (1043, 57, 0.05).statistic, json_object_get_double_member (want, "lr"), 1e-9);
  assert_close (am_kupiec_pof (1043, 57, 0.05).p_value, json_object_get_double_member (want, "p_value"), 1e-9);
  want = vectors_get_object (vectors_find ("pof-two-levels"), "expected");
  for (guint i = 0; i < 2; i++)
    {
      AmTest test = am_kupiec_pof (250, 3, i == 0 ? 0.05 : 0.01);

      assert_close (test.statistic, json_array_get_double_element (json_object_get_array_member (want, "lr"), i), 1e-10);
      assert_close (test.p_value, json_array_get_double_element (json_object_get_array_member (want, "p_value"), i), 1e-10);
    }
  want = vectors_get_object (vectors_find ("traffic-light-90"), "expected");
  g_assert_true (am_traffic_light (250, 40, 0.1, &light));
  assert_close (light.cumulative, json_object_get_double_member (want, "cum_prob"), 1e-10);
  g_assert_cmpint (light.zone, ==, AM_ZONE_YELLOW);
  want = vectors_get_object (vectors_find ("traffic-light-mathworks"), "expected");
  g_assert_true (am_traffic_light (1043, 57, 0.05, &light));
  assert_close (light.cumulative, json_object_get_double_member (want, "cum_prob"), 1e-9);
  assert_close (light.upper, json_object_get_double_member (want, "type1"), 1e-9);
  want = vectors_get_object (vectors_find ("var-binomial-z-mathworks"), "expected");
  assert_close (am_exception_z (1043, 57, 0.05).statistic, json_object_get_double_member (want, "z"), 1e-9);
  assert_close (am_exception_z (1043, 57, 0.05).p_value, json_object_get_double_member (want, "p_two_sided"), 1e-9);
  vector = vectors_find ("tuff-critical");
  for (guint i = 0; i < 5; i++)
    assert_close (am_time_until_failure (json_array_get_double_element (json_object_get_array_member (vectors_get_object (vector, "inputs"), "v"), i), 0.01).statistic,
                  json_array_get_double_element (json_object_get_array_member (vectors_get_object (vector, "expected"), "lr"), i), 1e-10);
}

/* scikit-learn's documentation of mean_pinball_loss; the quantile as -VaR. */
static void
test_quantile_loss (void)
{
  static const double y[] = { 1, 2, 3 }, forecast[4][3] = { { 0, 2, 3 }, { 1, 2, 4 }, { 0, 2, 3 }, { 1, 2, 4 } };
  static const double alpha[] = { .1, .1, .9, .9 }, want[] = { 0.03333333333333333, 0.3, 0.3, 0.033333333333333326 };

  for (int i = 0; i < 4; i++)
    {
      double sum = 0;

      for (int j = 0; j < 3; j++)
        sum += am_quantile_loss (y[j], -forecast[i][j], alpha[i]);
      assert_close (sum / 3, want[i], 1e-12);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/evidence/exceptions/mathworks", test_mathworks);
  g_test_add_func ("/math/evidence/exceptions/basel", test_basel);
  g_test_add_func ("/math/evidence/exceptions/nonrejection", test_nonrejection);
  g_test_add_func ("/math/evidence/exceptions/many-days", test_many_days);
  g_test_add_func ("/math/evidence/exceptions/time-until-failure", test_time_until_failure);
  g_test_add_func ("/math/evidence/exceptions/sequence", test_sequence);
  g_test_add_func ("/math/evidence/exceptions/gap-moments", test_gap_moments);
  g_test_add_func ("/math/evidence/exceptions/vectors", test_vectors);
  g_test_add_func ("/math/evidence/exceptions/quantile-loss", test_quantile_loss);
  return g_test_run ();
}
