#include "math/seasonal-naive.h"

#include <glib.h>
#include <math.h>

#define N 3000

/* The definition: look for the row at time[t] - season. */
static double
find_value (const double *y, const gint64 *time, size_t n, gint64 when)
{
  for (size_t i = 0; i < n; i++)
    if (time[i] == when)
      return y[i];
  return NAN;
}

static void
check (const double *y, const gint64 *time, size_t n, gint64 season)
{
  g_autofree double *f = g_new (double, n + 1), *e = g_new (double, n + 1), *part = g_new (double, n + 1), *only = g_new (double, n + 1);

  am_seasonal_naive (y, time, n, season, f, e);
  am_seasonal_naive (y, time, n, season, NULL, only);
  for (size_t first = 0, count; first < n; first += count)
    {
      count = g_test_rand_int_range (1, 900);
      count = MIN (count, n - first);
      am_seasonal_naive_part (y, time, n, first, count, season, part + first, NULL);
    }
  g_assert_cmpmem (part, n * sizeof (double), f, n * sizeof (double));
  g_assert_cmpmem (only, n * sizeof (double), e, n * sizeof (double));

  for (size_t t = 0; t < n; t++)
    {
      double expected = find_value (y, time, n, time[t] - season);

      g_assert_true (isnan (expected) ? isnan (f[t]) && isnan (e[t])
                                      : f[t] == expected && (isnan (y[t]) ? isnan (e[t]) : e[t] == y[t] - expected));
    }
}

static void
test_twin (void)
{
  g_autofree double *y = g_new (double, N);
  g_autofree gint64 *time = g_new (gint64, N);

  for (int i = 0; i < 30; i++)
    {
      size_t n = i % 3 == 0 ? g_test_rand_int_range (0, 40) : g_test_rand_int_range (1000, N);
      /* Regular, with few gaps, with many; days, and microseconds from before 1970 on. */
      int gaps = i % 4;
      gint64 step = i % 2 == 0 ? 1 : G_GINT64_CONSTANT (86400000000), now = -5000 * step;

      for (size_t t = 0; t < n; t++)
        {
          y[t] = g_test_rand_int_range (0, 10) == 0 ? NAN : g_test_rand_double ();
          now += step * (gaps > 0 && g_test_rand_int_range (0, gaps == 1 ? 400 : 3) == 0 ? g_test_rand_int_range (1, 12) : 1);
          time[t] = now;
        }
      check (y, time, n, step * g_test_rand_int_range (1, 60));
    }
}

/* Every second day: a week back is never there, two weeks are. */
static void
test_calendar (void)
{
  double y[20], f[20];
  gint64 time[20];

  for (int t = 0; t < 20; t++)
    {
      y[t] = t;
      time[t] = 2 * t;
    }
  am_seasonal_naive (y, time, 20, 7, f, NULL);
  for (int t = 0; t < 20; t++)
    g_assert_true (isnan (f[t]));
  am_seasonal_naive (y, time, 20, 14, f, NULL);
  for (int t = 0; t < 20; t++)
    g_assert_true (t < 7 ? isnan (f[t]) : f[t] == t - 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/seasonal-naive/twin", test_twin);
  g_test_add_func ("/math/seasonal-naive/calendar", test_calendar);
  return g_test_run ();
}
