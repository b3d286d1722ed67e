/* A row of an editor for one shock of a scenario: which input, what is done to it, how much.
 *
 * Signal "edited": something was chosen or typed that can be read; ask get(). "removed": the user wants it away. */
#pragma once
#include <adwaita.h>
#include "analysis/sensitivity/portfolio.h"
#include "analysis/sensitivity/scenarios.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SHOCK_ROW (assay_shock_row_get_type ())
G_DECLARE_FINAL_TYPE (AssayShockRow, assay_shock_row, ASSAY, SHOCK_ROW, AdwPreferencesRow)

GtkWidget *assay_shock_row_new (const AssayPortfolio *portfolio, GtkStringList *inputs, const AssayScenarioShock *shock);
/* The shock as it stands; texts are lent until the next call. FALSE: what was typed is no number, which the row says. */
gboolean assay_shock_row_get (AssayShockRow *self, AssayScenarioShock *shock);
void assay_shock_row_set (AssayShockRow *self, const AssayScenarioShock *shock);
/* What is wrong with it, under the row; NULL: nothing. */
void assay_shock_row_set_problem (AssayShockRow *self, const char *text);
/* NULL: what is typed is taken. */
const char *assay_shock_row_get_problem (AssayShockRow *self);
/* What it does alone; NULL: not known. is_stale: as it was before something was typed. */
void assay_shock_row_set_effect (AssayShockRow *self, const char *text, gboolean is_stale);
/* Drop-downs of rows that stand together are as wide as the widest. */
void assay_shock_row_align (AssayShockRow *self, GtkSizeGroup *inputs, GtkSizeGroup *kinds);
/* The last shock of a scenario cannot be taken out. */
void assay_shock_row_set_removable (AssayShockRow *self, gboolean removable);

G_END_DECLS
