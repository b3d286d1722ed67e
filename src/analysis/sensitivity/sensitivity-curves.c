#include "analysis/sensitivity/sensitivity-curves-private.h"

#include "analysis/sensitivity/sensitivity-portfolio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"

#define MOST_RUNS 25000000         /* of one method, unless --rows asks for more */
#define LEAST_ROWS 1000
#define N_POINTS 10000             /* where there are no rows */
#define N_DEAR_POINTS 50           /* … and each run scores a whole portfolio */

/* ---- making ---- */

/* So many that the runs are affordable; all that somebody asked for. */
gsize
sensitivity_affordable_rows (const AssaySensitivityRun *run, gboolean runs_by_place)
{
  gsize wanted = assay_options_get_integer (run->options, "rows"), a_row = 0;
  gint64 grid = assay_options_get_integer (run->options, "grid");

  for (guint i = 0; i < run->function->n_inputs; i++)
    a_row += !runs_by_place ? 2 : run->function->inputs[i].words != NULL ? MIN (run->function->inputs[i].n_values, SENSITIVITY_MOST_WORDS) : (gsize) grid;
  if (run->function->rows == NULL)
    wanted = MIN (wanted, sensitivity_portfolio_is_asked (run->options) ? N_DEAR_POINTS : N_POINTS);
  return assay_options_is_given (run->options, "rows") ? wanted : MIN (wanted, MAX (MOST_RUNS / MAX (a_row, 1), LEAST_ROWS));
}

gboolean
sensitivity_curves_init (SensitivityCurves *self, AssaySensitivityRun *run, const SensitivityCurveKind *kind, gboolean runs_by_place, GError **error)
{
  *self = (SensitivityCurves) { .run = run, .kind = kind, .k = run->function->n_inputs, .runs_by_place = runs_by_place };
  sensitivity_rows_init (&self->rows, run, "curves", sensitivity_affordable_rows (run, runs_by_place));
  self->curves = g_new0 (SensitivityCurve, self->k + 1);
  self->order = g_new (guint, self->k + 1);
  for (guint i = 0; i < self->k; i++)
    {
      SensitivityCurve *curve = &self->curves[i];

      if (!assay_sensitivity_check_stop (run, error))
        return FALSE;
      sensitivity_places_init (&curve->places, &self->rows, run->function, i, assay_options_get_integer (run->options, "grid"), runs_by_place);
      curve->at = g_new (AmEstimate, curve->places.n + 1);
      curve->rows = g_new (double, curve->places.n + 1);
      for (guint p = 0; p < curve->places.n; p++)
        {
          curve->at[p] = (AmEstimate) { NAN, NAN, NAN };
          curve->rows[p] = 0;
        }
    }
  return TRUE;
}

void
sensitivity_curves_clear (SensitivityCurves *self)
{
  for (guint i = 0; self->curves != NULL && i < self->k; i++)
    {
      sensitivity_places_clear (&self->curves[i].places);
      g_free (self->curves[i].at);
      g_free (self->curves[i].rows);
    }
  g_free (self->curves);
  g_free (self->order);
  sensitivity_rows_clear (&self->rows);
}

/* ---- how wide ---- */

static void
measure (SensitivityCurve *curve)
{
  double low = INFINITY, high = -INFINITY, weights = 0, mean = 0, squares = 0;

  for (guint p = 0; p < curve->places.n; p++)
    {
      double value = curve->at[p].value, weight = isnan (curve->places.share[p]) ? 1 : curve->places.share[p];

      if (isnan (value))
        continue;
      low = MIN (low, value);
      high = MAX (high, value);
      weights += weight;
      mean += weight > 0 ? (value - mean) * weight / weights : 0;
    }
  for (guint p = 0; p < curve->places.n; p++)
    if (!isnan (curve->at[p].value))
      squares += (isnan (curve->places.share[p]) ? 1 : curve->places.share[p]) * (curve->at[p].value - mean) * (curve->at[p].value - mean);
  curve->range = low <= high ? high - low : NAN;
  curve->sd = weights > 0 ? sqrt (squares / weights) : NAN;
}

static void
find_order (SensitivityCurves *self)
{
  g_autofree double *keys = g_new (double, self->k + 1);

  for (guint i = 0; i < self->k; i++)
    {
      measure (&self->curves[i]);
      keys[i] = self->curves[i].range;
    }
  assay_sensitivity_order (keys, self->k, self->order);
}

/* ---- numbers ---- */

static void
add_lines (AssayTable *table, const SensitivityCurves *self, guint input)
{
  const SensitivityCurve *curve = &self->curves[input];
  const AssaySensitivityInput *of = &self->run->function->inputs[input];

  for (guint p = 0; p < curve->places.n; p++)
    {
      g_autofree char *value = assay_sensitivity_input_word (of, curve->places.at[p]);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, of->name);
      assay_table_set_text (table, 1, value);
      assay_table_set_number (table, 2, curve->places.is_words ? NAN : curve->places.at[p]);
      assay_sensitivity_set_estimate (table, 3, curve->at[p]);
      assay_table_set_number (table, 6, curve->rows[p]);
      assay_table_set_number (table, 7, curve->places.share[p]);
      assay_table_set_text (table, 8, sensitivity_region_word (curve->places.region[p]));
    }
}

/* Points that are spread evenly tell more of a mean than as many that are drawn. */
static const char *
word_points (const SensitivityCurves *self)
{
  return self->rows.is_real ? "" : ", for which the intervals are on the wide side";
}

static void
add_table (const SensitivityCurves *self)
{
  AssayTable *table = assay_table_new (self->kind->method, self->kind->table_title);
  g_autofree char *note = g_strdup_printf ("%s; %s%s", self->kind->note, self->rows.text, word_points (self));

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "at", N_("At"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, self->kind->method, self->kind->value_label, ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "share", N_("Rows Near"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "region", N_("Region"), ASSAY_CELL_TEXT);
  for (guint p = 0; p < self->k; p++)
    if (self->curves[self->order[p]].is_done)
      add_lines (table, self, self->order[p]);
  assay_table_set_note (table, note);
  assay_result_take_table (self->run->result, table);
}

static void
add_rows (const SensitivityCurves *self)
{
  for (guint p = 0; p < self->k; p++)
    {
      const SensitivityCurve *curve = &self->curves[self->order[p]];
      const AssaySensitivityInput *input = &self->run->function->inputs[self->order[p]];

      if (!curve->is_done)
        continue;
      assay_sensitivity_add_row (self->run, self->kind->method, input->name, "range", (AmEstimate) { curve->range, NAN, NAN });
      assay_sensitivity_add_row (self->run, self->kind->method, input->name, "sd", (AmEstimate) { curve->sd, NAN, NAN });
      for (guint at = 0; at < curve->places.n; at++)
        {
          g_autofree char *value = assay_sensitivity_input_word (input, curve->places.at[at]), *name = g_strdup_printf ("%s = %s", input->name, value);

          assay_sensitivity_add_row (self->run, self->kind->method, name, "value", curve->at[at]);
        }
    }
}

/* ---- figures ---- */

static double *
copy_part (const SensitivityCurve *curve, int part)
{
  double *values = g_new (double, curve->places.n + 1);

  for (guint p = 0; p < curve->places.n; p++)
    values[p] = part == 0 ? curve->at[p].value : part < 0 ? curve->at[p].low : curve->at[p].high;
  return values;
}

static void
add_line (const SensitivityCurves *self, const SensitivityCurve *curve, AssayFigure *figure)
{
  guint n = curve->places.n;
  GBytes *x = g_bytes_new (curve->places.at, n * sizeof (double));

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, "", self->run->function->inputs[curve->places.input].unit);      /* the title says which */
  assay_figure_add_series (figure, "band", N_("95 % interval"), ASSAY_SERIES_BAND, n, g_bytes_ref (x), assay_sensitivity_take_bytes (copy_part (curve, -1), n),
                           assay_sensitivity_take_bytes (copy_part (curve, 1), n), NULL, NULL);
  assay_figure_add_series (figure, self->kind->method, self->kind->line_label, ASSAY_SERIES_FORECAST, n, x, assay_sensitivity_take_bytes (copy_part (curve, 0), n), NULL, NULL, NULL);
  sensitivity_places_add_support (&curve->places, figure);
}

#define MOST_BARS 30

static void
add_bars (const SensitivityCurves *self, const SensitivityCurve *curve, AssayFigure *figure)
{
  guint n = MIN (curve->places.n, MOST_BARS);
  g_auto(GStrv) names = sensitivity_places_names (&curve->places, self->run->function);

  for (guint p = n; names[n] != NULL && p < curve->places.n; p++)
    g_clear_pointer (&names[p], g_free);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "", NULL);
  assay_figure_set_categories (figure, (const char *const *) names);
  assay_figure_add_series (figure, self->kind->method, self->kind->line_label, ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (copy_part (curve, 0), n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (copy_part (curve, -1), n),
                           assay_sensitivity_take_bytes (copy_part (curve, 1), n), NULL, NULL);
}

static void
add_figure (const SensitivityCurves *self, guint index)
{
  const SensitivityCurve *curve = &self->curves[index];
  const char *name = self->run->function->inputs[index].name;
  g_autofree char *id = g_strdup_printf ("%s-%s", self->kind->method, name), *title = g_strdup_printf ("%s: %s", self->kind->figure_title, name);
  g_autofree char *about = sensitivity_places_describe (&curve->places, self->run->function), *range = assay_word_number (curve->range);
  g_autofree char *convention = g_strdup_printf ("%s; %s%s.%s", self->kind->note, self->rows.text, word_points (self), about), *finding = g_strdup_printf ("“%s” moves the output by %s from its lowest to its highest point.", name, range);
  AssayFigure *figure = assay_figure_new (id, curve->places.is_words ? ASSAY_FIGURE_RANKED : ASSAY_FIGURE_SERIES, title);

  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, self->kind->line_label, NULL);
  (curve->places.is_words ? add_bars : add_line) (self, curve, figure);
  assay_result_take_figure (self->run->result, figure);
}

static void
note_left_out (const SensitivityCurves *self, const SensitivityCurve *curve)
{
  g_autofree char *words = assay_word_items (curve->places.n_left_out, "rarer word", "rarer words"), *note = NULL;

  if (curve->places.n_left_out == 0)
    return;
  note = g_strdup_printf ("%s: of “%s” the %d most frequent words were tried; %s left out.", self->kind->figure_title, self->run->function->inputs[curve->places.input].name, SENSITIVITY_MOST_WORDS, words);
  assay_result_add_note (self->run->result, note);
}

#define MOST_LOST 0.01

/* A mean over other rows at one place than at the next moves for a reason of its own. */
static void
note_lost (const SensitivityCurves *self, const SensitivityCurve *curve)
{
  double most = 0, least = INFINITY;
  g_autofree char *rows = NULL, *all = NULL, *note = NULL;

  for (guint p = 0; p < curve->places.n; p++)
    {
      most = MAX (most, curve->rows[p]);
      least = MIN (least, curve->rows[p]);
    }
  if (!self->runs_by_place || !(most - least > MOST_LOST * most))
    return;
  rows = assay_word_count (least);
  all = assay_word_count (most);
  note = g_strdup_printf ("%s: at some values of “%s” the model has an output for %s of %s rows only, so that means there are over other rows or undefined; see the column Rows.", self->kind->figure_title,
                          self->run->function->inputs[curve->places.input].name, rows, all);
  assay_result_add_note (self->run->result, note);
}

static void
add_curves (gpointer curves)
{
  SensitivityCurves *self = curves;
  guint n_figures = 0;

  find_order (self);
  add_table (self);
  add_rows (self);
  for (guint p = 0; p < self->k; p++)
    {
      const SensitivityCurve *curve = &self->curves[self->order[p]];

      if (!curve->is_done)
        continue;
      note_left_out (self, curve);
      note_lost (self, curve);
      if (!isnan (curve->range) && curve->places.n > 1 && n_figures++ < SENSITIVITY_MOST_CURVES)
        add_figure (self, self->order[p]);
    }
}

gboolean
sensitivity_curves_run (SensitivityCurves *self, SensitivityCurveFunc fill, AssayProgress *progress, GError **error)
{
  GError *problem = NULL;

  for (guint i = 0; i < self->k; i++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) i / self->k, (i + 1.0) / self->k);

      if (!fill (self, &self->curves[i], part, &problem))
        {
          if (i == 0)
            g_propagate_error (error, problem);
          if (i == 0 || !assay_sensitivity_keep (self->run, problem, error))
            return FALSE;
          break;
        }
      self->curves[i].is_done = TRUE;
      assay_sensitivity_publish (self->run, add_curves, self);
    }
  add_curves (self);
  return TRUE;
}
