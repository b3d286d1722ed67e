#include "math/detection/detection-score.h"
#include "math/detection/extreme-deviate.h"
#include "math/init.h"
#include "detection-fixture.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

/* Rosner (1983), table 4, with his statistics and limits to 4 digits (NIST e-handbook 1.3.5.17.3 prints 3). */
static const double rosner[54] = {
  -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58, 1.65, 1.69, 1.70, 1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09,
  2.10, 2.14, 2.15, 2.23, 2.24, 2.26, 2.35, 2.37, 2.40, 2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21, 3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01,
};
static const double rosner_r[10] = { 3.1189, 2.943, 3.1794, 2.8102, 2.8156, 2.8482, 2.2793, 2.3104, 2.1016, 2.0672 };
static const double rosner_lambda[10] = { 3.1588, 3.1514, 3.1439, 3.1362, 3.1282, 3.1201, 3.1118, 3.1032, 3.0945, 3.0854 };

typedef struct { size_t n_outliers, n_tested, *row; double *statistic, *limit; } Found;

static void
found_clear (Found *self)
{
  g_free (self->row);
  g_free (self->statistic);
  g_free (self->limit);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static Found
find (const double *x, size_t n, AmExtremeDeviate how)
{
  size_t most = am_extreme_deviate_most (n, &how);
  Found found = { 0, 0, g_new (size_t, most + 1), g_new (double, most + 1), g_new (double, most + 1) };
  g_autofree void *work = g_malloc (am_extreme_deviate_work (n) + 1);

  found.n_outliers = am_extreme_deviates (x, n, &how, found.row, found.statistic, found.limit, &found.n_tested, work);
  return found;
}

static void
test_rosner (void)
{
  g_auto(Found) found = find (rosner, 54, (AmExtremeDeviate) { .max_outliers = 10 });

  g_assert_cmpuint (found.n_tested, ==, 10);
  for (int i = 0; i < 10; i++)
    {
      g_assert_cmpfloat_with_epsilon (found.statistic[i], rosner_r[i], 5.1e-5);
      g_assert_cmpfloat_with_epsilon (found.limit[i], rosner_lambda[i], 5.1e-5);
    }
  /* The first two miss their limits, the third does not. */
  g_assert_cmpuint (found.n_outliers, ==, 3);
  g_assert_cmpuint (found.row[0], ==, 53);
  g_assert_cmpuint (found.row[2], ==, 51);
}

/* All of it again and again on what is left. */
static void
define (const double *x, size_t n, AmExtremeDeviate how, const Found *found)
{
  g_autofree double *left = g_new (double, n + 1), *away = g_new (double, n + 1);
  g_autofree size_t *row = g_new (size_t, n + 1);
  size_t m = 0;

  for (size_t t = 0; t < n; t++)
    if (!isnan (x[t]))
      {
        row[m] = t;
        left[m++] = x[t];
      }
  for (size_t i = 0; i < found->n_tested; i++, m--)
    {
      double centre, spread, p = 1 - how.alpha / (2 * m), t = gsl_cdf_tdist_Pinv (p, m - 2), largest = 0;
      size_t taken = SIZE_MAX;

      memcpy (away, left, m * sizeof *away);
      gsl_sort (away, 1, m);
      centre = how.hybrid ? gsl_stats_median_from_sorted_data (away, 1, m) : gsl_stats_mean (left, 1, m);
      for (size_t k = 0; k < m; k++)
        {
          away[k] = fabs (left[k] - centre);
          largest = MAX (largest, away[k]);
          if (row[k] == found->row[i])
            taken = k;
        }
      g_assert_cmpuint (taken, !=, SIZE_MAX);
      g_assert_cmpfloat (away[taken], >=, largest * (1 - 1e-9));
      gsl_sort (away, 1, m);
      spread = how.hybrid ? 1.482602218505602 * gsl_stats_median_from_sorted_data (away, 1, m) : gsl_stats_sd (left, 1, m);
      if (spread == 0)
        g_assert_cmpfloat (found->statistic[i], ==, AM_SCORE_LARGEST);
      else
        g_assert_cmpfloat_with_epsilon (found->statistic[i], MIN (largest / spread, AM_SCORE_LARGEST), 1e-8 * (1 + found->statistic[i]));
      g_assert_cmpfloat_with_epsilon (found->limit[i], (m - 1) * t / sqrt ((m - 2 + t * t) * m), 1e-6);
      memmove (left + taken, left + taken + 1, (m - taken - 1) * sizeof *left);
      memmove (row + taken, row + taken + 1, (m - taken - 1) * sizeof *row);
    }
}

static void
test_twin (void)
{
  double x[300];

  for (int i = 0; i < 80; i++)
    {
      size_t n = g_rand_int_range (fixed_random (), 5, 300);
      AmExtremeDeviate how = { 0.05, g_rand_int_range (fixed_random (), 1, 60), i / 2 % 2 };

      fill_series (x, n, i % 4 == LARGE_LEVEL ? NOISE : i % 4, i % 3 * 0.2);
      for (int k = 0; k < 5; k++)
        x[g_rand_int_range (fixed_random (), 0, n)] *= exp (g_rand_double_range (fixed_random (), 0, 25));
      {
        g_auto(Found) found = find (x, n, how);

        define (x, n, how, &found);
        for (size_t k = 0; k < found.n_tested; k++)
          g_assert_true ((k + 1 == found.n_outliers) <= (found.statistic[k] > found.limit[k]));
      }
    }
}

/* A third of the values far off, fewer looked for: they raise mean and sd so much that none stands out, but not median and MAD. */
static void
test_hybrid (void)
{
  double x[90];

  fill_series (x, 90, NOISE, 0);
  for (int t = 0; t < 90; t += 3)
    x[t] += 40;
  {
    g_auto(Found) plain = find (x, 90, (AmExtremeDeviate) { .max_outliers = 20 });
    g_auto(Found) hybrid = find (x, 90, (AmExtremeDeviate) { .max_outliers = 20, .hybrid = true });

    g_assert_cmpuint (plain.n_outliers, ==, 0);
    g_assert_cmpuint (hybrid.n_outliers, ==, 20);
    for (int i = 0; i < 20; i++)
      g_assert_cmpuint (hybrid.row[i] % 3, ==, 0);
  }
}

/* Of clean samples no more than alpha have an outlier. */
static void
test_false_alarms (void)
{
  double x[100];
  int n_found = 0;

  for (int i = 0; i < 1000; i++)
    {
      fill_series (x, 100, NOISE, 0);
      {
        g_auto(Found) found = find (x, 100, (AmExtremeDeviate) { .max_outliers = 10 });
        n_found += found.n_outliers > 0;
      }
    }
  g_assert_cmpint (n_found, <, 50 + 35);
  g_assert_cmpint (n_found, >, 50 - 35);
}

static void
test_edges (void)
{
  double x[60];
  const AmExtremeDeviate usual = { 0 };

  for (int t = 0; t < 60; t++)
    x[t] = NAN;
  for (size_t n = 0; n <= 60; n += 30)
    {
      g_auto(Found) none = find (x, n, usual);
      g_assert_cmpuint (none.n_outliers + none.n_tested, ==, 0);
    }
  for (int t = 0; t < 60; t++)
    x[t] = 0.1;
  {
    g_auto(Found) flat = find (x, 60, usual);
    g_assert_cmpuint (flat.n_outliers + flat.n_tested, ==, 0);
  }
  x[17] = 0.2;
  {
    g_auto(Found) one = find (x, 60, (AmExtremeDeviate) { .max_outliers = 5, .hybrid = true });
    g_assert_cmpuint (one.n_outliers, ==, 1);
    g_assert_cmpuint (one.row[0], ==, 17);
    g_assert_cmpfloat (one.statistic[0], ==, AM_SCORE_LARGEST);
  }
  g_assert_cmpuint (am_extreme_deviate_most (54, &usual), ==, 1);
  g_assert_cmpuint (am_extreme_deviate_most (1000, &usual), ==, 20);
  g_assert_cmpuint (am_extreme_deviate_most (10, &(AmExtremeDeviate) { .max_outliers = 9 }), ==, 4);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/extreme-deviate/rosner", test_rosner);
  g_test_add_func ("/math/detection/extreme-deviate/twin", test_twin);
  g_test_add_func ("/math/detection/extreme-deviate/hybrid", test_hybrid);
  g_test_add_func ("/math/detection/extreme-deviate/false-alarms", test_false_alarms);
  g_test_add_func ("/math/detection/extreme-deviate/edges", test_edges);
  return g_test_run ();
}
