/* Figures of models, series and origins, for key figures and tables. */
#pragma once
#include "analysis/backtest/backtest-run-private.h"

G_BEGIN_DECLS

typedef struct { const char *id, *label; AssayCellType type; } BacktestColumn;
typedef struct { double wape, bias, mase, rmsse, smape, mae, rmse; } BacktestFigures;

void backtest_model_figures (const BacktestRun *run, guint model, BacktestFigures *figures);       /* all forecasts pooled */
void backtest_series_figures (const BacktestRun *run, guint model, BacktestFigures *figures);      /* means of the series' own */
double backtest_sums_skill (const BacktestSums *sums);

double backtest_cell_mae (const BacktestCell *cell);
double backtest_cell_rmse (const BacktestCell *cell);
double backtest_cell_wape (const BacktestCell *cell);
double backtest_cell_bias (const BacktestCell *cell);
double backtest_cell_smape (const BacktestCell *cell);
double backtest_cell_mape (const BacktestCell *cell);
double backtest_cell_mase (const BacktestCell *cell);
double backtest_cell_rmsse (const BacktestCell *cell);
double backtest_cell_skill (const BacktestCell *cell);
double backtest_cell_u2 (const BacktestCell *cell);
double backtest_cell_tracking (const BacktestCell *cell);

/* "MAPE: all actual values are zero", joined by semicolons, where value is undefined. */
void backtest_add_reason (GString *reasons, double value, const char *name, const char *why);
const char *backtest_why_none (const BacktestRun *run, guint model);
const char *backtest_why_no_conformal (const BacktestRun *run);
/* values[n] into the columns from `column` on; returns the next column. */
guint backtest_put (AssayTable *table, guint column, const double *values, guint n);

G_END_DECLS
