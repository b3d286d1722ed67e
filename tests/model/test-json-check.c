#include "model/json-check.h"

#include <string.h>

typedef struct
{
  const char *name, *text, *message;      /* message NULL: it is JSON */
  AssayJsonError code;
} Case;

static const Case cases[] = {
  { "object", " {\"a\": [1, -2.5e3, true, false, null, \"x\\u00e9\\n\"], \"b\": {}} \n", NULL, 0 },
  { "scalar", "0", NULL, 0 },
  { "empty", "", "line 1, column 1: the text ends, where a value should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "blank", " \n", "line 2, column 1: the text ends, where a value should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "comment", "{\n  // no\n}", "line 2, column 3: there is “/”, where a text in \"quotes\" should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "trailing comma", "[1,]", "line 1, column 4: there is “]”, where a value (text, number, object, array, true, false or null) should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "missing comma", "{\"é\": 1 \"b\": 2}", "line 1, column 9: there is “\"”, where “,” or “}” should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "missing colon", "{\"a\" 1}", "line 1, column 6: there is “1”, where “:” should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "single quotes", "{'a': 1}", "line 1, column 2: there is “'”, where a text in \"quotes\" should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "unclosed text", "[\"a", "line 1, column 4: the text ends, where the closing quote should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "line break in text", "[\"a\n\"]", "line 1, column 4: there is a control character (0x0a), where the closing quote should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "unknown escape", "\"\\x\"", "line 1, column 3: there is “x”, where one of \" \\ / b f n r t u should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "short escape", "\"\\u12g4\"", "line 1, column 6: there is “g”, where a hexadecimal digit should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "leading zero", "[01]", "line 1, column 3: there is “1”, where “,” or “]” should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "bare point", "[1.]", "line 1, column 4: there is “]”, where a digit should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "empty exponent", "1e+", "line 1, column 4: the text ends, where a digit should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "not a number", "[NaN]", "line 1, column 2: there is “N”, where a value (text, number, object, array, true, false or null) should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "half word", "nul", "line 1, column 1: there is “n”, where a value (text, number, object, array, true, false or null) should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "two values", "1 2", "line 1, column 3: there is “2”, where the end of the text should stand", ASSAY_JSON_ERROR_SYNTAX },
  { "repeated key", "{\"a\": 1,\n \"a\": 2}", "line 2, column 2: the key “a” stands twice in one object", ASSAY_JSON_ERROR_REPEATED_KEY },
  { "not UTF-8", "[\"\xff\"]", "line 1, column 3: this is not UTF-8", ASSAY_JSON_ERROR_ENCODING },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GError) error = NULL;
  gboolean is_json = assay_json_check (c->text, strlen (c->text), &error);

  if (c->message == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (is_json);
      return;
    }
  g_assert_false (is_json);
  g_assert_error (error, ASSAY_JSON_ERROR, (int) c->code);
  g_assert_cmpstr (error->message, ==, c->message);
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

  g_assert_true (assay_json_check (most, strlen (most), NULL));
  g_assert_false (assay_json_check (more, strlen (more), &error));
  g_assert_error (error, ASSAY_JSON_ERROR, ASSAY_JSON_ERROR_DEPTH);
  g_assert_cmpstr (error->message, ==, "line 1, column 65: brackets are nested deeper than 64 levels");
  g_assert_false (assay_json_check (bomb, 1000000, NULL));
}

static void
test_nul (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (assay_json_check ("[1]\0", 4, &error));
  g_assert_cmpstr (error->message, ==, "line 1, column 4: there is a NUL byte");
}

/* Every cut of a good text is refused, and none is read past its end (the sanitizers watch). */
static void
test_cuts (void)
{
  static const char text[] = "{\"schema\": \"assay-policy/1\", \"risk\": {\"z\": [2, 3.5, 4e0]}, \"x\": [true, null, \"\\u00e9\"]}";

  for (gsize length = 0; length < sizeof text - 1; length++)
    {
      g_autofree char *cut = g_memdup2 (text, MAX (length, 1));
      g_assert_false (assay_json_check (cut, length, NULL));
    }
}

static void
test_mend (void)
{
  g_autofree char *text = g_strdup ("{\"1e+20.0\": [1e+20.0, -1e-22.0, 1.5e+300, 10.0, 0.0, 2], \"a\\\"1e+20.0\": \"\\\\\", \"b\": 1e+17.0, \"c\": true}");

  g_assert_cmpuint (assay_json_mend_numbers (text), ==, strlen (text));
  g_assert_cmpstr (text, ==, "{\"1e+20.0\": [1e+20, -1e-22, 1.5e+300, 10.0, 0.0, 2], \"a\\\"1e+20.0\": \"\\\\\", \"b\": 1e+17, \"c\": true}");
  g_assert_true (assay_json_check (text, strlen (text), NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/json-check/%s", cases[i].name);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/model/json-check/depth", test_depth);
  g_test_add_func ("/model/json-check/nul", test_nul);
  g_test_add_func ("/model/json-check/cuts", test_cuts);
  g_test_add_func ("/model/json-check/mend", test_mend);
  return g_test_run ();
}
