#include "analysis/sensitivity/sensitivity-design-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"

#define MOST_POINTS_AN_ITEM 256
#define LEAST_POINTS_AN_ITEM 16

gboolean
sensitivity_design_init (SensitivityDesign *self, AssaySensitivityRun *run, gboolean has_pairs)
{
  *self = (SensitivityDesign) { .run = run, .function = run->function, .stop = run->stop, .k = run->function->n_inputs, .has_pairs = has_pairs };
  self->n_sets = 2 + self->k * (has_pairs ? 2 : 1);
  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    {
      self->sequences[r] = am_sobol_sequence_alloc (2 * self->k, true, assay_sensitivity_seed (run, "sobol", r));
      if (self->sequences[r] == NULL)
        return FALSE;
    }
  return TRUE;
}

void
sensitivity_design_clear (SensitivityDesign *self)
{
  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    {
      am_sobol_sequence_free (self->sequences[r]);
      g_free (self->outputs[r]);
    }
}

/* ---- evaluating ---- */

typedef struct { SensitivityDesign *design; gsize from, to, n_points, n_items; } Growth;     /* items: of each replicate */

static double *
output_of (const SensitivityDesign *self, guint replicate, guint set)
{
  return self->outputs[replicate] + set * self->n;
}

static void
draw (const SensitivityDesign *self, guint replicate, gsize first, gsize n, double *values, const double **a, const double **b)
{
  for (guint i = 0; i < 2 * self->k; i++)
    {
      double *column = values + i * n;

      am_sobol_sequence_column (self->sequences[replicate], i, first, n, column);
      assay_sensitivity_input_draw (&self->function->inputs[i % self->k], column, n, column);
      *(i < self->k ? &a[i] : &b[i - self->k]) = column;
    }
}

static gboolean
evaluate_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Growth *growth = user_data;
  SensitivityDesign *self = growth->design;
  guint replicate = item / growth->n_items, k = self->k;
  gsize first = growth->from + item % growth->n_items * growth->n_points, n = MIN (growth->n_points, growth->to - first);
  g_autofree double *values = g_new (double, 2 * k * n + 1);
  g_autofree const double **a = g_new (const double *, k + 1), **b = g_new (const double *, k + 1);
  gboolean done;

  draw (self, replicate, first, n, values, a, b);
  done = assay_sensitivity_function_evaluate (self->function, a, n, output_of (self, replicate, 0) + first, self->stop, error)
         && assay_sensitivity_function_evaluate (self->function, b, n, output_of (self, replicate, 1) + first, self->stop, error);
  for (guint i = 0; i < k && done; i++)
    {
      const double *own = a[i], *other = b[i];

      a[i] = other;
      done = assay_sensitivity_function_evaluate (self->function, a, n, output_of (self, replicate, 2 + i) + first, self->stop, error);
      a[i] = own;
      if (done && self->has_pairs)
        {
          b[i] = own;
          done = assay_sensitivity_function_evaluate (self->function, b, n, output_of (self, replicate, 2 + k + i) + first, self->stop, error);
          b[i] = other;
        }
    }
  return done;
}

/* Sets move apart, or together again, as n changes. */
static gboolean
resize (SensitivityDesign *self, guint replicate, gsize n)
{
  gsize kept = MIN (self->n, n);
  double *outputs = g_try_new (double, (gsize) self->n_sets * n);

  if (outputs == NULL)
    return FALSE;
  for (guint set = 0; set < self->n_sets && kept > 0; set++)
    memcpy (outputs + set * n, output_of (self, replicate, set), kept * sizeof *outputs);
  g_free (self->outputs[replicate]);
  self->outputs[replicate] = outputs;
  return TRUE;
}

static void
shrink (SensitivityDesign *self, gsize n)
{
  for (guint r = 0; r < DESIGN_REPLICATES && n > 0; r++)
    for (guint set = 1; set < self->n_sets; set++)
      memmove (self->outputs[r] + set * n, output_of (self, r, set), n * sizeof (double));
  self->n = n;
}

gboolean
sensitivity_design_grow (SensitivityDesign *self, gsize n, guint n_threads, AssayProgress *progress, GError **error)
{
  gsize before = self->n, n_points = CLAMP ((n - before) / 8, LEAST_POINTS_AN_ITEM, MOST_POINTS_AN_ITEM);
  Growth growth = { self, before, n, n_points, (n - before + n_points - 1) / n_points };

  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    {
      if (!assay_sensitivity_check_given_up (self->run, error))
        return FALSE;
      if (resize (self, r, n))
        continue;
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("There is not enough memory for the points."));
      return FALSE;
    }
  self->n = n;
  if (assay_parallel_for (n_threads, DESIGN_REPLICATES * growth.n_items, evaluate_item, &growth, progress, error))
    return TRUE;
  if (self->run->task->keep_partial)
    shrink (self, before);
  return FALSE;
}

/* ---- reading ---- */

AmSobolDesign
sensitivity_design_get (const SensitivityDesign *self, guint replicate, double mean, const double **columns)
{
  for (guint i = 0; i < self->k; i++)
    {
      columns[i] = output_of (self, replicate, 2 + i);
      if (self->has_pairs)
        columns[self->k + i] = output_of (self, replicate, 2 + self->k + i);
    }
  return (AmSobolDesign) { .y_a = output_of (self, replicate, 0), .y_b = output_of (self, replicate, 1), .y_ab = columns,
                           .y_ba = self->has_pairs ? columns + self->k : NULL, .n = self->n, .k = self->k, .mean = mean };
}

typedef struct { const SensitivityDesign *design; SensitivityOutputs *sets; double *sum; } Look;

static gboolean
look_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Look *look = user_data;
  const SensitivityDesign *self = look->design;
  const double *y = output_of (self, item / self->n_sets, item % self->n_sets);
  SensitivityOutputs out = { NAN, INFINITY, -INFINITY, 0 };
  AssaySum sum = { 0 };

  for (gsize i = 0; i < self->n; i++)
    if (isnan (y[i]))
      out.n_missing++;
    else
      {
        out.low = MIN (out.low, y[i]);
        out.high = MAX (out.high, y[i]);
        assay_sum_add (&sum, y[i]);
      }
  look->sets[item] = out;
  look->sum[item] = assay_sum_get (&sum);
  return assay_sensitivity_check_given_up (self->run, error);
}

gboolean
sensitivity_design_look (const SensitivityDesign *self, SensitivityOutputs *outputs, GError **error)
{
  guint n_items = DESIGN_REPLICATES * self->n_sets;
  g_autofree SensitivityOutputs *sets = g_new (SensitivityOutputs, n_items);
  g_autofree double *sums = g_new (double, n_items);
  Look look = { self, sets, sums };
  SensitivityOutputs out = { NAN, INFINITY, -INFINITY, 0 };
  AssaySum sum = { 0 };
  gsize n = 0;

  if (!assay_parallel_for (self->run->task->n_threads, n_items, look_item, &look, NULL, error))
    return FALSE;
  for (guint i = 0; i < n_items; i++)
    {
      out.n_missing += sets[i].n_missing;
      out.low = MIN (out.low, sets[i].low);
      out.high = MAX (out.high, sets[i].high);
      if (i % self->n_sets < 2)
        {
          assay_sum_add (&sum, sums[i]);
          n += self->n - sets[i].n_missing;
        }
    }
  out.mean = n > 0 ? assay_sum_get (&sum) / n : NAN;
  *outputs = out;
  return TRUE;
}

/* ---- where there is no output ---- */

#define N_TENTHS 10
#define LEAST_SPREAD 0.2           /* of shares without an output, for an input to be named */

typedef struct { guint n; gsize missing[N_TENTHS], all[N_TENTHS]; } Tenths;

static gboolean
has_own_bins (const AssaySensitivityInput *input)
{
  return input->draw == ASSAY_DRAW_VALUES && input->n_values <= N_TENTHS;
}

static guint
find_bin (const AssaySensitivityInput *input, double u)
{
  double x;

  if (!has_own_bins (input))
    return MIN ((guint) (u * N_TENTHS), N_TENTHS - 1);
  x = assay_sensitivity_input_at (input, u);
  for (guint v = 0; v < input->n_values; v++)
    if (input->values[v] == x)
      return v;
  return 0;
}

/* Points of A and of B, in which the input has values of its own. */
static Tenths
count_missing (const SensitivityDesign *self, guint i)
{
  const AssaySensitivityInput *input = &self->function->inputs[i];
  g_autofree double *u = g_new (double, self->n + 1);
  Tenths out = { has_own_bins (input) ? input->n_values : N_TENTHS, { 0 }, { 0 } };

  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    for (guint set = 0; set < 2; set++)
      {
        const double *y = output_of (self, r, set);

        am_sobol_sequence_column (self->sequences[r], set * self->k + i, 0, self->n, u);
        for (gsize p = 0; p < self->n; p++)
          {
            guint bin = find_bin (input, u[p]);

            out.all[bin]++;
            out.missing[bin] += isnan (y[p]) != 0;
          }
      }
  return out;
}

static double
share_of (const Tenths *tenths, guint from, guint to, gboolean inside)
{
  gsize missing = 0, all = 0;

  for (guint b = 0; b < tenths->n; b++)
    if ((b >= from && b <= to) == inside)
      {
        missing += tenths->missing[b];
        all += tenths->all[b];
      }
  return all > 0 ? (double) missing / all : NAN;
}

/* The stretch of bins next to one another that differs most from the rest. */
static double
find_stretch (const Tenths *tenths, gboolean is_single, guint *from, guint *to)
{
  double best = 0;

  for (guint a = 0; a < tenths->n; a++)
    for (guint b = a; b < (is_single ? a + 1 : tenths->n); b++)
      {
        double spread = share_of (tenths, a, b, TRUE) - share_of (tenths, a, b, FALSE);

        if (spread > best)
          {
            best = spread;
            *from = a;
            *to = b;
          }
      }
  return best;
}

char *
sensitivity_design_word_missing (const SensitivityDesign *self)
{
  double best = 0;
  guint which = 0, from = 0, to = 0;
  Tenths tenths = { 0 };
  const AssaySensitivityInput *input;
  g_autofree char *low = NULL, *high = NULL, *inside = NULL, *outside = NULL;

  for (guint i = 0; i < self->k; i++)
    {
      Tenths own = count_missing (self, i);
      guint a = 0, b = 0;
      double spread = find_stretch (&own, self->function->inputs[i].words != NULL, &a, &b);

      if (spread > best)
        {
          best = spread;
          which = i;
          from = a;
          to = b;
          tenths = own;
        }
    }
  if (best < LEAST_SPREAD)
    return NULL;
  input = &self->function->inputs[which];
  low = assay_sensitivity_input_word (input, has_own_bins (input) ? input->values[from] : assay_sensitivity_input_at (input, (double) from / N_TENTHS));
  high = assay_sensitivity_input_word (input, has_own_bins (input) ? input->values[to] : assay_sensitivity_input_at (input, (to + 1.0) / N_TENTHS));
  inside = assay_word_share (share_of (&tenths, from, to, TRUE));
  outside = assay_word_share (share_of (&tenths, from, to, FALSE));
  if (has_own_bins (input) && from == to)
    return g_strdup_printf ("They lie above all where “%s” is %s: %s of the points there have none, elsewhere %s.", input->name, low, inside, outside);
  return g_strdup_printf ("They lie above all where “%s” is from %s to %s: %s of the points there have none, elsewhere %s.", input->name, low, high, inside, outside);
}
