/* A fitted exponential smoothing model as the forecasters of this family share it: what they differ in is only which form is fitted. */
#pragma once
#include "math/smoothing/ets.h"
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef struct
{
  AmEts fit;
  guint64 seed;                /* of simulated paths */
  char *ignored;               /* why a season is left out, N_(); NULL: it is not */
  double *y;                   /* [fit.n] the past and its updates; NULL: read from a file */
} EtsModel;

/* The form, or its like without a season where the season cannot be fitted. NULL with ASSAY_MODEL_ERROR_UNFIT. */
EtsModel *ets_model_fit_form (const AssayPast *past, AmEtsForm form, GError **error);
/* The form of least AICc, asking past->progress between forms. */
EtsModel *ets_model_fit_best (const AssayPast *past, GError **error);
void ets_model_free (gpointer data);

/* The functions of AssayForecaster. */
void ets_model_forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles);
void ets_model_update (gpointer data, double y);
void ets_model_get_fitted (gconstpointer data, double *fitted);
void ets_model_describe (gconstpointer data, AssayParameters *parameters);
void ets_model_decompose (gconstpointer data, guint h, AssayComponents *components);
void ets_model_write (gconstpointer data, JsonObject *to);
gpointer ets_model_read (JsonObject *from, GError **error);

G_END_DECLS
