/* Tables by step, origin, weekday and series. */
#include "analysis/backtest/backtest-summary-private.h"

#include "analysis/backtest/backtest-partial-private.h"
#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SERIES 1000

guint
backtest_put (AssayTable *table, guint column, const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    assay_table_set_number (table, column + i, values[i]);
  return column + n;
}

static AssayTable *
start_table (AssayResult *result, const char *id, const char *title, const BacktestColumn *columns, guint n)
{
  AssayTable *table = assay_table_new (id, title);

  for (guint i = 0; i < n; i++)
    assay_table_add_column (table, columns[i].id, columns[i].label, columns[i].type);
  assay_result_take_table (result, table);
  return table;
}

static void
put_reasons (AssayTable *table, guint column, const GString *reasons)
{
  assay_table_set_text (table, column, reasons->len > 0 ? reasons->str : NULL);
}

/* What step and weekday have in common, from `column` on: figures that follow from sums. */
#define SUMS_COLUMNS \
    { "smape", "sMAPE", ASSAY_CELL_FRACTION }, { "mape", "MAPE", ASSAY_CELL_FRACTION }, { "msis", "MSIS", ASSAY_CELL_NUMBER }, { "crps", "CRPS", ASSAY_CELL_NUMBER }, \
    { "acd", N_("Coverage Distance"), ASSAY_CELL_FRACTION }, { "skill", N_("Skill"), ASSAY_CELL_FRACTION }, \
    { "bias", N_("Mean Error"), ASSAY_CELL_NUMBER }, { "rmsse", "RMSSE", ASSAY_CELL_NUMBER }, { "width", N_("Width"), ASSAY_CELL_NUMBER }, \
    { "pinball", N_("Pinball"), ASSAY_CELL_NUMBER }, { "winkler", "Winkler", ASSAY_CELL_NUMBER }, { "fva", N_("Value Added"), ASSAY_CELL_FRACTION }, \
    { "theil-u2", "Theil U2", ASSAY_CELL_NUMBER }, { "tracking-signal", N_("Tracking Signal"), ASSAY_CELL_NUMBER }

/* The last columns: OWA where there is something to hold it against, and why what is undefined is. */
static void
end_columns (AssayTable *table, const BacktestRun *run)
{
  if (run->how->naive2 != BACKTEST_NO_MODEL)
    assay_table_add_column (table, "owa", "OWA", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "undefined", N_("Undefined Because"), ASSAY_CELL_TEXT);
}

/* NaN where naive2 has no error, or is not there. */
static double
owa (double smape, double mase, double smape_naive2, double mase_naive2)
{
  return (backtest_over (smape, smape_naive2) + backtest_over (mase, mase_naive2)) / 2;
}

static guint
put_owa (AssayTable *table, guint column, const BacktestRun *run, double value, gboolean has_forecasts, GString *reasons)
{
  if (run->how->naive2 == BACKTEST_NO_MODEL)
    return column;
  if (has_forecasts)
    backtest_add_reason (reasons, value, "OWA", N_("naive2 has no error, or there is no scale in the past"));
  return backtest_put (table, column, &value, 1);
}

static double
sums_mase (const BacktestSums *sums)
{
  return backtest_over (sums->scaled, sums->n_scaled);
}

static double
sums_u2 (const BacktestSums *sums)
{
  return sqrt (backtest_over (sums->square, sums->naive_square));
}

static double
sums_tracking (const BacktestSums *sums)
{
  return backtest_over (am_bias (&sums->point) * sums->point.n, am_mae (&sums->point));
}

static guint
put_sums (AssayTable *table, guint column, const BacktestRun *run, const BacktestSums *sums)
{
  const BacktestInterval *own = &sums->own[run->how->n_levels - 1];

  return backtest_put (table, column, (double[]) { am_smape (&sums->point), am_mape (&sums->point), backtest_over (own->scaled_winkler, own->n_scaled),
                                                   backtest_over (sums->crps, sums->n_crps),
                                                   fabs (backtest_over (own->n_covered, own->n) - run->how->levels[run->how->n_levels - 1]),
                                                   backtest_sums_skill (sums), am_bias (&sums->point), sqrt (backtest_over (sums->scaled_square, sums->n_scaled_square)),
                                                   am_mean_width (&sums->point), am_pinball (&sums->point), am_winkler (&sums->point),
                                                   backtest_over (sums->seasonal_abs - sums->abs, sums->seasonal_actual), sums_u2 (sums), sums_tracking (sums) }, 14);
}

static void
reason_sums (GString *reasons, const BacktestRun *run, guint model, const BacktestSums *sums)
{
  if (sums->point.n == 0)
    {
      g_string_append (reasons, backtest_why_none (run, model));
      return;
    }
  backtest_add_reason (reasons, am_wape (&sums->point), "WAPE", N_("all actual values are zero"));
  backtest_add_reason (reasons, am_mape (&sums->point), "MAPE", N_("all actual values are zero"));
  backtest_add_reason (reasons, backtest_over (sums->scaled, sums->n_scaled), "MASE", N_("no scale in the past"));
  backtest_add_reason (reasons, backtest_over (sums->scaled_square, sums->n_scaled_square), "RMSSE", N_("no scale in the past"));
  backtest_add_reason (reasons, backtest_over (sums->own[0].n_covered, sums->own[0].n), N_("Coverage"), N_("the model makes no interval"));
  if (sums->own[0].n > 0)
    backtest_add_reason (reasons, backtest_over (sums->own[0].scaled_winkler, sums->own[0].n_scaled), "MSIS", N_("no scale in the past"));
  backtest_add_reason (reasons, backtest_sums_skill (sums), N_("Skill"), N_("the seasonal naive forecast has no error, or does not exist"));
  backtest_add_reason (reasons, sums_u2 (sums), "Theil U2", N_("the naive forecast has no error"));
  backtest_add_reason (reasons, sums_tracking (sums), N_("Tracking Signal"), N_("there is no error"));
}

/* What the tables of steps and of weekdays end with. naive2: of the same steps or days. */
static void
end_sums (AssayTable *table, guint column, const BacktestRun *run, guint model, const BacktestSums *sums, const BacktestSums *naive2, GString *reasons)
{
  reason_sums (reasons, run, model, sums);
  column = put_owa (table, column, run, owa (am_smape (&sums->point), sums_mase (sums), am_smape (&naive2->point), sums_mase (naive2)), sums->point.n > 0, reasons);
  put_reasons (table, column, reasons);
}

/* Of naive2 in rows of `n` for each model; without naive2 that of the model itself, which nobody reads. */
static const BacktestSums *
naive2_of (const BacktestRun *run, const BacktestSums *of_models, guint n, guint model, guint row)
{
  return &of_models[(gsize) (run->how->naive2 != BACKTEST_NO_MODEL ? run->how->naive2 : model) * n + row];
}

static void
add_steps (AssayResult *result, const BacktestRun *run)
{
  static const BacktestColumn columns[] = {
    { "model", N_("Model"), ASSAY_CELL_TEXT }, { "step", N_("Step"), ASSAY_CELL_COUNT }, { "n", N_("Forecasts"), ASSAY_CELL_COUNT },
    { "mae", "MAE", ASSAY_CELL_NUMBER }, { "rmse", "RMSE", ASSAY_CELL_NUMBER }, { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION },
    { "wape", "WAPE", ASSAY_CELL_FRACTION }, { "mase", "MASE", ASSAY_CELL_NUMBER }, { "coverage", N_("Coverage"), ASSAY_CELL_FRACTION }, SUMS_COLUMNS,
    { "conformal-coverage", N_("Conformal Coverage"), ASSAY_CELL_FRACTION },
  };
  guint top = run->how->n_levels - 1;
  g_autofree char *percent = backtest_word_level (run->how->levels[top]), *title = g_strdup_printf ("Coverage %s", percent);
  g_autofree char *id = assay_number_print ("coverage-%g", 100 * run->how->levels[top]);
  BacktestColumn named[G_N_ELEMENTS (columns)];
  AssayTable *table;

  memcpy (named, columns, sizeof columns);
  named[8].id = id;
  named[8].label = title;
  table = start_table (result, "steps", N_("Accuracy by Step"), named, G_N_ELEMENTS (named));
  end_columns (table, run);
  for (guint model = 0; model < backtest_n_models (run); model++)
    for (guint step = 0; step < run->how->horizon; step++)
      {
        const BacktestSums *sums = &run->step_sums[(gsize) model * run->how->horizon + step];
        const AmAccuracy *a = &sums->point;
        g_autoptr(GString) reasons = g_string_new (NULL);
        guint column = 1;

        assay_table_add_row (table);
        assay_table_set_text (table, 0, backtest_get_model (run, model)->name);
        column = backtest_put (table, column, (double[]) { run->how->gap + step + 1, a->n, am_mae (a), am_rmse (a), am_relative_bias (a), am_wape (a),
                                                           backtest_over (sums->scaled, sums->n_scaled), am_coverage (a) }, 8);
        column = put_sums (table, column, run, sums);
        column = backtest_put (table, column, (double[]) { backtest_over (sums->conformal[top].n_covered, sums->conformal[top].n) }, 1);
        if (a->n > 0)
          backtest_add_reason (reasons, backtest_over (sums->conformal[top].n_covered, sums->conformal[top].n), N_("Conformal Coverage"), backtest_why_no_conformal (run));
        end_sums (table, column, run, model, sums, naive2_of (run, run->step_sums, run->how->horizon, model, step), reasons);
      }
  assay_table_set_note (table, N_("By the step that is forecast, all series and origins pooled; MASE, RMSSE: each error over the scale of its window."));
}

static void
add_weekdays (AssayResult *result, const BacktestRun *run)
{
  static const char *const days[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday") };
  static const BacktestColumn columns[] = {
    { "model", N_("Model"), ASSAY_CELL_TEXT }, { "weekday", N_("Weekday"), ASSAY_CELL_TEXT }, { "n", N_("Forecasts"), ASSAY_CELL_COUNT },
    { "mae", "MAE", ASSAY_CELL_NUMBER }, { "rmse", "RMSE", ASSAY_CELL_NUMBER }, { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION },
    { "wape", "WAPE", ASSAY_CELL_FRACTION }, { "mase", "MASE", ASSAY_CELL_NUMBER }, { "coverage", N_("Coverage"), ASSAY_CELL_FRACTION }, SUMS_COLUMNS,
  };
  AssayTable *table;

  if (run->weekday_sums == NULL)
    return;
  table = start_table (result, "weekdays", N_("Accuracy by Weekday"), columns, G_N_ELEMENTS (columns));
  end_columns (table, run);
  for (guint model = 0; model < backtest_n_models (run); model++)
    for (guint day = 0; day < BACKTEST_N_WEEKDAYS; day++)
      {
        const BacktestSums *sums = &run->weekday_sums[(gsize) model * BACKTEST_N_WEEKDAYS + day];
        const AmAccuracy *a = &sums->point;
        g_autoptr(GString) reasons = g_string_new (NULL);
        guint column = 2;

        if (a->n + a->n_missing == 0)
          continue;
        assay_table_add_row (table);
        assay_table_set_text (table, 0, backtest_get_model (run, model)->name);
        assay_table_set_text (table, 1, days[day]);
        column = backtest_put (table, column, (double[]) { a->n, am_mae (a), am_rmse (a), am_relative_bias (a), am_wape (a), sums_mase (sums), am_coverage (a) }, 7);
        column = put_sums (table, column, run, sums);
        end_sums (table, column, run, model, sums, naive2_of (run, run->weekday_sums, BACKTEST_N_WEEKDAYS, model, day), reasons);
      }
  assay_table_set_note (table, N_("By the weekday that is forecast, all series, origins and steps pooled; MASE, RMSSE: each error over the scale of its window."));
}

/* What origin and series have in common, behind the columns of each. */
#define CELL_COLUMNS \
    { "mae", "MAE", ASSAY_CELL_NUMBER }, { "rmse", "RMSE", ASSAY_CELL_NUMBER }, { "smape", "sMAPE", ASSAY_CELL_FRACTION }, { "mape", "MAPE", ASSAY_CELL_FRACTION }, \
    { "coverage", N_("Coverage"), ASSAY_CELL_FRACTION }, { "winkler", "Winkler", ASSAY_CELL_NUMBER }, { "skill", N_("Skill"), ASSAY_CELL_FRACTION }, \
    { "theil-u2", "Theil U2", ASSAY_CELL_NUMBER }, { "tracking-signal", N_("Tracking Signal"), ASSAY_CELL_NUMBER }, \
    { "bias", N_("Mean Error"), ASSAY_CELL_NUMBER }, { "width", N_("Width"), ASSAY_CELL_NUMBER }, { "pinball", N_("Pinball"), ASSAY_CELL_NUMBER }, \
    { "msis", "MSIS", ASSAY_CELL_NUMBER }, { "crps", "CRPS", ASSAY_CELL_NUMBER }, { "acd", N_("Coverage Distance"), ASSAY_CELL_FRACTION }, \
    { "fva", N_("Value Added"), ASSAY_CELL_FRACTION }

static void
put_cell (AssayTable *table, guint column, const BacktestRun *run, guint model, const BacktestCell *cell)
{
  /* Cells of all models stand side by side. */
  const BacktestCell *naive2 = run->how->naive2 != BACKTEST_NO_MODEL ? cell - model + run->how->naive2 : cell;
  double coverage = backtest_over (cell->n_covered, cell->n_interval);
  g_autoptr(GString) reasons = g_string_new (NULL);

  column = backtest_put (table, column, (double[]) { backtest_cell_mae (cell), backtest_cell_rmse (cell), backtest_cell_smape (cell), backtest_cell_mape (cell),
                                                     coverage, backtest_over (cell->winkler, cell->n_interval),
                                                     backtest_cell_skill (cell), backtest_cell_u2 (cell), backtest_cell_tracking (cell),
                                                     backtest_over (cell->error, cell->n), backtest_over (cell->width, cell->n_interval),
                                                     backtest_over (cell->pinball, cell->n_interval), backtest_over (cell->scaled_winkler, cell->n_scaled_interval),
                                                     backtest_over (cell->crps, cell->n_crps), fabs (coverage - run->how->levels[run->how->n_levels - 1]),
                                                     backtest_over (cell->seasonal_abs - cell->seasonal_pairs_abs, cell->seasonal_pairs_actual) }, 16);
  if (cell->n == 0)
    g_string_append (reasons, cell->n_unfitted > 0 ? backtest_why_none (run, model) : N_("no forecast has an actual value to be held against"));
  else
    {
      backtest_add_reason (reasons, backtest_cell_wape (cell), "WAPE", N_("all actual values are zero"));
      backtest_add_reason (reasons, backtest_cell_mape (cell), "MAPE", N_("all actual values are zero"));
      backtest_add_reason (reasons, backtest_cell_mase (cell), "MASE", N_("the past has no two seasons, or never changes from one to the next"));
      backtest_add_reason (reasons, backtest_over (cell->n_covered, cell->n_interval), N_("Coverage"), N_("the model makes no interval"));
      if (cell->n_interval > 0)
        backtest_add_reason (reasons, backtest_over (cell->scaled_winkler, cell->n_scaled_interval), "MSIS", N_("no scale in the past"));
      backtest_add_reason (reasons, backtest_cell_skill (cell), N_("Skill"), N_("the seasonal naive forecast has no error, or does not exist"));
      backtest_add_reason (reasons, backtest_cell_u2 (cell), "Theil U2", N_("the naive forecast has no error"));
      backtest_add_reason (reasons, backtest_cell_tracking (cell), N_("Tracking Signal"), N_("there is no error"));
    }
  column = put_owa (table, column, run, owa (backtest_cell_smape (cell), backtest_cell_mase (cell), backtest_cell_smape (naive2), backtest_cell_mase (naive2)), cell->n > 0, reasons);
  put_reasons (table, column, reasons);
}

static void
add_origins (AssayResult *result, const BacktestRun *run)
{
  static const BacktestColumn columns[] = {
    { "model", N_("Model"), ASSAY_CELL_TEXT }, { "origin", N_("Origin"), ASSAY_CELL_COUNT }, { "series", N_("Series"), ASSAY_CELL_COUNT },
    { "n", N_("Forecasts"), ASSAY_CELL_COUNT }, { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION }, { "wape", "WAPE", ASSAY_CELL_FRACTION },
    { "mase", "MASE", ASSAY_CELL_NUMBER }, { "rmsse", "RMSSE", ASSAY_CELL_NUMBER }, CELL_COLUMNS,
  };
  AssayTable *table = start_table (result, "origins", N_("Accuracy by Origin"), columns, G_N_ELEMENTS (columns));

  end_columns (table, run);
  for (guint model = 0; model < backtest_n_models (run); model++)
    for (guint origin = 0; origin < run->how->n_origins; origin++)
      {
        const BacktestCell *cell = &run->origin_cells[(gsize) origin * backtest_n_models (run) + model];

        if (cell->n_fits + cell->n_unfitted == 0)
          continue;
        assay_table_add_row (table);
        assay_table_set_text (table, 0, backtest_get_model (run, model)->name);
        backtest_put (table, 1, (double[]) { origin + 1, cell->n_windows, cell->n, backtest_cell_bias (cell), backtest_cell_wape (cell),
                                             backtest_cell_mase (cell), backtest_cell_rmsse (cell) }, 7);
        put_cell (table, 8, run, model, cell);
      }
  assay_table_set_note (table, run->how->n_cutoffs > 0 ? N_("Origins are the dates given, 1 the latest. All series pooled; MASE, RMSSE: mean over series.")
                                                       : N_("Origins are counted back from the end of each series; 1 leaves one horizon after it. All series pooled; MASE, RMSSE: mean over series."));
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
  static const BacktestColumn columns[] = {
    { "series", N_("Series"), ASSAY_CELL_TEXT }, { "model", N_("Model"), ASSAY_CELL_TEXT }, { "origins", N_("Origins"), ASSAY_CELL_COUNT },
    { "n", N_("Forecasts"), ASSAY_CELL_COUNT }, { "relative-bias", N_("Bias"), ASSAY_CELL_FRACTION }, { "wape", "WAPE", ASSAY_CELL_FRACTION },
    { "mase", "MASE", ASSAY_CELL_NUMBER }, { "rmsse", "RMSSE", ASSAY_CELL_NUMBER }, CELL_COLUMNS,
  };
  AssayTable *table = start_table (result, "series", N_("Accuracy by Series"), columns, G_N_ELEMENTS (columns));
  g_autofree Ranked *ranked = g_new (Ranked, run->n_series + 1);
  guint n_models = backtest_n_models (run);

  end_columns (table, run);
  for (gsize i = 0; i < run->n_series; i++)
    {
      double mase = backtest_cell_mase (&run->series_cells[i * n_models]);

      ranked[i] = (Ranked) { i, isnan (mase) ? -1 : mase };
    }
  if (run->n_series > MOST_SERIES)
    qsort (ranked, run->n_series, sizeof (Ranked), compare_ranked);

  for (gsize i = 0; i < MIN (run->n_series, MOST_SERIES); i++)
    for (guint model = 0; model < n_models; model++)
      {
        const BacktestCell *cell = &run->series_cells[ranked[i].series * n_models + model];
        g_autofree char *label = assay_panel_dup_label (run->panel, ranked[i].series);

        assay_table_add_row (table);
        assay_table_set_text (table, 0, label);
        assay_table_set_text (table, 1, backtest_get_model (run, model)->name);
        backtest_put (table, 2, (double[]) { run->n_origins[ranked[i].series], cell->n, backtest_cell_bias (cell), backtest_cell_wape (cell),
                                             backtest_cell_mase (cell), backtest_cell_rmsse (cell) }, 6);
        put_cell (table, 8, run, model, cell);
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
  backtest_add_models_table (result, run);
  add_steps (result, run);
  add_origins (result, run);
  add_series (result, run);
  add_weekdays (result, run);
}
