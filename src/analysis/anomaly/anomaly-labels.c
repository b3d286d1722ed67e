#include "analysis/anomaly/anomaly-labels-private.h"

#include "base/date.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const usual_names[] = { "label", "anomaly", "is_anomaly", "labels", "anomalies", "outlier", "is_outlier", "class", "target", NULL };

gboolean
anomaly_wants_labels (const AssayTask *task)
{
  return assay_options_get_text (task->options, "labels") != NULL || assay_options_get_text (task->options, "label") != NULL;
}

static gboolean
is_in_data (const AssayTask *task)
{
  return assay_options_get_text (task->options, "labels") == NULL && assay_options_get_text (task->options, "label") != NULL;
}

void
anomaly_labels_free (AnomalyLabels *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->sha256);
  g_free (self->column);
  g_free (self->label);
  g_array_unref (self->windows);
  g_free (self);
}

AssayFrame *
anomaly_labels_strip (const AssayTask *task, GError **error)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new ();
  const char *name = assay_options_get_text (task->options, "label");

  if (!is_in_data (task))
    return assay_frame_ref (task->frame);
  if (assay_frame_require (task->frame, name, error) == NULL)
    return NULL;
  for (guint i = 0; i < assay_frame_get_n_columns (task->frame); i++)
    if (strcmp (assay_column_get_name (assay_frame_get_column (task->frame, i)), name) != 0)
      g_ptr_array_add (columns, assay_frame_get_column (task->frame, i));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, assay_frame_get_n_rows (task->frame));
}

/* ---- a column of labels as numbers ---- */

static gboolean
word_is_no (const char *word)
{
  static const char *const no[] = { "", "0", "0.0", "false", "no", "n", "f", "normal", "ok", "none", NULL };
  g_autofree char *lower = g_ascii_strdown (word, -1);

  return g_strv_contains (no, g_strstrip (lower));
}

/* 0 or 1 a row; what is missing is no anomaly. */
static AssayColumn *
make_flags (const AssayColumn *column)
{
  gsize n = assay_column_get_n (column);
  double *flags = g_new (double, MAX (n, 1));
  AssayType type = assay_column_get_type (column);

  if (type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64)
    {
      g_autofree double *owned = NULL;
      const double *values = assay_column_as_doubles (column, &owned);

      for (gsize row = 0; row < n; row++)
        flags[row] = !assay_column_is_missing (column, row) && values[row] != 0;
    }
  else
    for (gsize row = 0; row < n; row++)
      {
        g_autoptr(GString) cell = g_string_new (NULL);

        assay_column_append_cell (column, row, cell);
        flags[row] = !word_is_no (cell->str);
      }
  return assay_column_take_doubles (assay_column_get_name (column), flags, n);
}

static AssayFrame *
replace_column (AssayFrame *frame, const char *name, GError **error)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new ();
  AssayColumn *column = assay_frame_require (frame, name, error);
  g_autoptr(AssayColumn) flags = NULL;

  if (column == NULL)
    return NULL;
  flags = make_flags (column);
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    g_ptr_array_add (columns, assay_frame_get_column (frame, i) == column ? flags : assay_frame_get_column (frame, i));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, assay_frame_get_n_rows (frame));
}

/* Repeated times are labelled when any of them is. */
static AssayPanel *
make_panel (AssayFrame *frame, const AssayRoles *roles, AssayDuplicates duplicates, const AssayTask *task, AssayProgress *progress, GError **error)
{
  return assay_panel_new (frame, roles, duplicates == ASSAY_DUPLICATES_ERROR ? duplicates : ASSAY_DUPLICATES_SUM, task->n_threads, progress, error);
}

/* ---- from the data ---- */

static gboolean
take_from_data (AnomalyLabels *self, const AssayTask *task, const AnomalyScan *scan, const AssayRoles *roles, AssayDuplicates duplicates,
                AssayProgress *progress, GError **error)
{
  const char *name = assay_options_get_text (task->options, "label");
  g_autoptr(AssayFrame) frame = replace_column (task->frame, name, error);
  AssayRoles with_label = { roles->time, (char *) name, roles->series };
  g_autoptr(AssayPanel) panel = frame != NULL ? make_panel (frame, &with_label, duplicates, task, progress, error) : NULL;

  if (panel == NULL)
    return FALSE;
  g_assert (assay_panel_get_n_rows (panel) == scan->n_rows);
  self->column = g_strdup (name);
  for (gsize row = 0; row < scan->n_rows; row++)
    self->label[row] = assay_panel_get_values (panel)[row] > 0;
  return TRUE;
}

/* ---- from a table ---- */

static char *
find_label_column (AssayFrame *frame, const char *given, const char *file, GError **error)
{
  if (given != NULL)
    return assay_frame_require (frame, given, error) != NULL ? g_strdup (given) : NULL;
  for (guint i = 0; usual_names[i] != NULL; i++)
    for (guint k = 0; k < assay_frame_get_n_columns (frame); k++)
      if (g_ascii_strcasecmp (assay_column_get_name (assay_frame_get_column (frame, k)), usual_names[i]) == 0)
        return g_strdup (assay_column_get_name (assay_frame_get_column (frame, k)));
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("%s has no column called label or anomaly. Name the column of labels with --label."), file);
  return NULL;
}

static gint64
to_usec (AssayType type, gint64 time)
{
  return type == ASSAY_TYPE_DATE ? time * ASSAY_USEC_PER_DAY : time;
}

/* Labels of one series laid on the rows first..end-1: both rise in time. */
static void
lay_series (AnomalyLabels *self, const AnomalyScan *scan, gsize first, gsize end, const AssayPanel *labels, gsize series)
{
  const gint64 *times = assay_panel_get_times (scan->panel), *label_times = assay_panel_get_times (labels);
  AssayType type = assay_panel_get_time_type (scan->panel), label_type = assay_panel_get_time_type (labels);

  for (gsize i = assay_panel_get_first (labels, series); i < assay_panel_get_first (labels, series + 1); i++)
    {
      gint64 when = to_usec (label_type, label_times[i]);

      if (!(assay_panel_get_values (labels)[i] > 0))
        continue;
      while (first < end && to_usec (type, times[first]) < when)
        first++;
      if (first < end && to_usec (type, times[first]) == when)
        self->label[first] = 1;
      else
        self->n_unmatched++;
    }
}

static gboolean
lay_panel (AnomalyLabels *self, const AnomalyScan *scan, const AssayPanel *labels, GError **error)
{
  g_autoptr(GHashTable) series_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean is_for_all = assay_panel_get_n_keys (labels) == 0;

  if ((assay_panel_get_time_type (scan->panel) == ASSAY_TYPE_INT64) != (assay_panel_get_time_type (labels) == ASSAY_TYPE_INT64))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("The times of %s are of another kind than those of the data: dates in one, plain numbers in the other."), self->name);
      return FALSE;
    }
  for (gsize i = 0; i < assay_panel_get_n_series (labels) && !is_for_all; i++)
    g_hash_table_insert (series_of, assay_panel_dup_label (labels, i), GSIZE_TO_POINTER (i + 1));
  for (gsize i = 0; i < scan->n_series; i++)
    {
      g_autofree char *label = assay_panel_dup_label (scan->panel, i);
      gsize found = is_for_all ? assay_panel_get_n_series (labels) : GPOINTER_TO_SIZE (g_hash_table_lookup (series_of, label));

      if (found > 0)
        lay_series (self, scan, anomaly_scan_get_first (scan, i), anomaly_scan_get_first (scan, i + 1), labels, found - 1);
    }
  return TRUE;
}

/* The keys of the series that the table has too; those of the data that it has not, it speaks of all. */
static char **
shared_keys (AssayFrame *frame, const AssayRoles *roles)
{
  g_autoptr(GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; roles->series[i] != NULL; i++)
    if (assay_frame_find (frame, roles->series[i]) == NULL)
      return g_new0 (char *, 1);
    else
      g_strv_builder_add (keys, roles->series[i]);
  return g_strv_builder_end (keys);
}

static gboolean
take_from_table (AnomalyLabels *self, const AssayLabelFile *file, const AssayTask *task, const AnomalyScan *scan, const AssayRoles *roles,
                 AssayProgress *progress, GError **error)
{
  g_autofree char *column = find_label_column (file->frame, assay_options_get_text (task->options, "label"), file->name, error);
  g_autoptr(AssayFrame) frame = column != NULL ? replace_column (file->frame, column, error) : NULL;
  g_auto(GStrv) keys = frame != NULL ? shared_keys (frame, roles) : NULL;
  g_autoptr(AssayPanel) panel = NULL;
  AssayRoles given = { NULL, column, keys }, found = { 0 };

  if (frame == NULL)
    return FALSE;
  if (assay_frame_find (frame, roles->time) != NULL)
    given.time = roles->time;
  if (!assay_roles_resolve (frame, &given, &found, error))
    {
      g_prefix_error (error, "%s: ", file->name);
      return FALSE;
    }
  panel = make_panel (frame, &found, ASSAY_DUPLICATES_SUM, task, progress, error);
  assay_roles_clear (&found);
  if (panel == NULL)
    return FALSE;
  self->column = g_strdup (column);
  return lay_panel (self, scan, panel, error);
}

/* ---- from windows ---- */

static gboolean
take_from_spans (AnomalyLabels *self, const AssayLabelFile *file, const AnomalyScan *scan, GError **error)
{
  const gint64 *times = assay_panel_get_times (scan->panel);
  AssayType type = assay_panel_get_time_type (scan->panel);

  if (type == ASSAY_TYPE_INT64)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("%s holds windows of dates and times, and the times of the data are plain numbers."), self->name);
      return FALSE;
    }
  for (gsize k = 0; k < file->n_spans; k++)
    {
      gboolean is_met = FALSE;

      for (gsize series = 0; series < scan->n_series; series++)
        {
          gsize row = anomaly_scan_get_first (scan, series), end = anomaly_scan_get_first (scan, series + 1), first;

          while (row < end && to_usec (type, times[row]) < file->spans[k].start)
            row++;
          for (first = row; row < end && to_usec (type, times[row]) <= file->spans[k].end; row++)
            self->label[row] = 1;
          if (row > first)
            {
              LabelWindow window = { first, row - 1 };

              g_array_append_val (self->windows, window);
              is_met = TRUE;
            }
        }
      self->n_unmatched += !is_met;
    }
  return TRUE;
}

/* ---- all ---- */

static int
compare_windows (gconstpointer a, gconstpointer b)
{
  const LabelWindow *x = a, *y = b;

  return (x->first > y->first) - (x->first < y->first);
}

static void
find_runs (AnomalyLabels *self, const AnomalyScan *scan)
{
  for (gsize series = 0; series < scan->n_series; series++)
    for (gsize row = anomaly_scan_get_first (scan, series), end = anomaly_scan_get_first (scan, series + 1); row < end; row++)
      if (self->label[row])
        {
          LabelWindow window = { row, row };

          while (window.last + 1 < end && self->label[window.last + 1])
            window.last++;
          g_array_append_val (self->windows, window);
          row = window.last;
        }
}

static gboolean
take_from_file (AnomalyLabels *self, const AssayTask *task, const AnomalyScan *scan, const AssayRoles *roles, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayLabelFile) file = assay_label_file_read (assay_options_get_text (task->options, "labels"), task->data_name, task->n_threads, progress, error);
  gboolean done;

  if (file == NULL)
    return FALSE;
  self->name = g_strdup (file->name);
  self->sha256 = g_strdup (file->sha256);
  done = file->frame != NULL ? take_from_table (self, file, task, scan, roles, progress, error) : take_from_spans (self, file, scan, error);
  if (done && self->n_unmatched > 0 && memchr (self->label, 1, scan->n_rows) == NULL)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("None of the labels of %s matches a row of the data: no row has the series and time of any of them. "
                     "Check that both name times and series alike."), self->name);
      return FALSE;
    }
  return done;
}

AnomalyLabels *
anomaly_labels_new (const AssayTask *task, const AnomalyScan *scan, const AssayRoles *roles, AssayDuplicates duplicates,
                    AssayProgress *progress, GError **error)
{
  g_autoptr(AnomalyLabels) self = g_new0 (AnomalyLabels, 1);

  self->label = g_new0 (guint8, MAX (scan->n_rows, 1));
  self->windows = g_array_new (FALSE, FALSE, sizeof (LabelWindow));
  if (is_in_data (task) ? !take_from_data (self, task, scan, roles, duplicates, progress, error)
                        : !take_from_file (self, task, scan, roles, progress, error))
    return NULL;
  if (self->windows->len == 0)
    find_runs (self, scan);
  g_array_sort (self->windows, compare_windows);
  for (gsize row = 0; row < scan->n_rows; row++)
    self->n_labelled += self->label[row];
  return g_steal_pointer (&self);
}
