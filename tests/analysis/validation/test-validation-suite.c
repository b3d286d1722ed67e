/* The frame around the checks: outcomes, scores, what is missing, families, order. */
#include "validation-fixture.h"

#include "analysis/validation/validate.h"

#include <math.h>
#include <string.h>

static void
test_auc (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n0,0.4\n1,0.35\n1,0.8\n"), NULL,
                                            (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "disc-auc");
  const AssayCheck *check = fixture_find (result, "disc-auc", "all rows");

  g_assert_cmpfloat_with_epsilon (check->value, 0.75, 1e-12);
  g_assert_cmpstr (check->section, ==, "discrimination");
  g_assert_cmpfloat (check->n, ==, 4);
  g_assert_cmpfloat (check->events, ==, 2);
}

static void
test_points (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,700\n0,500\n1,550\n1,300\n"), NULL,
                                            (const char *const[]) { "target", "y", "score", "p", "score-is", "points", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "disc-auc");

  g_assert_cmpfloat_with_epsilon (fixture_find (result, "disc-auc", NULL)->value, 0.75, 1e-12);
}

static void
test_one_class (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n0,0.4\n0,0.35\n"), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "disc-auc");
  const AssayCheck *check = fixture_find (result, "disc-auc", NULL);

  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpstr (check->message, ==, "Not assessed. It needs rows with the event: none of 3 is “y” = 1.");
}

static void
test_three_classes (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n1,0.4\n2,0.35\n"), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_prepare (fixture, &error));
  g_assert_cmpstr (error->message, ==, "The outcome “y” has more than two values: “0” (1), “1” (1), “2” (1). Say which of them is the event with --event, "
                                       "or --outcome value for an outcome that is a number.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/suite/auc", test_auc);
  g_test_add_func ("/analysis/validation/suite/points", test_points);
  g_test_add_func ("/analysis/validation/suite/one-class", test_one_class);
  g_test_add_func ("/analysis/validation/suite/three-classes", test_three_classes);
  return g_test_run ();
}
