/* What both ARIMA forecasters do with a past before they fit: transform it, and search with an eye on cancelling. */
#pragma once
#include "math/arima/arima-search.h"
#include "model/arima/arima-model.h"
#include "model/arima/arima-variant.h"

G_BEGIN_DECLS

/* z[n], NaN where missing; *lambda NaN: as it is. NULL with ASSAY_MODEL_ERROR_UNFIT when a value has no transformation. */
double *assay_arima_transform (const AssayPast *past, ArimaTransform transform, double *lambda, GError **error);
/* The automatic choice. FALSE with UNFIT or CANCELLED. */
gboolean assay_arima_choose (const double *z, gsize n, const double *x, gsize width, guint m, AssayProgress *progress,
                             AmArimaFit *fit, guint *n_tried, GError **error);
/* The model with its state at the end of the past. NULL with UNFIT when gaps leave the state open. */
ArimaModel *assay_arima_finish (const AmArimaFit *fit, const double *z, gsize n, const double *x, gsize width, double lambda, GError **error);
gboolean assay_arima_check_cancelled (AssayProgress *progress, GError **error);

G_END_DECLS
