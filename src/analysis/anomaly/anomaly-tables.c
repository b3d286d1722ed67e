#include "analysis/anomaly/anomaly-detection-private.h"
#include "analysis/anomaly/anomaly-summary-private.h"

#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_ANOMALIES 200
#define MOST_SERIES 1000

static AssayCellType
time_cell (const AnomalyScan *scan)
{
  switch (assay_panel_get_time_type (scan->panel))
    {
    case ASSAY_TYPE_DATE:
      return ASSAY_CELL_DATE;
    case ASSAY_TYPE_DATETIME:
      return ASSAY_CELL_DATETIME;
    default:
      return ASSAY_CELL_NUMBER;
    }
}

static gsize
find_series (const AnomalyScan *scan, gsize row)
{
  gsize low = 0, high = scan->n_series;

  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (anomaly_scan_get_first (scan, middle) <= row)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* ---- recent anomalies ---- */

static double
severity (const AnomalyScan *scan, gsize row)
{
  if (scan->detection != NULL)
    return isnan (scan->detection->p_value[row]) ? 0 : -log10 (scan->detection->p_value[row]);
  return isnan (scan->zscore[row]) ? HUGE_VAL : fabs (scan->zscore[row]);
}

/* Newest first, then the most severe, then the order of the rows. */
static int
compare_anomalies (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const AnomalyScan *scan = user_data;
  gsize x = *(const gsize *) a, y = *(const gsize *) b;
  gint64 tx = assay_panel_get_times (scan->panel)[x], ty = assay_panel_get_times (scan->panel)[y];
  double sx = severity (scan, x), sy = severity (scan, y);

  if (tx != ty)
    return tx > ty ? -1 : 1;
  if (sx != sy)
    return sx > sy ? -1 : 1;
  return x < y ? -1 : x > y;
}

static void
keep_newest (const AnomalyScan *scan, GArray *kept)
{
  g_array_sort_with_data (kept, compare_anomalies, (gpointer) scan);
  if (kept->len > MOST_ANOMALIES)
    g_array_set_size (kept, MOST_ANOMALIES);
}

/* A buffer of candidates that is cut back whenever it is full: one pass, whatever the number of rows. */
static GArray *
find_newest (const AnomalyScan *scan, AssayProgress *progress, GError **error)
{
  const gint64 *times = assay_panel_get_times (scan->panel);
  g_autoptr(GArray) kept = g_array_new (FALSE, FALSE, sizeof (gsize));
  gint64 oldest = G_MININT64;

  /* From the end, since there the newest are: in a single series all but the first few are passed over. */
  for (gsize row = scan->n_rows; row-- > 0;)
    {
      if (row % 1000000 == 0 && !assay_progress_step (progress, 1 - (double) row / scan->n_rows, error))
        return NULL;
      if (scan->anomaly[row] != 1 || times[row] < oldest)
        continue;
      g_array_append_val (kept, row);
      if (kept->len == 16 * MOST_ANOMALIES)
        {
          keep_newest (scan, kept);
          oldest = times[g_array_index (kept, gsize, MOST_ANOMALIES - 1)];
        }
    }
  keep_newest (scan, kept);
  return g_steal_pointer (&kept);
}

static void
set_detection_cells (AssayTable *table, const AnomalyDetection *detection, gsize row)
{
  g_autofree char *who = detection_word_who (detection, detection->who[row]);

  assay_table_set_number (table, 9, detection->score[row]);
  assay_table_set_number (table, 10, detection->p_value[row]);
  assay_table_set_text (table, 11, who);
}

static gboolean
add_anomalies (AssayResult *result, const AnomalyScan *scan, AssayProgress *progress, GError **error)
{
  g_autoptr(GArray) newest = find_newest (scan, progress, error);
  AssayTable *table;

  if (newest == NULL)
    return FALSE;

  table = assay_table_new ("anomalies", N_("Recent Anomalies"));
  assay_result_take_table (result, table);
  assay_table_add_column (table, "time", N_("Time"), time_cell (scan));
  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "actual", N_("Actual"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "forecast", N_("Expected"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "residual", N_("Residual"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "zscore", "Z", ASSAY_CELL_ZSCORE);
  assay_table_add_column (table, "risk", N_("Risk"), ASSAY_CELL_RISK);
  assay_table_add_column (table, "reason", N_("Reason"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "row", N_("Row"), ASSAY_CELL_COUNT);
  if (scan->detection != NULL)
    {
      assay_table_add_column (table, "score", N_("Score"), ASSAY_CELL_NUMBER);
      assay_table_add_column (table, "pvalue", "p", ASSAY_CELL_NUMBER);
      assay_table_add_column (table, "detectors", N_("Detectors"), ASSAY_CELL_TEXT);
    }
  for (guint i = 0; i < newest->len; i++)
    {
      gsize row = g_array_index (newest, gsize, i);
      g_autofree char *label = assay_panel_dup_label (scan->panel, find_series (scan, row));

      assay_table_add_row (table);
      assay_table_set_number (table, 0, assay_panel_get_times (scan->panel)[row]);
      assay_table_set_text (table, 1, label);
      assay_table_set_number (table, 2, scan->actual[row]);
      assay_table_set_number (table, 3, scan->forecast[row]);
      assay_table_set_number (table, 4, scan->residual[row]);
      assay_table_set_number (table, 5, scan->zscore[row]);
      assay_table_set_text (table, 6, assay_risk_name (anomaly_scan_get_risk (scan, row)));
      assay_table_set_text (table, 7, scan->reason[row] == ASSAY_MISSING_CODE ? NULL : anomaly_reasons[scan->reason[row]]);
      assay_table_set_number (table, 8, row);
      if (scan->detection != NULL)
        set_detection_cells (table, scan->detection, row);
    }
  if (newest->len < scan->all.n_anomalies)
    {
      g_autofree char *all = assay_word_count (scan->all.n_anomalies);
      g_autofree char *note = g_strdup_printf ("The newest %u of %s anomalies, the most severe first within a time; the main table has all.", newest->len, all);

      assay_table_set_note (table, note);
    }
  else
    assay_table_set_note (table, N_("Newest first, the most severe first within a time. Row counts from 0 in the main table."));
  return TRUE;
}

/* ---- by series ---- */

typedef struct { gsize series; double key[3]; } Ordered;

static int
compare_ordered (gconstpointer a, gconstpointer b)
{
  const Ordered *x = a, *y = b;

  for (int i = 0; i < 3; i++)
    if (x->key[i] != y->key[i])
      return x->key[i] > y->key[i] ? -1 : 1;
  return x->series < y->series ? -1 : 1;
}

/* The first MOST_SERIES of an order by up to three falling keys; few series stay as they are. */
static Ordered *
order_series (const AnomalyScan *scan, void (*make_key) (const AnomalyScan *, gsize, double *), gsize *n)
{
  Ordered *order = g_new0 (Ordered, scan->n_series);

  for (gsize i = 0; i < scan->n_series; i++)
    {
      order[i].series = i;
      make_key (scan, i, order[i].key);
    }
  if (scan->n_series > MOST_SERIES)
    qsort (order, scan->n_series, sizeof (Ordered), compare_ordered);
  *n = MIN (scan->n_series, MOST_SERIES);
  return order;
}

static void
note_cut (AssayTable *table, const AnomalyScan *scan, const char *by)
{
  g_autofree char *all = assay_word_count (scan->n_series);
  g_autofree char *note = g_strdup_printf ("The first %d of %s series, %s; the main table has all rows.", MOST_SERIES, all, by);

  if (scan->n_series > MOST_SERIES)
    assay_table_set_note (table, note);
}

static void
severity_key (const AnomalyScan *scan, gsize series, double *key)
{
  key[0] = scan->series[series].n_risk[ASSAY_RISK_CRITICAL];
  key[1] = scan->series[series].n_risk[ASSAY_RISK_HIGH];
  key[2] = scan->series[series].n_anomalies;
}

static void
add_series (AssayResult *result, const AnomalyScan *scan)
{
  AssayTable *table = assay_table_new ("series", N_("Summary by Series"));
  gsize n;
  g_autofree Ordered *order = order_series (scan, severity_key, &n);

  assay_result_take_table (result, table);
  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "n", N_("Values"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "start", N_("Start"), time_cell (scan));
  assay_table_add_column (table, "end", N_("End"), time_cell (scan));
  assay_table_add_column (table, "wape", "WAPE", ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "bias", N_("Bias"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "mase", N_("MASE (last value)"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "anomalies", N_("Anomalies"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "medium", N_("Medium"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "critical", N_("Critical"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "latest-z", N_("Latest Z"), ASSAY_CELL_ZSCORE);
  assay_table_add_column (table, "gaps", N_("Gaps"), ASSAY_CELL_COUNT);
  for (gsize i = 0; i < n; i++)
    {
      gsize series = order[i].series;
      const AnomalyCount *count = &scan->series[series];
      g_autofree char *label = assay_panel_dup_label (scan->panel, series);
      AssaySeriesQuality quality;

      assay_panel_get_quality (scan->panel, series, &quality);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, label);
      assay_table_set_number (table, 1, count->n_values);
      assay_table_set_number (table, 2, quality.start);
      assay_table_set_number (table, 3, quality.end);
      assay_table_set_number (table, 4, anomaly_count_wape (count));
      assay_table_set_number (table, 5, anomaly_count_bias (count));
      assay_table_set_number (table, 6, anomaly_count_mase (count));
      assay_table_set_number (table, 7, count->n_anomalies);
      for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
        assay_table_set_number (table, 8 + risk, count->n_risk[risk]);
      assay_table_set_number (table, 12, scan->zscore[anomaly_scan_get_first (scan, series + 1) - 1]);
      assay_table_set_number (table, 13, quality.n_gaps);
    }
  note_cut (table, scan, "those with the most critical anomalies first");
}

static void
trouble_key (const AnomalyScan *scan, gsize series, double *key)
{
  AssaySeriesQuality quality;

  assay_panel_get_quality (scan->panel, series, &quality);
  key[0] = quality.n_missing + quality.n_gap_steps + quality.n_duplicates + quality.n_off_step;
  key[1] = quality.starts_late + quality.ends_early;
}

static void
add_quality (AssayResult *result, const AnomalyScan *scan)
{
  AssayTable *table = assay_table_new ("quality", N_("Data Quality by Series"));
  gsize n;
  g_autofree Ordered *order = order_series (scan, trouble_key, &n);

  assay_result_take_table (result, table);
  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "missing", N_("Missing"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "gaps", N_("Gaps"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "absent", N_("Absent Steps"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "duplicates", N_("Repeated"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "off-step", N_("Off Calendar"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "span", N_("Span"), ASSAY_CELL_TEXT);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *label = assay_panel_dup_label (scan->panel, order[i].series);
      AssaySeriesQuality quality;

      assay_panel_get_quality (scan->panel, order[i].series, &quality);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, label);
      assay_table_set_number (table, 1, quality.n);
      assay_table_set_number (table, 2, quality.n_missing);
      assay_table_set_number (table, 3, quality.n_gaps);
      assay_table_set_number (table, 4, quality.n_gap_steps);
      assay_table_set_number (table, 5, quality.n_duplicates);
      assay_table_set_number (table, 6, quality.n_off_step);
      assay_table_set_text (table, 7, quality.starts_late && quality.ends_early ? "starts late, ends early"
                                      : quality.starts_late ? "starts late" : quality.ends_early ? "ends early" : "full");
    }
  note_cut (table, scan, "those with the most faults first");
}

gboolean
anomaly_add_tables (AssayResult *result, const AnomalyScan *scan, AssayProgress *progress, GError **error)
{
  if (!add_anomalies (result, scan, progress, error))
    return FALSE;
  add_series (result, scan);
  add_quality (result, scan);
  return TRUE;
}
