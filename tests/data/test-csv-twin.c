/* The reader against a plain parser written from the rules, and its short cut against libcsv, on random text. */
#include "table-text.h"

#include "data/csv-records.h"

#define N_COLUMNS 3

/* Characters that matter come often. */
static GString *
random_text (gboolean hostile)
{
  static const char *const wild[] = { ",", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", " ", "\t", "a", "bc", "1", "-2.5", "ü", "'", ";",
                                      "a,b,c\n", "\"x\"", "\"p,q\"", "\xff" };
  GString *text = g_string_new (NULL);
  gint n = g_test_rand_int_range (0, 200);

  for (gint i = 0; i < n; i++)
    g_string_append (text, wild[g_test_rand_int_range (0, G_N_ELEMENTS (wild) - (hostile ? 0 : 1))]);
  return text;
}

static void
split (AssayFields *fields, const GString *text, AssayDialect dialect, gboolean all_by_libcsv, GString *shown)
{
  g_autofree char *copy = g_malloc0 (text->len + 128);

  memcpy (copy, text->str, text->len);
  fields->all_by_libcsv = all_by_libcsv;
  assay_fields_split (fields, dialect, copy, text->len);
  for (gsize row = 0; row < fields->n_rows; row++)
    {
      table_append (shown, "%u:", fields->lines[row]);
      for (guint i = 0; i < fields->n_columns; i++)
        {
          const AssayField *field = &fields->fields[row * fields->n_columns + i];
          g_string_append_c (shown, '[');
          g_string_append_len (shown, copy + field->start, field->len);
          g_string_append_c (shown, ']');
        }
    }
  for (guint i = 0; i < fields->bad->len; i++)
    {
      const AssayBadRecord *bad = &g_array_index (fields->bad, AssayBadRecord, i);
      table_append (shown, " bad %u %d %u after %u", bad->line, bad->kind, bad->n_fields, bad->row);
    }
  table_append (shown, " lines %u", fields->n_lines);
}

static void
test_short_cut (void)
{
  static const AssayDialect dialects[] = { { ',', '"' }, { ';', '"' }, { '\t', '\'' }, { '|', '"' }, { ',', '\'' } };

  for (guint round = 0; round < 10000; round++)
    {
      g_autoptr(GString) text = random_text (TRUE);
      g_autoptr(GString) fast = g_string_new (NULL);
      g_autoptr(GString) slow = g_string_new (NULL);
      AssayDialect dialect = dialects[round % G_N_ELEMENTS (dialects)];
      AssayFields fields;

      assay_fields_init (&fields, N_COLUMNS);
      split (&fields, text, dialect, FALSE, fast);
      split (&fields, text, dialect, TRUE, slow);
      g_assert_cmpstr (fast->str, ==, slow->str);
      assay_fields_clear (&fields);
    }
}

/* Wherever text is cut, the pieces hold the same records as the whole. */
static void
test_cuts (void)
{
  const AssayDialect dialect = { ',', '"' };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(GString) text = random_text (FALSE);
      gsize pos = 0, n_rows = 0, n_bad = 0, n_lines = 0;
      AssayFields whole, piece;
      g_autofree char *copy = g_malloc0 (text->len + 128);

      assay_fields_init (&whole, N_COLUMNS);
      assay_fields_init (&piece, N_COLUMNS);
      memcpy (copy, text->str, text->len);
      assay_fields_split (&whole, dialect, copy, text->len);
      while (pos < text->len)
        {
          gsize len = (gsize) g_test_rand_int_range (1, 40), cut;

          len = MIN (len, text->len - pos);
          do
            cut = assay_csv_cut (dialect, text->str + pos, len, pos + len == text->len);
          while (cut == 0 && (len = MIN (len + 7, text->len - pos)) > 0);
          memset (copy, 0, text->len + 128);
          memcpy (copy, text->str + pos, cut);
          assay_fields_split (&piece, dialect, copy, cut);
          n_rows += piece.n_rows;
          n_bad += piece.bad->len;
          n_lines += piece.n_lines;
          pos += cut;
        }
      g_assert_cmpuint (n_rows, ==, whole.n_rows);
      g_assert_cmpuint (n_bad, ==, whole.bad->len);
      g_assert_cmpuint (n_lines, ==, whole.n_lines);
      assay_fields_clear (&whole);
      assay_fields_clear (&piece);
    }
}

/* RFC 4180, one character after the other. */
static GPtrArray *
parse_plainly (const char *text)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  GString *cell = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (quoted && *p == '"' && p[1] == '"')
        g_string_append_c (cell, *p++);
      else if (*p == '"')
        quoted = !quoted;
      else if (!quoted && (*p == ',' || *p == '\n'))
        {
          g_ptr_array_add (cells, g_strdup (cell->str));
          g_string_truncate (cell, 0);
        }
      else
        g_string_append_c (cell, *p);
    }
  g_string_free (cell, TRUE);
  return cells;
}

static void
append_random_cell (GString *text)
{
  static const char *const parts[] = { "a", "bb", "ü", "€", ",", "\"\"", "\n", " ", "x", "-", "7" };
  gint n = g_test_rand_int_range (1, 8);
  gboolean quoted = g_test_rand_bit ();

  if (quoted)
    g_string_append_c (text, '"');
  for (gint i = 0; i < n; i++)
    {
      const char *part = parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))];

      if (quoted || g_ascii_isalnum (*part))
        g_string_append (text, part);
    }
  g_string_append (text, quoted ? "z\"" : "z");
}

static void
test_plain_parser (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr(GString) text = g_string_new ("first,second,third\n");
      g_autoptr(GPtrArray) cells = NULL;
      g_autoptr(AssayFrame) frame = NULL;
      g_autoptr(GError) error = NULL;
      AssayReadOptions options;
      gint n_rows = g_test_rand_int_range (1, 60);

      for (gint row = 0; row < n_rows; row++)
        for (gint i = 0; i < N_COLUMNS; i++)
          {
            append_random_cell (text);
            g_string_append_c (text, i == N_COLUMNS - 1 ? '\n' : ',');
          }
      assay_read_options_init (&options);
      options.header = 1;
      options.separator = ',';
      options.quote = '"';
      cells = parse_plainly (text->str);
      frame = table_read (text->str, text->len, &options, round % 3 == 0 ? 32 : 0, 1 + round % 3, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (assay_frame_get_n_rows (frame), ==, n_rows);
      for (guint i = 0; i < (guint) n_rows * N_COLUMNS; i++)
        {
          g_autoptr(GString) cell = g_string_new (NULL);

          assay_column_append_cell (assay_frame_get_column (frame, i % N_COLUMNS), i / N_COLUMNS, cell);
          g_assert_cmpstr (cell->str, ==, cells->pdata[i + N_COLUMNS]);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/csv-twin/short-cut", test_short_cut);
  g_test_add_func ("/data/csv-twin/cuts", test_cuts);
  g_test_add_func ("/data/csv-twin/plain-parser", test_plain_parser);
  return g_test_run ();
}
