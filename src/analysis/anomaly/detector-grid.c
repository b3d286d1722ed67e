/* Detectors count steps: a series is laid on a grid of them, NaN where a step is absent. Where times lie off the calendar, or would
 * leave far more holes than rows, each row is a step. */
#include "analysis/anomaly/anomaly-detection-private.h"

#include "math/detection/shift-score.h"

#include <math.h>
#include <string.h>

#define MOST_HOLES 4           /* steps a row */
#define LARGEST_VALUE 1e150    /* as the kernels have it */

static double
usable (double value)
{
  return fabs (value) <= LARGEST_VALUE ? value : NAN;
}

static gboolean
lies_on_grid (const gint64 *times, gsize n, gint64 step)
{
  for (gsize i = 1; i < n; i++)
    if ((times[i] - times[i - 1]) % step != 0)
      return FALSE;
  return n > 0 && (times[n - 1] - times[0]) / step < (gint64) (MOST_HOLES * n + 1000);
}

void
detector_grid_init (DetectorGrid *self, const AnomalyScan *scan, gsize series, const gint64 *times, gint64 step)
{
  gsize first = anomaly_scan_get_first (scan, series), n = anomaly_scan_get_first (scan, series + 1) - first;
  const double *values = assay_panel_get_values (scan->panel) + first;

  times += first;
  *self = (DetectorGrid) { .n = n };
  if (lies_on_grid (times, n, step) && (times[n - 1] - times[0]) / step + 1 != (gint64) n)
    {
      self->n = (times[n - 1] - times[0]) / step + 1;
      self->at = g_new (gsize, n);
    }
  self->value = g_new (double, MAX (self->n, 1));
  if (self->at == NULL)
    for (gsize i = 0; i < n; i++)
      self->value[i] = usable (values[i]);
  else
    {
      for (gsize i = 0; i < self->n; i++)
        self->value[i] = NAN;
      for (gsize i = 0; i < n; i++)
        {
          self->at[i] = (times[i] - times[0]) / step;
          self->value[self->at[i]] = usable (values[i]);
        }
    }
}

void
detector_grid_clear (DetectorGrid *self)
{
  g_clear_pointer (&self->at, g_free);
  g_clear_pointer (&self->value, g_free);
}

gsize
detector_grid_find_row (const DetectorGrid *self, gsize step, gsize n_rows)
{
  gsize low = 0, high = n_rows;

  while (low < high && self->at != NULL)
    {
      gsize middle = low + (high - low) / 2;

      if (self->at[middle] < step)
        low = middle + 1;
      else
        high = middle;
    }
  return self->at != NULL ? low : MIN (step, n_rows);
}

void
detector_grid_take (const DetectorGrid *self, const double *score, gsize n_rows, double *rows)
{
  for (gsize i = 0; i < n_rows; i++)
    rows[i] = score[self->at != NULL ? self->at[i] : i];
}

/* ---- what detectors read ---- */

void
detector_residual (const double *value, gsize n, gint64 season, double *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = (gint64) i >= season ? value[i] - value[i - season] : NAN;
}

#define PROFILE_SEASONS 8

/* value[i] less the mean of the last season up to it, of the values there are. */
static void
subtract_mean (const double *value, gsize n, gsize season, double *swing)
{
  double sum = 0;
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (i % season == 0)
        {
          /* Summed anew once a season, so that what has left the window leaves nothing behind. */
          sum = 0;
          count = 0;
          for (gsize k = i >= season ? i - season : 0; k < i; k++)
            if (!isnan (value[k]))
              {
                sum += value[k];
                count++;
              }
        }
      if (i >= season && !isnan (value[i - season]))
        {
          sum -= value[i - season];
          count--;
        }
      if (!isnan (value[i]))
        {
          sum += value[i];
          count++;
        }
      swing[i] = 2 * count >= season && !isnan (value[i]) ? value[i] - sum / count : NAN;
    }
}

/* Less the mean swing of its step in the eight seasons before: the season goes, a new level stays to be seen. */
void
detector_level (const double *value, gsize n, gint64 season, double *y)
{
  g_autofree double *swing = NULL;

  if (season <= 1)
    {
      memcpy (y, value, n * sizeof (double));
      return;
    }
  swing = g_new (double, MAX (n, 1));
  subtract_mean (value, n, season, swing);
  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;
      guint count = 0;

      for (gsize back = season; back <= MIN ((gsize) season * PROFILE_SEASONS, i); back += season)
        if (!isnan (swing[i - back]))
          {
            sum += swing[i - back];
            count++;
          }
      y[i] = count > 0 ? value[i] - sum / count : NAN;
    }
}

/* ---- lasting changes ---- */

#define SHIFT_LIMIT 6

/* Is every one of the last `window` values (but one in ten) on the new side, by more than half the change? A week of bad days is not a new level while
 * the window still holds good ones. *first: where these values begin. */
static gboolean
is_settled (const double *y, gsize at, gsize window, double difference, gsize *first)
{
  double sum = 0, old;
  gsize n = 0, n_new = 0, row = at + 1;

  while (row > 0 && n < window)
    if (!isnan (y[--row]))
      {
        sum += y[row];
        n++;
      }
  *first = row;
  old = sum / MAX (n, 1) - difference;
  for (row = *first; row <= at; row++)
    n_new += !isnan (y[row]) && (y[row] - old) * (difference > 0 ? 1 : -1) > fabs (difference) / 2;
  return 10 * n_new >= 9 * n;
}

static GArray *
find_shifts (const double *y, gsize n, gsize window)
{
  GArray *shifts = g_array_new (FALSE, FALSE, sizeof (LevelShift));
  AmShift how = { .kind = AM_SHIFT_LEVEL, .left = 4 * window, .right = window };
  AmQuartileScore against = { .history = MAX (50 * window, 200), .min_values = 3 * window };
  AmShiftState *shift = am_shift_alloc (&how);
  AmQuartileScoreState *quartiles = am_quartile_score_alloc (&against);
  g_autofree double *difference = g_new (double, MAX (n, 1));
  g_autofree double *score = g_new (double, MAX (n, 1));

  if (shift != NULL && quartiles != NULL)
    {
      am_shift_run (shift, y, n, difference);
      am_quartile_score_run (quartiles, difference, n, score);
      for (gsize i = 0; i < n; i++)
        if (fabs (score[i]) >= SHIFT_LIMIT)
          {
            gsize end = MIN (i + window, n), at = i;
            LevelShift found = { 0 };

            while (at < end && (isnan (difference[at]) || !is_settled (y, at, window, difference[at], &found.row)))
              at++;
            if (at == end)
              {
                i = end - 1;
                continue;
              }
            found.confirmed = at;
            found.change = difference[at];
            g_array_append_val (shifts, found);
            /* The same change is seen until it has left the older window too. */
            for (i = at; i < n && !(fabs (score[i]) < SHIFT_LIMIT / 2.0); i++)
              continue;
          }
    }
  am_shift_free (shift);
  am_quartile_score_free (quartiles);
  return shifts;
}

#define MOST_WINDOW 48         /* quartiles of fifty windows are held sorted: a longer window is counted in blocks */
#define BLOCKS_A_WINDOW 24

/* Means of `size` values each, NaN without any; the last, which is not whole, is left out. */
static double *
make_blocks (const double *y, gsize n, gsize size, gsize *n_blocks)
{
  double *blocks = g_new (double, n / size + 1);

  *n_blocks = n / size;
  for (gsize k = 0; k < *n_blocks; k++)
    {
      double sum = 0;
      gsize count = 0;

      for (gsize i = k * size; i < (k + 1) * size; i++)
        if (!isnan (y[i]))
          {
            sum += y[i];
            count++;
          }
      blocks[k] = count > 0 ? sum / count : NAN;
    }
  return blocks;
}

GArray *
find_level_shifts (const double *y, gsize n, gsize window)
{
  gsize size = window / BLOCKS_A_WINDOW, n_blocks;
  g_autofree double *blocks = NULL;
  g_autoptr(GArray) shifts = NULL;
  guint n_kept = 0;

  if (window <= MOST_WINDOW)
    return find_shifts (y, n, window);
  blocks = make_blocks (y, n, size, &n_blocks);
  shifts = find_shifts (blocks, n_blocks, BLOCKS_A_WINDOW);
  for (guint i = 0; i < shifts->len; i++)
    {
      LevelShift shift = g_array_index (shifts, LevelShift, i);

      shift.row *= size;
      shift.confirmed = (shift.confirmed + 1) * size;        /* a block is known when it is over */
      if (shift.confirmed < n)
        g_array_index (shifts, LevelShift, n_kept++) = shift;
    }
  g_array_set_size (shifts, n_kept);
  return g_steal_pointer (&shifts);
}
