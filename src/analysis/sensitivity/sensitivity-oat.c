/* One at a time: each input moved alone from where all are held, through its range, by a tenth and by a standard deviation; and elasticities. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"

#define MOST_SHOWN 20
#define MOST_NAMED 8               /* in a note */
#define MOST_BLOCK 16              /* inputs, after which whoever looks on is told */

enum { LOW, HIGH, DOWN_SHARE, UP_SHARE, DOWN_SD, UP_SD, DOWN_LITTLE, UP_LITTLE, N_MOVES };
#define LITTLE 0.01                /* of the value, for elasticities */
#define ROUNDING 1e-12             /* of the largest output: changes below it are what sums and sines are off by, and no effect */

typedef struct
{
  double x[N_MOVES], y[N_MOVES];
  double meant[N_MOVES];           /* x, before it was kept within what the model declares */
  gboolean is_moved[N_MOVES];
  gsize first;                     /* row of the first move, or word */
  double span, elasticity;
} Input;

typedef struct
{
  AssaySensitivityRun *run;
  guint k;                         /* inputs; once some are evaluated, how many are */
  gsize n;                         /* rows: the base, then those of each input */
  double **columns, *y;
  Input *inputs;
  guint *order;
} OneAtATime;

static void
oat_clear (OneAtATime *self)
{
  for (guint i = 0; self->columns != NULL && i < self->run->function->n_inputs; i++)
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
  const double x[N_MOVES] = { base, base, base - 0.1 * whole, base + 0.1 * whole, base - input->sd, base + input->sd, base - LITTLE * whole, base + LITTLE * whole };

  for (guint m = 0; m < N_MOVES; m++)
    {
      out->meant[m] = x[m];
      out->x[m] = isfinite (x[m]) ? assay_sensitivity_input_move (input, x[m]) : base;
      /* of a count 1 % is nothing that there is */
      if (m >= DOWN_LITTLE && input->draw == ASSAY_DRAW_VALUES)
        out->x[m] = base;
      out->is_moved[m] = isfinite (x[m]) && (out->x[m] != base || m == LOW || m == HIGH) && input->words == NULL;
    }
  choose_ends (input, &out->meant[LOW], &out->meant[HIGH]);
  out->x[LOW] = assay_sensitivity_input_move (input, out->meant[LOW]);
  out->x[HIGH] = assay_sensitivity_input_move (input, out->meant[HIGH]);
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
      self->inputs[i].first = row;
      for (guint m = 0; m < n; m++)
        self->columns[i][row++] = input->words != NULL ? input->values[m] : self->inputs[i].is_moved[m] ? self->inputs[i].x[m] : input->base;
    }
}

/* What there is of outputs so far, without what is rounding: an output that differs from that at rest by no more is that at rest. */
static double
output_at (const OneAtATime *self, double largest, gsize row)
{
  return fabs (self->y[row] - self->y[0]) < ROUNDING * largest ? self->y[0] : self->y[row];
}

static double
find_largest (const OneAtATime *self)
{
  gsize n = self->k < self->run->function->n_inputs ? self->inputs[self->k].first : self->n;
  double largest = 0;

  for (gsize r = 0; r < n; r++)
    largest = fmax (largest, fabs (self->y[r]));
  return largest;
}

/* The words of the lowest and of the highest output; where all give the same, the first and the last, since two that are alike would say nothing was tried. */
static void
read_words (const OneAtATime *self, double largest, Input *out, const AssaySensitivityInput *input)
{
  out->y[LOW] = out->y[HIGH] = NAN;
  out->x[LOW] = out->x[HIGH] = input->base;
  for (guint m = 0; m < input->n_values; m++)
    {
      double y = output_at (self, largest, out->first + m);

      if (isnan (y))
        continue;
      if (!(y >= out->y[LOW]))
        {
          out->y[LOW] = y;
          out->x[LOW] = input->values[m];
        }
      if (!(y <= out->y[HIGH]) || (y == out->y[HIGH] && y == out->y[LOW]))
        {
          out->y[HIGH] = y;
          out->x[HIGH] = input->values[m];
        }
    }
}

/* From the least to the most of the output at rest and at both ends: where both lie on one side of it, the way there counts too. */
static double
span_of (const Input *found, double base)
{
  double low = found->y[LOW], high = found->y[HIGH];

  return isnan (low) || isnan (high) ? NAN : fmax (base, fmax (low, high)) - fmin (base, fmin (low, high));
}

/* Relative change of the output over relative change of the input, between the two ends of a little move; NaN where there is none. */
static double
elasticity_of (const Input *found, double whole, double output)
{
  double change = (found->y[UP_LITTLE] - found->y[DOWN_LITTLE]) / output, move = (found->x[UP_LITTLE] - found->x[DOWN_LITTLE]) / whole;

  return move > 0 && isfinite (change / move) ? change / move : NAN;
}

static void
read_outputs (OneAtATime *self)
{
  const AssaySensitivityFunction *function = self->run->function;
  g_autofree double *keys = g_new (double, self->k + 1);
  double largest = find_largest (self);

  for (guint i = 0; i < self->k; i++)
    {
      const AssaySensitivityInput *input = &function->inputs[i];
      Input *out = &self->inputs[i];

      for (guint m = 0; m < N_MOVES; m++)
        out->y[m] = input->words != NULL ? NAN : out->is_moved[m] ? output_at (self, largest, out->first + m) : m >= DOWN_LITTLE ? self->y[0] : NAN;
      if (input->words != NULL)
        read_words (self, largest, out, input);
      out->elasticity = input->words != NULL ? NAN : elasticity_of (out, input->is_share ? 1 : input->base, self->y[0]);
      keys[i] = out->span = span_of (out, self->y[0]);
    }
  assay_sensitivity_order (keys, self->k, self->order);
}

/* ---- what comes out ---- */

static const struct { int move; const char *id, *label; } moves[] = {
  { LOW, "low", N_("At Low") }, { HIGH, "high", N_("At High") }, { DOWN_SHARE, "minus-10", N_("−10 %") }, { UP_SHARE, "plus-10", N_("+10 %") },
  { DOWN_SD, "minus-sd", N_("−1 sd") }, { UP_SD, "plus-sd", N_("+1 sd") },
};

static void
add_row (const OneAtATime *self, const char *name, const char *measure, double value)
{
  assay_sensitivity_add_row (self->run, "oat", name, measure, (AmEstimate) { value, NAN, NAN });
}

static void
add_table (const OneAtATime *self)
{
  AssayTable *table = assay_table_new ("tornado", N_("One Input at a Time"));
  double base = self->y[0];

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "from", N_("Low"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "to", N_("High"), ASSAY_CELL_TEXT);
  for (guint m = 0; m < G_N_ELEMENTS (moves); m++)
    assay_table_add_column (table, moves[m].id, moves[m].label, ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "span", N_("Span"), ASSAY_CELL_NUMBER);
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
  assay_table_set_note (table, "change of the output when one input is moved and the others are held; of words the lowest and the highest output of all; span: from the least to the most of the output at rest, at low and at high; elasticity: relative change of the output for one of the input, "
                               "from 1 % down to 1 % up");
  assay_result_take_table (self->run->result, table);
}

/* "income (EUR)" */
static char *
word_name (const AssaySensitivityInput *input)
{
  return input->unit != NULL && *input->unit != '\0' ? g_strdup_printf ("%s (%s)", input->name, input->unit) : g_strdup (input->name);
}

/* At each end of a bar the value of the input that is behind it; the base line bears the output at rest. */
static void
add_figure (const OneAtATime *self)
{
  guint n = MIN (self->k, MOST_SHOWN);
  AssayFigure *figure = assay_figure_new ("tornado", ASSAY_FIGURE_RANKED, N_("Tornado: One Input at a Time"));
  g_auto(GStrv) names = g_new0 (char *, n + 1), from = g_new0 (char *, n + 1), to = g_new0 (char *, n + 1);
  double *low = g_new (double, n), *high = g_new (double, n);
  g_autofree char *base = assay_sensitivity_function_word (self->run->function, self->y[0]), *convention = NULL, *finding = NULL, *span = NULL, *subtitle = NULL;

  for (guint i = 0; i < n; i++)
    {
      const AssaySensitivityInput *input = &self->run->function->inputs[self->order[i]];
      const Input *found = &self->inputs[self->order[i]];

      names[i] = word_name (input);
      from[i] = assay_sensitivity_input_word (input, found->x[LOW]);
      to[i] = assay_sensitivity_input_word (input, found->x[HIGH]);
      low[i] = found->y[LOW] - self->y[0];
      high[i] = found->y[HIGH] - self->y[0];
    }
  span = assay_sensitivity_function_word_change (self->run->function, self->inputs[self->order[0]].span);
  finding = g_strdup_printf ("“%s” moves the output most: by %s, where all inputs at rest give %s.", self->run->function->inputs[self->order[0]].name, span, base);
  convention = g_strdup_printf ("Change from the output %s %s; each input alone from its low to its high end, which stand beside the numbers; ordered by the span from the least to the most of the output at rest and at both ends.", base,
                                self->run->function->rest != NULL ? self->run->function->rest : "with every number at its median and every word at its most frequent");
  if (self->k > n)
    subtitle = g_strdup_printf ("%s%sthe first %u of %u inputs", self->run->function->rest != NULL ? self->run->function->output : "", self->run->function->rest != NULL ? "; " : "", n, self->k);
  else if (self->run->function->rest != NULL)
    subtitle = g_strdup (self->run->function->output);
  if (subtitle != NULL)
    assay_figure_set_subtitle (figure, subtitle);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names);
  assay_figure_set_y (figure, assay_sensitivity_function_get_axis (self->run->function), N_("change of the output"),
                      self->run->function->unit == ASSAY_METRIC_FRACTION ? N_("percentage points") : NULL);
  assay_figure_add_rule (figure, 0, base);
  assay_figure_add_series (figure, "low", N_("At low"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (low, n), NULL, NULL, NULL);
  assay_figure_set_notes (figure, (const char *const *) from);
  assay_figure_add_series (figure, "high", N_("At high"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (high, n), NULL, NULL, NULL);
  assay_figure_set_notes (figure, (const char *const *) to);
  assay_result_take_figure (self->run->result, figure);
}

/* Moves that would have left what the model declares valid, each with where it ended. */
static void
add_kept (const OneAtATime *self)
{
  AssayTable *table = assay_table_new ("kept", N_("Moves Kept to Valid Values"));
  guint n = 0;

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "move", N_("Move"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "meant", N_("Meant"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "taken", N_("Taken"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < self->k; i++)
    for (guint m = 0; m < G_N_ELEMENTS (moves); m++)
      {
        const Input *found = &self->inputs[self->order[i]];
        int move = moves[m].move;

        if (!isfinite (found->meant[move]) || found->x[move] == found->meant[move] || self->run->function->inputs[self->order[i]].words != NULL)
          continue;
        assay_table_add_row (table);
        assay_table_set_text (table, 0, self->run->function->inputs[self->order[i]].name);
        assay_table_set_text (table, 1, moves[m].label);
        assay_table_set_number (table, 2, found->meant[move]);
        assay_table_set_number (table, 3, found->x[move]);
        n++;
      }
  assay_table_set_note (table, "a value taken is the nearest that is valid, and whole where the input is; one that is the input's base is no move");
  if (n > 0)
    assay_result_take_table (self->run->result, table);
  else
    assay_table_unref (table);
}

typedef gboolean (*IsSo) (const OneAtATime *self, guint input);

static gboolean
moves_somewhere (const OneAtATime *self, guint i)
{
  for (guint m = 0; m < N_MOVES; m++)
    if (!isnan (self->inputs[i].y[m]) && self->inputs[i].y[m] != self->y[0])
      return TRUE;
  return FALSE;
}

static gboolean
is_still (const OneAtATime *self, guint i)
{
  return self->inputs[i].span == 0 && !moves_somewhere (self, i);
}

static gboolean
is_still_at_ends (const OneAtATime *self, guint i)
{
  return self->inputs[i].span == 0 && moves_somewhere (self, i);
}

static gboolean
is_flat (const OneAtATime *self, guint i)
{
  return self->inputs[i].elasticity == 0 && self->inputs[i].span > 0;
}

static gboolean
is_at_zero (const OneAtATime *self, guint i)
{
  const AssaySensitivityInput *input = &self->run->function->inputs[i];

  return input->words == NULL && input->base == 0 && !input->is_share;
}

static gboolean
is_too_coarse (const OneAtATime *self, guint i)
{
  const Input *found = &self->inputs[i];

  return self->run->function->inputs[i].words == NULL && !is_at_zero (self, i) && !(found->x[UP_LITTLE] > found->x[DOWN_LITTLE]);
}

/* "One at a time: “a”, “b” and 3 more: " and the sentence; nothing when it is true of none. */
static void
note_inputs (const OneAtATime *self, IsSo is_so, const char *sentence)
{
  g_autoptr(GString) text = g_string_new ("One at a time: ");
  guint n = 0;

  for (guint i = 0; i < self->k; i++)
    if (is_so (self, self->order[i]))
      {
        if (n < MOST_NAMED)
          g_string_append_printf (text, "%s“%s”", n > 0 ? ", " : "", self->run->function->inputs[self->order[i]].name);
        n++;
      }
  if (n > MOST_NAMED)
    g_string_append_printf (text, " and %u more", n - MOST_NAMED);
  g_string_append_printf (text, ": %s", sentence);
  if (n > 0)
    assay_result_add_note (self->run->result, text->str);
}

static void
add_notes (const OneAtATime *self)
{
  if (isnan (self->y[0]))
    {
      assay_result_add_note (self->run->result, "One at a time: with all inputs at rest there is no output, so there is nothing to measure changes from. Give bases with --ranges.");
      return;
    }
  note_inputs (self, is_still, "the output does not move while the others are held.");
  note_inputs (self, is_still_at_ends, "the output at both ends is that at rest, so the span is 0; but it moves elsewhere: read the changes by 10 % and by a standard deviation.");
  note_inputs (self, is_flat, "elasticity 0, though the output moves further out: 1 % up or down does not reach the next step of a model that is flat between steps, as trees and bins are. Read the span.");
  note_inputs (self, is_at_zero, "no elasticity, because the input is held at 0, of which 1 % is nothing.");
  note_inputs (self, is_too_coarse, "no elasticity, because 1 % is less than the input can be moved by.");
  if (self->y[0] == 0)
    assay_result_add_note (self->run->result, "One at a time: with all inputs at rest the output is 0, so no change is a share of it, and there are no elasticities.");
}

static void
show (const OneAtATime *self)
{
  assay_result_add_metric (self->run->result, "output-base", N_("Output with all inputs at rest"), self->run->function->unit, self->y[0]);
  add_table (self);
  add_kept (self);
  if (!isnan (self->y[0]) && self->inputs[self->order[0]].span > 0)
    add_figure (self);
}

static void
show_so_far (gpointer method)
{
  OneAtATime *self = method;

  read_outputs (self);
  show (self);
}

/* In blocks of inputs, so that dear functions have something to show early; the base comes with the first. */
static gboolean
evaluate (OneAtATime *self, AssayProgress *progress, GError **error)
{
  const AssaySensitivityFunction *function = self->run->function;
  guint k = self->k;
  g_autofree const double **columns = g_new (const double *, k + 1);

  for (self->k = 0; self->k < k;)
    {
      guint next = MIN (self->k + CLAMP (self->k, 1, MOST_BLOCK), k);
      gsize from = self->k == 0 ? 0 : self->inputs[self->k].first, to = next < k ? self->inputs[next].first : self->n;
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) self->k / k, (double) next / k);
      GError *problem = NULL;

      for (guint i = 0; i < k; i++)
        columns[i] = self->columns[i] + from;
      if (!assay_sensitivity_function_evaluate_all (function, columns, to - from, self->y + from, self->run->task->n_threads, part, &problem))
        return assay_sensitivity_keep (self->run, problem, error);
      assay_sensitivity_count_runs (self->run, self->y + from, to - from);
      self->k = next;
      if (self->k < k)
        assay_sensitivity_publish (self->run, show_so_far, self);
    }
  return TRUE;
}

static gboolean
run_oat (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(OneAtATime) self = { .run = run, .k = run->function->n_inputs };

  self.inputs = g_new0 (Input, self.k);
  self.order = g_new (guint, self.k);
  lay_out (&self);
  assay_sensitivity_plan_runs (run, self.n);
  if (!evaluate (&self, progress, error))
    return FALSE;
  if (self.k == 0)
    return TRUE;
  read_outputs (&self);
  show (&self);
  add_notes (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_oat = { "oat", N_("One at a Time"), FALSE, run_oat };
