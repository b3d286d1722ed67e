/* DGSM: the mean square of the derivative, an upper bound of the total index. Sobol & Kucherenko (2009), Mathematics and Computers in Simulation 79, 3009-3017. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/sensitivity/sobol-sequence.h"

#define NETS 4                     /* independent, for intervals */
#define STEP 0.001                 /* of the range */
#define BATCH 512
#define MOST_SHOWN 20

typedef struct
{
  AssaySensitivityRun *run;
  guint k;
  gsize n, n_batches;              /* of each net */
  AmSobolSequence *nets[NETS];
  double *base;                    /* [NETS][n] */
  double *moved;                   /* [k][NETS][n] */
} Dgsm;

static void
dgsm_clear (Dgsm *self)
{
  for (guint r = 0; r < NETS; r++)
    am_sobol_sequence_free (self->nets[r]);
  g_free (self->base);
  g_free (self->moved);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dgsm, dgsm_clear)

static gboolean
has_derivative (const AssaySensitivityInput *input)
{
  return input->draw != ASSAY_DRAW_VALUES && !assay_sensitivity_input_is_whole (input);
}

static gboolean
run_batch (gsize item, guint worker, gpointer user_data, GError **error)
{
  Dgsm *self = user_data;
  const AssaySensitivityFunction *function = self->run->function;
  guint net = item / self->n_batches, k = self->k;
  gsize first = item % self->n_batches * BATCH, n = MIN (BATCH, self->n - first);
  g_autofree double *values = g_new (double, k * n), *moved = g_new (double, n);
  g_autofree const double **columns = g_new (const double *, k + 1);

  for (guint i = 0; i < k; i++)
    {
      am_sobol_sequence_column (self->nets[net], i, first, n, values + i * n);
      assay_sensitivity_input_draw (&function->inputs[i], values + i * n, n, values + i * n);
      columns[i] = values + i * n;
    }
  if (!assay_sensitivity_function_evaluate (function, columns, n, self->base + net * self->n + first, self->run->stop, error))
    return FALSE;
  for (guint i = 0; i < k; i++)
    {
      const AssaySensitivityInput *input = &function->inputs[i];
      double step = STEP * (input->high - input->low);

      if (!has_derivative (input))
        continue;
      for (gsize p = 0; p < n; p++)
        moved[p] = values[i * n + p] + (values[i * n + p] + step > input->high ? -step : step);
      columns[i] = moved;
      if (!assay_sensitivity_function_evaluate (function, columns, n, self->moved + ((gsize) i * NETS + net) * self->n + first, self->run->stop, error))
        return FALSE;
      columns[i] = values + i * n;
    }
  return TRUE;
}

typedef struct { AmEstimate measure, derivative; double flat; gsize n_failed; } Found;      /* flat: share of steps that change nothing */

static double
mean_of_base (const Dgsm *self)
{
  AssaySum sum = { 0 };
  gsize n = 0;

  for (gsize p = 0; p < NETS * self->n; p++)
    if (!isnan (self->base[p]))
      {
        assay_sum_add (&sum, self->base[p]);
        n++;
      }
  return n > 0 ? assay_sum_get (&sum) / n : NAN;
}

/* nu (range)^2 / (pi^2 V), which bounds the total index of an input that is uniform. */
static gboolean
find (const Dgsm *self, double mean, guint i, Found *found, GError **error)
{
  const AssaySensitivityInput *input = &self->run->function->inputs[i];
  double range = input->high - input->low, above[NETS], below[NETS], squares[NETS];
  gsize n_flat = 0, n_all = 0, n_failed = 0;

  for (guint r = 0; r < NETS; r++)
    {
      AssaySum slopes = { 0 }, variance = { 0 };
      gsize n = 0, n_variance = 0;

      for (gsize p = 0; p < self->n; p++)
        {
          double base = self->base[r * self->n + p], moved = self->moved[((gsize) i * NETS + r) * self->n + p], slope = (moved - base) / STEP;

          if (p % AM_STOP_PIECE == 0 && !assay_sensitivity_check_stop (self->run, error))
            return FALSE;
          n_failed += isnan (moved) != 0;
          if (!isnan (base))
            {
              assay_sum_add (&variance, (base - mean) * (base - mean));
              n_variance++;
            }
          if (isnan (slope))
            continue;
          assay_sum_add (&slopes, slope * slope);
          n_flat += slope == 0;
          n++;
        }
      n_all += n;
      above[r] = n > 0 ? assay_sum_get (&slopes) / n / (G_PI * G_PI) : NAN;
      squares[r] = above[r] * G_PI * G_PI / (range * range);
      below[r] = n_variance > 0 ? assay_sum_get (&variance) / n_variance : NAN;
    }
  *found = (Found) { am_replicate_ratio (above, below, NETS, ASSAY_SENSITIVITY_LEVEL), am_replicate_mean (squares, NETS, ASSAY_SENSITIVITY_LEVEL), n_all > 0 ? (double) n_flat / n_all : NAN, n_failed };
  return TRUE;
}

typedef struct { const Dgsm *dgsm; double mean; Found *found; } Search;

static gboolean
find_item (gsize i, guint worker, gpointer user_data, GError **error)
{
  const Search *search = user_data;

  return !has_derivative (&search->dgsm->run->function->inputs[i]) || find (search->dgsm, search->mean, i, &search->found[i], error);
}

static void
show (const Dgsm *self, const Found *found, const guint *order, const char *convention, gboolean has_figure)
{
  AssaySensitivityRun *run = self->run;
  guint n = MIN (self->k, MOST_SHOWN);
  AssayTable *table = assay_table_new ("dgsm", N_("Derivatives (DGSM)"));
  g_autoptr(AssayFigure) figure = assay_figure_new ("dgsm", ASSAY_FIGURE_RANKED, N_("Derivatives (DGSM)"));
  g_autofree const char **names = assay_sensitivity_names (run->function, order, n);
  double *v[3];

  for (guint s = 0; s < 3; s++)
    v[s] = g_new (double, n);
  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "dgsm", N_("Bound of the Total"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "derivative", N_("Mean Square of the Derivative"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < self->k; i++)
    {
      const Found *own = &found[order[i]];
      const char *name = run->function->inputs[order[i]].name;

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_table_set_number (table, 1, own->measure.value);
      assay_table_set_number (table, 2, own->measure.low);
      assay_table_set_number (table, 3, own->measure.high);
      assay_table_set_number (table, 4, own->derivative.value);
      assay_sensitivity_add_row (run, "dgsm", name, "dgsm", own->measure);
      assay_sensitivity_add_row (run, "dgsm", name, "derivative", own->derivative);
      if (i < n)
        {
          v[0][i] = own->measure.value;
          v[1][i] = own->measure.low;
          v[2][i] = own->measure.high;
        }
    }
  assay_table_set_note (table, "words, whole numbers and numbers of few values have no derivative");
  assay_result_take_table (run->result, table);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("bound of the total index"), NULL);
  assay_figure_add_series (figure, "dgsm", N_("Bound of the total"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (v[0], n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (v[1], n), assay_sensitivity_take_bytes (v[2], n), NULL, NULL);
  if (has_figure)
    assay_result_take_figure (run->result, g_steal_pointer (&figure));
}

static void
add_notes (const Dgsm *self, const Found *found, const char *convention, gboolean is_known)
{
  g_autofree char *note = g_strdup_printf ("DGSM: %s.", convention);

  assay_result_add_note (self->run->result, note);
  if (!is_known)
    assay_result_add_note (self->run->result, "DGSM: the output does not vary, or no point has one, so no bound is defined.");
  for (guint i = 0; i < self->k; i++)
    if (found[i].flat > 0.5 && found[i].flat < 1)
      {
        assay_result_add_note (self->run->result, "DGSM: most steps change nothing, as with trees, which are flat between their cuts: derivatives then say little. Sobol indices do not mind.");
        return;
      }
}

static gboolean
run_dgsm (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Dgsm) self = { .run = run, .k = run->function->n_inputs };
  g_autofree Found *found = g_new (Found, self.k);
  g_autofree double *keys = g_new (double, self.k);
  g_autofree guint *order = g_new (guint, self.k);
  g_autofree char *convention = NULL, *points = NULL;
  gsize n_moved = 0, n_known = 0;

  /* a part of a net is no net: the power of two costs less than the evenness it brings */
  for (self.n = 1; NETS * self.n < (gsize) assay_options_get_integer (run->options, "draws"); self.n *= 2)
    ;
  self.n_batches = (self.n + BATCH - 1) / BATCH;
  for (guint r = 0; r < NETS; r++)
    {
      self.nets[r] = am_sobol_sequence_alloc (self.k, true, assay_sensitivity_seed (run, "dgsm", r));
      if (self.nets[r] == NULL)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Derivatives can be had for at most %u inputs. Name those that matter with --inputs."), AM_SOBOL_MOST_DIMENSIONS);
          return FALSE;
        }
    }
  self.base = g_new (double, NETS * self.n);
  self.moved = g_new (double, (gsize) self.k * NETS * self.n);
  if (!assay_parallel_for (run->task->n_threads, NETS * self.n_batches, run_batch, &self, progress, error))
    return FALSE;
  assay_sensitivity_count_runs (run, self.base, NETS * self.n);
  for (guint i = 0; i < self.k; i++)
    found[i] = (Found) { { NAN, NAN, NAN }, { NAN, NAN, NAN }, NAN, 0 };
  if (!assay_parallel_for (run->task->n_threads, self.k, find_item, &(Search) { &self, mean_of_base (&self), found }, NULL, error))
    return FALSE;
  for (guint i = 0; i < self.k; i++)
    {
      if (has_derivative (&run->function->inputs[i]))
        {
          run->n_runs += NETS * self.n;
          run->n_failed += found[i].n_failed;
          n_moved++;
        }
      keys[i] = found[i].measure.value;
      n_known += !isnan (keys[i]);
    }
  if (n_moved == 0)
    {
      assay_result_add_note (run->result, "DGSM: no input is a number that can be moved by a small step.");
      return TRUE;
    }
  assay_sensitivity_order (keys, self.k, order);
  points = assay_word_count (NETS * self.n);
  convention = g_strdup_printf ("%s points, as %d scrambled Sobol nets of seed %" G_GUINT64_FORMAT "; steps of 0.001 of the range; mean square of the derivative times range squared, over pi squared and the variance",
                                points, NETS, run->task->seed);
  show (&self, found, order, convention, n_known > 0);
  add_notes (&self, found, convention, n_known > 0);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_dgsm = { "dgsm", N_("Derivatives (DGSM)"), FALSE, run_dgsm };
