/* Key figures of a back-test, and the league table of its models. */
#include "analysis/backtest/backtest-summary-private.h"

#include "analysis/backtest/backtest-partial-private.h"
#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* ---- figures of one model ---- */

/* Mean over series of a figure of each; series where it is undefined are left out. */
static double
mean_of_series (const BacktestRun *run, guint model, double (*figure) (const BacktestCell *cell))
{
  double sum = 0, n = 0;

  for (gsize i = 0; i < run->n_series; i++)
    {
      double value = figure (&run->series_cells[i * backtest_n_models (run) + model]);

      if (isnan (value))
        continue;
      sum += value;
      n++;
    }
  return backtest_over (sum, n);
}

double backtest_cell_mae (const BacktestCell *cell) { return backtest_over (cell->abs_error, cell->n); }
double backtest_cell_rmse (const BacktestCell *cell) { return sqrt (backtest_over (cell->square, cell->n)); }
double backtest_cell_wape (const BacktestCell *cell) { return backtest_over (cell->abs_error, cell->abs_actual); }
double backtest_cell_bias (const BacktestCell *cell) { return backtest_over (cell->error, cell->abs_actual); }
double backtest_cell_smape (const BacktestCell *cell) { return backtest_over (cell->smape, cell->n); }
double backtest_cell_mape (const BacktestCell *cell) { return backtest_over (cell->ape, cell->n_ape); }
double backtest_cell_mase (const BacktestCell *cell) { return backtest_over (cell->mase, cell->n_scaled_windows); }
double backtest_cell_rmsse (const BacktestCell *cell) { return backtest_over (cell->rmsse, cell->n_scaled_windows); }
double backtest_cell_skill (const BacktestCell *cell) { return 1 - backtest_over (cell->seasonal_pairs_abs, cell->seasonal_abs); }
double backtest_cell_u2 (const BacktestCell *cell) { return sqrt (backtest_over (cell->square, cell->naive_square)); }
double backtest_cell_tracking (const BacktestCell *cell) { return backtest_over (cell->error * cell->n, cell->abs_error); }

void
backtest_model_figures (const BacktestRun *run, guint model, BacktestFigures *figures)
{
  const AmAccuracy *a = &run->sums[model].point;
  BacktestSum sum;

  backtest_run_sum (run, G_MAXSIZE, G_MAXUINT, model, &sum);
  *figures = (BacktestFigures) {
    .wape = am_wape (a), .bias = am_relative_bias (a), .mase = backtest_over (sum.mase, sum.n_scaled), .rmsse = backtest_over (sum.rmsse, sum.n_scaled),
    .smape = am_smape (a), .mae = am_mae (a), .rmse = am_rmse (a),
  };
}

void
backtest_series_figures (const BacktestRun *run, guint model, BacktestFigures *figures)
{
  *figures = (BacktestFigures) {
    .wape = mean_of_series (run, model, backtest_cell_wape), .bias = mean_of_series (run, model, backtest_cell_bias),
    .mase = mean_of_series (run, model, backtest_cell_mase), .rmsse = mean_of_series (run, model, backtest_cell_rmsse),
    .smape = mean_of_series (run, model, backtest_cell_smape), .mae = mean_of_series (run, model, backtest_cell_mae),
    .rmse = mean_of_series (run, model, backtest_cell_rmse),
  };
}

double
backtest_sums_skill (const BacktestSums *sums)
{
  return 1 - backtest_over (sums->abs, sums->seasonal_abs);
}

/* The mean of two ratios of averages, as M4 has it. */
static double
owa (const BacktestRun *run, guint model)
{
  BacktestFigures of_model, of_naive2;

  if (run->how->naive2 == BACKTEST_NO_MODEL)
    return NAN;
  backtest_model_figures (run, model, &of_model);
  backtest_model_figures (run, run->how->naive2, &of_naive2);
  return (backtest_over (of_model.smape, of_naive2.smape) + backtest_over (of_model.mase, of_naive2.mase)) / 2;
}

/* Of the errors of whole origins, so that many series do not add up to an alarm. */
static double
tracking_signal (const BacktestRun *run, guint model)
{
  double sum = 0, size = 0, n = 0;

  for (guint i = 0; i < run->how->n_origins; i++)
    {
      const BacktestCell *cell = &run->origin_cells[(gsize) i * backtest_n_models (run) + model];

      if (cell->n == 0)
        continue;
      sum += cell->error;
      size += fabs (cell->error);
      n++;
    }
  return backtest_over (sum * n, size);
}

/* ---- reasons ---- */

const char *
backtest_why_none (const BacktestRun *run, guint model)
{
  return run->why_none[model] != NULL ? run->why_none[model] : N_("no forecast has an actual value to be held against");
}

void
backtest_add_reason (GString *reasons, double value, const char *name, const char *why)
{
  if (isnan (value))
    g_string_append_printf (reasons, "%s%s: %s", reasons->len > 0 ? "; " : "", name, why);
}

/* ---- key figures ---- */

/* why: the reason for an undefined value where there are forecasts to judge. */
static AssayMetric *
add_one (AssayResult *result, const BacktestRun *run, guint model, const char *id, const char *label, AssayMetricUnit unit, double value, const char *check_id,
         const char *why)
{
  const AssayModelChoice *choice = backtest_get_model (run, model);
  g_autofree char *full = model == 0 ? g_strdup (id) : g_strdup_printf ("%s:%s", id, choice->name);
  AssayMetric *metric = assay_result_add_metric (result, full, label, unit, value);

  metric->of = g_strdup (choice->name);
  if (isnan (value))
    metric->text = g_strdup (run->sums[model].point.n == 0 ? N_("no forecast has an actual value to be held against") : why);
  for (guint i = 0; check_id != NULL && i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (g_strcmp0 (check->id, check_id) == 0 && g_strcmp0 (check->subject, choice->title) == 0)
        metric->verdict = check->verdict;
    }
  return metric;
}

static void
add_intervals (AssayResult *result, const BacktestRun *run, guint model)
{
  const BacktestSettings *how = run->how;
  const BacktestSums *sums = &run->sums[model];
  double top = how->levels[how->n_levels - 1];
  g_autofree char *id = assay_number_print ("coverage-%g", 100 * top), *percent = backtest_word_level (top), *label = g_strdup_printf ("Coverage %s", percent);
  gboolean shows_own = how->intervals != BACKTEST_INTERVALS_CONFORMAL;

  add_one (result, run, model, id, label, ASSAY_METRIC_FRACTION, backtest_over (sums->own[how->n_levels - 1].n_covered, sums->own[how->n_levels - 1].n),
           shows_own ? "fc-interval-coverage" : NULL, N_("no past has two values a season apart to make an interval from"));
  for (guint i = 0; i < how->n_levels && how->intervals != BACKTEST_INTERVALS_MODEL; i++)
    {
      g_autofree char *full = assay_number_print ("conformal-%g", 100 * how->levels[i]), *word = backtest_word_level (how->levels[i]);
      g_autofree char *title = g_strdup_printf ("Conformal Coverage %s", word);
      g_autofree char *why = g_strdup_printf ("fewer than %.0f errors are known before any origin; use more --origins, or --calibration",
                                              ceil (1 / (1 - how->levels[i]) - 1 - 1e-9));

      add_one (result, run, model, full, title, ASSAY_METRIC_FRACTION, backtest_over (sums->conformal[i].n_covered, sums->conformal[i].n),
               !shows_own && i == how->n_levels - 1 ? "fc-interval-coverage" : NULL, why);
    }
}

static void
add_model (AssayResult *result, const BacktestRun *run, guint model)
{
  const char *no_total = N_("all values with a forecast are zero, or too large to be added up");
  const char *no_scale = N_("the past never changes from one season to the next");
  const char *too_large = N_("the errors are too large to be squared");
  BacktestFigures f;

  if (run->how->by_series)
    backtest_series_figures (run, model, &f);
  else
    backtest_model_figures (run, model, &f);
  add_one (result, run, model, "n-forecasts", N_("Forecasts"), ASSAY_METRIC_COUNT, run->sums[model].point.n, NULL, NULL);
  add_one (result, run, model, "wape", "WAPE", ASSAY_METRIC_FRACTION, f.wape, NULL, no_total);
  add_one (result, run, model, "bias", N_("Bias"), ASSAY_METRIC_FRACTION, f.bias, "fc-bias", no_total);
  add_one (result, run, model, "mase", "MASE", ASSAY_METRIC_NUMBER, f.mase, "fc-scaled", no_scale);
  add_one (result, run, model, "rmsse", "RMSSE", ASSAY_METRIC_NUMBER, f.rmsse, NULL, no_scale);
  add_one (result, run, model, "smape", "sMAPE", ASSAY_METRIC_FRACTION, f.smape, NULL, too_large);
  add_one (result, run, model, "mae", "MAE", ASSAY_METRIC_VALUE, f.mae, NULL, too_large);
  add_one (result, run, model, "rmse", "RMSE", ASSAY_METRIC_VALUE, f.rmse, NULL, too_large);
  add_intervals (result, run, model);
  add_one (result, run, model, "skill", N_("Skill"), ASSAY_METRIC_FRACTION, backtest_sums_skill (&run->sums[model]), NULL,
           N_("the seasonal naive forecast has no error, or does not exist"));
}

static void
add_counts (AssayResult *result, const BacktestRun *run)
{
  gsize n_tested = 0, n_origins = 0;

  for (gsize i = 0; i < run->n_series; i++)
    {
      n_tested += run->n_origins[i] > 0;
      n_origins = MAX (n_origins, run->n_origins[i]);
    }
  assay_result_add_metric (result, "n-series", N_("Series"), ASSAY_METRIC_COUNT, n_tested);
  assay_result_add_metric (result, "n-origins", N_("Origins"), ASSAY_METRIC_COUNT, n_origins);
}

void
backtest_add_metrics (AssayResult *result, const BacktestRun *run)
{
  add_counts (result, run);
  for (guint model = 0; model < backtest_n_models (run); model++)
    add_model (result, run, model);
}

AssayResult *
backtest_make_partial (const BacktestRun *run)
{
  AssayResult *result = assay_result_new ("backtest", N_("Forecast Back-Test"));
  g_autofree char *done = backtest_word_done (run), *note = g_strdup_printf ("Partial: %s.", done);

  assay_result_add_metric (result, "n-series-done", N_("Series Done"), ASSAY_METRIC_COUNT, run->n_series_done);
  assay_result_add_metric (result, "n-series", N_("Series"), ASSAY_METRIC_COUNT, run->n_series);
  assay_result_add_metric (result, "n-windows-done", N_("Windows Done"), ASSAY_METRIC_COUNT, run->n_windows_done);
  assay_result_add_metric (result, "n-windows", N_("Windows"), ASSAY_METRIC_COUNT, run->n_windows);
  assay_result_add_note (result, note);
  backtest_add_models_table (result, run);
  return result;
}

/* ---- the league table ---- */

static guint
add_level_columns (AssayTable *table, const BacktestRun *run, const char *id, const char *label, guint from)
{
  for (guint i = from; i < run->how->n_levels; i++)
    {
      g_autofree char *digits = assay_number_print ("%g", 100 * run->how->levels[i]), *full = g_strdup_printf ("%s-%s", id, digits), *percent = backtest_word_level (run->how->levels[i]);
      g_autofree char *title = g_strdup_printf ("%s %s", label, percent);

      assay_table_add_column (table, full, title, strstr (id, "width") != NULL || strstr (id, "ball") != NULL || strstr (id, "winkler") != NULL || strstr (id, "msis") != NULL
                                                  ? ASSAY_CELL_NUMBER : ASSAY_CELL_FRACTION);
    }
  return run->how->n_levels - from;
}

static void
add_model_columns (AssayTable *table, const BacktestRun *run)
{
  static const BacktestColumn first[] = {
    { "model", N_("Model"), ASSAY_CELL_TEXT }, { "n", N_("Forecasts"), ASSAY_CELL_COUNT },
    { "mae", "MAE", ASSAY_CELL_NUMBER }, { "rmse", "RMSE", ASSAY_CELL_NUMBER }, { "bias", N_("Mean Error"), ASSAY_CELL_NUMBER },
    { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION }, { "wape", "WAPE", ASSAY_CELL_FRACTION }, { "smape", "sMAPE", ASSAY_CELL_FRACTION },
    { "mape", "MAPE", ASSAY_CELL_FRACTION }, { "mase", "MASE", ASSAY_CELL_NUMBER }, { "rmsse", "RMSSE", ASSAY_CELL_NUMBER },
  };
  static const BacktestColumn last[] = {
    { "crps", "CRPS", ASSAY_CELL_NUMBER }, { "skill", N_("Skill"), ASSAY_CELL_FRACTION }, { "fva", N_("Value Added"), ASSAY_CELL_FRACTION },
    { "theil-u2", "Theil U2", ASSAY_CELL_NUMBER }, { "owa", "OWA", ASSAY_CELL_NUMBER }, { "tracking-signal", N_("Tracking Signal"), ASSAY_CELL_NUMBER },
    { "wape-by-series", N_("WAPE, Mean of Series"), ASSAY_CELL_FRACTION }, { "smape-by-series", N_("sMAPE, Mean of Series"), ASSAY_CELL_FRACTION },
    { "mase-by-series", N_("MASE, Mean of Series"), ASSAY_CELL_NUMBER }, { "n-zero", N_("Zero Actuals"), ASSAY_CELL_COUNT },
    { "n-unfitted", N_("Not Fitted"), ASSAY_CELL_COUNT }, { "undefined", N_("Undefined Because"), ASSAY_CELL_TEXT },
  };
  guint top = run->how->n_levels - 1;

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    assay_table_add_column (table, first[i].id, first[i].label, first[i].type);
  add_level_columns (table, run, "coverage", N_("Coverage"), 0);
  add_level_columns (table, run, "width", N_("Width"), top);
  add_level_columns (table, run, "pinball", N_("Pinball"), top);
  add_level_columns (table, run, "winkler", "Winkler", top);
  add_level_columns (table, run, "msis", "MSIS", top);
  add_level_columns (table, run, "acd", N_("Coverage Distance"), top);
  add_level_columns (table, run, "conformal-coverage", N_("Conformal Coverage"), 0);
  add_level_columns (table, run, "conformal-width", N_("Conformal Width"), top);
  add_level_columns (table, run, "conformal-winkler", N_("Conformal Winkler"), top);
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    assay_table_add_column (table, last[i].id, last[i].label, last[i].type);
}

const char *
backtest_why_no_conformal (const BacktestRun *run)
{
  return run->how->intervals == BACKTEST_INTERVALS_MODEL ? N_("not asked for (--intervals)") : N_("too few errors are known before any origin (--origins, --calibration)");
}

static void
put_model (AssayTable *table, const BacktestRun *run, guint model)
{
  const BacktestSums *sums = &run->sums[model];
  const BacktestSettings *how = run->how;
  const BacktestInterval *own = &sums->own[how->n_levels - 1], *conformal = &sums->conformal[how->n_levels - 1];
  const AmAccuracy *a = &sums->point;
  g_autoptr(GString) reasons = g_string_new (NULL);
  BacktestFigures f, by_series;
  double coverage = backtest_over (own->n_covered, own->n), fva = backtest_over (sums->seasonal_abs, sums->seasonal_actual) - backtest_over (sums->abs, sums->seasonal_actual);
  double n_unfitted = 0;
  guint column = 0;

  backtest_model_figures (run, model, &f);
  backtest_series_figures (run, model, &by_series);
  for (guint i = 0; i < how->n_origins; i++)
    n_unfitted += run->origin_cells[(gsize) i * backtest_n_models (run) + model].n_unfitted;
  assay_table_set_text (table, column++, backtest_get_model (run, model)->name);
  column = backtest_put (table, column, (double[]) { a->n, f.mae, f.rmse, am_bias (a), f.bias, f.wape, f.smape, am_mape (a), f.mase, f.rmsse }, 10);
  for (guint i = 0; i < how->n_levels; i++)
    column = backtest_put (table, column, (double[]) { backtest_over (sums->own[i].n_covered, sums->own[i].n) }, 1);
  column = backtest_put (table, column, (double[]) { am_mean_width (a), am_pinball (a), am_winkler (a), backtest_over (own->scaled_winkler, own->n_scaled),
                                                     fabs (coverage - how->levels[how->n_levels - 1]) }, 5);
  for (guint i = 0; i < how->n_levels; i++)
    column = backtest_put (table, column, (double[]) { backtest_over (sums->conformal[i].n_covered, sums->conformal[i].n) }, 1);
  column = backtest_put (table, column, (double[]) { backtest_over (conformal->width, conformal->n), backtest_over (conformal->winkler, conformal->n),
                                                     backtest_over (sums->crps, sums->n_crps), backtest_sums_skill (sums), fva,
                                                     sqrt (backtest_over (sums->square, sums->naive_square)), owa (run, model), tracking_signal (run, model),
                                                     by_series.wape, by_series.smape, by_series.mase, a->n_zero_actual, n_unfitted }, 13);

  if (a->n == 0)
    g_string_assign (reasons, backtest_why_none (run, model));
  else
    {
      backtest_add_reason (reasons, f.wape, "WAPE", N_("all actual values are zero"));
      backtest_add_reason (reasons, am_mape (a), "MAPE", N_("all actual values are zero"));
      backtest_add_reason (reasons, f.mase, "MASE", N_("the past has no two seasons, or never changes from one to the next"));
      backtest_add_reason (reasons, coverage, N_("Coverage"), N_("the model makes no interval"));
      backtest_add_reason (reasons, backtest_over (conformal->n_covered, conformal->n), N_("Conformal Coverage"), backtest_why_no_conformal (run));
      backtest_add_reason (reasons, backtest_sums_skill (sums), N_("Skill"), N_("the seasonal naive forecast has no error, or does not exist"));
      backtest_add_reason (reasons, backtest_over (sums->square, sums->naive_square), "Theil U2", N_("the naive forecast has no error"));
      backtest_add_reason (reasons, owa (run, model), "OWA", how->naive2 == BACKTEST_NO_MODEL ? N_("naive2 is not among --models") : N_("naive2 has no error"));
    }
  assay_table_set_text (table, column, reasons->len > 0 ? reasons->str : NULL);
}

void
backtest_add_models_table (AssayResult *result, const BacktestRun *run)
{
  AssayTable *table = assay_table_new ("models", N_("Accuracy by Model"));

  add_model_columns (table, run);
  assay_result_take_table (result, table);
  for (guint model = 0; model < backtest_n_models (run); model++)
    {
      assay_table_add_row (table);
      put_model (table, run, model);
    }
  assay_table_set_note (table, N_("WAPE, bias, coverage: all forecasts pooled; “mean of series”: each series first, then their mean. MASE, RMSSE: mean over series and origins. "
                                  "sMAPE (0 to 2), MAPE: mean over forecasts, MAPE where the actual value is not 0. Skill: 1 − MAE over that of the seasonal naive forecast; "
                                  "value added: WAPE of the seasonal naive forecast less that of the model. Theil U2: RMSE over that of the last value. "
                                  "CRPS: twice the mean pinball loss at 0.05, 0.10 … 0.95. MSIS: Winkler score over the scale of MASE. "
                                  "Tracking signal: sum of the errors of whole origins over their mean size. Conformal: on origins whose limits come from earlier errors alone."));
}
