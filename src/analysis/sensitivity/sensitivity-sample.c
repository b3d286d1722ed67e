#include "analysis/sensitivity/sensitivity-sample-private.h"

#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/order.h"
#include "math/sensitivity/latin-hypercube.h"

#define ROWS_AT_ONCE 8192          /* between two looks at whether to stop */

void
sensitivity_sample_free (SensitivitySample *self)
{
  for (guint i = 0; i < self->k; i++)
    g_free (self->columns[i]);
  g_free (self->columns);
  g_free (self->y);
  g_free (self);
}

char *
sensitivity_sample_describe (const SensitivitySample *self)
{
  g_autofree char *n = assay_word_count (self->n);

  return g_strdup_printf (self->is_real ? "%s rows that exist" : "%s points of a Latin hypercube", n);
}

/* ---- making ---- */

static gboolean
draw_column (gsize i, guint worker, gpointer user_data, GError **error)
{
  AssaySensitivityRun *run = user_data;
  SensitivitySample *self = run->sample;
  AmRandom random = { assay_sensitivity_seed (run, "sample", i) };
  const AmStop stop = assay_sensitivity_get_stop (run);
  g_autofree gsize *work = g_new (gsize, self->n + 1);
  double *u = self->columns[i] = g_new (double, self->n + 1);

  if (am_latin_hypercube_column (&random, self->n, u, work, &stop))
    for (gsize from = 0; from < self->n && !am_stop_asked (&stop); from += AM_STOP_PIECE)
      assay_sensitivity_input_draw (&run->function->inputs[i], u + from, MIN (AM_STOP_PIECE, self->n - from), u + from);
  return assay_sensitivity_check_stop (run, error);
}

/* All, or as many as wanted: each row has the same chance (Fan, Muller & Rezucha 1962, JASA 57, 387-402). */
static gboolean
take_rows (AssaySensitivityRun *run, SensitivitySample *self, gsize wanted, GError **error)
{
  gsize n = run->function->n_rows, taken = 0;
  AmRandom random = { assay_sensitivity_seed (run, "sample-rows", 0) };

  self->n = MIN (n, wanted);
  for (guint i = 0; i < self->k; i++)
    self->columns[i] = g_new (double, self->n + 1);
  for (gsize row = 0; row < n && taken < self->n; row++)
    {
      if (row % ROWS_AT_ONCE == 0 && !assay_sensitivity_check_stop (run, error))
        return FALSE;
      if (am_random_below (&random, n - row) >= self->n - taken)
        continue;
      for (guint i = 0; i < self->k; i++)
        self->columns[i][taken] = run->function->rows[i][row];
      taken++;
    }
  return TRUE;
}

/* x may be y itself. */
static gsize
keep_rows_with_output (const double *y, double *x, gsize n)
{
  gsize kept = 0;

  for (gsize row = 0; row < n; row++)
    if (!isnan (y[row]))
      x[kept++] = x[row];
  return kept;
}

static gboolean
leave_out_failed (AssaySensitivityRun *run, SensitivitySample *self, GError **error)
{
  gsize n_failed = 0;

  for (gsize row = 0; row < self->n; row++)
    n_failed += isnan (self->y[row]) != 0;
  for (guint i = 0; i < self->k && n_failed > 0; i++)
    {
      if (!assay_sensitivity_check_stop (run, error))
        return FALSE;
      keep_rows_with_output (self->y, self->columns[i], self->n);
    }
  if (n_failed > 0)
    self->n = keep_rows_with_output (self->y, self->y, self->n);
  return TRUE;
}

static gboolean
make_sample (AssaySensitivityRun *run, SensitivitySample *self, gsize wanted, AssayProgress *progress, GError **error)
{
  guint n_threads = run->task->n_threads;

  if (self->is_real ? !take_rows (run, self, wanted, error) : !assay_parallel_for (n_threads, self->k, draw_column, run, NULL, error))
    return FALSE;
  self->y = g_new (double, self->n + 1);
  if (!assay_sensitivity_function_evaluate_all (run->function, (const double *const *) self->columns, self->n, self->y, n_threads, progress, error))
    return FALSE;
  assay_sensitivity_count_runs (run, self->y, self->n);
  return leave_out_failed (run, self, error);
}

const SensitivitySample *
sensitivity_sample_get (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  gsize wanted = assay_options_get_integer (run->options, "draws");
  SensitivitySample *self;

  if (run->sample != NULL)
    return run->sample;
  self = run->sample = g_new0 (SensitivitySample, 1);
  self->k = run->function->n_inputs;
  self->n = wanted;
  self->is_real = run->function->rows != NULL;
  self->columns = g_new0 (double *, self->k + 1);
  if (make_sample (run, self, wanted, progress, error))
    return self;
  g_clear_pointer (&run->sample, sensitivity_sample_free);
  return NULL;
}

/* ---- slices ---- */

static guint
count_distinct (const double *x, const gsize *order, gsize n, guint most)
{
  guint distinct = n > 0;

  for (gsize r = 1; r < n && distinct <= most; r++)
    distinct += x[order[r]] != x[order[r - 1]];
  return distinct;
}

gsize
sensitivity_sample_slice (const SensitivitySample *self, const AssaySensitivityInput *input, guint i, guint wanted, double *y, guint32 *slice, gsize *order, guint *n_slices,
                          const AmStop *stop)
{
  g_autofree double *x = g_new (double, self->n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * self->n + 1);
  gsize n = 0;
  gsize first = 0, last = 0, least;
  guint distinct;

  for (gsize row = 0; row < self->n; row++)
    if (!isnan (self->columns[i][row]))
      {
        x[n] = self->columns[i][row];
        y[n++] = self->y[row];
      }
  *n_slices = 0;
  if (!am_order_rising_until (x, n, order, work, stop))
    return 0;
  /* a slice of a few rows has a distribution of its own by chance */
  least = n / (2 * wanted);
  distinct = count_distinct (x, order, n, input->words != NULL ? G_MAXUINT - 1 : wanted);
  for (gsize r = 0; r < n; r++)
    {
      gboolean is_next = r > 0 && x[order[r]] != x[order[r - 1]], is_new = r == 0 || is_next;

      if (r % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return 0;
      if (input->words == NULL && distinct <= wanted)
        is_new = r == 0 || (is_next && r - first >= least && n - r >= least);
      else if (input->words == NULL)
        is_new = r == 0 || (is_next && r * wanted / n != last);
      if (is_new)
        {
          first = r;
          last = r * wanted / n;
        }
      *n_slices += is_new;
      slice[order[r]] = *n_slices - 1;
    }
  return n;
}
