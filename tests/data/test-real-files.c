/* Real files: their shape as described where they were taken from. */
#include "table-text.h"

#include "data/panel.h"

typedef struct
{
  const char *path;
  gsize n_rows;
  guint n_columns;
  const char *column;           /* one column and its type */
  AssayType type;
  gsize n_missing;              /* in that column */
  const char *time, *value, *series;    /* roles to give; NULL: to be found */
  gsize n_series;               /* 0: no panel is made */
} Case;

static const Case cases[] = {
  { "retail-store-item/retail_sales_sample.csv.gz", 149999, 4, "date", ASSAY_TYPE_DATE, 0, NULL, NULL, NULL, 83 },
  { "m5-foods/m5_sales_exog_small.csv", 15752, 8, "sell_price", ASSAY_TYPE_DOUBLE, 1057, NULL, "y", NULL, 8 },
  { "bike-sharing/day.csv", 731, 16, "dteday", ASSAY_TYPE_DATE, 0, NULL, "cnt", NULL, 1 },
  { "bike-sharing/hour.csv.gz", 17379, 17, "temp", ASSAY_TYPE_DOUBLE, 0, NULL, NULL, NULL, 0 },
  { "bank-calls/bank_calls.csv.gz", 27716, 3, "DateTime", ASSAY_TYPE_DATETIME, 0, NULL, "Calls", NULL, 1 },
  { "walmart-weekly-mini/walmart_mini.csv", 2860, 14, "IsHoliday", ASSAY_TYPE_CATEGORY, 0, NULL, "Weekly_Sales", "Store,Dept", 20 },
  { "nab-dev/realKnownCause/nyc_taxi.csv", 10320, 2, "timestamp", ASSAY_TYPE_DATETIME, 0, NULL, NULL, NULL, 1 },
  { "german-credit/germancredit.csv", 1000, 21, "savings_account_and_bonds", ASSAY_TYPE_CATEGORY, 0, NULL, NULL, NULL, 0 },
  { "creditcard-sample/creditcard_sample.csv.gz", 1722, 32, "column 1", ASSAY_TYPE_INT64, 0, NULL, NULL, NULL, 0 },
  { "carparts-intermittent/carparts_monthly_wide.csv.gz", 51, 2675, "month", ASSAY_TYPE_DATE, 0, NULL, "21029627", NULL, 1 },
  { "classic-series/AirPassengers.csv", 144, 3, "time", ASSAY_TYPE_DOUBLE, 0, "rownames", "value", NULL, 1 },
  { "hmeq/hmeq.csv", 5960, 13, "DEBTINC", ASSAY_TYPE_DOUBLE, 1267, NULL, NULL, NULL, 0 },
  { "credit-data/credit_data.csv", 4454, 14, "Home", ASSAY_TYPE_CATEGORY, 6, NULL, NULL, NULL, 0 },
  { "m4-hourly/Hourly-train.csv.gz", 414, 961, "V2", ASSAY_TYPE_DOUBLE, 0, NULL, NULL, NULL, 0 },
  { "card-transactions/card_transactions_2018-07-11_2018-08-14.csv.gz", 335047, 7, "TX_AMOUNT", ASSAY_TYPE_DOUBLE, 0, NULL, NULL, NULL, 0 },
};

static char *
find_shared (const char *path)
{
  const char *shared = g_getenv ("ASSAY_SHARED");
  g_autofree char *full = g_build_filename (shared == NULL ? "" : shared, "data", path, NULL);

  if (g_file_test (full, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&full);
  g_test_skip ("the shared data is not here (ASSAY_SHARED)");
  return NULL;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *path = find_shared (c->path);
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayPanel) panel = NULL;
  g_autoptr(GError) error = NULL;
  const AssayColumn *column;
  g_auto(GStrv) series = c->series == NULL ? NULL : g_strsplit (c->series, ",", -1);
  AssayRoles given = { (char *) c->time, (char *) c->value, series }, roles;

  if (path == NULL)
    return;
  frame = assay_csv_read (path, NULL, 2, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_rows (frame), ==, c->n_rows);
  g_assert_cmpuint (assay_frame_get_n_columns (frame), ==, c->n_columns);
  column = assay_frame_require (frame, c->column, &error);
  g_assert_no_error (error);
  g_assert_cmpint (assay_column_get_type (column), ==, c->type);
  g_assert_cmpuint (assay_column_get_n_missing (column), ==, c->n_missing);
  if (c->n_series == 0)
    return;
  g_assert_true (assay_roles_resolve (frame, &given, &roles, &error));
  panel = assay_panel_new (frame, &roles, ASSAY_DUPLICATES_ERROR, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_panel_get_n_series (panel), ==, c->n_series);
  assay_roles_clear (&roles);
}

/* 82 complete series, and one cut off after 267 days. */
static void
test_cut_series (void)
{
  g_autofree char *path = find_shared ("retail-store-item/retail_sales_sample.csv.gz");
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayPanel) panel = NULL;
  AssayRoles roles;
  guint n_early = 0;

  if (path == NULL)
    return;
  frame = assay_csv_read (path, NULL, 2, NULL, NULL, NULL);
  g_assert_true (assay_roles_resolve (frame, NULL, &roles, NULL));
  panel = assay_panel_new (frame, &roles, ASSAY_DUPLICATES_ERROR, 2, NULL, NULL);
  for (gsize s = 0; s < assay_panel_get_n_series (panel); s++)
    {
      AssaySeriesQuality quality;

      assay_panel_get_quality (panel, s, &quality);
      g_assert_cmpuint (quality.n_gaps, ==, 0);
      g_assert_false (quality.starts_late);
      if (quality.ends_early)
        {
          g_autofree char *label = assay_panel_dup_label (panel, s);

          n_early++;
          g_assert_cmpstr (label, ==, "store 3 · item 9");
          g_assert_cmpuint (quality.n, ==, 267);
        }
      else
        g_assert_cmpuint (quality.n, ==, 1826);
    }
  g_assert_cmpuint (n_early, ==, 1);
  assay_roles_clear (&roles);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/data/real-files/", cases[i].path, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/data/real-files/cut-series", test_cut_series);
  return g_test_run ();
}
