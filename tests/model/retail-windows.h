/* The windows of expected/retail_backtest.csv: 21 daily store-item series, the last three windows of 28 days, each forecast from all
 * days before it. */
#pragma once
#include "model/fitted.h"

/* wape, bias in percent, bias as sum (forecast - actual) / sum actual; mase and rmsse with m = 7, mean over series and windows;
 * seconds a fit on one thread. */
typedef struct { double wape, mase, rmsse, bias, seconds; guint n_failed; char *why; } RetailScore;
/* seasons: the candidates handed in, in steps; the main season is 7. FALSE: the data are not there. */
gboolean retail_score (const char *model, const double *seasons, guint n_seasons, RetailScore *score);
/* A row of the expected table, by its name there. */
gboolean retail_expected (const char *method, double *wape, double *mase);
/* Days of one of the series, such as "3_7", oldest first; NULL when the data are not there. */
double *retail_values (const char *series, gsize *n);
