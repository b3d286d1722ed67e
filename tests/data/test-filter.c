/* The scope of an analysis. */
#include "table-text.h"

#include "data/filter.h"

static const char table[] = "d,t,region,n,x,note\n"
                            "2020-01-01,2020-01-01 10:00,North,1,0.5,aaa 1\n"
                            "2020-01-02,2020-01-02 23:59,South,2,,bbb 2\n"
                            "2020-01-03,2020-01-03 00:00,,3,2.5,ccc 3\n"
                            ",,North,,-1,ddd 4\n"
                            "2020-01-05,2020-01-05 12:00,North,5,7,\n";

typedef struct
{
  const char *name;
  const char *where[4];
  const char *time, *start, *end;
  const char *kept;             /* row numbers; NULL: fails */
  const char *message;
} Case;

static const Case cases[] = {
  { "nothing", { NULL }, NULL, NULL, NULL, "0 1 2 3 4", NULL },
  { "word", { "region=North" }, NULL, NULL, NULL, "0 3 4", NULL },
  { "not-word", { "region!=North" }, NULL, NULL, NULL, "1", NULL },
  { "missing", { "region=" }, NULL, NULL, NULL, "2", NULL },
  { "present", { "region!=" }, NULL, NULL, NULL, "0 1 3 4", NULL },
  { "greater", { "n>1" }, NULL, NULL, NULL, "1 2 4", NULL },
  { "greater-equal", { "n>=2" }, NULL, NULL, NULL, "1 2 4", NULL },
  { "fraction-against-whole", { "n<2.5" }, NULL, NULL, NULL, "0 1", NULL },
  { "double", { "x<=0.5" }, NULL, NULL, NULL, "0 3", NULL },
  { "both", { "region=North", "n<5" }, NULL, NULL, NULL, "0", NULL },
  { "date", { "d>2020-01-02" }, NULL, NULL, NULL, "2 4", NULL },
  { "text", { "note>=bbb 2" }, NULL, NULL, NULL, "1 2 3", NULL },
  { "spaces", { "region =North" }, NULL, NULL, NULL, "0 3 4", NULL },
  { "none-left", { "n>100" }, NULL, NULL, NULL, "", NULL },
  { "period", { NULL }, "d", "2020-01-02", "2020-01-03", "1 2", NULL },
  { "end-includes-its-day", { NULL }, "t", NULL, "2020-01-02", "0 1", NULL },
  { "end-with-time", { NULL }, "t", NULL, "2020-01-02T10:00", "0", NULL },
  { "whole-number-period", { NULL }, "n", "2", "3", "1 2", NULL },
  { "bad-condition", { "region" }, NULL, NULL, NULL, NULL,
    "The condition “region” is not understood. Write a column, one of = != < <= > >=, and a value: region=North" },
  { "bad-column", { "regoin=North" }, NULL, NULL, NULL, NULL, "There is no column “regoin”. Did you mean “region”?" },
  { "bad-number", { "n>many" }, NULL, NULL, NULL, NULL, "The condition “n>many” compares column “n” with “many”, which is not a number." },
  { "bad-date", { "d>soon" }, NULL, NULL, NULL, NULL, "The condition “d>soon” compares column “d” with “soon”, which is not a date like 2026-11-21." },
  { "bad-start", { NULL }, "d", "soon", NULL, NULL, "“soon” is not a date for --start. Write it like 2026-11-21." },
  { "no-time", { NULL }, NULL, "2020-01-01", NULL, NULL, "A period was given, but no column is the time. Name it with --time." },
  { "words-as-time", { NULL }, "region", "2020-01-01", NULL, NULL, "Column “region” holds no dates, so that “2020-01-01” cannot limit it." },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(AssayFrame) frame = table_read (table, strlen (table), NULL, 0, 1, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) kept = assay_filter_frame (frame, c->where, c->time, c->start, c->end, 2, &error);
  g_autoptr(GString) rows = g_string_new (NULL);
  gsize k = 0;

  if (c->kept == NULL)
    {
      g_assert_null (kept);
      g_assert_cmpstr (error->message, ==, c->message);
      return;
    }
  g_assert_no_error (error);
  /* x is another number in every row, or missing in one */
  for (gsize row = 0; row < 5 && k < assay_frame_get_n_rows (kept); row++)
    {
      g_autoptr(GString) a = g_string_new (NULL);
      g_autoptr(GString) b = g_string_new (NULL);

      assay_column_append_cell (assay_frame_get_column (frame, 4), row, a);
      assay_column_append_cell (assay_frame_get_column (kept, 4), k, b);
      if (!g_string_equal (a, b))
        continue;
      g_string_append_printf (rows, "%s%u", rows->len > 0 ? " " : "", (guint) row);
      k++;
    }
  g_assert_cmpstr (rows->str, ==, c->kept);
  g_assert_cmpuint (k, ==, assay_frame_get_n_rows (kept));
}

static void
test_same (void)
{
  g_autoptr(AssayFrame) frame = table_read (table, strlen (table), NULL, 0, 1, NULL, NULL);
  g_autoptr(AssayFrame) same = assay_filter_frame (frame, NULL, NULL, NULL, NULL, 1, NULL);

  g_assert_true (same == frame);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/data/filter/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/data/filter/same", test_same);
  return g_test_run ();
}
