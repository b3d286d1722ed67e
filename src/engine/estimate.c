#include "engine/estimate.h"

#include "base/parallel.h"

#define MOST_SERIES 3

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

typedef struct
{
  GCancellable *inner, *outer;
  gint64 start, end;
  double fraction;
} Watch;

static void
on_progress (double fraction, const char *step, gpointer user_data)
{
  Watch *watch = user_data;

  watch->fraction = MAX (watch->fraction, fraction);
  if (g_get_monotonic_time () > watch->end || g_cancellable_is_cancelled (watch->outer))
    g_cancellable_cancel (watch->inner);
}

/* The rows of a few series as a frame of their own, with the names the plan knows. */
static AssayFrame *
take_series (AssayPanel *panel, const AssayRoles *roles, gsize n_taken)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(AssayColumn) time = assay_panel_make_time_column (panel), of_time = NULL;
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize n_series = assay_panel_get_n_series (panel);
  double *values;

  for (gsize k = 0; k < n_taken; k++)
    {
      gsize series = (2 * k + 1) * n_series / (2 * n_taken);

      for (gsize row = assay_panel_get_first (panel, series); row < assay_panel_get_first (panel, series + 1); row++)
        g_array_append_val (rows, row);
    }
  of_time = assay_column_take_rows (time, (const gsize *) (gpointer) rows->data, rows->len);
  g_ptr_array_add (columns, assay_column_rename (of_time, roles->time));
  values = g_new (double, rows->len);
  for (guint i = 0; i < rows->len; i++)
    values[i] = assay_panel_get_values (panel)[g_array_index (rows, gsize, i)];
  g_ptr_array_add (columns, assay_column_take_doubles (roles->value, values, rows->len));
  for (guint key = 0; key < assay_panel_get_n_keys (panel); key++)
    {
      g_autoptr(AssayColumn) all = assay_panel_make_key_column (panel, key);
      g_autoptr(AssayColumn) some = assay_column_take_rows (all, (const gsize *) (gpointer) rows->data, rows->len);

      g_ptr_array_add (columns, assay_column_rename (some, roles->series[key]));
    }
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, rows->len);
}

static gboolean
measure (const AssayPlan *self, AssayFrame *frame, const AssayRoles *roles, double budget, GCancellable *cancellable, double *seconds, GError **error)
{
  g_autoptr(GCancellable) inner = g_cancellable_new ();
  Watch watch = { inner, cancellable, g_get_monotonic_time (), 0, 0 };
  g_autoptr(AssayProgress) progress = assay_progress_new (inner, on_progress, &watch, NULL);
  AssayTask task = { .frame = frame, .roles = roles, .options = self->options, .policy = self->policy, .seed = self->seed, .n_threads = 1 };
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;

  watch.end = watch.start + (gint64) (budget * G_USEC_PER_SEC);
  outcome = self->analysis->run (&task, progress, &problem);
  *seconds = (g_get_monotonic_time () - watch.start) / 1e6;
  if (outcome != NULL)
    return TRUE;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !g_cancellable_is_cancelled (cancellable) && watch.fraction > 0)
    {
      *seconds /= watch.fraction;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
assay_plan_estimate (const AssayPlan *self, const AssaySource *source, double budget, GCancellable *cancellable,
                     AssayEstimate *estimate, GError **error)
{
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_auto(AssayRoles) roles = { 0 };
  g_autoptr(AssayPanel) panel = assay_plan_make_panel (self, source, &roles, progress, error);
  g_autoptr(AssayFrame) frame = NULL;
  guint n_threads = self->n_threads > 0 ? self->n_threads : assay_parallel_default_threads ();
  double seconds;

  if (panel == NULL)
    return FALSE;
  estimate->n_series = assay_panel_get_n_series (panel);
  estimate->n_measured = MIN (estimate->n_series, MOST_SERIES);
  frame = take_series (panel, &roles, estimate->n_measured);
  if (!measure (self, frame, &roles, budget, cancellable, &seconds, error))
    return FALSE;
  estimate->seconds = seconds / estimate->n_measured * estimate->n_series / MIN (n_threads, estimate->n_series);
  return TRUE;
}
