/* What an item of work adds to a run, and the same as bytes for a checkpoint. */
#include "analysis/backtest/backtest-pass-private.h"

#include <math.h>
#include <string.h>

void
backtest_residuals_free (BacktestResiduals *self)
{
  g_free (self->values);
  g_free (self);
}

void
backtest_picture_clear (BacktestPicture *self)
{
  g_clear_pointer (&self->mean, g_free);
  g_clear_pointer (&self->lower, g_free);
  g_clear_pointer (&self->upper, g_free);
  self->series = G_MAXSIZE;
}

BacktestPart *
backtest_part_new (const BacktestPass *pass, gsize first_series, gsize n_series)
{
  const BacktestRun *run = pass->run;
  gsize n_models = backtest_n_models (run);
  BacktestPart *self = g_new0 (BacktestPart, 1);

  self->sums = g_new0 (BacktestSums, n_models);
  self->step_sums = g_new0 (BacktestSums, n_models * run->how->horizon);
  if (run->weekday_sums != NULL)
    self->weekday_sums = g_new0 (BacktestSums, n_models * BACKTEST_N_WEEKDAYS);
  self->series_cells = g_new0 (BacktestCell, n_series * n_models);
  self->origin_cells = g_new0 (BacktestCell, run->how->n_origins * n_models);
  self->first_series = first_series;
  self->n_series = n_series;
  self->why_none = g_new0 (char *, n_models);
  self->residuals = g_ptr_array_new_with_free_func ((GDestroyNotify) backtest_residuals_free);
  self->picture.series = G_MAXSIZE;
  return self;
}

void
backtest_part_free (const BacktestPass *pass, BacktestPart *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < backtest_n_models (pass->run); i++)
    g_free (self->why_none[i]);
  g_free (self->why_none);
  g_free (self->sums);
  g_free (self->step_sums);
  g_free (self->weekday_sums);
  g_free (self->series_cells);
  g_free (self->origin_cells);
  g_free (self->why_unfitted);
  g_ptr_array_unref (self->residuals);
  backtest_picture_clear (&self->picture);
  g_free (self);
}

/* ---- one list of what there is, for both directions ----
 *
 * Exactly one of `out` and `from` is set. Numbers go as they are in memory: the bytes are for this program on this machine. */

typedef struct
{
  GByteArray *out;
  const guint8 *from, *end;
  gboolean is_broken;
} Bytes;

static void
pass_block (Bytes *self, gpointer data, gsize size)
{
  if (self->out != NULL)
    g_byte_array_append (self->out, data, (guint) size);
  else if (self->is_broken || (gsize) (self->end - self->from) < size)
    self->is_broken = TRUE;
  else
    {
      memcpy (data, self->from, size);
      self->from += size;
    }
}

static void
pass_size (Bytes *self, gsize *value)
{
  pass_block (self, value, sizeof *value);
}

static void
pass_text (Bytes *self, char **text)
{
  gsize length = self->out != NULL && *text != NULL ? strlen (*text) + 1 : 0;

  pass_size (self, &length);
  if (self->out == NULL)
    {
      if (self->is_broken || (gsize) (self->end - self->from) < length)
        {
          self->is_broken = TRUE;
          return;
        }
      *text = length > 0 ? g_malloc0 (length + 1) : NULL;
    }
  if (length > 0)
    pass_block (self, *text, length);
}

/* An array that may be absent; n is known to the reader. */
static void
pass_array (Bytes *self, double **values, gsize n)
{
  gsize is_there = self->out != NULL ? *values != NULL : 0;

  pass_size (self, &is_there);
  if (self->is_broken || !is_there)
    return;
  if (self->out == NULL)
    *values = g_new0 (double, n);
  pass_block (self, *values, n * sizeof (double));
}

static void
pass_residuals (Bytes *self, GPtrArray *residuals)
{
  gsize n = residuals->len;

  pass_size (self, &n);
  for (gsize i = 0; i < n && !self->is_broken; i++)
    {
      BacktestResiduals *one = self->out != NULL ? residuals->pdata[i] : g_new0 (BacktestResiduals, 1);

      if (self->out == NULL)
        g_ptr_array_add (residuals, one);
      pass_size (self, &one->series);
      pass_block (self, &one->model, sizeof one->model);
      pass_block (self, &one->first_time, sizeof one->first_time);
      pass_block (self, &one->n_parameters, sizeof one->n_parameters);
      pass_size (self, &one->n);
      if (self->out == NULL && one->n > (gsize) (self->end - self->from) / sizeof (double))
        {
          self->is_broken = TRUE;
          one->n = 0;
        }
      if (self->out == NULL)
        one->values = g_new0 (double, one->n + 1);
      pass_block (self, one->values, one->n * sizeof (double));
    }
}

static void
pass_sums (Bytes *bytes, const BacktestPass *pass, BacktestPart *self)
{
  gsize n_models = backtest_n_models (pass->run), h = pass->run->how->horizon;

  pass_block (bytes, self->sums, n_models * sizeof (BacktestSums));
  pass_block (bytes, self->step_sums, n_models * h * sizeof (BacktestSums));
  if (self->weekday_sums != NULL)
    pass_block (bytes, self->weekday_sums, n_models * BACKTEST_N_WEEKDAYS * sizeof (BacktestSums));
  pass_block (bytes, self->series_cells, self->n_series * n_models * sizeof (BacktestCell));
  pass_block (bytes, self->origin_cells, pass->run->how->n_origins * n_models * sizeof (BacktestCell));
  pass_size (bytes, &self->n_windows);
  pass_size (bytes, &self->n_unfitted);
  pass_size (bytes, &self->n_off);
  pass_text (bytes, &self->why_unfitted);
  for (gsize i = 0; i < n_models; i++)
    pass_text (bytes, &self->why_none[i]);
  pass_residuals (bytes, self->residuals);
  pass_size (bytes, &self->picture.series);
  pass_block (bytes, &self->picture.size, sizeof self->picture.size);
  pass_array (bytes, &self->picture.mean, n_models * h);
  pass_array (bytes, &self->picture.lower, n_models * h);
  pass_array (bytes, &self->picture.upper, n_models * h);
}

/* What a window left in the arrays of the run itself. */
static void
pass_window (Bytes *bytes, const BacktestPass *pass, gsize series, gsize position)
{
  BacktestRun *run = pass->run;
  gsize h = run->how->horizon, origin = run->first_origin[series] + position;

  pass_block (bytes, &run->scales[origin], sizeof (double));
  for (guint model = 0; model < backtest_n_models (run); model++)
    {
      double *errors = backtest_errors_of (run, series, position, model);
      gsize row;

      if (errors != NULL)
        pass_block (bytes, errors, h * sizeof (double));
      if (pass->table == NULL || run->origin_id[origin] >= run->how->n_origins)
        continue;
      row = backtest_table_row (pass, series, model, position);
      pass_block (bytes, pass->table->actual + row, h * sizeof (double));
      pass_block (bytes, pass->table->forecast + row, h * sizeof (double));
      pass_block (bytes, pass->table->lower + row, h * sizeof (double));
      pass_block (bytes, pass->table->upper + row, h * sizeof (double));
      if (bytes->out == NULL && !bytes->is_broken && model == 0)
        {
          g_autofree double *actual = g_memdup2 (pass->table->actual + row, h * sizeof (double));

          backtest_table_lay (pass, series, position, actual);
        }
    }
}

static void
pass_item (Bytes *bytes, const BacktestPass *pass, BacktestPart *self, gsize first_unit, gsize end_unit)
{
  gsize size = sizeof (BacktestSums) * 1000 + sizeof (BacktestCell), n_models = backtest_n_models (pass->run), span[] = { first_unit, end_unit, n_models, size };

  for (guint i = 0; i < G_N_ELEMENTS (span); i++)
    {
      gsize expected = span[i];

      pass_size (bytes, &span[i]);
      if (span[i] != expected)
        bytes->is_broken = TRUE;
    }
  pass_sums (bytes, pass, self);
  for (gsize unit = first_unit; unit < end_unit && !bytes->is_broken; unit++)
    {
      gsize series = backtest_unit_series (pass, unit), first, end;

      backtest_unit_span (pass, unit, series, &first, &end);
      for (gsize position = first; position < end && !bytes->is_broken; position++)
        pass_window (bytes, pass, series, position);
    }
}

GBytes *
backtest_part_write (const BacktestPass *pass, const BacktestPart *self, gsize first_unit, gsize end_unit)
{
  Bytes bytes = { g_byte_array_new () };

  pass_item (&bytes, pass, (BacktestPart *) self, first_unit, end_unit);
  return g_byte_array_free_to_bytes (bytes.out);
}

BacktestPart *
backtest_part_read (BacktestPass *pass, GBytes *stored, gsize first_unit, gsize end_unit)
{
  gsize size, first_series = backtest_unit_series (pass, first_unit), end_series = backtest_unit_series (pass, end_unit - 1) + 1;
  const guint8 *data = g_bytes_get_data (stored, &size);
  Bytes bytes = { NULL, data, data + size };
  BacktestPart *self = backtest_part_new (pass, first_series, end_series - first_series);

  pass_item (&bytes, pass, self, first_unit, end_unit);
  if (!bytes.is_broken && bytes.from == bytes.end)
    return self;
  backtest_part_free (pass, self);
  return NULL;
}
