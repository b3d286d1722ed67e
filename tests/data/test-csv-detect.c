/* What the reader makes of files, and what it asks instead of guessing. */
#include "table-text.h"

typedef struct
{
  const char *name;
  const char *bytes;
  gsize len;                    /* 0: up to the NUL */
  const char *shown;            /* see table_show; NULL: it asks */
  const char *settings;         /* "separator=; decimal=," … that must be reported; NULL: not looked at */
  const char *question;         /* "decimal . ," */
  const char *const options[7];
} Case;

static const Case cases[] = {
  { "comma", "a,b\n1,2\n3,4\n", 0, "a:int64 b:int64|1,2|3,4", "separator=, quote=\" decimal=. thousands=none header=yes encoding=UTF-8" },
  { "tab", "a\tb\n1\t2.5\n", 0, "a:int64 b:double|1,2.5", "separator=tab" },
  { "pipe", "a|b\n1|x\n", 0, "a:int64 b:category|1,x", "separator=|" },
  { "semicolon-decimal-comma", "d;v\n2020-01-01;1,5\n2020-01-02;2,25\n", 0, "d:date v:double|2020-01-01,1.5|2020-01-02,2.25", "separator=; decimal=," },
  { "quoted-decimal-comma", "a,b\n\"1,5\",\"2,5\"\n\"1,75\",\"3\"\n", 0, "a:double b:double|1.5,2.5|1.75,3", "separator=, decimal=," },
  { "german", "d;v\n31.12.2020;1.234,56\n01.01.2021;-999,5\n", 0, "d:date v:double|2020-12-31,1234.56|2021-01-01,-999.5",
    "decimal=, thousands=. date-format/d=DD.MM.YYYY" },
  { "english-thousands", "v;w\n1,234.5;1\n12,345,678.25;2\n", 0, "v:double w:int64|1234.5,1|12345678.25,2", "decimal=. thousands=," },
  { "swiss-thousands", "v;w\n1'234.5;1\n2'000;2\n", 0, "v:double w:int64|1234.5,1|2000,2", "thousands='" },
  { "space-thousands", "v;w\n1 234,5;1\n2 000;2\n", 0, "v:double w:int64|1234.5,1|2000,2", "decimal=, thousands=space" },
  { "thousands-twice-are-no-question", "v;w\n1.234.567;1\n2.345;2\n", 0, "v:int64 w:int64|1234567,1|2345,2", "decimal=, thousands=." },
  { "bom", "\xef\xbb\xbf" "a,b\n1,2\n", 0, "a:int64 b:int64|1,2", "encoding=UTF-8" },
  { "latin", "n;v\nM\xfcller \x80;1\n", 0, "n:category v:int64|Müller €,1", "encoding=WINDOWS-1252" },
  { "utf-8", "n;v\nMüller €;1\n", 0, "n:category v:int64|Müller €,1", "encoding=UTF-8" },
  { "utf-16le", "\xff\xfe" "a\0,\0b\0\n\0" "1\0,\0\xfc\0\n\0", 18, "a:int64 b:category|1,ü", "encoding=UTF-16LE" },
  { "utf-16be", "\xfe\xff\0a\0,\0b\0\n\0" "1\0,\x20\xac\0\n", 18, "a:int64 b:category|1,€", "encoding=UTF-16BE" },
  { "utf-16-without-mark", "a\0,\0b\0\n\0" "1\0,\0" "2\0\n\0", 16, "a:int64 b:int64|1,2", "encoding=UTF-16LE" },
  { "single-quote", "id,name\n1,'a'\n2,'b,c'\n3,'it''s'\n", 0, "id:int64 name:text|1,a|2,b,c|3,it's", "quote='" },
  { "apostrophe", "id,name\n1,'tis\n2,x\n", 0, "id:int64 name:text|1,'tis|2,x", "quote=\"" },
  { "quote-inside-field", "id,name\n1,5\" pipe\n2,x\n", 0, "id:int64 name:text|1,5\" pipe|2,x" },
  { "old-mac-lines", "a,b\r1,2\r3,4\r", 0, "a:int64 b:int64|1,2|3,4" },
  { "crlf", "a,b\r\n1,2\r\n3,4", 0, "a:int64 b:int64|1,2|3,4" },
  { "no-header", "1,2\n3,4\n", 0, "column 1:int64 column 2:int64|1,2|3,4", "header=no" },
  { "no-header-dates", "01.02.2020;5\n02.02.2020;6\n", 0, "column 1:date column 2:int64|2020-02-01,5|2020-02-02,6", "header=no" },
  { "words-only", "city,land\nBonn,DE\nLyon,FR\n", 0, "city:text land:text|Bonn,DE|Lyon,FR", "header=yes" },
  { "words-that-recur", "x,y\nx,z\n", 0, "column 1:category column 2:text|x,y|x,z", "header=no" },
  { "unnamed-first", ",v\n0,5\n1,6\n", 0, "column 1:int64 v:int64|0,5|1,6", "header=yes" },
  { "same-names", "v,v,v\n1,2,3\n", 0, "v:int64 v (2):int64 v (3):int64|1,2,3" },
  { "part-numbers-as-names", "month,1001,1002\n1998-01,0,3\n1998-02,1,2\n", 0, "month:date 1001:int64 1002:int64|1998-01-01,0,3|1998-02-01,1,2" },
  { "header-only", "a,b\n", 0, "a:double b:double" },
  { "one-column", "v\n1\n2\n", 0, "v:int64|1|2" },
  { "one-column-quoted-empty", "v\n1\n\"\"\n\n2\n", 0, "v:int64|1|~|2" },
  { "time-of-day", "t,v\n2020-01-01 05:30,1\n2020-01-01T06:00:30.25Z,2\n", 0, "t:datetime v:int64|2020-01-01T05:30:00,1|2020-01-01T06:00:30.25,2" },
  { "date-and-time-mixed", "t,v\n2020-01-01,1\n2020-01-02 06:00,2\n", 0, "t:datetime v:int64|2020-01-01T00:00:00,1|2020-01-02T06:00:00,2" },
  { "day-first", "t,v\n03/04/2020,1\n13/04/2020,2\n", 0, "t:date v:int64|2020-04-03,1|2020-04-13,2", "date-format/t=DD/MM/YYYY" },
  { "month-first", "t,v\n03/04/2020,1\n03/14/2020,2\n", 0, "t:date v:int64|2020-03-04,1|2020-03-14,2", "date-format/t=MM/DD/YYYY" },
  { "slash-iso", "t,v\n2020/04/03,1\n", 0, "t:date v:int64|2020-04-03,1", "date-format/t=YYYY/MM/DD" },
  { "day-or-month", "t,v\n03/04/2020,1\n05/06/2020,2\n", 0, NULL, NULL, "date-format DD/MM/YYYY MM/DD/YYYY" },
  { "day-or-month-dashes", "t,v\n03-04-2020,1\n05-06-2020,2\n", 0, NULL, NULL, "date-format DD-MM-YYYY MM-DD-YYYY" },
  { "day-or-month-given", "t,v\n03/04/2020,1\n05/06/2020,2\n", 0, "t:date v:int64|2020-03-04,1|2020-05-06,2", "date-format/t=MM/DD/YYYY!", NULL,
    { "date-format", "MM/DD/YYYY" } },
  { "given-format-leaves-iso", "a,b\n03/04/2020,2020-01-02\n", 0, "a:date b:date|2020-04-03,2020-01-02", "date-format/b=YYYY-MM-DD", NULL,
    { "date-format", "DD/MM/YYYY" } },
  { "point-or-thousands", "d,v\n2020-01-01,1.234\n2020-01-02,23.456\n", 0, NULL, NULL, "decimal . ," },
  { "comma-or-thousands", "d;v\n2020-01-01;1,234\n2020-01-02;12,345\n", 0, NULL, NULL, "decimal . ," },
  { "whole-numbers-settle-nothing", "n;v\n12345;2.125\n7;3.250\n", 0, NULL, NULL, "decimal . ," },
  { "zero-settles", "d,v\n2020-01-01,1.234\n2020-01-02,0.456\n", 0, "d:date v:double|2020-01-01,1.234|2020-01-02,0.456", "decimal=." },
  { "two-digits-settle", "v;w\n1,234;1\n1,25;2\n", 0, "v:double w:int64|1.234,1|1.25,2", "decimal=," },
  { "four-before-settle", "v;w\n1.234;1\n1234.567;2\n", 0, "v:double w:int64|1.234,1|1234.567,2", "decimal=." },
  { "other-column-settles", "v;w\n1.234;0,5\n2.345;0,75\n", 0, "v:int64 w:double|1234,0.5|2345,0.75", "decimal=, thousands=." },
  { "point-given", "v;w\n1.234;1\n", 0, "v:double w:int64|1.234,1", "decimal=.!", NULL, { "decimal", "." } },
  { "comma-given", "v;w\n1.234;1\n", 0, "v:int64 w:int64|1234,1", "decimal=,! thousands=.", NULL, { "decimal", "," } },
  { "thousands-given", "v;w\n1.234;1\n", 0, "v:int64 w:int64|1234,1", "thousands=.!", NULL, { "thousands", "." } },
  { "no-thousands-given", "v;w\n1.234;1\n", 0, "v:double w:int64|1.234,1", "thousands=none!", NULL, { "thousands", "none" } },
  { "two-marks", "v;w\n1.5;2,5\n2.5;3,5\n", 0, NULL, NULL, "decimal . ," },
  { "seconds-asked", "timestamp,v\n1417000000,1\n1417000060,2\n", 0, NULL, NULL, "date-format epoch integer" },
  { "seconds-given", "timestamp,v\n1417000000,1\n1417000060,2\n", 0, "timestamp:datetime v:int64|2014-11-26T11:06:40,1|2014-11-26T11:07:40,2", NULL, NULL,
    { "date-format", "epoch" } },
  { "milliseconds-given", "timestamp,v\n1417000000500,1\n", 0, "timestamp:datetime v:int64|2014-11-26T11:06:40.5,1", NULL, NULL, { "date-format", "epoch" } },
  { "seconds-are-numbers", "timestamp,v\n1417000000,1\n", 0, "timestamp:int64 v:int64|1417000000,1", NULL, NULL, { "date-format", "integer" } },
  { "seconds-unnamed", "n,v\n1417000000,1\n", 0, "n:int64 v:int64|1417000000,1" },
  { "seconds-beside-a-date", "timestamp,d\n1417000000,2014-11-26\n", 0, "timestamp:int64 d:date|1417000000,2014-11-26" },
  { "missing-words", "a,b,c\n1,2020-01-01,NA\nNA,null,x\n-,.,y\n3,,NA\n", 0,
    "a:int64 b:date c:text|1,2020-01-01,NA|~,~,x|~,~,y|3,~,NA", "missing=NA,null,.,-" },
  { "missing-given", "a,b\n-9,x\n1,-9\n", 0, "a:int64 b:category|~,x|1,~", "missing=-9!", NULL, { "missing", "-9" } },
  { "missing-none", "a,b\nNA,1\nNA,2\n", 0, "a:category b:int64|NA,1|NA,2", NULL, NULL, { "missing", "" } },
  { "nothing-but-missing", "a,b\nNA,1\n,2\n", 0, "a:double b:int64|~,1|~,2" },
  { "leading-zeros", "code,v\n00123,1\n00456,2\n00123,3\n", 0, "code:category v:int64|00123,1|00456,2|00123,3" },
  { "too-many-digits", "id,v\n12345678901234567890,1\n2,2\n", 0, "id:text v:int64|12345678901234567890,1|2,2" },
  { "sixteen-digits-and-fractions", "id,v\n9007199254740993,1\n1.5,2\n", 0, "id:text v:int64|9007199254740993,1|1.5,2" },
  { "sixteen-digits", "id,v\n9007199254740993,1\n", 0, "id:int64 v:int64|9007199254740993,1" },
  { "smallest-64-bit", "id,v\n-9223372036854775808,1\n", 0, "id:double v:int64|-9.223372036854776e+18,1" },
  { "booleans", "a,b\nTrue,1\nFalse,2\nTrue,3\n", 0, "a:category b:int64|True,1|False,2|True,3" },
  { "exponents", "a;b\n1e5;1E-3\n-2.5e+2;.5\n", 0, "a:double b:double|100000,0.001|-250,0.5" },
  { "spaces-around", "a , b\n 1 , x y \n2,\" z \"\n", 0, "a:int64 b:text|1,x y|2, z " },
  { "offset-times-stay-text", "t,v\n2020-01-01T00:00:00+02:00,1\n", 0, "t:category v:int64|2020-01-01T00:00:00+02:00,1" },
  { "skip", "some report\n\na;b\n1;2\n", 0, "a:int64 b:int64|1,2", NULL, NULL, { "skip", "2" } },
  { "all-given", "1;2\n", 0, "column 1:int64 column 2:int64|1,2", "separator=;! quote='! header=no! encoding=UTF-8!", NULL,
    { "separator", ";", "quote", "'", "header", "no" } },
  { "header-given", "1;2\n3;4\n", 0, "1:int64 2:int64|3,4", "header=yes!", NULL, { "header", "yes" } },
  { "few-bad-cells-keep-the-type", "a,b\n1,x\n2,y\n", 0, "a:int64 b:text|1,x|2,y" },
  { "mixed-ids-are-words", "ticket,v\nA1,1\n17,2\nB2,3\n18,4\n", 0, "ticket:text v:int64|A1,1|17,2|B2,3|18,4" },
};

static void
check_settings (const AssayReadReport *report, const char *expected)
{
  g_auto(GStrv) items = g_strsplit (expected, " ", -1);

  for (char **item = items; *item != NULL; item++)
    {
      g_auto(GStrv) parts = g_strsplit (*item, "=", 2);
      g_auto(GStrv) name = g_strsplit (parts[0], "/", 2);
      gsize len = strlen (parts[1]);
      gboolean given = len > 1 && parts[1][len - 1] == '!';
      const AssayReadSetting *setting = assay_read_report_find_setting (report, name[0], name[1]);

      if (strcmp (*item, "encoding=UTF-8!") == 0)
        continue;
      if (given)
        parts[1][len - 1] = '\0';
      g_assert_nonnull (setting);
      g_assert_cmpstr (setting->value, ==, parts[1]);
      g_assert_cmpint (setting->given, ==, given);
    }
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  AssayReadOptions options;

  table_set_options (&options, c->options);
  frame = table_read (c->bytes, c->len > 0 ? c->len : strlen (c->bytes), &options, 0, 2, &report, &error);
  assay_read_options_clear (&options);
  if (c->shown != NULL)
    {
      g_autofree char *shown = NULL;

      g_assert_no_error (error);
      shown = table_show (frame);
      g_assert_cmpstr (shown, ==, c->shown);
      if (c->settings != NULL)
        check_settings (report, c->settings);
      return;
    }

  const AssayReadQuestion *question;
  g_autofree char *asked = NULL;
  g_autofree char *option = NULL;

  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_AMBIGUOUS);
  g_assert_nonnull (report);
  g_assert_cmpuint (assay_read_report_get_n_questions (report), ==, 1);
  question = assay_read_report_get_question (report, 0);
  asked = g_strdup_printf ("%s %s %s", question->setting, question->values[0], question->values[1]);
  g_assert_cmpstr (asked, ==, c->question);
  g_assert_cmpuint (g_strv_length (question->meanings), ==, 2);
  g_assert_cmpstr (question->meanings[0], !=, question->meanings[1]);
  option = g_strdup_printf ("--%s %s or --%s %s", question->setting, question->values[0], question->setting, question->values[1]);
  g_assert_nonnull (strstr (error->message, option));
}

static void
test_question_text (void)
{
  const char text[] = "d;v\n03/04/2020;1.234\n05/06/2020;2.345\n";
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (table_read (text, strlen (text), NULL, 0, 1, &report, &error));
  g_assert_cmpstr (error->message, ==,
                   "t.csv can be read in more than one way.\n"
                   "In column “v”, does 1.234 use a decimal mark or a mark between thousands? Say which: --decimal . or --decimal ,\n"
                   "Is 03/04/2020 in column “d” 3 April 2020 or 4 March 2020? Say which: --date-format DD/MM/YYYY or --date-format MM/DD/YYYY");
  g_assert_cmpstr (assay_read_report_get_question (report, 0)->meanings[0], ==, "1.234 (. is the decimal mark)");
  g_assert_cmpstr (assay_read_report_get_question (report, 0)->meanings[1], ==, "1234 (, is the decimal mark)");
  g_assert_cmpstr (assay_read_report_get_question (report, 1)->meanings[1], ==, "4 March 2020");
}

/* Detection sees the middle and the end of a file, not only its first MiB. */
static void
test_middle_and_end (void)
{
  g_autoptr(GString) text = g_string_new ("id,when,late,code\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  gsize n = 0;

  for (; text->len < 3 << 20; n++)
    table_append (text, "%" G_GSIZE_FORMAT ",0%u/0%u/2020,%s,%s\n", n, text->len > 2 << 20 ? 9 : 1, 1 + (guint) (n % 9),
                            text->len > 2 << 20 ? "0.5" : "", text->len > 2 << 20 ? "0070" : "70");
  g_string_append (text, "7,28/02/2020,1.25,1\n");
  frame = table_read (text->str, text->len, NULL, 0, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_rows (frame), ==, n + 1);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 1)), ==, ASSAY_TYPE_DATE);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 2)), ==, ASSAY_TYPE_DOUBLE);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 3)), ==, ASSAY_TYPE_CATEGORY);
}

/* What the samples did not show must not be lost: the columns widen, or the load fails. */
static void
append_long (GString *text, const char *line, gsize size)
{
  for (gsize start = text->len; text->len < start + size;)
    g_string_append (text, line);
}

static void
check_widening (const char *usual, const char *late, AssayType type, const char *cell, int code)
{
  g_autoptr(GString) text = g_string_new ("a,b\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GString) shown = g_string_new (NULL);
  gsize n = 0;

  append_long (text, usual, 2 << 20);
  n = text->len;
  g_string_append (text, late);
  append_long (text, usual, 4 << 20);
  frame = table_read (text->str, text->len, NULL, 0, 2, NULL, &error);
  if (cell == NULL)
    {
      g_assert_error (error, ASSAY_DATA_ERROR, code);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 0)), ==, type);
  assay_column_append_cell (assay_frame_get_column (frame, 0), (n - 4) / strlen (usual), shown);
  g_assert_cmpstr (shown->str, ==, cell);
  g_string_truncate (shown, 0);
  assay_column_append_cell (assay_frame_get_column (frame, 0), assay_frame_get_n_rows (frame) - 1, shown);
  g_assert_cmpint (shown->str[0], ==, usual[0] == ',' ? '\0' : usual[0]);
}

static void
test_widening (void)
{
  check_widening ("1,x\n", "1.5,x\n", ASSAY_TYPE_DOUBLE, "1.5", 0);
  check_widening ("1,x\n", "1e3,x\n", ASSAY_TYPE_DOUBLE, "1000", 0);
  check_widening ("2020-01-01,x\n", "2020-01-02 03:04,x\n", ASSAY_TYPE_DATETIME, "2020-01-02T03:04:00", 0);
  check_widening ("1,x\n", "1.234,x\n", 0, NULL, ASSAY_DATA_ERROR_AMBIGUOUS);
  check_widening ("9007199254740993,x\n", "1.5,x\n", 0, NULL, ASSAY_DATA_ERROR_FORMAT);
  check_widening ("1,x\n", "word,x\n", 0, NULL, ASSAY_DATA_ERROR_BAD_ROWS);
  check_widening ("1,x\n", "007,x\n", 0, NULL, ASSAY_DATA_ERROR_BAD_ROWS);
  check_widening ("1,x\n", "99999999999999999999,x\n", 0, NULL, ASSAY_DATA_ERROR_BAD_ROWS);
  check_widening (",x\n", "", ASSAY_TYPE_DOUBLE, "", 0);
}

static void
test_late_types (void)
{
  g_autoptr(GString) text = g_string_new ("a,b,c\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;

  append_long (text, ",x,\n", 2 << 20);
  for (guint i = 0; i < 10; i++)
    table_append (text, "%u.5,x,w%u\n", i % 3, i % 2);
  append_long (text, ",x,\n", 4 << 20);
  frame = table_read (text->str, text->len, NULL, 0, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 0)), ==, ASSAY_TYPE_DOUBLE);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 2)), ==, ASSAY_TYPE_CATEGORY);
  g_assert_cmpuint (assay_column_get_n_missing (assay_frame_get_column (frame, 0)), ==, assay_frame_get_n_rows (frame) - 10);
}

/* Words become text of their own when there are too many of them for a dictionary. */
static void
test_many_words (void)
{
  g_autoptr(GString) text = g_string_new ("few,many\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;

  for (guint i = 0; i < 200000; i++)
    table_append (text, "w%u,word%u\n", i % 1000, i * 7919u % 200003u);
  frame = table_read (text->str, text->len, NULL, 0, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 0)), ==, ASSAY_TYPE_CATEGORY);
  g_assert_cmpuint (assay_column_get_n_words (assay_frame_get_column (frame, 0)), ==, 1000);
  g_assert_cmpstr (assay_column_get_word (assay_frame_get_column (frame, 0), 1), ==, "w1");
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (frame, 1)), ==, ASSAY_TYPE_TEXT);
  for (guint i = 0; i < 200000; i += 777)
    {
      g_autofree char *expected = g_strdup_printf ("word%u", i * 7919u % 200003u);
      gsize len;
      const char *found = assay_column_get_text (assay_frame_get_column (frame, 1), i, &len);

      g_assert_cmpmem (found, len, expected, strlen (expected));
    }
}

static void
test_given_types (void)
{
  const char text[] = "a,b,c\n1,2,x\n3,4,x\n";
  AssayReadOptions options;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autofree char *shown = NULL;

  assay_read_options_init (&options);
  assay_read_options_set_type (&options, "a", ASSAY_TYPE_TEXT);
  assay_read_options_set_type (&options, "b", ASSAY_TYPE_DOUBLE);
  assay_read_options_set_type (&options, "c", ASSAY_TYPE_TEXT);
  frame = table_read (text, strlen (text), &options, 0, 1, NULL, &error);
  g_assert_no_error (error);
  shown = table_show (frame);
  g_assert_cmpstr (shown, ==, "a:text b:double c:text|1,2,x|3,4,x");
  assay_read_options_clear (&options);
}

static void
test_preview (void)
{
  const char text[] = "t;v;w\n03/04/2020;1,5;NA\n05/06/2020;2,5;7\n06/06/2020;x;8\n";
  char *path = table_write (text, strlen (text));
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree AssayType *types = NULL;
  g_autoptr(AssayFrame) frame = assay_csv_preview (path, NULL, 2, &report, &types, &error);
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  shown = table_show (frame);
  g_assert_cmpstr (shown, ==, "t:text v:text w:text|03/04/2020,1,5,NA|05/06/2020,2,5,7");
  g_assert_cmpint (types[0], ==, ASSAY_TYPE_DATE);
  g_assert_cmpint (types[1], ==, ASSAY_TYPE_DOUBLE);
  g_assert_cmpint (types[2], ==, ASSAY_TYPE_INT64);
  g_assert_cmpuint (assay_read_report_get_n_questions (report), ==, 1);
  g_assert_cmpuint (assay_read_report_get_n_bad_rows (report), ==, 1);
  g_assert_null (assay_read_report_get_sha256 (report));
  table_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/data/csv-detect/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/data/csv-detect/question-text", test_question_text);
  g_test_add_func ("/data/csv-detect/middle-and-end", test_middle_and_end);
  g_test_add_func ("/data/csv-detect/widening", test_widening);
  g_test_add_func ("/data/csv-detect/late-types", test_late_types);
  g_test_add_func ("/data/csv-detect/many-words", test_many_words);
  g_test_add_func ("/data/csv-detect/given-types", test_given_types);
  g_test_add_func ("/data/csv-detect/preview", test_preview);
  return g_test_run ();
}
