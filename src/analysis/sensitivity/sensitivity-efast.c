/* eFAST: first and total order from the spectrum of the output along curves that swing one input faster than the others. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/sensitivity/counter-random.h"
#include "math/sensitivity/efast.h"

#define HARMONICS 4
#define CURVES 4                   /* of each input, with random phases: what intervals are made of */
#define LEAST_POINTS (4 * HARMONICS * HARMONICS + 1)
#define FEW 20000                  /* points of a curve, for which any transform is quick */
#define MOST_SHOWN 20

typedef struct
{
  AssaySensitivityRun *run;
  guint k;
  gsize n;                         /* points of a curve */
  double *variance, *own, *rest;   /* [k][CURVES]; NaN: a point without an output */
  gsize *n_failed;                 /* [k][CURVES] */
} Efast;

static gboolean
run_curve (gsize item, guint worker, gpointer user_data, GError **error)
{
  Efast *self = user_data;
  const AssaySensitivityFunction *function = self->run->function;
  guint input = item / CURVES, k = self->k, other = 0;
  AmRandom random = { assay_sensitivity_seed (self->run, "efast", item) };
  g_autofree gsize *others = g_new (gsize, k + 1);
  g_autofree double *values = g_new (double, (gsize) k * self->n), *y = g_new (double, self->n);
  g_autofree const double **columns = g_new (const double *, k + 1);
  gsize own = am_efast_frequencies (self->n, k, HARMONICS, others);

  for (guint i = 0; i < k; i++)
    {
      double *column = values + (gsize) i * self->n;

      if (!assay_sensitivity_check_stop (self->run, error))
        return FALSE;
      am_efast_curve (self->n, i == input ? own : others[other++], 2 * G_PI * am_random_uniform (&random), column);
      assay_sensitivity_input_draw (&function->inputs[i], column, self->n, column);
      columns[i] = column;
    }
  if (!assay_sensitivity_function_evaluate (function, columns, self->n, y, self->run->stop, error))
    return FALSE;
  self->n_failed[item] = 0;
  for (gsize i = 0; i < self->n; i++)
    self->n_failed[item] += isnan (y[i]) != 0;
  if (!am_efast_parts (y, self->n, own, HARMONICS, &self->variance[item], &self->own[item], &self->rest[item]))
    self->variance[item] = self->own[item] = self->rest[item] = NAN;
  return TRUE;
}

static void
add_figure (const Efast *self, const AmEstimate *first, const AmEstimate *total, const guint *order, const char *convention)
{
  guint n = MIN (self->k, MOST_SHOWN);
  AssayFigure *figure = assay_figure_new ("efast", ASSAY_FIGURE_RANKED, N_("eFAST"));
  g_autofree const char **names = assay_sensitivity_names (self->run->function, order, n);
  double *v[6];

  for (guint s = 0; s < 6; s++)
    v[s] = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      const AmEstimate *of[] = { &total[order[i]], &first[order[i]] };

      for (guint s = 0; s < 2; s++)
        {
          v[s][i] = of[s]->value;
          v[2 + 2 * s][i] = of[s]->low;
          v[3 + 2 * s][i] = of[s]->high;
        }
    }
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("share of the variance"), NULL);
  assay_figure_add_series (figure, "total", N_("Total"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (v[0], n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "first", N_("First order"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (v[1], n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "total-interval", N_("95 % interval of the total"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (v[2], n),
                           assay_sensitivity_take_bytes (v[3], n), NULL, NULL);
  assay_figure_add_series (figure, "first-interval", N_("95 % interval of the first order"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (v[4], n),
                           assay_sensitivity_take_bytes (v[5], n), NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

static void
show (const Efast *self)
{
  guint k = self->k;
  AssayTable *table = assay_table_new ("efast", N_("eFAST"));
  g_autofree AmEstimate *first = g_new (AmEstimate, k), *total = g_new (AmEstimate, k);
  g_autofree double *keys = g_new (double, k), *inner = g_new (double, (gsize) k * CURVES);
  g_autofree guint *order = g_new (guint, k);
  g_autofree char *points = assay_word_count (self->n);
  g_autofree char *convention = g_strdup_printf ("%d curves of %s points for each input, %d harmonics, random phases of seed %" G_GUINT64_FORMAT "; 95 %% intervals by leaving out one curve at a time, which know nothing of what the harmonics miss",
                                                 CURVES, points, HARMONICS, self->run->task->seed);
  g_autofree char *note = g_strdup_printf ("eFAST: %s.", convention);

  for (guint i = 0; i < k * CURVES; i++)
    inner[i] = self->variance[i] - self->rest[i];
  for (guint i = 0; i < k; i++)
    {
      first[i] = am_replicate_ratio (self->own + (gsize) i * CURVES, self->variance + (gsize) i * CURVES, CURVES, ASSAY_SENSITIVITY_LEVEL);
      total[i] = am_replicate_ratio (inner + (gsize) i * CURVES, self->variance + (gsize) i * CURVES, CURVES, ASSAY_SENSITIVITY_LEVEL);
      keys[i] = total[i].value;
    }
  assay_sensitivity_order (keys, k, order);
  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "first", N_("First Order"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "first-low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "first-high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "total", N_("Total"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "total-low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "total-high", N_("High"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < k; i++)
    {
      const char *name = self->run->function->inputs[order[i]].name;

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_sensitivity_set_estimate (table, 1, first[order[i]]);
      assay_sensitivity_set_estimate (table, 4, total[order[i]]);
      assay_sensitivity_add_row (self->run, "efast", name, "first", first[order[i]]);
      assay_sensitivity_add_row (self->run, "efast", name, "total", total[order[i]]);
    }
  assay_result_take_table (self->run->result, table);
  if (!isnan (keys[order[0]]))
    add_figure (self, first, total, order, convention);
  assay_result_add_note (self->run->result, note);
}

/* Odd, and where there are many a product of small numbers, of which a Fourier transform takes n log n: of a prime number of points it takes n^2. 5 more than a multiple of 8:
 * with 1 more the eighth harmonic of the fast input would fall on the slowest frequency. */
static gsize
round_up (gsize n)
{
  if (n <= FEW)
    return n | 1;
  for (n = (n + 2) / 8 * 8 + 5;; n += 8)
    {
      gsize rest = n;

      for (guint factor = 3; factor <= 7; factor += 2)
        while (rest % factor == 0)
          rest /= factor;
      if (rest == 1)
        return n;
    }
}

static gboolean
run_efast (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  guint k = run->function->n_inputs;
  gsize n_items = (gsize) k * CURVES, n_failed = 0;
  g_autofree double *parts = g_new0 (double, 3 * n_items);
  g_autofree gsize *failed = g_new0 (gsize, n_items);
  Efast self = { run, k, round_up (MAX ((gsize) assay_options_get_integer (run->options, "draws") / CURVES, LEAST_POINTS)), parts, parts + n_items, parts + 2 * n_items, failed };

  if (!assay_parallel_for (run->task->n_threads, n_items, run_curve, &self, progress, error))
    return FALSE;
  for (gsize i = 0; i < n_items; i++)
    n_failed += failed[i];
  run->n_runs += n_items * self.n;
  run->n_failed += n_failed;
  if (n_failed > 0)
    assay_result_add_note (run->result, "eFAST: points without an output break the curves they are on, and an input none of whose curves may be broken has no index then. Narrow the ranges, or use Sobol indices.");
  show (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_efast = { "efast", N_("eFAST"), FALSE, run_efast };
