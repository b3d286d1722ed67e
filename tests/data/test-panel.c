/* Panels: order, steps, gaps, repeated times. */
#include "table-text.h"

#include <math.h>

#include "base/date.h"
#include "data/panel.h"

static AssayPanel *
make_panel (const char *text, const char *time, const char *value, const char *series, AssayDuplicates duplicates, GError **error)
{
  g_autoptr(GError) read_error = NULL;
  g_autoptr(AssayFrame) frame = table_read (text, strlen (text), NULL, 0, 1, NULL, &read_error);
  g_auto(GStrv) keys = g_strsplit (series, ",", -1);
  AssayRoles roles = { (char *) time, (char *) value, keys };

  g_assert_no_error (read_error);
  return assay_panel_new (frame, &roles, duplicates, 2, NULL, error);
}

/* "label: time=value time=value; label: …" */
static char *
show (const AssayPanel *panel)
{
  GString *out = g_string_new (NULL);
  g_autoptr(AssayColumn) time = assay_panel_make_time_column (panel);

  for (gsize s = 0; s < assay_panel_get_n_series (panel); s++)
    {
      g_autofree char *label = assay_panel_dup_label (panel, s);

      table_append (out, "%s%s:", s == 0 ? "" : "; ", label);
      for (gsize i = assay_panel_get_first (panel, s); i < assay_panel_get_first (panel, s + 1); i++)
        {
          g_string_append_c (out, ' ');
          assay_column_append_cell (time, i, out);
          table_append (out, "=%g", assay_panel_get_values (panel)[i]);
        }
    }
  return g_string_free (out, FALSE);
}

static void
test_order (void)
{
  g_autoptr(AssayPanel) panel = make_panel ("t,k,n,v\n2020-01-02,b,10,1\n2020-01-01,b,10,2\n2020-01-01,a,9,3\n2020-01-01,b,9,4\n2020-01-01,B,9,5\n,b,9,6\n2020-01-02,b,9,\n",
                                            "t", "v", "k,n", ASSAY_DUPLICATES_ERROR, NULL);
  g_autofree char *shown = show (panel);
  g_autoptr(AssayColumn) key = assay_panel_make_key_column (panel, 1);

  g_assert_cmpstr (shown, ==,
                   "k B · n 9: 2020-01-01=5; k a · n 9: 2020-01-01=3; k b · n 9: 2020-01-01=4 2020-01-02=nan; k b · n 10: 2020-01-01=2 2020-01-02=1");
  g_assert_cmpuint (assay_panel_get_n_dropped (panel), ==, 1);
  g_assert_cmpstr (assay_column_get_name (key), ==, "n");
  g_assert_cmpint (assay_column_get_int64s (key)[5], ==, 10);
}

static void
test_missing_key (void)
{
  g_autoptr(AssayPanel) panel = make_panel ("t,k,v\n2020-01-01,a,1\n2020-01-01,,2\n2020-01-02,,3\n", "t", "v", "k", ASSAY_DUPLICATES_ERROR, NULL);
  g_autofree char *shown = show (panel);

  g_assert_cmpstr (shown, ==, "k a: 2020-01-01=1; k (missing): 2020-01-01=2 2020-01-02=3");
}

static void
test_key_types (void)
{
  g_autoptr(AssayPanel) doubles = make_panel ("t,k,v\n2020-01-01,1.5,1\n2020-01-01,-2.5,2\n2020-01-01,10.25,3\n", "t", "v", "k", ASSAY_DUPLICATES_ERROR, NULL);
  g_autoptr(AssayPanel) dates = make_panel ("t,k,v\n1,2020-03-01,1\n1,2019-12-31,2\n", "t", "v", "k", ASSAY_DUPLICATES_ERROR, NULL);
  g_autoptr(AssayPanel) wide = make_panel ("t,k,v\n1,9000000000000000000,1\n1,-9000000000000000000,2\n2,9000000000000000000,3\n", "t", "v", "k",
                                           ASSAY_DUPLICATES_ERROR, NULL);
  g_autofree char *a = show (doubles), *b = show (dates), *c = show (wide);

  g_assert_cmpstr (a, ==, "k -2.5: 2020-01-01=2; k 1.5: 2020-01-01=1; k 10.25: 2020-01-01=3");
  g_assert_cmpstr (b, ==, "k 2019-12-31: 1=2; k 2020-03-01: 1=1");
  g_assert_cmpstr (c, ==, "k -9000000000000000000: 1=2; k 9000000000000000000: 1=1 2=3");
}

typedef struct
{
  const char *name;
  const char *times;            /* of one series, separated by spaces */
  AssayStepUnit unit;
  gint64 n;
  gboolean month_end;
  gsize n_gaps, n_gap_steps, n_off_step;
} StepCase;

static const StepCase steps[] = {
  { "days", "2020-01-01 2020-01-02 2020-01-03 2020-01-06", ASSAY_STEP_DAY, 1, FALSE, 1, 2, 0 },
  { "weeks", "2020-01-01 2020-01-08 2020-01-15 2020-01-29 2020-01-31", ASSAY_STEP_DAY, 7, FALSE, 1, 1, 1 },
  { "four-weeks", "2020-01-01 2020-01-29 2020-02-26 2020-03-25", ASSAY_STEP_DAY, 28, FALSE, 0, 0, 0 },
  { "months", "2020-01-01 2020-02-01 2020-03-01 2020-05-01 2020-06-01", ASSAY_STEP_MONTH, 1, FALSE, 1, 1, 0 },
  { "month-ends", "2020-01-31 2020-02-29 2020-03-31 2020-04-30 2020-06-30", ASSAY_STEP_MONTH, 1, TRUE, 1, 1, 0 },
  { "month-ends-and-one", "2020-01-31 2020-02-29 2020-03-31 2020-04-10 2020-04-30 2020-05-31 2020-06-30 2020-07-31 2020-08-31 2020-09-30 2020-10-31", ASSAY_STEP_MONTH, 1, TRUE, 0, 0, 2 },
  { "thirtieths", "2020-01-30 2020-02-29 2020-03-30 2020-04-30 2020-05-30 2020-06-30", ASSAY_STEP_MONTH, 1, FALSE, 0, 0, 1 },
  { "quarters", "2019-03-31 2019-06-30 2019-09-30 2019-12-31 2020-06-30", ASSAY_STEP_MONTH, 3, TRUE, 1, 1, 0 },
  { "years", "2016-07-01 2017-07-01 2018-07-01 2020-07-01", ASSAY_STEP_MONTH, 12, FALSE, 1, 1, 0 },
  { "five-minutes", "2020-01-01T00:00 2020-01-01T00:05 2020-01-01T00:10 2020-01-01T00:25 2020-01-01T00:26", ASSAY_STEP_USEC, 300000000, FALSE, 1, 2, 1 },
  { "monthly-times", "2020-01-01T06:00 2020-02-01T06:00 2020-03-01T06:00 2020-04-01T06:00", ASSAY_STEP_MONTH, 1, FALSE, 0, 0, 0 },
  { "index", "1 2 3 7", ASSAY_STEP_INDEX, 1, FALSE, 1, 3, 0 },
  { "tens", "10 20 30 60 61", ASSAY_STEP_INDEX, 10, FALSE, 1, 2, 1 },
  { "one", "2020-01-01", ASSAY_STEP_DAY, 1, FALSE, 0, 0, 0 },
};

static void
test_step (gconstpointer data)
{
  const StepCase *c = data;
  g_auto(GStrv) times = g_strsplit (c->times, " ", -1);
  g_autoptr(GString) text = g_string_new ("t,v\n");
  g_autoptr(AssayPanel) panel = NULL;
  AssaySeriesQuality quality;
  AssayStep step;

  for (char **time = times; *time != NULL; time++)
    table_append (text, "%s,1.5\n", *time);
  panel = make_panel (text->str, "t", "v", "", ASSAY_DUPLICATES_ERROR, NULL);
  step = assay_panel_get_step (panel);
  assay_panel_get_quality (panel, 0, &quality);
  g_assert_cmpint (step.unit, ==, c->unit);
  g_assert_cmpint (step.n, ==, c->n);
  g_assert_cmpint (step.month_end, ==, c->month_end);
  g_assert_cmpuint (quality.n_gaps, ==, c->n_gaps);
  g_assert_cmpuint (quality.n_gap_steps, ==, c->n_gap_steps);
  g_assert_cmpuint (quality.n_off_step, ==, c->n_off_step);
}

static void
test_step_add (void)
{
  AssayStep month = { ASSAY_STEP_MONTH, 1, FALSE }, end = { ASSAY_STEP_MONTH, 1, TRUE }, day = { ASSAY_STEP_DAY, 7, FALSE };

  g_assert_cmpint (assay_step_add (month, ASSAY_TYPE_DATE, assay_date_from_ymd (2020, 1, 31), 1), ==, assay_date_from_ymd (2020, 2, 29));
  g_assert_cmpint (assay_step_add (end, ASSAY_TYPE_DATE, assay_date_from_ymd (2020, 2, 29), 1), ==, assay_date_from_ymd (2020, 3, 31));
  g_assert_cmpint (assay_step_add (day, ASSAY_TYPE_DATE, 10, -2), ==, -4);
  g_assert_cmpint (assay_step_add (month, ASSAY_TYPE_DATETIME, -1, 1), ==,
                   assay_date_from_ymd (1970, 1, 31) * ASSAY_USEC_PER_DAY + ASSAY_USEC_PER_DAY - 1);
}

/* Whole numbers as times may be as far apart as 64 bits allow. */
static void
test_step_range (void)
{
  const gint64 last = G_MAXINT64;
  AssayStep far = { ASSAY_STEP_INDEX, last / 4, FALSE };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPanel) panel = make_panel ("t,v\n-9223372036854775807,1\n9223372036854775807,2\n", "t", "v", "", ASSAY_DUPLICATES_ERROR, &error);

  g_assert_no_error (error);
  g_assert_cmpint (assay_panel_get_step (panel).n, ==, last);
  g_assert_cmpint (assay_step_add (far, ASSAY_TYPE_INT64, 10, -29), ==, -last);
  g_assert_cmpint (assay_step_add (far, ASSAY_TYPE_INT64, last - 10, 1), ==, last);
  g_assert_cmpint (assay_step_add (far, ASSAY_TYPE_INT64, -last, 4), ==, -last + 4 * (last / 4));
}

static const char repeated[] = "t,k,v\n2020-01-02,a,1\n2020-01-01,a,2\n2020-01-01,b,3\n2020-01-01,b,\n2020-01-01,b,5\n2020-01-01,a,8\n";

static void
check_duplicates (AssayDuplicates how, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPanel) panel = make_panel (repeated, "t", "v", "k", how, &error);
  g_autofree char *shown = NULL;
  AssaySeriesQuality quality;

  g_assert_no_error (error);
  shown = show (panel);
  g_assert_cmpstr (shown, ==, expected);
  assay_panel_get_quality (panel, 0, &quality);
  g_assert_cmpuint (quality.n_duplicates, ==, 1);
  g_assert_cmpuint (quality.n, ==, 2);
  assay_panel_get_quality (panel, 1, &quality);
  g_assert_cmpuint (quality.n_duplicates, ==, 2);
  g_assert_true (quality.ends_early);
  g_assert_false (quality.starts_late);
}

static void
test_duplicates (void)
{
  g_autoptr(GError) error = NULL;

  check_duplicates (ASSAY_DUPLICATES_SUM, "k a: 2020-01-01=10 2020-01-02=1; k b: 2020-01-01=8");
  check_duplicates (ASSAY_DUPLICATES_MEAN, "k a: 2020-01-01=5 2020-01-02=1; k b: 2020-01-01=4");
  check_duplicates (ASSAY_DUPLICATES_FIRST, "k a: 2020-01-01=2 2020-01-02=1; k b: 2020-01-01=3");
  check_duplicates (ASSAY_DUPLICATES_LAST, "k a: 2020-01-01=8 2020-01-02=1; k b: 2020-01-01=5");

  g_assert_null (make_panel (repeated, "t", "v", "k", ASSAY_DUPLICATES_ERROR, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_DUPLICATES);
  g_assert_cmpstr (error->message, ==,
                   "Times repeat: series “k a” has 2020-01-01 more than once (3 repeated rows in 2 series). "
                   "Say what to do with repeated times: --duplicates sum, mean, first or last. "
                   "If the rows belong to different series, name their keys with --series.");
}

static void
test_errors (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (make_panel ("t,v\nx,1\n", "t", "v", "", ASSAY_DUPLICATES_ERROR, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE);
  g_assert_cmpstr (error->message, ==, "Column “t” cannot be the time: it holds category.");
  g_clear_error (&error);
  g_assert_null (make_panel ("t,v\n2020-01-01,x\n", "t", "v", "", ASSAY_DUPLICATES_ERROR, &error));
  g_assert_cmpstr (error->message, ==, "Column “v” cannot be the value: it holds category, not numbers.");
  g_clear_error (&error);
  g_assert_null (make_panel ("t,value\n2020-01-01,1\n", "t", "valeu", "", ASSAY_DUPLICATES_ERROR, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN);
  g_assert_cmpstr (error->message, ==, "There is no column “valeu”. Did you mean “value”?");
}

static void
test_no_rows (void)
{
  g_autoptr(AssayFrame) frame = NULL;
  AssayColumn *columns[2] = { assay_column_take_dates ("t", g_new (gint32, 1), 0), assay_column_take_doubles ("v", g_new (double, 1), 0) };
  AssayRoles roles = { (char *) "t", (char *) "v", NULL };
  g_autoptr(AssayPanel) panel = NULL;

  frame = assay_frame_new (columns, 2, 0);
  assay_column_unref (columns[0]);
  assay_column_unref (columns[1]);
  panel = assay_panel_new (frame, &roles, ASSAY_DUPLICATES_ERROR, 1, NULL, NULL);
  g_assert_cmpuint (assay_panel_get_n_series (panel), ==, 0);
  g_assert_cmpuint (assay_panel_get_n_rows (panel), ==, 0);
}

/* Rows in any order make the same panel. */
static void
test_shuffled (void)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *expected = NULL;

  for (guint k = 0; k < 40; k++)
    for (guint day = 1; day <= 25; day++)
      g_ptr_array_add (lines, g_strdup_printf ("2020-01-%02u,%u,w%u,%u\n", day, k % 8, k / 8, k * 100 + day));
  for (guint round = 0; round < 5; round++)
    {
      g_autoptr(GString) text = g_string_new ("t,a,b,v\n");
      g_autoptr(AssayPanel) panel = NULL;
      g_autofree char *shown = NULL;

      for (guint i = 0; i < lines->len; i++)
        g_string_append (text, lines->pdata[i]);
      panel = make_panel (text->str, "t", "v", "a,b", ASSAY_DUPLICATES_ERROR, NULL);
      shown = show (panel);
      if (expected == NULL)
        expected = g_steal_pointer (&shown);
      else
        g_assert_cmpstr (shown, ==, expected);
      for (guint i = lines->len - 1; i > 0; i--)
        {
          guint other = (guint) g_test_rand_int_range (0, (gint) i + 1);
          gpointer line = lines->pdata[i];

          lines->pdata[i] = lines->pdata[other];
          lines->pdata[other] = line;
        }
    }
}

/* 2^53 is exact, one more is not. */
static void
test_whole_numbers (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPanel) panel = make_panel ("t,v\n2020-01-01,9007199254740992\n2020-01-02,-9007199254740992\n", "t", "v", "", ASSAY_DUPLICATES_ERROR, &error);

  g_assert_no_error (error);
  g_assert_null (make_panel ("t,v\n2020-01-01,1\n2020-01-02,9007199254740993\n", "t", "v", "", ASSAY_DUPLICATES_ERROR, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE);
  g_assert_cmpstr (error->message, ==, "Column “v” cannot be the value: it holds 9007199254740993, and whole numbers beyond 9007199254740992 "
                                       "cannot be computed with to the last digit.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/panel/order", test_order);
  g_test_add_func ("/data/panel/missing-key", test_missing_key);
  g_test_add_func ("/data/panel/key-types", test_key_types);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strconcat ("/data/panel/step/", steps[i].name, NULL);
      g_test_add_data_func (path, &steps[i], test_step);
    }
  g_test_add_func ("/data/panel/step-add", test_step_add);
  g_test_add_func ("/data/panel/step-range", test_step_range);
  g_test_add_func ("/data/panel/duplicates", test_duplicates);
  g_test_add_func ("/data/panel/errors", test_errors);
  g_test_add_func ("/data/panel/no-rows", test_no_rows);
  g_test_add_func ("/data/panel/whole-numbers", test_whole_numbers);
  g_test_add_func ("/data/panel/shuffled", test_shuffled);
  return g_test_run ();
}
