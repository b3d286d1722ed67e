#include "math/decomposition/season-detection.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 1500

static const double daily[] = { 7, 30.4375, 365.25 };

static double
noise (GRand *random)
{
  double sum = -6;

  for (int i = 0; i < 12; i++)
    sum += g_rand_double (random);
  return sum;
}

static gboolean
is_found (const AmSeason *seasons, size_t n, double period)
{
  for (size_t i = 0; i < n; i++)
    if (seasons[i].period == period)
      return seasons[i].found;
  return FALSE;
}

/* memory 0: white noise; 0.8: weather; 1: a random walk. At the level of one in a thousand each. */
static guint
count_false (double memory, size_t n, const double *candidates, size_t n_candidates)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (5);
  guint n_found = 0;

  for (int k = 0; k < 100; k++)
    {
      double y[N], last = 0;
      AmSeason seasons[AM_MOST_SEASONS];
      size_t n_seasons;

      for (size_t i = 0; i < n; i++)
        y[i] = last = memory * last + noise (random);
      n_seasons = am_find_seasons (y, n, candidates, n_candidates, seasons);
      for (size_t i = 0; i < n_seasons; i++)
        n_found += seasons[i].found;
    }
  return n_found;
}

static void
test_noise (void)
{
  const double memories[] = { 0, 0.8, 1 }, monthly = 12;

  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      g_assert_cmpuint (count_false (memories[i], N, daily, 3), <=, 3);
      g_assert_cmpuint (count_false (memories[i], 72, &monthly, 1), <=, 3);
      g_assert_cmpuint (count_false (memories[i], 300, NULL, 0), <=, 3);
    }
}

static void
test_seasons (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (6);
  double y[N];
  AmSeason seasons[AM_MOST_SEASONS];
  size_t n;

  /* Under a parabola and noise as large as either season. */
  for (int i = 0; i < N; i++)
    y[i] = 1e-4 * i * i + 2 * (i % 7 == 0) + sin (2 * G_PI * i / 365.25) + noise (random);
  n = am_find_seasons (y, N, daily, 3, seasons);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (is_found (seasons, n, 7) && is_found (seasons, n, 365.25) && !is_found (seasons, n, 30.4375));
  g_assert_cmpfloat (seasons[0].strength, >, 0.2);
  g_assert_cmpfloat (seasons[0].strength, <, 0.6);

  /* Nobody named them: the week comes out of the spectrum, and nothing that is no multiple of it or a whole part of the year. */
  n = am_find_seasons (y, N, NULL, 0, seasons);
  g_assert_true (is_found (seasons, n, 7));

  /* Only the last two periods of 12, and one value more. */
  for (int i = 0; i < 25; i++)
    y[i] = 10 * (i % 12 == 11) + 0.1 * noise (random);
  g_assert_cmpuint (am_find_seasons (y, 24, (double[]) { 12 }, 1, seasons), ==, 0);
  n = am_find_seasons (y, 25, (double[]) { 12 }, 1, seasons);
  g_assert_true (is_found (seasons, n, 12));

  /* A week of hours whose days are alike has one season, not two. */
  for (int i = 0; i < N; i++)
    y[i] = 5 * sin (2 * G_PI * i / 24) + (i % 24 == 8) + noise (random);
  n = am_find_seasons (y, N, (double[]) { 24, 168 }, 2, seasons);
  g_assert_true (is_found (seasons, n, 24) && !is_found (seasons, n, 168));
}

static void
test_edges (void)
{
  double y[40];
  AmSeason seasons[AM_MOST_SEASONS];

  for (int i = 0; i < 40; i++)
    y[i] = 3;
  g_assert_cmpuint (am_find_seasons (y, 40, daily, 3, seasons), ==, 0);
  g_assert_cmpuint (am_find_seasons (y, 40, NULL, 0, seasons), ==, 0);
  for (int i = 0; i < 40; i++)
    y[i] = i % 4;
  g_assert_cmpuint (am_find_seasons (y, 40, (double[]) { 4 }, 1, seasons), ==, 1);
  g_assert_true (seasons[0].found);
  g_assert_cmpfloat (seasons[0].strength, >, 0.9);
  y[3] = NAN;
  g_assert_cmpuint (am_find_seasons (y, 40, (double[]) { 4 }, 1, seasons), ==, 0);
  y[3] = INFINITY;
  g_assert_cmpuint (am_find_seasons (y, 40, (double[]) { 4 }, 1, seasons), ==, 0);
  for (size_t n = 0; n < 12; n++)
    {
      double ramp[12] = { 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2 };

      am_find_seasons (ramp, n, NULL, 0, seasons);
      am_find_seasons (ramp, n, (double[]) { 2 }, 1, seasons);
    }
}

static void
test_calendar (void)
{
  const struct { double seconds; unsigned months; size_t n; double periods[3]; } cases[] = {
    { 86400, 0, 3, { 7, 30.4375, 365.25 } },
    { 3600, 0, 3, { 24, 168, 8766 } },
    { 7 * 86400, 0, 1, { 365.25 / 7 } },
    { 300, 0, 3, { 12, 288, 2016 } },
    { 60, 0, 3, { 60, 1440, 10080 } },
    { 0, 1, 1, { 12 } },
    { 0, 3, 1, { 4 } },
    { 0, 6, 0, { 0 } },
    { 0, 12, 0, { 0 } },
    { 1e9, 0, 0, { 0 } },
    { NAN, 0, 0, { 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double periods[AM_MOST_SEASONS];

      g_assert_cmpuint (am_calendar_seasons (cases[i].seconds, cases[i].months, periods), ==, cases[i].n);
      for (size_t k = 0; k < cases[i].n; k++)
        g_assert_cmpfloat_with_epsilon (periods[k], cases[i].periods[k], 1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/decomposition/seasons/noise", test_noise);
  g_test_add_func ("/math/decomposition/seasons/found", test_seasons);
  g_test_add_func ("/math/decomposition/seasons/edges", test_edges);
  g_test_add_func ("/math/decomposition/seasons/calendar", test_calendar);
  return g_test_run ();
}
