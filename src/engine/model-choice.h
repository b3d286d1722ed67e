/* The models that a plan asks for, as it keeps them. */
#pragma once
#include "engine/plan.h"

G_BEGIN_DECLS

GPtrArray *assay_model_choices_new (void);
GPtrArray *assay_model_choices_copy (GPtrArray *choices);          /* NULL stays NULL */
AssayPlanModel *assay_model_choices_add (GPtrArray **choices);   /* made when NULL */

G_END_DECLS
