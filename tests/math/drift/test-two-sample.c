#include "math/drift/two-sample.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>
#include <string.h>

static const double a[] = { 0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77, 1.09, -1.28, 2.36, 1.31,
                            1.05, -0.32, -0.40, 1.06, -2.47 };
static const double b[] = { 1.2, 0.4, 2.1, -0.3, 1.9, 0.8, 2.7, 1.4, 0.95, 3.1, -1.1, 1.66, 0.33 };

typedef struct { double x[64], y[64]; gsize n, m; } Samples;

static void
sorted (Samples *s, const double *x, gsize n, const double *y, gsize m, gboolean is_rounded)
{
  double work[64];

  s->n = n;
  s->m = m;
  for (gsize i = 0; i < n; i++)
    s->x[i] = is_rounded ? rint (x[i]) : x[i];
  for (gsize i = 0; i < m; i++)
    s->y[i] = is_rounded ? rint (y[i]) : y[i];
  am_radix_sort (s->x, n, work);
  am_radix_sort (s->y, m, work);
}

/* R 4.2.2 ks.test (exact, asymptotic, exact with ties), scipy 1.10.1 ks_2samp (exact, which knows of no ties). */
static void
test_published (void)
{
  Samples s;
  double work[200], d;

  sorted (&s, a, G_N_ELEMENTS (a), b, G_N_ELEMENTS (b), FALSE);
  d = am_ks_statistic (s.x, s.n, s.y, s.m);
  assert_close (d, 0.4123076923076923, 1e-15);
  assert_close (am_ks_exact_p (s.x, s.n, s.y, s.m, d, work), 0.0777842955107545, 1e-12);
  assert_close (am_ks_exact_p_untied (s.n, s.m, d, work), 0.07778429551073389, 1e-12);
  assert_close (am_ks_asymptotic_p (s.n, s.m, d), 0.1091677280435904, 1e-12);
  assert_close (am_wasserstein (s.x, s.n, s.y, s.m), 0.9482153846153847, 1e-13);
  assert_close (am_energy_distance (s.x, s.n, s.y, s.m), 0.6718772781714507, 1e-13);
  assert_close (am_sorted_quantile_7 (s.x, s.n, 0.1), -1.096, 1e-15);
  assert_close (am_sorted_quantile_7 (s.x, s.n, 0.9), 1.508, 1e-15);

  sorted (&s, a, G_N_ELEMENTS (a), b, G_N_ELEMENTS (b), TRUE);
  d = am_ks_statistic (s.x, s.n, s.y, s.m);
  assert_close (d, 0.2646153846153846, 1e-15);
  assert_close (am_ks_exact_p (s.x, s.n, s.y, s.m, d, work), 0.2118709615575934, 1e-12);
  assert_close (am_ks_exact_p_untied (s.n, s.m, d, work), 0.47270189273774277, 1e-12);

  assert_close (am_kolmogorov_upper (0.3), 0.9999906941986655, 1e-13);
  assert_close (am_kolmogorov_upper (0.9), 0.3927307079406543, 1e-13);
  assert_close (am_kolmogorov_upper (1.3), 0.06809222184476636, 1e-13);
  g_assert_cmpfloat_with_epsilon (am_kolmogorov_upper (2.5) / 7.453306344157342e-06, 1, 1e-12);
}

static void
run_case (JsonArray *sides, double want, gboolean is_energy)
{
  double value[4][16];
  gsize n[4] = { 0 };
  gboolean is_weighted = json_array_get_length (sides) == 4;

  for (guint k = 0; k < json_array_get_length (sides); k++)
    {
      JsonArray *own = json_array_get_array_element (sides, k);

      n[k] = json_array_get_length (own);
      for (guint i = 0; i < n[k]; i++)
        value[k][i] = json_array_get_double_element (own, i);
    }
  /* Each sample here is short: put it and its weights in order together. */
  for (int k = 0; k < 2; k++)
    for (gsize i = 1; i < n[k]; i++)
      for (gsize j = i; j > 0 && value[k][j] < value[k][j - 1]; j--)
        {
          double own = value[k][j], weight = value[k + 2][j];

          value[k][j] = value[k][j - 1];
          value[k][j - 1] = own;
          if (is_weighted)
            {
              value[k + 2][j] = value[k + 2][j - 1];
              value[k + 2][j - 1] = weight;
            }
        }
  assert_close ((is_energy ? am_energy_distance_weighted : am_wasserstein_weighted) (value[0], is_weighted ? value[2] : NULL, n[0], value[1], is_weighted ? value[3] : NULL, n[1]), want, 1e-10);
}

static void
test_vectors (void)
{
  for (int is_energy = 0; is_energy < 2; is_energy++)
    {
      JsonObject *vector = vectors_find (is_energy ? "energy-scipy" : "wasserstein-scipy");
      JsonArray *cases;
      g_autofree double *want = NULL;
      gsize n;

      if (vector == NULL)
        return;
      cases = json_object_get_array_member (vectors_get_object (vector, "inputs"), "cases");
      want = vectors_get_numbers (vectors_get_object (vector, "expected"), is_energy ? "e" : "w", &n);
      g_assert_cmpuint (n, ==, json_array_get_length (cases));
      for (guint i = 0; i < n; i++)
        run_case (json_array_get_array_element (cases, i), want[i], is_energy);
    }
}

static int
compare (gconstpointer one, gconstpointer other)
{
  double x = *(const double *) one, y = *(const double *) other;

  return (x > y) - (x < y);
}

/* Against qsort, with numbers of every size and sign. */
static void
test_sort (void)
{
  static const gsize sizes[] = { 0, 1, 2, 63, 64, 65, 1000, 30000 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      gsize n = sizes[s];
      g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1), *work = g_new (double, n + 1);

      for (gsize i = 0; i < n; i++)
        x[i] = y[i] = s % 2 ? g_test_rand_int_range (-500, 500) : ldexp (g_test_rand_double_range (-1, 1), g_test_rand_int_range (-1000, 1000));
      am_radix_sort (x, n, work);
      qsort (y, n, sizeof *y, compare);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (x[i], ==, y[i]);
    }
}

static void
test_sort_odd (void)
{
  double x[] = { NAN, 1, -INFINITY, 0.0, -0.0, -1, INFINITY, -NAN, 5e-324, -5e-324 }, work[10];

  am_radix_sort (x, 10, work);
  g_assert_true (x[0] == -INFINITY && x[1] == -1 && x[2] == -5e-324 && x[3] == 0 && signbit (x[3]) && x[4] == 0 && !signbit (x[4]));
  g_assert_true (x[5] == 5e-324 && x[6] == 1 && x[7] == INFINITY && isnan (x[8]) && isnan (x[9]));
}

/* The chance by looking at every way to deal the pooled values out: 2^12 deals of 12 values, with ties. */
static void
test_exact_by_enumeration (void)
{
  double pool[12], work[64];
  gsize n = 5, m = 7;

  for (int i = 0; i < 12; i++)
    pool[i] = g_test_rand_int_range (0, 8);
  am_radix_sort (pool, 12, work);
  for (int k = 1; k <= 35; k++)
    {
      double d = k / 35.0, reached = 0, all = 0;
      Samples first = { .n = 0 };

      for (guint deal = 0; deal < 1 << 12; deal++)
        {
          Samples s = { .n = 0 };

          if (__builtin_popcount (deal) != 5)
            continue;
          for (int i = 0; i < 12; i++)
            if (deal >> i & 1)
              s.x[s.n++] = pool[i];
            else
              s.y[s.m++] = pool[i];
          if (all++ == 0)
            first = s;
          reached += am_ks_statistic (s.x, n, s.y, m) >= d - 1e-9;
        }
      assert_close (am_ks_exact_p (first.x, n, first.y, m, d, work), reached / all, 1e-12);
    }
}

/* Laws: D and its p do not change with any rising map; distances of a sample to itself are 0; a shift by c moves W1 by c. */
static void
test_laws (void)
{
  gsize n = 500;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *z = g_new (double, n), *work = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    x[i] = g_test_rand_double_range (-3, 3);
  am_radix_sort (x, n, work);
  for (gsize i = 0; i < n; i++)
    {
      y[i] = x[i] + 2.5;
      z[i] = exp (x[i]);
    }
  g_assert_cmpfloat (am_ks_statistic (x, n, x, n), ==, 0);
  g_assert_cmpfloat (am_wasserstein (x, n, x, n), ==, 0);
  g_assert_cmpfloat (am_energy_distance (x, n, x, n), ==, 0);
  assert_close (am_wasserstein (x, n, y, n), 2.5, 1e-12);
  g_assert_cmpfloat (am_ks_statistic (z, n, z + 250, 250), ==, am_ks_statistic (x, n, x + 250, 250));
}

/* An error of another tool: distances that trim 2.5 % at each end see nothing when the top 2.5 % of a book move to 5000. */
static void
test_moved_top_is_seen (void)
{
  double x[1000], y[1000];

  for (int i = 0; i < 1000; i++)
    {
      x[i] = i / 10.0;
      y[i] = i < 975 ? x[i] : 5000;
    }
  g_assert_cmpfloat (am_wasserstein (x, 1000, y, 1000), >, 120);
  assert_close (am_ks_statistic (x, 1000, y, 1000), 0.025, 1e-12);
}

/* Quantiles of the integral of |B| over (0, 1), by 200,000 seeded bridges of 1,000 steps (NumPy); Shepp's (1982) mean is sqrt (pi / 32). */
static void
test_chance_of_distance (void)
{
  static const struct { double integral, p; } known[] = { { 0.2818, 0.5 }, { 0.5017, 0.1 }, { 0.5843, 0.05 }, { 0.7550, 0.01 }, { 0.9655, 0.001 } };
  double x[1000], same[10], more[10];

  for (int i = 0; i < 1000; i++)
    x[i] = i / 1000.0;
  for (int i = 0; i < 10; i++)
    same[i] = 3, more[i] = i;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      double p = am_wasserstein_p (x, 1000, x, 1000, known[i].integral * sqrt (2.0 / 1000)), scaled;

      for (int k = 0; k < 1000; k++)
        x[k] *= 1000;
      scaled = am_wasserstein_p (x, 1000, x, 1000, 1000 * known[i].integral * sqrt (2.0 / 1000));
      for (int k = 0; k < 1000; k++)
        x[k] = k / 1000.0;
      g_assert_cmpfloat (p, >, known[i].p / 2.5);
      g_assert_cmpfloat (p, <, known[i].p * 1.5);
      assert_close (p, scaled, 1e-9);
    }
  g_assert_cmpfloat (am_wasserstein_p (same, 10, same, 10, 0), ==, 1);
  g_assert_cmpfloat (am_wasserstein_p (same, 10, more, 10, 0), ==, 1);
  g_assert_true (isnan (am_wasserstein_p (same, 0, more, 10, 1)) && isnan (am_wasserstein_p (same, 10, more, 10, NAN)));
}

static void
test_undefined (void)
{
  double x[] = { 1 };

  g_assert_true (isnan (am_ks_statistic (x, 0, x, 1)) && isnan (am_wasserstein (x, 1, x, 0)) && isnan (am_energy_distance (x, 0, x, 0)));
  g_assert_true (isnan (am_ks_asymptotic_p (0, 5, 0.1)) && isnan (am_sorted_quantile_7 (x, 0, 0.5)) && isnan (am_sorted_quantile_7 (x, 1, 1.5)));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/drift/two-sample/published", test_published);
  g_test_add_func ("/math/drift/two-sample/vectors", test_vectors);
  g_test_add_func ("/math/drift/two-sample/sort", test_sort);
  g_test_add_func ("/math/drift/two-sample/sort-odd", test_sort_odd);
  g_test_add_func ("/math/drift/two-sample/exact-by-enumeration", test_exact_by_enumeration);
  g_test_add_func ("/math/drift/two-sample/laws", test_laws);
  g_test_add_func ("/math/drift/two-sample/moved-top-is-seen", test_moved_top_is_seen);
  g_test_add_func ("/math/drift/two-sample/chance-of-distance", test_chance_of_distance);
  g_test_add_func ("/math/drift/two-sample/undefined", test_undefined);
  return g_test_run ();
}
