/* Key figures and tables of a back-test. */
#include "analysis/backtest/backtest-run-private.h"

#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_SERIES 1000

static const AssayModelChoice *
get_model (const BacktestRun *run, guint model)
{
  return run->how->models->pdata[model];
}

static double
over (double a, double b)
{
  return b > 0 ? a / b : NAN;
}

/* ---- key figures ---- */

/* why: the reason for an undefined value where there are forecasts to judge. */
static void
add_one (AssayResult *result, const BacktestRun *run, guint model, const char *id, const char *label, AssayMetricUnit unit, double value, const char *check_id,
         const char *why)
{
  const AssayModelChoice *choice = get_model (run, model);
  g_autofree char *full = model == 0 ? g_strdup (id) : g_strdup_printf ("%s:%s", id, choice->name);
  AssayMetric *metric = assay_result_add_metric (result, full, label, unit, value);

  metric->of = g_strdup (choice->name);
  if (isnan (value))
    metric->text = g_strdup (run->by_model[model].n == 0 ? N_("no forecast has an actual value to be held against") : why);
  for (guint i = 0; check_id != NULL && i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (strcmp (check->id, check_id) == 0 && strcmp (check->subject, choice->title) == 0)
        metric->verdict = check->verdict;
    }
}

void
backtest_add_metrics (AssayResult *result, const BacktestRun *run)
{
  const char *no_total = N_("all values with a forecast are zero, or too large to be added up");
  const char *no_scale = N_("the past never changes from one season to the next");
  const char *too_large = N_("the errors are too large to be squared");
  gsize n_tested = 0, n_origins = 0;

  for (gsize i = 0; i < run->n_series; i++)
    {
      n_tested += run->n_origins[i] > 0;
      n_origins = MAX (n_origins, run->n_origins[i]);
    }
  assay_result_add_metric (result, "n-series", N_("Series"), ASSAY_METRIC_COUNT, n_tested);
  assay_result_add_metric (result, "n-origins", N_("Origins"), ASSAY_METRIC_COUNT, n_origins);

  for (guint model = 0; model < run->how->models->len; model++)
    {
      const AmAccuracy *accuracy = &run->by_model[model];
      BacktestSum sum;

      backtest_run_sum (run, G_MAXSIZE, G_MAXUINT, model, &sum);
      add_one (result, run, model, "n-forecasts", N_("Forecasts"), ASSAY_METRIC_COUNT, accuracy->n, NULL, NULL);
      add_one (result, run, model, "wape", "WAPE", ASSAY_METRIC_FRACTION, over (sum.abs_error, sum.abs_actual), NULL, no_total);
      add_one (result, run, model, "bias", N_("Bias"), ASSAY_METRIC_FRACTION, over (sum.error, sum.abs_actual), "fc-bias", no_total);
      add_one (result, run, model, "mase", "MASE", ASSAY_METRIC_NUMBER, over (sum.mase, sum.n_scaled), "fc-scaled", no_scale);
      add_one (result, run, model, "rmsse", "RMSSE", ASSAY_METRIC_NUMBER, over (sum.rmsse, sum.n_scaled), NULL, no_scale);
      add_one (result, run, model, "smape", "sMAPE", ASSAY_METRIC_FRACTION, am_smape (accuracy), NULL, too_large);
      add_one (result, run, model, "mae", "MAE", ASSAY_METRIC_VALUE, am_mae (accuracy), NULL, too_large);
      add_one (result, run, model, "rmse", "RMSE", ASSAY_METRIC_VALUE, am_rmse (accuracy), NULL, too_large);
      add_one (result, run, model, "coverage-95", N_("Coverage 95 %"), ASSAY_METRIC_FRACTION, am_coverage (accuracy), "fc-interval-coverage",
               N_("no past has two values a season apart to make an interval from"));
    }
}

/* ---- tables ---- */

typedef struct { const char *id, *label; AssayCellType type; } Column;

static AssayTable *
start_table (AssayResult *result, const char *id, const char *title, const Column *columns, guint n)
{
  AssayTable *table = assay_table_new (id, title);

  for (guint i = 0; i < n; i++)
    assay_table_add_column (table, columns[i].id, columns[i].label, columns[i].type);
  assay_result_take_table (result, table);
  return table;
}

static void
put (AssayTable *table, guint column, const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    assay_table_set_number (table, column + i, values[i]);
}

static void
add_models (AssayResult *result, const BacktestRun *run)
{
  static const Column columns[] = {
    { "model", N_("Model"), ASSAY_CELL_TEXT }, { "n", N_("Forecasts"), ASSAY_CELL_COUNT },
    { "mae", "MAE", ASSAY_CELL_NUMBER }, { "rmse", "RMSE", ASSAY_CELL_NUMBER }, { "bias", N_("Mean Error"), ASSAY_CELL_NUMBER },
    { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION }, { "wape", "WAPE", ASSAY_CELL_FRACTION }, { "smape", "sMAPE", ASSAY_CELL_FRACTION },
    { "mape", "MAPE", ASSAY_CELL_FRACTION }, { "mase", "MASE", ASSAY_CELL_NUMBER }, { "rmsse", "RMSSE", ASSAY_CELL_NUMBER },
    { "coverage-80", N_("Coverage 80 %"), ASSAY_CELL_FRACTION }, { "coverage-95", N_("Coverage 95 %"), ASSAY_CELL_FRACTION },
    { "width-95", N_("Width 95 %"), ASSAY_CELL_NUMBER }, { "pinball-95", N_("Pinball 95 %"), ASSAY_CELL_NUMBER }, { "winkler-95", N_("Winkler 95 %"), ASSAY_CELL_NUMBER },
  };
  AssayTable *table = start_table (result, "models", N_("Accuracy by Model"), columns, G_N_ELEMENTS (columns));

  for (guint model = 0; model < run->how->models->len; model++)
    {
      const AmAccuracy *a = &run->by_model[model];
      BacktestSum sum;

      backtest_run_sum (run, G_MAXSIZE, G_MAXUINT, model, &sum);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, get_model (run, model)->name);
      put (table, 1, (double[]) { a->n, am_mae (a), am_rmse (a), am_bias (a), am_relative_bias (a), am_wape (a), am_smape (a), am_mape (a),
                                  over (sum.mase, sum.n_scaled), over (sum.rmsse, sum.n_scaled), am_coverage (&run->by_low_level[model]),
                                  am_coverage (a), am_mean_width (a), am_pinball (a), am_winkler (a) }, 15);
    }
  assay_table_set_note (table, N_("WAPE, bias, coverage: all forecasts pooled. MASE, RMSSE: mean over series and origins. sMAPE, MAPE: mean over forecasts, MAPE where the actual value is not 0."));
}

static void
add_steps (AssayResult *result, const BacktestRun *run)
{
  static const Column columns[] = {
    { "model", N_("Model"), ASSAY_CELL_TEXT }, { "step", N_("Step"), ASSAY_CELL_COUNT }, { "n", N_("Forecasts"), ASSAY_CELL_COUNT },
    { "mae", "MAE", ASSAY_CELL_NUMBER }, { "rmse", "RMSE", ASSAY_CELL_NUMBER }, { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION },
    { "wape", "WAPE", ASSAY_CELL_FRACTION }, { "mase", "MASE", ASSAY_CELL_NUMBER }, { "coverage-95", N_("Coverage 95 %"), ASSAY_CELL_FRACTION },
  };
  AssayTable *table = start_table (result, "steps", N_("Accuracy by Step"), columns, G_N_ELEMENTS (columns));

  for (guint model = 0; model < run->how->models->len; model++)
    for (guint step = 0; step < run->how->horizon; step++)
      {
        const AmAccuracy *a = &run->by_step[(gsize) model * run->how->horizon + step];

        assay_table_add_row (table);
        assay_table_set_text (table, 0, get_model (run, model)->name);
        put (table, 1, (double[]) { step + 1, a->n, am_mae (a), am_rmse (a), am_relative_bias (a), am_wape (a),
                                    run->scaled_by_step[(gsize) model * run->how->horizon + step], am_coverage (a) }, 8);
      }
}

static void
add_origins (AssayResult *result, const BacktestRun *run)
{
  static const Column columns[] = {
    { "model", N_("Model"), ASSAY_CELL_TEXT }, { "origin", N_("Origin"), ASSAY_CELL_COUNT }, { "series", N_("Series"), ASSAY_CELL_COUNT },
    { "n", N_("Forecasts"), ASSAY_CELL_COUNT }, { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION }, { "wape", "WAPE", ASSAY_CELL_FRACTION },
    { "mase", "MASE", ASSAY_CELL_NUMBER }, { "rmsse", "RMSSE", ASSAY_CELL_NUMBER },
  };
  AssayTable *table = start_table (result, "origins", N_("Accuracy by Origin"), columns, G_N_ELEMENTS (columns));

  for (guint model = 0; model < run->how->models->len; model++)
    for (guint origin = 0; origin < run->how->n_origins; origin++)
      {
        BacktestSum sum;

        backtest_run_sum (run, G_MAXSIZE, origin, model, &sum);
        if (sum.n_windows == 0)
          continue;
        assay_table_add_row (table);
        assay_table_set_text (table, 0, get_model (run, model)->name);
        put (table, 1, (double[]) { origin + 1, sum.n_windows, sum.n, over (sum.error, sum.abs_actual), over (sum.abs_error, sum.abs_actual),
                                    over (sum.mase, sum.n_scaled), over (sum.rmsse, sum.n_scaled) }, 7);
      }
  assay_table_set_note (table, N_("Origins are counted back from the end of each series; 1 leaves one horizon after it."));
}

typedef struct { gsize series; double mase; } Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->mase != y->mase)
    return x->mase > y->mase ? -1 : 1;
  return x->series < y->series ? -1 : 1;
}

static void
add_series (AssayResult *result, const BacktestRun *run)
{
  static const Column columns[] = {
    { "series", N_("Series"), ASSAY_CELL_TEXT }, { "model", N_("Model"), ASSAY_CELL_TEXT }, { "origins", N_("Origins"), ASSAY_CELL_COUNT },
    { "n", N_("Forecasts"), ASSAY_CELL_COUNT }, { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION }, { "wape", "WAPE", ASSAY_CELL_FRACTION },
    { "mase", "MASE", ASSAY_CELL_NUMBER }, { "rmsse", "RMSSE", ASSAY_CELL_NUMBER },
  };
  AssayTable *table = start_table (result, "series", N_("Accuracy by Series"), columns, G_N_ELEMENTS (columns));
  g_autofree Ranked *ranked = g_new (Ranked, run->n_series);
  BacktestSum sum;

  for (gsize i = 0; i < run->n_series; i++)
    {
      backtest_run_sum (run, i, G_MAXUINT, 0, &sum);
      ranked[i] = (Ranked) { i, sum.n_scaled > 0 ? sum.mase / sum.n_scaled : -1 };
    }
  if (run->n_series > MOST_SERIES)
    qsort (ranked, run->n_series, sizeof (Ranked), compare_ranked);

  for (gsize i = 0; i < MIN (run->n_series, MOST_SERIES); i++)
    for (guint model = 0; model < run->how->models->len; model++)
      {
        g_autofree char *label = assay_panel_dup_label (run->panel, ranked[i].series);

        backtest_run_sum (run, ranked[i].series, G_MAXUINT, model, &sum);
        assay_table_add_row (table);
        assay_table_set_text (table, 0, label);
        assay_table_set_text (table, 1, get_model (run, model)->name);
        put (table, 2, (double[]) { run->n_origins[ranked[i].series], sum.n, over (sum.error, sum.abs_actual), over (sum.abs_error, sum.abs_actual),
                                    over (sum.mase, sum.n_scaled), over (sum.rmsse, sum.n_scaled) }, 6);
      }
  if (run->n_series > MOST_SERIES)
    {
      g_autofree char *all = assay_word_count (run->n_series);
      g_autofree char *note = g_strdup_printf ("The %d of %s series with the largest scaled error of the first model.", MOST_SERIES, all);

      assay_table_set_note (table, note);
    }
}

void
backtest_add_tables (AssayResult *result, const BacktestRun *run)
{
  add_models (result, run);
  add_steps (result, run);
  add_origins (result, run);
  add_series (result, run);
}
