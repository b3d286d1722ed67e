/* The words that stand for our enumerations in files; index = enumerator. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

extern const char *const assay_metric_units[];
extern const char *const assay_cell_types[];
extern const char *const assay_figure_kinds[];
extern const char *const assay_axis_types[];
extern const char *const assay_axis_units[];
extern const char *const assay_series_roles[];

G_END_DECLS
