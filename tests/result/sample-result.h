/* A result as an anomaly run of two years of daily demand in four series leaves it, made by hand and without the
 * analysis: every verdict, every kind of table cell, metric and figure, a gap, an undefined number. For the tests of
 * whoever reads results. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

AssayResult *sample_result_new (void);

/* The same kinds of figure alone. n points from 2024-01-01, one a day. */
AssayFigure *sample_figure_forecast (gsize n);
AssayFigure *sample_figure_zscore (gsize n);
AssayFigure *sample_figure_risk (void);
AssayFigure *sample_figure_histogram (void);
AssayFigure *sample_figure_acf (void);
AssayFigure *sample_figure_bars (void);

G_END_DECLS
