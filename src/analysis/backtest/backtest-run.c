/* Items of work are forecast on all cores and folded in their order, so the numbers are the same for any number of threads; what
 * is folded is what a partial result shows, and what a checkpoint holds is folded the same way as what was just computed. */
#include "analysis/backtest/backtest-pass-private.h"

#include "analysis/backtest/backtest-partial-private.h"
#include "base/parallel.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define PARTIAL_INTERVAL (G_USEC_PER_SEC / 4)

/* ---- errors ---- */

double *
backtest_errors_of (const BacktestRun *run, gsize series, gsize position, guint model)
{
  gsize kept = series / run->every;

  if (run->errors == NULL || series % run->every != 0)
    return NULL;
  return run->errors + ((run->first_error[kept] + position) * backtest_n_models (run) + model) * run->how->horizon;
}

const double *
backtest_run_get_errors (const BacktestRun *self, gsize series, guint origin, guint model, gsize *at)
{
  for (gsize i = self->first_origin[series]; i < self->first_origin[series + 1]; i++)
    if (self->origin_id[i] == origin)
      {
        if (at != NULL)
          *at = self->origin_at[i];
        return backtest_errors_of (self, series, i - self->first_origin[series], model);
      }
  return NULL;
}

static void
make_errors (BacktestRun *run)
{
  gsize n_kept = (run->n_series + run->every - 1) / run->every, n;

  run->first_error = g_new0 (gsize, n_kept + 1);
  for (gsize i = 0; i < n_kept; i++)
    run->first_error[i + 1] = run->first_error[i] + run->first_origin[i * run->every + 1] - run->first_origin[i * run->every];
  n = run->first_error[n_kept] * backtest_n_models (run) * run->how->horizon;
  run->errors = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    run->errors[i] = NAN;
  for (gsize i = 0; i < run->first_origin[run->n_series]; i++)
    run->scales[i] = NAN;
}

/* ---- folding ---- */

static void
take_texts (BacktestRun *run, BacktestPart *part)
{
  if (run->why_unfitted == NULL)
    run->why_unfitted = g_steal_pointer (&part->why_unfitted);
  for (guint i = 0; i < backtest_n_models (run); i++)
    if (run->why_none[i] == NULL)
      run->why_none[i] = g_steal_pointer (&part->why_none[i]);
}

static void
take_picture (BacktestRun *run, BacktestPicture *picture)
{
  if (picture->series == G_MAXSIZE || (run->picture.series != G_MAXSIZE && !(picture->size > run->picture.size)))
    return;
  backtest_picture_clear (&run->picture);
  run->picture = *picture;
  *picture = (BacktestPicture) { G_MAXSIZE };
}

/* With the lock held, in the order of items. */
static void
fold (BacktestPass *pass, gsize item, BacktestPart *part)
{
  BacktestRun *run = pass->run;
  gsize n_models = backtest_n_models (run), first, end;

  for (gsize i = 0; i < n_models; i++)
    backtest_sums_add (&run->sums[i], &part->sums[i]);
  for (gsize i = 0; i < n_models * run->how->horizon; i++)
    backtest_sums_add (&run->step_sums[i], &part->step_sums[i]);
  for (gsize i = 0; run->weekday_sums != NULL && i < n_models * BACKTEST_N_WEEKDAYS; i++)
    backtest_sums_add (&run->weekday_sums[i], &part->weekday_sums[i]);
  for (gsize i = 0; i < part->n_series * n_models; i++)
    backtest_cell_add (&run->series_cells[part->first_series * n_models + i], &part->series_cells[i]);
  for (gsize i = 0; i < run->how->n_origins * n_models; i++)
    backtest_cell_add (&run->origin_cells[i], &part->origin_cells[i]);
  run->n_unfitted += part->n_unfitted;
  run->n_off_calendar += part->n_off;
  run->n_windows_done += part->n_windows;
  take_texts (run, part);
  take_picture (run, &part->picture);
  while (part->residuals->len > 0)
    g_ptr_array_add (run->residuals, g_ptr_array_steal_index (part->residuals, 0));

  backtest_item_span (pass, item, &first, &end);
  for (gsize unit = first; unit < end; unit++)
    {
      gsize series = backtest_unit_series (pass, unit), position, end_position;

      backtest_unit_span (pass, unit, series, &position, &end_position);
      memset (pass->is_done + run->first_origin[series] + position, TRUE, end_position - position);
      run->n_series_done += ++pass->units_done[series] == backtest_count_units (pass, series);
    }
  backtest_part_free (pass, part);
}

static void
take_part (BacktestPass *pass, gsize item, BacktestPart *part)
{
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&pass->lock);
  pass->waiting[item] = part;
  while (pass->n_folded < pass->n_items && pass->waiting[pass->n_folded] != NULL)
    {
      fold (pass, pass->n_folded, g_steal_pointer (&pass->waiting[pass->n_folded]));
      pass->n_folded++;
    }
  if (pass->task->partial != NULL && pass->n_folded > 0 && pass->n_folded < pass->n_items && now >= pass->next_partial)
    {
      g_autoptr(AssayResult) so_far = backtest_make_partial (pass->run);

      pass->next_partial = now + PARTIAL_INTERVAL;
      pass->task->partial (so_far, pass->task->partial_data);
    }
  g_mutex_unlock (&pass->lock);
}

/* After a stop: what was finished behind an item that was not. */
static void
fold_rest (BacktestPass *pass)
{
  for (gsize item = pass->n_folded; item < pass->n_items; item++)
    if (pass->waiting[item] != NULL)
      fold (pass, item, g_steal_pointer (&pass->waiting[item]));
}

/* ---- an item ---- */

static BacktestPart *
compute_item (BacktestPass *pass, gsize first_unit, gsize end_unit, GError **error)
{
  BacktestRun *run = pass->run;
  gsize first_series = backtest_unit_series (pass, first_unit), end_series = backtest_unit_series (pass, end_unit - 1) + 1;
  guint pad = run->how->gap + run->how->horizon;
  BacktestPart *part = backtest_part_new (pass, first_series, end_series - first_series);
  g_autofree double *grid = NULL, *x = NULL, *disturbed = NULL;
  gsize shown = G_MAXSIZE, n = 0;

  for (gsize unit = first_unit; unit < end_unit; unit++)
    {
      gsize series = backtest_unit_series (pass, unit), n_off = 0;

      if (series != shown)
        {
          g_free (grid);
          g_free (x);
          grid = backtest_pad_grid (run->panel, &pass->calendar, series, pad, &n, &n_off);
          x = assay_regressors_lay (&pass->regressors, run->panel, &pass->calendar, series, n + pad);
          g_free (disturbed);
          disturbed = run->how->trial != NULL ? backtest_trial_disturb (run->how->trial, run->panel, &pass->calendar, series, grid, n) : NULL;
          shown = series;
        }
      if (unit == pass->first_unit[series])
        part->n_off += n_off;
      if (!backtest_run_unit (pass, part, series, unit, grid, disturbed != NULL ? disturbed : grid, n, x, error))
        {
          backtest_part_free (pass, part);
          return NULL;
        }
    }
  return part;
}

static gboolean
run_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  BacktestPass *pass = user_data;
  g_autofree char *key = g_strdup_printf ("backtest/%zu", item);
  g_autoptr(GBytes) stored = assay_checkpoint_find (pass->task->checkpoint, key);
  BacktestPart *part = NULL;
  gsize first_unit, end_unit;

  backtest_item_span (pass, item, &first_unit, &end_unit);
  if (stored != NULL)
    part = backtest_part_read (pass, stored, first_unit, end_unit);
  if (part == NULL)
    {
      part = compute_item (pass, first_unit, end_unit, error);
      if (part == NULL)
        return FALSE;
      if (pass->task->checkpoint != NULL)
        {
          g_autoptr(GBytes) bytes = backtest_part_write (pass, part, first_unit, end_unit);

          assay_checkpoint_put (pass->task->checkpoint, key, bytes);
        }
    }
  take_part (pass, item, part);
  return TRUE;
}

/* ---- the run ---- */

/* A week has days where a step is not longer than one. */
static gboolean
has_weekdays (const AssayPanel *panel)
{
  AssayStep step = assay_panel_get_step (panel);

  return assay_panel_get_time_type (panel) != ASSAY_TYPE_INT64
         && ((step.unit == ASSAY_STEP_DAY && step.n == 1) || (step.unit == ASSAY_STEP_USEC && step.n <= G_GINT64_CONSTANT (86400000000)));
}

static void
make_sums (BacktestRun *run)
{
  gsize n_models = backtest_n_models (run);

  run->sums = g_new0 (BacktestSums, n_models);
  run->step_sums = g_new0 (BacktestSums, n_models * run->how->horizon);
  if (has_weekdays (run->panel))
    run->weekday_sums = g_new0 (BacktestSums, n_models * BACKTEST_N_WEEKDAYS);
  run->series_cells = g_new0 (BacktestCell, run->n_series * n_models + 1);
  run->origin_cells = g_new0 (BacktestCell, run->how->n_origins * n_models);
  run->why_none = g_new0 (char *, n_models);
  run->residuals = g_ptr_array_new_with_free_func ((GDestroyNotify) backtest_residuals_free);
  run->picture.series = G_MAXSIZE;
}

/* Conformal intervals may need the time of a stop: they are made from what is there then. */
static gboolean
finish (BacktestPass *pass, const AssayRoles *roles, AssayFrame **rows, char **renamed, GError **error)
{
  BacktestRun *run = pass->run;

  fold_rest (pass);
  if (!backtest_run_conformal (pass, run->is_stopped ? NULL : pass->progress, error))
    return FALSE;
  if (pass->table != NULL)
    *rows = backtest_table_to_frame (pass, roles, renamed);
  return TRUE;
}

static gboolean
work (BacktestPass *pass, GError **error)
{
  g_autoptr(GError) problem = NULL;

  if (assay_parallel_for (pass->task->n_threads, pass->n_items, run_item, pass, pass->progress, &problem))
    return TRUE;
  pass->run->is_stopped = pass->task->keep_partial && pass->n_folded > 0 && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (pass->run->is_stopped)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
clear_pass (BacktestPass *pass)
{
  for (gsize i = 0; pass->waiting != NULL && i < pass->n_items; i++)
    backtest_part_free (pass, pass->waiting[i]);
  g_free (pass->waiting);
  assay_regressors_clear (&pass->regressors);
  g_free (pass->first_unit);
  g_free (pass->units_done);
  g_free (pass->is_done);
  backtest_table_free (pass->table);
  assay_calendar_clear (&pass->calendar);
  g_mutex_clear (&pass->lock);
}

BacktestRun *
backtest_run_new (AssayPanel *panel, const BacktestSettings *how, const AssayRoles *roles, const AssayTask *task,
                  AssayFrame **rows, char **renamed, AssayProgress *progress, GError **error)
{
  g_autoptr(BacktestRun) run = g_new0 (BacktestRun, 1);
  BacktestPass pass = { .run = run, .task = task, .progress = progress };
  gboolean done;

  run->panel = panel;
  run->how = how;
  run->n_series = assay_panel_get_n_series (panel);
  make_sums (run);
  g_mutex_init (&pass.lock);
  done = assay_calendar_init (&pass.calendar, panel, progress, error) && backtest_lay_out (&pass, error)
         && assay_regressors_init (&pass.regressors, task->frame, how->regressors, roles, how->duplicates, task->n_threads, error);
  if (done)
    {
      run->thin = assay_calendar_word_thin (&pass.calendar, panel);
      make_errors (run);
      pass.waiting = g_new0 (BacktestPart *, pass.n_items + 1);
      pass.units_done = g_new0 (gsize, run->n_series + 1);
      pass.is_done = g_new0 (guint8, run->first_origin[run->n_series] + 1);
      pass.table = how->errors_only ? NULL : backtest_table_new (run);
      done = work (&pass, error) && finish (&pass, roles, rows, renamed, error);
    }
  clear_pass (&pass);
  return done ? g_steal_pointer (&run) : NULL;
}

void
backtest_run_free (BacktestRun *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; self->why_none != NULL && i < backtest_n_models (self); i++)
    g_free (self->why_none[i]);
  g_free (self->why_none);
  g_free (self->n_origins);
  g_free (self->first_origin);
  g_free (self->origin_id);
  g_free (self->origin_at);
  g_free (self->sums);
  g_free (self->step_sums);
  g_free (self->weekday_sums);
  g_free (self->series_cells);
  g_free (self->origin_cells);
  g_ptr_array_unref (self->residuals);
  backtest_picture_clear (&self->picture);
  g_free (self->errors);
  g_free (self->first_error);
  g_free (self->scales);
  g_free (self->why_unfitted);
  g_free (self->thin);
  g_free (self);
}
