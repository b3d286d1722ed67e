#include "base/options.h"

#include <math.h>

static const char *const colours[] = { "residual", "value", NULL };
static const AssayOption table[] = {
  { "window", ASSAY_OPTION_INTEGER, "30", 2, 10000, NULL, "N", "Window", "Length." },
  { "threshold", ASSAY_OPTION_NUMBER, "2", 0, INFINITY, NULL, "Z", "Threshold", "Limit." },
  { "shift", ASSAY_OPTION_NUMBER, NULL, 0, 0, NULL, "X", "Shift", "Any." },
  { "include-current", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, "Current", "Counts." },
  { "on", ASSAY_OPTION_CHOICE, "residual", 0, 0, colours, "WHAT", "On", "What." },
  { "series", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "COL", "Series", "Keys." },
  { "marks", ASSAY_OPTION_LIST, "residual,value", 0, 0, colours, "WHAT", "Marks", "Which." },
  { "time", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", "Time", "Column." },
  { NULL }
};

static void
test_defaults (void)
{
  g_autoptr(AssayOptions) options = assay_options_new (table);
  g_auto(GStrv) series = assay_options_get_list (options, "series");
  g_auto(GStrv) marks = assay_options_get_list (options, "marks");

  g_assert_cmpint (assay_options_get_integer (options, "window"), ==, 30);
  g_assert_cmpfloat (assay_options_get_number (options, "threshold"), ==, 2);
  g_assert_true (isnan (assay_options_get_number (options, "shift")));
  g_assert_false (assay_options_get_boolean (options, "include-current"));
  g_assert_cmpstr (assay_options_get_text (options, "on"), ==, "residual");
  g_assert_null (assay_options_get_text (options, "time"));
  g_assert_cmpuint (g_strv_length (series), ==, 0);
  g_assert_cmpuint (g_strv_length (marks), ==, 2);
  g_assert_false (assay_options_is_given (options, "window"));
  g_assert_true (assay_options_get_table (options) == table);
  g_assert_true (assay_option_find (table, "on") == &table[4]);
  g_assert_null (assay_option_find (table, "off"));
}

static void
set (AssayOptions *options, const char *name, const char *value)
{
  g_autoptr(GError) error = NULL;

  assay_options_set (options, name, value, &error);
  g_assert_no_error (error);
}

/* One spelling for each value, however it was written. */
static void
test_set (void)
{
  g_autoptr(AssayOptions) options = assay_options_new (table);
  g_autoptr(AssayOptions) copy = NULL;
  g_auto(GStrv) series = NULL;

  set (options, "window", "+0060");
  set (options, "threshold", "2.50");
  set (options, "include-current", "true");
  set (options, "series", " store , item");
  set (options, "time", "Some date");
  g_assert_cmpstr (assay_options_get_text (options, "window"), ==, "60");
  g_assert_cmpstr (assay_options_get_text (options, "threshold"), ==, "2.5");
  g_assert_true (assay_options_get_boolean (options, "include-current"));
  g_assert_cmpstr (assay_options_get_text (options, "series"), ==, "store,item");
  g_assert_cmpstr (assay_options_get_text (options, "time"), ==, "Some date");
  series = assay_options_get_list (options, "series");
  g_assert_cmpuint (g_strv_length (series), ==, 2);
  g_assert_cmpstr (series[1], ==, "item");

  copy = assay_options_copy (options);
  set (options, "window", NULL);
  g_assert_cmpint (assay_options_get_integer (options, "window"), ==, 30);
  g_assert_false (assay_options_is_given (options, "window"));
  g_assert_cmpint (assay_options_get_integer (copy, "window"), ==, 60);
}

typedef struct { const char *name, *value; AssayOptionError code; const char *message; } Failure;

static void
test_errors (void)
{
  static const Failure failures[] = {
    { "windw", "3", ASSAY_OPTION_ERROR_UNKNOWN, "There is no option “windw”; did you mean “window”?" },
    { "zzzzzzzz", "3", ASSAY_OPTION_ERROR_UNKNOWN, "There is no option “zzzzzzzz”." },
    { "window", "1", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “window” is “1”; it must be a whole number from 2 to 10000." },
    { "window", "30.5", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “window” is “30.5”; it must be a whole number from 2 to 10000." },
    { "window", "", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “window” is “”; it must be a whole number from 2 to 10000." },
    { "threshold", "-1", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “threshold” is “-1”; it must be a number of at least 0." },
    { "threshold", "2,5", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “threshold” is “2,5”; it must be a number of at least 0." },
    { "threshold", "nan", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “threshold” is “nan”; it must be a number of at least 0." },
    { "shift", "x", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “shift” is “x”; it must be a number." },
    { "include-current", "yes", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “include-current” is “yes”; it must be “true” or “false”." },
    { "on", "residuals", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “on” is “residuals”; did you mean “residual”? It can be: residual, value." },
    { "on", "q", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “on” is “q”; it can be: residual, value." },
    { "marks", "value,other", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “marks” is “other”; it can be: residual, value." },
    { "series", "a,,b", ASSAY_OPTION_ERROR_BAD_VALUE, "Option “series” is “a,,b”; an item between commas is empty." },
  };
  g_autoptr(AssayOptions) options = assay_options_new (table);

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (assay_options_set (options, failures[i].name, failures[i].value, &error));
      g_assert_error (error, ASSAY_OPTION_ERROR, (int) failures[i].code);
      g_assert_cmpstr (error->message, ==, failures[i].message);
    }
  g_assert_false (assay_options_is_given (options, "window"));
}

static void
test_nearest (void)
{
  static const char *const verbs[] = { "anomalies", "backtest", "report", "run", NULL };

  g_assert_cmpstr (assay_nearest_name ("anomalys", verbs), ==, "anomalies");
  g_assert_cmpstr (assay_nearest_name ("backtset", verbs), ==, "backtest");
  g_assert_cmpstr (assay_nearest_name ("REPORT", verbs), ==, "report");
  g_assert_cmpstr (assay_nearest_name ("rnu", verbs), ==, "run");
  g_assert_null (assay_nearest_name ("workspace", verbs));
  g_assert_null (assay_nearest_name ("x", verbs));
  g_assert_null (assay_nearest_name ("", verbs));
  g_assert_null (assay_nearest_name ("run", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/options/defaults", test_defaults);
  g_test_add_func ("/base/options/set", test_set);
  g_test_add_func ("/base/options/errors", test_errors);
  g_test_add_func ("/base/options/nearest", test_nearest);
  return g_test_run ();
}
