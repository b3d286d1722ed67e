/* The shape of a risk level, in its colour. The word stands beside it. */
#pragma once
#include <gtk/gtk.h>
#include "result/risk.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RISK_MARK (assay_risk_mark_get_type ())
G_DECLARE_FINAL_TYPE (AssayRiskMark, assay_risk_mark, ASSAY, RISK_MARK, GtkWidget)

GtkWidget *assay_risk_mark_new (void);
void assay_risk_mark_set_risk (AssayRiskMark *self, AssayRisk risk);

G_END_DECLS
