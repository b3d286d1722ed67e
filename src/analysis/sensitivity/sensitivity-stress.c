#include "analysis/sensitivity/sensitivity-stress-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-portfolio-private.h"
#include "analysis/wording.h"

const char *const sensitivity_distances[] = { "mahalanobis", "euclidean", NULL };

/* Of a portfolio, where nobody says which: what is asked for most, and no three ways to say the same. */
static const char *const usual[] = { "mean", "expected-loss", "flagged", "auc", "rmse", NULL };

/* ---- options ---- */

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, message);
  return FALSE;
}

gboolean
sensitivity_stress_check (const AssayTask *task, GError **error)
{
  static const char *const of_reverse[] = { "distance", "most-sd", "switch-words", "period", NULL };
  g_auto(GStrv) methods = assay_options_get_list (task->options, "method"), limits = assay_options_get_list (task->options, "limit");
  gboolean has_scenario = g_strv_contains ((const char *const *) methods, "scenario"), has_reverse = g_strv_contains ((const char *const *) methods, "reverse-stress");

  if (task->scenarios != NULL && !has_scenario)
    return fail (error, _("--scenarios is for the method “scenario”; ask for it with --method scenario."));
  if (has_reverse && limits[0] == NULL)
    return fail (error, _("Reverse stress needs a limit that is to be crossed, as in --limit \"score>=0.5\" or --limit \"mean>0.08\"."));
  if (!has_reverse && !has_scenario && limits[0] != NULL)
    return fail (error, _("--limit is for the methods “scenario” and “reverse-stress”; ask for one of them with --method."));
  for (guint i = 0; of_reverse[i] != NULL && !has_reverse; i++)
    if (assay_options_is_given (task->options, of_reverse[i]))
      {
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--%s is for the method “reverse-stress”; ask for it with --method reverse-stress."), of_reverse[i]);
        return FALSE;
      }
  for (guint i = 0; limits[i] != NULL; i++)
    {
      g_auto(AssayStressLimit) limit = { 0 };

      if (!assay_stress_limit_parse (limits[i], &limit, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- what is measured ---- */

static int
find_measure (const SensitivityStress *self, const char *id)
{
  for (guint m = 0; m < self->n_measures; m++)
    if (strcmp (self->measures[m].id, id) == 0)
      return (int) m;
  return -1;
}

static void
add_measure (SensitivityStress *self, StressMeasure measure)
{
  self->measures = g_renew (StressMeasure, self->measures, self->n_measures + 1);
  self->measures[self->n_measures++] = measure;
}

static void
add_of_portfolio (SensitivityStress *self, guint index)
{
  const AssayPortfolioMeasure *of = assay_portfolio_get_measure (self->portfolio, index);

  if (find_measure (self, of->id) < 0)
    add_measure (self, (StressMeasure) { of->id, of->label, of->unit, of->more_is_worse, (int) index, assay_portfolio_get_base (self->portfolio)[index] });
}

/* Points that grow with quality are worse when they are fewer. */
static gboolean
is_riskier_above (const AssaySensitivityRun *run)
{
  gboolean is_above = TRUE;

  if (run->task->models != NULL && run->task->models->len > 0 && assay_options_get_text (run->options, "event") == NULL)
    assay_artifact_find_risk_output (((AssayTaskModel *) run->task->models->pdata[0])->artifact, NULL, &is_above);
  return is_above;
}

/* Functions that are known by name, and time series, have none. */
static gboolean
may_have_portfolio (const AssaySensitivityRun *run)
{
  return run->task->frame != NULL && run->task->models != NULL && run->task->models->len > 0;
}

/* What --measure calls the output of a time series; it is in the options, which outlive the run. */
static const char *
name_case (const AssaySensitivityRun *run)
{
  return may_have_portfolio (run) || !assay_options_is_given (run->options, "measure") ? "score" : assay_options_get_text (run->options, "measure");
}

static gboolean
add_case (SensitivityStress *self, AssayProgress *stop, GError **error)
{
  const AssaySensitivityFunction *function = self->function;
  g_autofree double *rest = g_new (double, function->n_inputs + 1);
  g_autofree const double **columns = g_new (const double *, function->n_inputs + 1);
  const char *id = name_case (self->run);
  double base;

  for (guint i = 0; i < function->n_inputs; i++)
    {
      rest[i] = function->inputs[i].base;
      columns[i] = &rest[i];
    }
  if (!assay_sensitivity_function_evaluate (function, columns, 1, &base, stop, error))
    return FALSE;
  assay_sensitivity_count_runs (self->run, &base, 1);
  add_measure (self, (StressMeasure) { id, strcmp (id, "score") == 0 ? N_("Score at rest") : function->output, function->unit, is_riskier_above (self->run), -1, base });
  self->case_space = assay_stress_space_new_function (function);
  return TRUE;
}

static gboolean
read_limits (SensitivityStress *self, GError **error)
{
  g_auto(GStrv) texts = assay_options_get_list (self->run->options, "limit");

  self->limits = g_new0 (AssayStressLimit, g_strv_length (texts) + 1);
  self->limit_measures = g_new0 (guint, g_strv_length (texts) + 1);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (!assay_stress_limit_parse (texts[i], &self->limits[i], error))
        return FALSE;
      self->n_limits++;
    }
  return TRUE;
}

static gboolean
find_limits (SensitivityStress *self, GError **error)
{
  for (guint i = 0; i < self->n_limits; i++)
    {
      const char *id = self->limits[i].measure;
      guint index;
      int found = find_measure (self, id);

      if (found < 0 && strcmp (id, "score") == 0)
        return fail (error, _("The limit is on “score”, and --measure asks for another measure; leave --measure out."));
      if (found < 0 && self->portfolio == NULL)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The limit is on “%s”, a measure of a portfolio, which needs a model and DATA. Without them there is “score”, as in score>=0.5."), id);
          return FALSE;
        }
      if (found < 0)
        {
          if (!assay_portfolio_require_measure (self->portfolio, id, &index, error))
            return FALSE;
          add_of_portfolio (self, index);
          found = find_measure (self, id);
        }
      self->limit_measures[i] = (guint) found;
    }
  return TRUE;
}

static gboolean
wants_portfolio (const SensitivityStress *self)
{
  gboolean is_asked = sensitivity_portfolio_is_asked (self->run->options) || !assay_options_is_given (self->run->options, "measure");

  for (guint i = 0; i < self->n_limits; i++)
    is_asked = is_asked || strcmp (self->limits[i].measure, "score") != 0;
  return is_asked && may_have_portfolio (self->run);
}

/* Both methods open the same portfolio, and so may the function. */
static void
note_once (const AssaySensitivityRun *run, const char *note)
{
  GPtrArray *own = run->function->notes;

  for (guint i = 0; i < assay_result_get_n_notes (run->result); i++)
    if (strcmp (assay_result_get_note (run->result, i), note) == 0)
      return;
  for (guint i = 0; i < own->len; i++)
    if (strcmp (own->pdata[i], note) == 0)
      return;
  assay_result_add_note (run->result, note);
}

/* Nobody asked for what the portfolio measures, so a portfolio that there cannot be is a note. */
static gboolean
open_portfolio (SensitivityStress *self, gsize most_rows, AssayProgress *progress, GError **error)
{
  static const char *const names[] = { "target", "outcome", "weight", "lgd", "ead", "cutoff", "portfolio-rows" };
  const AssayOptions *options = self->run->options;
  gboolean is_asked = sensitivity_portfolio_is_asked (options);
  GError *problem = NULL;
  g_autofree char *note = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    is_asked = is_asked || assay_options_is_given (options, names[i]);
  for (guint i = 0; i < self->n_limits; i++)
    is_asked = is_asked || strcmp (self->limits[i].measure, "score") != 0;
  self->portfolio = sensitivity_portfolio_open (self->run->task, most_rows, progress, &problem);
  if (self->portfolio != NULL)
    return TRUE;
  if (is_asked || g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  note = g_strdup_printf ("Only the score is stressed, and no portfolio: %s", problem->message);
  note_once (self->run, note);
  g_error_free (problem);
  return TRUE;
}

static void
take_portfolio (SensitivityStress *self)
{
  GPtrArray *notes = assay_portfolio_get_notes (self->portfolio);

  self->portfolio_space = assay_stress_space_new_portfolio (self->portfolio);
  self->n_inputs = assay_portfolio_get_n_inputs (self->portfolio);
  self->inputs = g_new (AssaySensitivityInput, self->n_inputs + 1);
  for (guint i = 0; i < self->n_inputs; i++)
    self->inputs[i] = *assay_portfolio_get_input (self->portfolio, i);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    note_once (self->run, notes->pdata[i]);
}

gboolean
sensitivity_stress_init (SensitivityStress *self, AssaySensitivityRun *run, gsize most_rows, AssayProgress *progress, GError **error)
{
  const char *asked = assay_options_get_text (run->options, "measure");
  gboolean is_portfolio = may_have_portfolio (run) && sensitivity_portfolio_is_asked (run->options);
  int index;

  *self = (SensitivityStress) { .run = run, .function = is_portfolio ? NULL : run->function };
  if (!read_limits (self, error) || (wants_portfolio (self) && !open_portfolio (self, most_rows, progress, error)) || (self->function != NULL && !add_case (self, run->stop, error)))
    return FALSE;
  if (self->portfolio != NULL)
    {
      take_portfolio (self);
      for (guint i = 0; usual[i] != NULL && !is_portfolio; i++)
        if (!assay_options_is_given (run->options, "measure") && (index = assay_portfolio_find_measure (self->portfolio, usual[i])) >= 0)
          add_of_portfolio (self, (guint) index);
      if (is_portfolio && (index = assay_portfolio_find_measure (self->portfolio, asked)) >= 0)
        add_of_portfolio (self, (guint) index);
    }
  if (!find_limits (self, error))
    return FALSE;
  /* the portfolio is what limits are about, the score of one case is an example */
  self->main = self->n_limits > 0 ? self->limit_measures[0] : self->n_measures > 1 ? 1 : 0;
  return TRUE;
}

void
sensitivity_stress_clear (SensitivityStress *self)
{
  g_clear_pointer (&self->case_space, assay_stress_space_unref);
  g_clear_pointer (&self->portfolio_space, assay_stress_space_unref);
  g_clear_pointer (&self->portfolio, assay_portfolio_unref);
  g_clear_pointer (&self->inputs, g_free);
  g_clear_pointer (&self->measures, g_free);
  for (guint i = 0; i < self->n_limits; i++)
    assay_stress_limit_clear (&self->limits[i]);
  g_clear_pointer (&self->limits, g_free);
  g_clear_pointer (&self->limit_measures, g_free);
}

AssayStressSpace *
sensitivity_stress_get_space (const SensitivityStress *self)
{
  return self->portfolio_space != NULL ? self->portfolio_space : self->case_space;
}

gsize
sensitivity_stress_get_row (const SensitivityStress *self, const StressMeasure *measure, gsize row)
{
  return measure->index >= 0 ? assay_portfolio_get_row (self->portfolio, row) : row;
}

gsize
sensitivity_stress_get_number (const SensitivityStress *self, const StressMeasure *measure, gsize row)
{
  gsize of_frame = sensitivity_stress_get_row (self, measure, row);

  return 1 + (self->run->task->row_numbers != NULL ? self->run->task->row_numbers[of_frame] : of_frame);
}

static gboolean
measure_case (SensitivityStress *self, const AssayShock *shocks, guint n, double *value, GError **error)
{
  const AssaySensitivityFunction *function = self->function;
  g_autofree double *x = g_new (double, function->n_inputs + 1);
  g_autofree const double **columns = g_new (const double *, function->n_inputs + 1);
  gboolean is_clipped;

  for (guint i = 0; i < function->n_inputs; i++)
    {
      x[i] = function->inputs[i].base;
      columns[i] = &x[i];
    }
  for (guint s = 0; s < n; s++)
    x[shocks[s].input] = assay_stress_space_shock (self->case_space, &shocks[s], &is_clipped);
  if (!assay_sensitivity_function_evaluate (function, columns, 1, value, self->run->stop, error))
    return FALSE;
  assay_sensitivity_count_runs (self->run, value, 1);
  return TRUE;
}

gboolean
sensitivity_stress_measure (SensitivityStress *self, const AssayShock *of_case, guint n_of_case, const AssayShock *of_portfolio, guint n_of_portfolio, double *values, GError **error)
{
  guint n = self->portfolio != NULL ? assay_portfolio_get_n_measures (self->portfolio) : 0;
  g_autofree double *all = g_new (double, n + 1);
  double of_rest = NAN;

  if ((self->function != NULL && !measure_case (self, of_case, n_of_case, &of_rest, error))
      || (self->portfolio != NULL && !assay_portfolio_measure (self->portfolio, of_portfolio, n_of_portfolio, self->run->task->n_threads, self->run->stop, all, error)))
    return FALSE;
  if (self->portfolio != NULL)
    self->run->n_runs++;
  for (guint m = 0; m < self->n_measures; m++)
    values[m] = self->measures[m].index < 0 ? of_rest : all[self->measures[m].index];
  return TRUE;
}

char *
sensitivity_stress_word (const StressMeasure *measure, double value)
{
  if (isnan (value))
    return g_strdup ("–");
  return measure->unit == ASSAY_METRIC_FRACTION ? assay_word_share (value) : assay_word_number (value);
}

char *
sensitivity_stress_word_limit (const StressMeasure *measure, const AssayStressLimit *limit)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_share = measure->unit == ASSAY_METRIC_FRACTION;

  /* ten digits: a hundred times 0.07 is 7, and 8.25 % does not become 8.3 % */
  g_ascii_formatd (digits, sizeof digits, "%.10g", is_share ? 100 * limit->value : limit->value);
  return g_strdup_printf ("%s %s %s%s", measure->label, assay_stress_limit_sign (limit), digits, is_share ? " %" : "");
}

AssayAxisUnit
sensitivity_stress_get_axis (const StressMeasure *measure)
{
  switch (measure->unit)
    {
    case ASSAY_METRIC_FRACTION:
      return ASSAY_UNIT_FRACTION;
    case ASSAY_METRIC_COUNT:
      return ASSAY_UNIT_COUNT;
    case ASSAY_METRIC_VALUE:
      return ASSAY_UNIT_VALUE;
    default:
      return ASSAY_UNIT_NONE;
    }
}
