/* Files of ranges: what they change, and what is said about those that cannot be used. */
#include "sensitivity-fixture.h"

#include <math.h>

static const struct { const char *text, *message; } wrong[] = {
  { "{\"inputs\": {\"x1\": {\"low\": 2, \"high\": 2}}}", "Ranges: the low of “x1” is 2 and its high is 2; low must be below high." },
  { "{\"inputs\": {\"x1\": {\"low\": 3, \"high\": 1}}}", "Ranges: the low of “x1” is 3 and its high is 1; low must be below high." },
  { "{\"inputs\": {\"x1\": {\"low\": 3}}}", "Ranges: “x1” must have low and high, both numbers." },
  { "{\"inputs\": {\"y\": {\"low\": 0, \"high\": 1}}}", "Ranges: there is no input “y”." },
  { "{\"inputs\": {\"xx1\": {\"low\": 0, \"high\": 1}}}", "Ranges: there is no input “xx1”; did you mean “x1”?" },
  { "{\"inputs\": {\"x1\": {\"lo\": 0, \"high\": 1}}}", "Ranges: “x1” has no “lo”; there can be: low, high, base, values, shares." },
  { "{\"inputs\": {\"x1\": {\"values\": []}}}", "Ranges: “x1” must have between 1 and 10,000 values." },
  { "{\"inputs\": {\"x1\": {\"values\": [1, \"a\"]}}}", "Ranges: “x1” must have numbers as its values." },
  { "{\"inputs\": {\"x1\": {\"values\": [1, 1]}}}", "Ranges: “x1” has a value twice." },
  { "{\"inputs\": {\"x1\": {\"values\": [1, 2], \"shares\": [1]}}}", "Ranges: “x1” must have a share for each value." },
  { "{\"inputs\": {\"x1\": {\"values\": [1, 2], \"shares\": [0, 0]}}}", "Ranges: “x1” must have a share above 0." },
  { "{\"inputs\": {\"x1\": {\"values\": [1, 2], \"low\": 0, \"high\": 1}}}", "Ranges: “x1” has both values and low." },
  { "{\"inputs\": {\"x1\": 3}}", "Ranges: “x1” must be an object such as {\"low\": 0, \"high\": 1}." },
  { "{\"inputs\": 3}", "Ranges: “inputs” must be there, as in {\"inputs\": {\"income\": {\"low\": 10, \"high\": 90}}}." },
  { "[]", "Ranges: “inputs” must be there, as in {\"inputs\": {\"income\": {\"low\": 10, \"high\": 90}}}." },
  { "{\"inputs\": {}, \"more\": 1}", "Ranges: “ranges” has no “more”; there can be: inputs, correlations." },
  { "{\"inputs\": {\"x1\": {\"low\": 0, \"high\": 1e999}}}", NULL },
  { "{\"inputs\": {", NULL },
  { "", NULL },
};

static const char *const settings[] = { "method", "sobol", "function", "linear:1,1", "samples", "4096", NULL };

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayOutcome) outcome = sensitivity_run (settings, wrong[i].text, 1, 1, &error);

      g_assert_null (outcome);
      g_assert_nonnull (error);
      if (wrong[i].message != NULL)
        g_assert_cmpstr (error->message, ==, wrong[i].message);
      else
        g_assert_true (g_str_has_prefix (error->message, "Ranges: "));
    }
}

/* Of a sum of two uniform inputs the one with three times the range has nine times the variance. */
static void
test_range (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = sensitivity_run (settings, "{\"inputs\": {\"x1\": {\"low\": -1, \"high\": 2}}}", 1, 1, &error);

  g_assert_no_error (error);
  g_assert_near (sensitivity_value (outcome, "sobol", "x1", "total"), 0.9, 0.005);
  g_assert_near (sensitivity_value (outcome, "sobol", "x2", "total"), 0.1, 0.005);
}

/* 0 three times in four and 2 once: variance 4 * 0.75 * 0.25 = 0.75 beside 1/12. */
static void
test_values (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = sensitivity_run (settings, "{\"inputs\": {\"x1\": {\"values\": [2, 0], \"shares\": [1, 3]}}}", 1, 1, &error);

  g_assert_no_error (error);
  g_assert_near (sensitivity_value (outcome, "sobol", "x1", "total"), 0.9, 0.005);
  g_assert_near (assay_result_find_metric (outcome->result, "output-mean")->value, 1, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/sensitivity/ranges/wrong", test_wrong);
  g_test_add_func ("/analysis/sensitivity/ranges/range", test_range);
  g_test_add_func ("/analysis/sensitivity/ranges/values", test_values);
  return g_test_run ();
}
