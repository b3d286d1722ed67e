#include "math/evidence/friedman.h"
#include "math/evidence/studentized-range.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

/* Tukey's table of the studentised range at infinite degrees, as in Demsar (2006), table 5, times sqrt 2 to three digits; the long figures are
 * scipy 1.10.1's studentized_range.ppf with df = inf. */
static void
test_range (void)
{
  static const struct { double k, five, one; } cases[] = {
    { 2, 2.771807648699355, 3.642772735436894 }, { 3, 3.314493155398122, 4.12030320646012 }, { 5, 3.857655510378623, 4.602821042201571 },
    { 10, 4.474124221725907, 5.156634960089622 }, { 20, 5.0116887941184425, 5.6452146979858515 }, { 50, 5.646026026380527, 6.228392608582205 },
    { 100, 6.084637537173171, 6.635541907441475 },
  };
  static const double demsar[] = { 1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_close (am_normal_range_critical (cases[i].k, 0.05), cases[i].five, 1e-6);
      assert_close (am_normal_range_critical (cases[i].k, 0.01), cases[i].one, 1e-6);
    }
  /* Demsar's q at 0.05 for 2 to 10 models; his last digits come from a table, and differ by one from the exact 2.3437 and 2.9483. */
  for (gsize i = 0; i < G_N_ELEMENTS (demsar); i++)
    assert_close (am_normal_range_critical (i + 2, 0.05) / sqrt (2), demsar[i], 0.0011);
  /* Of two values the range is |N(0, 2)|. */
  assert_close (am_normal_range_cdf (2, 2), erf (1), 1e-13);
  g_assert_true (isnan (am_normal_range_critical (1, 0.05)));
  g_assert_true (isnan (am_normal_range_critical (3, 0)));
  g_assert_cmpfloat (am_normal_range_cdf (-1, 3), ==, 0);
}

/* Hollander & Wolfe (1973), p. 140: rounding first base, 22 runners, three methods; figures of R 4.2.2 friedman.test. */
static const double running[] = {
  5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40, 5.90, 5.85, 5.70, 5.45, 5.55, 5.60, 5.40, 5.40, 5.35, 5.45, 5.50, 5.35,
  5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65, 5.55, 5.45, 5.60, 5.35, 5.45, 5.05, 5.00, 4.95, 5.50, 5.50, 5.40, 5.45, 5.55, 5.50,
  5.55, 5.55, 5.35, 5.45, 5.50, 5.55, 5.50, 5.45, 5.25, 5.65, 5.60, 5.40, 5.70, 5.65, 5.55, 6.30, 6.30, 6.25,
};

static void
test_published (void)
{
  AmFriedman f;
  double rank[3];

  am_friedman (running, 22, 3, 0.05, rank, &f);
  assert_close (f.chi_square, 11.1428571428571, 1e-12);
  assert_close (f.p_value, 0.00380504077551136, 1e-12);
  assert_close (f.f, 7.12173913043478, 1e-12);
  assert_close (f.f_p_value, 0.00217129838760752, 1e-12);
  assert_close (rank[0], 2.40909090909091, 1e-12);
  assert_close (rank[1], 2.13636363636364, 1e-12);
  assert_close (rank[2], 1.45454545454545, 1e-12);
  /* Demsar (2006), section 3.2.4: four classifiers on 14 data sets, CD at 0.05 1.25. */
  am_friedman ((double[14 * 4]) { 0, 1, 2, 3 }, 14, 4, 0.05, (double[4]) { 0 }, &f);
  assert_close (f.critical_distance, 1.25, 0.005);
}

static void
test_edges (void)
{
  static const double alike[] = { 1, 2, 3, 1, 2, 3, 4, 5, 6 }, tied[] = { 1, 1, 2, 2 };
  double with_gap[] = { 1, 2, NAN, 4 }, rank[3];
  AmFriedman f;

  am_friedman (alike, 3, 3, 0.05, rank, &f);
  assert_close (f.chi_square, 6, 1e-12);
  g_assert_true (isinf (f.f));
  g_assert_cmpfloat (f.f_p_value, ==, 0);
  am_friedman (tied, 2, 2, 0.05, rank, &f);
  g_assert_true (isnan (f.chi_square) && isnan (f.f));
  g_assert_cmpfloat (rank[0], ==, 1.5);
  am_friedman (with_gap, 2, 2, 0.05, rank, &f);
  g_assert_true (isnan (rank[0]) && isnan (rank[1]) && isnan (f.critical_distance));
  am_friedman (alike, 1, 3, 0.05, rank, &f);
  g_assert_true (isnan (f.p_value) && isnan (rank[2]));
}

/* Ranks know nothing of the scale of a series. */
static void
test_scale (void)
{
  double scaled[G_N_ELEMENTS (running)], rank[3], other[3];
  AmFriedman f, g;

  for (gsize i = 0; i < G_N_ELEMENTS (running); i++)
    scaled[i] = exp (running[i] * (1 + i / 3)) + i / 3;
  am_friedman (running, 22, 3, 0.05, rank, &f);
  am_friedman (scaled, 22, 3, 0.05, other, &g);
  g_assert_cmpmem (&f, sizeof f, &g, sizeof g);
  g_assert_cmpmem (rank, sizeof rank, other, sizeof other);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/evidence/friedman/range", test_range);
  g_test_add_func ("/math/evidence/friedman/published", test_published);
  g_test_add_func ("/math/evidence/friedman/edges", test_edges);
  g_test_add_func ("/math/evidence/friedman/scale", test_scale);
  return g_test_run ();
}
