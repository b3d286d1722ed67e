#include "analysis/anomaly/anomaly-thin.h"

#include "analysis/anomaly/anomaly-rows-private.h"

#include <math.h>

static void
choose (GArray *chosen, guint64 row)
{
  if (chosen->len == 0 || g_array_index (chosen, guint64, chosen->len - 1) != row)
    g_array_append_val (chosen, row);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

/* Where the lowest and the highest value of [first, end) are; FALSE when there is none. */
static gboolean
find_extremes (const double *y, gsize first, gsize end, guint64 *low, guint64 *high)
{
  while (first < end && isnan (y[first]))
    first++;
  if (first == end)
    return FALSE;

  *low = *high = first;
  for (gsize row = first; row < end; row++)
    {
      if (y[row] < y[*low])
        *low = row;
      if (y[row] > y[*high])
        *high = row;
    }
  return TRUE;
}

static void
choose_of_stretch (GArray *chosen, gsize first, gsize end, const double *const *columns, guint n_columns)
{
  guint64 found[5];
  guint n = 0;

  for (guint i = 0; i < n_columns; i++)
    if (find_extremes (columns[i], first, end, &found[n], &found[n + 1]))
      n += 2;
    else if (i == 0)
      found[n++] = first;      /* a stretch without a value must show as a hole: this row has a NaN */
  qsort (found, n, sizeof (guint64), compare_rows);
  for (guint i = 0; i < n; i++)
    choose (chosen, found[i]);
}

/* First row of [first, end) whose x is at least `x`. */
static gsize
find_x (const AssayAnomalyRows *rows, gsize first, gsize end, double x)
{
  while (first < end)
    {
      gsize middle = first + (end - first) / 2;

      if (assay_anomaly_rows_get_x (rows, middle) < x)
        first = middle + 1;
      else
        end = middle;
    }
  return first;
}

static void
thin_stretches (const AssayAnomalyRows *rows, gsize first, gsize end, gsize n_stretches, const double *const *columns,
                guint n_columns, GArray *chosen)
{
  double start = assay_anomaly_rows_get_x (rows, first);
  double width = (assay_anomaly_rows_get_x (rows, end - 1) - start) / n_stretches;
  gsize at = first;

  choose (chosen, first);
  for (gsize stretch = 1; stretch <= n_stretches; stretch++)
    {
      gsize next = stretch == n_stretches ? end : find_x (rows, at, end, start + stretch * width);

      if (next > at)
        choose_of_stretch (chosen, at, next, columns, n_columns);
      else
        choose (chosen, ASSAY_THIN_GAP);
      at = next;
    }
  choose (chosen, end - 1);
}

static void
take_all (const AssayAnomalyRows *rows, gsize series, gsize first, gsize end, GArray *chosen)
{
  double step = assay_anomaly_rows_get_step (rows, series);

  for (gsize row = first; row < end; row++)
    {
      if (row > first && assay_anomaly_rows_get_x (rows, row) - assay_anomaly_rows_get_x (rows, row - 1) > 1.5 * step)
        choose (chosen, ASSAY_THIN_GAP);
      choose (chosen, row);
    }
}

GArray *
assay_thin_rows (const AssayAnomalyRows *rows, gsize series, gsize max_points, const double *const *columns,
                 guint n_columns, gboolean *thinned)
{
  gsize first = assay_anomaly_rows_get_first (rows, series), end = assay_anomaly_rows_get_first (rows, series + 1);
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint64));

  *thinned = max_points > 0 && end - first > max_points;
  if (*thinned)
    thin_stretches (rows, first, end, MAX (max_points / (2 * n_columns), 1), columns, n_columns, chosen);
  else
    take_all (rows, series, first, end, chosen);
  return chosen;
}

/* A breach of a constant history has no Z-score and is worse than any. */
static double
severity (const AssayAnomalyRows *rows, guint64 row)
{
  return isnan (rows->zscore[row]) ? HUGE_VAL : fabs (rows->zscore[row]);
}

static int
compare_severity (gconstpointer a, gconstpointer b, gpointer rows)
{
  double x = severity (rows, *(const guint64 *) a), y = severity (rows, *(const guint64 *) b);

  return x != y ? (x < y) - (x > y) : -compare_rows (a, b);
}

/* A buffer that is cut back to the most severe whenever it is full: what is milder than the mildest kept need not go in. */
static void
keep_severest (const AssayAnomalyRows *rows, GArray *marks, gsize most)
{
  g_array_sort_with_data (marks, compare_severity, (gpointer) rows);
  g_array_set_size (marks, MIN (marks->len, most));
}

GArray *
assay_thin_marks (const AssayAnomalyRows *rows, gsize series, gsize max_points, gsize *n_all)
{
  gsize most = max_points > 0 ? max_points : G_MAXSIZE / 16;
  guint64 end = assay_anomaly_rows_get_first (rows, series + 1);
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (guint64));
  double least = 0;

  *n_all = 0;
  for (guint64 row = assay_anomaly_rows_get_first (rows, series); row < end; row++)
    {
      if (rows->anomaly[row] != 1)
        continue;
      ++*n_all;
      if (severity (rows, row) < least)
        continue;
      g_array_append_val (marks, row);
      if (marks->len == 8 * most)
        {
          keep_severest (rows, marks, most);
          least = severity (rows, g_array_index (marks, guint64, most - 1));
        }
    }
  if (marks->len > most)
    keep_severest (rows, marks, most);
  g_array_sort (marks, compare_rows);
  return marks;
}
