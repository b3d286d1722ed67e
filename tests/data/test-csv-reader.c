/* Reading: what is refused and how that is said, and that neither threads nor cuts change a bit. */
#include "table-text.h"

#include <errno.h>
#include <zlib.h>

#include "base/digest.h"

/* --- errors, compared in full ------------------------------------------------------------------------ */

typedef struct
{
  const char *name;
  const char *bytes;
  gsize len;
  int code;
  const char *message;
  const char *const options[5];
} ErrorCase;

static const ErrorCase errors[] = {
  { "empty", "", 0, ASSAY_DATA_ERROR_EMPTY, "t.csv is empty: there is not one byte in it." },
  { "blank", "\n \n\n", 0, ASSAY_DATA_ERROR_EMPTY, "t.csv is empty: there is no line with data in it." },
  { "png", "\x89PNG\r\n\x1a\n1234", 0, ASSAY_DATA_ERROR_READ, "t.csv is not delimited text. By its content it is a PNG picture." },
  { "zip", "PK\x03\x04zzzz", 0, ASSAY_DATA_ERROR_READ,
    "t.csv is not delimited text. By its content it is a ZIP archive or a spreadsheet (.xlsx, .ods); save the sheet as CSV." },
  { "sqlite", "SQLite format 3\0xx", 18, ASSAY_DATA_ERROR_READ,
    "t.csv is not delimited text. By its content it is an SQLite database; export a table as CSV." },
  { "pdf", "%PDF-1.4\n", 0, ASSAY_DATA_ERROR_READ, "t.csv is not delimited text. By its content it is a PDF document." },
  { "json", " {\"a\": [1, 2]}", 0, ASSAY_DATA_ERROR_READ, "t.csv is not delimited text. By its content it is JSON." },
  { "json-list", "[\n {\"a\": 1}]", 0, ASSAY_DATA_ERROR_READ, "t.csv is not delimited text. By its content it is JSON." },
  { "pickle", "\x80\x04\x95zzzz", 0, ASSAY_DATA_ERROR_READ,
    "t.csv is not delimited text. By its content it is a Python pickle; such files can run programs and are not read. Save the data as CSV." },
  { "pmml", "<?xml version='1.0'?><PMML/>", 0, ASSAY_DATA_ERROR_READ, "t.csv is not delimited text. By its content it is an XML document." },
  { "binary", "\1\2\3\4\5\6\7\1\2\3\4\5\6\7", 0, ASSAY_DATA_ERROR_READ, "t.csv is not delimited text. By its content it is binary data, not text." },
  { "field-count", "a,b\n1,2\n3\n4,5,6\n7,8\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 2 rows cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 3: 1 field was found where 2 are expected. Check separators and quotes in this line.\n"
    "line 4: 3 fields were found where 2 are expected. Check separators and quotes in this line." },
  { "word-in-numbers", "a,b\n1,2\n2,abc\n3,4\n4,5\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 3: column “b” holds “abc”, which is not a number. Mark it as a category, or name “abc” as a missing value (--missing)." },
  { "decimal-comma-among-points", "a;b\n1;2.5\n2;3.5\n3;\"1,25\"\n4;4.5\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 4: column “b” holds “1,25”, which is not a number with “.” as decimal mark and no mark between thousands. "
    "Say how numbers are written (--decimal, --thousands)." },
  { "impossible-date", "t,v\n2023-02-28,1\n2023-02-30,2\n2023-03-01,3\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 3: column “t” holds “2023-02-30”, which is no date that exists when read as YYYY-MM-DD." },
  { "not-a-date", "t,v\n2023-02-28,1\nsoon,2\n2023-03-01,3\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 3: column “t” holds “soon”, which is not a date written YYYY-MM-DD. Give the right format (--date-format), "
    "or name “soon” as a missing value (--missing)." },
  { "nul", "a,b\n1,2\n3,\0" "4\n5,6\n", 17, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 3: a NUL byte was found, which text does not hold. The file may be damaged or in another encoding (--encoding UTF-16LE)." },
  { "encoding", "a,b\n1,\xc3\xbc\n2,\xfc\n3,\xc3\xa4\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 3: bytes were found that are not UTF-8. Give the encoding of the file (--encoding WINDOWS-1252, for example)." },
  { "unclosed-quote", "a,b\n1,x\n2,\"y\n3,z\n4,w\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 3: a quote (\") that opens in this line is not closed within 64 KiB, or is closed before the end of its field. "
    "Double quotes inside a field, or say which quote is used (--quote)." },
  { "text-behind-quote", "a,b\n1,\"x\"y\n2,z\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 2: a quote (\") that opens in this line is not closed within 64 KiB, or is closed before the end of its field. "
    "Double quotes inside a field, or say which quote is used (--quote)." },
  { "lines-in-quotes-count", "a,b\n1,\"x\ny\nz\"\n2,3,4\n", 0, ASSAY_DATA_ERROR_BAD_ROWS,
    "t.csv: 1 row cannot be used, and none is allowed (--max-bad-rows).\n"
    "line 5: 3 fields were found where 2 are expected. Check separators and quotes in this line." },
  { "header-quote", "\"a,b\n1,2\n", 0, ASSAY_DATA_ERROR_FORMAT,
    "t.csv, line 1: the first record has a quote (\") that is not closed within 64 KiB, or is closed before the end of its field. "
    "Say which quote is used (--quote), or how many lines to skip (--skip)." },
  { "preamble", "Sales of 2020\na,b\n1,2\n3,4\n", 0, ASSAY_DATA_ERROR_FORMAT,
    "t.csv, line 1: 1 field was found, but most lines have 2. If the table starts further down, give the number of lines before it (--skip). "
    "If commas stand in numbers, they must be quoted, or another separator must be used (--separator)." },
  { "decimal-comma-without-quotes", "date,v\n2020-01-01,1,5\n2020-01-02,2,5\n", 0, ASSAY_DATA_ERROR_FORMAT,
    "t.csv, line 1: 2 fields were found, but most lines have 3. If the table starts further down, give the number of lines before it (--skip). "
    "If commas stand in numbers, they must be quoted, or another separator must be used (--separator)." },
  { "epoch-fits-none", "a,b\n1,2\n", 0, ASSAY_DATA_ERROR_FORMAT,
    "t.csv: no column holds whole numbers that are seconds since 1970 between 1990 and 2100, so “epoch” fits none.",
    { "date-format", "epoch" } },
  { "same-marks", "a,b\n1,2\n", 0, ASSAY_DATA_ERROR_FORMAT,
    "The decimal mark and the mark between thousands cannot both be “,”. Change --decimal or --thousands.",
    { "decimal", ",", "thousands", "," } },
};

static void
test_error (gconstpointer data)
{
  const ErrorCase *c = data;
  AssayReadOptions options;
  g_autoptr(GError) error = NULL;

  table_set_options (&options, c->options);
  g_assert_null (table_read (c->bytes, c->len > 0 ? c->len : strlen (c->bytes), &options, 0, 2, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, c->code);
  g_assert_cmpstr (error->message, ==, c->message);
  assay_read_options_clear (&options);
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-test-XXXXXX", NULL);
  g_autofree char *missing = g_build_filename (folder, "none.csv", NULL);
  g_autofree char *expected = g_strdup_printf ("“%s” cannot be opened: No such file or directory.", missing);
  g_autofree char *is_folder = g_strdup_printf ("“%s” is a folder. Name a file in it.", folder);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_csv_read (missing, NULL, 1, NULL, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ);
  g_assert_cmpstr (error->message, ==, expected);
  g_clear_error (&error);
  g_assert_null (assay_csv_read (folder, NULL, 1, NULL, NULL, &error));
  g_assert_cmpstr (error->message, ==, is_folder);
  g_rmdir (folder);
}

/* --- limits -------------------------------------------------------------------------------------------- */

static void
check_limit (GString *text, int code, const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (table_read (text->str, text->len, NULL, 0, 2, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
append_repeated (GString *text, const char *what, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append (text, what);
}

static void
test_field_limit (void)
{
  g_autoptr(GString) text = g_string_new ("a,b\n1,x\n2,");
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GError) error = NULL;

  append_repeated (text, "x", 65536);
  g_string_append (text, "\n");
  frame = table_read (text->str, text->len, NULL, 0, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_rows (frame), ==, 2);

  g_string_insert_c (text, 20, 'x');
  check_limit (text, ASSAY_DATA_ERROR_LIMIT,
               "t.csv, line 3: a field of more than 64 KiB was found. A field holds at most 65,536 bytes. "
               "Check the separator and the quote (--separator, --quote).");
}

static void
test_column_limit (void)
{
  g_autoptr(GString) text = g_string_new ("a");
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GError) error = NULL;

  append_repeated (text, ",a", 4095);
  g_string_append (text, "\n1");
  append_repeated (text, ",1", 4095);
  frame = table_read (text->str, text->len, NULL, 0, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_columns (frame), ==, 4096);

  g_string_assign (text, "a");
  append_repeated (text, ",a", 4096);
  g_string_append (text, "\n");
  check_limit (text, ASSAY_DATA_ERROR_LIMIT,
               "t.csv, line 1: 4097 fields were found, and at most 4096 columns can be read. "
               "Check the separator (--separator), or split the file by columns.");
}

static void
test_record_limit (void)
{
  g_autoptr(GString) text = g_string_new ("a,b\n1,2\n");

  append_repeated (text, "3,", 10 << 20);
  check_limit (text, ASSAY_DATA_ERROR_LIMIT,
               "t.csv: a record was found that does not end within 16 MiB, behind about line 2. Lines must end, and a field holds at most 64 KiB. "
               "Check the separator and the quote (--separator, --quote).");
  g_string_assign (text, "");
  append_repeated (text, "3,", 1 << 20);
  check_limit (text, ASSAY_DATA_ERROR_LIMIT, "t.csv: the first line does not end within 1 MiB. A field holds at most 64 KiB, and lines must end.");
}

/* A lost quote costs its line and nothing more, however large the file. */
static void
test_lost_quote (void)
{
  g_autoptr(GString) text = g_string_new ("a,b\n");
  AssayReadOptions options;
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 400000; i++)
    table_append (text, i == 200000 ? "%u,\"lost\n" : "%u,word\n", i);
  assay_read_options_init (&options);
  options.max_bad_rows = 1;
  frame = table_read (text->str, text->len, &options, 0, 2, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_rows (frame), ==, 399999);
  g_assert_cmpuint (assay_read_report_get_n_bad_of_kind (report, ASSAY_BAD_QUOTE), ==, 1);
  g_assert_cmpuint (assay_read_report_get_bad_row (report, 0)->line, ==, 200002);
  g_assert_cmpstr (assay_read_report_get_bad_row (report, 0)->found, ==, "200000,\"lost");
}

/* --- bad rows in the report ---------------------------------------------------------------------------- */

static void
test_report (void)
{
  const char text[] = "t,v,w\r\n2020-01-01,1,a\r\n2020-01-02,x,b\r\n2020-02-30,y,c\r\n2020-01-04,4\r\n2020-01-05,5,\"d\ne\"\r\n2020-01-06,6,f\tg\r\n2020-01-07,7,h\r\nlate,8,i\r\n";
  AssayReadOptions options;
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *digest = assay_digest_bytes (text, strlen (text));
  const AssayBadRow *row;

  assay_read_options_init (&options);
  options.max_bad_rows = 4;
  frame = table_read (text, strlen (text), &options, 0, 2, &report, &error);
  g_assert_no_error (error);
  shown = table_show (frame);
  g_assert_cmpstr (shown, ==, "t:date v:int64 w:text|2020-01-01,1,a|2020-01-05,5,d\ne|2020-01-06,6,f\tg|2020-01-07,7,h");
  g_assert_cmpuint (assay_read_report_get_n_rows (report), ==, 4);
  g_assert_cmpuint (assay_read_report_get_n_bad_rows (report), ==, 4);
  g_assert_cmpuint (assay_read_report_get_n_bad_of_kind (report, ASSAY_BAD_NUMBER), ==, 1);
  g_assert_cmpuint (assay_read_report_get_n_bad_of_kind (report, ASSAY_BAD_DATE), ==, 2);
  g_assert_cmpuint (assay_read_report_get_n_bad_of_kind (report, ASSAY_BAD_FIELD_COUNT), ==, 1);
  g_assert_cmpuint (assay_read_report_get_n_kept (report), ==, 4);
  row = assay_read_report_get_bad_row (report, 1);
  g_assert_cmpuint (row->line, ==, 4);
  g_assert_cmpstr (row->column, ==, "t");
  g_assert_cmpstr (row->found, ==, "2020-02-30");
  row = assay_read_report_get_bad_row (report, 2);
  g_assert_cmpuint (row->line, ==, 5);
  g_assert_null (row->column);
  g_assert_cmpstr (row->found, ==, "2020-01-04,4");
  row = assay_read_report_get_bad_row (report, 3);
  g_assert_cmpuint (row->line, ==, 10);
  g_assert_cmpstr (assay_read_report_get_sha256 (report), ==, digest);
  g_assert_cmpuint (assay_read_report_get_n_bytes (report), ==, strlen (text));
}

static void
test_many_bad_rows (void)
{
  g_autoptr(GString) text = g_string_new ("a,b\n");
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, i % 5 == 4 ? "1\n" : "1,2\n");
  g_assert_null (table_read (text->str, text->len, NULL, 0, 2, &report, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_BAD_ROWS);
  g_assert_cmpuint (assay_read_report_get_n_bad_rows (report), ==, 20000);
  g_assert_cmpuint (assay_read_report_get_n_kept (report), ==, 10000);
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 12);
  g_assert_cmpstr (lines[0], ==, "t.csv: 20000 rows cannot be used, and none is allowed (--max-bad-rows).");
  g_assert_true (g_str_has_prefix (lines[1], "line 6: "));
  g_assert_true (g_str_has_prefix (lines[10], "line 51: "));
  g_assert_cmpstr (lines[11], ==, "… and 19990 more");
}

/* --- gzip and streams ---------------------------------------------------------------------------------- */

static GByteArray *
pack (const char *text, gsize len)
{
  GByteArray *packed = g_byte_array_new ();
  z_stream z = { 0 };

  g_byte_array_set_size (packed, (guint) compressBound (len) + 64);
  g_assert_cmpint (deflateInit2 (&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  z.next_in = (Bytef *) text;
  z.avail_in = (uInt) len;
  z.next_out = packed->data;
  z.avail_out = packed->len;
  g_assert_cmpint (deflate (&z, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (packed, (guint) z.total_out);
  deflateEnd (&z);
  return packed;
}

static GString *
make_rows (guint n)
{
  GString *text = g_string_new ("id,when,what,much,note\n");

  for (guint i = 0; i < n; i++)
    table_append (text, "%u,2020-01-%02u 10:%02u,w%u,%g,%s\n", i, 1 + i % 28, i % 60, i * 7 % 13, i / 8.0,
                            i % 11 == 0 ? "\"two\nlines, \"\"quoted\"\"\"" : i % 7 == 0 ? "" : "plain");
  return text;
}

static void
test_gzip (void)
{
  g_autoptr(GString) text = make_rows (60000);
  g_autoptr(GByteArray) packed = pack (text->str, text->len);
  g_autoptr(GByteArray) second = pack ("99,2021-01-01 00:00,x,1,y\n", 26);
  g_autoptr(AssayFrame) plain = table_read (text->str, text->len, NULL, 0, 2, NULL, NULL);
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = table_read ((char *) packed->data, packed->len, NULL, 0, 2, &report, &error);
  g_autofree char *a = table_show (plain), *b = NULL, *digest = assay_digest_bytes (packed->data, packed->len);
  g_autoptr(AssayFrame) both = NULL;

  g_assert_no_error (error);
  b = table_show (frame);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (assay_read_report_get_sha256 (report), ==, digest);

  /* a second member, and zeros behind it */
  g_byte_array_append (packed, second->data, second->len);
  g_byte_array_append (packed, (const guint8 *) "\0\0\0\0", 4);
  both = table_read ((char *) packed->data, packed->len, NULL, 0, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_rows (both), ==, 60001);
}

static void
test_broken_gzip (void)
{
  g_autoptr(GString) text = make_rows (60000);
  g_autoptr(GByteArray) packed = pack (text->str, text->len);
  g_autoptr(GError) error = NULL;
  g_autofree char *expected = NULL;

  expected = g_strdup_printf ("t.csv is a gzip file that ends too early (after %u bytes). It was probably not copied or downloaded whole: get it again.",
                              packed->len - 100);
  g_assert_null (table_read ((char *) packed->data, packed->len - 100, NULL, 0, 2, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ);
  g_assert_cmpstr (error->message, ==, expected);
  g_clear_error (&error);

  packed->data[packed->len / 2] ^= 0x55;
  g_assert_null (table_read ((char *) packed->data, packed->len, NULL, 0, 2, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ);
  g_clear_error (&error);

  packed->data[packed->len / 2] ^= 0x55;
  g_byte_array_append (packed, (const guint8 *) "tail", 4);
  g_assert_null (table_read ((char *) packed->data, packed->len, NULL, 0, 2, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ);
}

static void
test_standard_input (void)
{
  g_autoptr(GString) text = make_rows (60000);
  char *path = table_write (text->str, text->len);
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayFrame) plain = assay_csv_read (path, NULL, 1, NULL, NULL, NULL);
  g_autofree char *a = table_show (plain), *b = NULL;
  int saved = dup (STDIN_FILENO);
  FILE *file = g_fopen (path, "r");

  dup2 (fileno (file), STDIN_FILENO);
  frame = assay_csv_read ("-", NULL, 2, &report, NULL, &error);
  dup2 (saved, STDIN_FILENO);
  close (saved);
  fclose (file);
  table_remove (path);
  g_assert_no_error (error);
  b = table_show (frame);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpuint (assay_read_report_get_n_bytes (report), ==, text->len);
}

/* --- threads and cuts ------------------------------------------------------------------------------------ */

static void
test_threads (void)
{
  g_autoptr(GString) text = make_rows (60000);
  g_autofree char *expected = NULL;

  for (guint n_threads = 1; n_threads <= 8; n_threads = n_threads < 3 ? n_threads + 1 : n_threads + 5)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayFrame) frame = table_read (text->str, text->len, NULL, 10000, n_threads, NULL, &error);
      g_autofree char *shown = NULL;

      g_assert_no_error (error);
      shown = table_show (frame);
      if (expected == NULL)
        expected = g_steal_pointer (&shown);
      else
        g_assert_cmpstr (shown, ==, expected);
      for (guint32 i = 0; i < 13; i++)
        {
          g_autofree char *word = g_strdup_printf ("w%u", i * 7 % 13);
          g_assert_cmpstr (assay_column_get_word (assay_frame_get_column (frame, 2), i), ==, word);
        }
    }
}

/* Pieces so small that every cut comes in the middle of something. */
static void
test_small_pieces (void)
{
  g_autoptr(GString) text = make_rows (60);
  g_autoptr(AssayFrame) whole = table_read (text->str, text->len, NULL, 0, 1, NULL, NULL);
  g_autofree char *expected = table_show (whole);

  for (gsize size = 16; size < 200; size += 3)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayFrame) frame = table_read (text->str, text->len, NULL, size, 1 + size % 3, NULL, &error);
      g_autofree char *shown = NULL;

      g_assert_no_error (error);
      shown = table_show (frame);
      g_assert_cmpstr (shown, ==, expected);
    }
}

static void
test_utf16_pieces (void)
{
  g_autoptr(GString) text = make_rows (3000);
  g_autofree char *wide = NULL;
  g_autoptr(AssayFrame) expected = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *a = NULL, *b = NULL;
  gsize len;

  g_string_append (text, "7,2020-01-01 00:00,😀,1,ä€\n");
  wide = g_convert (text->str, (gssize) text->len, "UTF-16", "UTF-8", NULL, &len, NULL);      /* with its mark */
  expected = table_read (text->str, text->len, NULL, 0, 1, NULL, NULL);
  frame = table_read (wide, len, NULL, 1000, 3, NULL, &error);
  g_assert_no_error (error);
  a = table_show (expected);
  b = table_show (frame);
  g_assert_cmpstr (a, ==, b);
}

static void
on_progress (double fraction, const char *step, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  g_autoptr(GString) text = make_rows (200000);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, on_progress, cancellable, NULL);
  char *path = table_write (text->str, text->len);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_csv_read (path, NULL, 2, NULL, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  table_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autofree char *path = g_strconcat ("/data/csv-reader/error/", errors[i].name, NULL);
      g_test_add_data_func (path, &errors[i], test_error);
    }
  g_test_add_func ("/data/csv-reader/error/files", test_files);
  g_test_add_func ("/data/csv-reader/limit/field", test_field_limit);
  g_test_add_func ("/data/csv-reader/limit/columns", test_column_limit);
  g_test_add_func ("/data/csv-reader/limit/record", test_record_limit);
  g_test_add_func ("/data/csv-reader/lost-quote", test_lost_quote);
  g_test_add_func ("/data/csv-reader/report", test_report);
  g_test_add_func ("/data/csv-reader/many-bad-rows", test_many_bad_rows);
  g_test_add_func ("/data/csv-reader/gzip", test_gzip);
  g_test_add_func ("/data/csv-reader/broken-gzip", test_broken_gzip);
  g_test_add_func ("/data/csv-reader/standard-input", test_standard_input);
  g_test_add_func ("/data/csv-reader/threads", test_threads);
  g_test_add_func ("/data/csv-reader/small-pieces", test_small_pieces);
  g_test_add_func ("/data/csv-reader/utf-16-pieces", test_utf16_pieces);
  g_test_add_func ("/data/csv-reader/cancel", test_cancel);
  return g_test_run ();
}
