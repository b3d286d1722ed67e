/* Single lines: what partial dependence is the mean of, one line a row, each from its own left end (Goldstein, Kapelner, Bleich & Pitkin 2015,
 * JCGS 24, 44-65). Lines that run parallel say that the input acts alone; lines that cross or fan out, that others decide what it does. */
#include "analysis/sensitivity/sensitivity-curves-private.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"
#include "analysis/sensitivity/sensitivity-portfolio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"
#include "math/order-statistics.h"

#define MOST_LINES 200
#define MOST_DEAR_LINES 20         /* where each run scores a whole portfolio */
#define MOST_FIGURES 20

#define CONVENTION "output of a row when the input alone is moved, less its output at the left end (words: at the most frequent); spread of slopes: standard deviation over lines of the step from " \
                   "place to place per unit"

typedef struct { double mean, sd, low, median, high, slopes; guint n; } Place;

typedef struct
{
  SensitivityPlaces places;
  double *lines;                   /* [n_lines * places.n], centred; NaN: no output, there or at the left end */
  Place *at;                       /* [places.n] */
  double range, spread;            /* of the mean; mean over places of the standard deviation between lines */
} Lines;

typedef struct
{
  AssaySensitivityRun *run;
  SensitivityRows rows;
  guint k;
  Lines *inputs;                   /* [k] */
  guint *order;
} Ice;

static void
ice_clear (Ice *self)
{
  for (guint i = 0; self->inputs != NULL && i < self->k; i++)
    {
      sensitivity_places_clear (&self->inputs[i].places);
      g_free (self->inputs[i].lines);
      g_free (self->inputs[i].at);
    }
  g_free (self->inputs);
  g_free (self->order);
  sensitivity_rows_clear (&self->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ice, ice_clear)

/* ---- lines ---- */

/* Line by line, a row for each place of it. */
static gboolean
evaluate_lines (Ice *self, Lines *of, AssayProgress *progress, GError **error)
{
  gsize n_places = of->places.n, n = self->rows.n * n_places;
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);

  of->lines = g_new (double, n + 1);
  for (guint i = 0; i < self->k; i++)
    {
      double *column = g_new (double, n + 1);

      for (gsize at = 0; at < n; at++)
        column[at] = i == of->places.input ? of->places.at[at % n_places] : self->rows.columns[i][at / n_places];
      g_ptr_array_add (columns, column);
    }
  if (!assay_sensitivity_function_evaluate_all (self->run->function, (const double *const *) columns->pdata, n, of->lines, self->run->task->n_threads, progress, error))
    return FALSE;
  assay_sensitivity_count_runs (self->run, of->lines, n);
  for (gsize line = 0; line < self->rows.n; line++)
    {
      double left = of->lines[line * n_places];

      for (gsize p = 0; p < n_places; p++)
        of->lines[line * n_places + p] -= left;
    }
  return TRUE;
}

static double
deviation (const double *values, guint n, double *mean)
{
  double squares = 0;

  *mean = n > 0 ? 0 : NAN;
  for (guint i = 0; i < n; i++)
    *mean += (values[i] - *mean) / (i + 1);
  for (guint i = 0; i < n; i++)
    squares += (values[i] - *mean) * (values[i] - *mean);
  return n > 1 ? sqrt (squares / (n - 1)) : NAN;
}

static void
measure_place (const Lines *of, gsize n_lines, guint p, double *work)
{
  static const double levels[] = { 0.1, 0.5, 0.9 };
  Place *at = &of->at[p];
  double q[3], mean_slope;
  guint n = 0;

  for (gsize line = 0; line < n_lines; line++)
    if (p > 0 && !of->places.is_words && !isnan (of->lines[line * of->places.n + p]) && !isnan (of->lines[line * of->places.n + p - 1]))
      work[n++] = (of->lines[line * of->places.n + p] - of->lines[line * of->places.n + p - 1]) / (of->places.at[p] - of->places.at[p - 1]);
  at->slopes = n > 1 ? deviation (work, n, &mean_slope) : NAN;
  n = 0;
  for (gsize line = 0; line < n_lines; line++)
    if (!isnan (of->lines[line * of->places.n + p]))
      work[n++] = of->lines[line * of->places.n + p];
  at->n = n;
  at->sd = deviation (work, n, &at->mean);
  am_quantiles (work, n, levels, 3, q);
  at->low = q[0];
  at->median = q[1];
  at->high = q[2];
}

static void
measure (Lines *of, gsize n_lines)
{
  g_autofree double *work = g_new (double, n_lines + 1);
  double low = INFINITY, high = -INFINITY, squares = 0;
  gboolean has_spread = FALSE;

  of->at = g_new0 (Place, of->places.n + 1);
  for (guint p = 0; p < of->places.n; p++)
    {
      measure_place (of, n_lines, p, work);
      low = fmin (low, of->at[p].mean);
      high = fmax (high, of->at[p].mean);
      has_spread = has_spread || !isnan (of->at[p].sd);
      squares += isnan (of->at[p].sd) ? 0 : of->at[p].sd * of->at[p].sd / of->places.n;
    }
  of->range = low <= high ? high - low : NAN;
  of->spread = has_spread ? sqrt (squares) : NAN;
}

/* ---- what comes out ---- */

static void
add_table (const Ice *self)
{
  static const struct { const char *id, *label; } numbers[] = {
    { "mean", N_("Mean") }, { "sd", N_("Spread of Lines") }, { "low", N_("P10") }, { "median", N_("Median") }, { "high", N_("P90") }, { "slopes", N_("Spread of Slopes") },
  };
  AssayTable *table = assay_table_new ("ice", N_("Single Lines, from Their Left Ends"));
  g_autofree char *note = g_strdup_printf (CONVENTION "; %s", self->rows.text);

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "at", N_("At"), ASSAY_CELL_NUMBER);
  for (guint c = 0; c < G_N_ELEMENTS (numbers); c++)
    assay_table_add_column (table, numbers[c].id, numbers[c].label, ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "lines", N_("Lines"), ASSAY_CELL_COUNT);
  for (guint i = 0; i < self->k; i++)
    {
      const Lines *of = &self->inputs[self->order[i]];
      const AssaySensitivityInput *input = &self->run->function->inputs[self->order[i]];

      for (guint p = 0; p < of->places.n; p++)
        {
          const Place *at = &of->at[p];
          const double values[] = { at->mean, at->sd, at->low, at->median, at->high, at->slopes };
          g_autofree char *value = assay_sensitivity_input_word (input, of->places.at[p]);

          assay_table_add_row (table);
          assay_table_set_text (table, 0, input->name);
          assay_table_set_text (table, 1, value);
          assay_table_set_number (table, 2, of->places.is_words ? NAN : of->places.at[p]);
          for (guint c = 0; c < G_N_ELEMENTS (values); c++)
            assay_table_set_number (table, 3 + c, values[c]);
          assay_table_set_number (table, 3 + G_N_ELEMENTS (values), at->n);
        }
    }
  assay_table_set_note (table, note);
  assay_result_take_table (self->run->result, table);
}

static void
add_rows (const Ice *self)
{
  for (guint i = 0; i < self->k; i++)
    {
      const Lines *of = &self->inputs[self->order[i]];
      const char *name = self->run->function->inputs[self->order[i]].name;

      assay_sensitivity_add_row (self->run, "ice", name, "range", (AmEstimate) { of->range, NAN, NAN });
      assay_sensitivity_add_row (self->run, "ice", name, "spread", (AmEstimate) { of->spread, NAN, NAN });
    }
}

static void
add_lines (const Lines *of, gsize n_lines, AssayFigure *figure)
{
  gsize n_places = of->places.n, n = n_lines * n_places;
  double *x = g_new (double, n + 1), *y = g_memdup2 (of->lines, n * sizeof *y);

  for (gsize at = 0; at < n; at++)
    x[at] = of->places.at[at % n_places];
  assay_figure_add_series (figure, "lines", N_("Single rows"), ASSAY_SERIES_LINES, n, assay_sensitivity_take_bytes (x, n), assay_sensitivity_take_bytes (y, n), NULL, NULL, NULL);
}

static char *
word_finding (const Lines *of, const char *name)
{
  const Place *end = &of->at[of->places.n - 1];
  g_autofree char *low = assay_word_number (end->low), *high = assay_word_number (end->high), *mean = assay_word_number (end->mean);

  if (end->n == 0)
    return g_strdup_printf ("No row has an output at both ends of “%s”.", name);
  return g_strdup_printf ("From its left to its right end “%s” moves the output by %s in the mean, and by %s to %s in four rows of five.", name, mean, low, high);
}

static void
add_figure (const Ice *self, const Lines *of)
{
  const AssaySensitivityInput *input = &self->run->function->inputs[of->places.input];
  g_autofree char *id = g_strdup_printf ("ice-%s", input->name), *title = g_strdup_printf ("Single lines: %s", input->name);
  g_autofree char *about = sensitivity_places_describe (&of->places, self->run->function), *finding = word_finding (of, input->name);
  g_autofree char *convention = g_strdup_printf (CONVENTION "; %s.%s", self->rows.text, about);
  AssayFigure *figure = assay_figure_new (id, ASSAY_FIGURE_SERIES, title);
  double *mean = g_new (double, of->places.n);

  for (guint p = 0; p < of->places.n; p++)
    mean[p] = of->at[p].mean;
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, "", input->unit);      /* the title says which */
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("change of the output"), NULL);
  add_lines (of, self->rows.n, figure);
  assay_figure_add_series (figure, "mean", N_("Mean of the lines"), ASSAY_SERIES_FORECAST, of->places.n, g_bytes_new (of->places.at, of->places.n * sizeof (double)),
                           assay_sensitivity_take_bytes (mean, of->places.n), NULL, NULL, NULL);
  sensitivity_places_add_support (&of->places, figure);
  assay_result_take_figure (self->run->result, figure);
}

static void
add_results (Ice *self)
{
  g_autofree double *keys = g_new (double, self->k + 1);
  guint n_figures = 0;

  for (guint i = 0; i < self->k; i++)
    keys[i] = self->inputs[i].range;
  assay_sensitivity_order (keys, self->k, self->order);
  add_table (self);
  add_rows (self);
  for (guint i = 0; i < self->k; i++)
    {
      const Lines *of = &self->inputs[self->order[i]];

      if (!of->places.is_words && of->places.n > 1 && n_figures++ < MOST_FIGURES)
        add_figure (self, of);
    }
}

/* The places are those of partial dependence, so that both say the same of the same. */
static gboolean
run_ice (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Ice) self = { .run = run, .k = run->function->n_inputs };
  g_auto(SensitivityRows) all = { 0 };

  self.inputs = g_new0 (Lines, self.k + 1);
  self.order = g_new (guint, self.k + 1);
  sensitivity_rows_init (&all, run, "curves", sensitivity_affordable_rows (run, TRUE));
  sensitivity_rows_init (&self.rows, run, "lines", sensitivity_portfolio_is_asked (run->options) ? MOST_DEAR_LINES : MOST_LINES);
  for (guint i = 0; i < self.k; i++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) i / self.k, (i + 1.0) / self.k);

      sensitivity_places_init (&self.inputs[i].places, &all, run->function, i, assay_options_get_integer (run->options, "grid"), TRUE);
      if (!evaluate_lines (&self, &self.inputs[i], part, error))
        return FALSE;
      measure (&self.inputs[i], self.rows.n);
    }
  add_results (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_ice = { "ice", N_("Single Lines"), FALSE, run_ice };
