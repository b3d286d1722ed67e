#include "result/result-names-private.h"

#include "result/result.h"

const char *const assay_metric_units[] = { "number", "count", "fraction", "zscore", "value", "date", "text", NULL };
const char *const assay_cell_types[]
    = { "text", "number", "count", "fraction", "zscore", "date", "datetime", "risk", "verdict", NULL };
const char *const assay_figure_kinds[] = { "series", "zscore", "risk-bars", "histogram", "stems", "bars", "points", "heat", "ranked", "gauge", NULL };
const char *const assay_axis_types[] = { "number", "date", "datetime", "category", NULL };
const char *const assay_axis_units[] = { "none", "count", "fraction", "zscore", "value", NULL };
const char *const assay_series_roles[] = { "actual", "forecast", "baseline", "other", "band", "marks", "whiskers", "lines", "rug", "hatch", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (assay_metric_units) == ASSAY_METRIC_TEXT + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (assay_cell_types) == ASSAY_CELL_VERDICT + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (assay_figure_kinds) == ASSAY_FIGURE_GAUGE + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (assay_axis_types) == ASSAY_AXIS_CATEGORY + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (assay_axis_units) == ASSAY_UNIT_VALUE + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (assay_series_roles) == ASSAY_SERIES_HATCH + 2);
