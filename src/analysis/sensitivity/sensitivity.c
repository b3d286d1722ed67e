#include "analysis/sensitivity/sensitivity.h"

#include "analysis/sensitivity/sensitivity-methods-private.h"
#include "analysis/sensitivity/sensitivity-portfolio-private.h"
#include "analysis/sensitivity/sensitivity-sample-private.h"
#include "analysis/sensitivity/sensitivity-series-private.h"
#include "analysis/sensitivity/sensitivity-stress-private.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const method_names[] = {
  "oat",
  "grid",
  "morris",
  "sobol",
  "efast",
  "rbd-fast",
  "delta",
  "pawn",
  "dgsm",
  "shapley",
  "monte-carlo",
  "pdp",
  "ice",
  "ale",
  "interaction",
  "permutation",
  "shap",
  "scenario",
  "reverse-stress",
  NULL
};
static const char *const pair_choices[] = { "auto", "yes", "no", NULL };
static const char *const correlation_choices[] = { "data", "none", NULL };
static const char *const distributions[] = { "uniform", "data", NULL };

static const AssayOption options[] = {
  { "method", ASSAY_OPTION_LIST, "oat,morris,sobol", 0, 0, method_names, "NAME[,NAME…]", N_("Methods"), N_("How the model is looked at.") },
  { "function", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "NAME", N_("Function"), N_("A function whose indices are known, in place of a model: ishigami, sobol-g, linear:c1,c2,…") },
  { "event", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "CLASS", N_("Event"), N_("The class whose probability is looked at; the last class of the model unless given.") },
  { "inputs", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "COL[,COL…]", N_("Inputs"), N_("The columns that are varied; the others are held at their median or most frequent value. All unless given."), N_("Ranges") },
  { "percentiles", ASSAY_OPTION_LIST, "10,90", 0, 0, NULL, "LOW,HIGH", N_("Percentiles"), N_("Between which percentiles of the data numbers are varied."), N_("Ranges") },
  { "distribution", ASSAY_OPTION_CHOICE, "uniform", 0, 0, distributions, "uniform|data", N_("Distribution"), N_("Whether numbers are drawn evenly over their range, or as often as in the data."), N_("Ranges") },
  { "correlations", ASSAY_OPTION_CHOICE, "data", 0, 0, correlation_choices, "data|none", N_("Correlations"), N_("Of Shapley effects and Monte Carlo: whether inputs depend on one another as in the data. A file of --ranges can give correlations too."), N_("Ranges") },
  { "nearest-correlations", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Nearest Correlations"), N_("Takes the nearest correlations that can hold together, where those given cannot."), N_("Ranges") },
  { "samples", ASSAY_OPTION_INTEGER, "1024", 64, 1048576, NULL, "N", N_("Points"), N_("Points to start from, a power of two; when given, so many and no more."), N_("Points") },
  { "max-samples", ASSAY_OPTION_INTEGER, "16384", 64, 1048576, NULL, "N", N_("Most Points"), N_("Points are doubled up to so many, until the intervals are narrow."), N_("Points") },
  { "precision", ASSAY_OPTION_NUMBER, "0.05", 0.0001, 1, NULL, "N", N_("Precision"), N_("Half the width below which an interval counts as narrow."), N_("Points") },
  { "pairs", ASSAY_OPTION_CHOICE, "auto", 0, 0, pair_choices, "auto|yes|no", N_("Pairs"), N_("Whether interactions of two inputs are measured; auto: up to 10 inputs."), N_("Points") },
  { "trajectories", ASSAY_OPTION_INTEGER, "50", 2, 10000, NULL, "N", N_("Trajectories"), N_("Of Morris: from how many places each input is moved."), N_("Points") },
  { "draws", ASSAY_OPTION_INTEGER, "10000", 100, 1000000, NULL, "N", N_("Draws"),
    N_("Of eFAST and derivatives points for each input; of RBD-FAST, Delta and PAWN points, or at most so many rows of the data."), N_("Points") },
  { "groups", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "A+B[,C+D…]", N_("Groups"), N_("Of Morris: inputs that move together."), N_("Points") },
  { "rows", ASSAY_OPTION_INTEGER, "100000", 100, 10000000, NULL, "N", N_("Rows"), N_("Of curves: most rows that are moved; fewer are drawn where runs would be too many, unless given."), N_("Curves") },
  { "repeats", ASSAY_OPTION_INTEGER, "20", 2, 1000, NULL, "N", N_("Repeats"), N_("How often the values of an input are shuffled."), N_("Curves") },
  { "grid", ASSAY_OPTION_INTEGER, "20", 3, 200, NULL, "N", N_("Places"), N_("Of curves: how many values of a number are tried, at quantiles of the rows."), N_("Curves") },
  SENSITIVITY_PORTFOLIO_OPTIONS
  { "against", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "A,B", N_("Against One Another"), N_("Of grid: the two inputs that are laid against one another."), N_("Points") },
  SENSITIVITY_SERIES_OPTIONS
  SENSITIVITY_STRESS_OPTIONS
  { NULL },
};

/* ---- what is looked at ---- */

static gboolean
read_percentiles (const AssayOptions *chosen, double *low, double *high, GError **error)
{
  g_auto(GStrv) items = assay_options_get_list (chosen, "percentiles");
  char *end_low = NULL, *end_high = NULL;

  if (g_strv_length (items) == 2)
    {
      *low = g_ascii_strtod (items[0], &end_low);
      *high = g_ascii_strtod (items[1], &end_high);
      if (*items[0] != '\0' && *end_low == '\0' && *items[1] != '\0' && *end_high == '\0' && *low >= 0 && *low < *high && *high <= 100)
        return TRUE;
    }
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--percentiles is “%s”; it must be two numbers that rise between 0 and 100, as in 10,90."),
               assay_options_get_text (chosen, "percentiles"));
  return FALSE;
}

static AssaySensitivityFunction *
make_model_function (const AssayTask *task, GError **error)
{
  g_auto(GStrv) only = assay_options_get_list (task->options, "inputs");
  AssaySensitivityModelChoice choice = {
    .model = task->models->pdata[0], .data = task->frame, .event = assay_options_get_text (task->options, "event"),
    .is_empirical = strcmp (assay_options_get_text (task->options, "distribution"), "data") == 0, .only = only,
  };

  if (!read_percentiles (task->options, &choice.low_percentile, &choice.high_percentile, error))
    return NULL;
  return assay_sensitivity_function_new_model (&choice, task->ranges, task->ranges_name, error);
}

static AssaySensitivityFunction *
make_series_function (const AssayTask *task, AssayProgress *progress, GError **error)
{
  if ((task->models == NULL || task->models->len == 0) && assay_options_get_text (task->options, "function") == NULL)
    return sensitivity_series_new (task, progress, error);
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--forecast and --detector stand in place of a model and of --function. Give one of them."));
  return NULL;
}

static AssaySensitivityFunction *
make_named_function (const AssayTask *task, const char *name, GError **error)
{
  static const char *const of_columns[] = { "percentiles", "distribution" };
  g_autoptr(AssaySensitivityFunction) function = NULL;

  if (assay_options_is_given (task->options, "inputs"))
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--inputs chooses columns of a model; a function has all its inputs varied."));
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (of_columns); i++)
    if (assay_options_is_given (task->options, of_columns[i]))
      {
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--%s is about the data of a model; the inputs of a function have ranges of their own, or those of --ranges."), of_columns[i]);
        return NULL;
      }
  function = assay_sensitivity_function_new_named (name, error);
  if (function == NULL || !assay_sensitivity_function_set_ranges (function, task->ranges, task->ranges_name, error))
    return NULL;
  return g_steal_pointer (&function);
}

AssaySensitivityFunction *
assay_sensitivity_make_function (const AssayTask *task, AssayProgress *progress, GError **error)
{
  const char *name = assay_options_get_text (task->options, "function");
  gboolean has_model = task->models != NULL && task->models->len > 0;

  if (!sensitivity_stress_check (task, error))
    return NULL;
  if (sensitivity_series_is_asked (task->options))
    return make_series_function (task, progress, error);
  if (!sensitivity_series_check_unasked (task->options, error))
    return NULL;
  if (has_model == (name != NULL))
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                           has_model ? _("Give a model or --function, not both.") : _("Give a model, or a function with --function ishigami, sobol-g or linear:c1,c2,…"));
      return NULL;
    }
  if (sensitivity_portfolio_is_asked (task->options))
    return sensitivity_portfolio_function_new (task, progress, error);
  if (!sensitivity_portfolio_check_unasked (task->options, error))
    return NULL;
  return has_model ? make_model_function (task, error) : make_named_function (task, name, error);
}

/* ---- what comes out ---- */

void
sensitivity_add_inputs (AssayResult *result, const AssaySensitivityFunction *function)
{
  AssayTable *table = assay_table_new ("inputs", N_("What Was Varied"));

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "values", N_("Values"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "base", N_("Held At"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < function->n_inputs; i++)
    {
      const AssaySensitivityInput *input = &function->inputs[i];
      g_autofree char *values = assay_sensitivity_input_describe (input), *base = assay_sensitivity_input_word (input, input->base);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, input->name);
      assay_table_set_text (table, 1, values);
      assay_table_set_number (table, 2, input->words == NULL ? input->low : NAN);
      assay_table_set_number (table, 3, input->words == NULL ? input->high : NAN);
      assay_table_set_text (table, 4, base);
    }
  assay_result_take_table (result, table);
}

static AssayFrame *
make_rows (const GArray *rows)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  GString *texts[3] = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  static const char *const text_names[] = { "method", "input", "measure" }, *const number_names[] = { "value", "low", "high" };
  guint64 *offsets[3];
  double *numbers[3];

  for (guint c = 0; c < 3; c++)
    {
      offsets[c] = g_new0 (guint64, rows->len + 1);
      numbers[c] = g_new (double, rows->len + 1);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const SensitivityRow *row = &g_array_index (rows, SensitivityRow, i);
      const char *words[] = { row->method, row->input, row->measure };
      const double values[] = { row->value.value, row->value.low, row->value.high };

      for (guint c = 0; c < 3; c++)
        {
          g_string_append (texts[c], words[c]);
          offsets[c][i + 1] = texts[c]->len;
          numbers[c][i] = values[c];
        }
    }
  for (guint c = 0; c < 3; c++)
    g_ptr_array_add (columns, assay_column_take_text (text_names[c], offsets[c], g_string_free (texts[c], FALSE), NULL, rows->len));
  for (guint c = 0; c < 3; c++)
    g_ptr_array_add (columns, assay_column_take_doubles (number_names[c], numbers[c], rows->len));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, rows->len);
}

static void
add_notes (AssayResult *result, const AssaySensitivityFunction *function)
{
  for (guint i = 0; i < function->notes->len; i++)
    assay_result_add_note (result, function->notes->pdata[i]);
}

/* A method among others says in a note that it has too few; alone there would be nothing at all. */
static gboolean
check_inputs (const AssaySensitivityRun *run, const GPtrArray *methods, GError **error)
{
  const AssaySensitivityMethod *only = methods->len == 1 ? methods->pdata[0] : NULL;

  if (only == NULL || run->function->n_inputs >= only->least_inputs)
    return TRUE;
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“--method %s” needs two inputs, and one is varied: “%s”."), only->id, run->function->inputs[0].name);
  return FALSE;
}

/* Quick ones first, whatever order they were asked for in: there is something to look at at once, and the same result. */
static GPtrArray *
choose_methods (const AssaySensitivityRun *run, GError **error)
{
  /* A back-test takes a second where a model takes a microsecond, and has few settings to be tried. */
  gboolean is_usual = sensitivity_series_is_asked (run->options) && !assay_options_is_given (run->options, "method");
  g_auto(GStrv) chosen = is_usual ? g_strsplit (SENSITIVITY_SERIES_METHODS, ",", -1) : assay_options_get_list (run->options, "method");
  g_autoptr(GPtrArray) methods = g_ptr_array_new ();

  if (is_usual)
    assay_result_set_option (run->result, "method", SENSITIVITY_SERIES_METHODS);

  for (const AssaySensitivityMethod *const *method = assay_sensitivity_method_list (); *method != NULL; method++)
    {
      if (!g_strv_contains ((const char *const *) chosen, (*method)->id))
        continue;
      if ((*method)->needs_rows && run->function->rows == NULL)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“--method %s” works on rows that exist: give DATA."), (*method)->id);
          return NULL;
        }
      g_ptr_array_add (methods, (gpointer) *method);
    }
  return check_inputs (run, methods, error) ? g_steal_pointer (&methods) : NULL;
}

static void
note_stopped (AssayResult *result, const GPtrArray *methods, guint n_finished, gboolean is_one_cut)
{
  g_autoptr(GString) note = g_string_new ("Stopped before the end. Finished: ");

  for (guint i = 0; i < methods->len; i++)
    {
      const AssaySensitivityMethod *method = methods->pdata[i];

      if (i == n_finished)
        g_string_append_printf (note, "%s. %s: ", i == 0 ? "nothing" : "", is_one_cut ? "In part" : "Not made");
      else if (i == n_finished + 1 && is_one_cut)
        g_string_append (note, ". Not made: ");
      else if (i > 0)
        g_string_append (note, ", ");
      g_string_append (note, method->title);
    }
  g_string_append_c (note, '.');
  assay_result_put_note_first (result, note->str);
}

/* TRUE after a stop, too, when there is something to keep. */
static gboolean
run_methods (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) methods = choose_methods (run, error);
  guint n_rows = 0, i;

  for (i = 0; methods != NULL && i < methods->len && !run->is_stopped; i++)
    {
      const AssaySensitivityMethod *method = methods->pdata[i];
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) i / methods->len, (i + 1.0) / methods->len);
      GError *problem = NULL;

      n_rows = run->rows->len;
      assay_progress_set_step (part, _(method->title));
      run->function->step = _(method->title);
      run->function->n_planned = run->function->n_done = 0;
      if (!method->run (run, part, &problem) && !assay_sensitivity_keep (run, problem, error))
        return FALSE;
      assay_sensitivity_publish (run, NULL, NULL);
    }
  if (methods == NULL || (run->is_stopped && run->rows->len == 0 && !assay_sensitivity_check_stop (run, error)))
    return FALSE;
  if (run->is_stopped)
    note_stopped (run->result, methods, i - 1, run->rows->len > n_rows);
  return TRUE;
}

/* Options for a function whose runs take a second each: fewer of them unless more are asked for, which is said where methods with many runs were chosen. */
static AssayOptions *
choose_few (const AssayOptions *given, AssayResult *result)
{
  static const struct { const char *name, *value; } few[] = { { "samples", "64" }, { "max-samples", "64" }, { "pairs", "no" }, { "trajectories", "10" }, { "draws", "100" } };
  g_auto(GStrv) methods = assay_options_get_list (given, "method");
  gboolean has_points = assay_options_is_given (given, "samples") || assay_options_is_given (given, "max-samples"), has_many = FALSE;
  AssayOptions *options = assay_options_copy (given);
  g_autoptr(GString) text = g_string_new ("A run takes long here, so there are few unless more are asked for: ");
  guint n = 0;

  for (guint i = 0; assay_options_is_given (given, "method") && methods[i] != NULL; i++)
    has_many |= strcmp (methods[i], "oat") != 0 && strcmp (methods[i], "grid") != 0;
  for (guint i = 0; has_many && i < G_N_ELEMENTS (few); i++)
    if (!assay_options_is_given (given, few[i].name) && !(has_points && strstr (few[i].name, "samples") != NULL) && assay_options_set (options, few[i].name, few[i].value, NULL))
      {
        assay_result_set_option (result, few[i].name, few[i].value);
        g_string_append_printf (text, "%s--%s %s", n++ > 0 ? ", " : "", few[i].name, few[i].value);
      }
  g_string_append_c (text, '.');
  if (n > 0)
    assay_result_add_note (result, text->str);
  return options;
}

static AssayOutcome *
run_sensitivity (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_autoptr(AssaySensitivityFunction) function = assay_sensitivity_make_function (task, progress, error);
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GArray) rows = sensitivity_rows_new ();
  AssaySensitivityRun run = { .task = task, .options = task->options, .function = function, .rows = rows, .stop = progress };
  g_autoptr(AssayOptions) usual = NULL;
  gboolean is_done;

  if (function == NULL)
    return NULL;
  function->stop = progress;
  outcome = g_new0 (AssayOutcome, 1);
  run.result = outcome->result = assay_result_new ("sensitivity", task->frame != NULL ? assay_sensitivity.title : function->name);
  assay_result_add_metric (outcome->result, "n-inputs", N_("Inputs varied"), ASSAY_METRIC_COUNT, function->n_inputs);
  sensitivity_portfolio_add_metrics (function, outcome->result);
  if (!sensitivity_series_is_asked (task->options) && sensitivity_portfolio_is_asked (task->options))
    run.options = usual = sensitivity_portfolio_choose_options (task->options, outcome->result);
  if (function->is_dear)
    run.options = usual = choose_few (task->options, outcome->result);
  is_done = run_methods (&run, progress, error) && (function->klass->report == NULL || function->klass->report (function, outcome->result, progress, error));
  g_clear_pointer (&run.sample, sensitivity_sample_free);
  if (!is_done)
    return NULL;
  assay_result_add_metric (outcome->result, "n-runs", N_("Runs"), ASSAY_METRIC_COUNT, run.n_runs);
  assay_result_add_metric (outcome->result, "n-failed", N_("Runs without an output"), ASSAY_METRIC_COUNT, run.n_failed);
  sensitivity_add_orders (&run);
  sensitivity_add_inputs (outcome->result, function);
  add_notes (outcome->result, function);
  outcome->rows = make_rows (rows);
  outcome->is_partial = run.is_stopped;
  return g_steal_pointer (&outcome);
}

static gboolean
is_by_row (const AssayOptions *chosen)
{
  return !sensitivity_series_is_asked (chosen);
}

const AssayAnalysis assay_sensitivity = {
  .id = "sensitivity",
  .title = N_("Sensitivity"),
  .summary = N_("Says which inputs move a model, which matter together, and how sure that is."),
  .options = options,
  .run = run_sensitivity,
  .is_by_row_for = is_by_row,
  .needs_no_model = sensitivity_series_is_asked,
  .may_lack_data = TRUE,
  .max_models = 1,
};
