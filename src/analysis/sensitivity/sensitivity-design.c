#include "analysis/sensitivity/sensitivity-design-private.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/parallel.h"

#define POINTS_AN_ITEM 512

gboolean
sensitivity_design_init (SensitivityDesign *self, AssaySensitivityRun *run, gboolean has_pairs)
{
  *self = (SensitivityDesign) { .function = run->function, .stop = run->stop, .k = run->function->n_inputs, .has_pairs = has_pairs };
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

typedef struct { SensitivityDesign *design; gsize from, to, n_items; } Growth;

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
  gsize first = growth->from + item % growth->n_items * POINTS_AN_ITEM, n = MIN (POINTS_AN_ITEM, growth->to - first);
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

gboolean
sensitivity_design_grow (SensitivityDesign *self, gsize n, guint n_threads, AssayProgress *progress, GError **error)
{
  Growth growth = { self, self->n, n, (n - self->n + POINTS_AN_ITEM - 1) / POINTS_AN_ITEM };

  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    {
      double *outputs = g_new (double, (gsize) self->n_sets * n);

      for (guint set = 0; set < self->n_sets && self->n > 0; set++)
        memcpy (outputs + set * n, output_of (self, r, set), self->n * sizeof *outputs);
      g_free (self->outputs[r]);
      self->outputs[r] = outputs;
    }
  self->n = n;
  return assay_parallel_for (n_threads, DESIGN_REPLICATES * growth.n_items, evaluate_item, &growth, progress, error);
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

SensitivityOutputs
sensitivity_design_look (const SensitivityDesign *self)
{
  SensitivityOutputs out = { NAN, INFINITY, -INFINITY, 0 };
  AssaySum sum = { 0 };
  gsize n = 0;

  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    for (guint set = 0; set < self->n_sets; set++)
      {
        const double *y = output_of (self, r, set);

        for (gsize i = 0; i < self->n; i++)
          {
            out.n_missing += isnan (y[i]) != 0;
            out.low = MIN (out.low, isnan (y[i]) ? INFINITY : y[i]);
            out.high = MAX (out.high, isnan (y[i]) ? -INFINITY : y[i]);
            if (set < 2 && !isnan (y[i]))
              {
                assay_sum_add (&sum, y[i]);
                n++;
              }
          }
      }
  out.mean = n > 0 ? assay_sum_get (&sum) / n : NAN;
  return out;
}
