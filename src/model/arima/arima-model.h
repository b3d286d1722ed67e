/* A fitted ARIMA model with its regression and its state: what the forecasters `arima` and `arima-fourier` share. */
#pragma once
#include "math/arima/arima-fit.h"
#include "math/arima/arima-state.h"
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef struct
{
  AmArimaFit fit;                /* beta: constant, regressors, Fourier terms */
  AmArimaState *state;           /* of the transformed series less its regression, after n steps */
  gboolean transforms;
  double lambda;                 /* of Box & Cox, 0: log */
  gsize n;                       /* steps seen */
  guint n_x, n_periods;
  double *periods;
  gsize *pairs;
  guint n_tried;                 /* models; 0: orders were given */
  gsize n_fitted;
  double *fitted;                /* [n_fitted]; NULL: read from a file */
} ArimaModel;

/* z[n] transformed, NaN where missing; x[n * width] all regressors, row by row. Runs the state along the past. NULL: coefficients that
 * are not stationary, which no fit gives. */
ArimaModel *assay_arima_model_new (const AmArimaFit *fit, const double *z, gsize n, const double *x, gsize width);
void assay_arima_model_free (gpointer model);
void assay_arima_model_forecast (gconstpointer model, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles);
/* The regressors of the new step are not known here: with some, it counts as one without a value. */
void assay_arima_model_update (gpointer model, double y);
void assay_arima_model_get_fitted (gconstpointer model, double *fitted);
void assay_arima_model_describe (gconstpointer model, AssayParameters *parameters);
void assay_arima_model_write (gconstpointer model, JsonObject *to);
gpointer assay_arima_model_read (JsonObject *from, GError **error);

/* "ARIMA(2,1,1)(0,1,0)[12] with drift" */
char *assay_arima_order_to_text (const AmArimaOrder *order);
/* The largest state kept: its covariance is the square of it. */
#define ASSAY_ARIMA_MOST_STATE 1000
gsize assay_arima_state_size (const AmArimaOrder *order);

G_END_DECLS
