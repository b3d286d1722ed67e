/* Methods for runs that are given: RBD-FAST (first order), Delta (the whole distribution) and PAWN (the distribution function). No run of the model is made
 * for a single one of them: rows that exist do, with all the dependence between inputs that is in them. */
#include "analysis/sensitivity/sensitivity-methods-private.h"
#include "analysis/sensitivity/sensitivity-sample-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/order.h"
#include "math/order-statistics.h"
#include "math/sensitivity/counter-random.h"
#include "math/sensitivity/delta-measure.h"
#include "math/sensitivity/pawn.h"
#include "math/sensitivity/rbd-fast.h"

#define HARMONICS 10
#define PAWN_SLICES 10
#define RESAMPLES 100              /* of RBD-FAST */
#define DELTA_RESAMPLES 40
#define LEAST_ROWS 100
#define LEAST_SLICE 20             /* rows of a slice of PAWN: fewer are far from all by chance */
#define MOST_SHOWN 20

typedef struct Given Given;
typedef void (*Measure) (const Given *self, guint input, AmEstimate *values);

struct Given
{
  AssaySensitivityRun *run;
  const SensitivitySample *sample;
  Measure measure;
  guint n_values;                  /* of each input */
  AmEstimate *values;              /* [k][n_values] */
};

/* ---- the three of them: when somebody asked to stop they leave off, and what they say is not looked at ---- */

static AmEstimate
around (double value, double sum, double squares, guint n)
{
  double mean = sum / n, sd = n > 1 ? sqrt (fmax (squares / n - mean * mean, 0) * n / (n - 1)) : NAN;

  return (AmEstimate) { value, value - 1.959963984540054 * sd, value + 1.959963984540054 * sd };
}

/* y by rising x, in a resample: rows that are drawn twice stand twice, at their place. */
static gboolean
resample_sorted (AmRandom *random, const double *y_sorted, gsize n, guint32 *count, double *out, const AmStop *stop)
{
  gsize k = 0;

  for (gsize i = 0; i < n; i++)
    count[i] = 0;
  for (gsize i = 0; i < n; i++)
    {
      if (i % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return FALSE;
      count[am_random_below (random, n)]++;
    }
  for (gsize i = 0; i < n; i++)
    {
      if (i % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return FALSE;
      for (guint32 c = 0; c < count[i]; c++)
        out[k++] = y_sorted[i];
    }
  return TRUE;
}

static void
measure_rbd_fast (const Given *self, guint input, AmEstimate *values)
{
  gsize n = self->sample->n;
  g_autofree double *y = g_new (double, n + 1), *sorted = g_new (double, n + 1), *drawn = g_new (double, n + 1), *work = g_new (double, n + 1);
  g_autofree guint32 *slice = g_new (guint32, n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1);
  AmRandom random = { assay_sensitivity_seed (self->run, "rbd-fast", input) };
  const AmStop stop = assay_sensitivity_get_stop (self->run);
  double sum = 0, squares = 0, value;
  guint n_slices;

  *values = (AmEstimate) { NAN, NAN, NAN };
  if (self->run->function->inputs[input].words != NULL)
    return;
  n = sensitivity_sample_slice (self->sample, &self->run->function->inputs[input], input, PAWN_SLICES, y, slice, order, &n_slices, &stop);
  for (gsize r = 0; r < n; r++)
    sorted[r] = y[order[r]];
  value = am_rbd_fast (sorted, n, HARMONICS, work, &stop);
  for (guint b = 0; b < RESAMPLES && !isnan (value) && !am_stop_asked (&stop); b++)
    {
      double one;

      if (!resample_sorted (&random, sorted, n, slice, drawn, &stop))
        return;
      one = am_rbd_fast (drawn, n, HARMONICS, work, &stop);
      sum += one;
      squares += one * one;
    }
  *values = around (value, sum, squares, RESAMPLES);
}

static void
measure_delta (const Given *self, guint input, AmEstimate *values)
{
  gsize n = self->sample->n;
  g_autofree double *y = g_new (double, n + 1), *drawn = g_new (double, n + 1), *work = NULL;
  g_autofree guint32 *slice = g_new (guint32, n + 1), *drawn_slice = g_new (guint32, n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1);
  AmRandom random = { assay_sensitivity_seed (self->run, "delta", input) };
  const AmStop stop = assay_sensitivity_get_stop (self->run);
  double sum = 0, squares = 0, value;
  guint n_slices;

  n = sensitivity_sample_slice (self->sample, &self->run->function->inputs[input], input, am_delta_slices (n), y, slice, order, &n_slices, &stop);
  work = g_new (double, AM_DELTA_WORK + n_slices);
  value = am_delta_measure (y, slice, n, n_slices, work, &stop);
  for (guint b = 0; b < DELTA_RESAMPLES && !isnan (value) && !am_stop_asked (&stop); b++)
    {
      double one;

      for (gsize i = 0; i < n; i++)
        {
          gsize row = am_random_below (&random, n);

          if (i % AM_STOP_PIECE == 0 && am_stop_asked (&stop))
            return;
          drawn[i] = y[row];
          drawn_slice[i] = slice[row];
        }
      one = am_delta_measure (drawn, drawn_slice, n, n_slices, work, &stop);
      sum += one;
      squares += one * one;
    }
  /* a resample is to the rows what the rows are to the truth: the bias is taken off once */
  *values = around (2 * value - sum / DELTA_RESAMPLES, sum, squares, DELTA_RESAMPLES);
}

static void
measure_pawn (const Given *self, guint input, AmEstimate *values)
{
  static const double median[] = { 0.5 };
  gsize n = self->sample->n, kept = 0;
  g_autofree double *y = g_new (double, n + 1), *distance = NULL;
  g_autofree guint64 *work = g_new (guint64, 2 * n + 1);
  g_autofree guint32 *slice = g_new (guint32, n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1), *seen = NULL;
  const AmStop stop = assay_sensitivity_get_stop (self->run);
  double found[4] = { NAN, 0, INFINITY, -INFINITY };
  guint n_slices;

  n = sensitivity_sample_slice (self->sample, &self->run->function->inputs[input], input, PAWN_SLICES, y, slice, order, &n_slices, &stop);
  distance = g_new (double, n_slices + 1);
  seen = g_new (gsize, n_slices + 1);
  if (!am_order_rising_until (y, n, order, work, &stop) || !am_pawn (y, order, slice, n, n_slices, distance, seen, &stop))
    return;
  for (guint s = 0; s < n_slices; s++)
    if (!isnan (distance[s]) && seen[s] >= LEAST_SLICE)
      {
        found[1] += distance[s];
        found[2] = MIN (found[2], distance[s]);
        found[3] = MAX (found[3], distance[s]);
        distance[kept++] = distance[s];
      }
  am_quantiles (distance, kept, median, 1, &found[0]);
  found[1] /= kept;
  for (guint v = 0; v < G_N_ELEMENTS (found); v++)
    values[v] = (AmEstimate) { kept > 0 ? found[v] : NAN, NAN, NAN };
}

/* ---- running ---- */

static gboolean
measure_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Given *self = user_data;

  self->measure (self, item, self->values + item * self->n_values);
  return assay_sensitivity_check_stop (self->run, error);
}

/* FALSE: stopped, or too few rows, which a note says (then *values is NULL and there is no error). */
static gboolean
measure_all (AssaySensitivityRun *run, Measure measure, guint n_values, const char *title, AmEstimate **values, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayProgress) drawing = assay_progress_new_part (progress, 0, 0.3), measuring = assay_progress_new_part (progress, 0.3, 1);
  Given given = { run, sensitivity_sample_get (run, drawing, error), measure, n_values, NULL };
  double low = INFINITY, high = -INFINITY;

  if (given.sample == NULL)
    return FALSE;
  for (gsize i = 0; i < given.sample->n; i++)
    {
      low = MIN (low, given.sample->y[i]);
      high = MAX (high, given.sample->y[i]);
    }
  *values = NULL;
  if (given.sample->n < LEAST_ROWS || !(low < high))
    {
      g_autofree char *note = given.sample->n < LEAST_ROWS
        ? g_strdup_printf ("%s: only %zu rows have an output; at least %d are needed.", title, given.sample->n, LEAST_ROWS)
        : g_strdup_printf ("%s: the output is the same in all %zu rows, so no input can be told from another.", title, given.sample->n);

      assay_result_add_note (run->result, note);
      return TRUE;
    }
  given.values = *values = g_new (AmEstimate, (gsize) given.sample->k * n_values);
  return assay_parallel_for (run->task->n_threads, given.sample->k, measure_item, &given, measuring, error);
}

typedef struct
{
  const char *id, *title, *axis;
  const char *const *measures, *const *labels;      /* [n] */
  guint n;
  gboolean has_interval;           /* the first has */
} Shown;

static void
add_table (AssaySensitivityRun *run, const Shown *shown, const AmEstimate *values, const guint *order)
{
  AssayTable *table = assay_table_new (shown->id, shown->title);
  guint k = run->function->n_inputs, column;

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  for (guint v = 0; v < shown->n; v++)
    {
      assay_table_add_column (table, shown->measures[v], shown->labels[v], ASSAY_CELL_NUMBER);
      if (v == 0 && shown->has_interval)
        {
          assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_NUMBER);
          assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_NUMBER);
        }
    }
  for (guint i = 0; i < k; i++)
    {
      const AmEstimate *own = values + (gsize) order[i] * shown->n;

      assay_table_add_row (table);
      assay_table_set_text (table, 0, run->function->inputs[order[i]].name);
      column = 1;
      for (guint v = 0; v < shown->n; v++)
        {
          assay_table_set_number (table, column++, own[v].value);
          if (v == 0 && shown->has_interval)
            {
              assay_table_set_number (table, column++, own[v].low);
              assay_table_set_number (table, column++, own[v].high);
            }
          assay_sensitivity_add_row (run, shown->id, run->function->inputs[order[i]].name, shown->measures[v], own[v]);
        }
    }
  assay_result_take_table (run->result, table);
}

static void
add_figure (AssaySensitivityRun *run, const Shown *shown, const AmEstimate *values, const guint *order, const char *convention)
{
  guint n = MIN (run->function->n_inputs, MOST_SHOWN);
  AssayFigure *figure = assay_figure_new (shown->id, ASSAY_FIGURE_RANKED, shown->title);
  g_autofree const char **names = assay_sensitivity_names (run->function, order, n);
  double *v[3];

  for (guint s = 0; s < 3; s++)
    v[s] = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      const AmEstimate *own = values + (gsize) order[i] * shown->n;

      v[0][i] = own->value;
      v[1][i] = own->low;
      v[2][i] = own->high;
    }
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, shown->axis, NULL);
  assay_figure_add_series (figure, shown->measures[0], shown->labels[0], ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (v[0], n), NULL, NULL, NULL);
  if (shown->has_interval)
    assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (v[1], n), assay_sensitivity_take_bytes (v[2], n), NULL, NULL);
  else
    {
      g_free (v[1]);
      g_free (v[2]);
    }
  assay_result_take_figure (run->result, figure);
}

static void
show (AssaySensitivityRun *run, const Shown *shown, const AmEstimate *values, const char *rule)
{
  guint k = run->function->n_inputs;
  g_autofree double *keys = g_new (double, k);
  g_autofree guint *order = g_new (guint, k);
  g_autofree char *from = sensitivity_sample_describe (run->sample);
  g_autofree char *convention = g_strdup_printf ("%s, seed %" G_GUINT64_FORMAT "; %s", from, run->task->seed, rule);
  g_autofree char *note = g_strdup_printf ("%s: %s.", shown->title, convention);

  for (guint i = 0; i < k; i++)
    keys[i] = values[(gsize) i * shown->n].value;
  assay_sensitivity_order (keys, k, order);
  add_table (run, shown, values, order);
  add_figure (run, shown, values, order, convention);
  assay_result_add_note (run->result, note);
}

static gboolean
run_given (AssaySensitivityRun *run, const Shown *shown, Measure measure, const char *rule, AssayProgress *progress, GError **error)
{
  g_autofree AmEstimate *values = NULL;

  if (!measure_all (run, measure, shown->n, shown->title, &values, progress, error))
    return FALSE;
  if (values != NULL)
    show (run, shown, values, rule);
  return TRUE;
}

static gboolean
run_rbd_fast (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  static const char *const measures[] = { "first" }, *const labels[] = { N_("First Order") };
  static const Shown shown = { "rbd-fast", N_("RBD-FAST"), N_("share of the variance"), measures, labels, 1, TRUE };

  return run_given (run, &shown, measure_rbd_fast, "10 harmonics, bias of Tissot & Prieur taken off, interval from 100 resamples; words have no order and are left out", progress, error);
}

static gboolean
run_delta (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  static const char *const measures[] = { "delta" }, *const labels[] = { "δ" };
  static const Shown shown = { "delta", N_("Delta (Borgonovo)"), "δ", measures, labels, 1, TRUE };

  return run_given (run, &shown, measure_delta, "slices of Plischke, Gaussian kernels of Silverman's width, bias and interval from 40 resamples; each word is a slice", progress, error);
}

static gboolean
run_pawn (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  static const char *const measures[] = { "median", "mean", "minimum", "maximum" }, *const labels[] = { N_("Median"), N_("Mean"), N_("Lowest"), N_("Highest") };
  static const Shown shown = { "pawn", N_("PAWN"), N_("distance of distributions"), measures, labels, 4, FALSE };

  return run_given (run, &shown, measure_pawn, "10 slices of equal size, or of few values one for each; Kolmogorov-Smirnov distance of each to all rows; each word of 20 rows or more is a slice", progress, error);
}

const AssaySensitivityMethod assay_sensitivity_rbd_fast = { "rbd-fast", N_("RBD-FAST"), FALSE, run_rbd_fast };
const AssaySensitivityMethod assay_sensitivity_delta = { "delta", N_("Delta (Borgonovo)"), FALSE, run_delta };
const AssaySensitivityMethod assay_sensitivity_pawn = { "pawn", N_("PAWN"), FALSE, run_pawn };
