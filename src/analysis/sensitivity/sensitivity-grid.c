/* Two inputs against one another: the output at every pair of their values, all others held. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"

#define MOST_VALUES 16
#define N_STEPS 7                  /* of a range */

typedef struct { guint input, n; double x[MOST_VALUES]; } Side;

typedef struct
{
  AssaySensitivityRun *run;
  guint k;
  gsize n;                         /* pairs, then the base */
  Side across, down;
  double **columns;
  guint n_measures;
  const AssaySensitivityMeasure *measures;
  AssaySensitivityMeasure own;     /* of a function that has only its output */
  double **values;                 /* [n_measures][n] */
  guint output;
} Grid;

static void
grid_clear (Grid *self)
{
  for (guint i = 0; self->columns != NULL && i < self->k; i++)
    g_free (self->columns[i]);
  for (guint m = 0; self->values != NULL && m < self->n_measures; m++)
    g_free (self->values[m]);
  g_free (self->columns);
  g_free (self->values);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grid, grid_clear)

static const AssaySensitivityInput *
input_of (const Grid *self, const Side *side)
{
  return &self->run->function->inputs[side->input];
}

/* ---- which inputs ---- */

static gboolean
find_input (const AssaySensitivityFunction *function, const char *name, guint *input, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *all = NULL;
  int found = assay_sensitivity_function_find (function, name);

  *input = (guint) MAX (found, 0);
  if (found >= 0)
    return TRUE;
  for (guint i = 0; i < function->n_inputs; i++)
    g_ptr_array_add (names, function->inputs[i].name);
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--against has “%s”; what is varied here: %s."), name, all);
  return FALSE;
}

/* Those that move the output most from end to end, where nobody says which. */
static gboolean
find_strongest (Grid *self, GError **error)
{
  const AssaySensitivityFunction *function = self->run->function;
  gsize n = 2 * self->k;
  g_autofree double **columns = g_new (double *, self->k);
  g_autofree double *y = g_new (double, n), *span = g_new (double, self->k);
  g_autofree guint *order = g_new (guint, self->k);
  gboolean done;

  for (guint i = 0; i < self->k; i++)
    {
      columns[i] = g_new (double, n);
      for (gsize row = 0; row < n; row++)
        columns[i][row] = function->inputs[i].base;
      columns[i][2 * i] = assay_sensitivity_input_at (&function->inputs[i], 1e-9);
      columns[i][2 * i + 1] = assay_sensitivity_input_at (&function->inputs[i], 1 - 1e-9);
    }
  done = assay_sensitivity_function_evaluate_all (function, (const double *const *) columns, n, y, self->run->task->n_threads, NULL, error);
  for (guint i = 0; i < self->k; i++)
    {
      span[i] = fabs (y[2 * i + 1] - y[2 * i]);
      g_free (columns[i]);
    }
  if (!done)
    return FALSE;
  assay_sensitivity_count_runs (self->run, y, n);
  assay_sensitivity_order (span, self->k, order);
  self->across.input = order[0];
  self->down.input = order[1];
  return TRUE;
}

static gboolean
choose_inputs (Grid *self, GError **error)
{
  const AssaySensitivityFunction *function = self->run->function;
  g_auto(GStrv) names = assay_options_get_list (self->run->options, "against");
  guint n = g_strv_length (names);

  if (n == 0 && function->grid[0] != function->grid[1])
    {
      self->across.input = function->grid[0];
      self->down.input = function->grid[1];
      return TRUE;
    }
  if (n == 0)
    return find_strongest (self, error);
  if (n != 2 || strcmp (names[0], names[1]) == 0)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--against is “%s”; it must name two different inputs."), assay_options_get_text (self->run->options, "against"));
      return FALSE;
    }
  return find_input (function, names[0], &self->across.input, error) && find_input (function, names[1], &self->down.input, error);
}

/* All values of few; of many some from end to end; of a range, steps. */
static void
choose_values (const Grid *self, Side *side)
{
  const AssaySensitivityInput *input = input_of (self, side);

  side->n = input->draw == ASSAY_DRAW_VALUES ? MIN (input->n_values, MOST_VALUES) : N_STEPS;
  for (guint i = 0; i < side->n; i++)
    {
      double share = side->n > 1 ? i / (side->n - 1.0) : 0;

      if (input->draw == ASSAY_DRAW_VALUES)
        side->x[i] = input->values[(guint) round (share * (input->n_values - 1))];
      else if (input->draw == ASSAY_DRAW_SAMPLE)
        side->x[i] = assay_sensitivity_input_at (input, share);
      else
        side->x[i] = input->low + share * (input->high - input->low);
      side->x[i] = assay_sensitivity_input_move (input, side->x[i]);
    }
}

/* ---- values ---- */

static void
lay_out (Grid *self)
{
  const AssaySensitivityFunction *function = self->run->function;

  choose_values (self, &self->across);
  choose_values (self, &self->down);
  self->n = (gsize) self->across.n * self->down.n + 1;
  self->columns = g_new0 (double *, self->k);
  for (guint i = 0; i < self->k; i++)
    {
      self->columns[i] = g_new (double, self->n);
      for (gsize row = 0; row < self->n; row++)
        self->columns[i][row] = function->inputs[i].base;
    }
  for (gsize row = 0; row + 1 < self->n; row++)
    {
      self->columns[self->across.input][row] = self->across.x[row % self->across.n];
      self->columns[self->down.input][row] = self->down.x[row / self->across.n];
    }
}

static void
list_measures (Grid *self)
{
  const AssaySensitivityFunction *function = self->run->function;

  self->own = (AssaySensitivityMeasure) { "output", function->output != NULL ? function->output : N_("Output"), function->unit, TRUE };
  self->measures = function->klass->measure != NULL ? function->measures : &self->own;
  self->n_measures = function->klass->measure != NULL ? function->n_measures : 1;
  for (guint m = 0; function->klass->measure != NULL && m < self->n_measures; m++)
    if (strcmp (self->measures[m].label, function->output) == 0)
      self->output = m;
  self->values = g_new0 (double *, self->n_measures);
  for (guint m = 0; m < self->n_measures; m++)
    self->values[m] = g_new (double, self->n);
}

static gboolean
evaluate (Grid *self, AssayProgress *progress, GError **error)
{
  const AssaySensitivityFunction *function = self->run->function;
  const double *const *columns = (const double *const *) self->columns;

  if (function->klass->measure == NULL)
    return assay_sensitivity_function_evaluate_all (function, columns, self->n, self->values[0], self->run->task->n_threads, progress, error);
  return function->klass->measure (function, columns, self->n, self->values, error) && assay_progress_step (progress, 1, error);
}

/* ---- what comes out ---- */

static AssayCellType
cell_type (AssayMetricUnit unit)
{
  return unit == ASSAY_METRIC_FRACTION ? ASSAY_CELL_FRACTION : unit == ASSAY_METRIC_COUNT ? ASSAY_CELL_COUNT : ASSAY_CELL_NUMBER;
}

static void
add_table (const Grid *self)
{
  const AssaySensitivityInput *across = input_of (self, &self->across), *down = input_of (self, &self->down);
  AssayTable *table = assay_table_new ("grid", N_("Two Inputs Against One Another"));

  assay_table_add_column (table, across->name, across->name, ASSAY_CELL_TEXT);
  assay_table_add_column (table, down->name, down->name, ASSAY_CELL_TEXT);
  for (guint m = 0; m < self->n_measures; m++)
    assay_table_add_column (table, self->measures[m].id, self->measures[m].label, cell_type (self->measures[m].unit));
  for (gsize row = 0; row + 1 < self->n; row++)
    {
      g_autofree char *x = assay_sensitivity_input_word (across, self->across.x[row % self->across.n]);
      g_autofree char *y = assay_sensitivity_input_word (down, self->down.x[row / self->across.n]);
      g_autofree char *name = g_strdup_printf ("%s = %s × %s = %s", across->name, x, down->name, y);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, x);
      assay_table_set_text (table, 1, y);
      for (guint m = 0; m < self->n_measures; m++)
        {
          assay_table_set_number (table, 2 + m, self->values[m][row]);
          assay_sensitivity_add_row (self->run, "grid", name, self->measures[m].id, (AmEstimate) { self->values[m][row], NAN, NAN });
        }
    }
  assay_table_set_note (table, "every pair of values, all other inputs at their bases");
  assay_result_take_table (self->run->result, table);
}

/* Percent, since shares that lie close together are told apart by their tenths. */
static double
shown (const Grid *self, guint m, double value)
{
  return self->measures[m].unit == ASSAY_METRIC_FRACTION ? 100 * value : value;
}

static char *
word_value (const Grid *self, guint m, double value)
{
  if (self->measures[m].unit == ASSAY_METRIC_FRACTION)
    return assay_word_share (value);
  return self->measures[m].unit == ASSAY_METRIC_COUNT ? assay_word_count (value) : assay_word_number (value);
}

static char *
word_pair (const Grid *self, gsize row)
{
  g_autofree char *x = assay_sensitivity_input_word (input_of (self, &self->across), self->across.x[row % self->across.n]);
  g_autofree char *y = assay_sensitivity_input_word (input_of (self, &self->down), self->down.x[row / self->across.n]);

  return g_strdup_printf ("%s %s and %s %s", input_of (self, &self->across)->name, x, input_of (self, &self->down)->name, y);
}

static char *
find_finding (const Grid *self, guint m)
{
  const double *values = self->values[m];
  gsize low = G_MAXSIZE, high = G_MAXSIZE;

  for (gsize row = 0; row + 1 < self->n; row++)
    if (!isnan (values[row]))
      {
        low = low == G_MAXSIZE || values[row] < values[low] ? row : low;
        high = high == G_MAXSIZE || values[row] > values[high] ? row : high;
      }
  if (low == G_MAXSIZE)
    return g_strdup ("No pair has a value.");
  {
    g_autofree char *least = word_value (self, m, values[low]), *most = word_value (self, m, values[high]), *base = word_value (self, m, values[self->n - 1]);
    g_autofree char *at_least = word_pair (self, low), *at_most = word_pair (self, high);

    return g_strdup_printf ("From %s (%s) to %s (%s); at the base %s.", least, at_least, most, at_most, base);
  }
}

static char *
name_value (const AssaySensitivityInput *input, double x)
{
  g_autofree char *word = assay_sensitivity_input_word (input, x);

  return x == input->base ? g_strdup_printf ("%s (base)", word) : g_steal_pointer (&word);
}

static void
add_figure (const Grid *self, guint m)
{
  const AssaySensitivityInput *across = input_of (self, &self->across), *down = input_of (self, &self->down);
  g_autofree char *id = g_strconcat ("grid-", self->measures[m].id, NULL), *finding = find_finding (self, m);
  g_autofree char *label = self->measures[m].unit == ASSAY_METRIC_FRACTION ? g_strconcat (self->measures[m].label, ", %", NULL) : g_strdup (self->measures[m].label);
  g_autofree char *title = g_strdup_printf ("%s by %s and %s", self->measures[m].label, across->name, down->name);
  g_autofree char *convention = g_strdup_printf ("%s: columns; %s: rows; %s; all other inputs at their bases.", across->name, down->name, label);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  AssayFigure *figure = assay_figure_new (id, ASSAY_FIGURE_HEAT, title);

  for (guint i = 0; i < self->across.n; i++)
    g_ptr_array_add (names, name_value (across, self->across.x[i]));
  g_ptr_array_add (names, NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, across->name, NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, self->measures[m].unit == ASSAY_METRIC_COUNT ? ASSAY_UNIT_COUNT : ASSAY_UNIT_NONE, label, NULL);
  for (guint row = 0; row < self->down.n; row++)
    {
      g_autofree char *name = name_value (down, self->down.x[row]), *full = g_strdup_printf ("%s %s", down->name, name), *series = g_strdup_printf ("row-%u", row);
      double *cells = g_new (double, self->across.n);

      for (guint i = 0; i < self->across.n; i++)
        cells[i] = shown (self, m, self->values[m][(gsize) row * self->across.n + i]);
      assay_figure_add_series (figure, series, full, ASSAY_SERIES_OTHER, self->across.n, NULL, assay_sensitivity_take_bytes (cells, self->across.n), NULL, NULL, NULL);
    }
  assay_result_take_figure (self->run->result, figure);
}

static gboolean
run_grid (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Grid) self = { .run = run, .k = run->function->n_inputs };

  if (self.k < 2)
    {
      assay_result_add_note (run->result, "Grid: one input is varied, and two are laid against one another.");
      return TRUE;
    }
  if (!choose_inputs (&self, error))
    return FALSE;
  lay_out (&self);
  list_measures (&self);
  if (!evaluate (&self, progress, error))
    return FALSE;
  assay_sensitivity_count_runs (run, self.values[self.output], self.n);
  add_table (&self);
  for (guint m = 0; m < self.n_measures; m++)
    if (m == self.output || self.measures[m].is_drawn)
      add_figure (&self, m);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_grid = { "grid", N_("Grid"), FALSE, run_grid, 2 };
