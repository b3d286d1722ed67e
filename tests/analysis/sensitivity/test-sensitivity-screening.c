/* One input at a time and Morris, on functions for which the answer is known. */
#include "sensitivity-fixture.h"

#include <math.h>
#include <string.h>

static AssayOutcome *
run (const char *method, const char *function, const char *option, const char *value, guint64 seed)
{
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = sensitivity_run ((const char *[]) { "method", method, "function", function, option, value, NULL }, NULL, seed, 1, &error);

  g_assert_no_error (error);
  return outcome;
}

/* shared/data/expected/sensitivity.json: x2 is exact on 4 levels, x1 and x3 carry sampling error of a few percent. */
static void
test_morris_ishigami (void)
{
  g_autoptr(AssayOutcome) outcome = run ("morris", "ishigami", "trajectories", "1000", 1);

  g_assert_near (sensitivity_value (outcome, "morris", "x1", "mu-star"), 7.682808, 0.05 * 7.682808);
  g_assert_near (sensitivity_value (outcome, "morris", "x2", "mu-star"), 7.875, 1e-9);
  g_assert_near (sensitivity_value (outcome, "morris", "x3", "mu-star"), 6.256295, 0.05 * 6.256295);
  g_assert_near (sensitivity_value (outcome, "morris", "x2", "mu"), 0, 1);
}

/* Places that cover the grid must not lean: over 40 seeds of 40 trajectories the mean is that of the whole grid. */
static void
test_morris_unbiased (void)
{
  double sums[2] = { 0, 0 };

  for (guint seed = 1; seed <= 40; seed++)
    {
      g_autoptr(AssayOutcome) outcome = run ("morris", "ishigami", "trajectories", "40", seed);

      sums[0] += sensitivity_value (outcome, "morris", "x1", "mu-star") / 40;
      sums[1] += sensitivity_value (outcome, "morris", "x3", "mu-star") / 40;
    }
  g_test_message ("%g %g", sums[0], sums[1]);
  g_assert_near (sums[0], 7.682808, 0.5);
  g_assert_near (sums[1], 6.256295, 0.5);
}

/* Of a sum each effect is the coefficient, wherever it is measured. */
static void
test_morris_linear (void)
{
  g_autoptr(AssayOutcome) outcome = run ("morris", "linear:1,-2,0", "trajectories", "7", 1);

  g_assert_near (sensitivity_value (outcome, "morris", "x1", "mu"), 1, 1e-12);
  g_assert_near (sensitivity_value (outcome, "morris", "x2", "mu"), -2, 1e-12);
  g_assert_near (sensitivity_value (outcome, "morris", "x2", "mu-star"), 2, 1e-12);
  g_assert_near (sensitivity_value (outcome, "morris", "x2", "sigma"), 0, 1e-12);
  g_assert_cmpfloat (sensitivity_value (outcome, "morris", "x3", "mu-star"), ==, 0);
  g_assert_true (sensitivity_has_note (outcome, "“x3” has no effect on any of 7 trajectories."));
}

/* Two inputs that step together: up and up, or up and down, half of each: (3 + 1) / 2 = 2. */
static void
test_morris_groups (void)
{
  g_autoptr(AssayOutcome) outcome = run ("morris", "linear:1,2,5", "groups", "x1+x2", 1);
  g_autoptr(GError) error = NULL;

  g_assert_near (sensitivity_value (outcome, "morris", "x1 + x2", "mu-star"), 2, 0.4);
  g_assert_near (sensitivity_value (outcome, "morris", "x3", "mu-star"), 5, 1e-12);
  g_assert_null (sensitivity_run ((const char *[]) { "method", "morris", "function", "ishigami", "groups", "x1+y", NULL }, NULL, 1, 1, &error));
  g_assert_cmpstr (error->message, ==, "--groups: there is no input “y” that is varied.");
  g_clear_error (&error);
  g_assert_null (sensitivity_run ((const char *[]) { "method", "morris", "function", "ishigami", "groups", "x1+x2,x2+x3", NULL }, NULL, 1, 1, &error));
  g_assert_cmpstr (error->message, ==, "--groups: “x2” is named twice.");
}

/* y = 2 x1 - x2 at 0.5 and 0.5: base 0.5, x1 from 0 to 1 gives -1 and +1, its elasticity is 2 * 0.5 / 0.5 = 2. */
static void
test_oat (void)
{
  g_autoptr(AssayOutcome) outcome = run ("oat", "linear:2,-1", "samples", "64", 1);

  g_assert_near (assay_result_find_metric (outcome->result, "output-base")->value, 0.5, 1e-12);
  g_assert_near (sensitivity_value (outcome, "oat", "x1", "low"), -1, 1e-12);
  g_assert_near (sensitivity_value (outcome, "oat", "x1", "high"), 1, 1e-12);
  g_assert_near (sensitivity_value (outcome, "oat", "x1", "plus-10"), 0.1, 1e-12);
  g_assert_near (sensitivity_value (outcome, "oat", "x1", "minus-sd"), -2 / sqrt (12), 1e-12);
  g_assert_near (sensitivity_value (outcome, "oat", "x1", "elasticity"), 2, 1e-9);
  g_assert_near (sensitivity_value (outcome, "oat", "x2", "elasticity"), -1, 1e-9);
  g_assert_near (sensitivity_value (outcome, "oat", "x2", "span"), 1, 1e-12);
}

/* x2 at rest is at the bottom of 7 sin^2, and both its ends lie above: the span is the way up to the higher one, not the gap between the ends. What a sine of
 * pi is off by is no effect; and an output that is the same at both ends and at rest moves all the same. */
static void
test_oat_one_side (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) aside = sensitivity_run ((const char *[]) { "method", "oat", "function", "ishigami", NULL },
                                                   "{\"inputs\": {\"x2\": {\"low\": -1.5707963267948966, \"high\": 0.7853981633974483, \"base\": 0}}}", 1, 1, &error);
  g_autoptr(AssayOutcome) whole = sensitivity_run ((const char *[]) { "method", "oat", "function", "ishigami", NULL }, NULL, 1, 1, &error);

  g_assert_no_error (error);
  g_assert_near (sensitivity_value (aside, "oat", "x2", "low"), 7, 1e-12);
  g_assert_near (sensitivity_value (aside, "oat", "x2", "high"), 3.5, 1e-12);
  g_assert_near (sensitivity_value (aside, "oat", "x2", "span"), 7, 1e-12);
  for (guint m = 0; m < 3; m++)
    {
      static const char *const measures[] = { "low", "high", "span" };

      g_assert_cmpfloat (sensitivity_value (whole, "oat", "x1", measures[m]), ==, 0);
      g_assert_cmpfloat (sensitivity_value (whole, "oat", "x2", measures[m]), ==, 0);
    }
  g_assert_cmpfloat (sensitivity_value (whole, "oat", "x2", "plus-sd"), >, 6);
  g_assert_true (sensitivity_has_note (whole, "“x3”: the output does not move"));
  g_assert_false (sensitivity_has_note (whole, "“x2”, “x3”: the output does not move"));
  g_assert_true (sensitivity_has_note (whole, "“x1”, “x2”: the output at both ends is that at rest"));
}

/* Equal effects share a place, no effect has none, and methods that find all the same are not compared. */
static void
test_orders_ties (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) ties = sensitivity_run ((const char *[]) { "method", "oat,morris,sobol", "function", "linear:2,1,1,0,0", NULL }, NULL, 1, 1, &error);
  g_autoptr(AssayOutcome) same = sensitivity_run ((const char *[]) { "method", "oat,morris,sobol", "function", "linear:1,1,1", NULL }, NULL, 1, 1, &error);
  static const double places[] = { 1, 2, 2, NAN, NAN };
  AssayTable *table;

  g_assert_no_error (error);
  table = assay_result_find_table (ties->result, "orders");
  g_assert_nonnull (table);
  for (guint row = 0; row < 5; row++)
    for (guint m = 0; m < 2; m++)
      g_assert_true (isnan (places[row]) ? isnan (assay_table_get_number (table, row, 1 + m)) : assay_table_get_number (table, row, 1 + m) == places[row]);
  for (guint row = 3; row < 5; row++)
    g_assert_true (isnan (assay_table_get_number (table, row, 3)));
  g_assert_true (sensitivity_has_note (ties, "by Sobol's totals the places of “x2”, “x3” are not yet settled"));
  g_assert_null (assay_result_find_table (same->result, "orders"));
  g_assert_true (sensitivity_has_note (same, "One at a Time, Morris: all inputs have the same effect, or none"));
  g_assert_false (sensitivity_has_note (same, "rank correlation"));
}

/* Where all methods agree nothing is explained. */
static void
test_orders (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = sensitivity_run ((const char *[]) { "method", "oat,morris,sobol,dgsm", "function", "linear:1,3,2", "draws", "1000", NULL }, NULL, 1, 1, &error);
  g_autoptr(AssayOutcome) single = sensitivity_run ((const char *[]) { "method", "oat", "function", "linear:1,3,2", NULL }, NULL, 1, 1, &error);
  AssayTable *table;

  g_assert_no_error (error);
  g_assert_null (assay_result_find_table (single->result, "orders"));
  table = assay_result_find_table (outcome->result, "orders");
  g_assert_nonnull (table);
  for (guint row = 0; row < 3; row++)
    {
      g_assert_cmpstr (assay_table_get_text (table, row, 0), ==, row == 0 ? "x2" : row == 1 ? "x3" : "x1");
      for (guint m = 0; m < 4; m++)
        g_assert_cmpfloat (assay_table_get_number (table, row, 1 + m), ==, row + 1);
      g_assert_cmpstr (assay_table_get_text (table, row, 5), ==, "");
    }
  g_assert_true (sensitivity_has_note (outcome, "agree least, with a rank correlation of 1."));
}

/* Of Ishigami's function one at a time from the middle sees nothing of x2: sin^2 is 0 there and at both ends. */
static void
test_orders_disagree (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = sensitivity_run ((const char *[]) { "method", "oat,sobol,dgsm", "function", "ishigami", NULL },
                                                     "{\"inputs\": {\"x1\": {\"low\": -2, \"high\": 3, \"base\": 0}}}", 1, 1, &error);
  AssayTable *table;
  gboolean is_explained = FALSE;

  g_assert_no_error (error);
  table = assay_result_find_table (outcome->result, "orders");
  for (guint row = 0; row < 3; row++)
    is_explained |= strcmp (assay_table_get_text (table, row, 0), "x2") == 0 && strstr (assay_table_get_text (table, row, 4), "does not see what lies between") != NULL;
  g_assert_true (is_explained);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/sensitivity/morris/ishigami", test_morris_ishigami);
  g_test_add_func ("/analysis/sensitivity/morris/unbiased", test_morris_unbiased);
  g_test_add_func ("/analysis/sensitivity/morris/linear", test_morris_linear);
  g_test_add_func ("/analysis/sensitivity/morris/groups", test_morris_groups);
  g_test_add_func ("/analysis/sensitivity/oat", test_oat);
  g_test_add_func ("/analysis/sensitivity/oat/one-side", test_oat_one_side);
  g_test_add_func ("/analysis/sensitivity/orders", test_orders);
  g_test_add_func ("/analysis/sensitivity/orders/ties", test_orders_ties);
  g_test_add_func ("/analysis/sensitivity/orders-disagree", test_orders_disagree);
  return g_test_run ();
}
