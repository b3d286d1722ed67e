/* What can be said before a run is over. */
#pragma once
#include "analysis/backtest/backtest-run-private.h"

G_BEGIN_DECLS

/* How far it is, and the league table so far. */
AssayResult *backtest_make_partial (const BacktestRun *run);
/* The league table alone, without what is known only at the end. */
void backtest_add_models_table (AssayResult *result, const BacktestRun *run);

G_END_DECLS
