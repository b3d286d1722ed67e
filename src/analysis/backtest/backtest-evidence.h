/* Is a model really better? What a back-test's sums say of its models against one another, of its intervals, and of its residuals. */
#pragma once
#include "analysis/backtest/backtest-run-private.h"

G_BEGIN_DECLS

/* Tables league, ranks, reliability, residual-tests; figures ranks, reliability, coverage-by-step, bias-by-weekday, error-by-origin and those
 * of residual-diagnostics.h; checks fc-interval-score, ts-ljung-box, ts-arch-lm, reg-normality, ts-stationarity; metrics friedman-p and
 * critical-distance. What a run cannot say is left out. After the run's own checks and tables. */
void backtest_add_evidence (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy);

/* The model that figures of one model show: the first of the league. */
guint backtest_get_shown_model (const BacktestRun *run);

/* Its parts. */
void backtest_add_comparison (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy);
void backtest_add_reliability (AssayResult *result, const BacktestRun *run);
void backtest_add_error_figures (AssayResult *result, const BacktestRun *run);
void backtest_add_residuals (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy);

G_END_DECLS
