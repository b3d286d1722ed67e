/* Figures for tests and for looking at: the sample's, and those that break charts. */
#pragma once
#include "sample-result.h"
#include "charts/chart.h"

guint awkward_n_figures (void);
const char *awkward_figure_name (guint index);
AssayFigure *awkward_figure_new (guint index);
void awkward_figure_view (guint index, AssayView *view);      /* changes what is not the usual for this one */
guint awkward_figure_find (const char *name);

/* n points of y = f(i), one a day from 2024-01-01; f gets i. */
AssayFigure *awkward_line_new (const char *title, gsize n, double (*value) (gsize i));
/* The demand figure with ten million hourly values, 1 in 5000 of them a mark. */
AssayFigure *awkward_long_new (gsize n);
AssayFigure *awkward_long_zscore_new (gsize n);        /* with irregular x */
