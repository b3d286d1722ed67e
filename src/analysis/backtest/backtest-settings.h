/* The options of a back-test of forecast models, read and checked. */
#pragma once
#include "analysis/backtest/backtest-run-private.h"

G_BEGIN_DECLS

extern const char *const backtest_duplicates[], *const backtest_interval_kinds[], *const backtest_averages[];

/* The rows of the option table that belong to forecast models. */
#define BACKTEST_OPTIONS \
  { "models", ASSAY_OPTION_LIST, "seasonal-naive", 0, 0, NULL, "LIST", N_("Models"), N_("The forecast models to test, separated by commas.") }, \
  { "horizon", ASSAY_OPTION_INTEGER, "28", 1, 10000, NULL, "H", N_("Horizon"), N_("Steps to forecast from each origin."), N_("Origins") }, \
  { "origins", ASSAY_OPTION_INTEGER, "12", 1, 10000, NULL, "K", N_("Origins"), N_("How many origins, counted back from the end of each series."), N_("Origins") }, \
  { "step", ASSAY_OPTION_INTEGER, "7", 1, 10000, NULL, "S", N_("Step"), N_("Steps from one origin to the next."), N_("Origins") }, \
  { "cutoffs", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "DATE", N_("Fixed Origins"), \
    N_("Forecast from the last step at or before each of these dates, instead of from origins counted back from the end."), N_("Origins") }, \
  { "gap", ASSAY_OPTION_INTEGER, "0", 0, 10000, NULL, "N", N_("Gap"), N_("Steps between the origin and the first one that is forecast."), N_("Origins") }, \
  { "window", ASSAY_OPTION_TEXT, "expanding", 0, 0, NULL, "expanding|N", N_("Past"), \
    N_("What a model is fitted on: all there is up to the origin (expanding), or the last N steps."), N_("Origins") }, \
  { "refit", ASSAY_OPTION_TEXT, "auto", 0, 0, NULL, "auto|N", N_("Fit Again"), \
    N_("Fit at every N-th origin and carry the model on with the new values in between, where it allows that; auto is 1 for series of up to 2,000 steps, else 4."), N_("Origins") }, \
  { "season", ASSAY_OPTION_INTEGER, NULL, 1, 100000, NULL, "M", N_("Season"), \
    N_("Steps in the main season; by default what the step of the data suggests: 7 for days, 12 for months, 24 for hours."), N_("Data") }, \
  { "seasons", ASSAY_OPTION_TEXT, "auto", 0, 0, NULL, "auto|LIST", N_("All Seasons"), \
    N_("All seasons that models of several may use, in steps (7,365.25); auto takes those of the calendar that the step of the data fits."), N_("Data") }, \
  { "levels", ASSAY_OPTION_LIST, "80,95", 0, 0, NULL, "PERCENT", N_("Interval Levels"), N_("Levels of the intervals in percent, up to four; the highest is in the table."), N_("Intervals") }, \
  { "intervals", ASSAY_OPTION_CHOICE, "both", 0, 0, backtest_interval_kinds, "KIND", N_("Intervals"), \
    N_("The model's own, conformal ones (as wide as errors from earlier origins were), or both; the table then has the model's own."), N_("Intervals") }, \
  { "calibration", ASSAY_OPTION_TEXT, "auto", 0, 0, NULL, "auto|N", N_("Calibration Windows"), \
    N_("Windows before the tested ones that only calibrate conformal intervals; auto is 20 with --intervals conformal, else none."), N_("Intervals") }, \
  { "nonnegative", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Non-Negative"), N_("Values are demand: no forecast or limit is below zero, and a series begins with its first sale."), N_("Data") }, \
  { "regressors", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "COL", N_("Regressors"), \
    N_("Columns known ahead, such as a promotion: models that take regressors get their past and their future."), N_("Data") }, \
  { "benchmark", ASSAY_OPTION_TEXT, "seasonal-naive", 0, 0, NULL, "MODEL", N_("Benchmark"), \
    N_("The model that the others are held against; it is tested too."), N_("Comparison") }, \
  { "aggregate", ASSAY_OPTION_CHOICE, "pooled", 0, 0, backtest_averages, "RULE", N_("Averages"), \
    N_("How key figures of several series are made: all forecasts pooled, or the mean of the series' own figures. The table of models has both."), N_("Comparison") }, \
  { "errors-only", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Errors Only"), N_("Leave out the table of every single forecast."), N_("Data") }, \
  { "duplicates", ASSAY_OPTION_CHOICE, "error", 0, 0, backtest_duplicates, "RULE", N_("Repeated Times"), \
    N_("What to do with times that repeat within a series: stop with an error, or combine the rows."), N_("Data") },

gboolean backtest_settings_read (BacktestSettings *how, const AssayTask *task, GError **error);
/* What depends on the data: fixed origins as times of the panel, seasons of the calendar. */
gboolean backtest_settings_fit_panel (BacktestSettings *how, const AssayTask *task, const AssayPanel *panel, GError **error);
void backtest_settings_clear (BacktestSettings *how);

G_END_DECLS
