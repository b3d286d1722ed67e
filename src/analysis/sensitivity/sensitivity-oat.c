/* One at a time: each input moved alone from where all are held, through its range, by a tenth and by a standard deviation; and elasticities. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"

#define MOST_SHOWN 20

enum { LOW, HIGH, DOWN_SHARE, UP_SHARE, DOWN_SD, UP_SD, DOWN_LITTLE, UP_LITTLE, N_MOVES };
#define LITTLE 0.01                /* of the value, for elasticities */

typedef struct { double x[N_MOVES], y[N_MOVES], span, elasticity; gboolean is_moved[N_MOVES]; } Input;

typedef struct
{
  AssaySensitivityRun *run;
  guint k;
  gsize n;                         /* rows evaluated: the base, then moves, then words */
  double **columns, *y;
  Input *inputs;
  guint *order;
} OneAtATime;

static void
oat_clear (OneAtATime *self)
{
  for (guint i = 0; self->columns != NULL && i < self->k; i++)
    g_free (self->columns[i]);
  g_free (self->columns);
  g_free (self->y);
  g_free (self->inputs);
  g_free (self->order);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OneAtATime, oat_clear)

/* Of few values the outer tenths; where those agree, the ends. */
static void
choose_ends (const AssaySensitivityInput *input, double *low, double *high)
{
  *low = input->low;
  *high = input->high;
  if (input->draw == ASSAY_DRAW_VALUES && assay_sensitivity_input_at (input, 0.1) < assay_sensitivity_input_at (input, 0.9))
    {
      *low = assay_sensitivity_input_at (input, 0.1);
      *high = assay_sensitivity_input_at (input, 0.9);
    }
}

static void
plan_moves (const AssaySensitivityInput *input, Input *out)
{
  double base = input->base, whole = input->is_share ? 1 : base;
  const double x[N_MOVES] = { 0, 0, base - 0.1 * whole, base + 0.1 * whole, base - input->sd, base + input->sd, base - LITTLE * whole, base + LITTLE * whole };

  for (guint m = 0; m < N_MOVES; m++)
    {
      out->x[m] = x[m];
      out->is_moved[m] = isfinite (x[m]) && (x[m] != base || m == LOW || m == HIGH) && input->words == NULL;
    }
  choose_ends (input, &out->x[LOW], &out->x[HIGH]);
}

/* A row for each move, and of words one for each. */
static void
lay_out (OneAtATime *self)
{
  const AssaySensitivityFunction *function = self->run->function;
  gsize row = 1;

  self->n = 1;
  for (guint i = 0; i < self->k; i++)
    self->n += function->inputs[i].words != NULL ? function->inputs[i].n_values : N_MOVES;
  self->columns = g_new0 (double *, self->k);
  self->y = g_new (double, self->n);
  for (guint i = 0; i < self->k; i++)
    {
      self->columns[i] = g_new (double, self->n);
      for (gsize r = 0; r < self->n; r++)
        self->columns[i][r] = function->inputs[i].base;
    }
  for (guint i = 0; i < self->k; i++)
    {
      const AssaySensitivityInput *input = &function->inputs[i];
      guint n = input->words != NULL ? input->n_values : N_MOVES;

      plan_moves (input, &self->inputs[i]);
      for (guint m = 0; m < n; m++)
        self->columns[i][row++] = input->words != NULL ? input->values[m] : self->inputs[i].is_moved[m] ? self->inputs[i].x[m] : input->base;
    }
}

static void
read_words (Input *out, const AssaySensitivityInput *input, const double *y)
{
  out->y[LOW] = out->y[HIGH] = NAN;
  for (guint m = 0; m < input->n_values; m++)
    {
      if (!(y[m] >= out->y[LOW]))
        {
          out->y[LOW] = y[m];
          out->x[LOW] = input->values[m];
        }
      if (!(y[m] <= out->y[HIGH]))
        {
          out->y[HIGH] = y[m];
          out->x[HIGH] = input->values[m];
        }
    }
}

static void
read_outputs (OneAtATime *self)
{
  const AssaySensitivityFunction *function = self->run->function;
  g_autofree double *keys = g_new (double, self->k);
  const double *y = self->y + 1;

  for (guint i = 0; i < self->k; i++)
    {
      const AssaySensitivityInput *input = &function->inputs[i];
      Input *out = &self->inputs[i];

      for (guint m = 0; m < N_MOVES; m++)
        out->y[m] = input->words == NULL && out->is_moved[m] ? y[m] : NAN;
      if (input->words != NULL)
        read_words (out, input, y);
      out->elasticity = (out->y[UP_LITTLE] - out->y[DOWN_LITTLE]) / (2 * LITTLE) / self->y[0];
      if (!isfinite (out->elasticity))
        out->elasticity = NAN;
      keys[i] = out->span = fabs (out->y[HIGH] - out->y[LOW]);
      y += input->words != NULL ? input->n_values : N_MOVES;
    }
  assay_sensitivity_order (keys, self->k, self->order);
}

/* ---- what comes out ---- */

static const struct { int move; const char *id, *label; } moves[] = {
  { LOW, "low", N_("At Low") }, { HIGH, "high", N_("At High") }, { DOWN_SHARE, "minus-10", N_("−10 %") }, { UP_SHARE, "plus-10", N_("+10 %") },
  { DOWN_SD, "minus-sd", N_("−1 sd") }, { UP_SD, "plus-sd", N_("+1 sd") },
};

static void
add_row (OneAtATime *self, const char *name, const char *measure, double value)
{
  assay_sensitivity_add_row (self->run, "oat", name, measure, (AmEstimate) { value, NAN, NAN });
}

static void
add_table (OneAtATime *self)
{
  AssayTable *table = assay_table_new ("tornado", N_("One Input at a Time"));
  double base = self->y[0];

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "from", N_("Low"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "to", N_("High"), ASSAY_CELL_TEXT);
  for (guint m = 0; m < G_N_ELEMENTS (moves); m++)
    assay_table_add_column (table, moves[m].id, moves[m].label, assay_sensitivity_function_get_cell (self->run->function));
  assay_table_add_column (table, "span", N_("Span"), assay_sensitivity_function_get_cell (self->run->function));
  assay_table_add_column (table, "elasticity", N_("Elasticity"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < self->k; i++)
    {
      const AssaySensitivityInput *input = &self->run->function->inputs[self->order[i]];
      const Input *found = &self->inputs[self->order[i]];
      g_autofree char *from = assay_sensitivity_input_word (input, found->x[LOW]), *to = assay_sensitivity_input_word (input, found->x[HIGH]);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, input->name);
      assay_table_set_text (table, 1, from);
      assay_table_set_text (table, 2, to);
      for (guint m = 0; m < G_N_ELEMENTS (moves); m++)
        {
          assay_table_set_number (table, 3 + m, found->y[moves[m].move] - base);
          add_row (self, input->name, moves[m].id, found->y[moves[m].move] - base);
        }
      assay_table_set_number (table, 3 + G_N_ELEMENTS (moves), found->span);
      assay_table_set_number (table, 4 + G_N_ELEMENTS (moves), found->elasticity);
      add_row (self, input->name, "span", found->span);
      add_row (self, input->name, "elasticity", found->elasticity);
    }
  assay_table_set_note (table, "change of the output when one input is moved and the others are held; of words the lowest and the highest output of all; elasticity: relative change of the output for one of the input, "
                               "from 1 % down to 1 % up");
  assay_result_take_table (self->run->result, table);
}

static void
add_figure (const OneAtATime *self)
{
  guint n = MIN (self->k, MOST_SHOWN);
  AssayFigure *figure = assay_figure_new ("tornado", ASSAY_FIGURE_RANKED, N_("Tornado: One Input at a Time"));
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  double *low = g_new (double, n), *high = g_new (double, n);
  g_autofree char *base = assay_word_number (self->y[0]), *convention = NULL, *finding = NULL, *span = NULL;

  for (guint i = 0; i < n; i++)
    {
      const AssaySensitivityInput *input = &self->run->function->inputs[self->order[i]];
      const Input *found = &self->inputs[self->order[i]];
      g_autofree char *from = assay_sensitivity_input_word (input, found->x[LOW]), *to = assay_sensitivity_input_word (input, found->x[HIGH]);

      g_ptr_array_add (names, g_strdup_printf ("%s (%s to %s)", input->name, from, to));
      low[i] = found->y[LOW] - self->y[0];
      high[i] = found->y[HIGH] - self->y[0];
    }
  g_ptr_array_add (names, NULL);
  span = assay_word_number (self->inputs[self->order[0]].span);
  finding = g_strdup_printf ("“%s” moves the output most: by %s, where all inputs at rest give %s.", self->run->function->inputs[self->order[0]].name, span, base);
  convention = g_strdup_printf ("Change from the output %s %s; each input alone from its low to its high end.", base,
                                self->run->function->rest != NULL ? self->run->function->rest : "with every number at its median and every word at its most frequent");
  if (self->run->function->rest != NULL)
    assay_figure_set_subtitle (figure, self->run->function->output);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, assay_sensitivity_function_get_axis (self->run->function), N_("change of the output"), NULL);
  assay_figure_add_series (figure, "low", N_("At low"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (low, n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "high", N_("At high"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (high, n), NULL, NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

static gboolean
run_oat (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(OneAtATime) self = { .run = run, .k = run->function->n_inputs };
  double top;

  self.inputs = g_new0 (Input, self.k);
  self.order = g_new (guint, self.k);
  lay_out (&self);
  if (!assay_sensitivity_function_evaluate_all (run->function, (const double *const *) self.columns, self.n, self.y, run->task->n_threads, progress, error))
    return FALSE;
  assay_sensitivity_count_runs (run, self.y, self.n);
  read_outputs (&self);
  assay_result_add_metric (run->result, "output-base", N_("Output with all inputs at rest"), run->function->unit, self.y[0]);
  add_table (&self);
  top = self.inputs[self.order[0]].span;
  if (isnan (self.y[0]))
    assay_result_add_note (run->result, "One at a time: with all inputs at rest there is no output, so there is nothing to measure changes from. Give bases with --ranges.");
  else if (top > 0)
    add_figure (&self);
  for (guint i = 0; i < self.k && !isnan (self.y[0]); i++)
    if (self.inputs[i].span == 0)
      {
        g_autofree char *note = g_strdup_printf ("One at a time: “%s” does not move the output while the others are held.", run->function->inputs[i].name);

        assay_result_add_note (run->result, note);
      }
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_oat = { "oat", N_("One at a Time"), FALSE, run_oat };
