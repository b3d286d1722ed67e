#include "analysis/regressors.h"

#include "analysis/analysis.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
check (const AssayFrame *frame, const char *name, GError **error)
{
  AssayColumn *column = assay_frame_require (frame, name, error);

  if (column == NULL)
    return FALSE;
  if (assay_column_get_type (column) == ASSAY_TYPE_DOUBLE || assay_column_get_type (column) == ASSAY_TYPE_INT64)
    return TRUE;
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
               _("Column “%s” cannot be a regressor: it holds %s, not numbers. Write it as 0 and 1, or leave it out of --regressors."),
               name, assay_type_name (assay_column_get_type (column)));
  return FALSE;
}

gboolean
assay_regressors_init (AssayRegressors *self, const AssayFrame *frame, char *const *names, const AssayRoles *roles,
                       AssayDuplicates duplicates, guint n_threads, GError **error)
{
  guint n = g_strv_length ((char **) names);

  *self = (AssayRegressors) { 0, n > 0 ? g_new0 (double *, n) : NULL };
  for (guint i = 0; i < n; i++)
    {
      AssayRoles of_regressor = *roles;
      g_autoptr(AssayPanel) panel = NULL;

      of_regressor.value = (char *) names[i];
      if (check (frame, names[i], error))
        panel = assay_panel_new (frame, &of_regressor, duplicates, n_threads, NULL, error);
      if (panel == NULL)
        return FALSE;
      self->columns[self->n++] = g_memdup2 (assay_panel_get_values (panel), assay_panel_get_n_rows (panel) * sizeof (double));
    }
  return TRUE;
}

void
assay_regressors_clear (AssayRegressors *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->columns[i]);
  g_clear_pointer (&self->columns, g_free);
  self->n = 0;
}

/* The step of a row; G_MAXSIZE: it lies between two. */
static gsize
step_of (const AssayCalendar *calendar, gsize first, gsize row)
{
  gint64 after = calendar->times[row] - calendar->times[first];

  return after % calendar->step == 0 ? (gsize) (after / calendar->step) : G_MAXSIZE;
}

double *
assay_regressors_lay (const AssayRegressors *self, AssayPanel *panel, const AssayCalendar *calendar, gsize series, gsize n_steps)
{
  gsize first = assay_panel_get_first (panel, series), end = assay_panel_get_first (panel, series + 1);
  double *x;

  if (self->n == 0)
    return NULL;
  x = g_new (double, n_steps * self->n + 1);
  for (gsize i = 0; i < n_steps * self->n; i++)
    x[i] = NAN;
  for (gsize row = first; row < end; row++)
    {
      gsize at = step_of (calendar, first, row);

      for (guint k = 0; k < self->n && at < n_steps; k++)
        x[at * self->n + k] = self->columns[k][row];
    }
  for (gsize i = 0; i < n_steps * self->n; i++)
    if (!isfinite (x[i]))
      x[i] = i >= self->n ? x[i - self->n] : 0;
  return x;
}

gsize
assay_regressors_count_missing (const AssayRegressors *self, AssayPanel *panel, const AssayCalendar *calendar, gsize series, gsize from, gsize to)
{
  gsize first = assay_panel_get_first (panel, series), missing = to - from;

  for (gsize row = assay_panel_get_first (panel, series + 1); row-- > first;)
    {
      gsize at = step_of (calendar, first, row);
      gboolean is_whole = TRUE;

      if (at == G_MAXSIZE || at >= to)
        continue;
      if (at < from)
        break;
      for (guint k = 0; k < self->n; k++)
        is_whole &= isfinite (self->columns[k][row]) != 0;
      missing -= is_whole;
    }
  return self->n > 0 ? missing : 0;
}

char *
assay_regressors_word_unused (char *const *names, const GPtrArray *models)
{
  g_autoptr(GString) unused = g_string_new (NULL);

  for (guint i = 0; names != NULL && names[0] != NULL && i < models->len; i++)
    {
      const AssayModelChoice *choice = models->pdata[i];

      if ((choice->kind->flags & ASSAY_FORECASTER_TAKES_X) == 0)
        g_string_append_printf (unused, "%s%s", unused->len > 0 ? ", " : "", choice->name);
    }
  return unused->len > 0 ? g_strdup_printf ("Regressors are not used by: %s.", unused->str) : NULL;
}
