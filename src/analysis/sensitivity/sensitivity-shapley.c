/* Shapley effects: each input's share of the variance, fair even where inputs depend on one another. Owen (2014), SIAM/ASA Journal on Uncertainty Quantification 2, 245-251;
 * computed over random orders as in Song, Nelson & Staum (2016), ibid. 4, 1060-1083. */
#include "analysis/sensitivity/sensitivity-dependence-private.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/distribution.h"
#include "math/sensitivity/counter-random.h"
#include "math/sensitivity/gaussian-copula.h"

#define ORDERS 200
#define INNER 3                    /* draws that a conditional variance is made from */
#define MOST_SHOWN 20

typedef struct
{
  AssaySensitivityRun *run;
  const SensitivityDependence *dependence;
  guint k, n_orders, n_outer;      /* orders: a multiple of k */
  gsize n_variance;
  double *increments;              /* [n_orders][k]: what each input adds in this order */
  gsize *n_runs, *n_failed;        /* [n_orders] */
  double variance, top;
} Shapley;

/* Of k orders in a row each is the one before turned by one place, so that each input stands once in each. */
static void
draw_order (const Shapley *self, guint item, gsize *order)
{
  AmRandom random = { assay_sensitivity_seed (self->run, "shapley-orders", item / self->k) };
  g_autofree gsize *base = g_new (gsize, self->k);

  am_random_order (&random, base, self->k);
  for (guint p = 0; p < self->k; p++)
    order[p] = base[(p + item) % self->k];
}

static double
normal (AmRandom *random)
{
  return am_normal_quantile (am_random_uniform (random));
}

/* A triangle for the inputs in the turned order: what stands first is held while what stands behind is drawn anew, which is how inputs are drawn given others. */
static gboolean
turn (const Shapley *self, const gsize *order, double *l)
{
  guint k = self->k;

  for (guint a = 0; a < k; a++)
    for (guint b = 0; b < k; b++)
      l[a * k + b] = self->dependence->correlations[order[k - 1 - a] * k + order[k - 1 - b]];
  return am_cholesky (l, k);
}

static void
draw_point (const Shapley *self, const gsize *order, const double *l, const double *e, double **columns, gsize row, double *u)
{
  guint k = self->k;

  am_copula_draw (l, e, k, u);
  for (guint a = 0; a < k; a++)
    {
      gsize input = order[k - 1 - a];

      columns[input][row] = assay_sensitivity_input_at (&self->run->function->inputs[input], CLAMP (u[a], 0x1p-53, 1 - 0x1p-53));
    }
}

static double
variance_of (const double *y, guint n)
{
  double mean = 0, squares = 0;

  for (guint i = 0; i < n; i++)
    mean += y[i] / n;
  for (guint i = 0; i < n; i++)
    squares += (y[i] - mean) * (y[i] - mean);
  return squares / (n - 1);
}

/* Mean variance of the output over draws of the first j inputs of the order, the others held, for j = 1 … k - 1. */
static void
add_up (Shapley *self, guint item, const gsize *order, const double *y)
{
  guint k = self->k;
  double before = 0;

  for (guint j = 1; j <= k; j++)
    {
      AssaySum sum = { 0 };
      gsize n = 0;
      double now = self->variance;

      for (guint outer = 0; outer < self->n_outer && j < k; outer++)
        {
          double one = variance_of (y + ((gsize) outer * (k - 1) + j - 1) * INNER, INNER);

          if (!isnan (one))
            {
              assay_sum_add (&sum, one);
              n++;
            }
        }
      if (j < k)
        now = n > 0 ? assay_sum_get (&sum) / n : NAN;
      self->increments[(gsize) item * k + order[j - 1]] = now - before;
      before = now;
    }
}

static gboolean
run_order (gsize item, guint worker, gpointer user_data, GError **error)
{
  Shapley *self = user_data;
  guint k = self->k;
  gsize n = (gsize) self->n_outer * (k - 1) * INNER, row = 0;
  AmRandom random = { assay_sensitivity_seed (self->run, "shapley", item) };
  g_autofree gsize *order = g_new (gsize, k);
  g_autofree double *l = g_new (double, (gsize) k * k), *e = g_new (double, 2 * k), *u = g_new (double, k), *values = g_new (double, (gsize) k * n + 1), *y = g_new (double, n + 1);
  g_autofree double **columns = g_new (double *, k);

  for (guint i = 0; i < k; i++)
    columns[i] = values + i * n;
  draw_order (self, item, order);
  turn (self, order, l);
  for (guint outer = 0; outer < self->n_outer; outer++)
    {
      if (!assay_sensitivity_check_stop (self->run, error))
        return FALSE;
      for (guint a = 0; a < k; a++)
        e[a] = normal (&random);
      for (guint j = 1; j < k; j++)
        for (guint inner = 0; inner < INNER; inner++)
          {
            for (guint a = 0; a < k; a++)
              e[k + a] = a < k - j ? e[a] : normal (&random);
            draw_point (self, order, l, e + k, columns, row++, u);
          }
    }
  if (n > 0 && !assay_sensitivity_function_evaluate (self->run->function, (const double *const *) columns, n, y, self->run->stop, error))
    return FALSE;
  self->n_runs[item] = n;
  for (gsize i = 0; i < n; i++)
    self->n_failed[item] += isnan (y[i]) != 0;
  add_up (self, item, order, y);
  return TRUE;
}

/* Of independent points of the joint distribution. */
static gboolean
measure_variance (Shapley *self, AssayProgress *progress, GError **error)
{
  guint k = self->k;
  gsize n = self->n_variance;
  AmRandom random = { assay_sensitivity_seed (self->run, "shapley-variance", 0) };
  g_autofree double *l = g_memdup2 (self->dependence->correlations, (gsize) k * k * sizeof *l), *e = g_new (double, k), *u = g_new (double, k), *values = g_new (double, (gsize) k * n), *y = g_new (double, n);
  g_autofree double **columns = g_new (double *, k);
  AssaySum sum = { 0 }, squares = { 0 };
  gsize m = 0;

  am_cholesky (l, k);
  for (guint i = 0; i < k; i++)
    columns[i] = values + i * n;
  for (gsize row = 0; row < n; row++)
    {
      if (row % 256 == 0 && !assay_sensitivity_check_stop (self->run, error))
        return FALSE;
      for (guint i = 0; i < k; i++)
        e[i] = normal (&random);
      am_copula_draw (l, e, k, u);
      for (guint i = 0; i < k; i++)
        columns[i][row] = assay_sensitivity_input_at (&self->run->function->inputs[i], CLAMP (u[i], 0x1p-53, 1 - 0x1p-53));
    }
  if (!assay_sensitivity_function_evaluate_all (self->run->function, (const double *const *) columns, n, y, self->run->task->n_threads, progress, error))
    return FALSE;
  assay_sensitivity_count_runs (self->run, y, n);
  for (gsize i = 0; i < n; i++)
    if (!isnan (y[i]))
      {
        assay_sum_add (&sum, y[i]);
        m++;
      }
  for (gsize i = 0; i < n; i++)
    if (!isnan (y[i]))
      assay_sum_add (&squares, (y[i] - assay_sum_get (&sum) / m) * (y[i] - assay_sum_get (&sum) / m));
  self->variance = m > 1 ? assay_sum_get (&squares) / (m - 1) : NAN;
  return TRUE;
}

/* Repetitions are the turns of one order: those of different orders are independent. */
static AmEstimate
effect_of (const Shapley *self, guint input)
{
  guint n = self->n_orders / self->k;
  g_autofree double *values = g_new0 (double, n);

  for (guint r = 0; r < n; r++)
    for (guint t = 0; t < self->k; t++)
      values[r] += self->increments[((gsize) r * self->k + t) * self->k + input] / self->k / self->variance;
  return am_replicate_mean (values, n, ASSAY_SENSITIVITY_LEVEL);
}

static void
show (const Shapley *self)
{
  AssaySensitivityRun *run = self->run;
  guint k = self->k, n = MIN (k, MOST_SHOWN);
  AssayTable *table = assay_table_new ("shapley", N_("Shapley Effects"));
  AssayFigure *figure = assay_figure_new ("shapley", ASSAY_FIGURE_RANKED, N_("Shapley Effects"));
  g_autofree AmEstimate *effects = g_new (AmEstimate, k);
  g_autofree double *keys = g_new (double, k);
  g_autofree guint *order = g_new (guint, k);
  g_autofree char *convention = g_strdup_printf ("%u orders, each %u places and %d draws of what follows; %s; seed %" G_GUINT64_FORMAT "; interval of the mean over orders by Student's t", self->n_orders, self->n_outer, INNER,
                                                 self->dependence->text, run->task->seed);
  g_autofree char *note = g_strdup_printf ("Shapley effects: %s. They add up to 1.", convention), *finding = NULL, *share = NULL;
  g_autofree const char **names = NULL;
  double *v[3];

  for (guint i = 0; i < k; i++)
    {
      effects[i] = effect_of (self, i);
      keys[i] = effects[i].value;
    }
  assay_sensitivity_order (keys, k, order);
  names = assay_sensitivity_names (run->function, order, n);
  for (guint s = 0; s < 3; s++)
    v[s] = g_new (double, n);
  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "effect", N_("Shapley Effect"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < k; i++)
    {
      const AmEstimate *own = &effects[order[i]];

      assay_table_add_row (table);
      assay_table_set_text (table, 0, run->function->inputs[order[i]].name);
      assay_table_set_number (table, 1, own->value);
      assay_table_set_number (table, 2, own->low);
      assay_table_set_number (table, 3, own->high);
      assay_sensitivity_add_row (run, "shapley", run->function->inputs[order[i]].name, "effect", *own);
      if (i < n)
        {
          v[0][i] = own->value;
          v[1][i] = own->low;
          v[2][i] = own->high;
        }
    }
  assay_result_take_table (run->result, table);
  share = assay_word_share (keys[order[0]]);
  finding = g_strdup_printf ("“%s” brings %s of the variance.", names[0], share);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("share of the variance"), NULL);
  assay_figure_add_series (figure, "effect", N_("Shapley effect"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (v[0], n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (v[1], n), assay_sensitivity_take_bytes (v[2], n), NULL, NULL);
  assay_result_take_figure (run->result, figure);
  assay_result_add_note (run->result, note);
}

static gboolean
run_shapley (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(SensitivityDependence) dependence = { 0 };
  g_autoptr(AssayProgress) first = assay_progress_new_part (progress, 0, 0.1), second = assay_progress_new_part (progress, 0.1, 1);
  gsize draws = assay_options_get_integer (run->options, "draws");
  guint k = run->function->n_inputs, n_orders = MAX ((ORDERS + k - 1) / k, 2) * k;
  g_autofree double *increments = g_new0 (double, (gsize) n_orders * k);
  g_autofree gsize *counts = g_new0 (gsize, 2 * (gsize) n_orders);
  Shapley self = { .run = run, .dependence = &dependence, .k = k, .n_orders = n_orders, .n_variance = draws, .increments = increments, .n_runs = counts, .n_failed = counts + n_orders };
  gsize n_failed = 0;

  self.n_outer = k > 1 ? (guint) MAX (draws * k / ((gsize) n_orders * (k - 1)), 1) : 1;
  if (!sensitivity_dependence_init (&dependence, run, error) || !measure_variance (&self, first, error))
    return FALSE;
  if (!(self.variance > 0))
    {
      assay_result_add_note (run->result, "Shapley effects: the output does not vary, so there is nothing to share.");
      return TRUE;
    }
  if (!assay_parallel_for (run->task->n_threads, n_orders, run_order, &self, second, error))
    return FALSE;
  for (guint i = 0; i < n_orders; i++)
    {
      run->n_runs += self.n_runs[i];
      n_failed += self.n_failed[i];
    }
  run->n_failed += n_failed;
  if (n_failed > 0)
    assay_result_add_note (run->result, "Shapley effects: draws without an output were left out, so the effects speak of the part of the space that has outputs.");
  show (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_shapley = { "shapley", N_("Shapley Effects"), FALSE, run_shapley };
