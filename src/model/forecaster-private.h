/* The lists behind AssayParameters and AssayComponents. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

GPtrArray *assay_parameters_new (void);      /* of AssayParameter *; is an AssayParameters */
GPtrArray *assay_components_new (void);      /* of AssayComponent *; is an AssayComponents */

G_END_DECLS
