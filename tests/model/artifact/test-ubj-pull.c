#include "model/artifact/json-pull.h"

#include <math.h>
#include <string.h>

#include "model/forecaster.h"

typedef struct { const char *name, *bytes; gsize n; const char *message; } Case;         /* message NULL: it can be read */
#define BYTES(text) text, sizeof (text) - 1

static const Case cases[] = {
  { "object", BYTES ("{L\0\0\0\0\0\0\0\001aU\005i\001b[TFZN]U\001c{}}"), NULL },
  { "typed", BYTES ("[$d#L\0\0\0\0\0\0\0\002\077\200\0\0\300\0\0\0"), NULL },
  { "counted", BYTES ("[#i\002SU\001xL\377\377\377\377\377\377\377\377"), NULL },
  { "empty", BYTES (""), "m.ubj, byte 0: the file ends, where a value (text, number, object, array, true, false or null) should stand" },
  { "unknown marker", BYTES ("[H]"), "m.ubj, byte 1: there is the marker “H”, where a value (text, number, object, array, true, false or null) should stand" },
  { "unknown byte", BYTES ("[\001]"), "m.ubj, byte 1: there is the byte 0x01, where a value (text, number, object, array, true, false or null) should stand" },
  { "no length", BYTES ("{S"), "m.ubj, byte 1: there is the marker “S”, where a length should stand" },
  { "typed object", BYTES ("{$i#i\001"), "m.ubj, byte 1: there is the marker “$”, where a length should stand" },
  { "short number", BYTES ("[l\0\0"), "m.ubj, byte 4: the file ends, where a number should stand" },
  { "short length", BYTES ("SL\0"), "m.ubj, byte 3: the file ends, where a length should stand" },
  { "long text", BYTES ("SL\177\377\377\377\377\377\377\377x"), "m.ubj, byte 1: a length reaches beyond the end of the file" },
  { "negative length", BYTES ("Si\377x"), "m.ubj, byte 1: a length reaches beyond the end of the file" },
  { "long array", BYTES ("[$L#L\040\0\0\0\0\0\0\001xxxxxxxx"), "m.ubj, byte 4: a length reaches beyond the end of the file" },
  { "too many", BYTES ("[#U\004TT"), "m.ubj, byte 2: a length reaches beyond the end of the file" },
  { "weightless", BYTES ("[$T#L\177\377\377\377\377\377\377\377"), "m.ubj, byte 2: there is the marker “T”, where a type of number should stand" },
  { "type without count", BYTES ("[$ixx"), "m.ubj, byte 3: there is the marker “x”, where the sign “#” of a count should stand" },
  { "not UTF-8", BYTES ("SU\002a\377"), "m.ubj, byte 4: this is not UTF-8" },
  { "nul", BYTES ("SU\002a\0"), "m.ubj, byte 4: this is not UTF-8" },
  { "not finite", BYTES ("[d\177\200\0\0]"), "m.ubj, byte 1: a number is not finite" },
  { "repeated key", BYTES ("{U\001aTU\001aT}"), "m.ubj, byte 5: the key “a” stands twice in one object" },
  { "open array", BYTES ("[T"), "m.ubj, byte 2: the file ends, where “]” should stand" },
  { "open object", BYTES ("{U\001aT"), "m.ubj, byte 5: the file ends, where “}” should stand" },
  { "more behind", BYTES ("TT"), "m.ubj, byte 1: there is the marker “T”, where the end of the text should stand" },
};

static gboolean
read_all (const char *bytes, gsize n, GError **error)
{
  g_autofree char *exact = g_memdup2 (bytes, n);
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new_ubj ("m.ubj", exact, n);

  assay_json_pull_skip (pull);
  return assay_json_pull_finish (pull, error);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GError) error = NULL;
  gboolean is_read = read_all (c->bytes, c->n, &error);

  if (c->message == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (is_read);
      for (gsize n = 0; n < c->n; n++)
        g_assert_false (read_all (c->bytes, n, NULL));
      return;
    }
  g_assert_false (is_read);
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, c->message);
}

static void
check_numbers (const char *bytes, gsize n, const double *expected, gsize n_expected)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new_ubj ("m.ubj", bytes, n);
  g_autoptr(GArray) to = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GError) error = NULL;

  assay_json_pull_allow_words (pull);
  assay_json_pull_doubles (pull, to, 100);
  assay_json_pull_finish (pull, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (to->data, to->len * sizeof (double), expected, n_expected * sizeof (double));
}

static void
test_numbers (void)
{
  check_numbers (BYTES ("[i\377U\377I\377\376l\377\377\377\375L\001\0\0\0\0\0\0\0d\277\200\0\0D\077\271\231\231\231\231\231\232d\377\200\0\0]"),
                 (double[]) { -1, 255, -2, -3, 72057594037927936.0, -1, 0.1, -INFINITY }, 8);
  check_numbers (BYTES ("[$i#U\003\001\200\377"), (double[]) { 1, -128, -1 }, 3);
  check_numbers (BYTES ("[$U#U\002\001\200"), (double[]) { 1, 128 }, 2);
  check_numbers (BYTES ("[$I#U\001\200\0"), (double[]) { -32768 }, 1);
  check_numbers (BYTES ("[$l#U\001\200\0\0\0"), (double[]) { -2147483648.0 }, 1);
  check_numbers (BYTES ("[$D#U\001\100\0\0\0\0\0\0\0"), (double[]) { 2 }, 1);
  check_numbers (BYTES ("[$d#U\0"), NULL, 0);
}

static void
test_integers (void)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new_ubj ("m.ubj", BYTES ("[U\001d\100\0\0\0d\077\0\0\0]"));
  g_autoptr(GArray) to = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr(GError) error = NULL;

  g_assert_false (assay_json_pull_ints (pull, to, 3));
  g_assert_cmpmem (to->data, to->len * 4, ((gint32[]) { 1, 2 }), 8);
  g_assert_false (assay_json_pull_finish (pull, &error));
  g_assert_cmpstr (error->message, ==, "m.ubj, byte 8: there is 0.5, where a whole number should stand");
}

static void
test_depth (void)
{
  g_autofree char *bomb = g_strnfill (1000000, '[');
  g_autoptr(GError) error = NULL;

  g_assert_false (read_all (bomb, 1000000, &error));
  g_assert_cmpstr (error->message, ==, "m.ubj, byte 64: brackets are nested deeper than 64 levels");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/artifact/ubj-pull/%s", cases[i].name);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/model/artifact/ubj-pull/numbers", test_numbers);
  g_test_add_func ("/model/artifact/ubj-pull/integers", test_integers);
  g_test_add_func ("/model/artifact/ubj-pull/depth", test_depth);
  return g_test_run ();
}
