#include <math.h>
#include "base/date.h"
#include "charts/chart.h"
#include "charts/format.h"
#include "sample-result.h"

/* Narrow no-break spaces are written "_" in the tables. */
static void
assert_text (char *got, const char *want)
{
  g_autoptr(GString) text = g_string_new (got);

  g_string_replace (text, "\u202f", "_", 0);
  g_assert_cmpstr (text->str, ==, want);
  g_free (got);
}

static void
test_number (void)
{
  static const struct { double value; int digits; const char *want; } cases[] = {
    { 0, -1, "0" }, { 0, 2, "0.00" }, { 2.385, 2, "2.38" }, { 1234.5, 1, "1_234.5" }, { -1234567.891, 2, "−1_234_567.89" },
    { 999.999, 2, "1_000.00" }, { 0.1, -1, "0.1" }, { 1.0 / 3, -1, "0.333333" }, { 123456.789, -1, "123_457" },
    { 1e12, -1, "1_000_000_000_000" }, { 1e15, -1, "1×10¹⁵" }, { 1.5e-9, -1, "1.5×10⁻⁹" }, { -2e-9, -1, "−2×10⁻⁹" },
    { -0.04, 1, "0.0" }, { -0.0, -1, "0" }, { NAN, 2, "–" }, { INFINITY, -1, "–" }, { 1e300, 0, "1×10³⁰⁰" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_text (assay_format_number (cases[i].value, cases[i].digits), cases[i].want);
}

static void
test_kinds (void)
{
  assert_text (assay_format_count (36500), "36_500");
  assert_text (assay_format_count (999), "999");
  assert_text (assay_format_compact (12437), "12.4k");
  assert_text (assay_format_compact (3.1e6), "3.1M");
  assert_text (assay_format_compact (999999), "1M");
  assert_text (assay_format_compact (-2500), "−2.5k");
  assert_text (assay_format_compact (999.4), "999");
  assert_text (assay_format_compact (0.25), "0.25");
  assert_text (assay_format_compact (NAN), "–");
  assert_text (assay_format_fraction (0.084, 1), "8.4_%");
  assert_text (assay_format_fraction (-0.012, 1), "−1.2_%");
  assert_text (assay_format_fraction (1, 0), "100_%");
  assert_text (assay_format_fraction (NAN, 1), "–");
  assert_text (assay_format_zscore (10), "+10.0");
  assert_text (assay_format_zscore (-4.49), "−4.5");
  assert_text (assay_format_zscore (0.04), "0.0");
  assert_text (assay_format_zscore (-0.04), "0.0");
  assert_text (assay_format_zscore (NAN), "–");
  assert_text (assay_format_p_value (0.0421), "0.042");
  assert_text (assay_format_p_value (0.00099), "< 0.001");
  assert_text (assay_format_p_value (0), "< 0.001");
  assert_text (assay_format_isolated ("−1.2 %"), "\u2066−1.2 %\u2069");
}

static void
test_dates (void)
{
  gint64 moment = assay_date_from_ymd (2025, 9, 10) * ASSAY_USEC_PER_DAY;

  assert_text (assay_format_date (assay_date_from_ymd (2025, 9, 10), FALSE), "10 Sep 2025");
  assert_text (assay_format_date (assay_date_from_ymd (2025, 9, 10), TRUE), "Wed 10 Sep 2025");
  assert_text (assay_format_date (assay_date_from_ymd (1969, 12, 31), FALSE), "31 Dec 1969");
  assert_text (assay_format_date (assay_date_from_ymd (2024, 2, 29), FALSE), "29 Feb 2024");
  assert_text (assay_format_date (G_MAXINT32, FALSE), "–");
  assert_text (assay_format_datetime (moment + G_GINT64_CONSTANT (33240000000), FALSE), "10 Sep 2025, 09:14");
  assert_text (assay_format_datetime (moment + 5 * G_USEC_PER_SEC, TRUE), "Wed 10 Sep 2025, 00:00:05");
  assert_text (assay_format_datetime (-1, FALSE), "31 Dec 1969, 23:59:59");
  assert_text (assay_format_datetime (G_MAXINT64, FALSE), "–");
}

static void
test_symbols (void)
{
  static const AssayFormatSymbols german = { ",", ".", "\3" }, french = { ",", "\u202f", "\3" }, indian = { ".", ",", "\3\2" };
  static const AssayFormatSymbols space = { ",", " ", "\3\3" };

  assay_format_use_symbols (&german);
  assert_text (assay_format_number (-1234567.5, 1), "−1.234.567,5");
  assert_text (assay_format_compact (12400), "12,4k");
  assert_text (assay_format_fraction (0.084, 1), "8,4_%");
  assay_format_use_symbols (&french);
  assert_text (assay_format_number (1234567.5, 1), "1_234_567,5");
  assay_format_use_symbols (&indian);
  assert_text (assay_format_number (123456789, 0), "12,34,56,789");
  /* a plain space would let the number break over lines */
  assay_format_use_symbols (&space);
  assert_text (assay_format_number (1234567, 0), "1_234_567");
  assay_format_use_symbols (NULL);
}

static void
test_metric (void)
{
  static const struct { AssayMetricUnit unit; double value; const char *want; } cases[] = {
    { ASSAY_METRIC_NUMBER, 0.7123, "0.712" }, { ASSAY_METRIC_NUMBER, 12.345, "12.35" }, { ASSAY_METRIC_NUMBER, 1234.5, "1_234" },
    { ASSAY_METRIC_COUNT, 36500, "36_500" }, { ASSAY_METRIC_FRACTION, 0.084, "8.4_%" }, { ASSAY_METRIC_ZSCORE, 10, "+10.0" },
    { ASSAY_METRIC_VALUE, 356.25, "356.2" }, { ASSAY_METRIC_VALUE, NAN, "–" }, { ASSAY_METRIC_DATE, 20341, "10 Sep 2025" },
    { ASSAY_METRIC_NUMBER, 1e-9, "1×10⁻⁹" }, { ASSAY_METRIC_NUMBER, 0, "0.000" },
    { ASSAY_METRIC_FRACTION, 0.0003, "0.030_%" }, { ASSAY_METRIC_FRACTION, -0.00051, "−0.051_%" }, { ASSAY_METRIC_FRACTION, 2e-8, "2×10⁻⁶_%" },
    { ASSAY_METRIC_FRACTION, 0, "0.0_%" }, { ASSAY_METRIC_FRACTION, 1e-17, "0.0_%" },
  };
  AssayMetric text = { .unit = ASSAY_METRIC_TEXT, .value = NAN, .text = (char *) "14 Jul to 20 Dec" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AssayMetric metric = { .unit = cases[i].unit, .value = cases[i].value };

      assert_text (assay_format_metric (&metric), cases[i].want);
    }
  assert_text (assay_format_metric (&text), "14 Jul to 20 Dec");
}

static void
test_cell (void)
{
  g_autoptr(AssayTable) table = assay_table_new ("t", "T");

  assay_table_add_column (table, "series", "Series", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "actual", "Actual", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "n", "N", ASSAY_CELL_COUNT);
  assay_table_add_column (table, "z", "Z", ASSAY_CELL_ZSCORE);
  assay_table_add_column (table, "date", "Date", ASSAY_CELL_DATE);
  assay_table_add_column (table, "risk", "Risk", ASSAY_CELL_RISK);
  assay_table_add_column (table, "verdict", "Verdict", ASSAY_CELL_VERDICT);
  assay_table_add_row (table);
  assay_table_set_text (table, 0, "store 1");
  assay_table_set_number (table, 1, 355.875);
  assay_table_set_number (table, 2, 1500);
  assay_table_set_number (table, 3, -4.5);
  assay_table_set_number (table, 4, 20341);
  assay_table_set_text (table, 5, "Critical");
  assay_table_set_text (table, 6, "not-assessable");
  assay_table_add_row (table);
  assay_table_set_number (table, 1, 9);

  assert_text (assay_format_cell (table, 0, 0), "store 1");
  assert_text (assay_format_cell (table, 0, 1), "355.9");
  assert_text (assay_format_cell (table, 1, 1), "9.0");        /* as many digits as its neighbours */
  assert_text (assay_format_cell (table, 0, 2), "1_500");
  assert_text (assay_format_cell (table, 0, 3), "−4.5");
  assert_text (assay_format_cell (table, 0, 4), "10 Sep 2025");
  assert_text (assay_format_cell (table, 0, 5), "Critical");
  assert_text (assay_format_cell (table, 0, 6), "Not Assessable");
  assert_text (assay_format_cell (table, 1, 0), "");
  assert_text (assay_format_cell (table, 1, 2), "–");
}

static void
test_axis (void)
{
  g_autoptr(AssayFigure) forecast = sample_figure_forecast (10), zscore = sample_figure_zscore (10), risk = sample_figure_risk ();

  assert_text (assay_chart_format_x (assay_figure_get_x (forecast), 20341, TRUE), "\u2066Wed 10 Sep 2025\u2069");
  assert_text (assay_chart_format_x (assay_figure_get_x (forecast), NAN, TRUE), "\u2066–\u2069");
  assert_text (assay_chart_format_y (assay_figure_get_y (forecast), 355.9), "\u2066355.9\u2069");
  assert_text (assay_chart_format_y (assay_figure_get_y (zscore), 10), "\u2066+10.0\u2069");
  assert_text (assay_chart_format_x (assay_figure_get_x (risk), 3, FALSE), "\u2066Critical\u2069");
  assert_text (assay_chart_format_x (assay_figure_get_x (risk), 9, FALSE), "\u2066\u2069");
  assert_text (assay_chart_format_y (assay_figure_get_y (risk), 2634), "\u20662_634\u2069");
}

/* What an analysis wrote in English, as the locale has it; names, dates and versions stay. */
static void
test_sentence (void)
{
  static const AssayFormatSymbols german = { ",", ".", "\3" };
  static const struct { const char *text, *plain, *german; } cases[] = {
    { "137 of 1,316 rows", "137 of 1_316 rows", "137 of 1.316 rows" },
    { "beyond the 99.9 % ellipse", "beyond the 99.9 % ellipse", "beyond the 99,9 % ellipse" },
    { "below -11,178 and above 196,648.", "below −11_178 and above 196_648.", "below −11.178 and above 196.648." },
    { "p 5.509e-14; z +23.9 (-0.5)", "p 5.509×10⁻¹⁴; z +23.9 (−0.5)", "p 5,509×10⁻¹⁴; z +23,9 (−0,5)" },
    { "1,234,567.25", "1_234_567.25", "1.234.567,25" },
    { "“1,316” and “a 0.5” and 0.5", "“1,316” and “a 0.5” and 0.5", "“1,316” and “a 0.5” and 0,5" },
    { "2025-01: 0.8736", "2025-01: 0.8736", "2025-01: 0,8736" },
    { "dq-1.5, x1.5, v1.2.3, 1.2.3, a.1,5.csv", "dq-1.5, x1.5, v1.2.3, 1.2.3, a.1,5.csv", "dq-1.5, x1.5, v1.2.3, 1.2.3, a.1,5.csv" },
    { "1,5,200", "1,5,200", "1,5,200" }, { "12,3456", "12,3456", "12,3456" }, { "1234,567", "1234,567", "1234,567" },
    { "0.1-0.5 and 1/2.5", "0.1-0.5 and 1/2.5", "0.1-0.5 and 1/2.5" },
    { "2.0", "2.0", "2,0" }, { "", "", "" }, { "-", "-", "-" }, { "12345678901234567890.5", "12345678901234567890.5", "12345678901234567890.5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assay_format_use_symbols (NULL);
      assert_text (assay_format_sentence (cases[i].text), cases[i].plain);
      assay_format_use_symbols (&german);
      assert_text (assay_format_sentence (cases[i].text), cases[i].german);
    }
  assay_format_use_symbols (NULL);
}

/* The lowest PD that the rules allow is no zero. */
static void
test_small_share (void)
{
  AssayTable *table = assay_table_new ("grades", "");

  assay_table_add_column (table, "pd", "", ASSAY_CELL_FRACTION);
  assay_table_add_row (table);
  assay_table_set_number (table, 0, 0.0003);
  assert_text (assay_format_cell (table, 0, 0), "0.030_%");
  assay_table_unref (table);
}

/* Three digits of AUC, Gini, KS and PSI; four that mean something of each feature, whatever stands above it. */
static void
test_validation_numbers (void)
{
  AssayMetric auc = { .id = (char *) "auc:challenger", .unit = ASSAY_METRIC_FRACTION, .value = 0.89663 }, psi = { .id = (char *) "psi", .unit = ASSAY_METRIC_NUMBER, .value = 0.00037 };
  AssayTable *table = assay_table_new ("feature-quality", "");
  const double means[] = { 101497.31, 0.2365, 123, 33.8345, 1e9 + 1 };
  const char *want[] = { "101_497", "0.2365", "123", "33.83", "1_000_000_001" };

  assert_text (assay_format_metric (&auc), "0.897");
  assert_text (assay_format_metric (&psi), "0.000");
  assay_table_add_column (table, "feature", "", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "mean", "", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "psi", "", ASSAY_CELL_NUMBER);
  for (guint i = 0; i < G_N_ELEMENTS (means); i++)
    {
      assay_table_add_row (table);
      assay_table_set_number (table, 1, means[i]);
      assay_table_set_number (table, 2, 0.12345 * i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (means); i++)
    assert_text (assay_format_cell (table, i, 1), want[i]);
  assert_text (assay_format_cell (table, 1, 2), "0.123");
  assay_table_unref (table);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/format/number", test_number);
  g_test_add_func ("/charts/format/kinds", test_kinds);
  g_test_add_func ("/charts/format/dates", test_dates);
  g_test_add_func ("/charts/format/symbols", test_symbols);
  g_test_add_func ("/charts/format/metric", test_metric);
  g_test_add_func ("/charts/format/cell", test_cell);
  g_test_add_func ("/charts/format/axis", test_axis);
  g_test_add_func ("/charts/format/sentence", test_sentence);
  g_test_add_func ("/charts/format/validation-numbers", test_validation_numbers);
  g_test_add_func ("/charts/format/small-share", test_small_share);
  return g_test_run ();
}
