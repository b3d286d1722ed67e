#include "analysis/sensitivity/sensitivity-function.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/parallel.h"

#define BATCH 2048
#define CALL_USEC (10 * 1000)      /* what one call of evaluate() shall take at most */

void
assay_sensitivity_function_free (AssaySensitivityFunction *self)
{
  for (guint i = 0; i < self->n_inputs; i++)
    assay_sensitivity_input_clear (&self->inputs[i]);
  for (guint i = 0; self->rows != NULL && i < self->n_inputs; i++)
    g_free (self->rows[i]);
  g_free (self->rows);
  g_free (self->inputs);
  g_free (self->name);
  g_free (self->output);
  g_clear_pointer (&self->correlations, g_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  self->klass->free (self);
}

static gboolean
fail_stopped (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  return FALSE;
}

/* As many rows as take the time that a call shall take, and no more than twice as many as before. */
static void
learn_pace (const AssaySensitivityFunction *self, gsize n, gint64 elapsed)
{
  gint *rows_at_once = (gint *) &self->rows_at_once;
  gint64 before = MAX (g_atomic_int_get (rows_at_once), 1), fitting = elapsed > 0 ? (gint64) n * CALL_USEC / elapsed : BATCH;

  g_atomic_int_set (rows_at_once, (gint) CLAMP (MIN (fitting, 2 * before), 1, BATCH));
}

static gsize
choose_pace (const AssaySensitivityFunction *self, gsize n)
{
  return MIN (n, (gsize) MAX (g_atomic_int_get (&self->rows_at_once), 1));
}

/* Whoever waits for dear runs wants to know how many there are. */
static void
tell (const AssaySensitivityFunction *self, gsize n, AssayProgress *progress)
{
  g_autofree char *step = NULL;
  guint done;

  if (!self->is_dear || self->n_planned == 0)
    return;
  done = (guint) g_atomic_int_add ((gint *) &self->n_done, (gint) n) + (guint) n;
  step = g_strdup_printf (_("%s: %u of %u runs"), self->step, done, self->n_planned);
  assay_progress_set_step (progress, step);
  assay_progress_step (progress, 0, NULL);
}

/* Rows go to the function in parts, so that it can be stopped between them. */
gboolean
assay_sensitivity_function_evaluate (const AssaySensitivityFunction *self, const double *const *columns, gsize n, double *y, AssayProgress *stop, GError **error)
{
  g_autofree const double **part = g_new (const double *, self->n_inputs + 1);

  for (gsize from = 0; from < n;)
    {
      gsize some = choose_pace (self, n - from);
      gint64 start = g_get_monotonic_time ();

      for (guint i = 0; i < self->n_inputs; i++)
        part[i] = columns[i] + from;
      if (assay_progress_is_cancelled (stop))
        return fail_stopped (error);
      if (!self->klass->evaluate (self, part, some, y + from, error))
        return FALSE;
      learn_pace (self, some, g_get_monotonic_time () - start);
      tell (self, some, stop);
      from += some;
    }
  /* an output without bounds has no variance: it counts as none */
  for (gsize i = 0; i < n; i++)
    if (!isfinite (y[i]))
      y[i] = NAN;
  return TRUE;
}

AssayAxisUnit
assay_sensitivity_function_get_axis (const AssaySensitivityFunction *self)
{
  return self->unit == ASSAY_METRIC_FRACTION ? ASSAY_UNIT_FRACTION : self->unit == ASSAY_METRIC_COUNT ? ASSAY_UNIT_COUNT : self->unit == ASSAY_METRIC_VALUE ? ASSAY_UNIT_VALUE : ASSAY_UNIT_NONE;
}

AssayCellType
assay_sensitivity_function_get_cell (const AssaySensitivityFunction *self)
{
  return self->unit == ASSAY_METRIC_FRACTION ? ASSAY_CELL_FRACTION : ASSAY_CELL_NUMBER;
}

static char *
word_output (const AssaySensitivityFunction *self, double y, const char *unit)
{
  gboolean is_share = self->unit == ASSAY_METRIC_FRACTION;
  g_autofree char *number = assay_word_number (is_share ? 100 * y : y);

  return g_strconcat (number, is_share ? " " : "", is_share ? unit : "", NULL);
}

char *
assay_sensitivity_function_word (const AssaySensitivityFunction *self, double y)
{
  return word_output (self, y, "%");
}

char *
assay_sensitivity_function_word_change (const AssaySensitivityFunction *self, double change)
{
  return word_output (self, change, "percentage points");
}

int
assay_sensitivity_function_find (const AssaySensitivityFunction *self, const char *name)
{
  for (guint i = 0; i < self->n_inputs; i++)
    if (strcmp (self->inputs[i].name, name) == 0)
      return (int) i;
  return -1;
}

/* ---- many rows ---- */

typedef struct { const AssaySensitivityFunction *function; const double *const *columns; gsize n, batch; double *y; AssayProgress *stop; } All;

static gboolean
evaluate_batch (gsize item, guint worker, gpointer user_data, GError **error)
{
  All *all = user_data;
  gsize from = item * all->batch, n = MIN (all->batch, all->n - from);
  g_autofree const double **columns = g_new (const double *, all->function->n_inputs + 1);

  for (guint i = 0; i < all->function->n_inputs; i++)
    columns[i] = all->columns[i] + from;
  return assay_sensitivity_function_evaluate (all->function, columns, n, all->y + from, all->stop, error);
}

/* Few rows are cut small, so that all threads have some: no output hangs on the rows beside it. */
gboolean
assay_sensitivity_function_evaluate_all (const AssaySensitivityFunction *self, const double *const *columns, gsize n, double *y, guint n_threads,
                                         AssayProgress *progress, GError **error)
{
  guint n_workers = n_threads > 0 ? n_threads : assay_parallel_default_threads ();
  All all = { self, columns, n, self->is_dear ? 1 : CLAMP (n / (4 * n_workers), 1, BATCH), y, progress };

  return assay_parallel_for (n_threads, (n + all.batch - 1) / all.batch, evaluate_batch, &all, progress, error);
}
