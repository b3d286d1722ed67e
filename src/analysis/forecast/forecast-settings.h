/* What the options of a forecast come to. */
#pragma once
#include "analysis/forecast/forecast-run-private.h"

G_BEGIN_DECLS

extern const AssayOption forecast_options[];

/* FALSE with ASSAY_ANALYSIS_ERROR_OPTION. */
/* artifact: models to carry on, NULL: none; then also the errors of assay_forecast_artifact_read(). */
gboolean forecast_settings_read (ForecastSettings *how, const AssayOptions *options, GBytes *artifact, GError **error);
void forecast_settings_clear (ForecastSettings *how);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ForecastSettings, forecast_settings_clear)

G_END_DECLS
