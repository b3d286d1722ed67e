/* The shape of a risk level, in its colour; and a risk level or a verdict as a chip with its word. */
#pragma once
#include <gtk/gtk.h>
#include "result/risk.h"
#include "result/verdict.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RISK_MARK (assay_risk_mark_get_type ())
G_DECLARE_FINAL_TYPE (AssayRiskMark, assay_risk_mark, ASSAY, RISK_MARK, GtkWidget)

GtkWidget *assay_risk_mark_new (void);
void assay_risk_mark_set_risk (AssayRiskMark *self, AssayRisk risk);

/* A label with the verdict's glyph and word: "✓ Pass", "! Watch", "× Fail". */
GtkWidget *assay_verdict_chip_new (AssayVerdict verdict);
void assay_verdict_chip_set (GtkWidget *chip, AssayVerdict verdict);

G_END_DECLS
