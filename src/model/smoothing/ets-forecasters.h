/* Exponential smoothing with fixed and with chosen forms. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

extern const AssayForecaster assay_ses_forecaster;           /* ANN */
extern const AssayForecaster assay_holt_forecaster;          /* AAN */
extern const AssayForecaster assay_damped_forecaster;        /* AAdN */
extern const AssayForecaster assay_holt_winters_forecaster;  /* AAA, MAM, and both damped */
extern const AssayForecaster assay_ets_forecaster;           /* any form; the one of least AICc */

G_END_DECLS
