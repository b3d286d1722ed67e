/* Checks of data quality on small tables whose answer is known. */
#include "validation-fixture.h"

#include "math/init.h"

#include <math.h>
#include <string.h>

static const char *const plain[] = { "score", "p", "target", "y", "event", "1", NULL };

/* 200 rows of columns made by rule; `more` is appended to each row under `names`. */
typedef void (*Fill) (GString *row, int i);

static AssayFrame *
make (const char *names, int n, Fill fill)
{
  g_autoptr(GString) csv = g_string_new (names);

  g_string_append_c (csv, '\n');
  for (int i = 0; i < n; i++)
    {
      fill (csv, i);
      g_string_append_c (csv, '\n');
    }
  return validation_frame (csv->str);
}

static void
fill_plain (GString *row, int i)
{
  g_string_append_printf (row, "0.%02d,%d,%d,%d,%s,%s,%s", 10 + i % 80, i % 5 == 0, i * 37 % 101, i % 40 == 0 ? 99999 : i * 17 % 50, i % 20 == 0 ? "" : i % 3 == 0 ? "A" : "B",
                          i < 195 ? "same" : "other", i % 25 == 0 ? "12" : "word");
}

#define NAMES "p,y,even,coded,word,modal,mixed"

static void
assert_verdict (const AssayResult *result, const char *id, const char *subject, AssayVerdict verdict, double value)
{
  const AssayCheck *check = fixture_find (result, id, subject);

  if (check->verdict != verdict)
    g_error ("%s of %s: %s, %s", id, subject, assay_verdict_name (check->verdict), check->message);
  if (!isnan (value))
    g_assert_cmpfloat_with_epsilon (check->value, value, 1e-12);
}

static void
test_columns (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make (NAMES, 200, fill_plain), NULL, plain);
  g_autoptr(AssayResult) missing = fixture_run (fixture, "dq-missing");
  g_autoptr(AssayResult) constant = fixture_run (fixture, "dq-constant");
  g_autoptr(AssayResult) types = fixture_run (fixture, "dq-types");
  g_autoptr(AssayResult) sentinel = fixture_run (fixture, "dq-sentinel");
  g_autoptr(AssayResult) words = fixture_run (fixture, "dq-cardinality");
  g_autoptr(AssayResult) balance = fixture_run (fixture, "dq-class-balance");

  assert_verdict (missing, "dq-missing", "word", ASSAY_VERDICT_WARN, 0.05);
  assert_verdict (missing, "dq-missing", "even", ASSAY_VERDICT_PASS, 0);
  g_assert_nonnull (assay_result_find_table (missing, "feature-quality"));
  assert_verdict (constant, "dq-constant", "modal", ASSAY_VERDICT_WARN, 0.975);
  assert_verdict (types, "dq-types", "mixed", ASSAY_VERDICT_WARN, 0.04);
  assert_verdict (sentinel, "dq-sentinel", "coded", ASSAY_VERDICT_WARN, 1);
  assert_verdict (sentinel, "dq-sentinel", "even", ASSAY_VERDICT_PASS, 0);
  assert_verdict (words, "dq-cardinality", "word", ASSAY_VERDICT_PASS, 2.0 / 190);
  /* 40 events, 5 features: 8 each. */
  assert_verdict (balance, "dq-class-balance", NULL, ASSAY_VERDICT_WARN, 8);
}

/* An error of another tool: a column that is 0 in three rows of ten thousand fails there. Zeros are values like any other. */
static void
fill_few_zeros (GString *row, int i)
{
  g_string_append_printf (row, "0.%02d,%d,%d", 10 + i % 80, i % 5 == 0, i % 3334 == 0 ? 0 : 20 + i % 61);
}

static void
test_three_zeros_are_no_fault (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make ("p,y,amount", 10000, fill_few_zeros), NULL, plain);
  static const char *const ids[] = { "dq-missing", "dq-constant", "dq-sentinel", "dq-outlier-univariate" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]);

      assert_verdict (result, ids[i], "amount", ASSAY_VERDICT_PASS, NAN);
    }
}

static void
fill_outliers (GString *row, int i)
{
  g_string_append_printf (row, "0.5,%d,%d,%d", i % 2, i < 12 ? 1000 + i : i % 100, i % 10 == 0 ? i : 7);
}

static void
test_outliers (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make ("p,y,x,spike", 200, fill_outliers), NULL, plain);
  g_autoptr(AssayResult) result = fixture_run (fixture, "dq-outlier-univariate");

  assert_verdict (result, "dq-outlier-univariate", "x", ASSAY_VERDICT_FAIL, 0.06);
  /* Quartiles that are equal make no fence: not judged, rather than everything or nothing outside. */
  assert_verdict (result, "dq-outlier-univariate", "spike", ASSAY_VERDICT_NOT_ASSESSABLE, NAN);
}

static void
fill_repeats (GString *row, int i)
{
  int own = i >= 190 ? i - 190 : i;

  g_string_append_printf (row, "%d,0.%03d,%d,%d,%s", i == 199 ? 5 : i, own, i >= 195 ? 1 - own % 2 : own % 2, own, own % 2 ? "a" : "b");
}

static void
test_rows (void)
{
  static const char *const settings[] = { "score", "p", "target", "y", "event", "1", "id", "id", "features", "x,w", NULL };
  g_autoptr(Fixture) fixture = fixture_new (make ("id,p,y,x,w", 200, fill_repeats), NULL, settings);
  g_autoptr(AssayResult) repeated = fixture_run (fixture, "dq-duplicates");
  g_autoptr(AssayResult) conflicts = fixture_run (fixture, "dq-conflicting-labels");

  /* Rows 190..194 repeat all but the id; 195..199 differ in the outcome too. */
  assert_verdict (repeated, "dq-duplicates", "all rows", ASSAY_VERDICT_WARN, 5 / 200.0);
  assert_verdict (repeated, "dq-duplicates", "id", ASSAY_VERDICT_FAIL, 1);
  assert_verdict (conflicts, "dq-conflicting-labels", "all rows", ASSAY_VERDICT_FAIL, 10 / 200.0);
}

static void
test_overlap (void)
{
  static const char *const settings[] = { "score", "p", "target", "y", "event", "1", "id", "id", NULL };
  g_autoptr(Fixture) fixture = fixture_new (make ("id,p,y,x,w", 150, fill_repeats), NULL, settings);
  g_autoptr(AssayResult) result = NULL;

  fixture->train = make ("id,p,y,x,w", 3, fill_repeats);
  result = fixture_run (fixture, "dq-split-overlap");
  assert_verdict (result, "dq-split-overlap", "all rows", ASSAY_VERDICT_WARN, 3 / 150.0);
}

static void
fill_new_word (GString *row, int i)
{
  g_string_append_printf (row, "0.%02d,%d,%d,%d,%s,%s,%s", 10 + i % 80, i % 5 == 0, i * 37 % 101, i % 50, i == 7 ? "C" : i % 3 == 0 ? "A" : "B", "same", "word");
}

static void
test_new_categories (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make (NAMES, 200, fill_new_word), make (NAMES, 200, fill_plain), plain);
  g_autoptr(AssayResult) result = fixture_run (fixture, "dq-new-categories");

  assert_verdict (result, "dq-new-categories", "word", ASSAY_VERDICT_FAIL, 1 / 200.0);
  assert_verdict (result, "dq-new-categories", "modal", ASSAY_VERDICT_PASS, 0);
}

static void
fill_related (GString *row, int i)
{
  double x = i * 37 % 101 - 50, z = i * 53 % 97 - 48;

  g_string_append_printf (row, "0.%02d,%d,%.3f,%.3f,%.3f,%s", 10 + i % 80, x > 20, x, x * x * x + z, z, x > 20 ? "yes" : "no");
}

/* Pearson and Spearman of SciPy 1.10.1 on the same columns. */
static void
test_several_columns (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make ("p,y,x,cube,z,leak", 200, fill_related), NULL, plain);
  g_autoptr(AssayResult) correlation = fixture_run (fixture, "dq-correlation");
  g_autoptr(AssayResult) leakage = fixture_run (fixture, "dq-leakage");
  const AssayCheck *pair = fixture_find (correlation, "dq-correlation", "x, cube");

  g_assert_cmpfloat_with_epsilon (pair->value, 0.9996688551165717, 1e-6);
  g_assert_cmpint (pair->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_nonnull (assay_result_find_figure (correlation, "feature-correlation"));
  assert_verdict (leakage, "dq-leakage", "leak", ASSAY_VERDICT_FAIL, NAN);
  g_assert_cmpint (fixture_find (leakage, "dq-leakage", "z")->verdict, !=, ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat_with_epsilon (fixture_find (leakage, "dq-leakage", "leak")->effect, 1, 1e-12);
}

/* An error of another tool: a pure bin has weight of evidence 0 there, so that the strongest feature counts as useless. */
static void
test_a_pure_bin_is_strong (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make ("p,y,x,cube,z,leak", 200, fill_related), NULL, plain);
  g_autoptr(AssayResult) result = fixture_run (fixture, "dq-leakage");

  g_assert_cmpfloat (fixture_find (result, "dq-leakage", "leak")->value, >, 5);
  g_assert_true (isfinite (fixture_find (result, "dq-leakage", "leak")->value));
}

static void
test_rules (void)
{
  static const char rules[] = "{\"rules\": [{\"name\": \"even below 100\", \"column\": \"even\", \"max\": 99}, {\"column\": \"word\", \"values\": [\"A\", \"B\"]},"
                              "{\"column\": \"word\", \"required\": true}, {\"column\": \"even\", \"total\": 9990}, {\"column\": \"coded\", \"total\": 1, \"tolerance\": 1e9}]}";
  g_autoptr(Fixture) fixture = fixture_new (make (NAMES, 200, fill_plain), NULL, plain);
  g_autoptr(GBytes) bytes = g_bytes_new_static (rules, sizeof rules - 1);
  g_autoptr(AssayResult) broken = NULL;
  g_autoptr(AssayResult) sums = NULL;
  gsize over = 0, sum = 0;

  for (int i = 0; i < 200; i++)
    {
      over += i * 37 % 101 > 99;
      sum += i * 37 % 101;
    }
  fixture->rules = bytes;
  broken = fixture_run (fixture, "dq-domain-rules");
  sums = fixture_run (fixture, "dq-control-totals");
  fixture->rules = NULL;
  assert_verdict (broken, "dq-domain-rules", "even below 100", over > 0 ? ASSAY_VERDICT_FAIL : ASSAY_VERDICT_PASS, over);
  assert_verdict (broken, "dq-domain-rules", "word among its values", ASSAY_VERDICT_PASS, 0);
  assert_verdict (broken, "dq-domain-rules", "word required", ASSAY_VERDICT_FAIL, 10);
  assert_verdict (sums, "dq-control-totals", "even", sum == 9990 ? ASSAY_VERDICT_PASS : ASSAY_VERDICT_FAIL, (double) sum - 9990);
  assert_verdict (sums, "dq-control-totals", "coded", ASSAY_VERDICT_WARN, NAN);
}

static void
fill_growth (GString *row, int i)
{
  g_string_append_printf (row, "0.5,%d,%.6f,%d", i % 2, pow (1.02, i), 1000 + i * 997 % 7919);
}

static void
test_amounts (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make ("p,y,growth,narrow", 700, fill_growth), NULL, plain);
  g_autoptr(AssayResult) result = fixture_run (fixture, "dq-benford");

  assert_verdict (result, "dq-benford", "growth", ASSAY_VERDICT_PASS, NAN);
  /* Amounts of one power of ten follow no law of first digits. */
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    g_assert_cmpstr (assay_result_get_check (result, i)->subject, !=, "narrow");
}

/* Threads change nothing. */
static void
test_threads (void)
{
  static const char *const ids[] = { "dq-missing", "dq-correlation", "dq-leakage", "dq-duplicates" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      double value[2];

      for (int threads = 1; threads <= 2; threads++)
        {
          g_autoptr(Fixture) fixture = fixture_new (make ("p,y,x,cube,z,leak", 200, fill_related), NULL, plain);
          g_autoptr(AssayResult) result = NULL;

          fixture->n_threads = threads == 1 ? 1 : 4;
          result = fixture_run (fixture, ids[i]);
          value[threads - 1] = assay_result_get_check (result, 0)->value;
        }
      g_assert_cmpfloat (value[0], ==, value[1]);
    }
}

/* One binning, one information value: a column with a mass point, rare values on both sides of it, words, and missing cells. */
static void
test_one_information_value (void)
{
  static const char *const settings[] = { "target", "y", "score", "s", NULL };
  g_autoptr(GString) csv = g_string_new ("y,s,mixed,word\n");
  /* bins of “mixed”: -999, 0, five parts of the 240 rows above, missing */
  double bad[8] = { 0 }, good[8] = { 0 }, n_bad = 0, n_good = 0, wanted = 0;

  for (guint i = 0; i < 2000; i++)
    {
      guint y = i % 7 == 0 || i % 100 < 3, kind = i % 100, above = i / 100 * 12 + kind - 85;     /* 0 to 239, each once */

      (y ? bad : good)[kind < 3 ? 0 : kind < 85 ? 1 : kind < 97 ? 2 + above / 48 : 7] += 1;
      n_bad += y;
      n_good += !y;
      g_string_append_printf (csv, "%u,%u.5,", y, i % 10);
      if (kind < 97)
        g_string_append_printf (csv, "%d", kind < 3 ? -999 : kind < 85 ? 0 : (int) above + 1);
      g_string_append_printf (csv, ",%c\n", "abcab"[i % 5]);
    }
  for (guint k = 0; k < 8; k++)
    {
      double more = (bad[k] == 0) != (good[k] == 0) ? 0.5 : 0, x = (good[k] + more) / n_good, z = (bad[k] + more) / n_bad;

      wanted += (x - z) * log (x / z);
    }
  {
    g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv->str), NULL, settings);
    g_autoptr(AssayResult) leak = fixture_run (fixture, "dq-leakage"), iv = fixture_run (fixture, "disc-woe-iv");

    g_assert_cmpfloat (fixture_find (leak, "dq-leakage", "mixed")->value, ==, fixture_find (iv, "disc-woe-iv", "mixed")->value);
    g_assert_cmpfloat (fixture_find (leak, "dq-leakage", "word")->value, ==, fixture_find (iv, "disc-woe-iv", "word")->value);
    g_assert_nonnull (strstr (fixture_find (iv, "disc-woe-iv", "mixed")->convention, "8 bins"));
    g_assert_cmpfloat (fabs (fixture_find (iv, "disc-woe-iv", "mixed")->value - wanted), <, 1e-12);
  }
}

/* Ten rows, one of them far out: nobody can say that a tenth of the values are outliers, or that features go together. */
static void
test_ten_rows (void)
{
  static const char *const settings[] = { "target", "", NULL };
  static const char *const ids[] = { "dq-outlier-univariate", "dq-outlier-multivariate", "dq-correlation" };
  g_autoptr(GString) few = g_string_new ("a,b\n"), many = g_string_new ("a,b\n");

  for (guint i = 0; i < 1000; i++)
    {
      guint a = i * 37 % 1000, b = i % 10 == 9 ? 100000 + a : i * 53 % 1000;

      g_string_append_printf (many, "%u,%u\n", a, b);
      if (i < 10)
        g_string_append_printf (few, "%u,%u\n", i, i == 9 ? 1000 : i * i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (validation_frame (few->str), NULL, settings), large = fixture_new (validation_frame (many->str), NULL, settings);
      g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]), found = fixture_run (large, ids[i]);

      for (guint k = 0; k < assay_result_get_n_checks (result); k++)
        g_assert_cmpint (assay_result_get_check (result, k)->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
      if (i < 2)
        g_assert_cmpint (assay_result_get_verdict (found), ==, ASSAY_VERDICT_FAIL);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/data-quality/ten-rows", test_ten_rows);
  g_test_add_func ("/analysis/validation/data-quality/one-information-value", test_one_information_value);
  g_test_add_func ("/analysis/validation/data-quality/columns", test_columns);
  g_test_add_func ("/analysis/validation/data-quality/three-zeros-are-no-fault", test_three_zeros_are_no_fault);
  g_test_add_func ("/analysis/validation/data-quality/outliers", test_outliers);
  g_test_add_func ("/analysis/validation/data-quality/rows", test_rows);
  g_test_add_func ("/analysis/validation/data-quality/overlap", test_overlap);
  g_test_add_func ("/analysis/validation/data-quality/new-categories", test_new_categories);
  g_test_add_func ("/analysis/validation/data-quality/several-columns", test_several_columns);
  g_test_add_func ("/analysis/validation/data-quality/a-pure-bin-is-strong", test_a_pure_bin_is_strong);
  g_test_add_func ("/analysis/validation/data-quality/rules", test_rules);
  g_test_add_func ("/analysis/validation/data-quality/amounts", test_amounts);
  g_test_add_func ("/analysis/validation/data-quality/threads", test_threads);
  return g_test_run ();
}
