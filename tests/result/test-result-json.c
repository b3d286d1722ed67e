#include "result/result-json.h"

#include "sample-result.h"

#include <math.h>
#include <string.h>

/* read(write(x)) = x, said about the text: what is lost once would be lost in the second text. Getters are compared
 * below on samples. */
static void
test_round_trip (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autoptr(AssayResult) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL, *second = NULL;
  gsize length;

  first = assay_result_to_json (result, &length);
  g_assert_cmpuint (length, ==, strlen (first));
  again = assay_result_from_json (first, length, &error);
  g_assert_no_error (error);
  second = assay_result_to_json (again, NULL);
  g_assert_cmpstr (first, ==, second);
}

static void
assert_same_series (const AssayFigureSeries *a, const AssayFigureSeries *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpint (a->role, ==, b->role);
  for (gsize i = 0; i < a->n; i++)
    {
      double ya = assay_figure_series_y (a)[i], yb = assay_figure_series_y (b)[i];

      g_assert_true (ya == yb || (isnan (ya) && isnan (yb)));
      if (assay_figure_series_x (a) != NULL)
        g_assert_cmpfloat (assay_figure_series_x (a)[i], ==, assay_figure_series_x (b)[i]);
      if (assay_figure_series_risk (a) != NULL)
        g_assert_cmpint (assay_figure_series_risk (a)[i], ==, assay_figure_series_risk (b)[i]);
      if (assay_figure_series_row (a) != NULL)
        g_assert_cmpuint (assay_figure_series_row (a)[i], ==, assay_figure_series_row (b)[i]);
    }
  g_assert_true ((a->x == NULL) == (b->x == NULL));
  g_assert_true ((a->y2 == NULL) == (b->y2 == NULL));
}

static void
test_values_survive (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autofree char *text = assay_result_to_json (result, NULL);
  g_autoptr(AssayResult) again = assay_result_from_json (text, -1, NULL);
  AssayTable *table = assay_result_find_table (again, "series");

  g_assert_nonnull (again);
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    {
      AssayFigure *a = assay_result_get_figure (result, i), *b = assay_result_get_figure (again, i);

      g_assert_cmpint (assay_figure_get_kind (a), ==, assay_figure_get_kind (b));
      g_assert_cmpstr (assay_figure_get_finding (a), ==, assay_figure_get_finding (b));
      g_assert_cmpuint (assay_figure_get_n_series (a), ==, assay_figure_get_n_series (b));
      for (guint k = 0; k < assay_figure_get_n_series (a); k++)
        assert_same_series (assay_figure_get_series (a, k), assay_figure_get_series (b, k));
    }
  g_assert_cmpfloat (assay_result_find_metric (again, "period-start")->value, ==, 19723);
  g_assert_true (isnan (assay_result_find_metric (again, "mase")->value));
  g_assert_cmpint (assay_result_find_metric (again, "mase")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpfloat (assay_table_get_number (table, 1, 4), ==, 19724.0 * 86400e6 + 34440e6);
  g_assert_null (assay_table_get_text (table, 2, 5));
  g_assert_cmpstr (assay_result_get_note (again, 1), ==, assay_result_get_note (result, 1));
  g_assert_cmpint (assay_result_get_verdict (again), ==, ASSAY_VERDICT_FAIL);
  g_assert_null (assay_result_find_option (again, "start"));
}

/* Keys sorted at every level: a walk over our own indented output. */
static void
test_sorted (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autofree char *text = assay_result_to_json (result, NULL);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  char last[32][64] = { "" };
  guint n_keys = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize indent = strspn (lines[i], " ");
      const char *key = lines[i] + indent, *end = strstr (key, "\": ");

      g_assert_cmpuint (indent % 2, ==, 0);
      if (*key == '{' || *key == '}')
        last[indent / 2 + 1][0] = '\0';
      if (*key != '"' || end == NULL)
        continue;
      *strchr (end, ':') = '\0';
      g_assert_cmpstr (last[indent / 2], <, key);
      g_strlcpy (last[indent / 2], key, 64);
      last[indent / 2 + 1][0] = '\0';
      n_keys++;
    }
  g_assert_cmpuint (n_keys, >, 300);
}

/* What is said beside points comes back, and as many of them as there are points. */
static void
test_notes_of_points (void)
{
  static const double y[] = { 3, 2, NAN };
  static const char *const notes[] = { "settled", "", "“ä” at 7", NULL };
  g_autoptr(AssayResult) result = assay_result_new ("a", "A"), again = NULL, wrong = NULL;
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_RANKED, "F");
  g_autofree char *text = NULL, *cut = NULL;
  g_autoptr(GError) error = NULL;
  char *at;

  assay_figure_add_series (figure, "s", "S", ASSAY_SERIES_OTHER, 3, NULL, g_bytes_new_static (y, sizeof y), NULL, NULL, NULL);
  assay_figure_set_notes (figure, notes);
  assay_result_take_figure (result, figure);
  text = assay_result_to_json (result, NULL);
  again = assay_result_from_json (text, -1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (assay_figure_get_series (assay_result_get_figure (again, 0), 0)->notes[i], ==, notes[i]);

  cut = g_strdup (text);
  at = strstr (cut, "\"settled\",");
  g_assert_nonnull (at);
  memset (at, ' ', strlen ("\"settled\","));
  wrong = assay_result_from_json (cut, -1, &error);
  g_assert_null (wrong);
  g_assert_nonnull (strstr (error->message, "2 points where the series has 3"));
}

static void
test_dates_are_text (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autofree char *text = assay_result_to_json (result, NULL);

  g_assert_nonnull (strstr (text, "\"x\": [\"2024-01-01\", \"2024-01-02\""));
  g_assert_nonnull (strstr (text, "\"2024-01-02T09:34:00\""));
  g_assert_null (strstr (text, " nan"));
  g_assert_true (g_str_has_suffix (text, "}\n"));
}

/* Dates outside what ISO text can say, and times between two days, are numbers, so that nothing is lost. */
static void
test_odd_times (void)
{
  static const double x[] = { -800000, 19723.5, 19724, 4e6 };
  static const double y[] = { 1, -0.0, HUGE_VAL, 1e300 };
  static const struct { AssayAxisType type; const char *expected; } cases[] = {
    { ASSAY_AXIS_DATE, "\"x\": [-800000, 19723.5, \"2024-01-02\", 4000000]" },
    { ASSAY_AXIS_DATETIME, "\"x\": [\"1969-12-22T17:46:40\", \"1970-01-01T05:28:43.5\", \"1970-01-01T05:28:44\", \"1970-02-16T07:06:40\"]" },
    { ASSAY_AXIS_NUMBER, "\"x\": [-800000, 19723.5, 19724, 4000000]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(AssayResult) result = assay_result_new ("a", "A"), again = NULL;
      AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "F");
      g_autofree char *text = NULL;

      assay_figure_set_x (figure, cases[i].type, ASSAY_UNIT_NONE, NULL, NULL);
      assay_figure_add_series (figure, "s", "S", ASSAY_SERIES_ACTUAL, 4, g_bytes_new_static (x, sizeof x),
                               g_bytes_new_static (y, sizeof y), NULL, NULL, NULL);
      assay_result_take_figure (result, figure);
      text = assay_result_to_json (result, NULL);
      if (strstr (text, cases[i].expected) == NULL)
        g_error ("%s is not in %s", cases[i].expected, text);
      g_assert_nonnull (strstr (text, "\"y\": [1, 0, null, 1e+300]"));
      again = assay_result_from_json (text, -1, NULL);
      g_assert_nonnull (again);
      for (int k = 0; k < 4; k++)
        g_assert_cmpfloat (assay_figure_series_x (assay_figure_get_series (assay_result_get_figure (again, 0), 0))[k], ==, x[k]);
    }
}

static void
test_unknown_keys (void)
{
  const char *text = "{\"schema\": \"assay-result/1\", \"analysis\": \"a\", \"title\": \"T\", \"later\": {\"x\": [1]},"
                     "\"metrics\": [{\"id\": \"m\", \"unit\": \"count\", \"value\": 3, \"colour\": \"red\"}]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayResult) result = assay_result_from_json (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (assay_result_find_metric (result, "m")->value, ==, 3);
  g_assert_cmpint (assay_result_get_verdict (result), ==, ASSAY_VERDICT_NONE);
}

#define HEAD "{\"schema\": \"assay-result/1\", \"analysis\": \"a\", \"title\": \"T\", "
#define FIGURE HEAD "\"figures\": [{\"id\": \"f\", \"kind\": \"series\", \"title\": \"F\", \"x\": {\"type\": \"date\", \"unit\": \"none\"}, " \
  "\"y\": {\"unit\": \"value\"}, \"series\": [{\"id\": \"s\", \"role\": \"actual\", "

static void
test_failures (void)
{
  static const struct { const char *text; int code; const char *message; } cases[] = {
    { "", ASSAY_RESULT_ERROR_SYNTAX, "Not an Assay result: the text is empty." },
    { "\xff{}", ASSAY_RESULT_ERROR_SYNTAX, "Not an Assay result: byte 0 is not UTF-8 text." },
    { "[1]", ASSAY_RESULT_ERROR_SCHEMA, "Not an Assay result: at “the top”: an object was expected" },
    { "{}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “the top”: the schema is “”; this version of Assay reads “assay-result/1”" },
    { "{\"schema\": \"assay-result/9\"}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “the top”: the schema is “assay-result/9”; this version of Assay reads “assay-result/1”" },
    { "{\"schema\": \"assay-result/1\", \"title\": \"T\"}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “analysis”: a text is needed" },
    { HEAD "\"checks\": {}}", ASSAY_RESULT_ERROR_SCHEMA, "Not an Assay result: at “checks”: a list was expected" },
    { HEAD "\"checks\": [{\"id\": \"c\", \"verdict\": \"maybe\"}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “checks[0].verdict”: “maybe” is none of pass, warn, fail, not-assessable, none" },
    { HEAD "\"checks\": [{\"id\": \"c\", \"limits\": {\"source\": \"Z\"}}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “checks[0].limits”: the source “Z” is none of S, A, C, U" },
    { HEAD "\"metrics\": [{\"id\": \"m\", \"unit\": \"count\", \"value\": \"many\"}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “metrics[0].value”: a number or null was expected" },
    { HEAD "\"metrics\": [{\"id\": \"m\", \"unit\": \"date\", \"value\": \"2024-02-30\"}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “metrics[0].value”: “2024-02-30” is no date of the form 2026-11-21" },
    { HEAD "\"tables\": [{\"id\": \"t\", \"columns\": [{\"id\": \"c\", \"type\": \"text\"}], \"rows\": [[\"a\"], [\"a\", \"b\"]]}]}",
      ASSAY_RESULT_ERROR_SCHEMA, "Not an Assay result: at “tables[0].rows[1]”: a row of 1 cells was expected" },
    { HEAD "\"tables\": [{\"id\": \"t\", \"columns\": [{\"id\": \"c\", \"type\": \"text\"}], \"rows\": [[7]]}]}",
      ASSAY_RESULT_ERROR_SCHEMA, "Not an Assay result: at “tables[0].rows[0][0]”: a text was expected" },
    { FIGURE "\"x\": [\"2024-01-01\"], \"y\": [1, 2]}]}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “figures[0].series[0].x”: 1 points where the series has 2" },
    { FIGURE "\"x\": [\"2024-01-01\"]}]}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “figures[0].series[0]”: a series needs a list “y”" },
    { FIGURE "\"y\": [1], \"role\": \"whiskers\"}]}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “figures[0].series[0]”: a series of role “whiskers” needs a list “y2”, where its intervals end" },
    { FIGURE "\"y\": [1], \"role\": \"band\", \"y2\": null}]}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “figures[0].series[0]”: a series of role “band” needs a list “y2”, where its intervals end" },
    { FIGURE "\"y\": [1], \"risk\": [\"Huge\"]}]}]}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “figures[0].series[0].risk”: “Huge” is no risk level" },
    { HEAD "\"provenance\": {\"seed\": 1.5}}", ASSAY_RESULT_ERROR_SCHEMA,
      "Not an Assay result: at “provenance.seed”: a whole number was expected" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayResult) result = assay_result_from_json (cases[i].text, -1, &error);

      g_assert_null (result);
      g_assert_error (error, ASSAY_RESULT_ERROR, cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_deep (void)
{
  g_autofree char *deep = g_strnfill (1 << 20, '[');
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayResult) result = assay_result_from_json (deep, -1, &error);

  g_assert_null (result);
  g_assert_cmpstr (error->message, ==,
                   "Not an Assay result: line 1 is nested more than 64 levels deep; a result has at most ten.");
}

/* A result cut anywhere is refused, never trusted, and never ends the program. */
static void
test_cut (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  gsize length;
  g_autofree char *text = assay_result_to_json (result, &length);

  for (gsize n = 0; n + 2 < length; n += 1 + n / 6)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayResult) cut = assay_result_from_json (text, n, &error);

      g_assert_null (cut);
      g_assert_error (error, ASSAY_RESULT_ERROR, ASSAY_RESULT_ERROR_SYNTAX);
    }
}

/* One byte garbled: read or refused with a message, both are right. */
static void
test_garbled (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  gsize length;
  g_autofree char *text = assay_result_to_json (result, &length);

  for (int i = 0; i < 60; i++)
    {
      g_autofree char *copy = g_strdup (text);
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayResult) read = NULL;

      copy[g_test_rand_int_range (0, length)] = " \"[]{}:,0x"[g_test_rand_int_range (0, 10)];
      read = assay_result_from_json (copy, -1, &error);
      g_assert_true ((read == NULL) == (error != NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result/result-json/round-trip", test_round_trip);
  g_test_add_func ("/result/result-json/values-survive", test_values_survive);
  g_test_add_func ("/result/result-json/sorted-keys", test_sorted);
  g_test_add_func ("/result/result-json/dates-are-text", test_dates_are_text);
  g_test_add_func ("/result/json/notes-of-points", test_notes_of_points);
  g_test_add_func ("/result/result-json/odd-times", test_odd_times);
  g_test_add_func ("/result/result-json/unknown-keys", test_unknown_keys);
  g_test_add_func ("/result/result-json/failures", test_failures);
  g_test_add_func ("/result/result-json/deep", test_deep);
  g_test_add_func ("/result/result-json/cut", test_cut);
  g_test_add_func ("/result/result-json/garbled", test_garbled);
  return g_test_run ();
}
