/* What may follow "arima:" and "arima-fourier:": orders, a transformation, a drift. */
#pragma once
#include "math/arima/arima-order.h"
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef enum { ARIMA_PLAIN, ARIMA_LOG, ARIMA_BOX_COX } ArimaTransform;

typedef struct
{
  gboolean has_orders;           /* else they are chosen */
  AmArimaOrder order;            /* m is not set */
  gboolean has_drift;            /* asked for with given orders */
  ArimaTransform transform;
} ArimaVariant;

/* Parts joined by "-": orders pdq as three digits or p.d.q, then the seasonal ones; "drift"; "log" or "boxcox". NULL is the plain model.
 * Without `takes_orders` only a transformation. FALSE with ASSAY_MODEL_ERROR_UNKNOWN. */
gboolean assay_arima_variant_parse (const char *text, gboolean takes_orders, ArimaVariant *variant, GError **error);

G_END_DECLS
