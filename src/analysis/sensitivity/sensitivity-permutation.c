/* Importance by shuffling: what the model loses when one input no longer goes with the outcome. The same measure on the same rows as the check xai-permutation of a validation,
 * but of more rows and of the inputs that are varied alone. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/validation/validate.h"
#include "analysis/validation/validation-importance.h"
#include "analysis/validation/validation-prepare.h"
#include "analysis/wording.h"

#define MOST_SCORINGS 20000000     /* rows times inputs times repeats */
#define LEAST_ROWS 500
#define MOST_LOST 0.01             /* rows without a score, beyond which what is left is another sample */
#define MOST_BARS 20

/* ---- the case, as validate makes it ---- */

static AssayOptions *
make_options (const AssayOptions *given, GError **error)
{
  static const char *const shared[] = { "target", "event", "outcome", "weight", NULL };
  g_autoptr(AssayOptions) options = assay_options_new (assay_validate.options);

  for (guint i = 0; shared[i] != NULL; i++)
    if (assay_options_is_given (given, shared[i]) && !assay_options_set (options, shared[i], assay_options_get_text (given, shared[i]), error))
      return NULL;
  return g_steal_pointer (&options);
}

/* Features that are among the inputs; a column with one value is none, and shuffling it would change nothing. */
static guint *
list_features (const AssaySensitivityRun *run, const AssayValidationCase *c, guint *n)
{
  guint *features = g_new (guint, c->n_features + 1);

  *n = 0;
  for (guint f = 0; f < c->n_features; f++)
    {
      const char *column = assay_scorer_get_column (c->scorer, c->features[f].field);

      if (column != NULL && assay_sensitivity_function_find (run->function, column) >= 0)
        features[(*n)++] = f;
    }
  return features;
}

/* ---- what comes out ---- */

static char *
word_convention (const AssaySensitivityRun *run, const AssayRescore *rescore, guint n_repeats, gsize lost)
{
  g_autofree char *n = assay_word_count (rescore->n), *all = assay_word_count (rescore->n_complete), *base = assay_word_number (rescore->base), *gone = assay_rescore_word_lost (rescore, lost, FALSE);

  return g_strdup_printf ("%s when the values of one input are shuffled between rows, from %s; mean and middle 95 %% of %u seeded repeats; %s of %s rows with a score and an outcome, seed %" G_GUINT64_FORMAT "%s",
                          rescore->actual != NULL ? "gain of the RMSE" : "drop of the AUC", base, n_repeats, n, all, run->task->seed, gone);
}

static void
add_table (AssaySensitivityRun *run, const AssayRescore *rescore, const AssayImportance *all, guint n, const char *convention)
{
  AssayTable *table = assay_table_new ("permutation", N_("Importance by Shuffling"));

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "importance", rescore->actual != NULL ? N_("Gain of RMSE") : N_("Drop of AUC"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("2.5 %"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("97.5 %"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < n; i++)
    {
      const char *name = assay_scorer_get_column (rescore->c->scorer, rescore->c->features[all[i].feature].field);
      AmEstimate value = { all[i].mean, all[i].low, all[i].high };

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_sensitivity_set_estimate (table, 1, value);
      assay_sensitivity_add_row (run, "permutation", name, "importance", value);
    }
  assay_table_set_note (table, convention);
  assay_result_take_table (run->result, table);
}

static void
add_figure (AssaySensitivityRun *run, const AssayRescore *rescore, const AssayImportance *all, guint n, const char *convention)
{
  guint shown = MIN (n, MOST_BARS), n_idle = 0;
  AssayFigure *figure = assay_figure_new ("permutation", ASSAY_FIGURE_RANKED, N_("Importance by Shuffling"));
  g_autofree const char **names = g_new0 (const char *, shown + 1);
  g_autofree char *finding = NULL, *drop = assay_word_number (all[0].mean);
  double *values = g_new (double, shown + 1), *low = g_new (double, shown + 1), *high = g_new (double, shown + 1);

  for (guint i = 0; i < n; i++)
    n_idle += all[i].low <= 0;
  for (guint i = 0; i < shown; i++)
    {
      names[i] = assay_scorer_get_column (rescore->c->scorer, rescore->c->features[all[i].feature].field);
      values[i] = all[i].mean;
      low[i] = all[i].low;
      high[i] = all[i].high;
    }
  finding = g_strdup_printf ("Shuffling “%s” costs most: %s of %s. %u of %u inputs cost nothing that repeats can tell from 0.", names[0], drop, rescore->metric, n_idle, n);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, rescore->actual != NULL ? N_("Gain of RMSE") : N_("Drop of AUC"), NULL);
  assay_figure_add_series (figure, "importance", N_("Importance"), ASSAY_SERIES_OTHER, shown, NULL, assay_sensitivity_take_bytes (values, shown), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % of the repeats"), ASSAY_SERIES_WHISKERS, shown, NULL, assay_sensitivity_take_bytes (low, shown), assay_sensitivity_take_bytes (high, shown), NULL, NULL);
  assay_result_take_figure (run->result, figure);
}

/* A note, when the importances cannot be had from these rows. */
static char *
word_obstacle (const AssayRescore *rescore, guint n, gsize lost)
{
  g_autofree char *rows = assay_word_items (lost, "row", "rows"), *all = assay_word_count (rescore->n);

  if (n == 0)
    return g_strdup ("Importance by shuffling: none of the inputs that are varied is bound to a column.");
  if (isnan (rescore->base))
    return g_strdup_printf ("Importance by shuffling: the %s of %s rows is not defined; more rows of both outcomes are needed.", rescore->metric, all);
  if (lost > MOST_LOST * rescore->n)
    return g_strdup_printf ("Importance by shuffling: the model has no score for up to %s of %s once they are shuffled, and the rest is another sample; 1 %% may be lost.", rows, all);
  return NULL;
}

static gboolean
shuffle (AssaySensitivityRun *run, const AssayValidationCase *c, AssayProgress *progress, GError **error)
{
  guint n, n_repeats = assay_options_get_integer (run->options, "repeats");
  g_autofree guint *features = list_features (run, c, &n);
  gsize affordable = MAX (MOST_SCORINGS / MAX ((gsize) n * n_repeats, 1), LEAST_ROWS), wanted = assay_options_get_integer (run->options, "rows"), lost = 0;
  g_autoptr(AssayRescore) rescore = assay_rescore_new (c, c->data, "permutation", assay_options_is_given (run->options, "rows") ? wanted : MIN (wanted, affordable), error);
  g_autofree AssayImportance *all = rescore != NULL ? assay_importances_new (rescore, "permutation", features, n, n_repeats, &lost, progress, error) : NULL;
  g_autofree char *obstacle = NULL, *convention = NULL;

  if (all == NULL)
    return FALSE;
  run->n_runs += rescore->n * n * n_repeats;
  obstacle = word_obstacle (rescore, n, lost);
  if (obstacle != NULL)
    {
      assay_result_add_note (run->result, obstacle);
      return TRUE;
    }
  convention = word_convention (run, rescore, n_repeats, lost);
  assay_importances_sort (all, n);
  add_table (run, rescore, all, n, convention);
  add_figure (run, rescore, all, n, convention);
  return TRUE;
}

static gboolean
run_permutation (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  const AssayTask *task = run->task;
  g_autoptr(AssayOptions) options = make_options (run->options, error);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  AssayValidationInput input = { .frame = task->frame, .options = options, .policy = task->policy, .seed = task->seed, .n_threads = task->n_threads };
  g_autoptr(AssayValidationCase) c = NULL;

  if (options == NULL)
    return FALSE;
  if (task->models == NULL || task->models->len == 0 || task->frame == NULL)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“--method %s” works on a model and rows that exist: give MODEL and DATA."), "permutation");
      return FALSE;
    }
  input.model = task->models->pdata[0];
  c = assay_validation_case_new (&input, notes, progress, error);
  if (c == NULL)
    return FALSE;
  if (c->data->event == NULL && c->data->actual == NULL)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“--method %s” measures what shuffling costs against outcomes, and no column of DATA is known to hold them: name it with --target."), "permutation");
      return FALSE;
    }
  for (guint i = 0; i < notes->len; i++)
    assay_result_add_note (run->result, notes->pdata[i]);
  return shuffle (run, c, progress, error);
}

const AssaySensitivityMethod assay_sensitivity_permutation = { "permutation", N_("Importance by Shuffling"), FALSE, run_permutation };
