/* Checks, key figures and tables of a forecast. */
#include "analysis/forecast/forecast-run-private.h"

#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_LISTED 1000

typedef struct { double ahead, comparable, recent; gsize n, n_comparable; } Totals;

/* Forecasts of series that end where most end; against the last values of those that have all of them. NaN: none. */
static void
sum_up (const ForecastRun *run, guint model, Totals *totals)
{
  *totals = (Totals) { 0 };
  for (gsize series = 0; series < run->n_series; series++)
    {
      const ForecastOne *one = forecast_run_get (run, series, model);
      double sum = 0;

      if (one->why != NULL || !forecast_run_is_current (run, series))
        continue;
      for (guint i = 0; i < run->how->horizon; i++)
        sum += one->mean[i];
      if (isnan (sum))
        continue;
      totals->ahead += sum;
      totals->n++;
      if (isnan (run->series[series].recent))
        continue;
      totals->comparable += sum;
      totals->recent += run->series[series].recent;
      totals->n_comparable++;
    }
  if (totals->n == 0)
    totals->ahead = NAN;
}

static char *
why_no_change (const Totals *totals, guint horizon)
{
  g_autofree char *n = assay_word_count (horizon);

  if (totals->n_comparable == 0)
    return g_strdup_printf ("no series has each of its last %s values", n);
  return totals->recent == 0 ? g_strdup (N_("the last values sum to 0")) : NULL;
}

static void
add_metrics (AssayResult *result, const ForecastRun *run)
{
  gsize n_series = 0;

  for (gsize i = 0; i < run->n_series; i++)
    n_series += run->series[i].n > 0;
  assay_result_add_metric (result, "n-series", N_("Series"), ASSAY_METRIC_COUNT, n_series);
  assay_result_add_metric (result, "horizon", N_("Horizon"), ASSAY_METRIC_COUNT, run->how->horizon);
  for (guint model = 0; model < run->how->models->len; model++)
    {
      const char *name = forecast_run_get_model (run, model)->name;
      g_autofree char *total_id = model == 0 ? g_strdup ("total") : g_strdup_printf ("total:%s", name);
      g_autofree char *change_id = model == 0 ? g_strdup ("change") : g_strdup_printf ("change:%s", name);
      Totals totals;
      AssayMetric *metric;

      sum_up (run, model, &totals);
      metric = assay_result_add_metric (result, total_id, N_("Total Forecast"), ASSAY_METRIC_VALUE, totals.ahead);
      metric->of = g_strdup (name);
      if (isnan (totals.ahead))
        metric->text = g_strdup (N_("no series has a forecast"));
      metric = assay_result_add_metric (result, change_id, N_("Against the Last Steps"), ASSAY_METRIC_FRACTION,
                                        totals.n_comparable > 0 && totals.recent != 0 ? totals.comparable / totals.recent - 1 : NAN);
      metric->of = g_strdup (name);
      metric->text = why_no_change (&totals, run->how->horizon);
    }
}

static void
add_models (AssayResult *result, const ForecastRun *run)
{
  AssayTable *table = assay_table_new ("fits", N_("Fitted Models"));
  gsize n = run->n_series * run->how->models->len, n_shown = 0;

  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "past", N_("Past"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "total", N_("Total Forecast"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "recent", N_("Last Steps"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "parameters", N_("Parameters"), ASSAY_CELL_TEXT);
  for (gsize i = 0; i < n && n_shown < MOST_LISTED; i++)
    {
      const ForecastOne *one = &run->ones[i];
      gsize series = i / run->how->models->len;
      g_autofree char *label = assay_panel_dup_label (run->panel, series);
      double sum = 0;

      if (one->why != NULL)
        continue;
      for (guint k = 0; k < run->how->horizon; k++)
        sum += one->mean[k];
      assay_table_add_row (table);
      assay_table_set_text (table, 0, label);
      assay_table_set_text (table, 1, forecast_run_get_model (run, i % run->how->models->len)->title);
      assay_table_set_number (table, 2, run->series[series].n);
      assay_table_set_number (table, 3, sum);
      assay_table_set_number (table, 4, run->series[series].recent);
      assay_table_set_text (table, 5, one->says);
      n_shown++;
    }
  if (n_shown == MOST_LISTED && n > MOST_LISTED)
    {
      g_autofree char *all = assay_word_count (n), *words = g_strdup_printf ("The first %d of %s fits.", MOST_LISTED, all);

      assay_table_set_note (table, words);
    }
  assay_result_take_table (result, table);
}

static void
add_unfitted (AssayResult *result, const ForecastRun *run)
{
  AssayTable *table = assay_table_new ("unfitted", N_("Not Fitted"));
  gsize n = run->n_series * run->how->models->len, n_all = 0;

  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "reason", N_("Reason"), ASSAY_CELL_TEXT);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *label = NULL;

      if (run->ones[i].why == NULL || n_all++ >= MOST_LISTED)
        continue;
      label = assay_panel_dup_label (run->panel, i / run->how->models->len);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, label);
      assay_table_set_text (table, 1, forecast_run_get_model (run, i % run->how->models->len)->title);
      assay_table_set_text (table, 2, run->ones[i].why);
    }
  if (n_all > MOST_LISTED)
    {
      g_autofree char *all = assay_word_count (n_all), *words = g_strdup_printf ("The first %d of %s.", MOST_LISTED, all);

      assay_table_set_note (table, words);
    }
  if (n_all > 0)
    assay_result_take_table (result, table);
  else
    assay_table_unref (table);
}

/* The steps ahead of the series that are shown. */
static void
add_steps (AssayResult *result, const ForecastRun *run)
{
  const ForecastSettings *how = run->how;
  AssayTable *table = assay_table_new ("steps", N_("Forecasts"));
  AssayType type = assay_panel_get_time_type (run->panel);

  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "time", N_("Time"), type == ASSAY_TYPE_DATE ? ASSAY_CELL_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_CELL_DATETIME : ASSAY_CELL_COUNT);
  assay_table_add_column (table, "forecast", N_("Forecast"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "lower", N_("Lower"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "upper", N_("Upper"), ASSAY_CELL_NUMBER);
  for (guint shown = 0; shown < run->n_shown; shown++)
    for (guint model = 0; model < how->models->len; model++)
      {
        gsize series = run->shown[shown], last = (gsize) (how->n_levels - 1) * how->horizon;
        const ForecastOne *one = forecast_run_get (run, series, model);
        g_autofree char *label = assay_panel_dup_label (run->panel, series);

        for (guint i = 0; one->why == NULL && i < how->horizon; i++)
          {
            assay_table_add_row (table);
            assay_table_set_text (table, 0, label);
            assay_table_set_text (table, 1, forecast_run_get_model (run, model)->title);
            assay_table_set_number (table, 2, forecast_run_get_time (run, series, run->series[series].n + i));
            assay_table_set_number (table, 3, one->mean[i]);
            assay_table_set_number (table, 4, one->lower[last + i]);
            assay_table_set_number (table, 5, one->upper[last + i]);
          }
      }
  if (run->n_series > run->n_shown)
    assay_table_set_note (table, N_("Of the series with the largest forecasts; the file of forecasts (-o) has all."));
  assay_result_take_table (result, table);
}

void
forecast_add_summary (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy)
{
  forecast_add_checks (result, run, policy);
  add_metrics (result, run);
  if (run->n_shown > 0)
    {
      add_steps (result, run);
      add_models (result, run);
    }
  add_unfitted (result, run);
}
