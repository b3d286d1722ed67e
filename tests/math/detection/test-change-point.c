#include "math/detection/change-point.h"
#include "math/init.h"
#include "detection-fixture.h"
#include "../nile-data.h"

typedef struct { size_t n, *row; double cost; } Changes;

static void
changes_clear (Changes *self)
{
  g_free (self->row);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changes, changes_clear)

static Changes
search (const double *y, size_t n, AmChangePoint how)
{
  AmChangePointSearch *self = am_change_point_alloc (y, n, &how);
  Changes changes = { 0 };

  g_assert_nonnull (self);
  changes.row = g_new (size_t, am_change_point_most (self) + 1);
  while (am_change_point_step (self, 37))
    ;
  changes.n = am_change_point_finish (self, changes.row);
  changes.cost = am_change_point_cost (self);
  g_assert_cmpuint (changes.n, <=, am_change_point_most (self));
  am_change_point_free (self);
  return changes;
}

/* R, strucchange 1.5-3: breakpoints (Nile ~ 1, breaks = 1) gives 28, the last of the old segment counted from 1, so 28 is the new one's first counted from 0; confint () 25..32, at 90 % 26..31. */
static void
test_nile (void)
{
  size_t first, last;

  for (int kind = 0; kind < 2; kind++)
    {
      g_auto(Changes) changes = search (nile, 100, (AmChangePoint) { .kind = kind });

      g_assert_cmpuint (changes.n, ==, 1);
      g_assert_cmpuint (changes.row[0], ==, 28);
    }
  g_assert_true (am_change_point_interval (nile, 0, 28, 100, 0.95, &first, &last));
  g_assert_cmpuint (first, ==, 25);
  g_assert_cmpuint (last, ==, 32);
  g_assert_true (am_change_point_interval (nile, 0, 28, 100, 0.9, &first, &last));
  g_assert_cmpuint (first, ==, 26);
  g_assert_cmpuint (last, ==, 31);
}

static double
define_cost (const double *y, size_t from, size_t to, AmChangeKind kind, double sigma, double least_variance)
{
  long double mean = 0, squares = 0;
  double m = to - from, variance, used;

  for (size_t t = from; t < to; t++)
    mean += y[t] / m;
  for (size_t t = from; t < to; t++)
    squares += (y[t] - mean) * (y[t] - mean);
  if (kind == AM_CHANGE_MEAN)
    return (double) squares / (sigma * sigma);
  variance = (double) squares / m;
  used = MAX (variance, least_variance);
  return m * (log (used) + variance / used);
}

/* All last changes for all ends, none left out. */
static double
partition (const double *y, size_t n, AmChangePoint how, double least_variance, gboolean *is_change)
{
  g_autofree double *best = g_new (double, n + 1);
  g_autofree size_t *last = g_new0 (size_t, n + 1);

  best[0] = -how.penalty;
  for (size_t t = 1; t <= n; t++)
    {
      best[t] = INFINITY;
      for (size_t s = 0; s + how.min_length <= t; s++)
        {
          double value;

          if (s > 0 && s < how.min_length)
            continue;
          value = best[s] + define_cost (y, s, t, how.kind, how.sigma, least_variance) + how.penalty;
          if (value < best[t])
            {
              best[t] = value;
              last[t] = s;
            }
        }
    }
  for (size_t t = n; t > 0; t = last[t])
    is_change[last[t]] = TRUE;
  return best[n];
}

static double
variance_of (const double *y, size_t n)
{
  double mean = 0, squares = 0;

  for (size_t t = 0; t < n; t++)
    mean += y[t] / n;
  for (size_t t = 0; t < n; t++)
    squares += (y[t] - mean) * (y[t] - mean);
  return squares / n;
}

static void
fill_regimes (double *y, size_t n, gboolean is_rounded)
{
  double level = 0, spread = 1;

  for (size_t t = 0; t < n; t++)
    {
      if (g_rand_int_range (fixed_random (), 0, 25) == 0)
        {
          level = g_rand_double_range (fixed_random (), -6, 6);
          spread = exp (g_rand_double_range (fixed_random (), -1.5, 1.5));
        }
      y[t] = level + spread * random_normal ();
      if (is_rounded)
        y[t] = round (y[t]);
    }
}

/* The optimum, short segments and small penalties above all: there a careless pruning loses it. */
static void
test_twin (void)
{
  double y[160];

  for (int i = 0; i < 120; i++)
    {
      size_t n = g_rand_int_range (fixed_random (), 30, 160);
      AmChangePoint how = { i % 2, g_rand_double_range (fixed_random (), 0.5, 12), g_rand_int_range (fixed_random (), 2, 14), 1.385 };
      g_autofree gboolean *is_change = g_new0 (gboolean, n + 1);
      double variance, unit, best;

      fill_regimes (y, n, i % 3 == 0);
      variance = variance_of (y, n);
      best = partition (y, n, how, 1e-4 * variance, is_change);
      /* Our variances are in units of that of all. */
      unit = how.kind == AM_CHANGE_MEAN ? 0 : n * log (variance);
      {
        g_auto(Changes) changes = search (y, n, how);

        g_assert_cmpfloat_with_epsilon (changes.cost, best - unit, 1e-7 * (1 + fabs (best)));
        if (i % 3 != 0)   /* rounded values tie */
          for (size_t k = 0; k < changes.n; k++)
            g_assert_true (is_change[changes.row[k]]);
      }
    }
}

/* Unit and level do not matter, nor do missing rows but for the row numbers. */
static void
test_laws (void)
{
  double y[500], other[1000];

  for (int i = 0; i < 20; i++)
    {
      AmChangePoint how = { .kind = i % 2 };

      fill_regimes (y, 500, FALSE);
      for (int t = 0; t < 500; t++)
        {
          other[2 * t] = 1e6 - 300 * y[t];
          other[2 * t + 1] = NAN;
        }
      {
        g_auto(Changes) one = search (y, 500, how);
        g_auto(Changes) two = search (other, 1000, how);

        g_assert_cmpuint (one.n, ==, two.n);
        for (size_t k = 0; k < one.n; k++)
          {
            g_assert_cmpuint (2 * one.row[k], ==, two.row[k]);
            g_assert_cmpuint (one.row[k] - (k > 0 ? one.row[k - 1] : 0), >=, 7);
          }
      }
    }
}

/* Noise alone: hardly ever a change. */
static void
test_no_change (void)
{
  double y[400];
  size_t n_changes[2] = { 0, 0 };

  for (int i = 0; i < 100; i++)
    {
      fill_series (y, 400, NOISE, 0);
      for (int kind = 0; kind < 2; kind++)
        {
          g_auto(Changes) changes = search (y, 400, (AmChangePoint) { .kind = kind });
          n_changes[kind] += changes.n;
        }
    }
  g_assert_cmpuint (n_changes[0], <, 40);
  g_assert_cmpuint (n_changes[1], <, 40);
}

static void
test_edges (void)
{
  double y[100];

  for (int kind = 0; kind < 2; kind++)
    for (int what = 0; what < 3; what++)
      {
        for (int t = 0; t < 100; t++)
          y[t] = what == 0 ? NAN : what == 1 ? 0.1 : t == 50;
        for (size_t n = 0; n <= 100; n = n == 0 ? 1 : n == 1 ? 13 : n == 13 ? 100 : 101)
          {
            g_auto(Changes) changes = search (y, n, (AmChangePoint) { .kind = kind });
            if (n < 14 || what < 2)
              g_assert_cmpuint (changes.n, ==, 0);
          }
      }
  /* A step without noise is one change, at the step. */
  for (int t = 0; t < 100; t++)
    y[t] = t < 60 ? 3 : 5;
  for (int kind = 0; kind < 2; kind++)
    {
      g_auto(Changes) changes = search (y, 100, (AmChangePoint) { .kind = kind });

      g_assert_cmpuint (changes.n, ==, 1);
      g_assert_cmpuint (changes.row[0], ==, 60);
    }
  g_assert_null (am_change_point_alloc (y, 100, &(AmChangePoint) { .penalty = -1 }));
  g_assert_null (am_change_point_alloc (y, 100, &(AmChangePoint) { .sigma = NAN }));
  g_assert_null (am_change_point_alloc (y, 100, &(AmChangePoint) { .kind = AM_CHANGE_MEAN_VARIANCE, .min_length = 1 }));
}

/* The interval holds the true date as often as it says, unequal variances and missing rows included. */
static void
test_interval_covers (void)
{
  double y[400];
  int n_covered = 0;
  const int n_runs = 400;

  for (int i = 0; i < n_runs; i++)
    {
      size_t first, last, at = 0;
      double best = INFINITY;

      for (int t = 0; t < 400; t++)
        y[t] = t < 200 ? random_normal () : 0.7 + 1.4 * random_normal ();
      for (size_t t = 20; t < 380; t++)
        {
          double cost = variance_of (y, t) * t + variance_of (y + t, 400 - t) * (400 - t);

          if (cost < best)
            {
              best = cost;
              at = t;
            }
        }
      g_assert_true (am_change_point_interval (y, 0, at, 400, 0.9, &first, &last));
      n_covered += first <= 200 && 200 <= last;
    }
  g_assert_cmpint (n_covered, >, 0.82 * n_runs);
  g_assert_cmpint (n_covered, <, 0.99 * n_runs);
}

static void
test_interval_edges (void)
{
  double y[20];
  size_t first, last;

  for (int t = 0; t < 20; t++)
    y[t] = t < 10 ? 0 : 1;
  g_assert_false (am_change_point_interval (y, 0, 10, 20, 0.95, &first, &last));
  g_assert_cmpuint (first, ==, 10);
  g_assert_cmpuint (last, ==, 10);
  for (int t = 0; t < 20; t++)
    y[t] += 5 * (t % 2);
  g_assert_false (am_change_point_interval (y, 0, 1, 20, 0.95, &first, &last));
  g_assert_false (am_change_point_interval (y, 0, 10, 20, 1, &first, &last));
  g_assert_true (am_change_point_interval (y, 0, 10, 20, 0.95, &first, &last));
  g_assert_cmpuint (first, ==, 0);
  g_assert_cmpuint (last, ==, 19);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/change-point/nile", test_nile);
  g_test_add_func ("/math/detection/change-point/twin", test_twin);
  g_test_add_func ("/math/detection/change-point/laws", test_laws);
  g_test_add_func ("/math/detection/change-point/no-change", test_no_change);
  g_test_add_func ("/math/detection/change-point/edges", test_edges);
  g_test_add_func ("/math/detection/change-point/interval-covers", test_interval_covers);
  g_test_add_func ("/math/detection/change-point/interval-edges", test_interval_edges);
  return g_test_run ();
}
