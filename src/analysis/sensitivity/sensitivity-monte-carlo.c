/* Monte Carlo: what the output is when all inputs vary together as they may. Latin hypercubes, dependent by a Gaussian copula, until the high percentile is known well. */
#include "analysis/sensitivity/sensitivity-dependence-private.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/distribution.h"
#include "math/histogram.h"
#include "math/order-statistics.h"
#include "math/sensitivity/gaussian-copula.h"
#include "math/sensitivity/latin-hypercube.h"

#define CUBES 20                   /* independent, for intervals */
#define MOST_TIMES 16              /* as many draws as to start with */
#define WANTED 0.01                /* standard error of P95, as a share of it */
#define MOST_BINS 60

static const double levels[] = { 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99 };
#define N_LEVELS G_N_ELEMENTS (levels)
#define P95 7

enum { MEAN, SD, SHORTFALL, N_MOMENTS };

typedef struct
{
  AssaySensitivityRun *run;
  const SensitivityDependence *dependence;
  double *l;                       /* triangle of the copula; NULL: independent */
  guint k, n_rounds;               /* rounds of cubes: each doubles the draws */
  gsize n;                         /* of a cube, so far */
  double *y[CUBES];                /* [n] */
  double quantile[N_LEVELS], moment[N_MOMENTS];
  AmEstimate quantiles[N_LEVELS], moments[N_MOMENTS];
  gsize n_failed;
} MonteCarlo;

static void
monte_carlo_clear (MonteCarlo *self)
{
  for (guint c = 0; c < CUBES; c++)
    g_free (self->y[c]);
  g_free (self->l);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MonteCarlo, monte_carlo_clear)

typedef struct { MonteCarlo *self; gsize from, to; } Round;

static void
make_dependent (const MonteCarlo *self, double **columns, gsize n)
{
  g_autofree double *e = g_new (double, self->k), *u = g_new (double, self->k);

  for (gsize row = 0; row < n; row++)
    {
      for (guint i = 0; i < self->k; i++)
        e[i] = am_normal_quantile (columns[i][row]);
      am_copula_draw (self->l, e, self->k, u);
      for (guint i = 0; i < self->k; i++)
        columns[i][row] = CLAMP (u[i], 0x1p-53, 1 - 0x1p-53);
    }
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

  for (guint i = 0; i < self->k; i++)
    {
      columns[i] = values + i * n;
      am_latin_hypercube_column (&random, n, columns[i], work);
    }
  if (self->l != NULL)
    make_dependent (self, columns, n);
  for (guint i = 0; i < self->k; i++)
    assay_sensitivity_input_draw (&self->run->function->inputs[i], columns[i], n, columns[i]);
  return assay_sensitivity_function_evaluate (self->run->function, (const double *const *) columns, n, self->y[item] + round->from, self->run->stop, error);
}

/* ---- measuring ---- */

/* Of sorted-or-not y[n], rearranged: quantiles, mean, standard deviation, mean of what is at or over the 95th percentile. */
static void
measure (double *y, gsize n, double *quantile, double *moment)
{
  double mean = 0, squares = 0, over = 0;
  gsize n_over = 0;

  am_quantiles (y, n, levels, N_LEVELS, quantile);
  for (gsize i = 0; i < n; i++)
    {
      double d = y[i] - mean;

      mean += d / (i + 1);
      squares += d * (y[i] - mean);
      if (y[i] >= quantile[P95])
        {
          over += y[i];
          n_over++;
        }
    }
  moment[MEAN] = n > 0 ? mean : NAN;
  moment[SD] = n > 1 ? sqrt (squares / (n - 1)) : NAN;
  moment[SHORTFALL] = n_over > 0 ? over / n_over : NAN;
}

static gsize
gather (const MonteCarlo *self, guint left_out, double *all)
{
  gsize n = 0;

  for (guint c = 0; c < CUBES; c++)
    for (gsize i = 0; c != left_out && i < self->n; i++)
      if (!isnan (self->y[c][i]))
        all[n++] = self->y[c][i];
  return n;
}

/* By leaving out one cube at a time. */
static AmEstimate
interval_of (double value, const double *without, gsize stride)
{
  double mean = 0, squares = 0, half;

  for (guint c = 0; c < CUBES; c++)
    mean += without[c * stride] / CUBES;
  for (guint c = 0; c < CUBES; c++)
    squares += (without[c * stride] - mean) * (without[c * stride] - mean);
  half = am_student_t_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2, CUBES - 1) * sqrt ((CUBES - 1.0) / CUBES * squares);
  return (AmEstimate) { value, value - half, value + half };
}

static void
estimate (MonteCarlo *self)
{
  g_autofree double *all = g_new (double, CUBES * self->n + 1);
  double without[CUBES][N_LEVELS + N_MOMENTS];
  gsize n = gather (self, CUBES, all);

  self->n_failed = CUBES * self->n - n;
  measure (all, n, self->quantile, self->moment);
  for (guint c = 0; c < CUBES; c++)
    measure (all, gather (self, c, all), without[c], without[c] + N_LEVELS);
  for (guint q = 0; q < N_LEVELS; q++)
    self->quantiles[q] = interval_of (self->quantile[q], &without[0][q], N_LEVELS + N_MOMENTS);
  for (guint m = 0; m < N_MOMENTS; m++)
    self->moments[m] = interval_of (self->moment[m], &without[0][N_LEVELS + m], N_LEVELS + N_MOMENTS);
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

static void
add_table (const MonteCarlo *self)
{
  static const char *const ids[] = { "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99" };
  AssayTable *table = assay_table_new ("monte-carlo", N_("Monte Carlo"));

  assay_table_add_column (table, "measure", N_("Measure"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), assay_sensitivity_function_get_cell (self->run->function));
  assay_table_add_column (table, "low", N_("Low"), assay_sensitivity_function_get_cell (self->run->function));
  assay_table_add_column (table, "high", N_("High"), assay_sensitivity_function_get_cell (self->run->function));
  add_line (self, table, "mean", "mean", self->moments[MEAN]);
  add_line (self, table, "sd", "standard deviation", self->moments[SD]);
  for (guint q = 0; q < N_LEVELS; q++)
    {
      g_autofree char *label = g_strdup_printf ("P%.0f", 100 * levels[q]);

      add_line (self, table, ids[q], label, self->quantiles[q]);
    }
  add_line (self, table, "expected-shortfall", "expected shortfall, 95 %", self->moments[SHORTFALL]);
  assay_table_set_note (table, "expected shortfall: mean of the outputs at or over P95");
  assay_result_take_table (self->run->result, table);
}

static void
add_figure (const MonteCarlo *self, const char *convention)
{
  g_autofree double *all = g_new (double, CUBES * self->n + 1);
  g_autofree char *median = assay_word_number (self->quantile[4]), *from = assay_word_number (self->quantile[1]), *to = assay_word_number (self->quantile[P95]);
  g_autofree char *finding = g_strdup_printf ("The output is between %s and %s nine times in ten, with a median of %s.", from, to, median);
  gsize n = gather (self, CUBES, all), n_bins;
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
  assay_figure_add_series (figure, "draws", N_("Draws"), ASSAY_SERIES_OTHER, n_bins, assay_sensitivity_take_bytes (edges, n_bins), assay_sensitivity_take_bytes (count, n_bins), NULL, NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

static void
show (const MonteCarlo *self)
{
  g_autofree char *n = assay_word_count (CUBES * self->n), *share = assay_word_share (standard_error (self->quantiles[P95]) / fabs (self->quantile[P95]));
  g_autofree char *convention = g_strdup_printf ("%s draws in Latin hypercubes of %d independent sets, seed %" G_GUINT64_FORMAT "; %s; 95 %% intervals by leaving out one set at a time", n, CUBES, self->run->task->seed,
                                                 self->dependence->text);
  g_autofree char *note = g_strdup_printf ("Monte Carlo: %s. %s%s", convention, is_known (self) ? "Stopped when the standard error of P95 was below 1 % of it"
                                           : "Not yet settled: the standard error of P95 is not below 1 % of it", isfinite (standard_error (self->quantiles[P95])) && self->quantile[P95] != 0 ? ": " : "");
  g_autofree char *ended = g_strconcat (note, isfinite (standard_error (self->quantiles[P95])) && self->quantile[P95] != 0 ? share : "", ".", NULL);

  add_table (self);
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
  self->n = n;
  if (!assay_parallel_for (self->run->task->n_threads, CUBES, run_cube, &round, progress, error))
    return FALSE;
  self->n_rounds++;
  estimate (self);
  return TRUE;
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
  for (gsize n = start; n <= most; n *= 2)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, n == start ? 0 : (double) n / 2 / most, (double) n / most);

      if (!grow (&self, n, part, error))
        return FALSE;
      if (self.n_failed == CUBES * self.n || is_known (&self))
        break;
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
