/* What the stability index would be by other conventions: a choice beside its bars that draws them anew, and how far the conventions lie
 * apart. Bins stay as they are; conventions differ about the empty ones. */
#pragma once
#include "app/chart-card.h"
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_PSI_SWITCH (assay_psi_switch_get_type ())
G_DECLARE_FINAL_TYPE (AssayPsiSwitch, assay_psi_switch, ASSAY, PSI_SWITCH, GtkBox)

/* For the card that shows the figure; NULL: the result has no table of conventions. card outlives it: it is put on the card. */
GtkWidget *assay_psi_switch_new (AssayResult *result, AssayFigure *figure, AssayChartCard *card);
/* By its place in the table, from 0. */
void assay_psi_switch_choose (AssayPsiSwitch *self, guint convention);

G_END_DECLS
