/* The rows of findings: what a result says of them must find again, in the data, exactly the rows that the check counted. */
#include "validation-fixture.h"

#include "analysis/validation/validation-find-rows.h"
#include "math/init.h"

#include <math.h>
#include <string.h>

#define N 3000

static const char *const settings[] = { "score", "p", "target", "y", "event", "1", "segment", "word,size", "group", "sex", "id", "key", "time", "month", "features", "x,gap,many,code,word,rare,month", "cutoff", "0.3", NULL };

/* One row of data: every trait that a finding can be about is in some of them. */
static void
append_row (GString *csv, int i, gboolean is_reference)
{
  double p = (i * 7919 % 1000 + 0.5) / 1000;
  gboolean event = i * 104729 % 1000 < 1000 * p * (i % 3 == 0 && !is_reference ? 0.4 : 1);

  g_string_append_printf (csv, "%d,%.4f,", i % 500 == 7 ? 7 : i, p);
  if (i % 90 == 4)
    g_string_append_c (csv, ',');
  else
    g_string_append_printf (csv, "%d,", event);
  /* x far out, gap missing and zero-inflated, many with ties, code with sentinels */
  g_string_append_printf (csv, "%d,", i % 211 == 5 ? 90000 + i : i * 31 % 997 + (is_reference ? 0 : 150));
  if (i % 8 != 3 || is_reference)
    g_string_append_printf (csv, "%d", i % 5 == 0 ? i * 13 % 50 : 0);
  g_string_append_printf (csv, ",%d,%d,", i % 4, i % 250 == 1 ? 9999 : i * 17 % 60);
  g_string_append_printf (csv, "%s,", i % 11 == 2 ? "" : i % 3 == 0 ? "Sales" : i % 7 == 1 && !is_reference ? "Gig" : "Office");
  g_string_append_printf (csv, "r%d,%s,%d,2024-%02d-01\n", i % 700, i % 2 ? "F" : "M", i % 400, 1 + i % 12);
}

static AssayFrame *
make (int n, gboolean is_reference)
{
  g_autoptr(GString) csv = g_string_new ("key,p,y,x,gap,many,code,word,rare,sex,size,month\n");

  for (int i = 0; i < n; i++)
    append_row (csv, i, is_reference);
  /* some rows twice */
  for (int i = 0; i < 12; i++)
    append_row (csv, i * 5, is_reference);
  return validation_frame (csv->str);
}

static Fixture *
make_fixture (void)
{
  Fixture *fixture = fixture_new (make (N, FALSE), make (N / 2, TRUE), settings);

  fixture->train = make (N / 3, TRUE);
  return fixture;
}

static AssayResult *
run_all (Fixture *fixture, AssayValidationCase *c)
{
  g_autoptr(AssayResult) result = assay_result_new ("validate", "test");
  g_auto(AssayValidationSelection) selection = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_validation_select (c, &selection, &error));
  g_assert_true (assay_validation_run_checks (c, (const AssayValidationCheck *const *) selection.checks->pdata, selection.checks->len, result, NULL, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&result);
}

static gsize *
find (const AssayValidationCase *c, AssayResult *result, const char *at, const char *subject, gint64 place, gsize *n)
{
  g_autoptr(AssayRowFilter) filter = assay_row_filter_find (result, at, subject, place);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) rows = NULL;

  if (filter == NULL)
    g_error ("%s of %s has no rows", at, subject);
  rows = assay_validation_find_rows (c, filter, NULL, &error);
  g_assert_no_error (error);
  *n = g_bytes_get_size (rows) / sizeof (gsize);
  return g_memdup2 (g_bytes_get_data (rows, NULL), g_bytes_get_size (rows) + 1);
}

/* Every filter of every check gives as many rows as the check counted, rising and in the data. */
static void
test_as_many (void)
{
  g_autoptr(Fixture) fixture = make_fixture ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, &error);
  g_autoptr(AssayResult) result = run_all (fixture, c);
  AssayTable *table = assay_result_find_table (result, "row-filters");
  guint n_counted = 0, n_kinds = 0;
  g_autoptr(GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_nonnull (table);
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      const char *at = assay_table_get_text (table, row, 0), *subject = assay_table_get_text (table, row, 1);
      double place = assay_table_get_number (table, row, 2), counted = assay_table_get_number (table, row, 3);
      gsize n;
      g_autofree gsize *rows = find (c, result, at, subject, isnan (place) ? -1 : (gint64) place, &n);

      for (gsize i = 0; i < n; i++)
        g_assert_true (rows[i] < c->data->n && (i == 0 || rows[i] > rows[i - 1]));
      n_kinds += g_hash_table_add (kinds, (gpointer) at);
      if (isnan (counted))
        continue;
      n_counted++;
      if (n != counted)
        g_error ("%s, %s, place %g: the check counted %g rows, its conditions find %zu", at, subject != NULL ? subject : "", place, counted, n);
      g_assert_cmpuint (n, >, 0);
    }
  g_assert_cmpuint (n_counted, >, 300);
  g_assert_cmpuint (n_kinds, >, 20);
}

/* What the rows are, by the definition. */
static void
test_which (void)
{
  g_autoptr(Fixture) fixture = make_fixture ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, &error);
  g_autoptr(AssayResult) result = run_all (fixture, c);
  static const struct { const char *at, *subject; int modulus, rest; } cases[] = { { "check:dq-missing", "gap", 8, 3 }, { "check:dq-missing", "word", 11, 2 }, { "check:dq-sentinel", "code", 250, 1 } };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      gsize n, at = 0;
      g_autofree gsize *rows = find (c, result, cases[k].at, cases[k].subject, -1, &n);

      for (gsize i = 0; i < N; i++)
        if ((int) i % cases[k].modulus == cases[k].rest)
          {
            g_assert_cmpuint (at, <, n);
            g_assert_cmpuint (rows[at++], ==, i);
          }
    }
}

/* Rows that are there twice are shown both; rows of the data that training had, once. */
static void
test_repeats (void)
{
  g_autoptr(Fixture) fixture = make_fixture ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, &error);
  g_autoptr(AssayResult) result = run_all (fixture, c);
  gsize n;
  g_autofree gsize *rows = find (c, result, "check:dq-duplicates", "all rows", -1, &n);
  guint n_first = 0, n_again = 0;

  for (gsize i = 0; i < n; i++)
    {
      n_first += rows[i] < N && rows[i] % 5 == 0 && rows[i] <= 55;
      n_again += rows[i] >= N;
    }
  g_assert_cmpuint (n_first, ==, 12);
  g_assert_cmpuint (n_again, ==, 12);
}

/* Conditions from a file that somebody wrote by hand, or about other data: an error, never other rows. */
static void
test_unknown (void)
{
  static const AssayRowTerm terms[] = {
    { "feature", "nothing", "missing", NULL, NAN, NAN }, { "feature", "x", "like", NULL, NAN, NAN }, { "feature", "word", "from-below", NULL, 1, 2 }, { "grade", NULL, "word", "99", NAN, NAN },
    { "weather", NULL, "word", "rain", NAN, NAN }, { "feature", NULL, "word", NULL, NAN, NAN }, { "check", "dq-psi", "flagged", NULL, NAN, NAN }, { "check", NULL, "flagged", NULL, NAN, NAN },
    { "segment", "word", "word", NULL, NAN, NAN }, { "column", "none", "missing", NULL, NAN, NAN },
  };
  g_autoptr(Fixture) fixture = make_fixture ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, &error);

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    {
      g_autoptr(AssayRowFilter) filter = assay_row_filter_new (&terms[i], 1, NAN);
      g_autoptr(GError) problem = NULL;

      g_assert_null (assay_validation_find_rows (c, filter, NULL, &problem));
      g_assert_error (problem, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA);
    }
}

int
main (int argc, char *argv[])
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/find-rows/as-many", test_as_many);
  g_test_add_func ("/analysis/validation/find-rows/which", test_which);
  g_test_add_func ("/analysis/validation/find-rows/repeats", test_repeats);
  g_test_add_func ("/analysis/validation/find-rows/unknown", test_unknown);
  return g_test_run ();
}
