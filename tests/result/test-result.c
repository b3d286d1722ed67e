#include "result/result.h"

#include <math.h>

static void
test_risk (void)
{
  for (int risk = ASSAY_RISK_LOW; risk < ASSAY_N_RISKS; risk++)
    g_assert_cmpint (assay_risk_from_name (assay_risk_name (risk)), ==, risk);
  g_assert_cmpstr (assay_risk_name (ASSAY_RISK_CRITICAL), ==, "Critical");
  g_assert_cmpstr (assay_risk_name (ASSAY_RISK_NONE), ==, "");
  g_assert_cmpint (assay_risk_from_name (""), ==, ASSAY_RISK_NONE);
  g_assert_cmpint (assay_risk_from_name ("low"), ==, ASSAY_RISK_NONE);
  g_assert_cmpint (assay_risk_from_name (NULL), ==, ASSAY_RISK_NONE);
}

static void
test_verdict_names (void)
{
  AssayVerdict verdict;

  for (int i = ASSAY_VERDICT_NONE; i <= ASSAY_VERDICT_FAIL; i++)
    {
      g_assert_true (assay_verdict_from_name (assay_verdict_name (i), &verdict));
      g_assert_cmpint (verdict, ==, i);
    }
  g_assert_cmpstr (assay_verdict_name (ASSAY_VERDICT_NOT_ASSESSABLE), ==, "not-assessable");
  g_assert_cmpstr (assay_verdict_label (ASSAY_VERDICT_WARN), ==, "Watch");
  g_assert_false (assay_verdict_from_name ("Pass", &verdict));
  g_assert_false (assay_verdict_from_name (NULL, &verdict));
}

static void
test_verdict_worst (void)
{
  static const struct { AssayVerdict a, b, worst; } cases[] = {
    { ASSAY_VERDICT_NONE, ASSAY_VERDICT_NONE, ASSAY_VERDICT_NONE },
    { ASSAY_VERDICT_NONE, ASSAY_VERDICT_PASS, ASSAY_VERDICT_PASS },
    { ASSAY_VERDICT_PASS, ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_WARN },
    { ASSAY_VERDICT_NONE, ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_WARN },
    { ASSAY_VERDICT_WARN, ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_WARN },
    { ASSAY_VERDICT_FAIL, ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_FAIL },
    { ASSAY_VERDICT_WARN, ASSAY_VERDICT_FAIL, ASSAY_VERDICT_FAIL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (assay_verdict_worst (cases[i].a, cases[i].b), ==, cases[i].worst);
      g_assert_cmpint (assay_verdict_worst (cases[i].b, cases[i].a), ==, cases[i].worst);
    }
}

static void
test_result_verdict (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("anomalies", "title");

  g_assert_cmpint (assay_result_get_verdict (result), ==, ASSAY_VERDICT_NONE);
  assay_result_add_check (result, "a", "A")->verdict = ASSAY_VERDICT_PASS;
  g_assert_cmpint (assay_result_get_verdict (result), ==, ASSAY_VERDICT_PASS);
  assay_result_add_check (result, "b", "B")->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
  g_assert_cmpint (assay_result_get_verdict (result), ==, ASSAY_VERDICT_WARN);
  assay_result_add_check (result, "c", "C")->verdict = ASSAY_VERDICT_FAIL;
  g_assert_cmpint (assay_result_get_verdict (result), ==, ASSAY_VERDICT_FAIL);
}

static void
test_options (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("anomalies", "title");
  const char *value;

  assay_result_set_option (result, "window", "30");
  assay_result_set_option (result, "season", "7");
  assay_result_set_option (result, "window", "14");
  g_assert_cmpuint (assay_result_get_n_options (result), ==, 2);
  g_assert_cmpstr (assay_result_get_option (result, 0, &value), ==, "season");
  g_assert_cmpstr (assay_result_get_option (result, 1, &value), ==, "window");
  g_assert_cmpstr (value, ==, "14");
  g_assert_cmpstr (assay_result_find_option (result, "season"), ==, "7");
  g_assert_null (assay_result_find_option (result, "seasons"));
}

static void
test_find (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("anomalies", "title");

  assay_result_add_metric (result, "wape", "WAPE", ASSAY_METRIC_FRACTION, 0.25);
  assay_result_take_table (result, assay_table_new ("series", "Series"));
  assay_result_take_figure (result, assay_figure_new ("acf", ASSAY_FIGURE_STEMS, "ACF"));
  g_assert_cmpfloat (assay_result_find_metric (result, "wape")->value, ==, 0.25);
  g_assert_true (isnan (assay_result_find_metric (result, "wape")->low));
  g_assert_null (assay_result_find_metric (result, "mase"));
  g_assert_nonnull (assay_result_find_table (result, "series"));
  g_assert_null (assay_result_find_table (result, "acf"));
  g_assert_nonnull (assay_result_find_figure (result, "acf"));
  g_assert_null (assay_result_find_figure (result, "series"));
}

static void
test_table (void)
{
  g_autoptr(AssayTable) table = assay_table_new ("t", "T");
  guint text = assay_table_add_column (table, "name", "Name", ASSAY_CELL_TEXT);
  guint number = assay_table_add_column (table, "x", "X", ASSAY_CELL_NUMBER);

  assay_table_add_row (table);
  assay_table_set_text (table, text, "one");
  assay_table_set_number (table, number, 2.385);
  assay_table_add_row (table);
  g_assert_cmpuint (assay_table_get_n_rows (table), ==, 2);
  g_assert_cmpstr (assay_table_get_text (table, 0, text), ==, "one");
  g_assert_cmpfloat (assay_table_get_number (table, 0, number), ==, 2.385);
  g_assert_null (assay_table_get_text (table, 1, text));
  g_assert_true (isnan (assay_table_get_number (table, 1, number)));
  g_assert_null (assay_table_get_text (table, 0, number));
  g_assert_true (isnan (assay_table_get_number (table, 0, text)));
}

static void
count_release (gpointer data)
{
  ++*(int *) data;
}

/* A figure lends memory and gives it back exactly once. */
static void
test_figure_lends (void)
{
  static const double y[] = { 1, 2, 3 };
  int n_released = 0;
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "F");
  AssayFigure *second = assay_figure_ref (figure);

  assay_figure_add_series (figure, "s", "S", ASSAY_SERIES_ACTUAL, 3, NULL,
                           g_bytes_new_with_free_func (y, sizeof y, count_release, &n_released), NULL, NULL, NULL);
  g_assert_true (assay_figure_series_y (assay_figure_get_series (figure, 0)) == y);
  g_assert_null (assay_figure_series_x (assay_figure_get_series (figure, 0)));
  assay_figure_unref (figure);
  g_assert_cmpint (n_released, ==, 0);
  assay_figure_unref (second);
  g_assert_cmpint (n_released, ==, 1);
}

static gboolean
names_data (const char *id, AssayFigureKind kind, const char *section)
{
  g_autoptr(AssayFigure) figure = assay_figure_new (id, kind, "A");

  assay_figure_set_section (figure, section);
  return assay_figure_get_x (figure)->names_data;
}

/* A column “Value” is a name and not translated; risks and methods are words. */
static void
test_figure_names (void)
{
  g_assert_true (names_data ("sobol", ASSAY_FIGURE_RANKED, NULL));
  g_assert_true (names_data ("interaction", ASSAY_FIGURE_HEAT, NULL));
  g_assert_true (names_data ("segments", ASSAY_FIGURE_BARS, "drift"));
  g_assert_false (names_data ("orders", ASSAY_FIGURE_HEAT, NULL));
  g_assert_false (names_data ("risk", ASSAY_FIGURE_RISK_BARS, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result/risk/names", test_risk);
  g_test_add_func ("/result/verdict/names", test_verdict_names);
  g_test_add_func ("/result/verdict/worst", test_verdict_worst);
  g_test_add_func ("/result/result/verdict", test_result_verdict);
  g_test_add_func ("/result/result/options", test_options);
  g_test_add_func ("/result/result/find", test_find);
  g_test_add_func ("/result/table/cells", test_table);
  g_test_add_func ("/result/figure/lends", test_figure_lends);
  g_test_add_func ("/result/figure/names", test_figure_names);
  return g_test_run ();
}
