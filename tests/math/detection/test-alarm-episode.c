#include "math/detection/alarm-episode.h"
#include "detection-fixture.h"

static void
test_join (void)
{
  /*                         0  1   2  3  4  5  6   7  8   9 */
  const guint8 alarm[10] = { 0, 1,  1, 0, 0, 1, 0,  0, 0,  1 };
  const double score[10] = { 9, 3, -5, 0, 0, 5, 0, 99, 0, NAN };
  AmEpisode episode[4];

  g_assert_cmpuint (am_join_alarms (alarm, score, 10, 3, episode, 4), ==, 2);
  g_assert_cmpuint (episode[0].first, ==, 1);
  g_assert_cmpuint (episode[0].last, ==, 5);
  g_assert_cmpuint (episode[0].peak, ==, 2);
  g_assert_cmpfloat (episode[0].peak_score, ==, -5);
  g_assert_cmpuint (episode[0].n_alarms, ==, 3);
  g_assert_cmpuint (episode[1].first, ==, 9);
  g_assert_cmpuint (episode[1].peak, ==, 9);
  g_assert_cmpfloat (episode[1].peak_score, ==, 0);

  g_assert_cmpuint (am_join_alarms (alarm, score, 10, 4, episode, 4), ==, 1);
  g_assert_cmpuint (am_join_alarms (alarm, score, 10, 1, episode, 4), ==, 3);
  g_assert_cmpuint (am_join_alarms (alarm, score, 10, 0, episode, 4), ==, 3);
  /* No room for all: the first are whole, the count is true. */
  g_assert_cmpuint (am_join_alarms (alarm, score, 10, 1, episode, 1), ==, 3);
  g_assert_cmpuint (episode[0].last, ==, 2);
  g_assert_cmpuint (am_join_alarms (alarm, score, 0, 1, episode, 4), ==, 0);
  g_assert_cmpuint (am_join_alarms (alarm, score, 1, 1, episode, 4), ==, 0);
}

/* Benjamini & Hochberg (1995), section 4.1: 15 comparisons, of which their procedure rejects 4 at 0.05. */
static void
test_paper (void)
{
  const double p[15] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000 };
  double q[15];
  guint8 rejected[15];
  size_t work[15];

  g_assert_cmpuint (am_false_discovery (p, 15, 0.05, q, rejected, work), ==, 4);
  for (int i = 0; i < 15; i++)
    g_assert_cmpint (rejected[i], ==, i < 4);
  g_assert_cmpfloat_with_epsilon (q[0], 0.0015, 1e-12);
  g_assert_cmpfloat_with_epsilon (q[3], 0.0095 * 15 / 4, 1e-12);
  /* 0.0344 * 15 / 8 is less than the next ones up. */
  g_assert_cmpfloat_with_epsilon (q[5], 0.0298 * 15 / 7, 1e-12);
}

static void
test_twin (void)
{
  double p[300], q[300];
  guint8 rejected[300];
  size_t work[300];

  for (int i = 0; i < 60; i++)
    {
      size_t n = g_rand_int_range (fixed_random (), 0, 300), count = 0, n_rejected = 0;

      for (size_t k = 0; k < n; k++)
        {
          p[k] = pow (g_rand_double (fixed_random ()), 1 + i % 4);
          if (i % 3 == 0)
            p[k] = round (p[k] * 20) / 20;
          if (g_rand_int_range (fixed_random (), 0, 9) == 0)
            p[k] = NAN;
          count += !isnan (p[k]);
        }
      am_false_discovery (p, n, 0.1, q, NULL, work);
      n_rejected = am_false_discovery (p, n, 0.1, NULL, rejected, work);
      for (size_t k = 0; k < n; k++)
        {
          double least = 1;

          if (isnan (p[k]))
            {
              g_assert_true (isnan (q[k]) && !rejected[k]);
              continue;
            }
          /* The least over all thresholds at or above p of threshold * count / how many are below it. */
          for (size_t j = 0; j < n; j++)
            if (p[j] >= p[k])
              {
                size_t n_below = 0;

                for (size_t l = 0; l < n; l++)
                  n_below += p[l] <= p[j];
                least = MIN (least, p[j] * count / n_below);
              }
          g_assert_cmpfloat_with_epsilon (q[k], least, 1e-12);
          g_assert_cmpint (rejected[k], ==, q[k] <= 0.1);
          n_rejected -= rejected[k];
        }
      g_assert_cmpuint (n_rejected, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/alarm-episode/join", test_join);
  g_test_add_func ("/math/detection/alarm-episode/paper", test_paper);
  g_test_add_func ("/math/detection/alarm-episode/twin", test_twin);
  return g_test_run ();
}
