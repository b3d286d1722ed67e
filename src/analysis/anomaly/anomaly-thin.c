#include "analysis/anomaly/anomaly-thin.h"

#include "analysis/anomaly/anomaly-rows-private.h"

#include <math.h>

typedef struct
{
  const AssayAnomalyRows *rows;
  const double *const *columns;
  guint n_columns;
  GArray *chosen;
  guint64 low[2], high[2], first;    /* of the stretch now read; G_MAXUINT64: none yet */
} Thin;

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

static void
begin_stretch (Thin *self)
{
  for (guint i = 0; i < 2; i++)
    self->low[i] = self->high[i] = G_MAXUINT64;
  self->first = G_MAXUINT64;
}

static void
end_stretch (Thin *self)
{
  guint64 found[5];
  guint n = 0;

  if (self->first == G_MAXUINT64)
    return;
  /* A stretch without a value must show as a hole: its first row has a NaN. */
  if (self->low[0] == G_MAXUINT64)
    found[n++] = self->first;
  for (guint i = 0; i < self->n_columns; i++)
    if (self->low[i] != G_MAXUINT64)
      {
        found[n++] = self->low[i];
        found[n++] = self->high[i];
      }
  qsort (found, n, sizeof (guint64), compare_rows);
  for (guint i = 0; i < n; i++)
    choose (self->chosen, found[i]);
  begin_stretch (self);
}

static void
take_row (Thin *self, guint64 row)
{
  if (self->first == G_MAXUINT64)
    self->first = row;
  for (guint i = 0; i < self->n_columns; i++)
    {
      const double *y = self->columns[i];

      if (isnan (y[row]))
        continue;
      if (self->low[i] == G_MAXUINT64 || y[row] < y[self->low[i]])
        self->low[i] = row;
      if (self->high[i] == G_MAXUINT64 || y[row] > y[self->high[i]])
        self->high[i] = row;
    }
}

static void
thin_stretches (Thin *self, gsize first, gsize end, gsize n_stretches)
{
  double start = assay_anomaly_rows_get_x (self->rows, first), last = start;
  double width = (assay_anomaly_rows_get_x (self->rows, end - 1) - start) / n_stretches;
  gsize now = 0;

  choose (self->chosen, first);
  begin_stretch (self);
  for (gsize row = first; row < end; row++)
    {
      double x = assay_anomaly_rows_get_x (self->rows, row);
      gsize stretch = MIN ((gsize) ((x - start) / width), n_stretches - 1);

      if (stretch != now)
        end_stretch (self);
      if (x - last > 1.5 * width)
        choose (self->chosen, ASSAY_THIN_GAP);
      now = stretch;
      last = x;
      take_row (self, row);
    }
  end_stretch (self);
  choose (self->chosen, end - 1);
}

static void
take_all (Thin *self, gsize series, gsize first, gsize end)
{
  double step = assay_anomaly_rows_get_step (self->rows, series);

  for (gsize row = first; row < end; row++)
    {
      if (row > first && assay_anomaly_rows_get_x (self->rows, row) - assay_anomaly_rows_get_x (self->rows, row - 1) > 1.5 * step)
        choose (self->chosen, ASSAY_THIN_GAP);
      choose (self->chosen, row);
    }
}

GArray *
assay_thin_rows (const AssayAnomalyRows *rows, gsize series, gsize max_points, const double *const *columns,
                 guint n_columns, gboolean *thinned)
{
  gsize first = assay_anomaly_rows_get_first (rows, series), end = assay_anomaly_rows_get_first (rows, series + 1);
  Thin self = { rows, columns, n_columns, g_array_new (FALSE, FALSE, sizeof (guint64)) };

  *thinned = max_points > 0 && end - first > max_points;
  if (*thinned)
    thin_stretches (&self, first, end, MAX (max_points / (2 * n_columns), 1));
  else
    take_all (&self, series, first, end);
  return self.chosen;
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

GArray *
assay_thin_marks (const AssayAnomalyRows *rows, gsize series, gsize max_points, gsize *n_all)
{
  guint64 end = assay_anomaly_rows_get_first (rows, series + 1);
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint64 row = assay_anomaly_rows_get_first (rows, series); row < end; row++)
    if (rows->anomaly[row] == 1)
      g_array_append_val (marks, row);

  *n_all = marks->len;
  if (max_points > 0 && marks->len > max_points)
    {
      g_array_sort_with_data (marks, compare_severity, (gpointer) rows);
      g_array_set_size (marks, max_points);
      g_array_sort (marks, compare_rows);
    }
  return marks;
}
