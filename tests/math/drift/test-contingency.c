#include "math/drift/contingency.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

static void
test_vector (void)
{
  static const double table[] = { 10, 10, 20, 20, 20, 20 };
  JsonObject *vector = vectors_find ("chi2-cramer"), *want;
  AmContingency c;

  g_assert_true (am_contingency (table, 2, 3, &c));
  if (vector == NULL)
    return;
  want = vectors_get_object (vector, "expected");
  assert_close (c.chi2, json_object_get_double_member (want, "chi2"), 1e-12);
  assert_close (c.p, json_object_get_double_member (want, "p"), 1e-12);
  g_assert_cmpfloat (c.df, ==, 2);
  assert_close (c.cramers_v, json_object_get_double_member (want, "cramers_v"), 1e-12);
  assert_close (c.cramers_v_corrected, json_object_get_double_member (want, "cramers_v_corrected"), 1e-10);
  g_assert_true (isnan (c.chi2_yates));
}

/* R 4.2.2: chisq.test, fisher.test and prop.test. */
static void
test_literal (void)
{
  static const double small[] = { 8, 2, 1, 5 }, three[] = { 3, 1, 2, 4, 0, 5, 6, 2, 1 }, wide[] = { 12, 5, 9, 3, 8, 15, 2, 7 };
  AmContingency c;
  AmFisher f;
  AmProportions z;
  double work[256];

  g_assert_true (am_contingency (small, 2, 2, &c));
  assert_close (c.chi2_yates, 3.809523809523809, 1e-12);
  assert_close (c.p_yates, 0.05096193696776331, 1e-12);
  g_assert_cmpfloat (c.least_expected, <, 5);
  g_assert_true (am_fisher_2x2 (8, 2, 1, 5, &f));
  assert_close (f.p, 0.03496503496503497, 1e-13);
  assert_close (f.p_less, 0.9991258741258742, 1e-13);
  assert_close (f.p_greater, 0.02447552447552448, 1e-13);
  g_assert_cmpfloat (f.odds_ratio, ==, 20);
  g_assert_true (am_fisher_2x2 (12000, 88000, 11700, 88300, &f));
  assert_close (f.p, 0.03857771663678933, 1e-9);
  assert_close (am_fisher_exact (three, 3, 3, 1e6, work), 0.2671753203049451, 1e-12);
  assert_close (am_fisher_exact (wide, 2, 4, 1e6, work), 0.00821669789055887, 1e-12);
  assert_close (am_fisher_exact (small, 2, 2, 1e6, work), 0.03496503496503497, 1e-12);
  g_assert_true (isnan (am_fisher_exact (three, 3, 3, 10, work)));

  z = am_two_proportions (15, 200, 25, 180, FALSE);
  assert_close (z.chi2, 4.10580065359477, 1e-12);
  assert_close (z.p_less, 0.0213681759593491, 1e-12);
  assert_close (z.p, 0.04273635191869828, 1e-12);
}

/* Rows and columns can change places; an empty row changes nothing; draws come near the exact chance (within five of their standard errors, at a seed
 * that is always the same). */
static void
test_laws (void)
{
  static const double table[] = { 3, 1, 2, 4, 0, 5 }, turned[] = { 3, 4, 1, 0, 2, 5 }, with_empty[] = { 3, 1, 2, 0, 0, 0, 4, 0, 5 };
  AmContingency one, other;
  double work[256], exact, sampled;

  am_contingency (table, 2, 3, &one);
  am_contingency (turned, 3, 2, &other);
  assert_close (one.chi2, other.chi2, 1e-12);
  assert_close (one.cramers_v_corrected, other.cramers_v_corrected, 1e-12);
  am_contingency (with_empty, 3, 3, &other);
  assert_close (one.chi2, other.chi2, 1e-12);
  g_assert_cmpfloat (one.df, ==, other.df);

  g_assert_cmpuint (am_fisher_work (table, 2, 3), <, 256);
  exact = am_fisher_exact (table, 2, 3, 1e6, work);
  assert_close (am_fisher_exact (turned, 3, 2, 1e6, work), exact, 1e-12);
  sampled = am_fisher_sampled (table, 2, 3, 20000, 1, work);
  g_assert_cmpfloat (fabs (sampled - exact), <, 5 * sqrt (exact * (1 - exact) / 20000));
}

/* Every table of margins 4 4 | 3 5 by hand: a is 0..3, chances C(4,a) C(4,3-a) / C(8,3). */
static void
test_by_hand (void)
{
  AmFisher f;

  g_assert_true (am_fisher_2x2 (3, 1, 0, 4, &f));
  assert_close (f.p_greater, 4 / 56.0, 1e-14);
  assert_close (f.p, 8 / 56.0, 1e-14);
  assert_close (f.p_less, 1, 1e-14);
  g_assert_true (isinf (f.odds_ratio));
}

static void
test_undefined (void)
{
  static const double one_row[] = { 1, 2, 0, 0 }, bad[] = { 1, NAN, 2, 3 };
  AmContingency c;
  AmFisher f;
  AmProportions z;

  g_assert_false (am_contingency (one_row, 2, 2, &c));
  g_assert_true (isnan (c.chi2) && isnan (c.cramers_v));
  g_assert_false (am_contingency (bad, 2, 2, &c));
  g_assert_false (am_fisher_2x2 (1.5, 2, 3, 4, &f));
  g_assert_false (am_fisher_2x2 (0, 0, 0, 0, &f));
  z = am_two_proportions (0, 10, 0, 20, FALSE);
  g_assert_true (z.difference == 0 && isnan (z.p));
  g_assert_true (isnan (am_two_proportions (3, 2, 0, 20, FALSE).difference));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/drift/contingency/vector", test_vector);
  g_test_add_func ("/math/drift/contingency/literal", test_literal);
  g_test_add_func ("/math/drift/contingency/laws", test_laws);
  g_test_add_func ("/math/drift/contingency/by-hand", test_by_hand);
  g_test_add_func ("/math/drift/contingency/undefined", test_undefined);
  return g_test_run ();
}
