#include "math/drift/divergence.h"
#include "math/drift/psi.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

static void
test_vectors (void)
{
  JsonObject *vector = vectors_find ("divergences"), *want;
  g_autofree double *p = NULL, *q = NULL;
  gsize n;

  if (vector == NULL)
    return;
  p = vectors_get_numbers (vectors_get_object (vector, "inputs"), "p", &n);
  q = vectors_get_numbers (vectors_get_object (vector, "inputs"), "q", &n);
  want = vectors_get_object (vector, "expected");
  assert_close (am_hellinger (p, q, n), json_object_get_double_member (want, "hellinger"), 1e-12);
  assert_close (am_total_variation (p, q, n), json_object_get_double_member (want, "tvd"), 1e-12);
  assert_close (am_kullback_leibler (p, q, n), json_object_get_double_member (want, "kl_pq"), 1e-12);
  assert_close (am_kullback_leibler (q, p, n), json_object_get_double_member (want, "kl_qp"), 1e-12);
  assert_close (am_psi_of_shares (q, p, n), json_object_get_double_member (want, "psi"), 1e-12);
}

/* scipy 1.10.1, spatial.distance.jensenshannon: two cases of its documentation, and counts. */
static void
test_jensen_shannon (void)
{
  static const double a[] = { 1, 0 }, b[] = { 0.5, 0.5 }, c[] = { 1, 0, 0 }, d[] = { 0, 1, 0 }, e[] = { 3, 9, 0, 4 }, f[] = { 5, 2, 2, 8 };

  assert_close (am_jensen_shannon (a, b, 2, M_E), 0.46450140402245893, 1e-12);
  assert_close (am_jensen_shannon (c, d, 3, 2), 1, 1e-12);
  assert_close (am_jensen_shannon (e, f, 4, M_E), 0.3781171977215433, 1e-12);
  g_assert_true (isinf (am_kullback_leibler (a, (double[]) { 0, 1 }, 2)));
  g_assert_cmpfloat (am_kullback_leibler (a, b, 2), ==, log (2));
}

static void
test_undefined (void)
{
  static const double none[] = { 0, 0 }, some[] = { 1, 2 }, bad[] = { NAN, 2 };

  g_assert_true (isnan (am_hellinger (none, some, 2)) && isnan (am_total_variation (some, bad, 2)) && isnan (am_jensen_shannon (some, none, 2, 2)));
  g_assert_true (isnan (am_jensen_shannon (some, some, 2, 1)) && isnan (am_kullback_leibler (some, bad, 2)));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/drift/divergence/vectors", test_vectors);
  g_test_add_func ("/math/drift/divergence/jensen-shannon", test_jensen_shannon);
  g_test_add_func ("/math/drift/divergence/undefined", test_undefined);
  return g_test_run ();
}
