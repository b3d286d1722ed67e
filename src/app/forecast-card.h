/* The forecasts of one series from one origin, with what happened: choices of series and model, and for a back-test a slider that moves
 * the origin through time. The pictures are made on a worker; while one is made the last stays.
 *
 * Signal "model-changed": another model's interval is shown. */
#pragma once
#include "analysis/forecast/forecast-rows.h"
#include "app/chart-card.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_FORECAST_CARD (assay_forecast_card_get_type ())
G_DECLARE_FINAL_TYPE (AssayForecastCard, assay_forecast_card, ASSAY, FORECAST_CARD, GtkWidget)

GtkWidget *assay_forecast_card_new (AssaySelection *selection);
/* owner is held as long as the rows are used. value: what is forecast, for the axis. */
void assay_forecast_card_set_rows (AssayForecastCard *self, const AssayForecastRows *rows, gpointer owner, GBoxedCopyFunc ref, GDestroyNotify unref, const char *value);
/* The past, once it is there. */
void assay_forecast_card_set_history (AssayForecastCard *self, AssayPanel *history);
/* A label that the rows do not have is left alone. */
void assay_forecast_card_show_series (AssayForecastCard *self, const char *label);
void assay_forecast_card_show_model (AssayForecastCard *self, const char *model);
void assay_forecast_card_show_nth_series (AssayForecastCard *self, guint series);
void assay_forecast_card_show_nth_model (AssayForecastCard *self, guint model);
const char *assay_forecast_card_get_model (AssayForecastCard *self);      /* as on the command line; NULL: no rows */
void assay_forecast_card_show_origin (AssayForecastCard *self, guint origin);
AssayChartCard *assay_forecast_card_get_chart_card (AssayForecastCard *self);
gboolean assay_forecast_card_is_busy (AssayForecastCard *self);

G_END_DECLS
