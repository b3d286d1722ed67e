/* The words in which a user says how a file is to be read. */
#include <glib.h>
#include <string.h>

#include "data/frame.h"
#include "data/read-options.h"

static void
test_set (void)
{
  AssayReadOptions options, copy;
  g_autoptr(GError) error = NULL;

  assay_read_options_init (&options);
  g_assert_true (assay_read_options_set (&options, "encoding", "cp1252", &error));
  g_assert_true (assay_read_options_set (&options, "separator", "tab", &error));
  g_assert_true (assay_read_options_set (&options, "quote", "'", &error));
  g_assert_true (assay_read_options_set (&options, "decimal", ",", &error));
  g_assert_true (assay_read_options_set (&options, "thousands", "space", &error));
  g_assert_true (assay_read_options_set (&options, "header", "no", &error));
  g_assert_true (assay_read_options_set (&options, "skip", "3", &error));
  g_assert_true (assay_read_options_set (&options, "date-format", "DD/MM/YYYY hh:mm", &error));
  g_assert_true (assay_read_options_set (&options, "missing", "NA,-9,", &error));
  g_assert_true (assay_read_options_set (&options, "max-bad-rows", "17", &error));
  assay_read_options_set_type (&options, "code", ASSAY_TYPE_CATEGORY);
  g_assert_no_error (error);

  assay_read_options_copy (&copy, &options);
  assay_read_options_clear (&options);
  g_assert_null (options.encoding);
  g_assert_cmpint (options.header, ==, -1);
  g_assert_cmpstr (copy.encoding, ==, "WINDOWS-1252");
  g_assert_cmpint (copy.separator, ==, '\t');
  g_assert_cmpint (copy.quote, ==, '\'');
  g_assert_cmpint (copy.decimal, ==, ',');
  g_assert_cmpint (copy.group, ==, ' ');
  g_assert_cmpint (copy.header, ==, 0);
  g_assert_cmpuint (copy.skip_rows, ==, 3);
  g_assert_cmpstr (copy.date_format, ==, "DD/MM/YYYY hh:mm");
  g_assert_cmpuint (g_strv_length (copy.missing), ==, 3);
  g_assert_cmpuint (copy.max_bad_rows, ==, 17);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (copy.types, "code")) - 1, ==, ASSAY_TYPE_CATEGORY);
  assay_read_options_clear (&copy);
}

static void
test_refused (void)
{
  static const struct { const char *name, *value, *message; } cases[] = {
    { "encoding", "EBCDIC", "“EBCDIC” cannot be used for --encoding. Possible is: UTF-8, WINDOWS-1252, UTF-16LE, UTF-16BE" },
    { "separator", "x", "“x” cannot be used for --separator. Possible is: , ; tab |" },
    { "quote", "`", "“`” cannot be used for --quote. Possible is: \" '" },
    { "decimal", ";", "“;” cannot be used for --decimal. Possible is: . ," },
    { "thousands", "x", "“x” cannot be used for --thousands. Possible is: . , ' space none" },
    { "header", "maybe", "“maybe” cannot be used for --header. Possible is: yes no" },
    { "skip", "-1", "“-1” cannot be used for --skip. Possible is: a whole number, 0 or more" },
    { "max-bad-rows", "many", "“many” cannot be used for --max-bad-rows. Possible is: a whole number, 0 or more" },
    { "date-format", "DMY",
      "“DMY” cannot be used for --date-format. Possible is: YYYY-MM-DD, DD.MM.YYYY, DD/MM/YYYY, MM/DD/YYYY (each also with “ hh:mm:ss”), epoch, integer" },
    { "colour", "red", "There is no reading option “colour”." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AssayReadOptions options;
      g_autoptr(GError) error = NULL;

      assay_read_options_init (&options);
      g_assert_false (assay_read_options_set (&options, cases[i].name, cases[i].value, &error));
      g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      assay_read_options_clear (&options);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/read-options/set", test_set);
  g_test_add_func ("/data/read-options/refused", test_refused);
  return g_test_run ();
}
