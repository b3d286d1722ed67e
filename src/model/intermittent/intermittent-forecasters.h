/* Demand that is mostly zero: the mean demand a step, the same for every step ahead. None has an interval of its own: what such
 * demand does is nothing like a normal curve, and only conformal intervals say something. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

extern const AssayForecaster assay_croston_forecaster;
extern const AssayForecaster assay_sba_forecaster;
extern const AssayForecaster assay_tsb_forecaster;
extern const AssayForecaster assay_adida_forecaster;
extern const AssayForecaster assay_imapa_forecaster;

/* What they share: quantiles that are not there, the demand class among the parameters, and the variant "optimised". */
void intermittent_forecast_rate (double rate, guint h, guint n_p, double *mean, double *quantiles);
void intermittent_describe_class (const double *class_of, AssayParameters *parameters);      /* [2]: ADI, CV2 */
gboolean intermittent_check_variant (const char *variant, GError **error);
gboolean intermittent_has_demand (const AssayPast *past, double *class_of, GError **error);

G_END_DECLS
