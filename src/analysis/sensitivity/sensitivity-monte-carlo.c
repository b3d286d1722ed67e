/* Monte Carlo: what the output is when all inputs vary together as they may. Latin hypercubes, dependent by a Gaussian copula, until the high percentile is known well. */
#include "analysis/sensitivity/sensitivity-dependence-private.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"
#include "analysis/sensitivity/sensitivity-place-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/distribution.h"
#include "math/histogram.h"
#include "math/order.h"
#include "math/sensitivity/gaussian-copula.h"
#include "math/sensitivity/latin-hypercube.h"

#define CUBES 20                   /* independent, for intervals */
#define MOST_TIMES 16              /* as many draws as to start with */
#define WANTED 0.01                /* standard error of P95, as a share of it */
#define MOST_BINS 60
#define MOST_SAMPLE 100000         /* quantiles kept of an input that is drawn as in the data */
#define BATCH 1024                 /* points made between two looks at whether to stop */

static const double levels[] = { 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99 };
#define N_LEVELS G_N_ELEMENTS (levels)
#define P95 7

enum { MEAN, SD, SHORTFALL, N_MOMENTS };

typedef struct
{
  gsize n;                         /* of its outputs; the others are no numbers */
  double mean, squares;            /* of deviations */
  double *sums;                    /* [n + 1]: of the first so many */
} Cube;

typedef struct
{
  AssaySensitivityRun *run;
  const SensitivityDependence *dependence;
  AssaySensitivityInput *inputs;   /* as they are drawn here */
  double *l;                       /* triangle of the copula; NULL: independent */
  guint k, n_rounds;               /* rounds of cubes: each doubles the draws */
  guint n_whole;                   /* inputs that are drawn as in the data from end to end, where other methods look at a part */
  gsize n;                         /* of a cube, so far */
  double *y[CUBES];                /* [n]: rising, once they are measured */
  Cube cubes[CUBES];
  double quantile[N_LEVELS], moment[N_MOMENTS];
  double without[CUBES][N_LEVELS + N_MOMENTS];
  AmEstimate quantiles[N_LEVELS], moments[N_MOMENTS];
  gsize n_failed;
} MonteCarlo;

static void
monte_carlo_clear (MonteCarlo *self)
{
  for (guint c = 0; c < CUBES; c++)
    {
      g_free (self->y[c]);
      g_free (self->cubes[c].sums);
    }
  for (guint i = 0; self->inputs != NULL && i < self->k; i++)
    if (self->inputs[i].sample != self->run->function->inputs[i].sample)
      g_free (self->inputs[i].sample);
  g_free (self->inputs);
  g_free (self->l);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MonteCarlo, monte_carlo_clear)

/* Tails are what Monte Carlo is for: unless somebody chose how they are drawn, numbers come as often as in the data, the outermost too. */
static void
choose_inputs (MonteCarlo *self)
{
  const AssaySensitivityFunction *function = self->run->function;
  const AssayOptions *options = self->run->options;
  gboolean is_chosen = assay_options_is_given (options, "percentiles") || assay_options_is_given (options, "distribution");

  self->inputs = g_memdup2 (function->inputs, self->k * sizeof *self->inputs);
  for (guint i = 0; i < self->k && function->rows != NULL && !is_chosen; i++)
    {
      AssaySensitivityInput *input = &self->inputs[i];
      g_autofree double *sorted = NULL;
      gsize n;

      if (input->is_given || input->draw == ASSAY_DRAW_VALUES)
        continue;
      sorted = sensitivity_sort_present (function->rows[i], function->n_rows, &n);
      if (n < 2)
        continue;
      input->draw = ASSAY_DRAW_SAMPLE;
      input->low = sorted[0];
      input->high = sorted[n - 1];
      input->n_sample = MIN (n, MOST_SAMPLE);
      input->sample = g_new (double, input->n_sample);
      for (gsize s = 0; s < input->n_sample; s++)
        input->sample[s] = sensitivity_at_percentile (sorted, n, 100.0 * s / (input->n_sample - 1));
      self->n_whole++;
    }
}

typedef struct { MonteCarlo *self; gsize from, to; } Round;

static gboolean
make_dependent (const MonteCarlo *self, double **columns, gsize n, GError **error)
{
  g_autofree double *e = g_new (double, self->k), *u = g_new (double, self->k);

  for (gsize row = 0; row < n; row++)
    {
      if (row % BATCH == 0 && !assay_sensitivity_check_stop (self->run, error))
        return FALSE;
      for (guint i = 0; i < self->k; i++)
        e[i] = am_normal_quantile (columns[i][row]);
      am_copula_draw (self->l, e, self->k, u);
      for (guint i = 0; i < self->k; i++)
        columns[i][row] = CLAMP (u[i], 0x1p-53, 1 - 0x1p-53);
    }
  return TRUE;
}

/* Each round a cube is joined by another one of as many points as it has. */
static gboolean
run_cube (gsize item, guint worker, gpointer user_data, GError **error)
{
  Round *round = user_data;
  MonteCarlo *self = round->self;
  gsize n = round->to - round->from;
  g_autofree double *values = g_new (double, (gsize) self->k * n);
  g_autofree double **columns = g_new (double *, self->k);
  g_autofree gsize *work = g_new (gsize, n);
  AmRandom random = { assay_sensitivity_seed (self->run, "monte-carlo", self->n_rounds * CUBES + item) };
  const AmStop stop = assay_sensitivity_get_stop (self->run);

  for (guint i = 0; i < self->k; i++)
    {
      columns[i] = values + i * n;
      am_latin_hypercube_column (&random, n, columns[i], work, &stop);
      if (!assay_sensitivity_check_stop (self->run, error))
        return FALSE;
    }
  if (self->l != NULL && !make_dependent (self, columns, n, error))
    return FALSE;
  for (guint i = 0; i < self->k; i++)
    for (gsize from = 0; from < n; from += AM_STOP_PIECE)
      {
        if (!assay_sensitivity_check_stop (self->run, error))
          return FALSE;
        assay_sensitivity_input_draw (&self->inputs[i], columns[i] + from, MIN (AM_STOP_PIECE, n - from), columns[i] + from);
      }
  return assay_sensitivity_function_evaluate (self->run->function, (const double *const *) columns, n, self->y[item] + round->from, self->run->stop, error);
}

/* ---- measuring ---- */

/* Sorts the outputs of a cube, and adds up what quantiles and means of all of them are made of. */
static gboolean
look_at_cube (gsize item, guint worker, gpointer user_data, GError **error)
{
  MonteCarlo *self = user_data;
  Cube *cube = &self->cubes[item];
  g_autofree double *sorted = g_new (double, self->n + 1);
  g_autofree gsize *order = g_new (gsize, self->n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * self->n + 1);
  const AmStop stop = assay_sensitivity_get_stop (self->run);
  AssaySum sum = { 0 };

  if (!am_order_rising_until (self->y[item], self->n, order, work, self->run->task->keep_partial ? NULL : &stop))
    return assay_sensitivity_check_stop (self->run, error);
  for (gsize i = 0; i < self->n; i++)
    sorted[i] = self->y[item][order[i]];
  g_free (self->y[item]);
  self->y[item] = g_steal_pointer (&sorted);
  for (cube->n = self->n; cube->n > 0 && isnan (self->y[item][cube->n - 1]); cube->n--)
    ;
  cube->sums = g_renew (double, cube->sums, cube->n + 1);
  cube->sums[0] = cube->mean = cube->squares = 0;
  for (gsize i = 0; i < cube->n; i++)
    {
      double y = self->y[item][i], d = y - cube->mean;

      if (i % AM_STOP_PIECE == 0 && !assay_sensitivity_check_given_up (self->run, error))
        return FALSE;
      cube->mean += d / (i + 1);
      cube->squares += d * (y - cube->mean);
      assay_sum_add (&sum, y);
      cube->sums[i + 1] = assay_sum_get (&sum);
    }
  return TRUE;
}

/* How many of the rising y[n] are at most x. */
static gsize
count_up_to (const double *y, gsize n, double x)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (y[middle] <= x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Finite numbers in the order of whole ones, so that the middle of two can be had by halving. */
static guint64
key_of (double x)
{
  guint64 bits;

  x += 0.0;                        /* -0 is 0 */
  memcpy (&bits, &x, sizeof bits);
  return bits >> 63 ? ~bits : bits | G_GUINT64_CONSTANT (1) << 63;
}

static double
number_of (guint64 key)
{
  guint64 bits = key >> 63 ? key & ~(G_GUINT64_CONSTANT (1) << 63) : ~key;
  double x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

/* The output of that rank, from 0, of all cubes but one. */
static double
find_rank (const MonteCarlo *self, guint left_out, gsize rank)
{
  guint64 low = G_MAXUINT64, high = 0;

  for (guint c = 0; c < CUBES; c++)
    if (c != left_out && self->cubes[c].n > 0)
      {
        low = MIN (low, key_of (self->y[c][0]));
        high = MAX (high, key_of (self->y[c][self->cubes[c].n - 1]));
      }
  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;
      double x = number_of (middle);
      gsize n = 0;

      for (guint c = 0; c < CUBES; c++)
        if (c != left_out)
          n += count_up_to (self->y[c], self->cubes[c].n, x);
      if (n > rank)
        high = middle;
      else
        low = middle + 1;
    }
  return number_of (low);
}

/* Type 7 of Hyndman & Fan (1996), as everywhere. */
static double
find_quantile (const MonteCarlo *self, guint left_out, gsize n, double p)
{
  double position = p * (n - 1.0), below;
  gsize k = (gsize) position;

  if (n == 0)
    return NAN;
  below = find_rank (self, left_out, MIN (k, n - 1));
  return k + 1 < n && position > k ? below + (position - k) * (find_rank (self, left_out, k + 1) - below) : below;
}

/* Of all cubes but one: quantiles, mean, standard deviation, mean of the highest twentieth. */
static void
measure (const MonteCarlo *self, guint left_out, double *quantile, double *moment)
{
  double mean = 0, squares = 0;
  AssaySum over = { 0 };
  gsize n = 0, n_over = 0;

  for (guint c = 0; c < CUBES; c++)
    if (c != left_out && self->cubes[c].n > 0)
      {
        const Cube *cube = &self->cubes[c];
        double d = cube->mean - mean, both = (double) n + cube->n;

        squares += cube->squares + d * d * n / both * cube->n;
        mean += d * (cube->n / both);
        n += cube->n;
      }
  for (guint q = 0; q < N_LEVELS; q++)
    quantile[q] = find_quantile (self, left_out, n, levels[q]);
  for (guint c = 0; c < CUBES; c++)
    if (c != left_out && self->cubes[c].n > 0)
      {
        gsize below = count_up_to (self->y[c], self->cubes[c].n, quantile[P95]);

        assay_sum_add (&over, self->cubes[c].sums[self->cubes[c].n] - self->cubes[c].sums[below]);
        n_over += self->cubes[c].n - below;
      }
  moment[MEAN] = n > 0 ? mean : NAN;
  moment[SD] = n > 1 ? sqrt (squares / (n - 1)) : NAN;
  /* many outputs may lie at P95: of them as many as make up a twentieth of all. Acerbi & Tasche (2002), J. of Banking & Finance 26, 1487-1503 */
  moment[SHORTFALL] = n > 0 ? (assay_sum_get (&over) + quantile[P95] * ((1 - levels[P95]) * n - n_over)) / ((1 - levels[P95]) * n) : NAN;
}

static gboolean
measure_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  MonteCarlo *self = user_data;

  if (item < CUBES)
    measure (self, item, self->without[item], self->without[item] + N_LEVELS);
  else
    measure (self, CUBES, self->quantile, self->moment);
  return assay_sensitivity_check_given_up (self->run, error);
}

/* By leaving out one cube at a time. */
static AmEstimate
interval_of (double value, const double *without, gsize stride)
{
  double mean = 0, squares = 0, half;

  /* as differences: equal ones make an interval of no width, not one of rounding */
  for (guint c = 0; c < CUBES; c++)
    mean += (without[c * stride] - without[0]) / CUBES;
  for (guint c = 0; c < CUBES; c++)
    squares += (without[c * stride] - without[0] - mean) * (without[c * stride] - without[0] - mean);
  half = am_student_t_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2, CUBES - 1) * sqrt ((CUBES - 1.0) / CUBES * squares);
  return (AmEstimate) { value, value - half, value + half };
}

static gboolean
estimate (MonteCarlo *self, GError **error)
{
  guint n_threads = self->run->task->n_threads;

  if (!assay_parallel_for (n_threads, CUBES, look_at_cube, self, NULL, error))
    return FALSE;
  self->n_failed = CUBES * self->n;
  for (guint c = 0; c < CUBES; c++)
    self->n_failed -= self->cubes[c].n;
  if (!assay_parallel_for (n_threads, CUBES + 1, measure_item, self, NULL, error))
    return FALSE;
  for (guint q = 0; q < N_LEVELS; q++)
    self->quantiles[q] = interval_of (self->quantile[q], &self->without[0][q], N_LEVELS + N_MOMENTS);
  for (guint m = 0; m < N_MOMENTS; m++)
    self->moments[m] = interval_of (self->moment[m], &self->without[0][N_LEVELS + m], N_LEVELS + N_MOMENTS);
  return TRUE;
}

static double
standard_error (AmEstimate value)
{
  return (value.high - value.low) / 2 / am_student_t_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2, CUBES - 1);
}

static gboolean
is_known (const MonteCarlo *self)
{
  AmEstimate high = self->quantiles[P95];

  return standard_error (high) < WANTED * fabs (high.value) || high.low == high.high;
}

/* ---- what comes out ---- */

static void
add_line (const MonteCarlo *self, AssayTable *table, const char *id, const char *label, AmEstimate value)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, label);
  assay_table_set_number (table, 1, value.value);
  assay_table_set_number (table, 2, value.low);
  assay_table_set_number (table, 3, value.high);
  assay_sensitivity_add_row (self->run, "monte-carlo", self->run->function->output, id, value);
}

static AssayTable *
new_table (const MonteCarlo *self, const char *id, const char *title)
{
  AssayTable *table = assay_table_new (id, title);

  assay_table_add_column (table, "measure", N_("Measure"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), assay_sensitivity_function_get_cell (self->run->function));
  assay_table_add_column (table, "low", N_("Low"), assay_sensitivity_function_get_cell (self->run->function));
  assay_table_add_column (table, "high", N_("High"), assay_sensitivity_function_get_cell (self->run->function));
  return table;
}

static void
add_tables (const MonteCarlo *self)
{
  static const char *const ids[] = { "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99" };
  AssayTable *table = new_table (self, "monte-carlo", N_("Monte Carlo")), *percentiles = new_table (self, "monte-carlo-percentiles", N_("Percentiles"));

  add_line (self, table, "mean", "mean", self->moments[MEAN]);
  add_line (self, table, "sd", "standard deviation", self->moments[SD]);
  add_line (self, table, "expected-shortfall", "expected shortfall, 95 %", self->moments[SHORTFALL]);
  for (guint q = 0; q < N_LEVELS; q++)
    {
      g_autofree char *label = g_strdup_printf ("P%.0f", 100 * levels[q]);

      add_line (self, percentiles, ids[q], label, self->quantiles[q]);
    }
  assay_table_set_note (table, "with 95 % intervals; expected shortfall: mean of the highest twentieth of the outputs");
  assay_table_set_note (percentiles, "with 95 % intervals; one of no width is that of an output which many draws have");
  assay_result_take_table (self->run->result, table);
  assay_result_take_table (self->run->result, percentiles);
}

static gsize
gather (const MonteCarlo *self, double *all)
{
  gsize n = 0;

  for (guint c = 0; c < CUBES; c++)
    {
      memcpy (all + n, self->y[c], self->cubes[c].n * sizeof *all);
      n += self->cubes[c].n;
    }
  return n;
}

static void
add_figure (const MonteCarlo *self, const char *convention)
{
  g_autofree double *all = g_new (double, CUBES * self->n + 1);
  g_autofree char *median = assay_sensitivity_function_word (self->run->function, self->quantile[4]);
  g_autofree char *from = assay_sensitivity_function_word (self->run->function, self->quantile[1]), *to = assay_sensitivity_function_word (self->run->function, self->quantile[P95]);
  g_autofree char *finding = g_strdup_printf ("The output is between %s and %s nine times in ten, with a median of %s.", from, to, median);
  gsize n = gather (self, all), n_bins;
  double low, width, *count, *edges;
  AssayFigure *figure;

  am_histogram_bins (all, n, MOST_BINS, &low, &width, &n_bins);
  if (n_bins == 0)
    return;
  count = g_new0 (double, n_bins);
  edges = g_new (double, n_bins);
  am_histogram_count (all, n, low, width, n_bins, count);
  for (gsize i = 0; i < n_bins; i++)
    edges[i] = low + i * width;
  figure = assay_figure_new ("monte-carlo", ASSAY_FIGURE_HISTOGRAM, N_("Monte Carlo"));
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, assay_sensitivity_function_get_axis (self->run->function), self->run->function->output, NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("draws"), NULL);
  assay_figure_set_bin_width (figure, width);
  for (guint q = 0; q < N_LEVELS; q++)
    if (levels[q] == 0.05 || levels[q] == 0.5 || levels[q] == 0.95 || levels[q] == 0.99)
      {
        g_autofree char *label = g_strdup_printf ("P%.0f", 100 * levels[q]);

        assay_figure_add_rule (figure, self->quantile[q], label);
      }
  assay_figure_add_series (figure, "draws", N_("Draws"), ASSAY_SERIES_OTHER, n_bins, assay_sensitivity_take_bytes (edges, n_bins), assay_sensitivity_take_bytes (count, n_bins), NULL, NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

static void
show (const MonteCarlo *self)
{
  g_autofree char *n = assay_word_count (CUBES * self->n), *share = assay_word_share (standard_error (self->quantiles[P95]) / fabs (self->quantile[P95]));
  g_autofree char *convention = g_strdup_printf ("%s draws in Latin hypercubes of %d independent sets, seed %" G_GUINT64_FORMAT "; %s%s; 95 %% intervals by leaving out one set at a time", n, CUBES, self->run->task->seed,
                                                 self->n_whole > 0 ? "numbers as often as in the data, tails and all; " : "", self->dependence->text);
  g_autofree char *note = g_strdup_printf ("Monte Carlo: %s. %s%s", convention, is_known (self) ? "Stopped when the standard error of P95 was below 1 % of it"
                                           : "Not yet settled: the standard error of P95 is not below 1 % of it", isfinite (standard_error (self->quantiles[P95])) && self->quantile[P95] != 0 ? ": " : "");
  g_autofree char *ended = g_strconcat (note, isfinite (standard_error (self->quantiles[P95])) && self->quantile[P95] != 0 ? share : "", ".", NULL);

  add_tables (self);
  if (self->quantile[0] < self->quantile[N_LEVELS - 1])
    add_figure (self, convention);
  assay_result_add_note (self->run->result, ended);
  if (self->n_failed > 0)
    {
      g_autofree char *failed = assay_word_share ((double) self->n_failed / (CUBES * self->n));
      g_autofree char *left_out = g_strdup_printf ("Monte Carlo: %s of the draws gave no output and are left out.", failed);

      assay_result_add_note (self->run->result, left_out);
    }
}

static gboolean
grow (MonteCarlo *self, gsize n, AssayProgress *progress, GError **error)
{
  Round round = { self, self->n, n };

  for (guint c = 0; c < CUBES; c++)
    self->y[c] = g_renew (double, self->y[c], n);
  if (!assay_parallel_for (self->run->task->n_threads, CUBES, run_cube, &round, progress, error))
    return FALSE;
  self->n = n;
  self->n_rounds++;
  return estimate (self, error);
}

static void
show_so_far (gpointer method)
{
  show (method);
}

static gboolean
run_monte_carlo (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(SensitivityDependence) dependence = { 0 };
  g_auto(MonteCarlo) self = { .run = run, .dependence = &dependence, .k = run->function->n_inputs };
  gsize start = (assay_options_get_integer (run->options, "draws") + CUBES - 1) / CUBES, most = start * MOST_TIMES;

  if (!sensitivity_dependence_init (&dependence, run, error))
    return FALSE;
  if (!dependence.is_independent)
    {
      self.l = g_memdup2 (dependence.correlations, (gsize) self.k * self.k * sizeof *self.l);
      am_cholesky (self.l, self.k);
    }
  choose_inputs (&self);
  for (gsize n = start; n <= most; n *= 2)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, n == start ? 0 : (double) n / 2 / most, (double) n / most);
      GError *problem = NULL;

      if (!grow (&self, n, part, &problem) && !assay_sensitivity_keep (run, problem, error))
        return FALSE;
      if (self.n == 0)
        return TRUE;
      if (run->is_stopped || self.n_failed == CUBES * self.n || is_known (&self))
        break;
      assay_sensitivity_publish (run, show_so_far, &self);
    }
  run->n_runs += CUBES * self.n;
  run->n_failed += self.n_failed;
  if (self.n_failed == CUBES * self.n)
    assay_result_add_note (run->result, "Monte Carlo: no draw gave an output. Narrow the ranges.");
  else
    show (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_monte_carlo = { "monte-carlo", N_("Monte Carlo"), FALSE, run_monte_carlo };
