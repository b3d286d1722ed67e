/* Checks of drift on small tables whose answer is known. */
#include "validation-fixture.h"

#include "math/init.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const settings[] = { "score", "p", "target", "y", "event", "1", NULL };

typedef void (*Fill) (GString *row, int i);

static AssayFrame *
make (int n, Fill fill)
{
  g_autoptr(GString) csv = g_string_new ("p,y,x,new,word,gone\n");

  for (int i = 0; i < n; i++)
    {
      fill (csv, i);
      g_string_append_c (csv, '\n');
    }
  return validation_frame (csv->str);
}

static void
fill_reference (GString *row, int i)
{
  g_string_append_printf (row, "0.%03d,%d,%d,%d,%s,%d", i % 1000, i % 10 == 0, i % 1000, i * 7 % 1000, i % 4 == 0 ? "A" : "B", i % 100);
}

/* x shifted by a quarter of its range, a fifth of `new` where the reference has nothing, another mix of words, a tenth of `gone` missing, twice the events. */
static void
fill_moved (GString *row, int i)
{
  g_string_append_printf (row, "0.%03d,%d,%d,%d,%s,", i % 1000, i % 5 == 0, i % 1000 + 250, i % 5 == 0 ? 5000 + i : i * 7 % 1000, i % 2 == 0 ? "A" : i % 50 == 1 ? "C" : "B");
  if (i % 10 != 3)
    g_string_append_printf (row, "%d", i % 100);
}

static const AssayCheck *
check_of (AssayResult *result, const char *id, const char *subject, AssayVerdict verdict)
{
  const AssayCheck *check = fixture_find (result, id, subject);

  if (check->verdict != verdict)
    g_error ("%s of %s: %s, %s", id, subject, assay_verdict_name (check->verdict), check->message);
  return check;
}

static void
test_same_data (void)
{
  static const char *const ids[] = { "drift-psi", "drift-ks", "drift-distance", "drift-missing", "drift-target", "drift-multivariate", "drift-chi2-cramer" };
  g_autoptr(Fixture) fixture = fixture_new (make (2000, fill_reference), make (2000, fill_reference), settings);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]);

      for (guint k = 0; k < assay_result_get_n_checks (result); k++)
        {
          g_assert_cmpint (assay_result_get_check (result, k)->verdict, ==, ASSAY_VERDICT_PASS);
          g_assert_cmpfloat (assay_result_get_check (result, k)->value, ==, 0);
        }
      g_assert_cmpuint (assay_result_get_n_checks (result), >, 0);
    }
}

/* The reference's deciles of x hold 200 rows each; shifted, the lowest two are empty and half of the third: by NumPy the index is as below. */
static void
test_moved (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make (2000, fill_moved), make (2000, fill_reference), settings);
  g_autoptr(AssayResult) psi = fixture_run (fixture, "drift-psi");
  g_autoptr(AssayResult) ks = fixture_run (fixture, "drift-ks");
  g_autoptr(AssayResult) distance = fixture_run (fixture, "drift-distance");
  g_autoptr(AssayResult) words = fixture_run (fixture, "drift-chi2-cramer");
  g_autoptr(AssayResult) missing = fixture_run (fixture, "drift-missing");
  g_autoptr(AssayResult) target = fixture_run (fixture, "drift-target");
  g_autoptr(AssayResult) together = fixture_run (fixture, "drift-multivariate");
  const AssayCheck *check;

  check_of (psi, "drift-psi", "p", ASSAY_VERDICT_PASS);
  check = check_of (psi, "drift-psi", "x", ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat_with_epsilon (check->value, 1.542214604669624, 1e-12);
  check = check_of (ks, "drift-ks", "x", ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat_with_epsilon (check->value, 0.25, 1e-12);
  check_of (ks, "drift-ks", "p", ASSAY_VERDICT_PASS);
  check = check_of (distance, "drift-distance", "x", ASSAY_VERDICT_FAIL);
  /* A shift of 250 in units of the reference's own deviation, that of 0..999 twice. */
  g_assert_cmpfloat_with_epsilon (check->value, 250 / (sqrt ((1000.0 * 1000 - 1) / 12) * sqrt (2000 / 1999.0)), 1e-9);
  check_of (words, "drift-chi2-cramer", "word", ASSAY_VERDICT_FAIL);
  check = check_of (missing, "drift-missing", "gone", ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat_with_epsilon (check->value, 0.1, 1e-12);
  check_of (missing, "drift-missing", "x", ASSAY_VERDICT_PASS);
  check = check_of (target, "drift-target", "all rows", ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat_with_epsilon (check->value, 1, 1e-12);
  check_of (together, "drift-multivariate", "all rows", ASSAY_VERDICT_FAIL);
  g_assert_nonnull (assay_result_find_table (psi, "psi-conventions"));
  g_assert_nonnull (assay_result_find_table (psi, "psi-bins"));
  g_assert_nonnull (assay_result_find_figure (psi, "psi"));
}

/* Two fifths of x are 0.1 and of `new` 0, other values on either side. */
static void
fill_mass (GString *row, int i)
{
  int spread = i * 7 % 1000 - 500;

  g_string_append_printf (row, "0.%03d,%d,%s%d.%03d,%d,A,1", i % 1000, i % 10 == 0, spread < 0 ? "-" : "", i % 5 < 2 ? 0 : abs (spread) / 100, i % 5 < 2 ? 100 : abs (spread), i % 5 < 2 ? 0 : spread);
}

/* A value with a bin to itself is named, and no number beside it that only computers tell from it. */
static void
test_words_of_bins (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make (2000, fill_mass), make (2000, fill_mass), settings);
  g_autoptr(AssayResult) result = fixture_run (fixture, "drift-psi");
  AssayTable *bins = assay_result_find_table (result, "psi-bins");
  guint n_zero = 0, n_below = 0;

  for (guint row = 0; row < assay_table_get_n_rows (bins); row++)
    {
      const char *name = assay_table_get_text (bins, row, 0), *text = assay_table_get_text (bins, row, 1);

      g_test_message ("%s: %s", name, text);
      g_assert_null (strstr (text, "e-"));
      g_assert_cmpuint (strlen (text), <, 24);
      if (strcmp (name, "new") != 0)
        continue;
      n_zero += strcmp (text, "0") == 0 && assay_table_get_number (bins, row, 2) == 800;
      n_below += g_str_has_suffix (text, " to below 0");
    }
  g_assert_cmpuint (n_zero, ==, 1);
  g_assert_cmpuint (n_below, ==, 1);
}

/* Errors of other tools: bins empty on one side dropped, what lies above the last cut never counted. Every row of both samples is in some bin, and the new fifth is seen. */
static void
test_every_row_is_in_a_bin (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make (2000, fill_moved), make (2000, fill_reference), settings);
  g_autoptr(AssayResult) result = fixture_run (fixture, "drift-psi");
  AssayTable *bins = assay_result_find_table (result, "psi-bins");
  double reference = 0, data = 0, missing = 0, unseen = 0;

  for (guint row = 0; row < assay_table_get_n_rows (bins); row++)
    {
      if (strcmp (assay_table_get_text (bins, row, 0), "new") == 0)
        {
          reference += assay_table_get_number (bins, row, 2);
          data += assay_table_get_number (bins, row, 4);
        }
      if (strcmp (assay_table_get_text (bins, row, 1), "missing") == 0)
        missing += assay_table_get_number (bins, row, 4);
      if (strcmp (assay_table_get_text (bins, row, 1), "unseen") == 0)
        unseen += assay_table_get_number (bins, row, 4);
    }
  g_assert_true (reference == 2000 && data == 2000 && missing == 200 && unseen == 40);
  check_of (result, "drift-psi", "new", ASSAY_VERDICT_WARN);
}

/* Each period on the bins of the whole: their counts add up to those of the table, so that one period that holds all rows has the index of the whole. */
static void
fill_dated (GString *row, int i)
{
  g_string_append_printf (row, "0.%03d,%d,%d,%s,%s,%d", i % 1000, i % 10 == 0, i % 1000, i % 2 ? "2024-01-15" : "2024-02-15", i % 2 == 0 && i < 1000 ? "C" : i % 4 == 0 ? "A" : "B", i % 100);
}

static void
test_periods (void)
{
  static const char *const with_time[] = { "score", "p", "target", "y", "event", "1", "time", "new", NULL };
  g_autoptr(Fixture) fixture = fixture_new (make (2000, fill_dated), make (2000, fill_reference), with_time);
  g_autoptr(AssayResult) result = fixture_run (fixture, "drift-psi");
  AssayFigure *figure = assay_result_find_figure (result, "psi-by-period");
  gboolean is_found = FALSE;

  g_assert_nonnull (figure);
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, i);

      g_assert_cmpuint (series->n, ==, 2);
      if (strcmp (series->label, "word") != 0)
        continue;
      is_found = TRUE;
      /* January has odd rows only, all B where the reference has a quarter A; by NumPy, bins A, B and the unseen C: */
      g_assert_cmpfloat_with_epsilon (assay_figure_series_y (series)[0], 1.623124467708548, 1e-12);
      g_assert_cmpfloat_with_epsilon (assay_figure_series_y (series)[1], 4.345148691568482, 1e-12);
    }
  g_assert_true (is_found);
}

/* An error of another tool: equal widths over both samples let one sentinel hide a shift of the whole book. */
static void
fill_sentinel (GString *row, int i)
{
  g_string_append_printf (row, "0.%03d,%d,%d,0,A,0", i % 1000, i % 10 == 0, i == 500 ? 99999 : i % 500);
}

static void
fill_sentinel_moved (GString *row, int i)
{
  g_string_append_printf (row, "0.%03d,%d,%d,0,A,0", i % 1000, i % 10 == 0, i == 500 ? 99999 : i % 500 + 150);
}

static void
test_a_sentinel_hides_nothing (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make (501, fill_sentinel_moved), make (501, fill_sentinel), settings);
  g_autoptr(AssayResult) result = fixture_run (fixture, "drift-psi");

  check_of (result, "drift-psi", "x", ASSAY_VERDICT_FAIL);
}

/* With few rows a large index is chance, and with many a small one is certain: neither fails. */
static void
fill_few (GString *row, int i)
{
  g_string_append_printf (row, "0.%03d,%d,%d,0,A,0", i * 37 % 1000, i % 2, (i * 7919 + 13) % 101);
}

static void
test_few_rows_fail_nothing (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make (18, fill_few), make (20, fill_reference), settings);
  g_autoptr(AssayResult) result = fixture_run (fixture, "drift-psi");
  const AssayCheck *check = fixture_find (result, "drift-psi", "x");

  g_assert_cmpfloat (check->value, >, 0.25);
  g_assert_cmpint (check->verdict, !=, ASSAY_VERDICT_FAIL);
}

/* A distance that samples of this size have by chance is no drift; few rows pass nothing either. */
static void
test_distance_by_chance (void)
{
  static const char *const settings[] = { "target", "", NULL };
  static const guint sizes[] = { 18, 100, 20000 };
  static const AssayVerdict wanted[] = { ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_PASS, ASSAY_VERDICT_PASS };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GString) before = g_string_new ("x,c\n"), now = g_string_new ("x,c\n"), moved = g_string_new ("x,c\n");
      g_autoptr(GRand) random = g_rand_new_with_seed (7);

      for (guint row = 0; row < sizes[i]; row++)
        {
          g_string_append_printf (before, "%d,%c\n", g_rand_int_range (random, 0, 100000), 'a' + g_rand_int_range (random, 0, 4));
          g_string_append_printf (now, "%d,%c\n", g_rand_int_range (random, 0, 100000), 'a' + g_rand_int_range (random, 0, 4));
          g_string_append_printf (moved, "%d,%c\n", g_rand_int_range (random, 60000, 160000), 'b' + g_rand_int_range (random, 0, 4));
        }
      {
        g_autoptr(Fixture) fixture = fixture_new (validation_frame (now->str), validation_frame (before->str), settings);
        g_autoptr(AssayResult) result = fixture_run (fixture, "drift-distance");

        /* so large by chance that the value alone would not pass */
        if (sizes[i] <= 100)
          g_assert_cmpfloat (fixture_find (result, "drift-distance", "x")->value, >, 0.05);
        g_assert_cmpint (fixture_find (result, "drift-distance", "x")->verdict, ==, wanted[i]);
        g_assert_cmpint (fixture_find (result, "drift-distance", "c")->verdict, ==, wanted[i]);
        g_assert_cmpfloat (fixture_find (result, "drift-distance", "x")->p_value, >, 0.01);
      }
      {
        g_autoptr(Fixture) fixture = fixture_new (validation_frame (moved->str), validation_frame (before->str), settings);
        g_autoptr(AssayResult) result = fixture_run (fixture, "drift-distance");

        g_assert_cmpint (fixture_find (result, "drift-distance", "x")->verdict, ==, ASSAY_VERDICT_FAIL);
      }
    }
}

static void
test_threads (void)
{
  double value[2];

  for (int threads = 1; threads <= 2; threads++)
    {
      g_autoptr(Fixture) fixture = fixture_new (make (2000, fill_moved), make (2000, fill_reference), settings);
      g_autoptr(AssayResult) result = NULL;

      fixture->n_threads = threads == 1 ? 1 : 3;
      result = fixture_run (fixture, "drift-multivariate");
      value[threads - 1] = assay_result_get_check (result, 0)->value;
    }
  g_assert_cmpfloat (value[0], ==, value[1]);
}

/* 3 % of rows at a code below the value that most rows have: they are no tenth, and moving them must show. */
static void
test_rare_beside_mass (void)
{
  static const char *const settings[] = { "target", "", NULL };
  g_autoptr(GString) before = g_string_new ("x\n"), now = g_string_new ("x\n");

  for (guint i = 0; i < 1000; i++)
    {
      guint kind = i % 100;

      g_string_append_printf (before, "%d\n", kind < 3 ? -1 : kind < 18 ? 0 : (int) i);
      g_string_append_printf (now, "%d\n", kind < 15 ? -1 : kind < 18 ? 0 : (int) i);
    }
  {
    g_autoptr(Fixture) fixture = fixture_new (validation_frame (now->str), validation_frame (before->str), settings);
    g_autoptr(AssayResult) result = fixture_run (fixture, "drift-psi");

    g_assert_cmpfloat (fixture_find (result, "drift-psi", "x")->value, >, 0.25);
    g_assert_cmpint (fixture_find (result, "drift-psi", "x")->verdict, ==, ASSAY_VERDICT_FAIL);
  }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/drift/distance-by-chance", test_distance_by_chance);
  g_test_add_func ("/analysis/validation/drift/rare-beside-mass", test_rare_beside_mass);
  g_test_add_func ("/analysis/validation/drift/words-of-bins", test_words_of_bins);
  g_test_add_func ("/analysis/validation/drift/same-data", test_same_data);
  g_test_add_func ("/analysis/validation/drift/moved", test_moved);
  g_test_add_func ("/analysis/validation/drift/every-row-is-in-a-bin", test_every_row_is_in_a_bin);
  g_test_add_func ("/analysis/validation/drift/periods", test_periods);
  g_test_add_func ("/analysis/validation/drift/a-sentinel-hides-nothing", test_a_sentinel_hides_nothing);
  g_test_add_func ("/analysis/validation/drift/few-rows-fail-nothing", test_few_rows_fail_nothing);
  g_test_add_func ("/analysis/validation/drift/threads", test_threads);
  return g_test_run ();
}
