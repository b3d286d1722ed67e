/* The four risk levels. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
typedef enum { ASSAY_RISK_NONE = -1, ASSAY_RISK_LOW, ASSAY_RISK_MEDIUM, ASSAY_RISK_HIGH, ASSAY_RISK_CRITICAL, ASSAY_N_RISKS } AssayRisk;
const char *assay_risk_name (AssayRisk risk);       /* N_("Low"), … also as written in files; "" for none */
AssayRisk assay_risk_from_name (const char *name);  /* NONE if it is none */
G_END_DECLS
