#include "model/artifact/json-pull.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "model/forecaster.h"

/* Reads any text with skip() only. */
typedef struct { const char *name, *text, *message; } Case;         /* message NULL: it is JSON */

static const Case cases[] = {
  { "object", " {\"a\": [1, -2.5e3, true, false, null, \"x\\u00e9\\n\"], \"b\": {}, \"c\": [[], {\"a\": 0}]} \n", NULL },
  { "mark", "\357\273\277[1]", NULL },
  { "scalar", "0", NULL },
  { "empty", "", "m.json, line 1, column 1: the text ends, where a value (text, number, object, array, true, false or null) should stand" },
  { "blank", " \n", "m.json, line 2, column 1: the text ends, where a value (text, number, object, array, true, false or null) should stand" },
  { "comment", "{\n  // no\n}", "m.json, line 2, column 3: there is “/”, where a text in \"quotes\" should stand" },
  { "trailing comma", "[1,]", "m.json, line 1, column 4: there is “]”, where a value (text, number, object, array, true, false or null) should stand" },
  { "trailing comma in object", "{\"a\":1,}", "m.json, line 1, column 8: there is “}”, where a text in \"quotes\" should stand" },
  { "missing comma", "{\"é\": 1 \"b\": 2}", "m.json, line 1, column 9: there is “\"”, where “,” or “}” should stand" },
  { "missing colon", "{\"a\" 1}", "m.json, line 1, column 6: there is “1”, where “:” should stand" },
  { "wrong bracket", "[1}", "m.json, line 1, column 3: there is “}”, where “,” or “]” should stand" },
  { "unclosed text", "[\"a", "m.json, line 1, column 4: the text ends, where the closing quote should stand" },
  { "line break in text", "[\"a\n\"]", "m.json, line 1, column 4: there is a control character (0x0a), where the closing quote should stand" },
  { "unknown escape", "\"\\x\"", "m.json, line 1, column 3: there is “x”, where one of \" \\ / b f n r t u should stand" },
  { "short escape", "\"\\u12g4\"", "m.json, line 1, column 6: there is “g”, where a hexadecimal digit should stand" },
  { "half a pair", "\"\\ud83d\"", "m.json, line 1, column 2: half a surrogate pair stands alone" },
  { "low half", "\"\\ude00\"", "m.json, line 1, column 2: half a surrogate pair stands alone" },
  { "nul", "\"\\u0000\"", "m.json, line 1, column 2: a text holds a NUL character" },
  { "leading zero", "[01]", "m.json, line 1, column 3: there is “1”, where “,” or “]” should stand" },
  { "bare point", "[1.]", "m.json, line 1, column 4: there is “]”, where a digit should stand" },
  { "empty exponent", "1e+", "m.json, line 1, column 4: the text ends, where a digit should stand" },
  { "too large", "[1,\n 1e400]", "m.json, line 2, column 2: the number 1e400 is too large" },
  { "not a number", "[NaN]", "m.json, line 1, column 2: there is “N”, where a value (text, number, object, array, true, false or null) should stand" },
  { "half word", "nul", "m.json, line 1, column 1: there is “n”, where a value (text, number, object, array, true, false or null) should stand" },
  { "two values", "1 2", "m.json, line 1, column 3: there is “2”, where the end of the text should stand" },
  { "repeated key", "{\"a\": 1,\n \"\\u0061\": 2}", "m.json, line 2, column 2: the key “a” stands twice in one object" },
  { "key of two objects", "[{\"a\": 1}, {\"a\": 2}, {\"b\": {\"a\": 1}, \"a\": 3}]", NULL },
  { "not UTF-8", "[\"é\xff\"]", "m.json, line 1, column 4: this is not UTF-8" },
  { "stray byte", "[\xff]", "m.json, line 1, column 2: there is a byte that is not UTF-8 (0xff), where a value (text, number, object, array, true, false or null) should stand" },
};

static gboolean
read_all (const char *text, gsize length, GError **error)
{
  g_autofree char *copy = g_memdup2 (text, length + 1);    /* without room behind it, for the sanitizer */
  char *exact = g_memdup2 (copy, MAX (length, 1));
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new ("m.json", exact, length);
  gboolean is_json;

  assay_json_pull_skip (pull);
  is_json = assay_json_pull_finish (pull, error);
  g_free (exact);
  return is_json;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GError) error = NULL;
  gboolean is_json = read_all (c->text, strlen (c->text), &error);

  if (c->message == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (is_json);
      return;
    }
  g_assert_false (is_json);
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, c->message);
}

static void
test_values (void)
{
  static const char text[] = "{\"name\": \"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\", \"yes\": true, \"none\": null, \"n\": 3.0, \"big\": 9007199254740993,"
                             "\"x\": [0.1, -0, 1E2, 123456789012345678901234567890], \"i\": [1, -2, 2147483647], \"f\": [true, 0, 1, false], \"s\": [\"p\", \"\"],"
                             "\"g\": [0.1, 1e300], \"m\": [1, null]}";
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new ("m.json", text, sizeof text - 1);
  g_autoptr(GArray) x = g_array_new (FALSE, FALSE, sizeof (double)), i = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr(GArray) f = g_array_new (FALSE, FALSE, 1), g = g_array_new (FALSE, FALSE, sizeof (float)), m = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GPtrArray) s = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  gboolean yes = FALSE;
  gint64 whole;

  setlocale (LC_ALL, "de_DE.UTF-8");
  g_assert_true (assay_json_pull_object (pull));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "name");
  g_assert_cmpint (assay_json_pull_peek (pull), ==, ASSAY_JSON_TEXT);
  g_assert_cmpstr (assay_json_pull_text (pull), ==, "a\"\\/\b\f\n\r\té😀");
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "yes");
  g_assert_true (assay_json_pull_boolean (pull, &yes));
  g_assert_true (yes);
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "none");
  g_assert_true (assay_json_pull_null (pull));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "n");
  g_assert_true (assay_json_pull_integer (pull, 0, 3, &whole));
  g_assert_cmpint (whole, ==, 3);
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "big");
  g_assert_true (assay_json_pull_integer (pull, 0, G_MAXINT64, &whole));
  g_assert_cmpint (whole, ==, 9007199254740993);
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "x");
  g_assert_true (assay_json_pull_doubles (pull, x, 4));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "i");
  g_assert_true (assay_json_pull_ints (pull, i, 3));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "f");
  g_assert_true (assay_json_pull_flags (pull, f, 4));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "s");
  g_assert_true (assay_json_pull_texts (pull, s, 2));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "g");
  g_assert_true (assay_json_pull_floats (pull, g, 2));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "m");
  g_assert_true (assay_json_pull_doubles_or_null (pull, m, 2));
  g_assert_null (assay_json_pull_key (pull));
  g_assert_true (assay_json_pull_finish (pull, &error));
  g_assert_no_error (error);
  setlocale (LC_ALL, "C");

  g_assert_cmpmem (x->data, x->len * sizeof (double), ((double[]) { 0.1, -0.0, 100, 123456789012345678901234567890.0 }), 4 * sizeof (double));
  g_assert_cmpmem (i->data, i->len * sizeof (gint32), ((gint32[]) { 1, -2, 2147483647 }), 12);
  g_assert_cmpmem (f->data, f->len, ((guint8[]) { 1, 0, 1, 0 }), 4);
  g_assert_cmpmem (g->data, g->len * sizeof (float), ((float[]) { 0.1f, INFINITY }), 8);
  g_assert_cmpint (s->len, ==, 2);
  g_assert_cmpstr (s->pdata[0], ==, "p");
  g_assert_cmpint (m->len, ==, 2);
  g_assert_true (isnan (g_array_index (m, double, 1)));
}

/* One reader on one text, and what it says. */
static void
check_refusal (const char *text, void (*read) (AssayJsonPull *pull), const char *message)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new ("m.json", text, strlen (text));
  g_autoptr(GError) error = NULL;

  read (pull);
  g_assert_true (assay_json_pull_has_failed (pull));
  g_assert_false (assay_json_pull_finish (pull, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
read_three (AssayJsonPull *pull)
{
  g_autoptr(GArray) to = g_array_new (FALSE, FALSE, sizeof (double));

  g_assert_false (assay_json_pull_doubles (pull, to, 3));
}

static void
read_ints (AssayJsonPull *pull)
{
  g_autoptr(GArray) to = g_array_new (FALSE, FALSE, sizeof (gint32));

  g_assert_false (assay_json_pull_ints (pull, to, 3));
}

static void
read_flags (AssayJsonPull *pull)
{
  g_autoptr(GArray) to = g_array_new (FALSE, FALSE, 1);

  g_assert_false (assay_json_pull_flags (pull, to, 3));
}

static void
read_own (AssayJsonPull *pull)
{
  g_assert_true (assay_json_pull_object (pull));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "a");
  g_assert_true (assay_json_pull_skip (pull));
  g_assert_cmpstr (assay_json_pull_key (pull), ==, "b");
  g_assert_false (assay_json_pull_fail (pull, "the key “%s” is not known", "b"));
  g_assert_false (assay_json_pull_fail (pull, "only the first counts"));
  g_assert_null (assay_json_pull_key (pull));
  g_assert_null (assay_json_pull_text (pull));
}

static void
read_short_text (AssayJsonPull *pull)
{
  assay_json_pull_set_most_text (pull, 4096);
  g_assert_null (assay_json_pull_text (pull));
}

static void
test_refusals (void)
{
  g_autofree char *many = g_strnfill (5000, 'x'), *quoted = g_strconcat ("\"", many, "\"", NULL);

  check_refusal ("[1, 2, 3, 4]", read_three, "m.json, line 1, column 11: an array holds more than the 3 values allowed");
  check_refusal ("[1, \"2\"]", read_three, "m.json, line 1, column 5: there is “\"”, where a number should stand");
  check_refusal ("{}", read_three, "m.json, line 1, column 1: there is “{”, where an array, “[”, should stand");
  check_refusal ("[1, null]", read_three, "m.json, line 1, column 5: there is “n”, where a number should stand");
  check_refusal ("[1.5]", read_ints, "m.json, line 1, column 2: there is 1.5, where a whole number should stand");
  check_refusal ("[2147483648]", read_ints, "m.json, line 1, column 2: the number 2147483648 does not lie between -2147483648 and 2147483647");
  check_refusal ("[1e30]", read_ints, "m.json, line 1, column 2: there is 1e30, where a whole number should stand");
  check_refusal ("[2]", read_flags, "m.json, line 1, column 2: the number 2 does not lie between 0 and 1");
  check_refusal ("{\"a\": [1, {}],\n \"b\": 2}", read_own, "m.json, line 2, column 2: the key “b” is not known");
  check_refusal (quoted, read_short_text, "m.json, line 1, column 1: a text is longer than the 4 kB allowed");
}

static void
test_unfinished (void)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new ("m.json", "[1, 2]", 6);
  g_autoptr(GError) error = NULL;
  double value;

  g_assert_true (assay_json_pull_array (pull));
  g_assert_true (assay_json_pull_item (pull));
  g_assert_true (assay_json_pull_number (pull, &value));
  g_assert_false (assay_json_pull_finish (pull, &error));
  g_assert_nonnull (error);
}

static void
test_words (void)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new ("m.json", "[NaN, -Infinity, Infinity, -1]", 30);
  g_autoptr(GArray) to = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GError) error = NULL;

  assay_json_pull_allow_words (pull);
  assay_json_pull_doubles (pull, to, 4);
  g_assert_true (assay_json_pull_finish (pull, &error));
  g_assert_cmpuint (to->len, ==, 4);
  g_assert_true (isnan (g_array_index (to, double, 0)));
  g_assert_cmpfloat (g_array_index (to, double, 1), ==, -INFINITY);
  g_assert_cmpfloat (g_array_index (to, double, 2), ==, INFINITY);
  g_assert_cmpfloat (g_array_index (to, double, 3), ==, -1);
}

static char *
nest (guint depth)
{
  g_autofree char *open = g_strnfill (depth, '[');
  g_autofree char *close = g_strnfill (depth, ']');

  return g_strconcat (open, close, NULL);
}

static void
test_depth (void)
{
  g_autofree char *most = nest (64), *more = nest (65), *bomb = g_strnfill (1000000, '[');
  g_autoptr(GError) error = NULL;

  g_assert_true (read_all (most, strlen (most), NULL));
  g_assert_false (read_all (more, strlen (more), &error));
  g_assert_cmpstr (error->message, ==, "m.json, line 1, column 65: brackets are nested deeper than 64 levels");
  g_assert_false (read_all (bomb, 1000000, NULL));
}

/* Every cut of a good text is refused, and none is read past its end (the sanitizers watch). */
static void
test_cuts (void)
{
  static const char text[] = "{\"learner\": \"é😀\", \"risk\": {\"z\": [2, 3.5, 4e0]}, \"x\": [true, null, \"\\u00e9\\ud83d\\ude00\"]}";

  g_assert_true (read_all (text, sizeof text - 1, NULL));
  for (gsize length = 0; length < sizeof text - 1; length++)
    g_assert_false (read_all (text, length, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/artifact/json-pull/%s", cases[i].name);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/model/artifact/json-pull/values", test_values);
  g_test_add_func ("/model/artifact/json-pull/refusals", test_refusals);
  g_test_add_func ("/model/artifact/json-pull/unfinished", test_unfinished);
  g_test_add_func ("/model/artifact/json-pull/words", test_words);
  g_test_add_func ("/model/artifact/json-pull/depth", test_depth);
  g_test_add_func ("/model/artifact/json-pull/cuts", test_cuts);
  return g_test_run ();
}
