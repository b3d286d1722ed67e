#include "analysis/sensitivity/sensitivity-portfolio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-series-private.h"
#include "analysis/wording.h"
#include "base/number.h"

#define MOST_ROWS 2000             /* each run scores them all */

const char *const sensitivity_measures[] = { "score", "mean", "expected-loss", "expected-loss-rate", "flagged", "n-flagged", "auc", "gini", "ks", "brier", "log-loss", "rmse", "mae", "wape", SENSITIVITY_SERIES_MEASURES, NULL };
const char *const sensitivity_shocks[] = { "sd", "relative", "add", NULL };
const char *const sensitivity_outcomes[] = { "auto", "event", "value", NULL };

typedef struct
{
  AssaySensitivityFunction parent;
  AssayPortfolio *portfolio;
  guint measure;
  AssayShockKind kind;
  guint *inputs;                   /* of the portfolio, that each input of the function shocks */
} PortfolioFunction;

/* ---- evaluating ---- */

static gboolean
evaluate_point (const PortfolioFunction *self, const double *const *columns, gsize point, double *y, GError **error)
{
  g_autofree AssayShock *shocks = g_new (AssayShock, self->parent.n_inputs + 1);
  guint n = 0;

  for (guint i = 0; i < self->parent.n_inputs; i++)
    {
      if (!isfinite (columns[i][point]))
        {
          *y = NAN;
          return TRUE;
        }
      if (columns[i][point] != 0)
        shocks[n++] = (AssayShock) { self->inputs[i], self->kind, columns[i][point] };
    }
  return assay_portfolio_measure_one (self->portfolio, shocks, n, self->measure, 1, self->parent.stop, y, error);
}

static gboolean
portfolio_evaluate (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *y, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!evaluate_point ((const PortfolioFunction *) function, columns, i, &y[i], error))
      return FALSE;
  return TRUE;
}

static void
portfolio_free (AssaySensitivityFunction *function)
{
  PortfolioFunction *self = (PortfolioFunction *) function;

  g_clear_pointer (&self->portfolio, assay_portfolio_unref);
  g_free (self->inputs);
  g_free (self);
}

static const AssaySensitivityClass portfolio_class = { .evaluate = portfolio_evaluate, .free = portfolio_free };

/* ---- which portfolio ---- */

AssayPortfolio *
sensitivity_portfolio_open (const AssayTask *task, gsize most_rows, AssayProgress *progress, GError **error)
{
  const AssayOptions *options = task->options;
  AssayPortfolioChoice choice = {
    .target = assay_options_get_text (options, "target"), .event = assay_options_get_text (options, "event"), .outcome = assay_options_get_text (options, "outcome"),
    .weight = assay_options_get_text (options, "weight"), .lgd = assay_options_get_text (options, "lgd"), .ead = assay_options_get_text (options, "ead"),
    .cutoff = assay_options_is_given (options, "cutoff") ? assay_options_get_number (options, "cutoff") : NAN,
    .most_rows = assay_options_is_given (options, "portfolio-rows") ? (gsize) assay_options_get_integer (options, "portfolio-rows") : most_rows,
    .seed = task->seed, .n_threads = task->n_threads,
  };

  if (task->models == NULL || task->models->len == 0 || task->frame == NULL)
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("What is measured on a portfolio needs a model and DATA: the rows that are scored."));
      return NULL;
    }
  choice.model = task->models->pdata[0];
  choice.data = task->frame;
  return assay_portfolio_new (&choice, progress, error);
}

gboolean
sensitivity_portfolio_is_asked (const AssayOptions *options)
{
  return strcmp (assay_options_get_text (options, "measure"), "score") != 0;
}

static gboolean
refuse_given (const AssayOptions *options, const char *const *names, const char *format, GError **error)
{
  for (; *names != NULL; names++)
    if (assay_options_is_given (options, *names))
      {
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, format, *names);
        return FALSE;
      }
  return TRUE;
}

gboolean
sensitivity_portfolio_check_unasked (const AssayOptions *options, GError **error)
{
  static const char *const only_there[] = { "shock", "shock-range", NULL };

  return refuse_given (options, only_there, _("--%s shocks the rows of a portfolio: say with --measure what is measured on them, such as --measure mean."), error);
}

AssayOptions *
sensitivity_portfolio_choose_options (const AssayOptions *given, AssayResult *result)
{
  static const struct { const char *name, *value; } usual[] = { { "max-samples", "1024" }, { "draws", "1000" } };
  AssayOptions *options = assay_options_copy (given);

  for (guint i = assay_options_is_given (given, "samples") ? 1 : 0; i < G_N_ELEMENTS (usual); i++)
    if (!assay_options_is_given (given, usual[i].name) && assay_options_set (options, usual[i].name, usual[i].value, NULL))
      assay_result_set_option (result, usual[i].name, usual[i].value);
  return options;
}

/* ---- what is varied ---- */

static gboolean
read_range (const AssayOptions *options, double *low, double *high, GError **error)
{
  g_auto(GStrv) items = assay_options_get_list (options, "shock-range");

  if (g_strv_length (items) == 2 && assay_number_parse (items[0], strlen (items[0]), '.', 0, low) && assay_number_parse (items[1], strlen (items[1]), '.', 0, high) && *low < *high)
    return TRUE;
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--shock-range is “%s”; it must be two numbers that rise, as in -1,1."), assay_options_get_text (options, "shock-range"));
  return FALSE;
}

static void
note (AssaySensitivityFunction *function, char *text)
{
  g_ptr_array_add (function->notes, text);
}

static void
add_input (PortfolioFunction *self, guint index, double low, double high)
{
  const AssaySensitivityInput *own = assay_portfolio_get_input (self->portfolio, index);
  AssaySensitivityInput *input = &self->parent.inputs[self->parent.n_inputs];
  double sd = self->kind == ASSAY_SHOCK_SD ? 1 : self->kind == ASSAY_SHOCK_ADD ? own->sd : NAN;

  *input = (AssaySensitivityInput) { .name = g_strdup (own->name), .draw = ASSAY_DRAW_UNIFORM, .low = low, .high = high, .base = CLAMP (0, low, high), .sd = sd,
                                     .is_shock = TRUE, .is_share = self->kind == ASSAY_SHOCK_RELATIVE };
  input->unit = g_strdup (self->kind == ASSAY_SHOCK_SD ? "sd" : self->kind == ASSAY_SHOCK_ADD ? own->unit : NULL);
  self->inputs[self->parent.n_inputs++] = index;
}

static const char *
find_hold (const PortfolioFunction *self, const AssaySensitivityInput *input, char *const *only)
{
  if (only[0] != NULL && !g_strv_contains ((const char *const *) only, input->name))
    return "it is not among the inputs asked for";
  if (input->words != NULL)
    return "it holds words, which a shock cannot move";
  if (isnan (input->low))
    return "it has no value in the data";
  if (self->kind != ASSAY_SHOCK_RELATIVE && !(input->sd > 0))
    return "it has no second value in the data";
  return NULL;
}

static gboolean
add_inputs (PortfolioFunction *self, const AssayOptions *options, GError **error)
{
  g_auto(GStrv) only = assay_options_get_list (options, "inputs");
  guint n = assay_portfolio_get_n_inputs (self->portfolio), index;
  double low = self->kind == ASSAY_SHOCK_RELATIVE ? -0.1 : -1, high = -low;
  gboolean is_given = assay_options_is_given (options, "shock-range");

  if (is_given && !read_range (options, &low, &high, error))
    return FALSE;
  for (char **name = only; *name != NULL; name++)
    if (!assay_portfolio_require_input (self->portfolio, *name, &index, error))
      return FALSE;
  self->parent.inputs = g_new0 (AssaySensitivityInput, n + 1);
  self->inputs = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const AssaySensitivityInput *input = assay_portfolio_get_input (self->portfolio, i);
      const char *why = find_hold (self, input, only);
      double unit = self->kind == ASSAY_SHOCK_ADD && !is_given ? input->sd : 1;

      if (why == NULL)
        add_input (self, i, low * unit, high * unit);
      else
        note (&self->parent, g_strdup_printf ("“%s” is left as it is: %s.", input->name, why));
    }
  if (self->parent.n_inputs > 0)
    return TRUE;
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("No input of the model “%s” can be shocked: none is a number with two values."), self->parent.name);
  return FALSE;
}

/* ---- what is said about it ---- */

/* Most often all rows are of one class. */
static char *
word_undefined (const PortfolioFunction *self, const AssayPortfolioMeasure *measure)
{
  const guint8 *events = assay_portfolio_get_events (self->portfolio);
  g_autofree char *with = NULL, *without = NULL;
  gsize n_events = 0, n_others = 0;

  for (gsize i = 0; events != NULL && i < assay_portfolio_get_n_rows (self->portfolio); i++)
    {
      n_events += events[i] == 1;
      n_others += events[i] == 0;
    }
  with = assay_word_items (n_events, "event", "events");
  without = assay_word_items (n_others, "non-event", "non-events");
  return events != NULL ? g_strdup_printf ("%s is undefined without any shock: the rows have %s and %s.", measure->label, with, without)
                        : g_strdup_printf ("%s is undefined without any shock.", measure->label);
}

static void
add_notes (PortfolioFunction *self)
{
  static const char *const done[ASSAY_N_SHOCK_KINDS] = {
    [ASSAY_SHOCK_SD] = "moved by so many standard deviations of the input", [ASSAY_SHOCK_RELATIVE] = "multiplied by 1 + the shock (0 stays 0, and values below 0 move the other way)",
    [ASSAY_SHOCK_ADD] = "moved by the shock, in the unit of the input",
  };
  const AssayPortfolioMeasure *measure = assay_portfolio_get_measure (self->portfolio, self->measure);
  GPtrArray *notes = assay_portfolio_get_notes (self->portfolio);
  g_autofree char *rows = assay_word_items (assay_portfolio_get_n_rows (self->portfolio), "row", "rows"), *rule = assay_portfolio_word_measure (self->portfolio, self->measure);

  note (&self->parent, g_strdup_printf ("%s: %s; %s.", measure->label, rule, rows));
  if (isnan (assay_portfolio_get_base (self->portfolio)[self->measure]))
    note (&self->parent, word_undefined (self, measure));
  note (&self->parent, g_strdup_printf ("Shocks are the same in all rows: each value is %s. A missing value stays missing; what is changed is kept within the range that the model declares, and whole where it is declared whole. "
                                        "Shocks of different inputs are independent unless --ranges gives correlations.", done[self->kind]));
  for (guint i = 0; i < notes->len; i++)
    note (&self->parent, g_strdup (notes->pdata[i]));
}

AssaySensitivityFunction *
sensitivity_portfolio_function_new (const AssayTask *task, AssayProgress *progress, GError **error)
{
  static const char *const not_here[] = { "percentiles", "distribution", NULL };
  PortfolioFunction *self = g_new0 (PortfolioFunction, 1);
  AssaySensitivityFunction *function = &self->parent;
  g_autoptr(AssayProgress) opening = assay_progress_new_part (progress, 0, 0);      /* that it can be stopped */

  function->klass = &portfolio_class;
  function->notes = g_ptr_array_new_with_free_func (g_free);
  function->correlations = g_array_new (FALSE, FALSE, sizeof (AssaySensitivityCorrelation));
  self->kind = (AssayShockKind) assay_shock_kind_find (assay_options_get_text (task->options, "shock"));
  if (refuse_given (task->options, not_here, _("--%s is about the values of one row; the shocks of a portfolio lie within --shock-range, or what --ranges says."), error)
      && (self->portfolio = sensitivity_portfolio_open (task, MOST_ROWS, opening, error)) != NULL
      && assay_portfolio_require_measure (self->portfolio, assay_options_get_text (task->options, "measure"), &self->measure, error))
    {
      const AssayPortfolioMeasure *measure = assay_portfolio_get_measure (self->portfolio, self->measure);

      function->name = g_strdup (assay_portfolio_get_model (self->portfolio)->name);
      function->output = g_strdup (measure->label);
      function->unit = measure->unit;
      function->rest = "with no input shocked";
      if (add_inputs (self, task->options, error) && assay_sensitivity_function_set_ranges (function, task->ranges, task->ranges_name, error))
        {
          add_notes (self);
          return function;
        }
    }
  assay_sensitivity_function_free (function);
  return NULL;
}

void
sensitivity_portfolio_add_metrics (const AssaySensitivityFunction *function, AssayResult *result)
{
  const PortfolioFunction *self = (const PortfolioFunction *) function;
  const AssayPortfolioMeasure *measure;

  if (function->klass != &portfolio_class)
    return;
  measure = assay_portfolio_get_measure (self->portfolio, self->measure);
  assay_result_add_metric (result, "n-rows", N_("Rows"), ASSAY_METRIC_COUNT, assay_portfolio_get_n_rows (self->portfolio));
  assay_result_add_metric (result, measure->id, measure->label, measure->unit, assay_portfolio_get_base (self->portfolio)[self->measure]);
}
