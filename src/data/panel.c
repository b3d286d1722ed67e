/* A panel: times and values of all series, one behind the other. */
#include "data/panel.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/parallel.h"
#include "data/panel-order.h"
#include "data/time-step.h"

struct _AssayPanel
{
  gatomicrefcount ref_count;
  AssayType time_type;
  AssayStep step;
  gsize n_series, n_rows, n_dropped;
  gsize *first;                 /* [n_series + 1] */
  gint64 *times;
  double *values;
  guint n_keys;
  AssayColumn **keys;           /* one value a series */
  AssaySeriesQuality *quality;
};

/* --- making ------------------------------------------------------------------------------------------ */

typedef struct
{
  AssayPanel *panel;
  const AssayColumn *time;
  const double *values;         /* of the frame's rows */
  AssayDuplicates duplicates;
  gsize n;                      /* rows of the frame */
  gint64 *times;                /* of the frame's rows */
  guint8 *keep;                 /* NULL: every row has a time */
  guint32 *series;
  guint32 n_series;
  gsize *rows;                  /* order; NULL: as they are */
  gsize *first;
} Build;

static void
load_times (Build *self)
{
  const AssayColumn *time = self->time;

  self->times = g_new (gint64, self->n + 1);
  switch (assay_column_get_type (time))
    {
    case ASSAY_TYPE_DATE:
      for (gsize i = 0; i < self->n; i++)
        self->times[i] = assay_column_get_dates (time)[i];
      break;
    case ASSAY_TYPE_DATETIME:
      memcpy (self->times, assay_column_get_datetimes (time), self->n * sizeof *self->times);
      break;
    default:
      memcpy (self->times, assay_column_get_int64s (time), self->n * sizeof *self->times);
    }
  if (assay_column_get_n_missing (time) == 0)
    return;
  self->keep = g_malloc (self->n + 1);
  for (gsize i = 0; i < self->n; i++)
    self->keep[i] = !assay_column_is_missing (time, i);
  self->panel->n_dropped = assay_column_get_n_missing (time);
}

/* A series whose rows all lack a time has none left; it is no series of the panel. */
static void
drop_empty_series (Build *self, gsize *rows_of_series)
{
  gsize n = 0;

  for (guint32 s = 0; s < self->n_series; s++)
    if (self->first[s + 1] > self->first[s])
      {
        gsize start = self->first[s];

        rows_of_series[n] = self->rows == NULL ? start : self->rows[start];
        self->first[n] = start;
        n++;
      }
  self->first[n] = self->n_series == 0 ? 0 : self->first[self->n_series];
  self->n_series = (guint32) n;
}

#define ROWS_A_CHUNK 65536

static gboolean
gather_chunk (gsize item, guint worker, gpointer user_data, GError **error)
{
  Build *self = user_data;
  AssayPanel *panel = self->panel;
  gsize last = MIN ((item + 1) * ROWS_A_CHUNK, panel->n_rows);

  for (gsize i = item * ROWS_A_CHUNK; i < last; i++)
    {
      gsize row = self->rows == NULL ? i : self->rows[i];

      panel->times[i] = self->times[row];
      panel->values[i] = self->values[row];
    }
  return TRUE;
}

static void
format_time (const AssayPanel *self, gint64 time, char buffer[ASSAY_NUMBER_SIZE])
{
  if (self->time_type == ASSAY_TYPE_DATE)
    assay_date_format ((gint32) time, buffer);
  else if (self->time_type == ASSAY_TYPE_DATETIME)
    assay_datetime_format (time, buffer);
  else
    g_snprintf (buffer, ASSAY_NUMBER_SIZE, "%" G_GINT64_FORMAT, time);
}

static gboolean
duplicates_error (Build *self, gsize series, gint64 time, gsize n_repeated, gsize n_series, GError **error)
{
  g_autofree char *label = assay_panel_dup_label (self->panel, series);
  char buffer[ASSAY_NUMBER_SIZE];

  format_time (self->panel, time, buffer);
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_DUPLICATES,
               ngettext ("Times repeat: series “%s” has %s more than once (%zu repeated row in %zu series). "
                         "Say what to do with repeated times: --duplicates sum, mean, first or last. "
                         "If the rows belong to different series, name their keys with --series.",
                         "Times repeat: series “%s” has %s more than once (%zu repeated rows in %zu series). "
                         "Say what to do with repeated times: --duplicates sum, mean, first or last. "
                         "If the rows belong to different series, name their keys with --series.",
                         n_repeated),
               label, buffer, n_repeated, n_series);
  return FALSE;
}

/* One value out of several at the same time; missing ones are stepped over. */
static double
merge (const double *values, gsize n, AssayDuplicates how)
{
  AssaySum sum = { 0 };
  gsize n_there = 0;
  double first = NAN, last = NAN;

  for (gsize i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        continue;
      if (n_there++ == 0)
        first = values[i];
      last = values[i];
      assay_sum_add (&sum, values[i]);
    }
  if (n_there == 0)
    return NAN;
  switch (how)
    {
    case ASSAY_DUPLICATES_SUM: return assay_sum_get (&sum);
    case ASSAY_DUPLICATES_MEAN: return assay_sum_get (&sum) / (double) n_there;
    case ASSAY_DUPLICATES_FIRST: return first;
    case ASSAY_DUPLICATES_LAST: return last;
    case ASSAY_DUPLICATES_ERROR: break;
    }
  g_assert_not_reached ();
}

/* Puts rows of equal time together, in place. */
static void
merge_series (AssayPanel *self, AssayDuplicates how)
{
  gsize to = 0;

  for (gsize s = 0; s < self->n_series; s++)
    {
      gsize from = self->first[s], end = self->first[s + 1];

      self->first[s] = to;
      while (from < end)
        {
          gsize next = from + 1;

          while (next < end && self->times[next] == self->times[from])
            next++;
          self->times[to] = self->times[from];
          self->values[to] = next == from + 1 ? self->values[from] : merge (self->values + from, next - from, how);
          self->quality[s].n_duplicates += next - from - 1;
          to++;
          from = next;
        }
    }
  self->first[self->n_series] = to;
  self->n_rows = to;
}

static gboolean
handle_duplicates (Build *self, GError **error)
{
  AssayPanel *panel = self->panel;
  gsize n_repeated = 0, n_series = 0, first_series = 0;
  gint64 first_time = 0;

  for (gsize s = 0; s < panel->n_series; s++)
    {
      gsize before = n_repeated;

      for (gsize i = panel->first[s] + 1; i < panel->first[s + 1]; i++)
        if (panel->times[i] == panel->times[i - 1])
          {
            if (n_repeated++ == 0)
              {
                first_series = s;
                first_time = panel->times[i];
              }
          }
      n_series += n_repeated > before;
    }
  if (n_repeated == 0)
    return TRUE;
  if (self->duplicates == ASSAY_DUPLICATES_ERROR)
    return duplicates_error (self, first_series, first_time, n_repeated, n_series, error);
  merge_series (panel, self->duplicates);
  return TRUE;
}

static void
measure_series (const AssayPanel *self, gsize s, AssaySeriesQuality *quality)
{
  gsize first = self->first[s], last = self->first[s + 1];

  quality->start = self->times[first];
  quality->end = self->times[last - 1];
  quality->n = last - first;
  for (gsize i = first; i < last; i++)
    quality->n_missing += isnan (self->values[i]);
  for (gsize i = first + 1; i < last; i++)
    {
      gboolean is_exact;
      gint64 n = assay_step_count (self->step, self->time_type, self->times[i - 1], self->times[i], &is_exact);

      quality->n_off_step += !is_exact;
      if (n > 1)
        {
          quality->n_gaps++;
          quality->n_gap_steps += (gsize) n - 1;
        }
    }
}

#define SERIES_A_CHUNK 256

static gboolean
measure_chunk (gsize item, guint worker, gpointer user_data, GError **error)
{
  AssayPanel *self = user_data;
  gsize last = MIN ((item + 1) * SERIES_A_CHUNK, self->n_series);

  for (gsize s = item * SERIES_A_CHUNK; s < last; s++)
    measure_series (self, s, &self->quality[s]);
  return TRUE;
}

static void
compare_spans (AssayPanel *self)
{
  gint64 start = G_MAXINT64, end = G_MININT64;

  for (gsize s = 0; s < self->n_series; s++)
    {
      start = MIN (start, self->quality[s].start);
      end = MAX (end, self->quality[s].end);
    }
  for (gsize s = 0; s < self->n_series; s++)
    {
      self->quality[s].starts_late = self->quality[s].start > start;
      self->quality[s].ends_early = self->quality[s].end < end;
    }
}

static gboolean
build (Build *self, const AssayFrame *frame, const AssayRoles *roles, guint n_threads, AssayProgress *progress, GError **error)
{
  AssayPanel *panel = self->panel;
  g_autofree AssayColumn **keys = NULL;
  g_autofree gsize *rows_of_series = NULL;

  for (panel->n_keys = 0; roles->series != NULL && roles->series[panel->n_keys] != NULL;)
    panel->n_keys++;
  keys = g_new0 (AssayColumn *, panel->n_keys + 1);
  for (guint k = 0; k < panel->n_keys; k++)
    {
      keys[k] = assay_frame_require (frame, roles->series[k], error);
      if (keys[k] == NULL)
        return FALSE;
    }

  self->series = g_new (guint32, self->n + 1);
  self->n_series = assay_order_find_series (keys, panel->n_keys, self->n, self->series);
  load_times (self);
  if (!assay_progress_step (progress, 0.3, error))
    return FALSE;
  self->first = g_new0 (gsize, (gsize) self->n_series + 1);
  self->rows = assay_order_sort (self->series, self->n_series, self->times, self->keep, self->n, self->first, n_threads);
  g_clear_pointer (&self->series, g_free);
  if (!assay_progress_step (progress, 0.6, error))
    return FALSE;

  rows_of_series = g_new (gsize, (gsize) self->n_series + 1);
  drop_empty_series (self, rows_of_series);
  panel->n_series = self->n_series;
  panel->first = g_steal_pointer (&self->first);
  panel->n_rows = panel->first[panel->n_series];
  panel->keys = g_new0 (AssayColumn *, panel->n_keys + 1);
  for (guint k = 0; k < panel->n_keys; k++)
    panel->keys[k] = assay_column_take_rows (keys[k], rows_of_series, panel->n_series);
  panel->times = g_new (gint64, panel->n_rows + 1);
  panel->values = g_new (double, panel->n_rows + 1);
  assay_parallel_for (n_threads, (panel->n_rows + ROWS_A_CHUNK - 1) / ROWS_A_CHUNK, gather_chunk, self, NULL, NULL);
  if (!assay_progress_step (progress, 0.8, error))
    return FALSE;

  panel->quality = g_new0 (AssaySeriesQuality, panel->n_series + 1);
  if (!handle_duplicates (self, error))
    return FALSE;
  panel->step = assay_step_find (panel->times, panel->first, panel->n_series, panel->time_type);
  assay_parallel_for (n_threads, (panel->n_series + SERIES_A_CHUNK - 1) / SERIES_A_CHUNK, measure_chunk, panel, NULL, NULL);
  compare_spans (panel);
  return assay_progress_step (progress, 1, error);
}

/* A double holds whole numbers exactly up to 2^53; beyond it neighbours become one, and an auditor's digit is gone. */
static gboolean
check_whole_numbers (const AssayColumn *value, GError **error)
{
  const gint64 limit = G_GINT64_CONSTANT (1) << 53, *values;

  if (assay_column_get_type (value) != ASSAY_TYPE_INT64)
    return TRUE;
  values = assay_column_get_int64s (value);
  for (gsize i = 0; i < assay_column_get_n (value); i++)
    if (values[i] != ASSAY_MISSING_INT64 && (values[i] > limit || values[i] < -limit))
      {
        g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                     _("Column “%s” cannot be the value: it holds %" PRId64 ", and whole numbers beyond 9007199254740992 cannot be computed with to the last digit."),
                     assay_column_get_name (value), values[i]);
        return FALSE;
      }
  return TRUE;
}

AssayPanel *
assay_panel_new (const AssayFrame *frame, const AssayRoles *roles, AssayDuplicates duplicates, guint n_threads, AssayProgress *progress,
                 GError **error)
{
  g_autoptr(AssayPanel) panel = NULL;
  g_autofree double *owned = NULL;
  Build self = { .duplicates = duplicates, .n = assay_frame_get_n_rows (frame) };
  const AssayColumn *time, *value;
  AssayType type;
  gboolean done;

  time = assay_frame_require (frame, roles->time, error);
  value = time == NULL ? NULL : assay_frame_require (frame, roles->value, error);
  if (value == NULL)
    return NULL;
  type = assay_column_get_type (time);
  if (type != ASSAY_TYPE_DATE && type != ASSAY_TYPE_DATETIME && type != ASSAY_TYPE_INT64)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” cannot be the time: it holds %s."), roles->time, assay_type_name (type));
      return NULL;
    }
  if (assay_column_get_type (value) != ASSAY_TYPE_DOUBLE && assay_column_get_type (value) != ASSAY_TYPE_INT64)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” cannot be the value: it holds %s, not numbers."), roles->value,
                   assay_type_name (assay_column_get_type (value)));
      return NULL;
    }
  if (!check_whole_numbers (value, error))
    return NULL;

  panel = g_new0 (AssayPanel, 1);
  g_atomic_ref_count_init (&panel->ref_count);
  panel->time_type = type;
  self.panel = panel;
  self.time = time;
  self.values = assay_column_as_doubles (value, &owned);
  done = build (&self, frame, roles, n_threads, progress, error);
  g_free (self.times);
  g_free (self.keep);
  g_free (self.series);
  g_free (self.rows);
  g_free (self.first);
  return done ? g_steal_pointer (&panel) : NULL;
}

AssayPanel *
assay_panel_ref (AssayPanel *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
assay_panel_unref (AssayPanel *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint k = 0; self->keys != NULL && k < self->n_keys; k++)
    g_clear_pointer (&self->keys[k], assay_column_unref);
  g_free (self->keys);
  g_free (self->first);
  g_free (self->times);
  g_free (self->values);
  g_free (self->quality);
  g_free (self);
}

/* --- asking ------------------------------------------------------------------------------------------ */

gsize
assay_panel_get_n_series (const AssayPanel *self)
{
  return self->n_series;
}

gsize
assay_panel_get_n_rows (const AssayPanel *self)
{
  return self->n_rows;
}

gsize
assay_panel_get_first (const AssayPanel *self, gsize series)
{
  g_return_val_if_fail (series <= self->n_series, self->n_rows);
  return self->first[series];
}

AssayType
assay_panel_get_time_type (const AssayPanel *self)
{
  return self->time_type;
}

AssayStep
assay_panel_get_step (const AssayPanel *self)
{
  return self->step;
}

const gint64 *
assay_panel_get_times (const AssayPanel *self)
{
  return self->times;
}

const double *
assay_panel_get_values (const AssayPanel *self)
{
  return self->values;
}

char *
assay_panel_dup_label (const AssayPanel *self, gsize series)
{
  GString *label = g_string_new (NULL);

  if (self->n_keys == 0)
    g_string_append (label, N_("all rows"));
  for (guint k = 0; k < self->n_keys; k++)
    {
      g_string_append_printf (label, "%s%s ", k == 0 ? "" : " · ", assay_column_get_name (self->keys[k]));
      if (assay_column_is_missing (self->keys[k], series))
        g_string_append (label, N_("(missing)"));
      else
        assay_column_append_cell (self->keys[k], series, label);
    }
  return g_string_free (label, FALSE);
}

guint
assay_panel_get_n_keys (const AssayPanel *self)
{
  return self->n_keys;
}

AssayColumn *
assay_panel_make_key_column (const AssayPanel *self, guint key)
{
  g_autofree gsize *rows = NULL;

  g_return_val_if_fail (key < self->n_keys, NULL);
  rows = g_new (gsize, self->n_rows + 1);
  for (gsize s = 0; s < self->n_series; s++)
    for (gsize i = self->first[s]; i < self->first[s + 1]; i++)
      rows[i] = s;
  return assay_column_take_rows (self->keys[key], rows, self->n_rows);
}

AssayColumn *
assay_panel_make_time_column (const AssayPanel *self)
{
  gint32 *days;

  if (self->time_type == ASSAY_TYPE_DATETIME)
    return assay_column_take_datetimes ("time", g_memdup2 (self->times, (self->n_rows + 1) * sizeof (gint64)), self->n_rows);
  if (self->time_type == ASSAY_TYPE_INT64)
    return assay_column_take_int64s ("time", g_memdup2 (self->times, (self->n_rows + 1) * sizeof (gint64)), self->n_rows);
  days = g_new (gint32, self->n_rows + 1);
  for (gsize i = 0; i < self->n_rows; i++)
    days[i] = (gint32) self->times[i];
  return assay_column_take_dates ("time", days, self->n_rows);
}

void
assay_panel_get_quality (const AssayPanel *self, gsize series, AssaySeriesQuality *quality)
{
  g_return_if_fail (series < self->n_series);
  *quality = self->quality[series];
}

gsize
assay_panel_get_n_dropped (const AssayPanel *self)
{
  return self->n_dropped;
}
