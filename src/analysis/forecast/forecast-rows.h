/* The rows of a forecast or of a back-test, found again by series, origin and model; and the picture of one origin of one series. */
#pragma once
#include "data/frame.h"
#include "data/panel.h"
#include "result/figure.h"

G_BEGIN_DECLS

typedef struct _AssayForecastRows AssayForecastRows;

/* Columns as “forecast” and “backtest” write them. The frame must outlive nothing: it is held. */
AssayForecastRows *assay_forecast_rows_new (AssayFrame *rows, GError **error);
void assay_forecast_rows_free (AssayForecastRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayForecastRows, assay_forecast_rows_free)

gsize assay_forecast_rows_get_n_series (const AssayForecastRows *self);
char *assay_forecast_rows_dup_label (const AssayForecastRows *self, gsize series);       /* as assay_panel_dup_label() */
gint64 assay_forecast_rows_find_label (const AssayForecastRows *self, const char *label);   /* -1: none */
guint assay_forecast_rows_get_n_models (const AssayForecastRows *self);
const char *assay_forecast_rows_get_model (const AssayForecastRows *self, guint model);      /* "ets:ANA" */
const char *assay_forecast_rows_get_title (const AssayForecastRows *self, guint model);      /* "ETS ANA" */
/* Origins of one series, oldest first. */
guint assay_forecast_rows_get_n_origins (const AssayForecastRows *self, gsize series);
double assay_forecast_rows_get_origin (const AssayForecastRows *self, gsize series, guint origin);      /* as x of a figure */
AssayAxisType assay_forecast_rows_get_axis (const AssayForecastRows *self);

/* What happened, with the forecasts of all models (at most five lines) from one origin and the interval of one. history: the panel the run
 * read, for the past before the first origin; NULL: only what the rows hold. n_past: steps of past before the origin; 0: all.
 * x spans all origins, so that moving the origin moves the forecast and nothing else. */
AssayFigure *assay_forecast_rows_figure (const AssayForecastRows *self, AssayPanel *history, gsize series, guint origin, guint model, gsize n_past);

G_END_DECLS
