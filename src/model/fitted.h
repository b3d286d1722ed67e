/* A forecast model fitted on a past window: what everybody but the models themselves works with.
 *
 * Fitting repairs and guards the same way for every model, inside the window only: leading steps without a value and, for
 * demand, leading zeros before the first sale are left out; gaps are filled (linear between neighbours, or by season when
 * there is one) for models that do not take them; a constant past is forecast as itself. Each repair is a note.
 * Owned by one thread at a time. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef struct _AssayFitted AssayFitted;

/* The past is not kept. NULL with ASSAY_MODEL_ERROR_UNFIT (all missing, infinite values, too short, …) or CANCELLED. */
AssayFitted *assay_fitted_new (const AssayForecaster *kind, const AssayPast *past, GError **error);
void assay_fitted_free (AssayFitted *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayFitted, assay_fitted_free)

const AssayForecaster *assay_fitted_get_kind (const AssayFitted *self);
const char *assay_fitted_get_name (const AssayFitted *self);         /* "ets:ANA", as asked for */
const char *const *assay_fitted_get_notes (const AssayFitted *self); /* N_() English, NULL-terminated */

/* mean[h], quantiles[n_p * h] as in AssayForecaster. Quantiles rise with p; with nonnegative nothing is below 0. */
void assay_fitted_forecast (const AssayFitted *self, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles);
/* As limits of central intervals: lower, upper [n_levels * h]; levels such as 0.8, 0.95. */
void assay_fitted_forecast_levels (const AssayFitted *self, guint h, const double *x, const double *levels, guint n_levels,
                                   double *mean, double *lower, double *upper);
gboolean assay_fitted_can_update (const AssayFitted *self);
void assay_fitted_update (AssayFitted *self, double y);

gsize assay_fitted_get_n (const AssayFitted *self);                  /* steps of the past, as handed in */
void assay_fitted_get_one_step (const AssayFitted *self, double *fitted);   /* [n]; NaN where there is none */
GPtrArray *assay_fitted_get_parameters (const AssayFitted *self);    /* (transfer full) of AssayParameter* */
GPtrArray *assay_fitted_get_components (const AssayFitted *self, guint h);  /* (transfer full) of AssayComponent*, each [n + h] */
/* One read from a file has lost its past: all its one-step forecasts are NaN, and it has no components. */

/* One entry of "series" in an assay-model of kind "forecast". */
JsonObject *assay_fitted_write (const AssayFitted *self);            /* (transfer full) */
AssayFitted *assay_fitted_read (JsonObject *from, GError **error);

G_END_DECLS
