/* The analysis "backtest": rolling-origin accuracy of forecast models (cli.md section 3). */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_backtest;

G_END_DECLS
